"""Exchanges in, the periods of a chart with what happened in each out, and the same as rows of a table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repwatch.model import Settlement
from review import words
from review.amounts import Amount, added, parts
from review.periods import Period, name, number

WINDOW = 31  # days up to the last exchange that are drawn by themselves


@dataclass(frozen=True, slots=True)
class Slot:
    """One period in which something happened. amounts: one for each side; exchanges: id and day of each."""

    at: int
    name: str
    amounts: tuple[Amount, ...]
    exchanges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    side: str
    value: str
    disputed: bool
    stated: bool
    parts: str


@dataclass(frozen=True, slots=True)
class Row:
    """One slot in numbers. drawn False: its day is not known well enough to give it a place in the chart."""

    when: str
    cells: tuple[Cell, ...]
    exchanges: tuple[tuple[str, str], ...]
    drawn: bool = True


def gathered(period: Period, settlements: Sequence[Settlement], sides: Sequence[str]) -> list[Slot]:
    """Oldest first; without the periods in which nothing happened, and without exchanges of no known period."""
    by_number: dict[int, list[Settlement]] = {}
    for each in sorted(settlements, key=lambda one: (one.exchange.date or "", one.exchange.id)):
        at = number(period, each.exchange.date)
        if at is not None:
            by_number.setdefault(at, []).append(each)
    return [
        Slot(at, name(period, at), _amounts(found, sides), tuple(_named(each) for each in found))
        for at, found in sorted(by_number.items())
    ]


def latest(settlements: Sequence[Settlement]) -> list[Settlement]:
    """Those of a known day, within WINDOW days up to the last one."""
    days = [(number(Period.DAY, each.exchange.date), each) for each in settlements]
    last = max((day for day, _ in days if day is not None), default=0)
    return [each for day, each in days if day is not None and day > last - WINDOW]


def rows(slots: Sequence[Slot], undrawn: Sequence[Settlement], sides: Mapping[str, str]) -> tuple[Row, ...]:
    """Newest first, like every table of the page; at the end what could not be drawn. sides: id -> name."""
    drawn = [Row(slot.name, _cells(slot.amounts, sides), slot.exchanges) for slot in reversed(slots)]
    others = [
        Row("not drawn", _cells(_amounts([each], tuple(sides)), sides), (_named(each),), drawn=False)
        for each in undrawn
    ]
    return (*drawn, *others)


def _cells(amounts: Sequence[Amount], sides: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(side, amount.text, amount.disputed, amount.stated > 0, parts(amount))
        for side, amount in zip(sides.values(), amounts, strict=True)
    )


def _amounts(settlements: Sequence[Settlement], sides: Sequence[str]) -> tuple[Amount, ...]:
    received = [{found.to: found for found in each.received} for each in settlements]
    return tuple(added([found.get(side) for found in received]) for side in sides)


def _named(settlement: Settlement) -> tuple[str, str]:
    return settlement.exchange.id, words.day(settlement.exchange.date, settlement.exchange.precision)
