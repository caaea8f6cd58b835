"""The lines of the ledger and the state of the watch in, the front page and that of each year out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import AnyLine, AnySide, ExchangeStatus, Faring, Status
from review import ledger, planned
from review.chart import Chart, chart, charts, running
from review.lines import Gap
from review.planned import Plan
from review.tongue import ENGLISH, Tongue

SHOWN = 200  # exchanges on the front page; the pages of the years have all of them
UNDATED = "unknown"  # in the place of a year


@dataclass(frozen=True, slots=True)
class Cell:
    """Bodies to one side."""

    side: str
    value: str
    standing: str
    disputed: bool
    stated: bool
    stated_by: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    day: str
    date: str | None
    cells: tuple[Cell, ...]
    state: str
    disputed: bool
    known: bool
    articles: int
    reporters: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """How the watch is going. since None: nothing has been started yet."""

    since: datetime | None
    last: datetime | None
    next: datetime | None
    due: bool
    well: int
    failing: int
    waiting: int
    questions: int


@dataclass(frozen=True, slots=True)
class Announced:
    """A handover that somebody announced and that is in the ledger so far neither on its day nor later."""

    when: str
    side: str
    figure: str
    plan: Plan
    outlet: str


@dataclass(frozen=True, slots=True)
class Year:
    """One page of the ledger. name: its address; many: exchanges on it."""

    name: str
    many: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page lists of the ledger, as long as that says the same.

    found: since the watch began, or by it; known: the shipped history, whose latest day is up_to. years: of the whole
    ledger, newest first; year: the one shown here, or empty; left_out: exchanges that stand only on the pages of years.
    """

    sides: tuple[str, ...]
    found: tuple[Row, ...]
    known: tuple[Row, ...]
    up_to: str
    charts: tuple[Chart, ...]
    running: Chart | None
    years: tuple[Year, ...]
    year: str = ""
    left_out: int = 0

    @property
    def kinds(self) -> frozenset[str]:
        """What the legend of all charts must explain."""
        drawn = [*self.charts, *([self.running] if self.running else [])]
        return frozenset().union(*(chart.kinds for chart in drawn))


@dataclass(frozen=True, slots=True)
class State:
    """What may change while the ledger says the same. totals: how many were stated."""

    watch: Watch
    totals: int = 0
    planned: tuple[Announced, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """drawn: the charts; listed: the table; as they are written."""

    drawn: str
    listed: str
    state: State


@dataclass(frozen=True, slots=True)
class YearPage:
    year: str
    drawn: str
    listed: str


def listing(
    year: str,
    lines: Sequence[AnyLine],
    names: Mapping[str, str],
    tongue: Tongue = ENGLISH,
    unwatched: Gap | None = None,
) -> Listing:
    """lines: the whole ledger, newest first. year: empty: the latest exchanges, and a chart of them all."""
    chosen = ledger.listed(lines)
    sides = ledger.parties(chosen, names)
    shown = [line for line in chosen if year_of(line) == year] if year else chosen[:SHOWN]
    named = {side: names.get(side, side) for side in sides}
    drawn = [chart("all", shown, named, tongue, unwatched)] if year else charts(chosen, names, tongue, unwatched)
    rows = [_row(line, sides, names, tongue) for line in shown]
    return Listing(
        sides=tuple(named.values()),
        found=tuple(row for row in rows if not row.known),
        known=tuple(row for row in rows if row.known),
        up_to=up_to(chosen, tongue),
        charts=tuple(each for each in drawn if each),
        running=None if year else running(chosen, named, tongue),
        years=years(chosen),
        year=year,
        left_out=0 if year else len(chosen) - len(shown),
    )


def gap_on(listing: Listing, unwatched: Gap | None) -> Gap | None:
    """Where the days on which nobody watched belong on this page: the front page, and that of each of their years."""
    if unwatched is None or (listing.year and not unwatched.first[:4] <= listing.year <= unwatched.last[:4]):
        return None
    return unwatched


def year_of(line: AnyLine) -> str:
    return line.exchange.date[:4] if line.exchange.date else UNDATED


def years(lines: Iterable[AnyLine]) -> tuple[Year, ...]:
    """In the order of the lines."""
    counted: dict[str, int] = {}
    for line in lines:
        counted[year_of(line)] = counted.get(year_of(line), 0) + 1
    return tuple(Year(name, many) for name, many in counted.items())


def announced(
    plans: Iterable[Plan], names: Mapping[str, str], outlets: Mapping[str, str], tongue: Tongue = ENGLISH
) -> list[Announced]:
    return [
        Announced(
            planned.when(plan, tongue),
            planned.side(plan, names, tongue),
            planned.figure(plan, tongue),
            plan,
            outlets.get(plan.outlet, plan.outlet),
        )
        for plan in plans
    ]


def up_to(lines: Iterable[AnyLine], tongue: Tongue) -> str:
    """The latest day of the known history, empty if there is none."""
    days = [line.exchange.date or "" for line in lines if line.exchange.known]
    return tongue.day(max(days)) if days else ""


def watch(faring: Faring, since: datetime | None, now: datetime) -> Watch:
    """An outlet is well if each of its feeds answered last time, failing if one of them did not."""
    failing = {outlet for outlet, outcome in faring.feeds if outcome is not None and not outcome.good}
    answered = {outlet for outlet, outcome in faring.feeds if outcome is not None and outcome.good}
    everyone = {outlet for outlet, _ in faring.feeds}
    return Watch(
        since=since,
        last=faring.last,
        next=faring.next,
        due=faring.next is not None and faring.next <= now,
        well=len(answered - failing),
        failing=len(failing),
        waiting=len(everyone - failing - answered),
        questions=faring.questions,
    )


def cell(side: str, found: AnySide | None, names: Mapping[str, str], tongue: Tongue = ENGLISH) -> Cell:
    """side: its name."""
    disputed = found is not None and found.status == Status.DISPUTED
    return Cell(
        side,
        tongue.value(found),
        tongue.standing(found),
        disputed,
        found is not None,
        tongue.stated_by(found, names),
        tongue.rule(found),
    )


def _row(line: AnyLine, sides: Sequence[str], names: Mapping[str, str], tongue: Tongue) -> Row:
    exchange = line.exchange
    received = {found.to: found for found in line.received}
    return Row(
        id=exchange.id,
        day=tongue.day(exchange.date, exchange.precision),
        date=exchange.date,
        cells=tuple(cell(names.get(side, side), received.get(side), names, tongue) for side in sides),
        state=tongue.state(line),
        disputed=line.status == ExchangeStatus.DISPUTED,
        known=exchange.known,
        articles=line.articles,
        reporters=line.reporters,
        sources=line.sources,
    )
