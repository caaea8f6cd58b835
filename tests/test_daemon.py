"""The daemon as a program: how it starts, what it says, how it ends, and that there is one of it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from receivers import free_port, until

from repwatch.config import load
from repwatch.model import Article
from scheduler.lock import AlreadyRunning, Lock
from scheduler.tools import make_tools
from storage import Storage

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

CONFIG = """
languages = ["en"]
[web]
port = {port}
[[outlet]]
id = "nowhere"
name = "Nowhere"
feeds = [{{ url = "https://nowhere.invalid/rss" }}]
"""


class Running:
    def __init__(self, folder: Path, port: int, more: str = "") -> None:
        self.folder, self.port = folder, port
        (folder / "config.toml").write_text(CONFIG.format(port=port) + more)
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "repwatch.start", "run"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return str(answer.read().decode())

    def up(self) -> bool:
        assert self.process.poll() is None, self.process.communicate()[0]
        with contextlib.suppress(OSError):
            return bool(self.get("/healthz"))
        return False

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        said = self.process.communicate(timeout=10)[0]
        return self.process.returncode, said


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    daemon = Running(tmp_path, free_port())
    until(daemon.up, 20)
    yield daemon
    if daemon.process.poll() is None:
        daemon.process.kill()
        daemon.process.communicate()


def test_it_says_where_everything_is_and_shows_the_history_without_any_network(running: Running) -> None:
    page = running.get("/")
    assert "Known history" in page
    assert "26 February 2026" in page
    assert "1,245" in page
    assert len(json.loads(running.get("/ledger.json"))) == 65
    until(lambda: "nowhere.invalid" in running.get("/outlets") and "failing" in running.get("/outlets"), 20)
    code, said = running.end()
    assert code == 0
    for told in (f"http://127.0.0.1:{running.port}", "repwatch.db", "mail", "1 outlets of 1", "repwatch: ended"):
        assert told in said, said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_within_five_seconds_and_leaves_nothing_running(running: Running, number: int) -> None:
    crawlers = _children(running.process.pid)
    assert crawlers
    running.process.send_signal(number)
    said = running.process.communicate(timeout=5)[0]
    assert (running.process.returncode, "Traceback" in said) == (0, False), said
    assert not [pid for pid in crawlers if Path(f"/proc/{pid}").exists()]
    assert not (running.folder / "var" / "repwatch.db-wal").exists(), "the last connection takes the log into the file"


def test_a_second_one_ends_at_once_with_75_and_leaves_the_first_alone(running: Running) -> None:
    second = running.start()
    said = second.communicate(timeout=10)[0]
    assert second.returncode == 75
    assert "another repwatch" in said
    assert running.up()


def test_a_port_that_is_taken_is_told_with_78(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        daemon = Running(tmp_path, other.getsockname()[1])
        said = daemon.process.communicate(timeout=20)[0]
    assert daemon.process.returncode == 78
    assert "give another port" in said
    assert "Traceback" not in said


def test_a_database_that_is_none_is_told_with_78(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "repwatch.db").write_text("this is no database, only a text of some length" * 100)
    daemon = Running(tmp_path, free_port())
    said = daemon.process.communicate(timeout=20)[0]
    assert daemon.process.returncode == 78, said
    assert "Traceback" not in said


def test_a_crawler_that_dies_is_replaced(running: Running) -> None:
    (crawler,) = _children(running.process.pid)
    os.kill(crawler, signal.SIGKILL)
    until(lambda: _children(running.process.pid) and crawler not in _children(running.process.pid), 20)


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    with Lock(tmp_path / "x" / "daemon.lock"), pytest.raises(AlreadyRunning), Lock(tmp_path / "x" / "daemon.lock"):
        pass
    with Lock(tmp_path / "x" / "daemon.lock"):
        pass


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_heap_of_articles_is_read_in_one_go(tmp_path: Path) -> None:
    """Not fifty a tick: what comes after a thousand first polls would wait for minutes."""
    (tmp_path / "var").mkdir()
    now = datetime.now(UTC)
    with Storage(tmp_path / "var" / "repwatch.db", checkpoints=True, migrate=True) as storage, storage.transaction():
        for number in range(200):
            storage.articles.save(Article(f"https://a.example/{number}", "a", "Rain", f"Rain {number}.", now, now), now)
    daemon = Running(tmp_path, free_port(), "[alerts]\ntick = 6\n")
    try:
        until(daemon.up, 20)
        with Storage(tmp_path / "var" / "repwatch.db", write=False) as storage:
            rules = make_tools(load(tmp_path / "config.toml")).lexicon.version
            until(lambda: not storage.articles.unmatched(rules, 1), 60)
            until(lambda: not storage.search.missing(), 60)
    finally:
        said = daemon.end()[1]
    read = [datetime.fromisoformat(line[:19]) for line in said.splitlines() if "match: 50 done" in line]
    assert len(read) == 4, said
    assert read[-1] - read[1] < timedelta(seconds=6), "all but the first, which the start reads, by one tick"
