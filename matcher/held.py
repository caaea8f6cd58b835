"""Bodies that a side says it has: nobody received them, and it would be the one to give. Pure."""

from matcher.clauses import Clauses
from matcher.frames import Candidate
from matcher.parties import Named, Role

_FAR = 5  # items from who holds to the verb: "Moscow says that it has"


def holder(read: Clauses, candidate: Candidate) -> Named | None:
    """ "South has another 640 bodies", "with South there are 640 more": no word of a transfer."""
    place = candidate.first - 1
    while place > 0 and read.items[place].has("MORE", "QUAL", "DET"):
        place -= 1
    more = any(item.has("MORE") for item in read.items[max(0, candidate.first - 2) : candidate.last + 2])
    bodies = any(item.has("BODY") for item in read.items[candidate.first : candidate.last + 1])
    if place < 1 or read.verbs or not (bodies or more):
        return None
    for one in reversed(read.parties):
        if one.at < place and place - one.at <= _FAR and _holds(read, one, place):
            return one
    return None


def _holds(read: Clauses, one: Named, place: int) -> bool:
    """Its own "has"; or "is" right after the party, where the language says so with a preposition."""
    if one.role is Role.SUBJECT and read.items[place].has("HAVE", "HOLD"):
        return True
    with_it = one.at > 0 and bool(read.items[one.at - 1].term("PREP", "with", "into", "in"))
    return with_it and (read.items[place].has("HOLD") or (read.items[place].has("BE") and place == one.at + 1))
