"""Which days does a stated running total count? From the base that was read, and the day on which it was said. Pure."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from matcher.bases import AFTER, SERIES, WAR
from matcher.words import Conflict
from repwatch.model import StoredClaim

Span = tuple[str, str]  # first and last day, both included
WHOLE_DAY = len("2025-06-16")


def said_on(claim: StoredClaim) -> str:
    """The day on which it was said. Of the known history only that is written; a month counts to its last day."""
    return last_day(claim.claim.day or "") if claim.id < 0 else claim.told_on


def last_day(text: str) -> str:
    """ "2025-06" -> "2025-06-30"; a whole day stays as it is."""
    if len(text) == WHOLE_DAY or not text:
        return text
    year, month = (*map(int, text.split("-")), 12)[:2]
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"


def first_day(base: str, conflict: Conflict) -> str:
    """Empty: none is said, or it is a series that is not known. The month or year in which the war began: the war."""
    if base == WAR:
        return conflict.war_began
    if base.startswith(SERIES):
        return conflict.series.get(base.removeprefix(SERIES), ("", ""))[0]
    day = f"{base}-01-01"[:WHOLE_DAY] if base else ""
    return max(day, conflict.war_began) if day else ""


def span(base: str, said: str, conflict: Conflict) -> Span | None:
    """None: nothing says what it counts from.

    A series counts to its own last day while it is news; long after, "since June" means everything since.
    """
    first = first_day(base, conflict)
    if not first or first > said:
        return None
    if base.startswith(SERIES):
        last = conflict.series[base.removeprefix(SERIES)][1]
        if said <= (date.fromisoformat(last) + AFTER).isoformat():
            return first, min(last, said)
    return first, said


def others(own: Span, said: str, conflict: Conflict) -> list[Span]:
    """What else it could count: a series alone or everything since it, this year or the last, the whole war."""
    year = int(said[:4])
    found: list[Span] = []
    for first, last in _series(conflict.series):
        found += [(first, min(last, said)), (first, said)]
    found += [(f"{year}-01-01", said), (f"{year - 1}-01-01", said), (f"{year - 1}-01-01", f"{year - 1}-12-31")]
    found.append((conflict.war_began, said))
    return [one for one in dict.fromkeys(found) if one[0] and one[0] <= one[1] and one != own]


def _series(series: Mapping[str, Span]) -> list[Span]:
    return sorted(series.values(), reverse=True)
