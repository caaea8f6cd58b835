"""The day on which something was agreed: "640 bodies came home under the deal struck on 2 June". Pure."""

from collections.abc import Sequence

from matcher.parties import TRANSFERS
from matcher.words import Item

_FAR = 6  # items from the word for a deal to its day: "agreements that were reached in Northville on"
_OTHERS = ("BODY", "DEAD", "PARTY", "WE", "PRON", *TRANSFERS)


def is_of_deal(items: Sequence[Item], day: int) -> bool:
    """No transfer, party or figure between the deal and the day, and something that ties them: a day right beside it,
    or after a comma, may be that of the transfer, and so may a month."""
    if not items[day].value.day:
        return False
    for at in range(day - 1, max(-1, day - 1 - _FAR), -1):
        item = items[at]
        if item.has("DEAL"):
            return at < day - 1 or item.term("DEAL", "verb") is not None
        reached = at > 0 and items[at - 1].has("DEAL")  # one word for reaching a deal and a town
        if item.kind in ("number", "date") or (item.has(*_OTHERS) and not reached):
            return False
        if item.kind == "mark" and not (item.text == "," and at + 1 < day and _describes(items[at + 1])):
            return False
    return False


def _describes(item: Item) -> bool:
    """ "..., reached on 2 June", "..., which were reached on 2 June"."""
    return item.has("REL", "THAT", "PREP") or (item.kind == "word" and not item.terms and not item.capital)
