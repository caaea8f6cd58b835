"""Typed items in, the same items with every number merged into one. Pure.

Reads digits with groups, decimals before a multiplier, number words in any case the lexicon lists, halves, tails
("2 thousand 400"), case endings ("121-go"), zero phrases and ranges. Refuses clock times, percentages, money, unit
and model numbers, ordinals. Whether a plain four-digit number is a year is decided where the noun is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.labels import refused
from matcher.words import Item
from repwatch.model import Precision, Qualifier

LARGEST = 100_000  # no figure of ours is larger; what is, counts something else


@dataclass(frozen=True, slots=True)
class Number:
    low: int
    high: int
    qualifier: Qualifier = Qualifier.EXACT
    precision: Precision = Precision.EXACT_DIGITS
    words: bool = False
    implied: int = 0  # a zero that no numeral states: see matcher.nothing


_DIGITS = ("digits", "grouped", "decimal")
_STARTS = ("NUMZERO", "NUM", "NUMMULT", "NUMONE", "NUMHALF")  # and digits: all that a number begins with


def with_numbers(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    index = 0
    while index < len(items):
        item = items[index]
        begins = item.kind in _DIGITS or (item.terms and item.has(*_STARTS))
        parsed = _number(items, index) if begins else None
        if parsed is None:
            found.append(item)
            index += 1
            continue
        number, end = parsed
        if number is None:
            found.append(_merged(items, index, end, "refused", None))
        else:
            found.append(_merged(items, index, end, "number", number))
        index = end
    return [_qualified(found, place) if item.kind == "number" else item for place, item in enumerate(found)]


def _merged(items: Sequence[Item], start: int, end: int, kind: str, value: Number | None) -> Item:
    first, last = items[start], items[end - 1]
    text = " ".join(item.text for item in items[start:end])
    return Item(text, first.start, last.end, (), kind, first.glued, first.capital, value)


def _number(items: Sequence[Item], index: int) -> tuple[Number | None, int] | None:
    """(Number or None if refused, index after it), or None where no number starts, though the item may start one."""
    item = items[index]
    if item.kind == "date":
        return None
    if item.kind in _DIGITS:
        return _digits(items, index)
    if item.has("NUMZERO"):
        return _zero(items, index)
    value, end, rounded = _spelled(items, index)
    if value is None:
        return None
    if refused(items, index, end):
        return None, end
    precision = Precision.ROUND_WORD if rounded and value % 100 == 0 else Precision.EXACT_DIGITS
    return Number(value, value, precision=precision, words=True), end


def _zero(items: Sequence[Item], index: int) -> tuple[Number | None, int] | None:
    """ "not a single" is a figure only before what is counted."""
    after = items[index + 1 : index + 4]
    counted = next((item for item in after if not item.has("DEAD", "MORE") and not item.term("PARTY", "adj")), None)
    if counted is not None and (counted.has("BODY", "PERSON") or counted.term("PARTY", "people", "adj")):
        return Number(0, 0, words=True), index + 1
    named = index + 1 < len(items) and items[index + 1].term("PARTY", "adj")  # "not a single northerner was returned"
    return (Number(0, 0, words=True), index + 1) if named and counted is not None and counted.has("BE") else None


def _digits(items: Sequence[Item], index: int) -> tuple[Number | None, int] | None:
    item = items[index]
    end = index + 1
    clock = _clock(items, index)
    if clock:
        return None, clock
    half = 1
    value = float(_plain(item))
    mult = items[end].term("NUMMULT") if end < len(items) and items[end].text != ":" else None
    rounded = False
    if mult and not (mult.tag == "short" and not (items[end].glued or len(items[end].text) > 1)):
        value, end, rounded = value * mult.value, end + 1, True
        if end < len(items) and items[end].text == "." and items[end].glued and mult.tag == "short":
            end += 1
        value, end, rounded = _tail(items, end, value, mult.value, rounded)
    elif item.kind == "decimal":
        return None, end
    ending = _ending(items, end)
    if ending == "ordinal":
        return None, end + 2
    if ending == "case":
        end += 2
    ranged = _range(items, index, end, value)
    if ranged:
        return ranged
    whole = round(value * half)
    if whole > LARGEST or refused(items, index, end):
        return None, end
    return Number(whole, whole, precision=_precision(whole, rounded)), end


def _tail(items: Sequence[Item], end: int, value: float, mult: float, rounded: bool) -> tuple[float, int, bool]:
    """The 400 of "2 thousand 400"."""
    short = end < len(items) and items[end].kind == "digits" and len(items[end].text) < 4
    rest = int(items[end].text) if short and mult == 1000 and value % mult == 0 else 0
    return (value + rest, end + 1, False) if rest else (value, end, rounded)


def _plain(item: Item) -> str:
    if item.kind == "grouped":
        return "".join(letter for letter in item.text if letter.isdigit())[:18]
    return item.text.replace(",", ".")[:18]


def _precision(value: int, rounded: bool) -> Precision:
    if value and value % 100 == 0:
        return Precision.ROUND_WORD if rounded else Precision.ROUND_DIGITS
    return Precision.EXACT_DIGITS


def _clock(items: Sequence[Item], index: int) -> int:
    """The end of a clock time or score that starts here ("12:30"), else 0; "50:50" of bodies is told by its noun."""
    if index + 2 >= len(items) or items[index + 1].text != ":" or items[index + 2].kind != "digits":
        return 0
    hour, minute = items[index], items[index + 2]
    if not (items[index + 1].glued and minute.glued) or len(hour.text) > 2 or len(minute.text) != 2:
        return 0
    return index + 3 if int(hour.text) < 25 and int(minute.text) < 60 else 0


def _ending(items: Sequence[Item], end: int) -> str:
    """case for "121-go", ordinal for "12-y", empty if nothing is attached."""
    if end < len(items) and items[end].glued and items[end].has("ORDINAL"):
        return "ordinal"
    if end + 1 >= len(items) or items[end].text != "-" or not items[end].glued or not items[end + 1].glued:
        return ""
    counted = end + 2 < len(items) and items[end + 2].has("BODY", "DEAD", "PERSON")
    if items[end + 1].has("CASEENDING") and (counted or not items[end + 1].has("ORDINAL")):
        return "case"
    return "ordinal" if items[end + 1].has("ORDINAL") else ""


def _range(items: Sequence[Item], start: int, end: int, low: float) -> tuple[Number | None, int] | None:
    """ "25-26", "from 2,239 to 3,000": rising, and not more than twofold apart."""
    if end + 1 >= len(items) or items[end + 1].kind not in ("digits", "grouped"):
        return None
    joint, high = items[end], float(_plain(items[end + 1]))
    dashed = joint.text in ("-", "\u2013") and joint.glued and items[end + 1].glued
    opened = start > 0 and items[start - 1].has("FROM") and joint.has("UPTO")
    if not (dashed or opened) or not low < high <= 2 * low:
        return None
    if refused(items, start, end + 2):
        return None, end + 2
    return Number(round(low), round(high)), end + 2


def _spelled(items: Sequence[Item], index: int) -> tuple[int | None, int, bool]:
    """A number in words: (value or None, index after it, whether it is a round word)."""
    total, current, floor, place, seen, rounded = 0.0, 0.0, 10_000.0, index, False, False
    while place < len(items):
        item = items[place]
        small = item.term("NUM")
        mult = item.term("NUMMULT")
        if small and small.value < floor and not (small.value == 0 and seen):
            current, seen = current + small.value, True
            floor = _floor(small.value)
        elif item.has("NUMHALF") and _mult_follows(items, place):
            current += item.term("NUMHALF").value or 0.5  # type: ignore[union-attr]
            seen = True
        elif mult and _multiplies(items, place, seen, mult.tag):
            if mult.value >= 1000:
                total, current, floor = total + (current or 1) * mult.value, 0.0, 1000.0
            else:
                current, floor = (current or 1) * mult.value, mult.value
            rounded, seen = True, True
        elif not (
            (item.has("NUMONE") and not seen and _mult_follows(items, place))
            or (item.has("NUMAND") and seen and floor >= 100 and _small_follows(items, place))
            or (item.text == "-" and item.glued and seen and _glued_small_follows(items, place))
        ):
            break
        place += 1
    if not seen:
        return None, index, False
    value = round(total + current)
    if value == 1 and place - index == 1 and not _counts_one(items, index, place):
        return None, index, False  # "one" is a pronoun more often than a count
    return (value, place, rounded) if value <= LARGEST else (None, index, False)


def _counts_one(items: Sequence[Item], index: int, place: int) -> bool:
    """Before a body word, or as the whole entry of a list ("a morgue - one")."""
    if place < len(items):
        joined = index > 0 and (items[index - 1].text == "," or items[index - 1].has("CONJ"))
        listed = (
            joined
            and items[place].term("PREP", "from")
            and any(item.kind == "digits" or item.has("NUM") for item in items[max(0, index - 14) : index])
        )
        return items[place].has("BODY") or bool(listed)
    return index > 0 and items[index - 1].text in ("-", "\u2013", ":")


def _governed(items: Sequence[Item], place: int) -> bool:
    """A body noun before it, with nothing but a bracket or a filler in between: "the bodies (remains) of another"."""
    for item in reversed(items[max(0, place - 4) : place]):
        if item.has("BODY"):
            return True
        if not (item.text in ("(", ")") or item.has("MORE", "DET", "DEAD", "QUAL", "OWN")):
            return False
    return False


def _floor(value: float) -> float:
    """What may follow in the same number: units after tens, tens after hundreds, nothing after units."""
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0


def _multiplies(items: Sequence[Item], place: int, seen: bool, tag: str) -> bool:
    """A bare plural is vague ("thousands of bodies"); a bare singular is a number."""
    if seen:
        return True
    if tag == "one":
        return True
    if tag == "either":  # one form for "of a thousand" and "thousands": a number only where a body noun governs it
        return _governed(items, place)
    return place > 0 and items[place - 1].has("NUMONE", "NUMHALF")


def _mult_follows(items: Sequence[Item], place: int) -> bool:
    return place + 1 < len(items) and items[place + 1].has("NUMMULT")


def _small_follows(items: Sequence[Item], place: int) -> bool:
    return place + 1 < len(items) and items[place + 1].has("NUM")


def _glued_small_follows(items: Sequence[Item], place: int) -> bool:
    return _small_follows(items, place) and items[place + 1].glued


def _qualified(items: list[Item], place: int) -> Item:
    item = items[place]
    number: Number = item.value
    start = item.start
    qualifier = Qualifier.EXACT
    for back in range(place - 1, max(-1, place - 4), -1):
        term = items[back].term("QUAL")
        if term:
            qualifier = Qualifier(term.tag)
            start = items[back].start
            break
        if not items[back].has("MORE", "DET", "NUMONE"):
            break
    if place + 1 < len(items) and items[place + 1].has("PLUS"):
        qualifier = Qualifier.AT_LEAST
    if qualifier is Qualifier.EXACT:
        return item
    changed = replace(number, qualifier=qualifier)
    return Item(item.text, start, item.end, item.terms, "number", item.glued, item.capital, changed)
