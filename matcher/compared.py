"""What is told now beside what was then: "640 bodies against 612 in December". Pure."""

from collections.abc import Sequence

from matcher.words import Item

_NOUNS = ("BODY", "DEAD", "PERSON", "PEOPLE", "ADJ", "PREP", "PARTY")
_FAR = 4  # items from the earlier number to its time


def compares(items: Sequence[Item], at: int) -> bool:
    """A word like "against", then an earlier number and when that was: no formula of this exchange."""
    place = at + 1
    if not items[at].has("COMPARED") or any(item.has("EXCHANGE", "BODYSWAP") for item in items):
        return False
    while place < len(items) and items[place].has("QUAL", "DET"):
        place += 1
    if place >= len(items) or items[place].kind != "number":
        return False
    for item in items[place + 1 : place + 1 + _FAR]:
        if item.kind == "date":
            return bool(item.value.vague or item.value.past or not item.value.day) and not item.value.offset
        if item.has("PREV"):
            return True
        if not item.has(*_NOUNS):
            return False
    return False


def opens_comparison(items: Sequence[Item], span: range) -> bool:
    """The stretch begins with such a word."""
    return compares(items, span[0])
