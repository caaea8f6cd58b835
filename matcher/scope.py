"""One sentence in, the scope of each of its figures out: rule and strength; state is carried between sentences. Pure.

Current is the rule for a finished transfer; cues change it within their reach: a planned verb or word in the clause, a
running total's word in the clause, a word for earlier exchanges in the sentence or for the rest of the text. A day
before the day that the article reports makes a figure a previous one; that is decided in extract, which knows the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher import in_return
from matcher.beside import beside_earlier
from matcher.clauses import Clauses, Verb
from matcher.events import each_of_row, first_of_several, opens_with_nth
from matcher.frames import Candidate
from matcher.parties import TRANSFERS
from matcher.some_of import some_of
from matcher.totals import cumulative
from matcher.undone import undone
from matcher.words import Item
from repwatch.model import Scope

PREVIOUS_AFTER = "previous.after"  # the rule of a figure that came before this exchange
TOLD_AS_PREVIOUS = "previous"  # the rule of a figure that its sentence says is of an earlier exchange
WHEN_PREVIOUS = "when.previous"  # of one in "the last exchange was on June 2, when North got 640"
ROW_LAST = "row.last"  # the rule of the last figure of a row of transfers
_FAR = 6  # items between "after" and the figure of what came before
_FOR = 3  # items between "for" and what somebody was swapped for
_SAID = 16  # items from "earlier" to the word of saying: a headquarters has a long name
_OPENING = 6  # items from the head of a sentence to the end of who says it


@dataclass(frozen=True, slots=True)
class Scoped:
    scope: Scope
    rule: str
    firm: bool = False  # a date may not overrule it


@dataclass(frozen=True, slots=True)
class Carry:
    """What the sentences before leave behind. rest: everything from here on is about earlier exchanges; told: so was
    the sentence before, which had no figure of its own."""

    rest: bool = False
    scope: Scope = Scope.CURRENT
    told: bool = False
    denied: bool = False  # the sentence after it denies it, or one near it tells that nothing came of it
    bodies: int = 0  # the last figure of bodies in the paragraph
    whole: int = 0  # the largest current one told so far
    rest_after: bool = False  # the sentence after it tells where the rest came from


def scopes(read: Clauses, found: Sequence[Candidate], carry: Carry) -> list[Scoped]:
    done: list[Scoped] = []
    for candidate in found:
        done.append(_scope(read, found, candidate, carry, done))
    return done


def _scope(read: Clauses, found: Sequence[Candidate], candidate: Candidate, carry: Carry, done: list[Scoped]) -> Scoped:
    verb = read.verb_of(candidate.at)
    clause = _clause(read, candidate)
    if rule := undone(read, candidate, clause, carry.denied and candidate.number.low > 0):
        return Scoped(Scope.PLANNED, rule, firm=True)
    if read.after_when(candidate.at) and not _has(read, clause, "TOTAL"):
        return Scoped(Scope.CURRENT, WHEN_PREVIOUS if _is_previous(read) else "when")  # its day tells which one it is
    parted = carry.scope is Scope.COMPONENT or any(one.scope is Scope.COMPONENT for one in done)
    if carry.rest_after and not carry.bodies and _has(read, {read.segment[candidate.at]}, "PLACE"):
        return Scoped(Scope.COMPONENT, "part.rest")
    if part := some_of(read, candidate, (carry.bodies, carry.whole), clause, parted):
        return Scoped(Scope.COMPONENT, part, firm=part == "part.of")
    if rule := _earlier(read, found, candidate, carry.whole):
        return Scoped(Scope.PREVIOUS, rule)
    if not read.verbs and each_of_row(read.items, [one.at for one in found]):
        last = candidate is found[-1]
        return Scoped(Scope.CURRENT if last else Scope.PREVIOUS, ROW_LAST if last else "previous.row")
    if cumulative(read, candidate, _is_previous(read) and not _only_said(read)):
        return _total(read, candidate, carry)
    own = _own_segment(read, candidate)
    here = any(item.has("NOW") or (item.kind == "date" and item.value.basis.explicit) for item in own)
    if (
        done
        and done[-1].scope in (Scope.PLANNED, Scope.CUMULATIVE)
        and not here
        and _leans(read, candidate, done[-1].scope)
    ):
        return Scoped(done[-1].scope, "carried.clause", firm=True)
    if carry.rest or (_is_previous(read) and not _told_before(read, candidate)):
        return Scoped(Scope.PREVIOUS, TOLD_AS_PREVIOUS if carry.rest or not _only_said(read) else "previous.said")
    if not carry.whole and verb is not None and _later(read, verb, candidate):
        return Scoped(Scope.PREVIOUS, "previous.later")
    if carry.told and not any(item.has("NOW") or item.kind == "date" for item in read.items):
        return Scoped(Scope.PREVIOUS, "previous.told")
    if done and done[-1].scope is Scope.COMPONENT and not _stands_alone(read, found, candidate, found[len(done) - 1]):
        return Scoped(Scope.COMPONENT, "carried.part")
    parted = carry.scope is Scope.COMPONENT and verb is not None and verb.tense == "done"  # a transfer of its own
    if carry.scope is not Scope.CURRENT and not parted and _continues(read, candidate, carry.scope):
        return Scoped(carry.scope, "carried", firm=carry.scope is not Scope.PREVIOUS)
    return Scoped(Scope.CURRENT, "default")


def _another_in_row(read: Clauses, found: Sequence[Candidate], whole: int) -> bool:
    """ "The first was 160 for 160", after other figures of this one: no transfer verb, and no rounding of those."""
    told = any(verb.tense != "noun" for verb in read.verbs)
    again = any(abs(one.number.low - whole) * 10 <= whole for one in found)
    return not told and not again and opens_with_nth(read.items, found[0].first)


def _total(read: Clauses, candidate: Candidate, carry: Carry) -> Scoped:
    if carry.scope is Scope.PLANNED and not read.verbs:
        return Scoped(Scope.PLANNED, "planned.total", firm=True)  # "in all it is about 6,000"
    if any(item.has("REPEAT") for item in [*read.items[: candidate.at], *_own_segment(read, candidate)]):
        return Scoped(Scope.PREVIOUS, "previous.each_time")
    return Scoped(Scope.CUMULATIVE, "total", firm=True)


def _earlier(read: Clauses, found: Sequence[Candidate], candidate: Candidate, whole: int) -> str:
    """The rule by which the sentence itself sets the figure beside a later one, or nothing. whole: the largest current
    figure told so far."""
    if whole and _another_in_row(read, found, whole):
        return "previous.nth"
    if _after_another(read, candidate) or beside_earlier(read, candidate):
        return PREVIOUS_AFTER
    return "previous.one_of" if first_of_several(read.items, candidate.at) else ""


def _after_another(read: Clauses, candidate: Candidate) -> bool:
    """ "after the first batch of 640, North received another 22": not merely "after it received 640"."""
    another = False
    for item in reversed(read.items[max(0, candidate.first - _FAR) : candidate.first]):
        if item.has("AFTER"):
            return another
        if item.has(*TRANSFERS) or item.kind in ("number", "mark"):
            return False
        another = another or item.has("NTH", "PREV") or bool(item.term("NOW", "nth"))
    return False


def _later(read: Clauses, verb: Verb, candidate: Candidate) -> bool:
    """ "They were later swapped for 22 bodies", where no figure was told before: others, at another time."""
    beside = read.items[max(0, verb.at - 1) : verb.at + 2]
    dated = any(item.kind == "date" or item.has("NOW") for item in read.items)
    before = read.items[max(verb.at + 1, candidate.first - _FOR) : candidate.first]
    price = any(item.has("FOR", "FORWEAK") or item.term("PREP", "with", "for") for item in before)
    swapped = verb.cls == "EXCHANGE" and verb.tense == "done" and verb.at < candidate.at and price
    return swapped and not dated and any(item.has("LATER") for item in beside)


def _told_before(read: Clauses, candidate: Candidate) -> bool:
    """ "1,000 were handed over, but last time 640 were", "... and the previous exchange took place in May": a finished
    transfer before the clause of another one, which has a figure of its own or only says when it was."""
    own = read.segment[candidate.at]
    verb = read.verb_of(candidate.at)
    cue = min(at for at, item in enumerate(read.items) if item.has("PREV"))
    there = read.segment[cue]
    counts = any(item.kind == "number" for item in read.items[cue:]) or _compares(read, range(candidate.last + 1, cue))
    described = there in read.relative or any(read.items[at].has("WHEN") for at in read.range_of(there))
    stands = any(read.items[at].has("TOOKPLACE", "BE") for at in read.range_of(there) if at > cue)
    told = verb is not None and verb.tense == "done" and read.segment[verb.at] < there
    return told and own < there and not described and (counts or stands)


def _compares(read: Clauses, between: range) -> bool:
    """ "640, up from 612 last time", "641, not 640 as was told before": what is told now beside what was then, and no
    party in between, which would do something else then."""
    items = read.items
    compared = any(items[at].has("COMPARED") or (items[at].has("QUAL") and _counted(items[at - 1])) for at in between)
    corrected = any(items[at].has("NEG") and _counted(items[at + 1]) for at in between)
    return (compared or corrected) and not any(items[at].has("PARTY", "WE", "OPPOSITE", *TRANSFERS) for at in between)


def _counted(item: Item) -> bool:
    return item.kind == "number"


def _is_previous(read: Clauses) -> bool:
    told = any(item.has("PREV") and not _is_after(read, at) for at, item in enumerate(read.items))
    return told and not any(item.has("NOW") for item in read.items)


def _is_after(read: Clauses, at: int) -> bool:
    """ "five days after the last exchange": a time before this one, of which nothing is told."""
    before = at - 1
    while before > 0 and read.items[before].has("DET"):
        before -= 1
    return at > 0 and read.items[before].has("AFTER") and not read.items[before].term("AFTER", "beside")


def tells_of_earlier(read: Clauses) -> bool:
    """A sentence about an earlier exchange, not only one that was said earlier."""
    tells = is_transfer(read) or any(item.has("TOOKPLACE") or item.kind == "date" for item in read.items)
    return _is_previous(read) and not _only_said(read) and tells


def _only_said(read: Clauses) -> bool:
    """ "Earlier, the headquarters said": the word belongs to the saying, which comes before the transfer."""
    for at, item in enumerate(read.items):
        if item.has("PREV"):
            if not item.term("PREV", "adverb"):
                return False
            for follower in read.items[at + 1 : at + _SAID]:
                if follower.has("SAY"):
                    return True
                if follower.has(*TRANSFERS):
                    return False
            return False
    return False


def _own_segment(read: Clauses, candidate: Candidate) -> list[Item]:
    return [read.items[at] for at in read.range_of(read.segment[candidate.at])]


def _stands_alone(read: Clauses, found: Sequence[Candidate], candidate: Candidate, last: Candidate) -> bool:
    """Something is told of it alone, or it is the whole of the part before it."""
    return last.whole == candidate.number.low or _verbs_between(read, found, candidate)


def _verbs_between(read: Clauses, found: Sequence[Candidate], candidate: Candidate) -> bool:
    """A transfer verb or a party between this figure and the one before it, or in its own segment."""
    before = max((one.at for one in found if one.at < candidate.at), default=0)
    span = [*read.items[before + 1 : candidate.at], *_own_segment(read, candidate)]
    return any(item.has(*TRANSFERS, "INRETURN") for item in span) or any(
        item.term("PARTY", "nom", "name", "dat", "to", "people_nom") for item in span
    )


def _clause(read: Clauses, candidate: Candidate) -> set[int]:
    """The segment of the number, that of its verb if it has none of its own, and the short ones in between."""
    own = read.segment[candidate.at]
    verb = read.verb_of(candidate.at)
    if verb is None:
        return {own}
    there = read.segment[verb.at]
    between = range(min(own, there), max(own, there) + 1)
    numbered = {
        read.segment[at] for at, item in enumerate(read.items) if item.kind == "number" and read.segment[at] != own
    }
    return {segment for segment in between if segment not in numbered or segment == there} | {own}


def _has(read: Clauses, clause: set[int], cls: str) -> bool:
    return any(item.has(cls) for at, item in enumerate(read.items) if read.segment[at] in clause)


def _leans(read: Clauses, candidate: Candidate, carried: Scope) -> bool:
    """No finished verb of its own: the figure shares the scope of the one before it in the sentence."""
    segment = read.segment[candidate.at]
    own = [one for one in read.verbs if read.segment[one.at] == segment]
    return (
        not own
        or (any(item.has("INRETURN") for item in read.items[: candidate.at]) and own[0].tense == "ing")
        or own[0].tense == "ing"
        or (carried is not Scope.PLANNED and _joined(read, candidate, own[0]))
    )


def _joined(read: Clauses, candidate: Candidate, verb: Verb) -> bool:
    """ "has handed over 11,000 in total and received 201": one statement with two verbs."""
    start = read.range_of(read.segment[verb.at])[0]
    opener = read.items[start]
    before = read.items[start - 1] if start else None
    joined = before is not None and (before.text == "," or (opener.has("INRETURN") and before.has("CONJ")))
    return verb.tense == "done" and (opener.has("CONJ") or joined)


def _continues(read: Clauses, candidate: Candidate, carried: Scope) -> bool:
    """A sentence that goes on about what the sentence before tells of: "then", "in return", no day of its own; a total
    goes on with "at the same time" too."""
    head = read.items[_said_by(read) :][:4]
    if any(item.kind == "date" and item.value.basis != "none" for item in read.items):
        return False
    if any(item.has("NOW") for item in read.items):
        return False
    if carried is Scope.CUMULATIVE and any(item.has("MEANWHILE") for item in head):
        return True
    return any(item.has("THEN", "INRETURN", "PRON") for item in head) or in_return.closes(read, candidate)


def _said_by(read: Clauses) -> int:
    """Where what is said begins, if the sentence opens with who says it: "Mr A added that in return ..."."""
    for at, item in enumerate(read.items[:_OPENING]):
        if item.has("THAT") and any(before.has("SAY") for before in read.items[:at]):
            return at + 1
    return 0


def rest_is_past(read: Clauses) -> bool:
    """A reminder at the head of a sentence holds for the rest of the text."""
    return any(item.term("PREV", "rest") for item in read.items[:3])


def is_transfer(read: Clauses) -> bool:
    return any(item.has(*TRANSFERS) for item in read.items)
