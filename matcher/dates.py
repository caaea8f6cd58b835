"""Typed items in, the same items with every date merged into one; and a date with a reference day -> a day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher.words import Item, Term
from repwatch.model import DateBasis

FIRST_YEAR, LAST_YEAR = 1990, 2035


@dataclass(frozen=True, slots=True)
class When:
    """A date as written; last: the last day of a range or list; offset: days from the reference day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    weekday: int | None = None
    offset: int | None = None
    vague: bool = False
    past: bool = False  # "last August": earlier than what is told, though no day of reference is known

    @property
    def basis(self) -> DateBasis:
        if self.day:
            return DateBasis.EXPLICIT
        if self.weekday is not None:
            return DateBasis.WEEKDAY
        if self.offset is not None:
            return DateBasis.RELATIVE
        return DateBasis.MONTH if self.month else DateBasis.NONE


def resolve(when: When, reference: date | None) -> str | None:
    """The day or month as text; None where the text and the reference day do not give it."""
    if when.vague:
        return None
    if when.offset is not None:
        return _text(reference + timedelta(days=when.offset)) if reference else None
    if when.month is None and when.day is None:
        if when.weekday is None or reference is None:
            return None
        return _text(reference - timedelta(days=(reference.weekday() - when.weekday) % 7))
    return _calendar(when, reference)


def _calendar(when: When, reference: date | None) -> str | None:
    month = when.month or (reference.month if reference else None)
    year = when.year or (_year(month, when.day, reference) if month and reference else None)
    if not month or not year:
        return None
    if when.day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return _text(date(year, month, when.day))
    except ValueError:
        return None


def _year(month: int, day: int | None, reference: date) -> int | None:
    """The latest year that puts the date at or before the reference day plus one."""
    for year in (reference.year + 1, reference.year, reference.year - 1):
        try:
            candidate = date(year, month, day or 1)
        except ValueError:
            continue
        if candidate <= reference + timedelta(days=1):
            return year
    return None


def _text(day: date) -> str:
    return day.isoformat()


_STARTS = ("WEEKDAY", "NUM", "MONTH", "SPAN", "RELDAY", "VAGUEDATE", "LASTWORD")  # what the rules below begin with


def with_dates(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    index = 0
    while index < len(items):
        first = items[index]
        begins = first.kind in ("stamp", "digits") or (first.terms and first.has(*_STARTS))
        parsed = _date(items, index) if begins else None
        if parsed is None:
            found.append(first)
            index += 1
            continue
        when, end = parsed
        last = items[end - 1]
        if found and found[-1].has("SINCEPREP") and when.basis.explicit and not when.last:
            found[-1] = found[-1]._replace(terms=(*found[-1].terms, Term("since.date", "SINCE")))
        text = " ".join(item.text for item in items[index:end])
        terms = tuple(term for term in first.terms if term.cls == "MONTH") if first.has("MONTH") else first.terms
        found.append(Item(text, first.start, last.end, terms, "date", first.glued, first.capital, when))
        index = end
    return found


def _date(items: Sequence[Item], index: int) -> tuple[When, int] | None:
    item = items[index]
    if item.kind == "stamp":
        when = _stamp(item.text)
        return (when, index + 1) if when else None
    if item.has("WEEKDAY"):
        return _weekday(items, index)
    if item.kind == "digits" or item.has("NUM"):
        return _day_first(items, index) or _ago(items, index) or _year_alone(items, index)
    if item.has("MONTH"):
        return _month_first(items, index)
    if item.has("SPAN"):
        return _ago(items, index)
    return _worded(items, index)


def _worded(items: Sequence[Item], index: int) -> tuple[When, int] | None:
    item = items[index]
    if item.has("RELDAY"):
        return When(offset=int(item.term("RELDAY").value)), index + 1  # type: ignore[union-attr]
    if item.has("VAGUEDATE") and not (index + 1 < len(items) and items[index + 1].has("POSS")):
        return When(vague=True), index + 1
    if item.has("LASTWORD") and index + 1 < len(items) and items[index + 1].has("MONTH", "WEEKDAY"):
        found = _date(items, index + 1)
        return found and (replace(found[0], past=found[0].month is not None), found[1])
    return None


def _stamp(text: str) -> When | None:
    parts = text.replace("/", ".").replace("-", ".").split(".")
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4:
        year, month, day = numbers
    else:
        first, second, year = numbers
        year += 2000 if year < 100 else 0
        american = "/" in text and second > 12
        day, month = (second, first) if american else (first, second)
        if "/" in text and not american and first <= 12 < second:
            day, month = second, first
    if not (1 <= month <= 12 and 1 <= day <= 31 and FIRST_YEAR <= year <= LAST_YEAR):
        return None
    return When(year, month, day)


def _weekday(items: Sequence[Item], index: int) -> tuple[When, int]:
    """A date right after the weekday, with or without a comma, wins over it."""
    weekday = int(items[index].term("WEEKDAY").value)  # type: ignore[union-attr]
    place = index + 1
    while place < len(items) and items[place].text in (",", ".", "("):
        place += 1
    if place < len(items) and (items[place].has("MONTH") or items[place].kind in ("digits", "stamp")):
        found = _date(items, place)
        if found and found[0].day:
            return found
    return When(weekday=weekday), index + 1


def _day_first(items: Sequence[Item], index: int) -> tuple[When, int] | None:
    """ "18 September 2025", "11-16 June", "13, 14 and 15 June", "24th"."""
    day = _day(items[index])
    if day is None:
        return None
    place, ended = _past_ending(items, index + 1)
    last, place = _more_days(items, place, day)
    if place < len(items) and items[place].has("DATEOF") and place + 1 < len(items) and items[place + 1].has("MONTH"):
        place += 1
    if place < len(items) and items[place].has("MONTH"):
        month = int(items[place].term("MONTH").value)  # type: ignore[union-attr]
        year, end = _year_after(items, _past_point(items, place + 1))
        return When(year, month, day, last), end
    if ended and place < len(items) and items[place].has("DAYWORD"):
        return When(day=day), place + 1
    return None


def _day(item: Item) -> int | None:
    if item.kind == "digits" and len(item.text) <= 2 and 1 <= int(item.text) <= 31:
        return int(item.text)
    return None


def _past_ending(items: Sequence[Item], place: int) -> tuple[int, bool]:
    if place < len(items) and items[place].glued and items[place].has("ORDINAL"):
        return place + 1, True
    if place + 1 < len(items) and items[place].text == "-" and items[place + 1].has("ORDINAL", "CASEENDING"):
        return place + 2, True
    return place, False


def _more_days(items: Sequence[Item], place: int, day: int) -> tuple[int | None, int]:
    """Further days of a list or range, as long as a month follows in the end."""
    last, end = None, place
    while end + 1 < len(items) and (items[end].text in (",", "-", "\u2013") or items[end].has("CONJ", "UPTO")):
        follower = _day(items[end + 1])
        if follower is None or follower <= (last or day):
            break
        last, end = follower, _past_ending(items, end + 2)[0]
    if last is not None and end < len(items) and items[end].has("MONTH"):
        return last, end
    return None, place


def _past_point(items: Sequence[Item], place: int) -> int:
    """Past the point of an abbreviated month that more of the date follows."""
    if place + 1 < len(items) and items[place].text == "." and items[place].glued and items[place + 1].kind == "digits":
        return place + 1
    return place


def _year_after(items: Sequence[Item], place: int) -> tuple[int | None, int]:
    start = place
    if place < len(items) and items[place].text == ",":
        place += 1
    if place < len(items) and _is_year(items, place):
        end = place + 1
        if end < len(items) and items[end].has("YEARWORD"):
            end += 1
            if end < len(items) and items[end].text == "." and len(items[end - 1].text) == 1:
                end += 1
        return int(items[place].text), end
    return None, start


def _is_year(items: Sequence[Item], place: int) -> bool:
    item = items[place]
    if item.kind != "digits" or len(item.text) != 4 or not FIRST_YEAR <= int(item.text) <= LAST_YEAR:
        return False
    return not (place + 1 < len(items) and items[place + 1].has("BODY", "DEAD", "PERSON"))


def _year_alone(items: Sequence[Item], index: int) -> tuple[When, int] | None:
    if not _is_year(items, index):
        return None
    marked = index + 1 < len(items) and items[index + 1].has("YEARWORD")
    if marked or (index > 0 and items[index - 1].has("PREP", "SINCE", "CUMUL", "DATEOF")):
        return When(year=int(items[index].text)), index + (2 if marked else 1)
    return None


def _month_first(items: Sequence[Item], index: int) -> tuple[When, int] | None:
    """ "September 18, 2025", "Jan. 29", "June 2025", "in June"; a month that is also a verb needs a capital."""
    item = items[index]
    if len(item.text) == 3 and not item.capital and item.text.isascii():
        return None
    month = int(item.term("MONTH").value)  # type: ignore[union-attr]
    place = _past_point(items, index + 1)
    if place < len(items):
        day = _day(items[place])
        if day is not None and _is_month_day(items, place):
            end, _ = _past_ending(items, place + 1)
            last, end = _last_day(items, end, day, index > 0 and items[index - 1].has("FROM"))
            year, end = _year_after(items, end)
            return When(year, month, day, last), end
    year, end = _year_after(items, place)
    if item.text == "may" and year is None and not (index and items[index - 1].has("PREP", "SINCE", "LASTWORD")):
        return None
    return When(year, month), end


def _is_month_day(items: Sequence[Item], place: int) -> bool:
    """Not where the number counts something: "in June 25 bodies"."""
    after = items[place + 1] if place + 1 < len(items) else None
    return after is None or (not after.has("BODY", "DEAD", "PERSON", "PEOPLE") and items[place].text.isascii())


def _last_day(items: Sequence[Item], place: int, day: int, opened: bool) -> tuple[int | None, int]:
    if place + 1 < len(items) and (items[place].text in ("-", "\u2013") or (opened and items[place].has("UPTO"))):
        last = _day(items[place + 1])
        if last is not None and last > day:
            return last, place + 2
    return None, place


def _ago(items: Sequence[Item], index: int) -> tuple[When, int] | None:
    """ "two weeks ago", "a week ago", "5 days earlier"."""
    item = items[index]
    number, place = 1, index
    if not item.has("SPAN"):
        small = item.term("NUM")
        number = int(item.text) if item.kind == "digits" and len(item.text) < 3 else int(small.value) if small else 0
        place += 1
    if not number or place + 1 >= len(items) or not items[place].has("SPAN") or not items[place + 1].has("AGO"):
        return None
    span = int(items[place].term("SPAN").value)  # type: ignore[union-attr]
    if span >= 30:
        return When(vague=True), place + 2
    return When(offset=-number * span), place + 2
