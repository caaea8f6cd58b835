"""What does a running total count from? Its series, or the day after a word like "since". Pure.

Totals are compared only when they have the same base. One that names none, while a series is under way or just over,
counts that series: that is how officials speak of it.
"""

from dataclasses import replace
from datetime import date, timedelta

from matcher.dates import When
from matcher.reading import Sentence
from matcher.words import Conflict
from repwatch.model import Claim, Scope

AFTER = timedelta(days=14)  # so long after its last day a total that names no base still means the series
SERIES = "series:"
WAR = "war"


def with_base(claim: Claim, sentence: Sentence, conflict: Conflict, day: str | None) -> Claim:
    """day: the one that the article reports. A total of a series within one month is dated by that month."""
    if claim.scope is not Scope.CUMULATIVE:
        return claim
    since = _since(sentence, day)
    series = _series(conflict, since, day)
    if series is None:
        return replace(claim, base=since)
    first, last = conflict.series[series]
    soon = day is not None and day <= (date.fromisoformat(last) + AFTER).isoformat()
    month = first[:7] if first[:7] == last[:7] and soon else None
    return replace(claim, base=f"{SERIES}{series}", day=claim.day or month)


def _since(sentence: Sentence, reported: str | None) -> str:
    """The first day counted, of the date right after the word for it, or WAR; empty if the sentence gives none."""
    items = sentence.read.items
    if any(item.has("WARSTART") for item in items):
        return WAR
    if reported and any(item.has("YEARSTART") for item in items):
        return f"{reported[:4]}-01-01"
    for at, item in enumerate(items):
        if item.has("SINCE", "CUMUL"):
            for follower in items[at + 1 : at + 4]:
                if follower.kind == "date" and isinstance(follower.value, When) and follower.value.year:
                    return f"{follower.value.year:04}-{follower.value.month or 1:02}-{follower.value.day or 1:02}"
    return ""


def _series(conflict: Conflict, since: str, day: str | None) -> str | None:
    for name, (first, last) in conflict.series.items():
        if since:
            if first[:7] == since[:7]:
                return name
        elif day and first <= day <= (date.fromisoformat(last) + AFTER).isoformat():
            return name
    return None
