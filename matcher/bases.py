"""What does a running total count from? Its series, or the day after a word like "since". Pure.

Totals are compared only when they have the same base. One that names none, while a series is under way or just over,
counts that series: that is how officials speak of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from matcher.dates import When
from matcher.reading import Sentence
from matcher.words import Conflict, Item
from repwatch.model import Claim, Scope

AFTER = timedelta(days=14)  # so long after its last day a total that names no base still means the series
SERIES = "series:"
WAR = "war"


def with_base(
    claim: Claim, sentence: Sentence, conflict: Conflict, day: str | None, written: date | None = None
) -> Claim:
    """day: the one that the article reports; written: when it was, if known.

    A total of a series within one month is dated by that month. One that was told in an earlier year, or in a year that
    the sentence names, counts no series of now.
    """
    if claim.scope is not Scope.CUMULATIVE:
        return claim
    since = _since(sentence, day or (written.isoformat() if written else None))
    series = _series(conflict, since, day, written)
    if series is None or (not since and _is_of_other_year(claim, sentence, conflict.series[series][0][:4])):
        return replace(claim, base=since)
    first, last = conflict.series[series]
    soon = day is not None and day <= (date.fromisoformat(last) + AFTER).isoformat()
    month = first[:7] if first[:7] == last[:7] and soon else None
    return replace(claim, base=f"{SERIES}{series}", day=claim.day or month)


def _is_of_other_year(claim: Claim, sentence: Sentence, year: str) -> bool:
    """ "In June 2022 Mr A had counted 210 after the first two", "3,000 in 2024"."""
    whole = {one.value.year for one in sentence.read.items if one.kind == "date" and not one.value.month} - {None}
    return bool(claim.day and claim.day[:4] != year) or (bool(whole) and int(year) not in whole)


def _since(sentence: Sentence, reported: str | None) -> str:
    """The first day counted, of the date right after the word for it, or WAR; empty if the sentence gives none."""
    items = sentence.read.items
    if any(item.has("WARSTART") for item in items):
        return WAR
    if reported and any(item.has("YEARSTART") for item in items):
        return f"{reported[:4]}-01-01"
    for at, item in enumerate(items):
        if item.has("SINCE", "CUMUL") and not item.has("ASOF"):
            first = _of_cue(items[at : at + 4], reported) or _of_date(items[at + 1 : at + 6], reported)
            if first:
                return first
    return ""


def _of_cue(items: Sequence[Item], reported: str | None) -> str:
    """ "since January" as one cue: the month is its value, and a year may follow."""
    since = items[0].term("SINCE")
    if since is None or not since.value:
        return ""
    years = [one.value.year for one in items[1:2] if one.kind == "date" and not one.value.month]
    return _day(When(years[0] if years else None, int(since.value)), items[1:], reported)


def _of_date(items: Sequence[Item], reported: str | None) -> str:
    for at, follower in enumerate(items[:3]):
        if follower.has("SINCE") and follower.kind != "date":
            return ""  # "in all since June 2025": its own cue knows the month
        if follower.kind == "date" and (first := _day(follower.value, items[at + 1 :], reported)):
            return first
    return ""


def _day(when: object, after: Sequence[Item], reported: str | None) -> str:
    """The first day of what is written. A month without a year is the last one that had begun, or of "last year"."""
    if not isinstance(when, When):
        return ""
    month_and_day = f"{when.month or 1:02}-{when.day or 1:02}"
    year = when.year
    if year is None and reported and when.month:
        last_year = any(_is_vague(one) for one in after[:2]) or (
            any(one.has("LASTWORD") for one in after[:2]) and any(one.has("YEARWORD") for one in after[:3])
        )
        year = int(reported[:4]) - (last_year or month_and_day > reported[5:])
    return f"{year:04}-{month_and_day}" if year else ""


def _is_vague(item: Item) -> bool:
    """ "last year" where a language has it as one word for an earlier time."""
    return item.kind == "date" and isinstance(item.value, When) and item.value.vague


def _series(conflict: Conflict, since: str, day: str | None, written: date | None) -> str | None:
    """Long after it "since June" is everything since."""
    for name, (first, last) in conflict.series.items():
        end = (date.fromisoformat(last) + AFTER).isoformat()
        if since:
            late = written.isoformat() if written else day or ""
            if first[:7] == since[:7] and late <= end:
                return name
        elif day and first <= day <= end:
            return name
    return None
