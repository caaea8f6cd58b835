"""Numbers that count nobody who was handed over: ratios, years, what is done a day, how long something takes. Pure."""

from collections.abc import Sequence

from matcher.dates import FIRST_YEAR, LAST_YEAR
from matcher.numbers import Number
from matcher.words import Item

_RATIO = 6  # items from the word for a ratio to its numbers
_PACE = 2  # items from the noun phrase to "per day"


def is_ratio(items: Sequence[Item], at: int) -> bool:
    """ "The ratio was 1 to 21": unlike "at a ratio of 1,000 to 31", it counts nobody."""
    before = items[max(0, at - _RATIO) : at]
    each = (*(() if any(item.text in ":;" for item in before) else before), *items[at + 1 : at + 2])
    if any(item.term("RATIO", "each") for item in each):
        return True
    named = any(item.term("RATIO", "") for item in before)
    return named and any(item.kind == "number" and item.value.low == 1 for item in items[max(0, at - 3) : at + 4])


def is_year(items: Sequence[Item], at: int, counted: bool) -> bool:
    number: Number = items[at].value
    plain = items[at].text.isdigit() and FIRST_YEAR <= number.low <= LAST_YEAR
    return plain and not counted


def is_pace(items: Sequence[Item], at: int, last: int) -> bool:
    """ "three to four bodies per day"; "a truce of two to three days". last: of the number's noun phrase."""
    if any(item.has("RATE") for item in items[last + 1 : last + 1 + _PACE]):
        return True
    other, unit = at + 2, at + 3
    ranged = unit < len(items) and items[at + 1].has("FORWEAK", "UPTO") and items[other].kind in ("number", "refused")
    if not ranged:
        return False
    return items[unit].has("UNIT_AFTER", "SPAN") or (items[other].kind == "number" and is_pace(items, other, unit))
