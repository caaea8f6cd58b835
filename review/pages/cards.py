"""A question of the desk in, its card out: what was read, where, what else is said, what can be decided. Pure.

The desk sees the whole text, names too; nothing of this page is shown to readers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import (
    Article,
    Card,
    Claimant,
    Conflict,
    Decision,
    Foreseen,
    Proposal,
    Reason,
    Scope,
    Settlement,
    StoredClaim,
)
from review import words
from review.answering import values
from review.decided import what
from review.pages.alerts import REASONS
from review.pages.disputes import Dispute, Shelf, dispute
from review.pages.evidence import ReadFigure, Source, read, source
from review.pages.said import chain
from review.tongue import SCOPES

OTHERS = 50  # claims of the same exchange on a card
DISPUTES = 12  # of an exchange on a card; the rest stands on its page
KINDS = {
    "missed": "An exchange may be missing",
    "stray.": "A figure that belongs to no exchange yet",
    "same": "One exchange or two",
    "conflict.": "Figures that differ",
    "gate.": "A doubtful reading",
    "total.": "A total that does not add up",
    "claim": "A figure that was read",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One card in the list."""

    key: str
    kind: str
    text: str
    asked_at: datetime
    exchange: str
    held_by: str
    unsure: tuple[str, ...]
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Other:
    claim: int
    figure: str
    side: str
    about: str
    day: str
    outlet: str
    by: str
    said_at: datetime
    sure: bool
    article: int


@dataclass(frozen=True, slots=True)
class Change:
    """What accepting would do to one exchange."""

    exchange: str
    day: str
    before: str
    after: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """sides: to choose from, id and name. stated: side -> the figures in question. days: to merge or to keep apart.

    seen: the decisions that hold about it now; a form that was made before another one is not carried out.
    """

    row: Row
    closed: bool
    left: str
    source: Source | None
    read: ReadFigure | None
    disputes: tuple[Dispute, ...]
    more_disputes: int
    others: tuple[Other, ...]
    sides: tuple[tuple[str, str], ...]
    stated: tuple[tuple[str, str, tuple[int, ...]], ...]
    days: tuple[str, ...]
    voices: tuple[str, ...]
    scopes: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[int, str, str, datetime, str], ...]
    changes: tuple[Change, ...] | None
    proposal: str
    seen: str


@dataclass(frozen=True, slots=True)
class File:
    """What storage knows about one card. changes None: it was not looked ahead."""

    card: Card
    claim: StoredClaim | None
    article: Article | None
    settlement: Settlement | None
    linked: Sequence[StoredClaim]
    decisions: Sequence[Decision]
    articles: Mapping[int, Article]
    changes: Sequence[Foreseen] | None = None


def row(card: Card) -> Row:
    question = card.question
    return Row(
        question.key, kind(question.kind), question.text, card.asked_at, question.exchange or "", card.held_by,
        card.unsure, card.proposal.by if card.proposal else "",
    )  # fmt: skip


def kind(name: str) -> str:
    return next((said for start, said in KINDS.items() if name.startswith(start)), name)


def page(file: File, names: Mapping[str, str], outlets: Mapping[str, str], spoken: Callable[[str], str]) -> CardPage:
    """names: of the parties, in their order; outlets: id -> name; spoken: what a rule says."""
    settlement, shelf = file.settlement, Shelf(names, outlets, file.articles)
    proposal = file.card.proposal
    return CardPage(
        row=row(file.card),
        closed=file.card.closed_at is not None,
        left=file.card.left_by,
        source=source(file.article, file.claim, outlets) if file.article else None,
        read=read(file.claim, names, spoken) if file.claim else None,
        disputes=tuple(dispute(one, shelf) for one in disputed(settlement)),
        more_disputes=max(0, len(settlement.conflicts) - DISPUTES) if settlement else 0,
        others=tuple(_other(one, names, outlets) for one in file.linked[:OTHERS]),
        sides=tuple(names.items()),
        stated=_stated(settlement, names),
        days=_days(file),
        voices=_voices(file.linked),
        scopes=tuple((scope.value, SCOPES[scope]) for scope in Scope),
        decisions=tuple(
            (one.id, what(one, {**outlets, **names}), one.by, one.made_at, one.reason) for one in file.decisions
        ),
        changes=None if file.changes is None else changes(file.changes, names),
        proposal=_proposed(proposal, names) if proposal else "",
        seen=seen(file.decisions),
    )


def disputed(settlement: Settlement | None) -> tuple[Conflict, ...]:
    """Those that a card shows."""
    return settlement.conflicts[:DISPUTES] if settlement else ()


def seen(decisions: Iterable[Decision]) -> str:
    return ",".join(str(one.id) for one in decisions)


def voices(claims: Iterable[StoredClaim]) -> tuple[Claimant, ...]:
    """All who are named as saying something of this exchange."""
    return tuple(dict.fromkeys(one for stored in claims for one in stored.claim.claimants))


def _other(stored: StoredClaim, names: Mapping[str, str], outlets: Mapping[str, str]) -> Other:
    claim = stored.claim
    return Other(
        stored.id, words.figure(claim.figure), names.get(claim.to or "", claim.to or ""), SCOPES[claim.scope],
        words.day(claim.day), outlets.get(stored.outlet, stored.outlet), chain(claim), stored.said_at, claim.sure,
        stored.article,
    )  # fmt: skip


def _stated(settlement: Settlement | None, names: Mapping[str, str]) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    if settlement is None:
        return ()
    found = ((side.to, names.get(side.to, side.to), values(settlement, side.to)) for side in settlement.received)
    return tuple(one for one in found if one[2])


def _days(file: File) -> tuple[str, ...]:
    """All that are named: of the exchange, and of what is said of it."""
    settlement = file.settlement
    named = [settlement.exchange.date] if settlement else []
    named += [stored.claim.day for stored in file.linked]
    if settlement:
        values = (stated for conflict in settlement.conflicts for stated in conflict.values)
        named += [stored.claim.day for stated in values for stored in stated.claims]
    return tuple(sorted({day for day in named if day and len(day) == len("2025-06-14")}))


def _voices(claims: Iterable[StoredClaim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in voices(claims)))


def changes(found: Iterable[Foreseen], names: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(_change(one, names) for one in found)


def _change(one: Foreseen, names: Mapping[str, str]) -> Change:
    settlement = one.after or one.before
    exchange = settlement.exchange if settlement else None
    return Change(
        exchange.id if exchange else "",
        words.day(exchange.date, exchange.precision) if exchange else "",
        _state(one.before, names),
        _state(one.after, names),
        tuple((words.scrubbed(who), REASONS.get(Reason(why), why.value)) for who, why in one.told),
    )


def _state(settlement: Settlement | None, names: Mapping[str, str]) -> str:
    if settlement is None or not settlement.received:
        return "not in the ledger"
    order = list(names)
    received = sorted(settlement.received, key=lambda side: order.index(side.to) if side.to in names else len(order))
    sides = (f"{words.value(side)} to {names.get(side.to, side.to)}" for side in received)
    return f"{words.state(settlement)}: {', '.join(sides)}"


def _proposed(proposal: Proposal, names: Mapping[str, str]) -> str:
    draft = proposal.draft
    decision = Decision(0, draft.ruling, draft.conflict, draft.about, proposal.by, proposal.reason, proposal.made_at)
    return what(decision, names)
