"""One settlement in, its page out: both directions, each claim with its proof, conflicts side by side. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import (
    Claim,
    Conflict,
    DateBasis,
    ExchangeStatus,
    Question,
    Reconciliation,
    Scope,
    Settlement,
    Stated,
    Step,
    StoredClaim,
)
from review import ledger, words
from review.pages.ledger import Cell, cell

SHOWN = 200  # claims of one side on one page; ledger.json has all of them
SCOPES = {
    Scope.CURRENT: "this exchange",
    Scope.PREVIOUS: "an earlier exchange",
    Scope.CUMULATIVE: "a running total",
    Scope.PLANNED: "a plan",
    Scope.COMPONENT: "a part of the total",
}
DATE_BASES = {
    DateBasis.EXPLICIT: "the day is written in the text",
    DateBasis.WEEKDAY: "from the day of the week",
    DateBasis.RELATIVE: 'from a word like "today"',
    DateBasis.MONTH: "only the month is written",
    DateBasis.ADDRESS: "from the address of the page",
    DateBasis.PUBLICATION: "from the day of publication",
    DateBasis.NONE: "no day is stated",
}
# What kind of disagreement it is; the types are those of docs/ledger.md.
TYPES = {
    "HARD": "Two origins state different exact figures",
    "ROUNDING": "One figure is the other one rounded",
    "ROUND-SUSPECT": "One figure may be the other one rounded",
    "INEXACT": "A hedged figure leaves no room for another one",
    "CUMULATIVE": "Two running totals do not agree",
    "DATE": "The same figures are given for different days",
    "SIDE": "The same figures are given with the sides exchanged",
    "REVISION": "A claimant has changed the figure",
    "RESTATEMENT-ERROR": "A later text repeats the figure differently",
    "INTERNAL": "One article contradicts itself",
    "SUM-MISMATCH": "The parts do not add up to the total",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as its article prints it. url: empty if it is no address to link to."""

    figure: str
    attributed_to: str
    outlet: str
    url: str
    title: str
    lang: str
    quote: str
    said_at: datetime
    about: str
    day: str
    basis: str
    rules: tuple[str, ...]
    points: tuple[tuple[str, int], ...]
    score: int
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Direction:
    """All claims about one receiving side. more: how many were left out of the page. history: figure, who."""

    total: Cell
    says: tuple[Said, ...]
    more: int
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: its value, who states it, the first article that does."""

    value: str
    attributed_to: str
    first: Said | None
    history: bool
    others: int


@dataclass(frozen=True, slots=True)
class Dispute:
    title: str
    to: str
    difference: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class ExchangePage:
    id: str
    day: str
    state: str
    disputed: bool
    known: bool
    articles: int
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    directions: tuple[Direction, ...]
    disputes: tuple[Dispute, ...]
    questions: tuple[str, ...]
    steps: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What storage knows about one exchange."""

    settlement: Settlement
    steps: Sequence[Step]
    questions: Sequence[Question]


def page(
    found: Known,
    names: Mapping[str, str],
    outlets: Mapping[str, str],
) -> ExchangePage:
    """names: of the parties, in the order of the page; outlets: id -> name."""
    settlement, exchange = found.settlement, found.settlement.exchange
    received = {side.to: side for side in settlement.received}
    claims = [stored for side in settlement.received for stored in side.claims]
    return ExchangePage(
        id=exchange.id,
        day=words.day(exchange.date, exchange.precision),
        state=words.state(settlement),
        disputed=settlement.status == ExchangeStatus.DISPUTED,
        known=exchange.known,
        articles=settlement.articles,
        sources=tuple(dict.fromkeys(source for stored in claims for source in stored.sources)),
        notes=tuple(dict.fromkeys(stored.notes for stored in claims if stored.notes)),
        directions=tuple(
            _direction(names.get(side, side), received.get(side), outlets)
            for side in ledger.parties([settlement], names)
        ),
        disputes=tuple(_dispute(conflict, names, outlets) for conflict in settlement.conflicts),
        questions=tuple(asked.text for asked in found.questions if asked.exchange == exchange.id),
        steps=tuple((step.at, words.step(step, names)) for step in found.steps),
    )


def _direction(name: str, found: Reconciliation | None, outlets: Mapping[str, str]) -> Direction:
    claims = sorted(found.claims, key=lambda stored: stored.said_at) if found else []
    printed = [stored for stored in claims if stored.id >= 0]
    history = [stored for stored in claims if stored.id < 0]
    return Direction(
        total=cell(name, found),
        says=tuple(said(stored, outlets) for stored in printed[:SHOWN]),
        more=max(0, len(printed) - SHOWN),
        history=tuple((words.figure(stored.claim.figure), _chain(stored.claim)) for stored in history),
    )


def said(stored: StoredClaim, outlets: Mapping[str, str]) -> Said:
    claim = stored.claim
    return Said(
        figure=words.figure(claim.figure),
        attributed_to=_chain(claim),
        outlet=outlets.get(stored.outlet, stored.outlet),
        url=stored.url if words.linkable(stored.url) else "",
        title=stored.title,
        lang=stored.lang,
        quote=claim.evidence[0].quote if claim.evidence else "",
        said_at=stored.said_at,
        about=SCOPES[claim.scope],
        day=words.day(claim.day),
        basis=DATE_BASES[claim.day_basis],
        rules=claim.rules,
        points=claim.points,
        score=claim.score,
        gates=claim.gates,
    )


def _chain(claim: Claim) -> str:
    """Nearest to the fact first, as in "Medinsky, as quoted by TASS"."""
    return ", as quoted by ".join(claimant.text for claimant in claim.claimants)


def _dispute(conflict: Conflict, names: Mapping[str, str], outlets: Mapping[str, str]) -> Dispute:
    return Dispute(
        title=TYPES.get(conflict.type, conflict.type),
        to=names.get(conflict.to, conflict.to) if conflict.to else "",
        difference=difference(conflict.values),
        sides=tuple(_side(conflict.type, stated, outlets) for stated in conflict.values),
    )


def difference(values: Iterable[Stated]) -> str:
    """How far the stated values lie apart. Empty if one has no upper end, or they are equal."""
    ends = [(stated.low, stated.high) for stated in values]
    highs = [high for _, high in ends if high is not None]
    if len(highs) < len(ends) or not ends:
        return ""
    apart = max(low for low, _ in ends) - min(highs)
    return words.number(apart) if apart > 0 else ""


def _side(kind: str, stated: Stated, outlets: Mapping[str, str]) -> Side:
    claims = sorted(stated.claims, key=lambda stored: stored.said_at)
    printed = [stored for stored in claims if stored.id >= 0]
    return Side(
        value=words.day(claims[0].claim.day) if kind == "DATE" and claims else words.span(stated.low, stated.high),
        attributed_to=stated.attributed_to,
        first=said(printed[0], outlets) if printed else None,
        history=len(printed) < len(claims),
        others=max(0, len(printed) - 1),
    )
