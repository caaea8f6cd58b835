"""Land that a party holds: who brings bodies to it gives them to that party, who brings them from it got them. Pure."""

from collections.abc import Sequence

from matcher.words import Item

_NEAR = 3  # items between the party and the word for holding: "controlled by the authorities of North"
_BACK = 4  # items from there to the preposition: "to the eastern territory, which is controlled by"


def on_land(items: Sequence[Item], at: int) -> str:
    """at: of a party. The tag of the preposition of the land it holds, "to", "from" or "in"; empty: no such land.

    A language that has one word for "in" and "into" tells by the form of the word for holding (its tag "to").
    """
    span = range(max(0, at - _NEAR), min(at + _NEAR + 1, len(items)))
    held = next((place for place in span if items[place].has("CONTROLLED") and _joined(items, at, place)), None)
    if held is None:
        return ""
    first = min(at, held)
    for place in range(first - 1, max(-1, first - 1 - _BACK), -1):
        if term := items[place].term("PREP"):
            into = term.tag == "into" and items[held].term("CONTROLLED", "to") is not None
            return "to" if into or term.tag == "to" else term.tag if term.tag == "from" else "in"
        if items[place].kind == "number" or (items[place].terms and not items[place].has("DET", "ADJ", "PLACE")):
            return ""
    return ""


def _joined(items: Sequence[Item], one: int, two: int) -> bool:
    between = items[min(one, two) + 1 : max(one, two)]
    return all(item.text == "-" or item.has("SIDE", "DET", "PREP", "PARTY") or not item.terms for item in between)
