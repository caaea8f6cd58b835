"""What hangs and what fails is known, and the service manager hears signs of life only while nothing hangs."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from receivers import free_port, until
from test_daemon import CONFIG, Running, _children

from scheduler.jobs import Jobs
from scheduler.rounds import overgrown
from scheduler.watchdog import Watchdog, notify


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(clock: Clock) -> Jobs:
    jobs = Jobs(clock)
    jobs.expect("tick", 2)
    jobs.expect("maintain", 60)
    return jobs


async def tick() -> None:
    """All is well."""


async def deliver() -> None:
    raise OSError("no room")


def test_a_loop_that_does_not_come_back_is_stuck_until_it_does(jobs: Jobs, clock: Clock) -> None:
    clock.now += 61
    assert jobs.stuck() == ()
    clock.now += 2
    assert jobs.stuck() == ("tick",)
    assert jobs.ages() == {"tick": 63, "maintain": 63}
    asyncio.run(jobs.run(tick))
    assert jobs.stuck() == ()


def test_a_long_run_that_tells_of_its_progress_is_not_stuck(jobs: Jobs, clock: Clock) -> None:
    for _ in range(5):
        clock.now += 50
        jobs.progress("tick")
        jobs.progress("maintain")
        assert jobs.stuck() == ()


def test_five_failures_in_a_row_are_trouble_until_it_works_and_that_was_told(jobs: Jobs) -> None:
    for times in range(1, 6):
        asyncio.run(jobs.run(deliver))
        assert jobs.failing() == (("deliver",) if times == 5 else ())
    assert jobs.broken() == "deliver keeps failing: OSError('no room')"
    jobs.mended()
    assert jobs.broken()

    async def deliver_again() -> None:
        """It works."""

    deliver_again.__name__ = "_deliver"
    asyncio.run(jobs.run(deliver_again))
    assert jobs.failing() == ()
    assert jobs.broken(), "as long as nobody has written it down"
    jobs.mended()
    assert jobs.broken() == ""
    assert jobs.failures == {"deliver": 5}


class Manager:
    """The other side of sd_notify."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.settimeout(60)
        self.path = str(path)

    def hears(self, wanted: str) -> list[str]:
        """Everything up to that line, which must come."""
        heard: list[str] = []
        while wanted not in heard:
            heard += self.socket.recv(4096).decode().splitlines()
        return heard

    def silent(self, seconds: float = 0.3) -> bool:
        """Nothing comes for so long."""
        self.socket.settimeout(seconds)
        try:
            self.socket.recv(4096)
        except TimeoutError:
            return True
        return False


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    manager = Manager(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", manager.path)
    yield manager
    manager.socket.close()


def test_signs_of_life_end_while_something_hangs_and_go_on_after_it(manager: Manager) -> None:
    hanging: list[str] = []
    watchdog = Watchdog(lambda: hanging, every=0.05)
    watchdog.start()
    try:
        manager.hears("WATCHDOG=1")
        hanging.append("tick")
        until(manager.silent)
        hanging.clear()
        manager.socket.settimeout(60)
        manager.hears("WATCHDOG=1")
    finally:
        watchdog.stop()


def test_a_service_manager_that_is_gone_is_in_nobodys_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("READY=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("READY=1")


@pytest.mark.slow
def test_the_daemon_tells_when_it_is_ready_that_it_lives_and_that_it_ends(tmp_path: Path, manager: Manager) -> None:
    (tmp_path / "config.toml").write_text(CONFIG.format(port=free_port()))
    process = subprocess.Popen(
        [sys.executable, "-m", "repwatch.start", "run"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
        env={**os.environ, "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000"},
    )  # fmt: skip
    try:
        assert manager.hears("READY=1")[0] == "READY=1"
        for _ in range(3):
            manager.hears("WATCHDOG=1")
        process.terminate()
        manager.hears("STOPPING=1")
    finally:
        process.kill()
        process.communicate()


FREEZING = """
import asyncio, threading
from pathlib import Path
from repwatch.config import load
from scheduler.daemon import Daemon
from scheduler.tools import make_tools

async def main():
    path = Path("config.toml").resolve()
    Path("var").mkdir()
    daemon = Daemon(path, make_tools(load(path)))
    def ready():
        frozen.append(asyncio.ensure_future(daemon._steps.do(lambda storage: threading.Event().wait())))
    await daemon.run(ready)

frozen = []
asyncio.run(main())
"""


@pytest.mark.slow
def test_a_frozen_writer_is_told_within_a_minute_and_gets_no_sign_of_life(tmp_path: Path, manager: Manager) -> None:
    """P7, P37: the thread that writes hangs; the page still answers, and says so."""
    port = free_port()
    (tmp_path / "config.toml").write_text(CONFIG.format(port=port))
    process = subprocess.Popen(
        [sys.executable, "-c", FREEZING], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "2000000"},
    )  # fmt: skip
    try:
        manager.hears("READY=1")
        until(lambda: {"tick", "deliver"} <= set(failing(port)), 60)
        until(lambda: manager.silent(1.0), 30)
    finally:
        process.kill()
        process.wait()


def failing(port: int) -> list[str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            found = json.load(error)
    return list(found["failing"])


@pytest.mark.slow
def test_a_frozen_crawler_is_replaced_within_75_seconds(tmp_path: Path) -> None:
    """P37: it lives, and gives no sign of life."""
    daemon = Running(tmp_path, free_port())
    try:
        until(daemon.up, 20)
        (crawler,) = _children(daemon.process.pid)
        os.kill(crawler, signal.SIGSTOP)
        until(lambda: _children(daemon.process.pid) not in ([], [crawler]), 75)
        code, said = daemon.end()
        assert (code, "no sign of life for 60 s" in said) == (0, True), said
    finally:
        daemon.process.kill()
        daemon.process.communicate()


def test_a_log_of_the_database_that_has_overgrown_is_told(tmp_path: Path) -> None:
    """P16."""
    database = tmp_path / "repwatch.db"
    assert overgrown(database) == ""
    with database.with_name("repwatch.db-wal").open("wb") as log:
        log.truncate(256 << 20)
        assert overgrown(database) == ""
        log.truncate(300 << 20)
    assert "has grown to 300 MiB" in overgrown(database)
