"""One settlement in, its page out: both directions, each claim with its proof, conflicts side by side. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from matcher.life import life
from repwatch.model import Article, Decision, ExchangeStatus, Question, Reconciliation, Settlement, Step
from review import ledger
from review.decided import what
from review.pages.article import Edit
from review.pages.disputes import Dispute, Shelf, dispute
from review.pages.ledger import Cell, cell
from review.pages.said import Said, said
from review.tongue import ENGLISH, Tongue

SHOWN = 200  # claims of one side on one page; ledger.json has all of them


@dataclass(frozen=True, slots=True)
class Direction:
    """All claims about one receiving side. more: how many were left out of the page. history: figure, who."""

    total: Cell
    says: tuple[Said, ...]
    more: int
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """date: as in a field; empty where only the month is known."""

    id: str
    day: str
    date: str
    state: str
    disputed: bool
    known: bool
    articles: int
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    directions: tuple[Direction, ...]
    disputes: tuple[Dispute, ...]
    questions: tuple[str, ...]
    announced: tuple[Said, ...]
    steps: tuple[tuple[datetime, str], ...]
    edits: tuple[Edit, ...]
    decisions: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What storage knows about one exchange. articles: by the id of the revision, those whose words are shown.

    decisions: of editors. Readers see what was decided; who did it and why stays at the desk.
    """

    settlement: Settlement
    steps: Sequence[Step]
    questions: Sequence[Question]
    articles: Mapping[int, Article] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    decisions: Sequence[Decision] = ()


def page(
    found: Known,
    names: Mapping[str, str],
    outlets: Mapping[str, str],
    tongue: Tongue = ENGLISH,
) -> ExchangePage:
    """names: of the parties, in the order of the page; outlets: id -> name."""
    settlement, exchange = found.settlement, found.settlement.exchange
    received = {side.to: side for side in settlement.received}
    shelf = Shelf(names, outlets, found.articles, tongue)
    claims = [stored for side in settlement.received for stored in side.claims]
    return ExchangePage(
        id=exchange.id,
        day=tongue.day(exchange.date, exchange.precision),
        date=exchange.date if exchange.date and len(exchange.date) == len("2025-06-14") else "",
        state=tongue.state(settlement),
        disputed=settlement.status == ExchangeStatus.DISPUTED,
        known=exchange.known,
        articles=settlement.articles,
        sources=tuple(dict.fromkeys(source for stored in claims for source in stored.sources)),
        notes=tuple(dict.fromkeys(stored.notes for stored in claims if stored.notes)),
        directions=tuple(
            _direction(
                cell(names.get(side, side), received.get(side), names, tongue), received.get(side), outlets, tongue
            )
            for side in ledger.parties([settlement], names)
        ),
        disputes=tuple(dispute(conflict, shelf) for conflict in settlement.conflicts),
        questions=tuple(asked.text for asked in found.questions if asked.exchange == exchange.id),
        announced=tuple(said(stored, outlets, tongue) for stored in settlement.announced[:SHOWN]),
        steps=tuple((step.at, tongue.step(step, names)) for step in life(settlement, found.steps)),
        edits=found.edits,
        decisions=tuple((one.made_at, what(one, {**outlets, **names}, tongue=tongue)) for one in found.decisions),
    )


def _direction(total: Cell, found: Reconciliation | None, outlets: Mapping[str, str], tongue: Tongue) -> Direction:
    claims = sorted(found.claims, key=lambda stored: stored.said_at) if found else []
    printed = [stored for stored in claims if stored.id >= 0]
    history = [stored for stored in claims if stored.id < 0]
    return Direction(
        total=total,
        says=tuple(said(stored, outlets, tongue) for stored in printed[:SHOWN]),
        more=max(0, len(printed) - SHOWN),
        history=tuple((tongue.figure(stored.claim.figure), tongue.chain(stored.claim)) for stored in history),
    )
