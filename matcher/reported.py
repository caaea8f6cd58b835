"""A transfer told as a noun, "the receipt of 640": who speaks of it tells which way it went. Pure."""

from collections.abc import Iterator

from matcher.clauses import Clauses, Verb
from matcher.frames import Candidate
from matcher.nationality import Sides
from matcher.parties import Role

_ACTING = (Role.SUBJECT, Role.RECIPIENT, Role.SOURCE, Role.AGENT)


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


def by_both_ways(read: Clauses, verb: Verb, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "Mr A: 640 handed over, 22 received": one who speaks of both, and names no side, tells what his own did."""
    opposite = {"GIVE": "RECEIVE", "RECEIVE": "GIVE"}.get(verb.cls)
    both = any(one.cls == opposite and one.tense == "done" for one in read.verbs)
    named = any(one.role in _ACTING for one in read.parties)
    if both and verb.tense == "done" and not named and sides.setting.speaker:
        speaker = sides.setting.speaker
        yield "both_ways", speaker if verb.cls == "RECEIVE" else sides.other(speaker), 2


def _voice(read: Clauses, verb: Verb) -> tuple[int, str]:
    """Where the claimant nearest before the noun stands, and its side: "the northern staff of the receipt of 640, the
    southern ministry of the handover of 643"."""
    before = read.verbs[: read.verbs.index(verb)]
    for at in range(verb.at - 1, before[-1].at if before else -1, -1):
        term = read.items[at].term("CLAIMANT")
        if term and term.party:
            return at, term.party
    return -1, ""
