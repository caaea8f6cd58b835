"""Link the claims that open nothing, and again all that could point to where exchanges came, went or changed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from matcher.attach import ATTACHED, WIDEST, WITH_ITS_ARTICLE, Sight, attached
from matcher.gather import FULL, opens
from matcher.plans import WAIT, reach
from matcher.series import Series
from repwatch.model import Exchange, Scope, StoredClaim
from scheduler.totals import TOLD_OF
from storage import Storage
from storage.neighbours import Figures


def attach(storage: Storage, series: Series, claims: Iterable[StoredClaim], now: datetime) -> set[str]:
    """The exchanges that a claim came to or left."""
    waiting = [claim for claim in claims if not opens(claim) and claim.claim.scope in ATTACHED]
    links = storage.claims.links([claim.id for claim in waiting])
    own = {claim.article: () for claim in waiting if claim.claim.scope in WITH_ITS_ARTICLE}
    eyes = _Eyes(storage, {article: _own(storage, article) for article in own})
    affected: set[str] = set()
    for claim in waiting:
        found = attached(claim, eyes.sight(claim), series)
        before, after = links.get(claim.id), found.id if found else None
        if before != after:
            storage.claims.link(claim.id, after, claim.claim.scope.value, now)
            storage.totals.mentioned([claim] if claim.claim.scope in TOLD_OF else [])
            affected |= {one for one in (before, after) if one}
    return affected


def pointing(storage: Storage, conflict: str, changed: Collection[str]) -> list[StoredClaim]:
    """Claims that may point to exchanges of those days, by a day near them or by the month."""
    days: set[str] = set()
    for day in changed:
        days.add(day[:7])
        if len(day) == FULL:
            middle = date.fromisoformat(day)
            days |= {(middle + timedelta(step)).isoformat() for step in range(-WIDEST, WIDEST + 1)}
    scopes = [scope.value for scope in ATTACHED if scope is not Scope.PLANNED]
    if not days:
        return []
    return [*storage.neighbours.pointing(conflict, days, scopes), *_plans(storage, conflict, changed)]


def _plans(storage: Storage, conflict: str, changed: Iterable[str]) -> list[StoredClaim]:
    found: dict[int, StoredClaim] = {}
    for day in changed:
        if len(day) == FULL:
            middle = date.fromisoformat(day)
            early, late = (middle - WAIT).isoformat(), (middle + WAIT).isoformat()
            found.update((one.id, one) for one in storage.neighbours.planned(conflict, early, day, late))
    return list(found.values())


class _Eyes:
    """What claims see of the ledger; each day and month is looked up once."""

    def __init__(self, storage: Storage, own: dict[int, Sequence[tuple[str, str]]]) -> None:
        self._storage, self._own = storage, own
        self._around: dict[tuple[str, str, str], tuple[list[Exchange], Figures]] = {}

    def sight(self, claim: StoredClaim) -> Sight:
        own = self._own.get(claim.article, ()) if claim.claim.scope in WITH_ITS_ARTICLE else ()
        exchanges, values = self._near(claim.claim.conflict, *_days(claim))
        opened = self._storage.neighbours.by_ids({exchange for _, exchange in own})
        return Sight(list({one.id: one for one in (*exchanges, *opened)}.values()), values, own)

    def _near(self, conflict: str, first: str, last: str) -> tuple[list[Exchange], Figures]:
        if not first:
            return [], {}
        if (conflict, first, last) not in self._around:
            near = self._storage.neighbours.standing(conflict, first, last)
            self._around[conflict, first, last] = near, self._storage.neighbours.figures([one.id for one in near])
        return self._around[conflict, first, last]


def _own(storage: Storage, article: int) -> Sequence[tuple[str, str]]:
    opening = [claim for claim in storage.claims.of_article(article) if opens(claim)]
    links = storage.claims.links([claim.id for claim in opening])
    return [(str(claim.claim.day), exchange) for claim in opening if (exchange := links.get(claim.id))]


def _days(claim: StoredClaim) -> tuple[str, str]:
    """First and last day on which its exchange may be; "": it says none."""
    if claim.claim.scope is Scope.PLANNED:
        return reach(claim)
    day = claim.claim.day
    if day is None:
        return "", ""
    if len(day) < FULL:
        return f"{day}-01", f"{day}-31"
    middle, wide = date.fromisoformat(day), timedelta(WIDEST)
    return (middle - wide).isoformat(), (middle + wide).isoformat()
