"""A backup is whole, of one moment, and checked before an older one goes; the database can be put back (R-BAK-1)."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from receivers import NEVER, until
from test_commands import repwatch

from repwatch.model import Article, BackupSettings, Config
from scheduler.backing_up import Backups, back_up, backups
from scheduler.lock import Lock
from scheduler.thinning import kept
from storage import DatabaseTrouble, Storage
from storage.backup import check, copy

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PAGE = 4096


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.toml").write_text('languages = ["en"]\n')
    config = Config(tmp_path / "var", ("en",), ("ukraine-russia",))
    config.state.mkdir()
    with Storage(config.database, migrate=True, checkpoints=True) as storage:
        write(storage, 0, 20)
    return config


def write(storage: Storage, first: int, many: int, size: int = 200) -> None:
    with storage.transaction():
        for number in range(first, first + many):
            text = random.Random(number).randbytes(size // 2).hex()
            storage.articles.save(Article(f"https://a.example/{number}", "a", "Rain", text, NOON, NOON), NOON)


def articles(path: Path) -> int:
    return check(path).rows["articles"]


def damage(path: Path) -> None:
    """A page in the middle is of another file."""
    with path.open("r+b") as file:
        for page in range(4, path.stat().st_size // PAGE, 3):
            file.seek(page * PAGE)
            file.write(b"\x0d\x00\x00\xff\xff" * 800)


def test_a_backup_is_one_whole_file_that_nobody_else_may_read(config: Config) -> None:
    with Storage(config.database, checkpoints=False) as open_:
        write(open_, 20, 5)  # in the log of the database still
        made = back_up(config, NOON)
        assert (made.rows["articles"], made.rows["revisions"], made.gone) == (25, 25, 0)
    assert made.path.name == "repwatch-20261127T120000Z.db"
    assert sorted(path.name for path in made.path.parent.iterdir()) == ["backup.lock", made.path.name]
    assert made.path.stat().st_mode & 0o777 == 0o600
    made.path.chmod(0o400)
    assert articles(made.path) == 25


def test_it_is_of_one_moment_though_somebody_writes(config: Config) -> None:
    """Each transaction adds three articles: no backup holds a part of one."""
    stop = threading.Event()

    def writing() -> None:
        with Storage(config.database) as storage:
            number = 20
            while not stop.is_set():
                write(storage, number, 3)
                number += 3

    thread = threading.Thread(target=writing)
    thread.start()
    try:
        many = [back_up(config, NOON + timedelta(minutes=minute)).rows["articles"] for minute in range(8)]
    finally:
        stop.set()
        thread.join()
    assert many == sorted(many)
    assert many[-1] > many[0]
    assert {(number - 20) % 3 for number in many} == {0}


def test_a_damaged_database_makes_no_backup_and_removes_none(config: Config) -> None:
    config = replace(config, backup=BackupSettings(hourly=1, daily=1, monthly=1))
    good = back_up(config, NOON).path
    damage(config.database)
    with pytest.raises(DatabaseTrouble, match=r"damaged|malformed"):
        back_up(config, NOON + timedelta(hours=1))
    assert list(backups(config.backup_folder).values()) == [good]
    assert not list(config.backup_folder.glob("*.part"))
    assert articles(good) == 20


def test_rows_that_name_rows_that_are_gone_are_found(config: Config) -> None:
    with closing(sqlite3.connect(config.database)) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("DELETE FROM articles WHERE id = 3")
        raw.commit()
    with pytest.raises(DatabaseTrouble, match="row 3 of revisions names a row of articles"):
        back_up(config, NOON)


def test_without_room_it_says_how_much_is_needed(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.backing_up.ROOM", 1 << 60)
    with pytest.raises(DatabaseTrouble, match=r"has .* MiB of room and needs .* MiB: make room there"):
        back_up(config, NOON)


def test_the_daemon_makes_one_when_it_is_due(config: Config) -> None:
    keeper = Backups()
    made = [NOON, NOON + timedelta(minutes=59), NOON + timedelta(minutes=60), NOON - timedelta(days=2)]
    for now in made:
        keeper.tick(config, now)
    assert list(backups(config.backup_folder)) == [made[3], made[0], made[2]], "a clock that was ahead holds up nothing"
    never = replace(config, backup=BackupSettings(every=0, folder="other"))
    keeper.tick(never, NOON)
    assert not never.backup_folder.exists()


def test_one_that_fails_is_trouble_until_one_is_made(config: Config) -> None:
    keeper = Backups()
    whole = config.database.read_bytes()
    damage(config.database)
    keeper.tick(config, NOON)
    assert keeper.trouble.startswith("no backup can be made: ")
    config.database.write_bytes(whole)
    keeper.tick(config, NOON)
    assert keeper.trouble, "it is not tried again at once"
    keeper._failed_at -= 3600
    keeper.tick(config, NOON)
    assert keeper.trouble == ""


def moments(**step: int) -> list[datetime]:
    return [NOON - number * timedelta(**step) for number in range(1000)]


@pytest.mark.parametrize(
    ("made", "settings", "stay"),
    [
        pytest.param([], BackupSettings(), 0, id="none"),
        pytest.param([NOON], BackupSettings(hourly=0, daily=0, monthly=0), 1, id="the latest always"),
        pytest.param(moments(minutes=10), BackupSettings(hourly=3, daily=0, monthly=0), 3, id="one an hour"),
        pytest.param(moments(days=1), BackupSettings(hourly=0, daily=0, monthly=12), 12, id="one a month"),
        # The last one of three of the 35 days is among the 48 hours, that of each month among the days.
        pytest.param(moments(hours=1), BackupSettings(), 48 + 35 - 3, id="six weeks of hours"),
    ],
)  # fmt: skip
def test_what_stays(made: list[datetime], settings: BackupSettings, stay: int) -> None:
    found = kept(made, settings)
    assert len(found) == stay
    assert found <= set(made)
    assert not made or max(made) in found


def test_what_stays_after_a_year_and_more() -> None:
    stay: set[datetime] = set()
    for part in range(2 * 400):
        stay = kept({*stay, NOON + part * timedelta(hours=12)}, BackupSettings())
    assert len(stay) <= 48 + 35 + 12
    assert max(stay) - min(stay) > timedelta(days=300)


def test_old_ones_go_and_foreign_files_stay(config: Config) -> None:
    config = replace(config, backup=BackupSettings(hourly=2, daily=0, monthly=0))
    config.backup_folder.mkdir()
    other = config.backup_folder / "repwatch-of-mine.db"
    other.write_text("keep")
    gone = [back_up(config, NOON + timedelta(hours=hour)).gone for hour in range(4)]
    assert gone == [0, 0, 1, 1]
    assert len(backups(config.backup_folder)) == 2
    assert other.exists()


def test_the_commands_make_list_check_and_restore(config: Config, tmp_path: Path) -> None:
    said = repwatch("backup", cwd=tmp_path).stdout
    assert "whole and checked, 20 articles" in said
    (path,) = backups(config.backup_folder).values()
    assert str(path) in repwatch("backup", "--list", cwd=tmp_path).stdout
    assert (
        json.loads(repwatch("restore", "--check", str(path), "--json", cwd=tmp_path).stdout)["rows"]["articles"] == 20
    )
    with Storage(config.database, checkpoints=False) as open_:
        write(open_, 20, 7)
        log = config.database.with_name("repwatch.db-wal").read_bytes()
    config.database.with_name("repwatch.db-wal").write_bytes(log)  # as after a kill
    said = repwatch("restore", str(path), cwd=tmp_path).stdout
    assert "is now as in" in said
    with Storage(config.database) as storage:
        assert [len(storage.articles.revisions(number)) for number in (20, 21)] == [1, 0]
    (aside,) = config.state.glob("repwatch.db.before-restore-*")
    assert str(aside) in said
    assert articles(aside) == 27


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is not there"),
        (b"", "is no database of repwatch"),
        (b"this is no database" * 999, "damaged or no database"),
    ],
    ids=["no file", "empty", "a text"],
)
def test_what_is_no_backup_is_told_and_changes_nothing(
    config: Config, tmp_path: Path, content: bytes | None, words: str
) -> None:
    wrong = tmp_path / "wrong.db"
    if content is not None:
        wrong.write_bytes(content)
    before = config.database.read_bytes()
    for more in ([], ["--check"]):
        assert words in repwatch("restore", str(wrong), *more, cwd=tmp_path, code=1).stderr
    assert config.database.read_bytes() == before


def test_a_damaged_one_is_told(config: Config, tmp_path: Path) -> None:
    path = back_up(config, NOON).path
    damage(path)
    assert "is damaged" in repwatch("restore", "--check", str(path), cwd=tmp_path, code=1).stderr


def test_one_of_a_newer_program_is_refused_in_words(config: Config, tmp_path: Path) -> None:
    with closing(sqlite3.connect(config.database)) as raw:
        raw.execute("UPDATE _sqlite_migrations SET name = 'm9999_later' WHERE name LIKE 'm0034%'")
        raw.commit()
    path = back_up(config, NOON).path
    assert "a newer repwatch" in repwatch("restore", "--check", str(path), cwd=tmp_path).stdout
    assert "restore it with that one" in repwatch("restore", str(path), cwd=tmp_path, code=1).stderr


def test_nothing_is_restored_under_a_running_daemon(config: Config, tmp_path: Path) -> None:
    path = back_up(config, NOON).path
    with Lock(config.state / "daemon.lock"):
        assert "stop it first" in repwatch("restore", str(path), cwd=tmp_path, code=75).stderr
    with Lock(config.backup_folder / "backup.lock"):
        assert "on a backup" in repwatch("backup", cwd=tmp_path, code=75).stderr


def test_a_database_that_is_damaged_can_be_replaced(config: Config, tmp_path: Path) -> None:
    path = back_up(config, NOON).path
    config.database.write_bytes(b"no database any more" * 4000)
    repwatch("restore", str(path), cwd=tmp_path)
    assert articles(config.database) == 20


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
@pytest.mark.parametrize("command", [("backup",), ("compact",), ("restore", "FILE"), ("run",), ("deliver",)])
def test_root_writes_nothing_into_the_folder_of_another(
    config: Config, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = back_up(config, NOON).path
    os.chown(config.state, 12345, 12345)
    before = sorted(each.name for each in config.state.rglob("*"))
    words = [str(path) if word == "FILE" else word for word in command]
    assert "belongs to #12345: run this as that user" in repwatch(*words, cwd=tmp_path, code=1).stderr
    assert sorted(each.name for each in config.state.rglob("*")) == before


def test_a_copy_of_a_file_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="cannot be copied"):
        copy(tmp_path / "nothing.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_killed_twenty_times_during_a_backup_the_old_one_is_whole(config: Config, tmp_path: Path) -> None:
    """P15. A kill falls anywhere between the first byte of the copy and its name."""
    with Storage(config.database, checkpoints=True) as storage:
        for part in range(20):
            write(storage, 100 + 100 * part, 100, 20_000)
    (tmp_path / "config.toml").write_text('languages = ["en"]\n[backup]\nhourly = 1\ndaily = 0\nmonthly = 0\n')
    old = back_up(config, datetime.now(UTC) - timedelta(hours=2)).path
    many, dice, interrupted = articles(old), random.Random(15), 0
    for _ in range(20):
        process = subprocess.Popen([sys.executable, "-m", "repwatch.start", "backup"], cwd=tmp_path)
        until(lambda: list(config.backup_folder.glob("*.part")), 60)
        NEVER.wait(dice.uniform(0, 0.25))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        interrupted += bool(list(config.backup_folder.glob("*.part")))
        found = backups(config.backup_folder)
        assert found, "the old one went and no new one was there"
        assert {articles(path) for path in found.values()} == {many}
    assert interrupted >= 10
    repwatch("backup", cwd=tmp_path)
    assert not list(config.backup_folder.glob("*.part"))
    assert len(backups(config.backup_folder)) == 1
