"""Settlements and the state of the watch in, the front page out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import ExchangeStatus, FeedHealth, Reconciliation, Settlement, Status
from review import ledger, planned, words
from review.chart import Chart, charts
from review.planned import Plan


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
    well: int
    failing: int
    waiting: int
    questions: int


@dataclass(frozen=True, slots=True)
class Announced:
    """A handover that somebody announced and that is in the ledger so far neither on its day nor later."""

    when: str
    side: str
    plan: Plan
    outlet: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """found: since the watch began, or by it; known: the shipped history. up_to: its latest day. totals: how many."""

    sides: tuple[str, ...]
    found: tuple[Row, ...]
    known: tuple[Row, ...]
    up_to: str
    watch: Watch
    totals: int = 0
    charts: tuple[Chart, ...] = ()
    planned: tuple[Announced, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """What the legend of all charts must explain."""
        return frozenset().union(*(chart.kinds for chart in self.charts))


def page(
    settlements: Iterable[Settlement],
    names: Mapping[str, str],
    watch: Watch,
    totals: int = 0,
    announced: Iterable[Announced] = (),
) -> LedgerPage:
    chosen = sorted(ledger.listed(settlements), key=newest, reverse=True)
    sides = ledger.parties(chosen, names)
    listed = [_row(settlement, sides, names) for settlement in chosen]
    return LedgerPage(
        sides=tuple(names.get(side, side) for side in sides),
        found=tuple(row for row in listed if not row.known),
        known=tuple(row for row in listed if row.known),
        up_to=up_to(chosen),
        watch=watch,
        totals=totals,
        charts=charts(chosen, names),
        planned=tuple(announced),
    )


def announced(plans: Iterable[Plan], names: Mapping[str, str], outlets: Mapping[str, str]) -> list[Announced]:
    return [
        Announced(planned.when(plan), planned.side(plan, names), plan, outlets.get(plan.outlet, plan.outlet))
        for plan in plans
    ]


def newest(settlement: Settlement) -> tuple[str, str]:
    """Sorts by day; an exchange of an unknown day of June comes after those of June."""
    return settlement.exchange.date or "", settlement.exchange.id


def up_to(settlements: Iterable[Settlement]) -> str:
    """The latest day of the known history, empty if there is none."""
    days = [settlement.exchange.date or "" for settlement in settlements if settlement.exchange.known]
    return words.day(max(days)) if days else ""


def watch(health: Sequence[FeedHealth], since: datetime | None, questions: int) -> Watch:
    """An outlet is well if each of its feeds answered last time, failing if one of them did not."""
    watched = [feed for feed in health if feed.enabled]
    failing = {feed.outlet for feed in watched if feed.outcome is not None and not feed.outcome.good}
    answered = {feed.outlet for feed in watched if feed.outcome is not None and feed.outcome.good}
    everyone = {feed.outlet for feed in watched}
    return Watch(
        since=since,
        last=max((feed.last_polled_at for feed in watched if feed.last_polled_at), default=None),
        next=min((feed.next_poll_at for feed in watched if feed.next_poll_at), default=None),
        well=len(answered - failing),
        failing=len(failing),
        waiting=len(everyone - failing - answered),
        questions=questions,
    )


def cell(side: str, found: Reconciliation | None, names: Mapping[str, str]) -> Cell:
    """side: its name."""
    disputed = found is not None and found.status == Status.DISPUTED
    return Cell(
        side,
        words.value(found),
        words.standing(found),
        disputed,
        found is not None,
        words.stated_by(found, names),
        words.rule(found),
    )


def _row(settlement: Settlement, sides: Sequence[str], names: Mapping[str, str]) -> Row:
    exchange = settlement.exchange
    received = {found.to: found for found in settlement.received}
    claims = [stored for found in settlement.received for stored in found.claims]
    return Row(
        id=exchange.id,
        day=words.day(exchange.date, exchange.precision),
        date=exchange.date,
        cells=tuple(cell(names.get(side, side), received.get(side), names) for side in sides),
        state=words.state(settlement),
        disputed=settlement.status == ExchangeStatus.DISPUTED,
        known=exchange.known,
        articles=settlement.articles,
        reporters=_once(stored.reporters for stored in claims if stored.reporters),
        sources=_once(source for stored in claims for source in stored.sources),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
