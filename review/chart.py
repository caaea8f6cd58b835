"""The ledger in, charts of bodies to each side over time out, as plain values. Pure.

One panel for each side, one below the other over one time axis, each with a scale that starts at zero. Where the sides
differ much the scales do too, and by how much is said below the chart: on one scale the smaller side could not be read,
and a logarithmic one makes a handful look like hundreds.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from repwatch.model import AnyLine
from review import ledger
from review.lines import Gap
from review.panels import APART, STRIPED, Panel, Places, Text, panel, scales
from review.periods import Mark, Period, chosen, marks, name, number
from review.slots import Row, Slot, accumulated, gathered, latest, rows
from review.tongue import ENGLISH, N_, Tongue

FOOT = 22  # pixels, for the time axis
LETTER = 7.5  # pixels, of a number of the scale
EVERY = {
    Period.DAY: N_("Day by day, %(span)s"),
    Period.MONTH: N_("By month, %(span)s"),
    Period.QUARTER: N_("By quarter, %(span)s"),
    Period.YEAR: N_("By year, %(span)s"),
}
RUNNING = {
    Period.DAY: N_("Running totals day by day, %(span)s"),
    Period.MONTH: N_("Running totals by month, %(span)s"),
    Period.QUARTER: N_("Running totals by quarter, %(span)s"),
    Period.YEAR: N_("Running totals by year, %(span)s"),
}
SUMS = {
    Period.DAY: N_("A bar adds up all exchanges of its day."),
    Period.MONTH: N_("A bar adds up all exchanges of its month."),
    Period.QUARTER: N_("A bar adds up all exchanges of its quarter."),
    Period.YEAR: N_("A bar adds up all exchanges of its year."),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """gutter: pixels for the numbers of the scale. rules: percent, where years begin. kinds: what occurs in it.

    unwatched: from and width in percent, and in words, of the days on which nobody watched; None: not within it.
    """

    id: str
    period: Period
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
    unwatched: tuple[float, float, str] | None = None


def charts(
    settlements: Sequence[AnyLine], names: Mapping[str, str], tongue: Tongue = ENGLISH, unwatched: Gap | None = None
) -> tuple[Chart, ...]:
    """The last weeks day by day, if there were several exchanges; then all of it. names: in the order of the panels."""
    listed = ledger.listed(settlements)
    sides = {side: names.get(side, side) for side in ledger.parties(listed, names)}
    whole = chart("all", listed, sides, tongue, unwatched)
    if whole is None:
        return ()
    recent = latest(listed)
    if whole.period is Period.DAY or len(recent) < 2:
        return (whole,)
    return (_drawn("latest", Period.DAY, recent, sides, tongue, unwatched), whole)


def chart(
    id: str,
    listed: Sequence[AnyLine],
    sides: Mapping[str, str],
    tongue: Tongue = ENGLISH,
    unwatched: Gap | None = None,
) -> Chart | None:
    """All of them, in periods as short as can be seen. sides: id -> name, in the order of the panels. None: no day."""
    days = [day for each in listed if (day := each.exchange.date)]
    return _drawn(id, chosen(days), listed, sides, tongue, unwatched) if days else None


def running(listed: Sequence[AnyLine], sides: Mapping[str, str], tongue: Tongue = ENGLISH) -> Chart | None:
    """What the exchanges up to the end of each period add up to. None: there is but one period, or no day."""
    days = [day for each in listed if (day := each.exchange.date)]
    period = chosen(days) if days else Period.DAY
    slots = accumulated(gathered(period, listed, tuple(sides), tongue), tongue)
    if len(slots) < 2:
        return None
    undrawn = _undrawn(period, listed)
    drawn, _ = _chart(("running", RUNNING[period], period), slots, undrawn, sides, tongue)
    return replace(drawn, notes=tuple(note for note in drawn.notes if note != tongue.gettext(SUMS[period])))


def _drawn(
    id: str,
    period: Period,
    listed: Sequence[AnyLine],
    sides: Mapping[str, str],
    tongue: Tongue,
    unwatched: Gap | None,
) -> Chart:
    slots = gathered(period, listed, tuple(sides), tongue)
    found, places = _chart((id, EVERY[period], period), slots, _undrawn(period, listed), sides, tongue)
    if unwatched is None:
        return found
    ends = _ends(period, unwatched, {number(period, each.exchange.date) for each in listed}, places)
    if ends is None:
        return found
    start, end = places.start(ends[0]), places.start(ends[1] + 1)
    said = tongue.gettext(
        "Nobody watched: %(first)s to %(last)s.", first=tongue.day(unwatched.first), last=tongue.day(unwatched.last)
    )
    band = (start, round(end - start, 2), said)
    return replace(found, unwatched=band, notes=(*found.notes, said), kinds=found.kinds | {"unwatched"})


def _ends(period: Period, unwatched: Gap, taken: Set[int | None], places: Places) -> tuple[int, int] | None:
    """The first and last period on no day of which somebody watched, within the chart. taken: that have exchanges."""
    first, last = number(period, unwatched.first), number(period, unwatched.last)
    if first is None or last is None:
        return None
    first, last = first + (first in taken), last - (last in taken)
    first, last = max(first, places.first), min(last, places.last)
    return (first, last) if first <= last else None


def _undrawn(period: Period, listed: Sequence[AnyLine]) -> list[AnyLine]:
    return [each for each in listed if number(period, each.exchange.date) is None]


def _chart(
    what: tuple[str, str, Period],
    slots: Sequence[Slot],
    undrawn: Sequence[AnyLine],
    sides: Mapping[str, str],
    tongue: Tongue,
) -> tuple[Chart, Places]:
    """what: id, title and period."""
    id, title, period = what
    places = Places(slots[0].at, slots[-1].at)
    tops = scales([max(slot.amounts[index].peak for slot in slots) for index in range(len(sides))])
    panels = tuple(
        panel(index, side, top, [(slot, slot.amounts[index]) for slot in slots], places, tongue)
        for index, (side, top) in enumerate(zip(sides.values(), tops, strict=True))
    )
    base = panels[-1].base
    ticks = list(marks(period, places.first, places.last, tongue))
    drawn = Chart(
        id=id,
        period=period,
        title=tongue.gettext(title, span=_span(period, places, tongue)),
        description=" ".join(_described(tuple(sides.values()), slots, tongue)),
        height=base + FOOT,
        gutter=10 + LETTER * max(len(tick.text) for each in panels for tick in each.scale),
        panels=panels,
        axis=tuple(_tick(mark, places, base + FOOT - 6) for mark in ticks),
        rules=tuple(places.start(mark.number) for mark in ticks if mark.starts),
        notes=(
            *_scales(tuple(sides.values()), tops, tongue),
            *_counted(period, slots, len(undrawn), tongue),
            *_stretched(panels, tongue),
        ),
        rows=rows(slots, undrawn, sides, tongue),
        kinds=frozenset(_kinds(panels)),
    )
    return drawn, places


def _span(period: Period, places: Places, tongue: Tongue) -> str:
    first, last = name(period, places.first, tongue), name(period, places.last, tongue)
    return first if first == last else tongue.pgettext("days", "%(first)s to %(last)s", first=first, last=last)


def _tick(mark: Mark, places: Places, y: float) -> Text:
    x = places.start(mark.number) if mark.starts else places.middle(mark.number)
    if mark.starts and x <= 100 - APART / 2:
        return Text(x, y, mark.text, "start")
    if x > 100 - APART / 2:
        return Text(100, y, mark.text, "end")
    return Text(0, y, mark.text, "start") if x < APART / 2 else Text(x, y, mark.text)


def _described(sides: Sequence[str], slots: Sequence[Slot], tongue: Tongue) -> Iterator[str]:
    """For those who do not see the chart: the highest bar of each side."""
    yield tongue.gettext("Bodies returned to each side, as reported. All numbers stand in the table below the chart.")
    for index, side in enumerate(sides):
        slot = max(slots, key=lambda each: each.amounts[index].peak)
        amount = slot.amounts[index]
        if amount.stated:
            told = {"side": side, "figure": amount.text, "when": slot.name}
            yield (
                tongue.gettext("Most to %(side)s: %(figure)s, %(when)s, disputed.", **told)
                if amount.disputed
                else tongue.gettext("Most to %(side)s: %(figure)s, %(when)s.", **told)
            )


def _scales(sides: Sequence[str], tops: Sequence[int], tongue: Tongue) -> Iterator[str]:
    """By how much the same number is drawn taller in one panel than in another."""
    greatest = max(tops)
    tallest = sides[tops.index(greatest)]
    others = [(side, greatest / top) for side, top in zip(sides, tops, strict=True) if top < greatest]
    for side, ratio in others:
        yield tongue.ngettext(
            "Each side has a scale of its own: the same number is drawn about %(n)s time as tall for %(side)s as for"
            " %(other)s.",
            "Each side has a scale of its own: the same number is drawn about %(n)s times as tall for %(side)s as for"
            " %(other)s.",
            round(ratio), side=side, other=tallest,
        )  # fmt: skip
    if len(sides) > 1 and not others:
        yield tongue.gettext("All sides have the same scale.")


def _counted(period: Period, slots: Sequence[Slot], undrawn: int, tongue: Tongue) -> Iterator[str]:
    if any(len(slot.exchanges) > 1 for slot in slots):
        yield tongue.gettext(SUMS[period])
    if undrawn:
        yield tongue.ngettext(
            "%(n)s exchange of no known day: only in the table.", "%(n)s exchanges of no known day: only in the table.",
            undrawn,
        )  # fmt: skip


def _stretched(panels: Sequence[Panel], tongue: Tongue) -> Iterator[str]:
    blocks = (block for each in panels for bar in each.bars for block in bar.blocks)
    if any(block.kind == "disputed" and block.height <= STRIPED for block in blocks):
        yield tongue.gettext("A dispute is never drawn too thin to be seen: its width is in the numbers.")


def _kinds(panels: Sequence[Panel]) -> Iterator[str]:
    for bar in (bar for each in panels for bar in each.bars):
        yield from (block.kind for block in bar.blocks)
        if bar.mark:
            yield bar.mark.text
