"""Months in minutes: does a daemon with 1,000 feeds, a third of them broken, hold its memory and lose nothing?

    .venv/bin/python tests/soak.py [--minutes 20] [--feeds 1000] [--failing 300] [--seed 0]

The real daemon polls a farm of feeds whose stories change every half minute, and feeds that fail in all the ways of the
crawler's tests, each once a minute; four outlets publish stories of exchanges, which go out to a real mail server and
webhook receivers; two editors read the desk's pages and decide. Every minute the crawler is killed with kill -9, every
fifth the daemon or both. In the third quarter somebody reads the database for a minute without end (P16). Memory,
descriptors and the write-ahead log are written down each second, from 20 s after the start of a process.

In the end it runs undisturbed until nothing is left to do, and all that was printed, remembered and received is
compared as in the crash test (tests/crash_verdict.py). Printed is a table; the exit code is 1 if anything was lost or
doubled, a page failed, or memory or descriptors grew.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import farm
import polling
import soak_load
import soak_watch
from crash_lane import Forked, Lane
from crash_verdict import Seen, violations
from hostile import Hostile
from receivers import HookReceiver, MailServer, until

from repwatch.config import load

MINUTE, TURN, STORY = 60, 30, 6  # seconds: between kills, versions of the farm, stories
DAEMON_EVERY = 5  # kills
READER = 60  # seconds for which somebody reads the database
PATIENCE = 300.0
ANSWERED = "SELECT count(*) FROM feeds WHERE first_ok_at NOT NULL AND outlet NOT GLOB 'failing-*'"


class Field(Lane):
    """The installation of the crash test, which also has all those feeds."""

    def __init__(self, folder: Path, chance: random.Random, more: str) -> None:
        super().__init__(folder, chance)
        self._more = more

    def begin(self, feeds: int) -> None:
        """Until so many feeds have answered once: what stands in a list at the first poll is no news."""
        self.tower.start()
        until(lambda: self.tower.query(ANSWERED)[0][0] == feeds, PATIENCE)

    def publish(self) -> None:
        self._publish(1)

    def drain(self) -> None:
        self._drain(self.tower)

    def _tower(self, name: str, sabotage: None = None) -> tuple[Forked, MailServer, HookReceiver]:  # type: ignore[override]
        tower, mail, hook = super()._tower(name, sabotage)
        if name == "disturbed":
            tower.beside = "failing-*"
            with tower.config.open("a", encoding="utf-8") as file:
                file.write(self._more)
        return tower, mail, hook


@dataclass(slots=True)
class Soak:
    """What the loop remembers from one second to the next."""

    field: Field
    server: polling.Served
    seconds: float
    kills: int = 0
    daemon_since: float = 0.0
    crawler_since: float = 0.0
    crawler: int = 0
    reader: sqlite3.Connection | None = None

    def run(self) -> list[soak_watch.Sample]:
        began = self.daemon_since = time.monotonic()
        samples = []
        second = 0
        while (at := time.monotonic() - began) < self.seconds:
            self._act(second)
            samples.append(self._sample(at))
            second += 1
            time.sleep(max(0.0, began + second - time.monotonic()))
        self._read(False)
        return samples

    def _act(self, second: int) -> None:
        if second % STORY == 0:
            self.field.publish()
        if second % TURN == 0:
            self.server.order(f"version {second // TURN % 2}")
        if second and second % MINUTE == 0 and second < self.seconds - 1:
            self._kill()
        half = int(self.seconds / 2)
        self._read(half <= second < half + READER)

    def _kill(self) -> None:
        """A crawler alone, or every fifth time the daemon, and every tenth both."""
        self.kills += 1
        tower = self.field.tower
        crawlers, daemon = tower.children(), self.kills % DAEMON_EVERY == 0
        if daemon:
            tower.kill()
        if not daemon or self.kills % (2 * DAEMON_EVERY) == 0:
            for pid in crawlers:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
        if daemon:
            tower.start()
            self.daemon_since = time.monotonic()

    def _read(self, wanted: bool) -> None:
        """Somebody who began to read and does not end."""
        if wanted and self.reader is None:
            self.reader = sqlite3.connect(f"file:{self.field.tower.database}?mode=ro", uri=True)
            self.reader.execute("BEGIN")
            self.reader.execute("SELECT count(*) FROM feeds").fetchall()
        elif not wanted and self.reader is not None:
            self.reader.close()
            self.reader = None

    def _sample(self, at: float) -> soak_watch.Sample:
        now = time.monotonic()
        pid = next(iter(self.field.tower.children()), 0)
        if pid != self.crawler:
            self.crawler, self.crawler_since = pid, now
        daemon = (self.field.tower.forked.pid or 0, now - self.daemon_since)
        return soak_watch.sample(at, self.field.tower.database, daemon, (pid, now - self.crawler_since))


def main() -> int:
    parser = argparse.ArgumentParser(description="Does a daemon hold its memory and lose nothing?")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--feeds", type=int, default=1000, help="with those that fail")
    parser.add_argument("--failing", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--farm", default=str(polling.ROOT / "var" / "farm"))
    options = parser.parse_args()
    whole = options.feeds - options.failing
    farm.grow(Path(options.farm), whole, 2)
    with polling.served(Path(options.farm), 0) as server, Hostile() as hostile, TemporaryDirectory() as scratch:
        more = soak_load.outlets(polling.addresses(whole), soak_load.broken(hostile, options.failing))
        with Field(Path(scratch), random.Random(options.seed), more) as field:
            return _soak(field, server, options)


def _soak(field: Field, server: polling.Served, options: argparse.Namespace) -> int:
    field.begin(options.feeds - options.failing + len(field.papers))
    until(field.tower.answers, PATIENCE)
    config = load(field.tower.config)
    editors = [soak_load.Editor(config, field.tower.port, name) for name in ("olena", "iryna")]
    for editor in editors:
        editor.start()
    soak = Soak(field, server, options.minutes * MINUTE)
    samples = soak.run()
    clicks = [editor.end() for editor in editors]
    health = field.tower.query("SELECT outcome, count(*) FROM feeds GROUP BY 1 ORDER BY 2 DESC")
    field.drain()
    seen = field.seen(soak.kills)
    sys.stdout.write(_told(soak, samples, clicks, seen) + f"\noutcomes: {dict(health)}\n")
    wrong = [*violations(seen), *soak_watch.grew(samples), *_failed(clicks)]
    sys.stdout.write("".join(f"BROKEN: {what}\n" for what in wrong) or "Every promise was kept.\n")
    return 1 if wrong else 0


def _failed(clicks: Sequence[soak_load.Seen]) -> Iterator[str]:
    for one in clicks:
        for what, times in one.wrong.items():
            yield f"{what}, {times} times"
        if not one.decisions:
            yield "an editor decided nothing"


def _told(soak: Soak, samples: Sequence[soak_watch.Sample], clicks: Sequence[soak_load.Seen], seen: Seen) -> str:
    took = [each for one in clicks for each in one.took]
    log = max(one.log for one in samples) / soak_watch.MIB
    lines = ["| | first quarter | second | third | last |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | " + " | ".join(f"{value:.0f}" for value in values) + " |"
        for name, values in soak_watch.rows(samples)
    ]
    again, away = sum(seen.again.values()), sum(one.away for one in clicks)
    lines += [
        "",
        f"kills: {soak.kills}; largest write-ahead log: {log:.1f} MiB",
        f"articles printed {len(seen.printed)}, lost {len(seen.lost)}",
        f"exchanges {len(seen.days)}, without a message to a subscription {len(seen.untold)}",
        f"messages owed {len(seen.outbox)}, received {len(seen.got)}, of them second copies of one id {again}",
        f"clicks {len(took)}, p95 {quantiles(took, n=20)[18] * 1000:.0f} ms; while nobody was there {away}",
        f"decisions {sum(one.decisions for one in clicks)}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
