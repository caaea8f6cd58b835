"""The ledger in, charts of bodies to each side over time out, as plain values. Pure.

One panel for each side, one below the other over one time axis, each with a scale that starts at zero. Where the sides
differ much the scales do too, and by how much is said below the chart: on one scale the smaller side could not be read,
and a logarithmic one makes a handful look like hundreds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from repwatch.model import Settlement
from review import ledger, words
from review.panels import APART, STRIPED, Panel, Places, Text, panel, scales
from review.periods import Mark, Period, chosen, marks, name, number
from review.slots import Row, Slot, gathered, latest, rows

FOOT = 22  # pixels, for the time axis
LETTER = 7.5  # pixels, of a number of the scale
EVERY = {Period.DAY: "Day by day", Period.MONTH: "By month", Period.QUARTER: "By quarter", Period.YEAR: "By year"}


@dataclass(frozen=True, slots=True)
class Chart:
    """gutter: pixels for the numbers of the scale. rules: percent, where years begin. kinds: what occurs in it."""

    id: str
    title: str
    description: str
    height: float
    gutter: float
    panels: tuple[Panel, ...]
    axis: tuple[Text, ...]
    rules: tuple[float, ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    kinds: frozenset[str]


def charts(settlements: Sequence[Settlement], names: Mapping[str, str]) -> tuple[Chart, ...]:
    """The last weeks day by day, if there were several exchanges; then all of it. names: in the order of the panels."""
    listed = ledger.listed(settlements)
    days = [day for each in listed if (day := each.exchange.date)]
    if not days:
        return ()
    sides = {side: names.get(side, side) for side in ledger.parties(listed, names)}
    period = chosen(days)
    whole = _chart("all", period, listed, sides)
    recent = latest(listed)
    if period is Period.DAY or len(recent) < 2:
        return (whole,)
    return (_chart("latest", Period.DAY, recent, sides), whole)


def _chart(id: str, period: Period, settlements: Sequence[Settlement], sides: Mapping[str, str]) -> Chart:
    slots = gathered(period, settlements, tuple(sides))
    undrawn = [each for each in settlements if number(period, each.exchange.date) is None]
    places = Places(slots[0].at, slots[-1].at)
    tops = scales([max(slot.amounts[index].peak for slot in slots) for index in range(len(sides))])
    panels = tuple(
        panel(index, side, top, [(slot, slot.amounts[index]) for slot in slots], places)
        for index, (side, top) in enumerate(zip(sides.values(), tops, strict=True))
    )
    base = panels[-1].base
    ticks = list(marks(period, places.first, places.last))
    return Chart(
        id=id,
        title=f"{EVERY[period]}, {_span(period, places)}",
        description=" ".join(_described(tuple(sides.values()), slots)),
        height=base + FOOT,
        gutter=10 + LETTER * max(len(tick.text) for each in panels for tick in each.scale),
        panels=panels,
        axis=tuple(_tick(mark, places, base + FOOT - 6) for mark in ticks),
        rules=tuple(places.start(mark.number) for mark in ticks if mark.starts),
        notes=(*_scales(tuple(sides.values()), tops), *_counted(period, slots, len(undrawn)), *_stretched(panels)),
        rows=rows(slots, undrawn, sides),
        kinds=frozenset(_kinds(panels)),
    )


def _span(period: Period, places: Places) -> str:
    first, last = name(period, places.first), name(period, places.last)
    return first if first == last else f"{first} to {last}"


def _tick(mark: Mark, places: Places, y: float) -> Text:
    x = places.start(mark.number) if mark.starts else places.middle(mark.number)
    if mark.starts and x <= 100 - APART / 2:
        return Text(x, y, mark.text, "start")
    if x > 100 - APART / 2:
        return Text(100, y, mark.text, "end")
    return Text(0, y, mark.text, "start") if x < APART / 2 else Text(x, y, mark.text)


def _described(sides: Sequence[str], slots: Sequence[Slot]) -> Iterator[str]:
    """For those who do not see the chart: the highest bar of each side."""
    yield "Bodies returned to each side, as reported. All numbers stand in the table below the chart."
    for index, side in enumerate(sides):
        slot = max(slots, key=lambda each: each.amounts[index].peak)
        amount = slot.amounts[index]
        if amount.stated:
            yield f"Most to {side}: {amount.text}, {slot.name}{', disputed' if amount.disputed else ''}."


def _scales(sides: Sequence[str], tops: Sequence[int]) -> Iterator[str]:
    """By how much the same number is drawn taller in one panel than in another."""
    greatest = max(tops)
    tallest = sides[tops.index(greatest)]
    others = [(side, greatest / top) for side, top in zip(sides, tops, strict=True) if top < greatest]
    for side, ratio in others:
        taller = f"about {words.number(round(ratio))} times as tall for {side} as for {tallest}"
        yield f"Each side has a scale of its own: the same number is drawn {taller}."
    if len(sides) > 1 and not others:
        yield "All sides have the same scale."


def _counted(period: Period, slots: Sequence[Slot], undrawn: int) -> Iterator[str]:
    if any(len(slot.exchanges) > 1 for slot in slots):
        yield f"A bar adds up all exchanges of its {period}."
    if undrawn:
        yield f"{words.count(undrawn, 'exchange', 'exchanges')} of no known day: only in the table."


def _stretched(panels: Sequence[Panel]) -> Iterator[str]:
    blocks = (block for each in panels for bar in each.bars for block in bar.blocks)
    if any(block.kind == "disputed" and block.height <= STRIPED for block in blocks):
        yield "A dispute is never drawn too thin to be seen: its width is in the numbers."


def _kinds(panels: Sequence[Panel]) -> Iterator[str]:
    for bar in (bar for each in panels for bar in each.bars):
        yield from (block.kind for block in bar.blocks)
        if bar.mark:
            yield bar.mark.text
