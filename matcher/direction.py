"""Candidates of one sentence in, the receiving side of each out: rule, strength, and the rules that lost. Pure.

In the order of docs/matcher.md: recipient named; giver; receiver; return (recipient, else whose dead, else the one who
returns); whose dead; in return: the other side of the figure before; ellipsis; speaker; home. Size never decides here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher import in_return
from matcher.aside import before_aside
from matcher.clauses import Clauses, Verb
from matcher.contrast import is_other_half, leans_on_ellipsis
from matcher.described import by_heading, by_none, by_place, by_pronoun, by_relative, by_share
from matcher.frames import Candidate
from matcher.held import holder
from matcher.nationality import (
    Setting,
    Sides,
    counted_nation,
    home,
    lone_people,
    nation,
    own_of_speaker,
    relative_nation,
)
from matcher.numbers import Number
from matcher.parties import OTHER_SIDE, TRANSFERS, WE, Named, Role
from matcher.reported import by_both_ways, by_noun
from matcher.subjects import by_given, by_subject, is_object
from matcher.words import Conflict, place_of

VOICE = "voice"  # the rule of a figure of which only is told who says it
_BOTH = 2  # parties
_NAMED_BESIDE = 2  # the strength of a side that only the figure beside tells
_NEAR = 3  # items between a headline's verb and what it exchanges


@dataclass(frozen=True, slots=True)
class Direction:
    """to: None if not said. total: the sum of both sides. lost: (rule, side) of every other rule that fitted."""

    to: str | None
    rule: str
    strength: int
    total: bool = False
    lost: tuple[tuple[str, str], ...] = ()


def directions(read: Clauses, found: Sequence[Candidate], setting: Setting) -> list[Direction]:
    known: list[Direction] = []
    for number, candidate in enumerate(found):
        pair = next((one for one in range(number) if found[one].partner == candidate.at), None)
        before = known[-1].to if known else setting.before
        votes = list(_votes(read, candidate, setting, before or ""))
        if pair is not None and (side := setting.conflict.other(known[pair].to or "")) and not _is_of(candidate, side):
            votes.insert(0, ("formula.second", side, known[pair].strength))
        known.append(_decided(read, candidate, votes, pair is not None))
    return _pairs_completed(read, known, found, setting.conflict)


def _is_of(candidate: Candidate, side: str) -> bool:
    """The dead of the formula's second number are said to be those of the other side than its first goes to."""
    return bool(candidate.nation) and candidate.nation != side


def without_figure(read: Clauses, setting: Setting) -> str:
    """The side that receives in a sentence about bodies that counts none: "how many bodies came north?"."""
    at = place_of(read.items, "BODY", "DEAD")
    if at < 0:
        return ""
    given = [one for one in read.parties if one.role is Role.RECIPIENT]
    if not (read.verbs or given):
        return ""
    spoken = Candidate(at, Number(0, 0), None, False, first=at, last=at)
    side = next((side for _, side, _ in _votes(read, spoken, setting, "") if side), "")
    return side or (Sides(setting, "").of(given[0].party) if len(given) == 1 else "")


def _decided(read: Clauses, candidate: Candidate, votes: list[tuple[str, str, int]], paired: bool) -> Direction:
    votes = [vote for vote in votes if vote[1]]
    if votes:
        rule, side, strength = votes[0]
        lost = tuple(dict.fromkeys((other, party) for other, party, _ in votes[1:] if party != side))
        return Direction(side, rule, strength, lost=lost)
    verb = read.verb_of(candidate.at)
    alone = candidate.partner < 0 and not paired and candidate.number.low > 0
    if verb is not None and verb.cls == "EXCHANGE" and alone and _is_exchanged(read, candidate, verb):
        return Direction(None, "exchange.sum", 0, total=True)
    return Direction(None, VOICE if _is_heard(read, candidate) else "unknown", 0)


def _is_heard(read: Clauses, candidate: Candidate) -> bool:
    own = [read.items[at] for at in read.range_of(read.segment[candidate.at])]
    cited = any(item.has("ACCORDING") for item in own) and any(item.has("CLAIMANT") for item in own)
    return (
        cited or _is_counted_by(read, candidate) or any(one.role is Role.VOICE for one in read.in_segment(candidate.at))
    )


def _is_counted_by(read: Clauses, candidate: Candidate) -> bool:
    """ "the intelligence counted 640, Mr A of the regiment 650": who counts the transfers stands right before."""
    said = any(item.has("SAY") for item in read.items[: candidate.at])
    start = max((at for at in range(candidate.at) if read.items[at].has("BODY", "DEAD")), default=0)
    span = read.items[start : candidate.at]
    named = any(item.has("CLAIMANT") for item in span) and not any(item.has("PARTY") for item in span)
    counts = any(item.has("EVENTS", *TRANSFERS) for item in read.items)
    return said and named and counts and not read.verbs


def _is_exchanged(read: Clauses, candidate: Candidate, verb: Verb) -> bool:
    """ "exchanged 662 bodies"; as a noun only where a headline uses it as its verb, right before the bodies."""
    beside = (candidate.at - 1, candidate.last + 1)
    if any(0 <= at < len(read.items) and read.items[at].has("CONJ") and _parts(read, at) for at in beside):
        return False
    if read.items[verb.at - 1].has("PREV"):
        return False  # "previous exchanges: 640 bodies"
    if verb.tense != "noun":
        return candidate.stated or read.segment[verb.at] == read.segment[candidate.at]
    return candidate.stated and 0 < candidate.first - verb.at <= _NEAR


def _parts(read: Clauses, at: int) -> bool:
    """ "the bodies of 640 and 22 soldiers": the joint of two figures, neither of which is the sum."""
    numbers = (range(max(0, at - 3), at), range(at + 1, min(at + 3, len(read.items))))
    return all(any(read.items[place].kind == "number" for place in span) for span in numbers)


def _is_set_against(read: Clauses, found: Sequence[Candidate], known: Sequence[Direction]) -> bool:
    """The first of two figures goes the other way than the next: "it got 640, South 22", "22 were brought back, and
    the northern side was handed 640"."""
    first, after = known
    if not first.to and after.rule.startswith("ellipsis") and first.rule != VOICE:
        return leans_on_ellipsis(read, *found)
    weak = first.strength <= 1 and first.rule != VOICE and after.rule.startswith("recipient")
    return weak and is_other_half(read, *found)


def _pairs_completed(
    read: Clauses, known: list[Direction], found: Sequence[Candidate], conflict: Conflict
) -> list[Direction]:
    """The first number of a formula takes the other side of the second if only that one is known."""
    done = _in_order(read, known, found, conflict)
    for number, candidate in enumerate(found):
        if number + 1 < len(found) and _is_set_against(read, found[number : number + 2], done[number : number + 2]):
            side = conflict.other(done[number + 1].to or "")
            done[number] = Direction(side, "contrast", min(done[number + 1].strength, _NAMED_BESIDE))
        if candidate.partner < 0 or done[number].to:
            continue
        second = next((one for one, other in enumerate(found) if other.at == candidate.partner), None)
        if second is not None and done[second].to:
            side = conflict.other(done[second].to or "")
            done[number] = Direction(side, "formula.first", done[second].strength)
    return done


def _in_order(
    read: Clauses, known: Sequence[Direction], found: Sequence[Candidate], conflict: Conflict
) -> list[Direction]:
    """ "North and South received 640 and 22": as many figures as parties, all joined: the first to the first."""
    named = [one for one in read.parties if one.role is Role.OTHER and found and one.at < found[0].at]
    verb = read.verb_of(found[0].at) if found else None
    two = len(found) == len(named) == len({one.party for one in named}) == _BOTH
    if verb is None or not two or verb.cls not in ("GIVE", "RECEIVE") or any(one.to for one in known):
        return list(known)
    joined = read.items[found[0].last + 1 : found[1].first]
    if verb.passive or verb.tense != "done" or not all(item.has("CONJ") for item in joined) or not joined:
        return list(known)
    sides = [one.party if verb.cls == "RECEIVE" else conflict.other(one.party) for one in named]
    return [Direction(side, "in_order", 2) for side in sides]


def _votes(read: Clauses, candidate: Candidate, setting: Setting, before: str) -> Iterator[tuple[str, str, int]]:
    """(rule, side, strength) of every rule that fits, the strongest first."""
    verb = read.verb_of(candidate.at)
    here = _usable(read, candidate)
    own_verb = verb is not None and read.segment[verb.at] == read.segment[candidate.at]
    sides = Sides(setting, before)
    yield from by_none(read, candidate, sides)
    yield from _by_recipient(here, candidate, sides)
    if holds := holder(read, candidate):
        yield "holder", sides.other(holds.party), 2
        return
    if counted := [*counted_nation(read, candidate), *by_share(read, candidate)]:
        yield from counted
        return
    named = any(one.role is Role.SUBJECT for one in here)
    returned = in_return.follows(read, candidate, verb) or (in_return.precedes(read, candidate) and not named)
    leaning = [] if own_verb or verb is None else list(_by_ellipsis(read, here, verb, candidate, sides))
    yield from leaning
    if returned and before:
        yield from nation(candidate)
        yield "in_return", setting.conflict.other(before) or "", 2
    if verb is not None and not returned and not leaning:
        yield from _by_verb(read, candidate, verb, sides, here if not own_verb else [])
        yield from by_both_ways(read, verb, sides)
    yield from nation(candidate)
    yield from relative_nation(read, candidate)
    yield from home(read, candidate, setting)
    if (in_return.opens(read, candidate) or in_return.precedes(read, candidate)) and before:
        yield "in_return", setting.conflict.other(before) or "", 2
    yield from by_relative(read, candidate, sides)
    yield from by_pronoun(read, candidate, sides)
    yield from by_heading(read, candidate, Sides(setting, setting.before))
    yield from own_of_speaker(read, candidate)
    yield from by_place(read, here, candidate, sides)
    yield from lone_people(here, candidate)


def _usable(read: Clauses, candidate: Candidate) -> list[Named]:
    own = [named for named in read.in_segment(candidate.at) if read.segment[named.at] not in read.relative]
    return own or before_aside(read, candidate)


def _by_recipient(here: list[Named], candidate: Candidate, sides: Sides) -> Iterator[tuple[str, str, int]]:
    named = [one for one in here if one.role is Role.RECIPIENT]
    if named:
        nearest = min(named, key=lambda one: abs(one.at - candidate.at) + (0 if one.at > candidate.at else 1))
        yield from _rather_nation(nearest, candidate)
        yield "recipient", sides.of(nearest.party), 3
    sources = [one for one in here if one.role is Role.SOURCE]
    if sources and not named:
        yield "source", sides.other(sources[0].party), 2


def _rather_nation(named: Named, candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    """ "22 southerners went the other way": whose dead they are says more than a word that leans on another figure."""
    if named.party == OTHER_SIDE:
        yield from nation(candidate)


def _by_ellipsis(
    read: Clauses, here: list[Named], verb: Verb, candidate: Candidate, sides: Sides
) -> Iterator[tuple[str, str, int]]:
    """ "North got 640, South 22": the party takes the place that the verb before gave to the other."""
    subjects = [one for one in here if one.role is Role.SUBJECT]
    if not subjects:
        return
    nearest = min(subjects, key=lambda one: abs(one.at - candidate.at))
    party = (nearest.party == WE and _set_against(read, nearest, sides)) or nearest.party
    acts = not verb.agentless or any(one.role is Role.SUBJECT and one.at == verb.at - 1 for one in read.parties)
    if verb.cls in ("GIVE", "MOVE") and not verb.passive and acts:
        yield "ellipsis.giver", sides.other(party), 2
    else:
        yield "ellipsis.receiver", sides.of(party), 2


def _set_against(read: Clauses, ours: Named, sides: Sides) -> str:
    """ "North got 640, ours - 22": whoever says so, "we" are not the side that is named before as the subject."""
    named = {one.party for one in read.parties if one.at < ours.at and one.role is Role.SUBJECT} - {WE, OTHER_SIDE}
    return sides.other(named.pop()) if len(named) == 1 else ""


def _by_verb(
    read: Clauses, candidate: Candidate, verb: Verb, sides: Sides, own: list[Named]
) -> Iterator[tuple[str, str, int]]:
    named = [one for one in _governed(read, verb, candidate) if read.segment[one.at] not in read.relative]
    recipients = [one for one in named if one.role is Role.RECIPIENT]
    if recipients and not own:
        nearest = min(recipients, key=lambda one: abs(one.at - verb.at))
        yield from _rather_nation(nearest, candidate)
        yield "recipient.clause", sides.of(nearest.party), 3
    agents = [one for one in named if one.role is Role.AGENT]
    if verb.passive and agents:
        party = agents[0].party
        yield "agent", sides.of(party) if verb.cls == "RECEIVE" else sides.other(party), 3
    sources = [one for one in named if one.role is Role.SOURCE]
    if sources and not recipients:
        yield "source", sides.other(sources[0].party), 2
    if not verb.passive and verb.tense != "noun":
        yield from by_subject(read, candidate, verb, sides)
    elif verb.passive and not recipients and is_object(read, candidate, verb):
        yield from by_given(read, verb, sides)
    elif verb.tense == "noun":
        yield from by_noun(read, candidate, verb, sides)


def _governed(read: Clauses, verb: Verb, candidate: Candidate) -> list[Named]:
    """Parties of the verb's segments that do not belong to another number."""
    number = read.verbs.index(verb)
    taken = {
        read.segment[at]
        for at, item in enumerate(read.items)
        if item.kind == "number" and read.segment[at] not in (read.segment[candidate.at], read.segment[verb.at])
    }
    return [one for one in read.parties if read.governs[one.at] == number and read.segment[one.at] not in taken]
