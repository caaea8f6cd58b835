"""How the crawler process starts, refuses to, and ends: by its input, by a signal, by kill -9."""

import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from presshouse import Presshouse, end_group, group_of
from receivers import until

from demo.newsroom import Fault, Newsroom, Paper

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

IDLE, AT_ALL, ORPHANS = 5, 9, 10  # seconds: to end when idle, with a request on the wire, for what kill -9 leaves


@pytest.fixture
def paper() -> Iterator[Paper]:
    with Newsroom() as newsroom:
        paper = newsroom.open("paper")
        paper.publish("Ukraine receives bodies of 61 fallen soldiers", "Ukraine received the bodies of 61 soldiers.")
        yield paper


@pytest.fixture
def house(paper: Paper, tmp_path) -> Presshouse:
    return Presshouse(tmp_path, paper, timeout=20)


@pytest.fixture
def process(house: Presshouse):
    with house.start() as process:
        yield process
        end_group(process.pid)


def polled(house: Presshouse) -> bool:
    return bool(house.rows("SELECT 1 FROM revisions"))


def seconds_to_end(process) -> float:
    started = time.monotonic()
    process.wait(30)
    return time.monotonic() - started


@pytest.mark.parametrize("wish", ["input", signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_with_its_parsers_when_it_is_told_to(house, process, wish) -> None:
    until(lambda: polled(house))
    assert len(group_of(process.pid)) > 2, "its parsers"
    process.stdin.close() if wish == "input" else process.send_signal(wish)
    assert seconds_to_end(process) < IDLE
    assert process.returncode == 0
    until(lambda: not group_of(process.pid), IDLE)
    assert house.rows("SELECT count(*) FROM feeds WHERE lease_until NOT NULL") == [(0,)]


def test_a_request_that_hangs_is_given_up_and_its_lease_given_back(house, process, paper) -> None:
    until(lambda: polled(house))
    paper.fail("/feed", Fault(manner="hang"))
    until(lambda: house.rows("SELECT 1 FROM feeds WHERE lease_until NOT NULL"))
    before = house.feeds()["paper"]
    process.stdin.close()
    assert seconds_to_end(process) < AT_ALL
    assert process.returncode == 0
    assert house.rows("SELECT count(*) FROM feeds WHERE lease_until NOT NULL") == [(0,)]
    assert house.feeds()["paper"].errors == before.errors == 0
    until(lambda: not group_of(process.pid), IDLE)


def test_a_second_wish_ends_it_at_once(house, process, paper) -> None:
    until(lambda: polled(house))
    paper.fail("/feed", Fault(manner="hang"))
    until(lambda: house.rows("SELECT 1 FROM feeds WHERE lease_until NOT NULL"))
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    assert seconds_to_end(process) < 2


def test_its_parsers_do_not_outlive_a_crawler_that_is_killed(house, process) -> None:
    until(lambda: polled(house))
    assert len(group_of(process.pid)) > 2, "its parsers"
    process.kill()
    process.wait()
    until(lambda: not group_of(process.pid), ORPHANS)


def test_it_has_no_named_memory_that_a_kill_would_leave(house, process) -> None:
    until(lambda: polled(house))
    held = group_of(process.pid)
    assert len(held) > 2, "its parsers"
    assert not [pid for pid in held if "/dev/shm/" in Path(f"/proc/{pid}/maps").read_text()]


def test_it_limits_itself_before_anything_else(house, process) -> None:
    lines = Path(f"/proc/{process.pid}/limits").read_text().splitlines()
    rows = {line[:26].strip(): line[26:].split()[:2] for line in lines}
    assert rows["Max address space"] == [str(600 << 20), str(1 << 30)]
    assert rows["Max cpu time"][0] == "43200"
    assert rows["Max open files"][0] == "512"


def test_a_wrong_configuration_is_told_with_code_78(house) -> None:
    house.config.write_text("[crawl]\ninterval = 'often'\n")
    house.once(code=78)
    assert "interval" in house.log
    assert "Traceback" not in house.log


@pytest.mark.parametrize("state", ["gone", "older"])
def test_without_a_database_of_its_own_version_it_ends_with_code_78(house, state) -> None:
    database = house.folder / "state" / "repwatch.db"
    for file in database.parent.iterdir():
        file.unlink()
    if state == "gone":
        database.parent.rmdir()
    house.once(code=78)
    assert str(database) in house.log
    assert "Traceback" not in house.log


@pytest.mark.parametrize("table", ["feeds", "entries"], ids=["leasing", "recording"])
def test_a_database_that_fails_is_told_with_code_1(house, table) -> None:
    with closing(sqlite3.connect(house.folder / "state" / "repwatch.db")) as database:
        event = "UPDATE ON feeds" if table == "feeds" else "INSERT ON entries"
        database.execute(f"CREATE TRIGGER fault BEFORE {event} BEGIN SELECT raise(ABORT, 'the disk is full'); END")
    house.once(code=1)
    assert "the disk is full" in house.log
