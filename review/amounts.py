"""Figures of one side of one or several exchanges in, what they add up to out. Pure.

A sum says no more than its parts do: it is a range where one of them is, has no upper end where one has none, and
counts how many of its exchanges state a figure at all, for what is not stated is not zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from repwatch.model import Reconciliation, Status
from review import words


@dataclass(frozen=True, slots=True)
class Amount:
    """Bodies to one side. high None: no upper end. known: what of low only the known history states.

    stated, of: the exchanges that state a figure, and all that were added up.
    """

    text: str
    low: int
    high: int | None
    known: int
    disputed: bool
    stated: int
    of: int

    @property
    def peak(self) -> int:
        """The highest number that was said."""
        return self.low if self.high is None else self.high


def added(received: Sequence[Reconciliation | None]) -> Amount:
    """received: the same side of each exchange; None where it has no figure."""
    stated = [found for found in received if found is not None]
    ends = [extent(found) for found in stated]
    highs = [high for _, high in ends if high is not None]
    low, high = sum(low for low, _ in ends), sum(highs) if len(highs) == len(ends) else None
    return Amount(
        text=words.value(received[0]) if len(received) == 1 else words.span(low, high) if stated else words.NOT_STATED,
        low=low,
        high=high,
        known=sum(low for found, (low, _) in zip(stated, ends, strict=True) if not was_read(found)),
        disputed=any(found.status == Status.DISPUTED for found in stated),
        stated=len(stated),
        of=len(received),
    )


def extent(found: Reconciliation) -> tuple[int, int | None]:
    """From the lowest to the highest count that the figure allows; a figure that some rounded is the exact one."""
    if found.status == Status.ROUNDED and found.best is not None:
        return found.best, found.best
    return found.low, found.high


def was_read(found: Reconciliation) -> bool:
    """False: nothing but the shipped history states it."""
    return any(stored.id >= 0 for stored in found.claims)


def parts(amount: Amount) -> str:
    """What was added up, empty if nothing was: "3 exchanges, 1 of them without a figure"."""
    if amount.of == 1:
        return ""
    missing = amount.of - amount.stated
    return words.count(amount.of, "exchange", "exchanges") + (
        f", {missing} of them without a figure" if missing else ""
    )
