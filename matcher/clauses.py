"""Items of one sentence in, its clauses out: segments, transfer verbs, who is subject, recipient or source. Pure.

A segment is a stretch between commas, dashes, brackets and joining words. A transfer verb governs the segments around
it up to the segment of the next one; a segment without a verb of its own leans on the verb before it ("Kyiv got 640,
Moscow 22"). Roles come from data: case forms where a language has them, prepositions where it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.words import Item

TRANSFERS = ("GIVE", "RECEIVE", "RETURN", "MOVE", "EXCHANGE")
_BREAKS = frozenset(",;:()\u2013\u2022\"")
WE, OTHER_SIDE = "@we", "@other"  # parties that only the speaker or the figure before can tell


class Role(StrEnum):
    SUBJECT = "subject"
    RECIPIENT = "recipient"
    SOURCE = "source"
    AGENT = "agent"
    OWNER = "owner"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verb:
    """tense: done, future, infinitive, ing, noun. agentless: a plural past without a subject of its own."""

    at: int
    cls: str
    tense: str
    passive: bool
    agentless: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A party where it stands, and its part in the clause."""

    at: int
    party: str
    role: Role


@dataclass(frozen=True, slots=True)
class Clauses:
    items: tuple[Item, ...]
    segment: tuple[int, ...]  # of each item
    verbs: tuple[Verb, ...]
    governs: tuple[int, ...]  # of each item: index in verbs, or -1
    parties: tuple[Named, ...]
    relative: frozenset[int]  # segments that only describe ("which Russia says ...")

    def verb_of(self, at: int) -> Verb | None:
        return self.verbs[self.governs[at]] if self.governs[at] >= 0 else None

    def in_segment(self, at: int) -> list[Named]:
        return [named for named in self.parties if self.segment[named.at] == self.segment[at]]

    def range_of(self, segment: int) -> range:
        first = self.segment.index(segment)
        last = len(self.segment) - self.segment[::-1].index(segment)
        return range(first, last)


def clauses(items: Sequence[Item]) -> Clauses:
    segment = _segments(items)
    verbs = _verbs(items, segment)
    relative = frozenset(segment[at] for at, item in enumerate(items) if item.has("REL"))
    return Clauses(
        tuple(items), tuple(segment), tuple(verbs), tuple(_governors(items, segment, verbs)), tuple(_parties(items)), relative
    )


def _segments(items: Sequence[Item]) -> list[int]:
    current, numbers = 0, []
    for at, item in enumerate(items):
        if at and _opens(items, at):
            current += 1
        numbers.append(current)
        if item.text in _BREAKS and not (item.text == ":" and _between_numbers(items, at)):
            current += 1
    return numbers


def _between_numbers(items: Sequence[Item], at: int) -> bool:
    return 0 < at < len(items) - 1 and items[at - 1].kind == "number" and items[at + 1].kind == "number"


def _opens(items: Sequence[Item], at: int) -> bool:
    """A joining word opens a segment if a verb or a number follows before the next break."""
    item = items[at]
    if item.has("INRETURN"):
        return True
    if not item.has("CONJ"):
        return False
    if at + 1 < len(items) and items[at - 1].has("PARTY") and items[at + 1].has("PARTY") and not _number_near(items, at):
        return False
    for follower in items[at + 1 :]:
        if follower.text in _BREAKS or follower.has("CONJ"):
            return False
        if follower.kind == "number" or follower.has(*TRANSFERS):
            return True
    return False


def _number_near(items: Sequence[Item], at: int) -> bool:
    """ "909 to Ukraine and 41 to Russia", "Ukraine 909 and Russia 41": the joint parts two figures."""
    return any(item.kind == "number" for item in items[max(0, at - 4) : at]) and any(
        item.kind == "number" for item in items[at + 1 : at + 5]
    )


def _verbs(items: Sequence[Item], segment: Sequence[int]) -> list[Verb]:
    found = [verb for at in range(len(items)) if (verb := _verb(items, at))]
    strong = {segment[verb.at] for verb in found if verb.tense != "noun"}
    return [verb for verb in found if verb.tense != "noun" or segment[verb.at] not in strong]


def _verb(items: Sequence[Item], at: int) -> Verb | None:
    for cls in TRANSFERS:
        term = items[at].term(cls)
        if term:
            tense = _tense(items, at, term.tag)
            passive = term.tag in ("passive", "impersonal") or (term.tag == "done" and _be_before(items, at))
            return Verb(at, cls, tense, passive, term.tag in ("impersonal", "they"))
    return None


def _tense(items: Sequence[Item], at: int, tag: str) -> str:
    if tag == "base":
        before = items[at - 1] if at else None
        if any(item.has("TOMARK") for item in items[max(0, at - 2) : at]):
            tag = "infinitive"
        else:
            headline = before is not None and (before.term("PARTY", "name", "people") or before.has("PERSON"))
            tag = "done" if headline else "noun"
    if tag == "infinitive":
        return "done" if any(item.has("ACHIEVE") for item in items[max(0, at - 4) : at]) else "infinitive"
    return {"future": "future", "ger": "ing", "noun": "noun"}.get(tag, "done")


def _be_before(items: Sequence[Item], at: int) -> bool:
    for item in reversed(items[max(0, at - 3) : at]):
        if item.has("BE"):
            return True
        if item.has(*TRANSFERS) or item.text in _BREAKS:
            return False
    return False


def _governors(items: Sequence[Item], segment: Sequence[int], verbs: Sequence[Verb]) -> list[int]:
    """Between two verbs the frontier is the last segment border before the later verb's subject."""
    if not verbs:
        return [-1] * len(items)
    starts = [0]
    for earlier, later in zip(verbs, verbs[1:], strict=False):
        starts.append(_frontier(items, segment, earlier.at, later.at))
    governed = []
    current = 0
    for at in range(len(items)):
        while current + 1 < len(verbs) and at >= starts[current + 1]:
            current += 1
        governed.append(current)
    return governed


def _frontier(items: Sequence[Item], segment: Sequence[int], earlier: int, later: int) -> int:
    borders = [at for at in range(earlier + 1, later + 1) if segment[at] != segment[at - 1]]
    if not borders:
        return later
    number_after_border = [border for border in borders if not any(item.kind == "number" for item in items[border:later])]
    for border in reversed(borders):
        span = items[border:later]
        if any(item.term("PARTY", "nom", "name", "people_nom", "dat", "to", "adj_nom") or item.has("WE") for item in span):
            return border
        if any(item.kind == "number" for item in span):
            return border
    return number_after_border[0] if number_after_border else borders[-1]


def _parties(items: Sequence[Item]) -> list[Named]:
    found = []
    for at, item in enumerate(items):
        if item.has("PARTY"):
            role, party = _role(items, at), item.term("PARTY").party  # type: ignore[union-attr]
            found.append(Named(at, party, role))
        elif item.has("WE"):
            found.append(Named(at, WE, _we_role(item)))
        elif item.has("OPPOSITE"):
            role = Role.SUBJECT if item.term("OPPOSITE", "nom") else Role.RECIPIENT
            found.append(Named(at, OTHER_SIDE, role))
    return [_joint(items, named) for named in found]


def _joint(items: Sequence[Item], named: Named) -> Named:
    """ "Russia and Ukraine": neither is the one who gives or receives."""
    if named.role is not Role.SUBJECT:
        return named
    for step in (1, -1):
        near, far = named.at + step, named.at + 2 * step
        if 0 <= far < len(items) and 0 <= near and (items[near].has("CONJ") or items[near].text in (",", "-", "\u2013")):
            other = items[far].term("PARTY", "nom", "name", "people", "people_nom", "adj_nom")
            if other and other.party != named.party and not _number_beside(items, named.at, far):
                return replace(named, role=Role.OTHER)
    return named


def _number_beside(items: Sequence[Item], one: int, two: int) -> bool:
    first, last = min(one, two), max(one, two)
    return any(item.kind == "number" for item in items[first + 1 : last])


def _we_role(item: Item) -> Role:
    if item.term("WE", "nom"):
        return Role.SUBJECT
    return Role.RECIPIENT if item.term("WE", "dat") else Role.OWNER


def _role(items: Sequence[Item], at: int) -> Role:
    item = items[at]
    tags = {term.tag for term in item.terms if term.cls == "PARTY"}
    before = _before(items, at)
    after = items[at + 1] if at + 1 < len(items) else None
    if "to" in tags:
        return Role.RECIPIENT
    if tags <= {"adj", "people", "adj_nom", "adj_dat"} and not tags & {"people"}:
        return _adjective_role(tags, after, before)
    prepositions = {term.tag for term in before.terms if term.cls == "PREP"} if before else set()
    if "name" in tags or tags == {"people"}:
        return _uninflected(items, at, prepositions, after)
    return _inflected(tags, prepositions, before)


def _before(items: Sequence[Item], at: int) -> Item | None:
    """The item that decides the case: articles are skipped."""
    place = at - 1
    while place >= 0 and items[place].has("DET") and not items[place].has("PREP"):
        place -= 1
    return items[place] if place >= 0 else None


def _adjective_role(tags: set[str], after: Item | None, before: Item | None) -> Role:
    """An adjective names a side only where no noun follows: "the Russian [side] - 22"."""
    alone = after is None or after.kind == "number" or after.text in ("\u2013", "-", ",", ".", ";")
    if alone and "adj_nom" in tags:
        return Role.SUBJECT
    if alone and "adj_dat" in tags and not (before and before.has("PREP")):
        return Role.RECIPIENT
    return Role.OWNER


def _uninflected(items: Sequence[Item], at: int, prepositions: set[str], after: Item | None) -> Role:
    if after is not None and after.has("POSS"):
        return Role.OWNER
    for tag, role in _BY_PREPOSITION.items():
        if tag in prepositions:
            return role
    before = items[at - 1] if at else None
    if before is not None and before.term("GIVE", "done", "ing", "ger", "base"):
        return Role.RECIPIENT
    if after is not None and after.has("BE", "HAVE") and _given_after(items, at):
        return Role.RECIPIENT
    return Role.SUBJECT


_BY_PREPOSITION = {
    "to": Role.RECIPIENT,
    "for": Role.RECIPIENT,
    "from": Role.SOURCE,
    "by": Role.AGENT,
    "of": Role.OWNER,
    "in": Role.PLACE,
    "with": Role.OTHER,
}


def _given_after(items: Sequence[Item], at: int) -> bool:
    """ "Russia was handed 24", "Ukraine has been given 640": the subject of the passive receives what follows it."""
    for place in range(at + 1, min(at + 5, len(items))):
        if items[place].term("GIVE", "done"):
            passive = _be_before(items, place)
            counted = any(item.kind == "number" or item.has("BODY") for item in items[place + 1 : place + 4])
            moved = place + 1 < len(items) and items[place + 1].has("PREP")
            return passive and counted and not moved
        if not items[place].has("BE", "HAVE", "PREP"):
            return False
    return False


def _inflected(tags: set[str], prepositions: set[str], before: Item | None) -> Role:
    if prepositions:
        return _prepositional(tags, prepositions)
    if tags & {"nom", "people_nom", "name"}:
        return Role.SUBJECT
    noun_before = before is not None and (before.has("BODY", "DEAD", "PERSON", "POW", "CIVIL", "SIDE") or _is_unknown(before))
    if tags & {"dat", "people_dat"} and not (tags & {"gen"} and noun_before):
        return Role.RECIPIENT
    if tags & {"ins"} and not tags & {"gen"}:
        return Role.AGENT
    return Role.OWNER if tags & {"gen", "people_gen", "people"} else Role.OTHER


def _prepositional(tags: set[str], prepositions: set[str]) -> Role:
    if "to" in prepositions or ("into" in prepositions and tags & {"acc", "people_acc"}):
        return Role.RECIPIENT
    if "from" in prepositions and tags & {"gen", "people_gen"}:
        return Role.SOURCE
    return Role.PLACE if "into" in prepositions else Role.OTHER


def _is_unknown(item: Item) -> bool:
    return item.kind == "word" and not item.terms
