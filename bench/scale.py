"""Computes docs/scale.md from what was measured and assumed, and plays a back-fill through on N workers.

    .venv/bin/python bench/scale.py                         # print the page; --write puts it into docs/scale.md
    .venv/bin/python bench/scale.py --simulate 10 50 200    # expected hours on so many workers, for a year of the crawl

Measured: bench/scale.json, which `bench/backfill.py --save` writes. Assumed: bench/scale.toml. The simulation deals out
files whose times spread as the measured ones do, with stragglers and dying workers (backfill/estimate.py).
"""

import argparse
import json
import random
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from backfill.estimate import Estimate, Trouble, estimate  # noqa: E402

PAGE = HERE.parent / "docs" / "scale.md"
START, END = "<!-- computed by bench/scale.py -->\n", "<!-- end -->\n"
WORKERS = (1, 2, 10, 100, 1000)
SEED = 1
QUIET = 2.5  # load of two cores that nobody else uses
MONTH, HOUR = 30 * 86400, 3600


@dataclass(frozen=True, slots=True)
class Year:
    """What a year of the crawl costs. seconds: CPU, of one page."""

    pages: float
    files: int
    seconds: float
    pages_a_file: float

    @property
    def core_hours(self) -> float:
        return self.pages * self.seconds / HOUR

    @property
    def file_seconds(self) -> float:
        return self.pages_a_file * self.seconds


def year(measured: dict[str, Any], assumed: dict[str, Any]) -> Year:
    crawl, stage = assumed["crawl"], measured["stages_ms"]
    larger = crawl["page_kb"] / stage["kb"]
    looked = (stage["reading"] + stage["sieving"] + crawl["passing"] * stage["skimming"]) * larger
    pages = 12 * crawl["pages_a_month"]
    pages_a_file = crawl["file_kb"] / crawl["packed_kb"]
    seconds = (looked + crawl["read"] * stage["article"]) / 1000
    return Year(pages, round(pages / pages_a_file), seconds, pages_a_file)


def simulated(one: Year, measured: dict[str, Any], assumed: dict[str, Any], workers: int) -> Estimate:
    """Of a year, on so many workers; the same numbers each time."""
    chance = random.Random(SEED)
    spread = measured["seconds_a_page"]
    mean = fmean(spread)
    seconds = [one.file_seconds * chance.choice(spread) / mean for _ in range(one.files)]
    return estimate(seconds, workers, Trouble(**assumed["trouble"]), _numbers(chance))


def _numbers(chance: random.Random) -> Iterator[float]:
    while True:
        yield chance.random()


def page(measured: dict[str, Any], assumed: dict[str, Any]) -> str:
    one = year(measured, assumed)
    return "\n".join([*_measured(measured), *_a_year(one, measured, assumed), *_on_workers(one, measured, assumed),
                      *_live(assumed)])  # fmt: skip


def _measured(measured: dict[str, Any]) -> Iterator[str]:
    stage, peers = measured["stages_ms"], measured["peers"]
    shared = ", which other programs shared: times are upper bounds" if measured["load"] > QUIET else ""
    yield "## What was measured"
    yield ""
    yield (
        f"`bench/backfill.py` on {measured['day']}: {measured['machine']}; {measured['files']} made-up archives,"
        f" {measured['counts']['pages']:,} pages of {stage['kb']:.0f} kB, {measured['mb']} MB. Load of the machine"
        f" {measured['load']}{shared}."
    )
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| pages a second and core, where 5 % pass the first look | {measured['pages_a_second_and_core']:,} |"
    yield f"| the same if all of these were read whole | {measured['the_same_if_all_that_pass_were_read']:,} |"
    yield f"| two workers against one | {measured['two_against_one']} times |"
    yield f"| largest process | {measured['memory_mb']} MB |"
    yield f"| reading a record | {stage['reading']:.3f} ms |"
    yield f"| first look, at raw bytes | {stage['sieving']:.3f} ms |"
    yield f"| second look, at the rough text, of a page that passed the first | {stage['skimming']:.2f} ms |"
    yield f"| article and figures, of a page that passed the second | {stage['article']:.1f} ms |"
    for name, value in peers.items():
        yield f"| beside it: {name}, pages a second and core | {f'{value:,.0f}' if value else 'could not be had'} |"
    yield ""


def _a_year(one: Year, measured: dict[str, Any], assumed: dict[str, Any]) -> Iterator[str]:
    crawl, stage, price = assumed["crawl"], measured["stages_ms"], assumed["price"]["core_hour"]
    terabytes = one.pages * crawl["packed_kb"] / 1e9
    yield f"## What a year of {crawl['name']} costs"
    yield ""
    yield "| | formula | |"
    yield "|---|---|---|"
    yield f"| pages | 12 x {crawl['pages_a_month']:,} | {one.pages:,} |"
    yield f"| files | pages x {crawl['packed_kb']} kB / {crawl['file_kb'] / 1e6:g} GB | {one.files:,} |"
    yield f"| to be fetched | pages x {crawl['packed_kb']} kB | {terabytes:.1f} TB |"
    yield (
        f"| CPU a page | ({stage['reading']:.3f} + {stage['sieving']:.3f}"
        f" + {crawl['passing']} x {stage['skimming']:.2f}) ms"
        f" x {crawl['page_kb']} kB / {stage['kb']:.0f} kB + {crawl['read']} x {stage['article']:.1f} ms"
        f" | {1000 * one.seconds:.2f} ms |"
    )
    yield f"| core hours | pages x CPU a page | {one.core_hours:,.0f} |"
    yield f"| money | core hours x {price:.2f} US dollars | {one.core_hours * price:,.2f} US dollars |"
    taken = crawl["packed_kb"] / one.seconds / 1000
    yield f"| a core takes in | {crawl['packed_kb']} kB / CPU a page | {taken:.0f} MB/s |"
    yield ""


def _on_workers(one: Year, measured: dict[str, Any], assumed: dict[str, Any]) -> Iterator[str]:
    trouble = assumed["trouble"]
    yield "## On how many workers, how long"
    yield ""
    yield (
        f"Simulated: {one.files:,} files of some {one.file_seconds:.0f} s, which spread as the measured ones do;"
        f" {trouble['straggling']:.0%} are read {trouble['slower']:g} times slower, in {trouble['dying']:.0%} of the"
        f" readings the worker dies and is back after {trouble['restart']:.0f} s, and a worker begins after"
        f" {trouble['start']:.0f} s."
    )
    yield ""
    yield "| workers | core hours / workers | expected hours | files read again |"
    yield "|---|---|---|---|"
    for workers in WORKERS:
        found = simulated(one, measured, assumed, workers)
        yield f"| {workers:,} | {one.core_hours / workers:,.2f} h | {found.wall / HOUR:,.2f} h | {found.repeated} |"
    yield ""


def _live(assumed: dict[str, Any]) -> Iterator[str]:
    live, crawl = assumed["live"], assumed["crawl"]
    a_second = crawl["pages_a_month"] / MONTH
    yield "## What one machine carries live"
    yield ""
    yield "| | formula | |"
    yield "|---|---|---|"
    for what, cost in (("nothing new in any poll", "unchanged"), ("a new story in every poll", "new_story")):
        feeds = 1000 * live["interval"] / live[cost]
        yield f"| feeds a core, {what} | {live['interval']} s / ({live[cost]} s / 1,000) | {feeds:,.0f} |"
    yield (
        f"| stories of the world, a second | {crawl['pages_a_month']:,} a month / {MONTH:,} s (of {crawl['name']})"
        f" | {a_second:.1f} |"
    )
    words, figures = a_second / live["unrelated"], a_second / live["related"]
    yield f"| weighing all their words | stories / {live['unrelated']:,} | {words:.3%} of a core |"
    yield f"| if every one of them told of an exchange | stories / {live['related']} | {figures:.1%} of a core |"
    yield ""


def whole(text: str, computed: str) -> str:
    """The page with the computed part in its place."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{computed}{END}{rest.partition(END)[2]}"


def read() -> tuple[dict[str, Any], dict[str, Any]]:
    measured = json.loads((HERE / "scale.json").read_text(encoding="utf-8"))
    return measured, tomllib.loads((HERE / "scale.toml").read_text(encoding="utf-8"))


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Compute docs/scale.md, or play a back-fill through.")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--simulate", type=int, nargs="+", metavar="WORKERS")
    asked = parser.parse_args(words)
    measured, assumed = read()
    if asked.simulate:
        one = year(measured, assumed)
        for workers in asked.simulate:
            found = simulated(one, measured, assumed, workers)
            print(f"{workers:,} workers: {found.wall / HOUR:,.2f} hours, {found.repeated} files read again")
    elif asked.write:
        PAGE.write_text(whole(PAGE.read_text(encoding="utf-8"), page(measured, assumed)), encoding="utf-8")
    else:
        print(page(measured, assumed))


if __name__ == "__main__":
    main(sys.argv[1:])
