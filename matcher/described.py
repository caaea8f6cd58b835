"""What a clause that counts nothing says of a figure beside it: who gave, who received it. Pure."""

from collections.abc import Iterator

from matcher.clauses import Clauses, Verb
from matcher.frames import Candidate
from matcher.nationality import Sides
from matcher.nothing import beside, is_set_against
from matcher.parties import OTHER_SIDE, WE, Named, Role
from matcher.subjects import own_among

_OWNED = 2  # items from a share to whose it is
_THAT = 5  # items from "that" to the verb of its clause


def by_relative(read: Clauses, candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "6,057 bodies, which North received in June": the describing clause says who gave or received."""
    for segment in sorted(read.relative):
        span = read.range_of(segment)
        if not 0 <= span[0] - candidate.last <= 3 or any(read.items[at].kind == "number" for at in span):
            continue
        verb = next((one for one in read.verbs if one.at in span and one.cls in ("GIVE", "RECEIVE", "RETURN")), None)
        subject = next((one for one in read.parties if one.at in span and one.role is Role.SUBJECT), None)
        if verb is not None and subject is not None and not verb.passive:
            gives = verb.cls == "GIVE" or (verb.cls == "RETURN" and own_among(read, candidate, subject))
            yield "relative", sides.other(subject.party) if gives else sides.of(subject.party), 2
    yield from _by_that(read, candidate, sides)


def _by_that(read: Clauses, candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "640 bodies that South would hand over": the word right after the noun opens the describing clause."""
    place = candidate.last + 1
    if not candidate.stated or place >= len(read.items) or not read.items[place].has("THAT"):
        return
    subject = next((one for one in read.parties if one.at == place + 1 and one.role is Role.SUBJECT), None)
    verb = next((one for one in read.verbs if place < one.at <= place + _THAT), None)
    if subject is not None and verb is not None and verb.cls in ("GIVE", "RECEIVE") and not verb.passive:
        yield "relative", sides.other(subject.party) if verb.cls == "GIVE" else sides.of(subject.party), 2


def by_pronoun(read: Clauses, candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "640 bodies were brought there, and North received them"."""
    for verb in read.verbs:
        span = read.range_of(read.segment[verb.at])
        later = verb.at > candidate.last and read.segment[verb.at] != read.segment[candidate.at]
        if not later or verb.passive or verb.tense != "done" or not _takes_them(read, verb):
            continue
        if any(read.items[at].kind == "number" for at in span):
            return
        subject = next((one for one in read.parties if one.at in span and one.role is Role.SUBJECT), None)
        if subject is not None and verb.cls in ("GIVE", "RECEIVE"):
            yield "pronoun", sides.other(subject.party) if verb.cls == "GIVE" else sides.of(subject.party), 2
            return


def by_none(read: Clauses, candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "640 were handed over, not one to us": whoever says so, "we" are not the side that got the 640."""
    if not candidate.number.implied or not is_set_against(read.items, candidate.at):
        return
    side = next((one.party for one in read.parties if one.at == beside(read.items, candidate.at)), "")
    if side == WE:
        side = OTHER_SIDE if sides.before else WE
    yield "none.beside", sides.of(side), 3


def by_heading(read: Clauses, candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "For the opposite direction there are only their figures: 51 on Monday and 78 altogether": who receives stands
    before the colon, and no verb of a transfer anywhere."""
    colon = next((at for at, item in enumerate(read.items) if item.text == ":"), len(read.items))
    counted = any(item.kind == "number" for item in read.items[:colon])
    if read.verbs or counted or candidate.at < colon:
        return
    named = {one.party for one in read.parties if one.at < colon and one.role is Role.RECIPIENT}
    if len(named) == 1:
        yield "heading", sides.of(named.pop()), 2


def by_share(read: Clauses, candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    """ "South's share was 19, 19, 24 and 31": whose share is told last before the figure, and no transfer after it."""
    shares = [at for at, item in enumerate(read.items[: candidate.at]) if item.has("SHARE")]
    if not shares or any(verb.at > shares[-1] for verb in read.verbs):
        return
    owners = {one.party for one in read.parties if abs(one.at - shares[-1]) <= _OWNED and one.role is Role.OWNER}
    if len(owners) == 1:
        yield "share", owners.pop(), 2


def by_place(read: Clauses, here: list[Named], candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "South parked 640 bodies at the border", "South offered 640": who does so would give them."""
    own = read.range_of(read.segment[candidate.at])
    placed = any(read.items[at].term("FAIL", "place") or read.items[at].has("OFFER") for at in own)
    subjects = {one.party for one in here if one.role is Role.SUBJECT and one.at < candidate.at}
    if placed and len(subjects) == 1:
        yield "placed", sides.other(subjects.pop()), 1


def _takes_them(read: Clauses, verb: Verb) -> bool:
    near = read.items[max(0, verb.at - 1) : verb.at + 3]
    return any(item.term("PRON", "object") for item in near)
