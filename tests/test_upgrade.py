"""A database of each released schema opens in every later version and works on; an older program refuses a newer one.

tests/data/upgrade/ holds what written() wrote when that schema was the latest; a release adds one and changes none.
"""

import gzip
import os
import random
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from receivers import NEVER
from sqlite_utils import Database

from repwatch.config import load
from repwatch.model import Article, Role, Subscription
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import SchemaMismatch, Storage
from storage.backup import check
from storage.migrations import KNOWN, migrations

FIXTURES = sorted((Path(__file__).parent / "data" / "upgrade").glob("*.db.gz"))
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SIDES = (1212, 1200, 1000)


def tools_in(folder: Path) -> Tools:
    (folder / "config.toml").write_text('languages = ["en"]\n')
    return make_tools(replace(load(folder / "config.toml"), subscriptions=(Subscription("reader", "file", "mail"),)))


def report(storage: Storage, tools: Tools, day: int, count: int) -> None:
    now = START + day * DAY
    who = "the Coordination Headquarters"
    text = f"Russia handed over the bodies of {count:,} fallen soldiers to Ukraine today, {who} said."
    title = f"Ukraine receives bodies of {count:,} soldiers"
    storage.articles.save(Article(f"https://a.example/{day}", "a", title, text, now, now, lang="en"), now)
    run_steps(storage, tools, now)


def written(path: Path, tools: Tools) -> None:
    """Three exchanges, an editor, messages sent and owed."""
    with Storage(path, migrate=True, checkpoints=True) as storage:
        storage.meta.started(START)
        run_steps(storage, tools, START)
        for day, count in enumerate(SIDES, 1):
            report(storage, tools, day, count)
        for one in storage.outbox.lease(START + 4 * DAY, limit=1):
            storage.outbox.record_sent(one, START + 4 * DAY, "250 taken")
        with storage.transaction():
            storage.people.add("anna", Role.EDITOR, "the operator", START)


def told(storage: Storage) -> object:
    """What a person would miss."""
    sides = [
        (one.exchange.id, one.status, tuple((side.low, side.high) for side in one.received))
        for one in storage.exchanges.settlements(known=False)
    ]
    return sorted(sides), storage.outbox.counts(), [one.name for one in storage.people.all()]


def unpacked(fixture: Path, folder: Path) -> Path:
    path = folder / "repwatch.db"
    path.write_bytes(gzip.decompress(fixture.read_bytes()))
    return path


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda one: one.name)
def test_what_an_earlier_version_wrote_is_all_there_and_works_on(fixture: Path, tmp_path: Path) -> None:
    path, tools = unpacked(fixture, tmp_path), tools_in(tmp_path)
    written(tmp_path / "new.db", tools)
    with (
        Storage(path, migrate=True, checkpoints=True) as old,
        Storage(tmp_path / "new.db", migrate=True, checkpoints=True) as new,
    ):
        assert told(old) == told(new)
        for storage in (old, new):
            report(storage, tools, 9, 909)
        assert told(old) == told(new)
        assert len(old.exchanges.settlements(known=False)) == 4
    assert not check(path).older


def test_there_is_a_fixture() -> None:
    assert FIXTURES


def test_a_database_of_a_later_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "repwatch.db"
    with Storage(path, migrate=True, checkpoints=True):
        pass
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('repwatch', 'm9999', '')")
        raw.commit()
    before = path.read_bytes()
    for migrate in (True, False):
        with pytest.raises(SchemaMismatch, match="a newer repwatch wrote it; install that one again, or restore"):
            Storage(path, migrate=migrate)
    assert path.read_bytes() == before


def bring_up_to_date(path: Path) -> None:
    Storage(path, migrate=True, checkpoints=True).close()


@pytest.mark.slow
def test_killed_at_fifty_points_it_has_the_old_schema_or_the_new_one(tmp_path: Path) -> None:
    """P18. From the first schema of all, so that as much as can be is under way."""
    source = tmp_path / "source.db"
    with closing(sqlite3.connect(source)) as raw:
        migrations.apply(Database(raw), stop_before="m0005_alerts")
        raw.execute("PRAGMA journal_mode=WAL")
        raw.executemany("INSERT INTO meta VALUES (?, ?)", [(f"n{number}", "x" * 500) for number in range(2000)])
        raw.commit()
        first = frozenset(name for (name,) in raw.execute("SELECT name FROM _sqlite_migrations"))
    dice, seen, reach = random.Random(18), set(), 0.1
    path = tmp_path / "repwatch.db"
    for _ in range(50):
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(source.read_bytes())
        child = os.fork()  # which has loaded everything: only the migration itself takes time
        if child == 0:
            try:
                bring_up_to_date(path)
            finally:
                os._exit(0)
        while not path.with_name("repwatch.db-wal").exists():
            NEVER.wait(0.001)
        NEVER.wait(dice.uniform(reach / 4, reach))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = frozenset(name for (name,) in raw.execute("SELECT name FROM _sqlite_migrations"))
            assert raw.execute("SELECT count(*) FROM meta WHERE name GLOB 'n*'").fetchone() == (2000,)
        assert found in (first, KNOWN)
        reach *= 1.3 if found == first else 0.8  # however quick the machine is, half of them fall near the commit
        seen.add(found)
    assert seen == {first, KNOWN}, "kills fell on both sides of the commit"
    bring_up_to_date(path)
