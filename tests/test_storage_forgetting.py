"""Texts that nothing points into go after a time, and their room goes back to the disk while everybody works on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_commands import repwatch

from repwatch.config import load
from repwatch.model import Action, Article, Entry, Feed, KeepSettings, Listed, Outcome, Outlet, Poll
from scheduler.pipeline import run_steps
from scheduler.rounds import tidy_up
from scheduler.tools import Tools, make_tools
from storage import Storage
from storage.forgetting import POINTLESS, WORDED

OLD = datetime(2023, 5, 6, 12, tzinfo=UTC)
NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
CUT = NOW - timedelta(days=730)
RAIN = "It rained all day in the valley, and the river rose by a metre. " * 4
BODIES = (
    "Russia handed over the bodies of 1,212 fallen soldiers to Ukraine today, the Coordination Headquarters said. " * 2
)


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    (tmp_path / "config.toml").write_text('languages = ["en"]\nstate = "."\n')
    return make_tools(load(tmp_path / "config.toml"))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage(tmp_path / "repwatch.db", migrate=True, checkpoints=True) as opened:
        yield opened


def article(name: str, at: datetime, text: str) -> Article:
    title = "Ukraine receives bodies of 1,212 soldiers" if text == BODIES else "Rain"
    return Article(f"https://a.example/{name}", "a", title, text, at, at, lang="en")


def texts(storage: Storage) -> dict[str, bool]:
    """By the name of the article: is its text still there?"""
    return {one.url.rsplit("/", 1)[1]: bool(one.text) for one in storage.articles.latest()}


def test_old_texts_without_a_figure_go_and_nothing_else(storage: Storage, tools: Tools) -> None:
    for name, at, text in (
        ("rain", OLD, RAIN), ("bodies", OLD, BODIES), ("fresh-rain", NOW, RAIN + "Again."), ("bodies-once", OLD, BODIES)
    ):  # fmt: skip
        storage.articles.save(article(name, at, text), at)
    run_steps(storage, tools, NOW)
    storage.articles.save(article("bodies-once", OLD + timedelta(hours=1), RAIN + "Corrected."), OLD)
    run_steps(storage, tools, NOW)
    storage.articles.save(article("unread", OLD, RAIN + "Unread."), OLD)
    assert storage.texts.forget(CUT, NOW, 100) == 1
    assert texts(storage) == {"rain": False, "bodies": True, "fresh-rain": True, "bodies-once": True, "unread": True}
    assert storage.texts.forget(CUT, NOW, 100) == 0
    assert storage.articles.save(article("rain", NOW, RAIN), NOW) is None, "the same text is no news"
    changed = storage.articles.save(article("rain", NOW, RAIN + "And snowed."), NOW)
    assert changed
    assert (changed.number, bool(changed.text)) == (2, True)
    run_steps(storage, tools, NOW)
    (side,) = storage.exchanges.settlements(known=False)[0].received
    assert side.low == 1212


def test_so_many_at_once_the_oldest_first(storage: Storage, tools: Tools) -> None:
    for number in range(5):
        at = OLD + timedelta(hours=number)
        storage.articles.save(article(str(number), at, f"{RAIN} {number}"), at)
    run_steps(storage, tools, NOW)
    assert storage.texts.forget(CUT, NOW, 2) == 2
    assert texts(storage) == {"0": False, "1": False, "2": True, "3": True, "4": True}


def test_what_feeds_listed_goes_too_and_is_still_known(storage: Storage) -> None:
    storage.outlets.sync([Outlet("a", "A", feeds=(Feed("https://a.example/feed"),))], OLD)
    entry = Entry("guid", "https://a.example/1", "Rain", "It rained.", RAIN, OLD)

    def poll(at: datetime) -> None:
        (feed,) = storage.outlets.lease_feeds(at, 1)
        listed = (Listed(entry, Action.PASS, "rain"),)
        storage.outlets.record_poll(Poll(feed, Outcome.OK, at + timedelta(days=1), listed), at)

    poll(OLD)
    assert storage.texts.forget(CUT, NOW, 100) == 1
    row = storage._db.execute("SELECT title, summary, text FROM entries").fetchone()
    assert tuple(row) == ("Rain", "", "")
    poll(NOW)
    assert storage._db.execute("SELECT count(*) FROM entries").fetchone()[0] == 1


@pytest.mark.parametrize("sql", [POINTLESS, WORDED], ids=["articles", "listed"])
def test_they_are_found_by_an_index(storage: Storage, sql: str) -> None:
    plan = " ".join(str(row[3]) for row in storage._db.execute(f"EXPLAIN QUERY PLAN {sql}", ["", 1]).fetchall())
    assert "SCAN" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def fill(storage: Storage, many: int = 3000) -> None:
    with storage.transaction():
        for number in range(many):
            storage.meta.set(f"filler {number}", "x" * 4000)


def clear(storage: Storage) -> None:
    storage._db.execute("DELETE FROM meta WHERE name GLOB 'filler*'")


def test_room_goes_back_to_the_disk_in_steps_while_others_read_and_write(storage: Storage, tmp_path: Path) -> None:
    path = tmp_path / "repwatch.db"
    fill(storage)
    storage._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    full = path.stat().st_size
    clear(storage)
    steps = 0
    with Storage(path) as other:
        while storage.shrink():
            steps += 1
            other.meta.set("step", str(steps))
            assert storage.meta.get("step") == str(steps)
    storage._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert steps >= 3
    assert path.stat().st_size < full / 2
    assert storage._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_daemon_tidies_up_a_little_at_a_time(storage: Storage, tools: Tools) -> None:
    storage.articles.save(article("rain", OLD, RAIN), OLD)
    run_steps(storage, tools, NOW)
    tidy_up(storage, KeepSettings(texts=0))
    assert texts(storage) == {"rain": True}
    fill(storage)
    clear(storage)
    before = storage._db.execute("PRAGMA freelist_count").fetchone()[0]
    tidy_up(storage, KeepSettings())
    assert texts(storage) == {"rain": False}
    assert storage._db.execute("PRAGMA freelist_count").fetchone()[0] < before


def test_a_file_of_before_is_made_smaller_all_at_once_and_in_steps_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('state = "."\n')
    path = tmp_path / "repwatch.db"
    with closing(sqlite3.connect(path)) as old:
        old.execute("CREATE TABLE before (x)")  # it has a first table: auto_vacuum is settled
    with Storage(path, migrate=True, checkpoints=True) as storage:
        fill(storage)
        clear(storage)
        assert storage.shrink() == 0
    full = path.stat().st_size
    assert "after the next checkpoint" in repwatch("compact", cwd=tmp_path).stdout
    with Storage(path, checkpoints=True) as storage:
        storage._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert path.stat().st_size < full / 2
        fill(storage)
        clear(storage)
        assert storage.shrink() > 0
