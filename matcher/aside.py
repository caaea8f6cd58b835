"""A party that an aside parts from its figure: "North, as the headquarters said, - 22". Pure."""

from matcher.clauses import Clauses
from matcher.frames import Candidate
from matcher.parties import TRANSFERS, Named, Role

_DASHES = frozenset({"-", "\u2013"})
_HEAD = 3  # items before an aside in which its party stands


def before_aside(read: Clauses, candidate: Candidate) -> list[Named]:
    """The parties before the aside, if nothing but a dash stands between it and the figure."""
    dash = candidate.first - 1
    if dash < 1 or read.items[dash].text not in _DASHES or read.items[dash - 1].text != ",":
        return []
    opening = next((at for at in range(dash - 2, -1, -1) if read.items[at].text == ","), None)
    if opening is None:
        return []
    aside = read.items[opening + 1 : dash - 1]
    if not any(item.has("ACCORDING", "SAY") for item in aside) or any(item.kind == "number" for item in aside):
        return []
    head = range(max(0, opening - _HEAD), opening)
    plain = not any(read.items[at].has(*TRANSFERS) or read.items[at].kind == "number" for at in head)
    return [one for one in read.parties if plain and one.at in head and one.role is Role.SUBJECT]
