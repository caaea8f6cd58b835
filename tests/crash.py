"""Does kill -9 lose, repeat or invent anything? The real daemon is killed again and again while outlets publish (P1).

    .venv/bin/python tests/crash.py [--kills 200] [--lanes 4] [--seed 0]

Each lane is an installation of its own: outlets on a real HTTP server, a real mail server, a webhook receiver that
verifies with the reference library, and a daemon with its crawler. The daemon, its crawler or both are killed 50 to
600 ms after it was started, asked its first outlet or owed a message, and it is started again; outlets publish all the
time. In the end it runs undisturbed until nothing is left to do. Then all that was printed, remembered and received is
compared, and with a second installation that reads the same without kills. Printed is what was found, and when the
kills fell; the exit code is 1 if a promise was broken.

The daemon is forked from a process that has loaded the program, so that blows do not fall on a second of imports; its
crawler is started as always.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from crash_lane import MOMENTS, VICTIMS, Blow, Lane, Sabotage
from crash_verdict import Seen, violations


def main() -> int:
    parser = argparse.ArgumentParser(description="Does kill -9 lose, repeat or invent anything?")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--lanes", type=int, default=4, help="installations side by side")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        lanes = run(Path(folder), options.kills, options.lanes, options.seed)
    blows, seen = [blow for found, _ in lanes for blow in found], [one for _, one in lanes]
    sys.stdout.write(told(blows, seen) + f"\n{time.monotonic() - began:.0f} s\n")
    broken = [what for one in seen for what in violations(one)]
    sys.stdout.write("".join(f"BROKEN: {what}\n" for what in broken) or "Every promise was kept.\n")
    return 1 if broken else 0


def run(
    folder: Path, kills: int, lanes: int = 1, seed: int = 0, sabotage: Sabotage | None = None
) -> list[tuple[list[Blow], Seen]]:
    """What each lane did and saw. sabotage: called in the daemon's process before it starts."""
    shares = [kills // lanes + (number < kills % lanes) for number in range(lanes)]
    with ThreadPoolExecutor(lanes) as pool:
        jobs = [
            pool.submit(_lane, folder / str(number), share, random.Random(seed * 1000 + number), sabotage)
            for number, share in enumerate(shares)
        ]
        return [job.result() for job in jobs]


def _lane(folder: Path, kills: int, chance: random.Random, sabotage: Sabotage | None) -> tuple[list[Blow], Seen]:
    folder.mkdir()
    with Lane(folder, chance, sabotage) as lane:
        blows = lane.strike(kills)
        return blows, lane.seen(kills)


def told(blows: Sequence[Blow], seen: Sequence[Seen]) -> str:
    got, again = sum(len(one.got) for one in seen), sum(sum(one.again.values()) for one in seen)
    rows = (
        ("kills", len(blows)),
        *((f"  of {victim}", sum(blow.victim == victim for blow in blows)) for victim in VICTIMS),
        ("articles printed", sum(len(one.printed) for one in seen)),
        ("articles lost", sum(len(one.lost) for one in seen)),
        ("exchanges worth an alert", sum(len(one.days) for one in seen)),
        ("  without a message to each subscription", sum(len(one.untold) for one in seen)),
        ("  without an entry in the feeds of alerts", sum(len(one.unpublished) for one in seen)),
        ("messages owed", sum(len(one.outbox) for one in seen)),
        ("  marked as sent and never received", sum(len(one.unreceived) for one in seen)),
        ("messages as they came", got),
        ("  of them a second copy of one id", again),
        ("  most to one address", max((most for one in seen for most in one.again.values()), default=0)),
        ("integrity_check", ", ".join(sorted({one.integrity for one in seen}))),
        ("told states that differ from a run without kills", sum(map(_differing, seen))),
    )  # fmt: skip
    counts = Counter(moment for blow in blows for moment in blow.moments)
    fell = ((f"  {moment}", counts[moment]) for moment in MOMENTS)
    lines = (
        f"{name:52}{value}" for name, value in (*rows, ("what was under way at a kill (often several)", ""), *fell)
    )
    return "\n".join(lines)


def _differing(one: Seen) -> int:
    return sum(one.states.get(key) != one.undisturbed.get(key) for key in one.states | one.undisturbed)


if __name__ == "__main__":
    sys.exit(main())
