"""Where "in return" stands beside a figure: before it, at the head of its clause, after it. Pure."""

from matcher.clauses import Clauses, Verb
from matcher.frames import Candidate
from matcher.parties import TRANSFERS

_CLOSE = 5  # items from a figure to the cue after it


def follows(read: Clauses, candidate: Candidate, verb: Verb | None) -> bool:
    """The number follows "in exchange for" without a verb of its own in between."""
    first = verb.at if verb is not None and verb.at < candidate.at else 0
    span = read.items[first : candidate.at]
    if not any(item.has("INRETURN") for item in span):
        return False
    segment = read.segment[candidate.at]
    return not any(one.at for one in read.verbs if read.segment[one.at] == segment and one.tense != "noun")


def opens(read: Clauses, candidate: Candidate) -> bool:
    return any(item.has("INRETURN") for item in read.items[: candidate.at + 4])


def beside(read: Clauses, candidate: Candidate) -> bool:
    """ "In return, North gave back 22", "North gave back 22 in return": the cue belongs to this figure, and to none
    between them."""
    for item in reversed(read.items[: candidate.first]):
        if item.has("INRETURN"):
            return True
        if item.kind == "number":
            break
    return closes(read, candidate)


def closes(read: Clauses, candidate: Candidate) -> bool:
    """ "78 of its own in return": the cue follows, and no number that it could belong to."""
    after = read.items[candidate.last + 1 :]
    return any(item.has("INRETURN") for item in after[:_CLOSE]) and not any(item.kind == "number" for item in after)


def precedes(read: Clauses, candidate: Candidate) -> bool:
    """ "37 bodies, received in return": nothing but the cue follows, and no number that it could belong to."""
    more = any(item.kind == "number" for item in read.items[candidate.last + 1 :])
    for at in range(candidate.last + 1, min(candidate.last + 6, len(read.items))):
        item = read.items[at]
        if not more and item.has(*TRANSFERS) and at + 1 < len(read.items) and read.items[at + 1].has("INRETURN"):
            return True
        if item.kind == "number" or item.has(*TRANSFERS):
            return False
        if item.has("INRETURN"):
            return True
    return False
