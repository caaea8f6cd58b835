"""The daemon and its crawler while the clock of the machine steps (P34), by libfaketime: Debian's package faketime."""

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from receivers import free_port, until
from test_daemon import Running

from demo.newsroom import Newsroom, Paper

pytestmark = pytest.mark.slow

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
INTERVAL, SPACING = 1.0, 0.3  # seconds
RESUMES = 20.0  # seconds from a step to the next poll (P34: twice the look at the clock)
CONFIG = """
languages = ["en"]
[web]
port = {port}
[crawl]
contact = "https://desk.example/bot"
interval = {interval}
spacing = {spacing}
allow_networks = ["127.0.0.0/8"]
"""
OUTLET = """
[[outlet]]
id = "{name}"
name = "The {name}"
lang = "en"
feeds = [{{ url = "{url}", interval = 1 }}]
"""


class Clock:
    """What the processes under test take for the time: ours, and so many seconds more."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(0)

    def set(self, seconds: int) -> None:
        """In one move, so that nobody reads half of it."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
        }  # fmt: skip


class Faked(Running):
    def __init__(self, folder: Path, clock: Clock, *papers: Paper) -> None:
        self.folder, self.port, self.clock = folder, free_port(), clock
        text = CONFIG.format(port=self.port, interval=INTERVAL, spacing=SPACING)
        (folder / "config.toml").write_text(text + "".join(OUTLET.format(name=p.name, url=p.feed_url) for p in papers))
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        with (self.folder / "log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "repwatch.start", "run"], cwd=self.folder, stdout=log,
                stderr=subprocess.STDOUT, text=True, env={**os.environ, **self.clock.environment},
            )  # fmt: skip

    def said(self) -> str:
        return (self.folder / "log").read_text()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0


@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not there; Debian has it in its package faketime")
@pytest.mark.parametrize("steps", [(-3600,), (3600, 0), (8 * 3600, -8 * 3600)], ids=str)
def test_polls_go_on_and_nobody_is_asked_in_a_burst_when_the_clock_steps(
    tmp_path: Path, steps: tuple[int, ...]
) -> None:
    clock = Clock(tmp_path)
    with Newsroom() as newsroom:
        papers = [newsroom.open(f"paper{n}") for n in range(3)]
        daemon = Faked(tmp_path, clock, *papers)
        try:
            until(lambda: all(len(newsroom.asked(paper, "/feed")) > 2 for paper in papers), 30)
            for number, step in enumerate(steps, 1):
                clock.set(step)
                stepped = time.monotonic()
                until(lambda at=stepped: all(later(newsroom, paper, at) > 2 for paper in papers), RESUMES)
                until(lambda n=number: daemon.said().count("the clock stepped by") == n, RESUMES)
            daemon.stop()
        finally:
            daemon.process.kill()
            daemon.process.wait()
        said = daemon.said()
        assert said.count("the clock stepped by") == len(steps), said
        assert "Traceback" not in said
        for paper in papers:
            times = [asked.at for asked in newsroom.asked(paper)]
            assert min(b - a for a, b in pairwise(times)) >= SPACING


def later(newsroom: Newsroom, paper: Paper, at: float) -> int:
    """Polls since then."""
    return sum(asked.at > at for asked in newsroom.asked(paper, "/feed"))


@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not there; Debian has it in its package faketime")
def test_a_clock_that_was_set_back_while_the_daemon_was_off(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with Newsroom() as newsroom:
        paper = newsroom.open("paper")
        daemon = Faked(tmp_path, clock, paper)
        try:
            until(lambda: len(newsroom.asked(paper, "/feed")) > 2, 30)
            daemon.stop()
            clock.set(-86_400)
            started = time.monotonic()
            daemon.process = daemon.start()
            until(lambda: later(newsroom, paper, started) > 2, 30)
            daemon.stop()
        finally:
            daemon.process.kill()
            daemon.process.wait()
    assert "the clock went back" in (tmp_path / "log").read_text()
