"""Does a crawler at full speed hold its memory and its descriptors?

    .venv/bin/python bench/endurance.py [--minutes 30] [--feeds 1000] [--farm var/farm] [--calm]

The crawler process as the daemon starts it polls the farm of bench/polling.py without a pause: all its feeds are made
due every second. The farm goes back and forth between two versions, so that polls with and without a new story take
turns. Beside it four outlets publish a story a second, whose pages are fetched and read, and every hostile server of
the crawler's tests is asked again as soon as it has failed; --calm leaves both out. Memory, descriptors, threads and
parsers are written down every ten seconds. Told are the figures of each tenth of the time, and how much memory a poll
leaves behind after the first tenth (least squares). The exit code is 1 if that is more than 1 kB, or if the last tenth
has more descriptors or threads than the first half had after its own first tenth, in which sockets are opened for the
first time (P26): what leaks one in half the time is seen.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from tempfile import TemporaryDirectory
from threading import Thread

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent))

import candidates
import farm
import polling
import soak_load
import soak_watch
from hostile import Hostile

from demo.newsroom import Newsroom
from storage import Storage

MOST = 1.0  # kB that a poll may leave behind (P26)
EVERY, TURN = 10, 3  # seconds between two samples; samples between two versions of the farm
PAPERS, LISTED = 4, 30  # outlets with pages; stories on the list of one
STORY = ("Ukraine has received the bodies of {number} fallen soldiers, the Coordination Headquarters says. "
         "Identification begins in the regions. It may take months, and the families are told first.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """memory: MB resident. parsers: MB of all of them together."""

    polls: int
    memory: float
    files: int
    threads: int
    parsers: float


def main() -> int:
    parser = argparse.ArgumentParser(description="Does a crawler hold its memory and its descriptors?")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--farm", default=str(polling.ROOT / "var" / "farm"))
    parser.add_argument("--calm", action="store_true", help="without pages and failing servers")
    options = parser.parse_args()
    folder = Path(options.farm)
    farm.grow(folder, options.feeds, 2)
    with polling.served(folder, 0) as server, Newsroom() as newsroom, Hostile() as hostile, TemporaryDirectory() as at:
        papers = [] if options.calm else [newsroom.open(f"paper-{number}") for number in range(PAPERS)]
        failing = [] if options.calm else soak_load.broken(hostile, len(soak_load.manners()))
        urls = [*polling.addresses(options.feeds), *(paper.feed_url for paper in papers), *failing]
        crawler = candidates.Repwatch(Path(at) / "state", urls)
        crawler.forget()
        samples = _samples(server, crawler, options.minutes * 60, newsroom)
    print(_told(samples), flush=True)
    return 0 if _holds(samples) else 1


def _samples(server: polling.Served, crawler: candidates.Repwatch, seconds: float, newsroom: Newsroom) -> list[Sample]:
    command = [sys.executable, "-m", "crawler"]
    samples: list[Sample] = []
    with (
        Storage(crawler.database, checkpoints=True) as storage,
        (crawler.folder / "log").open("a") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=crawler.folder,
            env=crawler.environment, start_new_session=True,
        ) as process,
    ):  # fmt: skip
        said: list[bytes] = []
        assert process.stdout
        assert process.stdin
        Thread(target=said.extend, args=(process.stdout,), daemon=True).start()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and process.poll() is None:
            server.order(f"version {len(samples) // TURN % 2}")
            for _ in range(EVERY):
                time.sleep(1)
                _publish(newsroom)
                _make_due(crawler.database)
            storage.checkpoint()
            samples.append(_sample(process.pid, json.loads(said[-1])["polls"] if said else 0))
            print(samples[-1], flush=True)
        process.stdin.close()
    print("the last that it said:", said[-1].decode().strip() if said else "nothing", f"code {process.returncode}")
    return samples


def _publish(newsroom: Newsroom) -> None:
    newsroom.log.clear()
    number = int(time.monotonic())
    for paper in newsroom.papers.values():
        paper.publish(f"Ukraine receives bodies of {number} fallen soldiers", *[STORY.format(number=number)] * 3)
        paper.stories = paper.stories[:LISTED]  # the newest stand first


def _make_due(database: Path) -> None:
    """Also those that have failed, and hosts that ask to be left alone; who was asked longest ago comes first."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("DELETE FROM pauses")
        connection.execute("UPDATE feeds SET next_poll_at = coalesce(last_polled_at, '2000') WHERE lease_until IS NULL")


def _sample(pid: int, polls: int) -> Sample:
    status = Path(f"/proc/{pid}/status").read_text()
    parsers = sum(_resident(child) for child in soak_watch.below(pid))
    threads = int(status.partition("Threads:")[2].split()[0])
    return Sample(polls, _resident(pid), len(list(Path(f"/proc/{pid}/fd").iterdir())), threads, parsers)


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return 0
    return pages * 4096 / 1e6


def _told(samples: list[Sample]) -> str:
    size = max(1, len(samples) // 10)
    parts = [samples[at : at + size] for at in range(0, len(samples), size)]
    lines = ["| polls | crawler, MB | descriptors | threads | parsers, MB |", "|---|---|---|---|---|"]
    for part in parts:
        columns = [[one.memory for one in part], [one.files for one in part], [one.threads for one in part],
                   [one.parsers for one in part]]  # fmt: skip
        lines.append(f"| {part[-1].polls:,} | " + " | ".join(f"{median(column):.0f}" for column in columns) + " |")
    if (leaves := _leaves(samples)) is not None:
        lines.append(f"{leaves:.3f} kB a poll after the first tenth")
    return "\n".join(["", *lines])


def _leaves(samples: list[Sample]) -> float | None:
    """kB a poll, of the crawler; None: there are too few samples."""
    warm = samples[max(1, len(samples) // 10) :]
    if len(warm) <= 2 or warm[-1].polls == warm[0].polls:
        return None
    slope, _ = linear_regression([one.polls for one in warm], [one.memory for one in warm])
    return slope * 1000


def _holds(samples: list[Sample]) -> bool:
    size, leaves = max(1, len(samples) // 10), _leaves(samples)
    first, last = samples[size : len(samples) // 2], samples[-size:]
    if leaves is None or leaves > MOST or not first:
        return False
    return all(
        max(getattr(one, what) for one in last) <= max(getattr(one, what) for one in first)
        for what in ("files", "threads")
    )


if __name__ == "__main__":
    sys.exit(main())
