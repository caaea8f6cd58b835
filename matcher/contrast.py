"""Two figures of one sentence, of which the second tells that the first goes the other way. Pure."""

from matcher.clauses import Clauses
from matcher.frames import Candidate
from repwatch.model import Kind


def leans_on_ellipsis(read: Clauses, first: Candidate, after: Candidate) -> bool:
    """ "it got 640, South 22": whoever "it" is, it is not the side that the next figure names."""
    verb = read.verb_of(first.at)
    if verb is None or verb is not read.verb_of(after.at):
        return False
    return any(item.term("PRON", "subject") for item in read.items[max(0, verb.at - 2) : verb.at])


def is_other_half(read: Clauses, first: Candidate, after: Candidate) -> bool:
    """ "22 were brought back, and the northern side was handed 640": who brought them back is not told, and a joining
    word opens the clause that names who got the others."""
    verb, other = read.verb_of(first.at), read.verb_of(after.at)
    living = after.kind in (Kind.PRISONERS, Kind.CIVILIANS)
    if verb is None or other is None or verb is other or verb.cls not in ("RETURN", "RECEIVE") or living:
        return False
    named = [one for one in read.in_segment(first.at) if read.segment[one.at] not in read.relative]
    opener = next((at for at in range(first.last + 1, after.at) if read.items[at].has("CONJ")), 0)
    return verb.tense == "done" and not named and opener > 0 and read.segment[opener] > read.segment[first.at]
