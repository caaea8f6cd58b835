"""Questions to the crawler from a command: probes in a database that is thrown away, and the real crawler over it.

So that a command asks exactly as the daemon does (guard, robots, pauses, parsers), and stores nothing.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.robots import origin
from repwatch.guard import refusal
from repwatch.model import Config, Probe, ProbeResult
from repwatch.progress import counted
from storage import DatabaseTrouble, Storage

LOOK = 0.1  # seconds between two looks whether something is answered


class CrawlerTrouble(Exception):
    """The crawler did not answer; the message has what it wrote last."""


def ask(probes: Sequence[Probe], path: Path, config: Config) -> list[ProbeResult]:
    """In the order of the probes. path: of config.toml. Raises CrawlerTrouble."""
    with TemporaryDirectory(prefix="repwatch-") as folder, Storage(Path(folder) / "repwatch.db", migrate=True) as ours:
        _know_hosts(ours, config, probes)
        now = datetime.now(UTC)
        with ours.transaction():
            numbers = [ours.probes.request(probe, now, "command") for probe in probes]
        with counted("asked", len(set(numbers))) as line:
            code, log = _run(Path(folder), path, lambda: line.done(len(set(numbers)) - ours.probes.waiting()))
        found = [ours.probes.result(number) for number in numbers]
    answers = [result for result in found if result]
    if code or len(answers) < len(probes):
        raise CrawlerTrouble(f"the crawler ended with {code} and left questions open\n{log}".strip())
    return answers


def _run(folder: Path, config: Path, look: Callable[[], None]) -> tuple[int, str]:
    """The exit code, and the last of what it wrote."""
    environment = {**os.environ, "REPWATCH_CONFIG": str(config.resolve())}
    command = [sys.executable, "-m", "crawler", "--probes", str(folder)]
    with (folder / "log").open("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(  # noqa: S603  our own command
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            while process.poll() is None:
                look()
                time.sleep(LOOK)
        finally:
            process.terminate()
            process.wait()
        log.seek(0)
        return process.returncode, log.read()[-2000:]


def _know_hosts(ours: Storage, config: Config, probes: Sequence[Probe]) -> None:
    """What the daemon knows of these hosts counts here too: who asked to be left alone is left alone."""
    if not config.database.exists():
        return
    allow = config.crawl.allow_networks
    sites = {origin(probe.url) for probe in probes if not refusal(probe.url, allow)}
    try:
        with Storage(config.database, write=False) as known:
            ours.hosts.take_over(known.hosts, sites)
    except DatabaseTrouble:
        return  # of another version or damaged: that is for others to tell
