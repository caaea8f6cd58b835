"""Link one article's claims, and again all claims around its days: the answer must not hang on who came first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from matcher.gather import FULL, Values, opens, statements
from matcher.link import Linked, Near, link
from matcher.series import Series
from repwatch.model import Article, Exchange, StoredClaim
from scheduler.attaching import attach, pointing
from scheduler.tools import Tools
from scheduler.totals import counted_by, note_totals
from scheduler.windows import Window, windows
from storage import Storage

OFFICIAL = "official"  # the kind of an outlet in which an official body itself speaks


@dataclass(slots=True)
class Shift:
    """What became different. days: where exchanges came, went or have other figures; moved: where they came or went.

    articles: those with claims that opened an exchange before or now, and are linked otherwise.
    """

    days: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)


State = Mapping[str, tuple[str | None, Values]]  # exchange -> its day, and what the claims that open it state


def link_article(
    storage: Storage, tools: Tools, article: Article, before: Sequence[StoredClaim], now: datetime
) -> None:
    """before: what stood of this article until now. Within the transaction that stored its claims."""
    stand = storage.claims.of_article(article.id)
    storage.claims.unlink({claim.id for claim in stand} - {claim.id for claim in before})
    old = storage.claims.links([claim.id for claim in before])
    storage.exchanges.touch(sorted({exchange for exchange in old.values() if exchange}))
    for conflict in sorted({claim.claim.conflict for claim in (*before, *stand)}):
        said = [claim for claim in (*before, *stand) if claim.claim.conflict == conflict]
        days = {str(claim.claim.day) for claim in said if opens(claim)}
        shift = _relink_all(storage, tools, windows(storage, conflict, days), before, now)
        shift.articles.add(article.id)
        _follow(storage, tools, conflict, shift, now)
    note_totals(storage, tools, before, stand)
    storage.exchanges.touch(sorted(counted_by(storage, tools, [*before, *stand])))


def link_days(storage: Storage, tools: Tools, conflict: str, days: Iterable[str], now: datetime) -> None:
    """Link again what was said of these days: exchanges came there by another way than an article."""
    _link_days(storage, tools, conflict, list(days), {}, now)


def link_pair(storage: Storage, tools: Tools, conflict: str, pair: tuple[str, str], now: datetime) -> None:
    """Link again what was said of two days that an editor joined or kept apart until now, or does from now on."""
    _link_days(storage, tools, conflict, list(pair), dict([pair]), now)


def _link_days(
    storage: Storage, tools: Tools, conflict: str, days: Sequence[str], also: Mapping[str, str], now: datetime
) -> None:
    full = [day for day in days if len(day) == FULL]
    shift = _relink_all(storage, tools, windows(storage, conflict, full, also), (), now)
    shift.days.update(days)
    shift.moved.update(days)
    _follow(storage, tools, conflict, shift, now)


def _relink_all(
    storage: Storage, tools: Tools, found: Iterable[Window], before: Sequence[StoredClaim], now: datetime
) -> Shift:
    shift = Shift()
    for window in found:
        gone = [claim for claim in before if opens(claim) and window.first <= str(claim.claim.day) <= window.last]
        _relink(storage, tools, window, gone, now, shift)
    return shift


def _relink(
    storage: Storage, tools: Tools, window: Window, gone: Sequence[StoredClaim], now: datetime, shift: Shift
) -> None:
    """gone: claims of the window's days that stood until now."""
    claims = {claim.id: claim for claim in (*gone, *window.claims)}
    before = storage.claims.links(list(claims))
    left = {one for one in before.values() if one} - {one.id for one in window.exchanges}
    pool = [*window.exchanges, *storage.neighbours.by_ids(left)]
    near = _near(storage, window, pool, before)
    officials = [outlet.id for outlet in tools.outlets.values() if outlet.kind == OFFICIAL]
    series = tools.lexicon.conflicts[window.conflict].series
    linked = link(window.conflict, statements(window.claims, officials, window.merged), near, series)
    _keep(storage, linked, near, now)
    _retire(storage, window, linked, near, now)
    after = {claim: one.exchange.id for one in linked for claim in one.claims}
    days = {one.id: one.date for one in pool}
    _note(shift, _state(claims, before, days), _state(claims, after, {o.exchange.id: o.exchange.date for o in linked}))
    shift.articles |= {claim.article for claim in claims.values() if before.get(claim.id) != after.get(claim.id)}


def _near(storage: Storage, window: Window, pool: Sequence[Exchange], before: Mapping[int, str | None]) -> Near:
    ids = [one.id for one in pool]
    history = storage.neighbours.history([one.id for one in pool if one.known])
    names = storage.neighbours.names(window.conflict, window.first, window.last)
    return Near(pool, history, before, storage.neighbours.retired(ids), names, window.split)


def _keep(storage: Storage, linked: Iterable[Linked], near: Near, now: datetime) -> None:
    known = {one.id: one for one in near.exchanges}
    for one in linked:
        exchange = one.exchange
        if known.get(exchange.id) != exchange or exchange.id in near.retired:
            storage.exchanges.keep(exchange, now)
        moved = [claim for claim in one.claims if near.linked.get(claim) != exchange.id]
        for claim in moved:
            storage.claims.link(claim, exchange.id, "day", now)
        if moved:
            storage.exchanges.touch({exchange.id, *(left for claim in moved if (left := near.linked.get(claim)))})


def _retire(storage: Storage, window: Window, linked: Iterable[Linked], near: Near, now: datetime) -> None:
    """All claims that may be about an exchange are in one window: what none of them is about has none."""
    opened = {one.exchange.id for one in linked}
    had = {one for one in near.linked.values() if one}
    for exchange in near.exchanges:
        here = exchange.id in had or window.first <= str(exchange.date) <= window.last
        if here and not exchange.known and exchange.id not in opened:
            storage.neighbours.retire(exchange.id, now)


def _state(claims: Mapping[int, StoredClaim], links: Mapping[int, str | None], days: Mapping[str, str | None]) -> State:
    counts: dict[str, dict[str, frozenset[int]]] = {}
    for identity, claim in claims.items():
        if exchange := links.get(identity):
            sides, to = counts.setdefault(exchange, {}), str(claim.claim.to)
            sides[to] = sides.get(to, frozenset()) | {claim.claim.figure.low}
    return {exchange: (days.get(exchange), sides) for exchange, sides in counts.items()}


def _note(shift: Shift, before: State, after: State) -> None:
    for exchange in before.keys() | after.keys():
        was, now = before.get(exchange), after.get(exchange)
        if was != now:
            shift.days |= {one[0] for one in (was, now) if one and one[0]}
        if (was and was[0]) != (now and now[0]):
            shift.moved |= {one[0] for one in (was, now) if one and one[0]}


def _follow(storage: Storage, tools: Tools, conflict: str, shift: Shift, now: datetime) -> None:
    """What does not open exchanges but hangs on where they stand and what they say."""
    series: Series = tools.lexicon.conflicts[conflict].series
    waiting = {claim.id: claim for claim in pointing(storage, conflict, shift.days)}
    for article in sorted(shift.articles):
        waiting.update({claim.id: claim for claim in storage.claims.of_article(article)})
    touched = attach(storage, series, [claim for _, claim in sorted(waiting.items())], now)
    touched |= {one for day in shift.moved if (one := storage.neighbours.before(conflict, day))}
    touched |= {one.id for day in shift.days for one in _beside(storage, conflict, day)}
    storage.exchanges.touch(sorted(touched))


def _beside(storage: Storage, conflict: str, day: str) -> list[Exchange]:
    """The exchange of the next day asks whether it is this one."""
    if len(day) < FULL:
        return []
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    return [one for one in storage.neighbours.standing(conflict, after, after) if one.date == after]
