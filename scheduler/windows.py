"""All that may be linked together with what was said of some days: a run of days with nothing near it on either side.

A window is exact: no statement outside it could move into it, and none inside it out. So linking one window anew says
the same of its claims as linking the whole ledger would.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.decided import merged, split
from matcher.gather import FULL, NONE_MERGED, REACH, Split, opens
from matcher.link import SLACK
from repwatch.model import Exchange, StoredClaim
from storage import Storage

FAR = max(SLACK.values())  # days beside its own on which an exchange of the shipped history may be found


@dataclass(frozen=True, slots=True)
class Window:
    """claims: all that open an exchange there. exchanges: all that one of them may be about, and those they left.

    merged, split: what editors decided about days of this conflict.
    """

    conflict: str
    first: str
    last: str
    claims: tuple[StoredClaim, ...]
    exchanges: tuple[Exchange, ...]
    merged: Mapping[str, str]
    split: Split


def windows(
    storage: Storage, conflict: str, days: Iterable[str], also: Mapping[str, str] = NONE_MERGED
) -> list[Window]:
    """Around these days, none twice. also: days that were one exchange until now."""
    found: list[Window] = []
    for day in sorted(days):
        if not any(window.first <= day <= window.last for window in found):
            found.append(_window(storage, conflict, date.fromisoformat(day), also))
    return found


def _window(storage: Storage, conflict: str, day: date, also: Mapping[str, str]) -> Window:
    """Grown until no statement stands within reach outside it, and no exchange of history that both could be about."""
    first = last = day
    decisions = storage.decisions.of_days(conflict)
    joined = merged(decisions)
    while True:
        claims = _opening(storage, conflict, first - timedelta(REACH), last + timedelta(REACH))
        near = storage.exchanges.near(conflict, *_text(first - timedelta(FAR), last + timedelta(FAR)))
        days = [date.fromisoformat(str(claim.claim.day)) for claim in claims]
        days += [end for exchange in near if _contested(exchange, first, last) for end in _around(exchange)]
        reach = first - timedelta(REACH), last + timedelta(REACH)
        days += [*_joined(also, *reach), *_joined(joined, *reach)]
        if min(days, default=first) >= first and max(days, default=last) <= last:
            return Window(conflict, *_text(first, last), tuple(claims), tuple(near), joined, split(decisions))
        first, last = min(*days, first), max(*days, last)


def _opening(storage: Storage, conflict: str, first: date, last: date) -> list[StoredClaim]:
    return [claim for claim in storage.claims.standing(conflict, *_text(first, last)) if opens(claim)]


def _joined(merged: Mapping[str, str], first: date, last: date) -> list[date]:
    """Both days of every merge that one of them is in reach of."""
    pairs = ([date.fromisoformat(day) for day in pair] for pair in merged.items())
    return [day for pair in pairs if any(first <= one <= last for one in pair) for day in pair]


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
