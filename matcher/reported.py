"""A transfer told as a noun, "the receipt of 640": who speaks of it tells which way it went. Pure."""

from collections.abc import Iterator

from matcher.clauses import Clauses, Verb
from matcher.frames import Candidate
from matcher.nationality import Sides
from matcher.parties import Role


def by_noun(read: Clauses, candidate: Candidate, verb: Verb, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "North reported the receipt of 640", "North announced the repatriation of 640": who speaks of it receives."""
    if candidate.nation:
        yield "noun.nation", candidate.nation, 2
    at, spoken = _voice(read, verb)
    subjects = [one for one in read.parties if one.role is Role.SUBJECT and at < one.at < verb.at]
    side = sides.of(subjects[-1].party) if subjects else spoken or sides.setting.speaker
    if verb.cls in ("RECEIVE", "RETURN"):
        yield "noun.receiver" if subjects else "noun.speaker", side, 2
    elif verb.cls == "GIVE":
        yield "noun.giver", sides.other(side), 2


def _voice(read: Clauses, verb: Verb) -> tuple[int, str]:
    """Where the claimant nearest before the noun stands, and its side: "the northern staff of the receipt of 640, the
    southern ministry of the handover of 643"."""
    before = read.verbs[: read.verbs.index(verb)]
    for at in range(verb.at - 1, before[-1].at if before else -1, -1):
        term = read.items[at].term("CLAIMANT")
        if term and term.party:
            return at, term.party
    return -1, ""
