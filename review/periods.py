"""Days in, the periods of a chart out: by how long a time, under which names, with which marks on the axis. Pure.

A period is counted as a whole number that grows by one from each to the next, so that an axis is a plain range.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.tongue import ENGLISH, Tongue

DAYS = 45  # at most so many bars of a day: on a phone of 360 px each still has 6 px
MONTHS = 54  # four and a half years
QUARTERS = 54
MARKS = 4  # days or months on the time axis: more would touch each other on a phone
YEARS = 6  # they are shorter
MONTHS_WITH_NAMES = 14  # beyond that only years are named


class Period(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Mark:
    """starts: it stands where the period begins, else under its middle."""

    number: int
    text: str
    starts: bool


def chosen(days: Collection[str]) -> Period:
    """The shortest period that leaves every bar wide enough to be seen. days: "2031-05-06" or "2031-05", at least one.

    By days also where of some only the month is known, but not where of all.
    """
    limits = {Period.DAY: DAYS, Period.MONTH: MONTHS, Period.QUARTER: QUARTERS}
    if all(number(Period.DAY, day) is None for day in days):
        del limits[Period.DAY]
    first, last = f"{min(days)}-01"[:10], f"{max(days)}-01"[:10]
    for period, most in limits.items():
        start, end = number(period, first), number(period, last)
        if start is not None and end is not None and end - start < most:
            return period
    return Period.YEAR


def number(period: Period, day: str | None) -> int | None:
    """Which period the day lies in; None if it is not known well enough."""
    if not day or (period is Period.DAY and day.count("-") < 2):
        return None
    if period is Period.DAY:
        return date.fromisoformat(day).toordinal()
    year, month = (int(part) for part in day.split("-")[:2])
    return {Period.MONTH: year * 12 + month - 1, Period.QUARTER: year * 4 + (month - 1) // 3}.get(period, year)


def name(period: Period, at: int, tongue: Tongue = ENGLISH) -> str:
    """As a reader says it: "6 May 2031", "May 2031", "April to June 2031", "2031"."""
    match period:
        case Period.DAY:
            return tongue.day(date.fromordinal(at).isoformat())
        case Period.MONTH:
            return tongue.month(at // 12, at % 12 + 1)
        case Period.QUARTER:
            return tongue.quarter(at // 4, at % 4 * 3 + 1)
    return str(at)


def marks(period: Period, first: int, last: int, tongue: Tongue = ENGLISH) -> Iterator[Mark]:
    """A few, evenly spaced, that say where on the time axis one is."""
    if period is Period.DAY or (period is Period.MONTH and last - first < MONTHS_WITH_NAMES):
        for at in _spread(first, last, MARKS):
            yield Mark(at, _short(period, at, tongue, named=at == first), starts=False)
        return
    a_year = {Period.MONTH: 12, Period.QUARTER: 4}.get(period, 1)
    years = list(_spread(-(-first // a_year), last // a_year, YEARS))
    if a_year > 1 and (not years or years[0] * a_year - first > (last - first) / 6):
        yield Mark(first, str(first // a_year), starts=True)
    for year in years:
        yield Mark(year * a_year, str(year), starts=a_year > 1)


def _spread(first: int, last: int, most: int) -> range:
    return range(first, last + 1, max(1, -(-(last - first + 1) // most)))


def _short(period: Period, at: int, tongue: Tongue, *, named: bool) -> str:
    """named: with its year, for a month."""
    if period is Period.DAY:
        return tongue.short_day(date.fromordinal(at))
    month = tongue.short_month(at % 12 + 1)
    return f"{month} {at // 12}" if named or at % 12 == 0 else month
