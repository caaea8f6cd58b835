"""A power cut at any point leaves a whole database with everything in it that was acknowledged (P13, R-DB-1).

The real write functions of storage/ and the real steps, over a file system that knows what was synced. With
synchronous=NORMAL and OFF the same cuts lose something: that is what shows that the test can fail.
"""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import apsw
import pytest
from powerloss import Connection, Disk, Library, RecordingVfs, cuts

from repwatch.config import load
from repwatch.model import Action, Article, Config, Entry, Feed, Listed, Outcome, Outlet, Poll, Subscription
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import Storage

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OUTLETS = tuple(Outlet(name, name.title(), "en", feeds=(Feed(f"https://{name}.example/feed"),)) for name in ("a", "b"))
STATES = 1500


@dataclass(slots=True)
class Run:
    """What a run left: the events of its disk, the files before it, and how the database read after each commit."""

    disk: Disk
    before: dict[str, bytes]
    states: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    images: int = 0
    corrupt: int = 0
    lost: int = 0
    torn: int = 0  # a state that was never committed


def reading(execute: object) -> str:
    """All that the database says, in one word."""
    told = sha256()
    names = [
        row[0] for row in execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY 1")
    ]
    for name in names:
        for row in execute(f'SELECT * FROM "{name}"'):
            told.update(repr(row).encode())
    return told.hexdigest()


def listed(number: int) -> Listed:
    url = f"https://a.example/{number}"
    entry = Entry(f"guid-{number}", url, f"Rain {number}", "", "", START)
    return Listed(entry, Action.PASS, "about nothing of ours")


def write(storage: Storage, tools: Tools, round_: int) -> None:
    """A day of a daemon: polls, articles, the steps to the outbox, deliveries; one of three rounds checkpoints."""
    now = START + timedelta(days=round_ + 1)
    for feed in storage.outlets.lease_feeds(now, 9):
        storage.outlets.record_poll(Poll(feed, Outcome.OK, now + 15 * MINUTE, (listed(round_),), etag=b'"x"'), now)
    count, who = f"{1000 + round_:,}", "the Coordination Headquarters"
    text = f"Russia handed over the bodies of {count} fallen soldiers to Ukraine today, {who} said. "
    title = f"Ukraine receives bodies of {count} soldiers"
    article = Article(f"https://a.example/{round_}", "a", title, text * 20, now, now, lang="en")
    storage.articles.save(article, now)
    run_steps(storage, tools, now)
    for one in storage.outbox.lease(now):
        storage.outbox.record_sent(one, now, "250 taken")
    storage.meta.set("round", str(round_))
    if round_ % 3 == 2:
        storage.checkpoint()


@contextmanager
def recorded(folder: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The library below storage.database is another one until the end."""
    path = folder / "repwatch.db"
    with Storage(path, migrate=True, checkpoints=True) as storage:
        storage.meta.started(START)
        storage.outlets.sync(OUTLETS, START - MINUTE)
        run_steps(storage, tools, START)
    run = Run(Disk(), {path.name: path.read_bytes()})
    with closing(sqlite3.connect(path)) as before:
        run.states.append(reading(before.execute))

    def acknowledged(connection: Connection) -> None:
        run.disk.log.append(("", len(run.states)))
        run.states.append(reading(connection.raw.execute))

    vfs = RecordingVfs(run.disk)
    with monkeypatch.context() as patch:
        patch.setattr("storage.database.sqlite3", Library(acknowledged))
        patch.setattr("storage.database.WAL_PASSIVE", 0)
        patch.setattr("storage.database.WAL_TRUNCATE", 150_000)  # so that both kinds of checkpoint happen
        yield run
    vfs.unregister()


def judge(run: Run, folder: Path, dice: random.Random, states: int) -> Verdict:
    """Open each disk as the next start does, by the SQLite that the product has."""
    latest = {state: number for number, state in enumerate(run.states)}
    verdict, path = Verdict(), folder / "after" / "repwatch.db"
    path.parent.mkdir()
    for acknowledged, image in cuts(run.disk, run.before, max(1, len(run.disk.log) * 4 // states), dice):
        for name in ("", "-wal", "-shm"):
            path.with_name(path.name + name).unlink(missing_ok=True)
        for name, content in image.items():
            (path.parent / name).write_bytes(content)
        verdict.images += 1
        try:
            with closing(sqlite3.connect(path)) as database:
                database.execute("PRAGMA synchronous=OFF")  # what this reader syncs is waited for in vain
                (whole,) = database.execute("PRAGMA integrity_check(1)").fetchone()
                found = latest.get(reading(database.execute), -1)
        except sqlite3.DatabaseError:
            whole, found = "malformed", -1
        if whole != "ok":
            verdict.corrupt += 1
        elif found < 0:
            verdict.torn += 1
        elif found < acknowledged:
            verdict.lost += 1
    return verdict


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    config = load(path)
    reader = Subscription("reader", "file", "mail")
    return make_tools(Config(config.state, config.languages, config.conflicts, subscriptions=(reader,)))


def cut(folder: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, synchronous: str, states: int) -> Verdict:
    with (
        recorded(folder, tools, monkeypatch) as run,
        Storage(folder / "repwatch.db", checkpoints=True) as storage,
    ):
        assert storage._db.execute("PRAGMA synchronous").fetchone()[0] == 2
        storage._db.execute(f"PRAGMA synchronous={synchronous}")
        for round_ in range(12):
            write(storage, tools, round_)
        assert storage.outbox.counts().get("sent", 0) > 3
    assert len(run.states) > 100
    return judge(run, folder, random.Random(13), states)


@pytest.mark.slow
def test_nothing_that_was_acknowledged_is_lost_and_nothing_is_damaged(
    tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    verdict = cut(tmp_path, tools, monkeypatch, "FULL", STATES)
    record_property("measured", f"{verdict.images} cuts, {verdict.corrupt} corrupt, {verdict.lost} lost")
    assert verdict.images >= STATES
    assert (verdict.corrupt, verdict.lost, verdict.torn) == (0, 0, 0), verdict


@pytest.mark.slow
@pytest.mark.parametrize(("synchronous", "corrupt"), [("NORMAL", False), ("OFF", True)])
def test_what_syncs_less_loses_something(
    tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, synchronous: str, corrupt: bool,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    """The control: these cuts do find what is not safe."""
    verdict = cut(tmp_path, tools, monkeypatch, synchronous, 400)
    record_property("measured", f"{synchronous}: {verdict.lost} of {verdict.images} lost, {verdict.corrupt} corrupt")
    assert verdict.lost > 50, verdict
    assert (verdict.corrupt + verdict.torn > 0) is corrupt, verdict


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_write_loses_nothing_and_work_goes_on(
    tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P14. Each write of a day once is the first that has no room; reading goes on, and with room the work does."""
    with recorded(tmp_path, tools, monkeypatch) as run:
        path = tmp_path / "repwatch.db"
        start = run.before[path.name]
        wanted, failed, point, left = None, 0, -1, 0
        while left == 0:  # until there is room for all of it
            for end in ("-wal", "-journal"):
                path.with_name(path.name + end).unlink(missing_ok=True)
            path.write_bytes(start)
            with Storage(path, checkpoints=True) as storage:
                run.disk.log.clear()
                run.disk.room = point if point >= 0 else None
                try:
                    write(storage, tools, 2)
                except apsw.FullError:
                    failed += 1
                acknowledged = run.states[-1] if ("", len(run.states) - 1) in run.disk.log else None
                if acknowledged:
                    assert reading(storage._db.execute) == acknowledged, "what was acknowledged, and nothing else"
                assert not storage._db.conn.in_transaction
                left, run.disk.room = run.disk.room or 0, None
                write(storage, tools, 2)
                for one in storage.outbox.lease(START + timedelta(days=9)):  # whose sending could not be written down
                    storage.outbox.record_sent(one, START + timedelta(days=9), "250 taken")
                found = storage.outbox.counts(), len(storage.exchanges.settlements(known=False))
                wanted = wanted or found
                assert found == wanted
                assert storage._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            point += 1
    assert failed > 100


def test_the_library_of_the_test_has_a_sqlite_of_its_own() -> None:
    """So that no file is ever open in both: their locks would not see each other."""
    assert apsw.sqlite_lib_version() != sqlite3.sqlite_version
