"""Figures of one side of one or several exchanges in, what they add up to out. Pure.

A sum says no more than its parts do: it is a range where one of them is, has no upper end where one has none, and
counts how many of its exchanges state a figure at all, for what is not stated is not zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from repwatch.model import AnySide, Status
from review.tongue import ENGLISH, Tongue


@dataclass(frozen=True, slots=True)
class Amount:
    """Bodies to one side. high None: no upper end. known: what of low only the known history states.

    stated, of: the exchanges that state a figure, and all that were added up. parts: the same in words, empty where
    nothing was added up: "3 exchanges, 1 of them without a figure".
    """

    text: str
    parts: str
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


def added(received: Sequence[AnySide | None], tongue: Tongue = ENGLISH) -> Amount:
    """received: the same side of each exchange; None where it has no figure."""
    stated = [found for found in received if found is not None]
    ends = [extent(found) for found in stated]
    highs = [high for _, high in ends if high is not None]
    low, high = sum(low for low, _ in ends), sum(highs) if len(highs) == len(ends) else None
    return Amount(
        text=_text(received, (low, high), tongue),
        parts=_parts(len(received), len(stated), tongue),
        low=low,
        high=high,
        known=sum(low for found, (low, _) in zip(stated, ends, strict=True) if not found.was_read),
        disputed=any(found.status == Status.DISPUTED for found in stated),
        stated=len(stated),
        of=len(received),
    )


def summed(one: Amount, more: Amount, tongue: Tongue = ENGLISH) -> Amount:
    """Both together. Exchanges of which nobody stated a figure are counted in its parts, and add nothing."""
    low, stated, of = one.low + more.low, one.stated + more.stated, one.of + more.of
    high = None if one.high is None or more.high is None else one.high + more.high
    return Amount(
        text=tongue.span(low, high) if stated else tongue.not_stated(),
        parts=_parts(of, stated, tongue),
        low=low,
        high=high,
        known=one.known + more.known,
        disputed=one.disputed or more.disputed,
        stated=stated,
        of=of,
    )


def extent(found: AnySide) -> tuple[int, int | None]:
    """From the lowest to the highest count that the figure allows; a figure that some rounded is the exact one."""
    if found.status == Status.ROUNDED and found.best is not None:
        return found.best, found.best
    return found.low, found.high


def _text(received: Sequence[AnySide | None], ends: tuple[int, int | None], tongue: Tongue) -> str:
    if len(received) == 1:
        return tongue.value(received[0])
    return tongue.span(*ends) if any(received) else tongue.not_stated()


def _parts(of: int, stated: int, tongue: Tongue) -> str:
    if of == 1:
        return ""
    if of == stated:
        return tongue.exchanges(of)
    return tongue.gettext(
        "%(exchanges)s, %(n)s of them without a figure", exchanges=tongue.exchanges(of), n=tongue.number(of - stated)
    )
