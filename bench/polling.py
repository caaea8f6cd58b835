"""What does polling cost, beside reader and rss2email, in one run on one machine?

    .venv/bin/python bench/polling.py [--feeds 1000 5000] [--only repwatch] [--repeats 1] [--farm var/farm] [--tarpits]

A farm of made-up feeds (bench/farm.py; mean 45 stories, 65 kB) is served on loopback addresses, four or twenty feeds a
host. Each candidate polls all of it as a process of its own, four times: for the first time; when nothing has changed
and its validators get a 304; when the server knows no validators and sends the same body again; and when each feed has
one new story. The answers that the server counted are held against what the phase should be. CPU seconds are user and
system of the whole process tree, start included, for 1,000 feeds; memory is that of its largest process. What a start
alone costs is told beside it, for a daemon starts once in months: it is measured by a run of repwatch with nothing due.

repwatch is the crawler process as the daemon starts it, with all that it stores. Its pauses between two requests to a
host and its least interval are those of a polite crawler, of minutes; so the bench sets spacing = 0 for the farm's
addresses, which config.toml allows inside allow_networks, and between two phases makes every feed due.

reader and rss2email are put into an environment beside the farm by uv; where they cannot be had, the bench says so.

--tarpits also lets 50 hosts of 1,000 take a request and say nothing, and compares when the others are done.
"""

import argparse
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import time

sys.path.insert(0, str(Path(__file__).parent.parent))

import candidates
import farm
from measure import Cost, measure

ROOT = Path(__file__).parent.parent
PORT = 8801
PHASES = {"first": "first poll", "304": "unchanged, 304", "same": "same body, 200", "new": "one new story each"}
START = "start"  # a run with nothing due
# What repwatch must reach, in CPU seconds for 1,000 feeds, and MB.
LIMITS = {"first": 6.0, "304": 2.2, "same": 3.0, "new": 5.0}
LARGEST = 200.0
TARPITS, AMONG, SLOWER = 50, 1000, 1.2


@dataclass(frozen=True, slots=True)
class Served:
    """The farm's server: orders in, counts out."""

    process: "subprocess.Popen[str]"

    def order(self, line: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def served(folder: Path, tarpits: int) -> Iterator[Served]:
    command = [sys.executable, str(ROOT / "bench" / "farm_server.py"), str(folder), str(PORT), str(tarpits)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        if process.stdout.readline() != "{}\n":
            raise SystemExit("the farm cannot be served")
        yield Served(process)
        assert process.stdin
        process.stdin.close()


def addresses(feeds: int) -> list[str]:
    return [f"http://{farm.host(feed)}:{PORT}/{feed}" for feed in range(feeds)]


def main() -> None:
    options = _options()
    folder = Path(options.farm)
    farm.grow(folder, max([*options.feeds, AMONG if options.tarpits else 0]), 2)
    with served(folder, TARPITS if options.tarpits else 0) as server, TemporaryDirectory() as scratch:
        rows = {}
        for feeds in options.feeds:
            chosen = list(candidates.those(options.only, Path(scratch) / str(feeds), folder, addresses(feeds)))
            rows[feeds] = _rounds(server, chosen, options.repeats)
            print(_table(feeds, rows[feeds]), flush=True)
        good = _judged(rows) if options.feeds else True
        if options.tarpits:
            good = _tarpits(server, Path(scratch) / "tarpits") and good
    sys.exit(0 if good or not options.strict else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What does polling cost?")
    parser.add_argument("--feeds", type=int, nargs="*", default=[1000])
    parser.add_argument("--only", nargs="+", default=list(candidates.NAMES), choices=candidates.NAMES)
    parser.add_argument("--repeats", type=int, default=1, help="of all four phases; the median is told")
    parser.add_argument("--farm", default=str(ROOT / "var" / "farm"), help="a folder that is made, and used again")
    parser.add_argument("--tarpits", action="store_true", help="also with 50 silent hosts among 1,000")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a limit is missed")
    return parser.parse_args()


Costs = dict[tuple[str, str], list[Cost]]


def _rounds(server: Served, chosen: Sequence[candidates.Candidate], repeats: int) -> Costs:
    costs: Costs = {}
    for _ in range(repeats):
        for candidate in chosen:
            candidate.forget()
        for phase in PHASES:
            server.order("version 1" if phase == "new" else "version 0")
            server.order("mode nocond" if phase == "same" else "mode cond")
            for candidate in chosen:
                candidate.prepare()
                server.order("counts")
                cost = measure(candidate.command, candidate.environment, candidate.folder)
                costs.setdefault((candidate.name, phase), []).append(cost)
                print(f"  {candidate.name} {phase}: {_plain(cost)}; served {server.order('counts')}", flush=True)
        for candidate in (one for one in chosen if one.name == "repwatch"):
            cost = measure(candidate.command, candidate.environment, candidate.folder)
            costs.setdefault((candidate.name, START), []).append(cost)
            print(f"  {candidate.name} {START}: {_plain(cost)}", flush=True)
    return costs


def _plain(cost: Cost) -> str:
    return f"{cost.cpu:.2f} CPU s ({cost.user:.2f} user), {cost.wall:.1f} s, {cost.memory:.0f} MB, code {cost.code}"


def _table(feeds: int, costs: Costs) -> str:
    names = list(dict.fromkeys(name for name, _ in costs))
    lines = [
        f"| {feeds:,} feeds, CPU s per 1,000 | "
        + " | ".join(PHASES.values())
        + " | start, CPU s | largest process, MB |"
    ]
    lines.append("|---" * (len(PHASES) + 3) + "|")
    for name in names:
        told = [f"{_each(costs[name, phase], feeds):.2f}" for phase in PHASES]
        memory = max(cost.memory for phase in PHASES for cost in costs[name, phase])
        start = [cost.cpu for cost in costs.get((name, START), [])]
        told.append(f"{median(start):.2f}" if start else "")
        lines.append(f"| {name} | {' | '.join(told)} | {memory:.0f} |")
    return "\n".join(["", *lines, ""])


def _each(costs: Sequence[Cost], feeds: int) -> float:
    """CPU seconds for 1,000 feeds."""
    return median(cost.cpu for cost in costs) * 1000 / feeds


def _judged(rows: dict[int, Costs]) -> bool:
    """Says which limits repwatch misses."""
    missed = []
    for feeds, costs in rows.items():
        for phase, limit in LIMITS.items():
            own = costs.get(("repwatch", phase), [])
            most = 1.5 if phase == "304" and feeds >= 5000 else limit
            if own and _each(own, feeds) > most:
                missed.append(f"{phase} at {feeds} feeds: {_each(own, feeds):.2f} CPU s for 1,000, more than {most}")
            missed += [f"{phase} at {feeds} feeds: {cost.memory:.0f} MB" for cost in own if cost.memory > LARGEST]
    print("\n".join(missed) if missed else "repwatch keeps within every limit", flush=True)
    return not missed


def _tarpits(server: Served, folder: Path) -> bool:
    """How long the cycle of 950 feeds takes alone, and beside 50 hosts that say nothing; they are due first."""
    server.order("version 0")
    server.order("mode cond")
    others = addresses(AMONG - TARPITS)
    silent = [f"http://127.0.2.{number + 1}:{PORT}/" for number in range(TARPITS)]
    took = []
    for name, urls in (("alone", others), ("beside", silent + others)):
        crawler = candidates.Repwatch(folder / name, urls)
        crawler.forget()
        measure(crawler.command, crawler.environment, crawler.folder)
        for _ in range(3):
            crawler.prepare()
            started = time()
            measure(crawler.command, crawler.environment, crawler.folder)
            took.append((name, _last(crawler.database) - started))
    alone, beside = (median(seconds for which, seconds in took if which == name) for name in ("alone", "beside"))
    print(f"950 feeds alone: {alone:.2f} s; beside 50 that say nothing: {beside:.2f} s, {beside / alone:.2f} times")
    return beside / alone <= SLOWER


def _last(database: Path) -> float:
    """When the last of the others was polled."""
    with closing(sqlite3.connect(database)) as connection:
        sql = "SELECT max((julianday(last_polled_at) - 2440587.5) * 86400) FROM feeds WHERE host LIKE '127.0.1.%'"
        return float(connection.execute(sql).fetchone()[0])


if __name__ == "__main__":
    main()
