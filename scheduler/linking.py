"""Link one article's claims, and again all claims around its days: the answer must not hang on who came first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from matcher.link import Linked, Near, Values, link, opens, restated, statements
from repwatch.model import Article, Exchange, Scope, StoredClaim
from scheduler.tools import Tools
from scheduler.totals import counted_by
from storage import Storage

REACH = timedelta(days=4)  # further apart, two days never are one exchange


@dataclass(frozen=True, slots=True)
class Window:
    """All statements of one war in a run of days with nothing near it on either side."""

    conflict: str
    first: str
    last: str
    claims: tuple[StoredClaim, ...]


def link_article(
    storage: Storage, tools: Tools, article: Article, before: Sequence[StoredClaim], now: datetime
) -> None:
    """before: what stood of this article until now. Within the transaction that stored its claims."""
    stand = storage.claims.of_article(article.id)
    old = storage.claims.links([claim.id for claim in before])
    storage.exchanges.touch({exchange for exchange in old.values() if exchange})
    for conflict in sorted({claim.claim.conflict for claim in (*before, *stand)}):
        days = {str(c.claim.day) for c in (*before, *stand) if c.claim.conflict == conflict and opens(c)}
        for window in _windows(storage, conflict, days):
            _relink(storage, tools, window, now)
    _link_rest(storage, stand, now)
    storage.exchanges.touch(counted_by(storage, tools, [*before, *stand]))


def _windows(storage: Storage, conflict: str, days: Iterable[str]) -> list[Window]:
    found: list[Window] = []
    for day in sorted(days):
        if not any(window.first <= day <= window.last for window in found):
            found.append(_window(storage, conflict, date.fromisoformat(day)))
    return found


def _window(storage: Storage, conflict: str, day: date) -> Window:
    """Grown until nothing stands within reach outside it."""
    first = last = day
    while True:
        bounds = (first - REACH).isoformat(), (last + REACH).isoformat()
        claims = [claim for claim in storage.claims.standing(conflict, *bounds) if opens(claim)]
        days = [date.fromisoformat(str(claim.claim.day)) for claim in claims]
        if min(days, default=first) >= first and max(days, default=last) <= last:
            return Window(conflict, *bounds, tuple(claims))
        first, last = min(*days, first), max(*days, last)


def _relink(storage: Storage, tools: Tools, window: Window, now: datetime) -> None:
    exchanges = storage.exchanges.near(window.conflict, window.first, window.last)
    before = storage.claims.links([claim.id for claim in window.claims])
    near = Near(exchanges, {one.id: _history(storage, one) for one in exchanges if one.known}, before)
    series = tuple(tools.lexicon.conflicts[window.conflict].series.values())
    known = {one.id: one for one in exchanges}
    for linked in link(window.conflict, statements(window.claims), near, series):
        _keep(storage, linked, known, before, now)


def _keep(
    storage: Storage, linked: Linked, known: dict[str, Exchange], before: dict[int, str | None], now: datetime
) -> None:
    exchange = linked.exchange
    if known.get(exchange.id) != exchange:
        storage.exchanges.keep(exchange, now)
    moved = [claim for claim in linked.claims if before.get(claim) != exchange.id]
    for claim in moved:
        storage.claims.link(claim, exchange.id, "day", now)
    if moved:
        storage.exchanges.touch({exchange.id, *(one for claim in moved if (one := before.get(claim)))})


def _link_rest(storage: Storage, stand: Sequence[StoredClaim], now: datetime) -> None:
    """Claims that open nothing: doubtful current ones and parts go with the article, earlier ones to what they tell."""
    links = storage.claims.links([claim.id for claim in stand])
    own = sorted({exchange for claim in stand if opens(claim) and (exchange := links.get(claim.id))})
    for claim in (one for one in stand if not opens(one)):
        exchange = _rest(storage, claim, own)
        if exchange and links.get(claim.id) != exchange:
            storage.claims.link(claim.id, exchange, claim.claim.scope.value, now)
            storage.exchanges.touch([exchange])


def _rest(storage: Storage, claim: StoredClaim, own: Sequence[str]) -> str | None:
    scope, day = claim.claim.scope, claim.claim.day
    if scope is Scope.PREVIOUS:
        near = storage.exchanges.near(claim.claim.conflict, f"{day[:7]}-01", f"{day[:7]}-31") if day else []
        found = restated(claim, near, {one.id: _values(storage, one) for one in near})
        return found.id if found else None
    if scope is Scope.COMPONENT or (scope is Scope.CURRENT and len(own) == 1):
        return own[0] if len(own) == 1 else None
    if scope is Scope.CURRENT and day and len(day) == len("2025-06-16"):
        same_day = [one for one in storage.exchanges.near(claim.claim.conflict, day, day) if one.date == day]
        return same_day[0].id if same_day else None
    return None


def _history(storage: Storage, exchange: Exchange) -> Values:
    return _counts(storage.claims.known_of(exchange.id))


def _values(storage: Storage, exchange: Exchange) -> Values:
    return _counts([*storage.claims.known_of(exchange.id), *storage.claims.of_exchange(exchange.id)])


def _counts(claims: Iterable[StoredClaim]) -> Values:
    sides: dict[str, frozenset[int]] = {}
    for claim in claims:
        if claim.claim.to and claim.claim.scope is Scope.CURRENT:
            sides[claim.claim.to] = sides.get(claim.claim.to, frozenset()) | {claim.claim.figure.low}
    return sides
