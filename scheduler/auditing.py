"""Audit stated totals against the ledger: those that may have changed, for the desk, or all, for whoever looks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from alerts.gaps import mark_of
from matcher.shortfall import audit
from matcher.spans import first_day, last_day, said_on
from repwatch.model import Audit, Book, GapState, Mention, StoredClaim, is_exact_total
from review.gaps import key_of, question
from scheduler.history import shipped
from scheduler.tools import Tools
from storage import Storage
from storage.totals import Gap, is_total

Anchors = Callable[[StoredClaim, str], Sequence[StoredClaim]]  # of a total and its first day


def ask_about_totals(storage: Storage, tools: Tools, now: datetime) -> None:
    """Audit what is stale, and make the open questions those of the gaps that stand. Within one transaction."""
    stale = storage.totals.stale()
    if not stale:
        return
    auditor = Auditor(storage, tools)
    claims = storage.claims.by_ids(claim for claim, stands in stale.items() if stands)
    for total in claims.values():
        storage.totals.describe(total, auditor.chain(total)[-1])
    gaps: set[Gap] = set()
    for claim in sorted(stale):
        found = auditor.audit(claims[claim], auditor.stored_anchors) if claim in claims else None
        gaps |= storage.totals.settle(claim, found)
    for gap in sorted(gaps, key=lambda one: (one.conflict, one.to, one.gap)):
        _ask(storage, tools, auditor, gap, now)


def audit_all(storage: Storage, tools: Tools, most: int | None = None) -> list[Audit]:
    """Every stated total, also of the known history, latest first. Writes nothing.

    most: only so many of the latest, and the others of their last day, so that equal statements stay together.
    """
    auditor = Auditor(storage, tools)
    ids = storage.totals.standing(most)
    read = storage.claims.by_ids(ids)
    claims = [*(read[one] for one in ids), *auditor.known]
    found = sorted(claims, key=said_on, reverse=True)
    if most is not None and len(found) > most:
        oldest = said_on(found[most - 1])
        found = [one for one in found if said_on(one) >= oldest]
    return [auditor.audit(one, auditor.stored_anchors) for one in found]


def _ask(storage: Storage, tools: Tools, auditor: "Auditor", gap: Gap, now: datetime) -> None:
    many, first = storage.totals.asking(gap)
    key = key_of(gap.conflict, gap.to, gap.gap)
    if first is None:
        storage.reviews.ask_one(key, None, now)
        _close(storage, auditor, gap, now)
        return
    (claim,) = storage.claims.by_ids([first]).values()
    found = auditor.audit(claim, auditor.stored_anchors)
    storage.reviews.ask_one(key, question(found, many, tools.party_names), now)
    start, last = storage.meta.first_start, storage.totals.last_asking(gap)
    history = start is not None and last < start.date().isoformat()
    storage.gaps.stand(gap, found, many, mark_of(found), now, quiet=history)


def _close(storage: Storage, auditor: "Auditor", gap: Gap, now: datetime) -> None:
    """For those who were told of it: is it explained now, is it another difference, or is the total gone?"""
    if (stood := storage.gaps.standing(gap)) is None:
        return
    restated = storage.totals.of_article(stood.claim)
    if restated is None:
        storage.gaps.close(gap, GapState.WITHDRAWN, None, now)
        return
    (claim,) = storage.claims.by_ids([restated]).values()
    found = auditor.audit(claim, auditor.stored_anchors)
    if found.asks:
        storage.gaps.become(gap, Gap(gap.conflict, gap.to, found.gap))
    storage.gaps.close(gap, GapState.SETTLED, found, now)


@dataclass(slots=True)
class Auditor:
    """One pass: each side's ledger is read once."""

    storage: Storage
    tools: Tools
    _books: dict[tuple[str, str], Book] = field(default_factory=dict)
    _known: list[StoredClaim] | None = None

    @property
    def known(self) -> list[StoredClaim]:
        """The totals of the known history."""
        if self._known is None:
            self._known = [one for one in self.storage.claims.known_totals() if is_total(one)]
        return self._known

    def chain(self, claim: StoredClaim) -> tuple[str, str, str]:
        """Totals of one chain count the same side from the same day."""
        read = claim.claim
        return read.conflict, str(read.to), first_day(read.base, self.tools.lexicon.conflicts[read.conflict])

    def audit(self, claim: StoredClaim, anchors: Anchors) -> Audit:
        read = claim.claim
        conflict, to = read.conflict, str(read.to)
        war = self.tools.lexicon.conflicts[conflict]
        first = first_day(read.base, war)
        ledger = self._book(conflict, to)
        reached = ledger.begins and ledger.begins <= first
        earlier = anchors(claim, first) if first and not reached else ()
        return audit(claim, ledger, war, earlier, lambda low, high: self._mentions(conflict, to, low, high))

    def stored_anchors(self, claim: StoredClaim, first: str) -> list[StoredClaim]:
        """The few that may be the one to start from: of those read by figure, and of the known history."""
        ids = self.storage.totals.anchors(claim, first, said_on(claim))
        known = [one for one in self.known if self.chain(one) == self.chain(claim)]
        return [one for one in (*self.storage.claims.by_ids(ids).values(), *known) if is_exact_total(one)]

    def _book(self, conflict: str, to: str) -> Book:
        if (conflict, to) not in self._books:
            self._books[conflict, to] = self.storage.sides.book(conflict, to)
        return self._books[conflict, to]

    def _mentions(self, conflict: str, to: str, low: int, high: int) -> list[Mention]:
        """Told of in articles or in the shipped history, loaded or not, of a day on which the ledger has nothing."""
        told = [*self.storage.totals.mentions(Gap(conflict, to, low), high), *_shipped(self.tools, conflict, to)]
        ledger = self._book(conflict, to)
        return [one for one in told if low <= one.count <= high and not _in_ledger(one, ledger)]


def _in_ledger(one: Mention, ledger: Book) -> bool:
    """There is an exchange on that day, or one of that month with that figure."""
    if not one.day:
        return False
    start, end = ledger.between(one.day if len(one.day) > len("2025-06") else f"{one.day}-01", last_day(one.day))
    whole = len(one.day) > len("2025-06")
    return any(whole or each.low <= one.count <= (each.high or 0) for each in ledger.handovers[start:end])


def _shipped(tools: Tools, conflict: str, to: str) -> Iterable[Mention]:
    parties = tuple((name, tuple(members)) for name, members in tools.parties.items())
    return [one for side, one in _all_shipped(parties, conflict) if side == to]


@cache  # a file of the program: it does not change while it runs
def _all_shipped(
    parties: tuple[tuple[str, tuple[str, ...]], ...], conflict: str
) -> tuple[tuple[str | None, Mention], ...]:
    return tuple(
        (one.claim.to, Mention(one.day, one.claim.figure.low, f"known history: {one.reporters}"))
        for one in shipped(dict(parties), conflict)
    )
