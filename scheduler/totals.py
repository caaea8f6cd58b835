"""Running totals as they come and go, and those disputed at one exchange: what stands at it, by day, from storage."""

from collections.abc import Iterable, Sequence

from matcher.audit import disputed_totals
from matcher.bases import SERIES
from matcher.origins import origins
from matcher.spans import first_day
from matcher.words import Conflict as War
from repwatch.model import Conflict, Exchange, Scope, StoredClaim
from scheduler.agencies import agencies
from scheduler.tools import Tools
from storage import Storage
from storage.totals import is_total

TOLD_OF = (Scope.PREVIOUS, Scope.PLANNED)  # scopes that may name a handover that the ledger lacks


def totals_at(storage: Storage, tools: Tools, exchange: Exchange) -> list[Conflict]:
    """The disputed totals of which it is the last exchange counted."""
    if exchange.date is None:
        return []
    war = tools.lexicon.conflicts[exchange.conflict]
    after = storage.totals.next_day(exchange.conflict, exchange.date)
    ids = set(storage.totals.at(exchange.conflict, exchange.date, after))
    for base in _ended(war, exchange.date, after):
        ids |= set(storage.totals.of_base(exchange.conflict, base, exchange.date))
    if len(ids) < 2:
        return []
    claims = sorted(storage.claims.by_ids(ids).values(), key=lambda one: one.id)
    same_day = storage.totals.of_day(exchange.conflict, exchange.date)
    beside = [Exchange("", exchange.conflict, after)] if after else []
    ledger = {one.id: one for one in (exchange, *same_day, *beside)}
    found = disputed_totals(claims, list(ledger.values()), war.series, origins(claims, agencies(storage, tools)))
    return found.get(exchange.id, [])


def counted_by(storage: Storage, tools: Tools, claims: Sequence[StoredClaim]) -> set[str]:
    """The exchanges at which these claims' totals are looked at: they are settled again when a total comes or goes.

    A late total of a series stands at the last exchange of that, and is looked at where it was said too: whom it
    names tells which other totals there are of one origin.
    """
    found = set()
    for claim in claims:
        read = claim.claim
        if not is_total(claim) or not read.base:
            continue
        said = claim.told_on
        series = tools.lexicon.conflicts[read.conflict].series
        last = series.get(read.base.removeprefix(SERIES), ("", ""))[1] if read.base.startswith(SERIES) else said
        for latest in {said, min(last, said)}:
            day = storage.totals.day_before(read.conflict, latest)
            found |= {one.id for one in storage.totals.of_day(read.conflict, day)} if day else set()
    return found


def note_totals(storage: Storage, tools: Tools, before: Iterable[StoredClaim], stand: Iterable[StoredClaim]) -> None:
    """One article's totals came, stayed or went, and so did the handovers that it tells of and no exchange has."""
    before, stand = list(before), list(stand)
    standing = {claim.id for claim in stand}
    totals = [claim for claim in stand if is_total(claim)]
    firsts = [first_day(one.claim.base, tools.lexicon.conflicts[one.claim.conflict]) for one in totals]
    storage.totals.note(totals, firsts)
    storage.totals.drop(claim for claim in before if is_total(claim) and claim.id not in standing)
    told = {claim.id: claim for claim in (*before, *stand) if claim.claim.scope in TOLD_OF}
    linked = storage.claims.links(list(told))
    storage.totals.mentioned(claim for claim in told.values() if linked.get(claim.id) is None)


def _ended(war: War, day: str, after: str | None) -> list[str]:
    """Series of which that day's exchange is the last: their totals stand at it, however late they are told."""
    return [
        f"{SERIES}{name}"
        for name, (first, last) in war.series.items()
        if first <= day <= last and (after is None or after > last)
    ]
