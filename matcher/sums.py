"""What the ledger adds up to for one side between two days. Pure.

Built once for all totals of that side: each sum is then two look-ups, however long the ledger is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from repwatch.model import Handover

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Book:
    """Handovers to one side by day. lows, highs, opens: sums of the first n; opens: how many have no upper bound."""

    handovers: Sequence[Handover]
    days: Sequence[str]
    lows: Sequence[int]
    highs: Sequence[int]
    opens: Sequence[int]

    def between(self, first: str, last: str) -> tuple[int, int]:
        """The slice of handovers from first to last, both included."""
        return bisect_left(self.days, first), bisect_right(self.days, last)

    def sum(self, start: int, end: int) -> Range:
        low = self.lows[end] - self.lows[start]
        return low, inf if self.opens[end] > self.opens[start] else self.highs[end] - self.highs[start]

    def longest(self, start: int, end: int, high: float) -> int:
        """The largest slice end up to which the sum from start stays within high."""
        return bisect_right(self.lows, self.lows[start] + high, start, end + 1) - 1

    @property
    def begins(self) -> str:
        """The ledger's first day; empty: it has none."""
        return self.days[0] if self.days else ""


def book(handovers: Iterable[Handover]) -> Book:
    ordered = sorted(handovers, key=lambda one: (one.day, one.exchange))
    return Book(
        ordered,
        [one.day for one in ordered],
        [0, *accumulate(one.low for one in ordered)],
        [0, *accumulate(one.high or 0 for one in ordered)],
        [0, *accumulate(one.high is None for one in ordered)],
    )
