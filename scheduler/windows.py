"""All that may be linked together with what was said of some days: a run of days with nothing near it on either side.

A window is exact: no statement outside it could move into it, and none inside it out. So linking one window anew says
the same of its claims as linking the whole ledger would.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.gather import FULL, REACH, opens
from matcher.link import SLACK
from repwatch.model import Exchange, StoredClaim
from storage import Storage

FAR = max(SLACK.values())  # days beside its own on which an exchange of the shipped history may be found


@dataclass(frozen=True, slots=True)
class Window:
    """claims: all that open an exchange there. exchanges: all that one of them may be about, and those they left."""

    conflict: str
    first: str
    last: str
    claims: tuple[StoredClaim, ...]
    exchanges: tuple[Exchange, ...]


def windows(storage: Storage, conflict: str, days: Iterable[str]) -> list[Window]:
    """Around these days, none twice."""
    found: list[Window] = []
    for day in sorted(days):
        if not any(window.first <= day <= window.last for window in found):
            found.append(_window(storage, conflict, date.fromisoformat(day)))
    return found


def _window(storage: Storage, conflict: str, day: date) -> Window:
    """Grown until no statement stands within reach outside it, and no exchange of history that both could be about."""
    first = last = day
    while True:
        claims = _opening(storage, conflict, first - timedelta(REACH), last + timedelta(REACH))
        near = storage.exchanges.near(conflict, *_text(first - timedelta(FAR), last + timedelta(FAR)))
        days = [date.fromisoformat(str(claim.claim.day)) for claim in claims]
        days += [end for exchange in near if _contested(exchange, first, last) for end in _around(exchange)]
        if min(days, default=first) >= first and max(days, default=last) <= last:
            return Window(conflict, *_text(first, last), tuple(claims), tuple(near))
        first, last = min(*days, first), max(*days, last)


def _opening(storage: Storage, conflict: str, first: date, last: date) -> list[StoredClaim]:
    return [claim for claim in storage.claims.standing(conflict, *_text(first, last)) if opens(claim)]


def _contested(exchange: Exchange, first: date, last: date) -> bool:
    """Whether claims further apart than REACH may be about it, one of them in the window."""
    if not exchange.known or len(exchange.date or "") < FULL or 2 * SLACK.get(exchange.precision, 0) <= REACH:
        return False
    start, end = _around(exchange)
    return start <= last and first <= end


def _around(exchange: Exchange) -> Sequence[date]:
    day, slack = date.fromisoformat(str(exchange.date)), timedelta(SLACK.get(exchange.precision, 0))
    return day - slack, day + slack


def _text(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()
