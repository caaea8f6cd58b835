"""Items of one sentence in, its clauses out: segments, transfer verbs, who is subject, recipient or source. Pure.

A segment is a stretch between commas, dashes, brackets and joining words. A transfer verb governs the segments around
it up to the segment of the next one; a segment without a verb of its own leans on the verb before it ("North got 640,
South 22"). Roles come from data: case forms where a language has them, prepositions where it does not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from matcher.compared import compares
from matcher.events import counted_before
from matcher.parties import BREAKS, TRANSFERS, Named, be_before, parties
from matcher.words import Item

_DESCRIBES = 6  # items from a number to the verb of the clause that describes it, and from there to its day


@dataclass(frozen=True, slots=True)
class Verb:
    """tense: done, future, infinitive, ing, noun. agentless: a plural past without a subject of its own."""

    at: int
    cls: str
    tense: str
    passive: bool
    agentless: bool


class Clauses:
    """Each part is read when it is first asked for: of most sentences of an article nobody asks for any."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)

    @cached_property
    def segment(self) -> Sequence[int]:
        """Of each item."""
        return _segments(self.items)

    @cached_property
    def verbs(self) -> Sequence[Verb]:
        return _verbs(self.items, self.segment)

    @cached_property
    def governs(self) -> Sequence[int]:
        """Of each item: index in verbs, or -1."""
        return _governors(self.items, self.segment, self.verbs)

    @cached_property
    def parties(self) -> Sequence[Named]:
        return parties(self.items)

    @cached_property
    def relative(self) -> frozenset[int]:
        """Segments that only describe ("which South says ...")."""
        return frozenset(self.segment[at] for at, item in enumerate(self.items) if item.has("REL"))

    def verb_of(self, at: int) -> Verb | None:
        return self.verbs[self.governs[at]] if self.governs[at] >= 0 else None

    def in_segment(self, at: int) -> list[Named]:
        return [named for named in self.parties if self.segment[named.at] == self.segment[at]]

    def after_when(self, at: int) -> bool:
        """ "since June 2, when North got 640, South 22": in the clause that says what happened on the day before it."""
        opened = [place for place in range(2, at) if self.items[place].has("WHEN")]
        if not opened or self.items[opened[-1] - 1].text != "," or self.items[opened[-1] - 2].kind != "date":
            return False
        counted = any(item.kind == "number" for item in self.items[opened[-1] : at])
        return counted or self.segment[opened[-1]] == self.segment[at]

    def told_with_day(self, at: int) -> bool:
        """ "(22 of the) 640 bodies that North received on Friday": what follows tells of their transfer, and when."""
        verb = next((one for one in self.verbs if one.at > at), None)
        if verb is None or verb.tense != "done" or verb.at - at > _DESCRIBES:
            return False
        if any(item.kind == "number" or item.has("BE", "PLAN", "FAIL", "NEG") for item in self.items[at + 1 : verb.at]):
            return False
        for item in self.items[verb.at + 1 : verb.at + 1 + _DESCRIBES]:
            if item.kind == "date" or item.has("BE", "OTHER", "SAY"):
                return item.kind == "date"
        return False

    def range_of(self, segment: int) -> range:
        """Segments are numbered from left to right."""
        return range(bisect_left(self.segment, segment), bisect_right(self.segment, segment))


def _segments(items: Sequence[Item]) -> list[int]:
    current, numbers = 0, []
    for at, item in enumerate(items):
        if at and _opens(items, at):
            current += 1
        numbers.append(current)
        if item.text in BREAKS and not _joins(items, at):
            current += 1
    return numbers


def _joins(items: Sequence[Item], at: int) -> bool:
    if items[at].text == ":" and _between_numbers(items, at):
        return True
    return _stands_for_verb(items, at) or _names_recipient(items, at)


def _names_recipient(items: Sequence[Item], at: int) -> bool:
    """The dash of "and 41 - to South" or, in the dative, "and 41 - South", "41 bodies - South"."""
    if items[at].text not in ("\u2013", "-") or items[at].glued or not at:
        return False
    counted = items[at - 1].has("BODY", "DEAD", "PERSON") and any(item.kind == "number" for item in items[at - 4 : at])
    if items[at - 1].kind != "number" and not counted:
        return False
    rest = items[at + 1 : at + 4]
    while rest and rest[0].has("PREP"):
        rest = rest[1:]
    return bool(rest) and rest[0].has("PARTY", "WE", "OPPOSITE") and (len(rest) == 1 or rest[1].kind == "mark")


def _stands_for_verb(items: Sequence[Item], at: int) -> bool:
    """The dash of "South - 22", "to us - about 22": it takes the place of a verb, so both sides are one clause."""
    if items[at].text not in ("\u2013", "-") or items[at].glued or not at or _told_before(items, at):
        return False
    for follower in items[at + 1 : at + 4]:
        if follower.kind == "number":
            return True
        if not follower.has("QUAL", "MORE", "PREP", "BODY"):
            return False
    return False


def _told_before(items: Sequence[Item], at: int) -> bool:
    """The clause before the dash has its verb or its number already."""
    for item in reversed(items[:at]):
        if item.text in BREAKS or item.has("CONJ"):
            return False
        if item.kind == "number" or item.has(*TRANSFERS):
            return True
    return False


def _between_numbers(items: Sequence[Item], at: int) -> bool:
    return 0 < at < len(items) - 1 and items[at - 1].kind == "number" and items[at + 1].kind == "number"


def _opens(items: Sequence[Item], at: int) -> bool:
    """A joining word opens a segment if a verb or a number follows before the next break."""
    item = items[at]
    if not item.terms:
        return False
    if (
        compares(items, at)
        or item.has("INRETURN")
        or (item.has("REL") and not items[at - 1].has("PREP"))
        or _tells_after(items, at)
    ):
        return True
    if not item.has("CONJ"):
        return False
    if (
        at + 1 < len(items)
        and items[at - 1].has("PARTY")
        and items[at + 1].has("PARTY")
        and not _number_near(items, at)
    ):
        return False
    for follower in items[at + 1 :]:
        if follower.text in BREAKS or follower.has("CONJ"):
            return False
        if follower.kind == "number" or follower.has(*TRANSFERS):
            return True
    return False


def _tells_after(items: Sequence[Item], at: int) -> bool:
    """ "after South returned 640": a clause of its own, not "after the talks"."""
    if not items[at].has("AFTER"):
        return False
    after = items[at + 1 : at + 3]
    named = len(after) > 1 and after[0].term("PARTY", "name", "nom") is not None
    return named and any(after[1].term(cls, "done") for cls in TRANSFERS)


def _number_near(items: Sequence[Item], at: int) -> bool:
    """ "909 to North and 41 to South", "North 909 and South 41": the joint parts two figures."""
    return any(item.kind == "number" for item in items[max(0, at - 4) : at]) and any(
        item.kind == "number" for item in items[at + 1 : at + 5]
    )


def _to_families(items: Sequence[Item], verb: Verb) -> bool:
    """ "managed to return and hand over to relatives": after a transfer, no other one."""
    follower = items[verb.at + 1] if verb.at + 1 < len(items) else None
    return verb.cls == "GIVE" and follower is not None and follower.has("FAMILY")


def _verbs(items: Sequence[Item], segment: Sequence[int]) -> list[Verb]:
    found = [verb for at, item in enumerate(items) if item.terms and (verb := _verb(items, at))]
    found = [verb for place, verb in enumerate(found) if not (place and _to_families(items, verb))]
    strong = {segment[verb.at] for verb in found if verb.tense != "noun"}
    return [verb for verb in found if verb.tense != "noun" or segment[verb.at] not in strong]


def _verb(items: Sequence[Item], at: int) -> Verb | None:
    for cls in TRANSFERS:
        term = items[at].term(cls)
        if term and term.tag == "done" and items[at].has("EVENTS") and _is_named(items, at):
            return Verb(at, cls, "noun", False, False)
        if term and not (term.tag == "noun" and counted_before(items, at) >= 0):
            tense = _tense(items, at, term.tag)
            passive = term.tag in ("passive", "impersonal") or (term.tag == "done" and be_before(items, at))
            return Verb(at, cls, tense, passive, term.tag in ("impersonal", "they"))
    return None


def _is_named(items: Sequence[Item], at: int) -> bool:
    """ "previous exchanges", "the exchanges": one form for the noun and the verb, and a word that only nouns follow."""
    before = items[at - 1] if at else None
    return before is None or before.has("DET", "PREV", "NTH", "LARGEST", "MORE", "PREP") or before.kind == "number"


def _tense(items: Sequence[Item], at: int, tag: str) -> str:
    if tag == "base":
        before = items[at - 1] if at else None
        if any(item.has("TOMARK") for item in items[max(0, at - 2) : at]) or (at and items[at - 1].has("PLAN")):
            tag = "infinitive"
        else:
            headline = before is not None and (before.term("PARTY", "name", "people") or before.has("PERSON"))
            tag = "done" if headline else "noun"
    if tag == "infinitive":
        return "done" if any(item.has("ACHIEVE") for item in items[max(0, at - 4) : at]) else "infinitive"
    return {"future": "future", "ger": "ing", "noun": "noun"}.get(tag, "done")


def _governors(items: Sequence[Item], segment: Sequence[int], verbs: Sequence[Verb]) -> list[int]:
    """Between two verbs the frontier is the last segment border before the later verb's subject."""
    if not verbs:
        return [-1] * len(items)
    starts = [0]
    for earlier, later in pairwise(verbs):
        starts.append(_frontier(items, segment, earlier.at, later.at))
    governed = []
    current = 0
    opening = _opening(items, segment, verbs[0].at)
    for at in range(len(items)):
        if at < opening:
            governed.append(-1)
            continue
        while current + 1 < len(verbs) and at >= starts[current + 1]:
            current += 1
        governed.append(current)
    return governed


def _opening(items: Sequence[Item], segment: Sequence[int], first: int) -> int:
    """Where the first verb's reach begins: at the clause of a party that stands between an earlier figure and the verb,
    if the verb has a figure of its own, and a semicolon, a word of saying or a zero parts them ("640 are home; South
    says it got 22")."""
    counted = [segment[at] for at in range(first) if items[at].kind == "number" and segment[at] < segment[first]]
    own = any(item.kind == "number" and segment[at] == segment[first] for at, item in enumerate(items))
    if not counted or not own:
        return 0
    for at, item in enumerate(items):
        between = counted[-1] < segment[at] <= segment[first]
        if between and item.term("PARTY", "nom", "name", "people_nom", "people", "dat", "people_dat"):
            start = segment.index(segment[at])
            return start if _is_parted(items, start, first) else 0
    return 0


def _is_parted(items: Sequence[Item], start: int, verb: int) -> bool:
    zero = any(item.kind == "number" and item.value.low == 0 for item in items[start:])
    return zero or items[start - 1].text == ";" or any(item.has("SAY") for item in items[start:verb])


def _frontier(items: Sequence[Item], segment: Sequence[int], earlier: int, later: int) -> int:
    borders = [at for at in range(earlier + 1, later + 1) if segment[at] != segment[at - 1]]
    if not borders:
        return later
    number_after_border = [
        border for border in borders if not any(item.kind == "number" for item in items[border:later])
    ]
    for border in reversed(borders):
        span = items[border:later]
        if any(
            item.term("PARTY", "nom", "name", "people_nom", "dat", "to", "adj_nom") or item.has("WE") for item in span
        ):
            return border
        if any(item.kind == "number" for item in span):
            return border
    return number_after_border[0] if number_after_border else borders[-1]
