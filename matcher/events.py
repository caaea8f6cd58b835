"""Numbers that count transfers, not bodies: "in the last three exchanges", "the second of four". Pure."""

from collections.abc import Sequence

from matcher.parties import TRANSFERS
from matcher.words import Item

_ROW = 3  # figures that make a row
_DONE = 5  # items from "carried out" to what was
_FAR = 3  # items between such a number and the word for what it counts


def counts_events(items: Sequence[Item], at: int) -> bool:
    place = at + 1
    while (
        place < len(items) and (items[place].has("MORE", "NTH", "ADJ") or not items[place].terms) and place < at + _FAR
    ):
        place += 1
    counted = place < len(items) and items[place].has("EVENTS") and items[place - 1].kind != "mark"
    return counted or is_of_row(items, at) or _is_difference(items, at)


def _is_difference(items: Sequence[Item], at: int) -> bool:
    """ "28 more than last time": no number of its own follows the comparison."""
    after = items[at + 1 : at + 4]
    compared = bool(after) and after[0].term("QUAL", "more_than", "up_to") is not None
    return compared and not any(item.kind == "number" or item.has("BODY", "DEAD") for item in after)


def counted_before(items: Sequence[Item], at: int) -> int:
    """Where the number of a word for transfers stands: "the first two exchanges"; -1 if it has none."""
    if not items[at].has("EVENTS"):
        return -1
    place = at - 1
    while place >= 0 and items[place].has("NTH", "MORE", "DET", "ADJ"):
        place -= 1
    return place if place >= 0 and items[place].kind in ("number", "refused") else -1


def each_of_row(items: Sequence[Item], figures: Sequence[int]) -> bool:
    """ "the three convoys were of 640, 612 and 700": how many transfers, then what each brought, and no day."""
    counted = next((at for at in range(len(items)) if counted_before(items, at) >= 0), len(items))
    told = any(item.has("SAY", "CUMUL", "SINCE") or item.kind == "date" for item in items[counted:])
    return len(figures) >= _ROW and counted < figures[0] and not told


def first_of_several(items: Sequence[Item], figure: int) -> bool:
    """ "There were two handovers: the first of 640": an ordinal between how many there were and the figure, no day."""
    counted = next((at for at in range(figure) if counted_before(items, at) >= 0), figure)
    told = any(item.has("NOW") or item.kind == "date" for item in items[counted:])
    return not told and any(item.term("NTH", "first") for item in items[counted:figure])


def is_of_row(items: Sequence[Item], at: int) -> bool:
    """ "the second of three": how many there are in the row."""
    if at < 2 or not (items[at - 1].term("PREP", "from", "of") or items[at - 1].has("PARTOF")):
        return False
    return items[at - 2].has("NTH") or bool(items[at - 2].term("NOW", "nth"))


def _is_it(items: Sequence[Item], at: int) -> bool:
    """Its object is a pronoun, right before it, that is spelled like "its"."""
    return at > 0 and items[at - 1].has("OWN")


def took_place(items: Sequence[Item]) -> bool:
    """An exchange took place, or somebody carried one out: other things are carried out too."""
    for at in [at for at, item in enumerate(items) if item.terms and item.has("TOOKPLACE")]:
        near = range(max(0, at - _DONE), min(at + 1 + _DONE, len(items)))
        if items[at].term("TOOKPLACE", "") or any(is_event(items, place) for place in near) or _is_it(items, at):
            return True
    return False


def is_event(items: Sequence[Item], at: int) -> bool:
    """A word for an exchange, not that of "talks on an exchange"."""
    before = items[at - 1].term("PREP") if at else None
    return items[at].has(*TRANSFERS, "BODYSWAP", "POW") and (before is None or before.tag == "of")


def opens_with_nth(items: Sequence[Item], figure: int) -> bool:
    """ "The first exchange was 160 for 160": of several, if nothing ties it to a year, a war or a day."""
    first = next((at for at, item in enumerate(items[:_FAR]) if item.has("NTH") or item.term("NOW", "nth")), figure)
    if first + 1 >= figure or not all(item.has("DET") for item in items[:first]):
        return False
    tied = any(item.has("YEARSTART", "SINCE", "SINCEPREP", "WARSTART", "AFTER", "PLAN") for item in items)
    tied = tied or any(item.term("NOW", "") for item in items)
    dated = any(item.kind == "date" and (item.value.day or item.value.offset is not None) for item in items)
    year = any(item.kind == "date" and item.value.year and not item.value.month for item in items)
    return not (tied or dated or year)
