"""How long would so many files take on so many workers? Pure: times of files and chances in, hours out.

What Dask does, played through: a worker that is free takes the next file. A straggler reads the same file slower, as
where the network or a neighbour is; a worker that dies loses what it has read of its file, comes back after a while,
and the file is read again by whoever is free.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace


@dataclass(frozen=True, slots=True)
class Trouble:
    """straggling: share of files read slower, and by how much. dying: share of readings in which the worker dies.

    restart: seconds until it is there again. start: seconds until a worker reads its first file.
    """

    straggling: float = 0.0
    slower: float = 1.0
    dying: float = 0.0
    restart: float = 0.0
    start: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds: until the last file is read, and of all workers that they were busy. repeated: readings lost."""

    wall: float
    busy: float
    repeated: int


def estimate(seconds: Sequence[float], workers: int, trouble: Trouble, chance: Iterator[float]) -> Estimate:
    """seconds: of each file, in the order in which they are given out. chance: numbers from 0 to 1, evenly spread."""
    free = [trouble.start] * workers
    heapify(free)
    left, busy, repeated, end = deque(seconds), 0.0, 0, 0.0
    while left:
        whole = left.popleft()
        took = whole * (trouble.slower if next(chance) < trouble.straggling else 1.0)
        dies = next(chance) < trouble.dying
        if dies:
            took *= next(chance)
            left.append(whole)
            repeated += 1
        done = free[0] + took
        busy += took
        end = max(end, done)
        heapreplace(free, done + (trouble.restart if dies else 0.0))
    return Estimate(end, busy, repeated)
