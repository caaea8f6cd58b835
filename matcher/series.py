"""Exchanges that were agreed together and counted together: a series has its own first and last day. Pure.

Its parts stay exchanges. Inside a series days never mix, and running totals may count it alone.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

Series = Mapping[str, tuple[str, str]]  # id -> first and last day, as in the conflict's lexicon
AllSeries = Mapping[str, Series]  # by conflict
NONE: AllSeries = MappingProxyType({})


def series_of(day: str | None, series: Series) -> str | None:
    """The series that a day of full length belongs to; series of one war do not overlap."""
    if day is None or len(day) != len("2025-06-16"):
        return None
    return next((name for name, (first, last) in sorted(series.items()) if first <= day <= last), None)


def same_series(series: Series, one: date, two: date) -> bool:
    first = series_of(one.isoformat(), series)
    return first is not None and first == series_of(two.isoformat(), series)
