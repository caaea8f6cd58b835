"""Exchanges in, the periods of a chart with what happened in each out, and the same as rows of a table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from repwatch.model import AnyLine
from review.amounts import Amount, added, summed
from review.periods import Period, name, number
from review.tongue import ENGLISH, Tongue

NAMED = 12  # exchanges in a row of the table; beyond that the row leads to the page of their year
WINDOW = 31  # days up to the last exchange that are drawn by themselves


@dataclass(frozen=True, slots=True)
class Slot:
    """One period in which something happened. amounts: one for each side; exchanges: id and day of each.

    year: of its exchanges, if they are too many to be named one by one.
    """

    at: int
    name: str
    amounts: tuple[Amount, ...]
    exchanges: tuple[tuple[str, str], ...]
    year: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    side: str
    value: str
    disputed: bool
    stated: bool
    parts: str


@dataclass(frozen=True, slots=True)
class Row:
    """One slot in numbers. drawn False: its day is not known well enough to give it a place in the chart.

    year: whose page has its exchanges, where they are too many to be named one by one; else empty.
    """

    when: str
    cells: tuple[Cell, ...]
    exchanges: tuple[tuple[str, str], ...]
    drawn: bool = True
    year: str = ""


def gathered(
    period: Period, settlements: Sequence[AnyLine], sides: Sequence[str], tongue: Tongue = ENGLISH
) -> list[Slot]:
    """Oldest first; without the periods in which nothing happened, and without exchanges of no known period."""
    by_number: dict[int, list[AnyLine]] = {}
    for each in sorted(settlements, key=lambda one: (one.exchange.date or "", one.exchange.id)):
        at = number(period, each.exchange.date)
        if at is not None:
            by_number.setdefault(at, []).append(each)
    return [
        Slot(
            at,
            name(period, at, tongue),
            _amounts(found, sides, tongue),
            tuple(_named(each, tongue) for each in found),
            _year(found),
        )
        for at, found in sorted(by_number.items())
    ]


def accumulated(slots: Sequence[Slot], tongue: Tongue = ENGLISH) -> list[Slot]:
    """In place of what each period adds: what all up to its end add up to."""

    def both(before: Slot, slot: Slot) -> Slot:
        pairs = zip(before.amounts, slot.amounts, strict=True)
        return replace(slot, amounts=tuple(summed(one, more, tongue) for one, more in pairs))

    return list(accumulate(slots, both))


def latest(settlements: Sequence[AnyLine]) -> list[AnyLine]:
    """Those of a known day, within WINDOW days up to the last one."""
    days = [(number(Period.DAY, each.exchange.date), each) for each in settlements]
    last = max((day for day, _ in days if day is not None), default=0)
    return [each for day, each in days if day is not None and day > last - WINDOW]


def rows(
    slots: Sequence[Slot], undrawn: Sequence[AnyLine], sides: Mapping[str, str], tongue: Tongue = ENGLISH
) -> tuple[Row, ...]:
    """Newest first, like every table of the page; at the end what could not be drawn. sides: id -> name."""
    drawn = [Row(slot.name, _cells(slot.amounts, sides), slot.exchanges, year=slot.year) for slot in reversed(slots)]
    others = [
        Row(
            tongue.gettext("not drawn"),
            _cells(_amounts([each], tuple(sides), tongue), sides),
            (_named(each, tongue),),
            drawn=False,
        )
        for each in undrawn
    ]
    return (*drawn, *others)


def _cells(amounts: Sequence[Amount], sides: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(side, amount.text, amount.disputed, amount.stated > 0, amount.parts)
        for side, amount in zip(sides.values(), amounts, strict=True)
    )


def _amounts(settlements: Sequence[AnyLine], sides: Sequence[str], tongue: Tongue) -> tuple[Amount, ...]:
    received = [{found.to: found for found in each.received} for each in settlements]
    return tuple(added([found.get(side) for found in received], tongue) for side in sides)


def _year(found: Sequence[AnyLine]) -> str:
    """No period is longer than a year."""
    return str(found[0].exchange.date)[:4] if len(found) > NAMED else ""


def _named(settlement: AnyLine, tongue: Tongue) -> tuple[str, str]:
    return settlement.exchange.id, tongue.day(settlement.exchange.date, settlement.exchange.precision)
