"""What the ledger adds up to for one side between two days.

Built once for all totals of that side, and continued when one exchange changes: each sum is then two look-ups, however
long the ledger is.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from repwatch.model.audits import Handover

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Book:
    """Handovers to one side by day and name. lows, highs, opens: sums of the first n; opens: how many are unbounded."""

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

    def turned(self, exchange: str, days: Sequence[str], new: Handover | None) -> "Book":
        """With what that exchange adds now, None: nothing. days: each on which it added something, and does now.

        Before the first of them nothing changes, so a new exchange costs nothing but the copies of the lists.
        """
        at = bisect_left(self.days, min(days))
        rest = [one for one in self.handovers[at:] if one.exchange != exchange]
        if new:
            insort(rest, new, key=_place)
        tail = _sums(rest, self.lows[at], self.highs[at], self.opens[at])
        return Book(
            [*self.handovers[:at], *rest],
            [*self.days[:at], *(one.day for one in rest)],
            *([*own[:at], *sums] for own, sums in zip((self.lows, self.highs, self.opens), tail, strict=True)),
        )


def book(handovers: Sequence[Handover]) -> Book:
    """handovers: by day, those of one day by exchange."""
    return Book(handovers, [one.day for one in handovers], *_sums(handovers, 0, 0, 0))


def _sums(handovers: Sequence[Handover], low: int, high: int, opened: int) -> tuple[list[int], list[int], list[int]]:
    return (
        list(accumulate((one.low for one in handovers), initial=low)),
        list(accumulate((one.high or 0 for one in handovers), initial=high)),
        list(accumulate((one.high is None for one in handovers), initial=opened)),
    )


def _place(one: Handover) -> tuple[str, str]:
    return one.day, one.exchange
