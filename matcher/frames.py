"""A sentence's clauses in, candidate figures out: each number that counts people or bodies, with its noun phrase. Pure.

The noun decides the kind: a body word, or a dead person; without either the number takes the kind that the sentence or
the story has ("received 22 in return"). A number before a noun that the lexicon does not know counts something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.clauses import Clauses
from matcher.compared import compares
from matcher.events import counts_events
from matcher.numbers import Number
from matcher.parties import TRANSFERS
from matcher.uncounted import is_pace, is_ratio, is_year
from matcher.whose import said_to_be
from matcher.words import Item
from repwatch.model import Kind

_FILLERS = ("MORE", "QUAL", "DET", "OWN", "DEAD", "ADJ", "EACH", "FOR")
_UNCOUNTED = ("SPAN", "MONTH", "UNIT_AFTER", "NUMMULT", "SIDE", "CLAIMANT", "PLACE", "HOME", "SOURCE", "DEAL")
_NOUNS = ("BODY", "DEAD", "PERSON", "PEOPLE", "POW", "CIVIL", "DEADPART")


@dataclass(frozen=True, slots=True)
class Candidate:
    """at: index of the number's item. nation: whose dead they are, as the noun phrase says; own: "its own".

    stated: the noun phrase itself says what is counted. partner: index of the other number of a formula, else -1.
    """

    at: int
    number: Number
    kind: Kind | None
    stated: bool
    nation: str = ""
    own: bool = False
    partner: int = -1
    first: int = 0
    last: int = 0
    whole: int = 0  # the number that this one is a part of: 43 in "eight of those 43"


def candidates(read: Clauses) -> list[Candidate]:
    found: list[Candidate] = []
    numbers = [at for at, item in enumerate(read.items) if item.kind == "number"]
    wholes = {place: at for at in numbers if (place := _whole(read.items, at))}
    wholes |= {at: part for at in numbers if (part := _part_after(read.items, at) or _part_before(read.items, at))}
    for at, item in enumerate(read.items):
        if item.kind == "number" and (at not in wholes or read.told_with_day(at)):
            candidate = _candidate(read, at, paired=any(one.partner == at for one in found))
            if candidate and not (found and _is_background(read, at, found[-1])):
                whole = next((read.items[place].value.low for place, part in wholes.items() if part == at), 0)
                found.append(replace(candidate, whole=whole, kind=candidate.kind or (Kind.BODIES if whole else None)))
    return found


def _is_background(read: Clauses, at: int, before: Candidate) -> bool:
    """ "three that had come among more than 640": what the three came with then, no figure of what is told now."""
    place = at - 1
    while place > before.last and read.items[place].has("DET", "QUAL"):
        place -= 1
    between = range(before.last + 1, place)
    came = any(read.items[one].has("THAT", "REL") for one in between) and any(one.at in between for one in read.verbs)
    return read.items[place].has("WITHIN") and came and before.number.low < read.items[at].value.low


def _part_after(items: Sequence[Item], at: int) -> int:
    """The index of the part in "among these 563 - 62 prisoners", or 0."""
    if not at or not items[at - 1].has("PART"):
        return 0
    for place in range(at + 1, min(at + 4, len(items))):
        if items[place].kind == "number":
            dashed = items[place - 1].text in ("\u2013", "-")
            return place if dashed and items[place].value.low < items[at].value.low else 0
    return 0


def _part_before(items: Sequence[Item], at: int) -> int:
    """The index of the part in "62 bodies, say channels, among the 563 returned", or 0."""
    place = at - 1
    while place > 0 and items[place].has("DET"):
        place -= 1
    if place < 1 or not items[place].has("WITHIN"):
        return 0
    part = next((one for one in range(place - 1, 0, -1) if items[one].kind == "number"), 0)
    return part if part and items[part].value.low < items[at].value.low else 0


def _whole(items: Sequence[Item], at: int) -> int:
    """The index of the total in "eight of those 43", or 0."""
    place = at + 1
    while place < min(at + 4, len(items)) and items[place].has("BODY", "PEOPLE"):
        place += 1
    of = place < len(items) and (items[place].term("PREP", "from", "of") or items[place].has("PARTOF"))
    if of or (place < len(items) and items[place].term("PART", "")):
        place += 1
        while place < len(items) and items[place].has("DET", "PRON", "MORE") and place < at + 6:
            place += 1
        if place < len(items) and items[place].kind == "number" and items[place].value.low > items[at].value.low:
            return place
    return 0


def _candidate(read: Clauses, at: int, paired: bool) -> Candidate | None:
    """paired: the second number of a formula, whatever follows it ("under a 640-for-22 deal")."""
    items = read.items
    number: Number = items[at].value
    last = _phrase_end(items, at)
    before = _governing_noun(items, at)
    phrase = items[at + 1 : last + 1]
    nouns = {cls for item in phrase for cls in _NOUNS if item.has(cls)}
    partner = _partner(items, at, last)
    if not nouns and not before and partner < 0 and not paired and not _may_stand_alone(items, at):
        return None
    if (not nouns and not before and is_ratio(items, at)) or is_pace(items, at, last):
        return None
    if is_year(items, at, bool(nouns or before)) or (not nouns and counts_events(items, at)):
        return None
    kind, stated = _kind(nouns, before is not None or of_them(items, at))
    scope = items[before if before is not None else at : last + 1]
    return Candidate(
        at,
        number,
        kind,
        stated,
        _nation(items, before if before is not None else at, last) or said_to_be(items, last),
        any(item.has("OWN") for item in scope),
        partner,
        before if before is not None else at,
        last,
    )


def _phrase_end(items: Sequence[Item], at: int) -> int:
    """The last item of the noun phrase to the right: nouns, adjectives, "of", an owning party; no brackets."""
    last, place, unknown = at, at + 1, 0
    while place < len(items):
        item = items[place]
        if item.has(*_NOUNS):
            last, unknown = place, 0
        elif (
            item.text == "("
            and place + 2 < len(items)
            and items[place + 1].has("BODY")
            and items[place + 2].text == ")"
        ):
            last, place = place + 2, place + 2
        elif item.term("PARTY", "adj", "people", "people_gen", "gen", "people_nom") or item.has("OWN", "WE"):
            if items[place - 1].has("PREP") and not items[place - 1].term("PREP", "of"):
                break
            if place == at + 1 and (_shares_noun(items, place) or _is_its_own_noun(items, place)):
                return place
            alone = place + 1 < len(items) and items[place + 1].has("BE")  # "not a single southerner was returned"
            last = place if item.term("PARTY", "people", "people_gen") or last > at or alone else last
        elif item.has("DET", "DEAD", "ADJ", "MORE", "SETOF", "CLAIMED") or item.term("PREP", "of"):
            pass
        elif item.kind == "word" and not item.terms and unknown < 2 and _noun_follows(items, place):
            unknown += 1
        else:
            break
        place += 1
    return last


def _shares_noun(items: Sequence[Item], place: int) -> bool:
    """ "640 northern and 22 southern bodies": the first adjective leans on the noun of the second."""
    joint = place + 1 < len(items) and (items[place + 1].has("CONJ") or items[place + 1].text == ",")
    return joint and place + 2 < len(items) and items[place + 2].kind == "number"


def _is_its_own_noun(items: Sequence[Item], place: int) -> bool:
    """ "22 southern for 640 northern": the noun was told before the formula."""
    after = items[place + 1] if place + 1 < len(items) else None
    return items[place].term("PARTY", "adj") is not None and (after is None or after.has("FOR") or after.kind == "mark")


def _noun_follows(items: Sequence[Item], place: int) -> bool:
    for item in items[place + 1 : place + 3]:
        if item.has(*_NOUNS):
            return True
        if item.terms and not item.term("PARTY", "adj"):
            return False
    return False


def _governing_noun(items: Sequence[Item], at: int) -> int | None:
    """Where the body noun stands that governs the number from the left: "the bodies of another 62"."""
    place = at - 1
    for _ in range(6):
        if place < 0:
            return None
        item = items[place]
        if item.has("BODY"):
            return place
        if (
            item.text in ("(", ")")
            or item.term("PREP", "of")
            or (item.has(*_FILLERS) and item.text != ":")
            or item.term("PARTY", "adj", "gen")
        ):
            place -= 1
            continue
        if item.has("PERSON", "PEOPLE") and place and items[place - 1].has("BODY"):
            return place - 1
        return None
    return None


def _may_stand_alone(items: Sequence[Item], at: int) -> bool:
    """A number without a noun counts what the clause is about only if no unknown noun follows it."""
    if at + 1 >= len(items) or (at and items[at - 1].term("PART", "rest")):
        return True
    if any(item.has("PLACE") for item in items[at : at + 6]) and any(item.has("PART") for item in items[:at]):
        return True
    after = items[at + 1]
    if after.kind == "mark":
        return after.text not in ("%", "/", "\u00b0", "$")
    if after.term("PARTY", "adj") or after.has("DET", "ADJ"):
        follower = items[at + 2] if at + 2 < len(items) else None
        if follower is not None and follower.kind == "word" and not follower.terms:
            return False
    return bool(after.terms) and not after.has(*_UNCOUNTED) and not any(after.term(cls, "noun") for cls in TRANSFERS)


def of_them(items: Sequence[Item], at: int) -> bool:
    """ "Five of the dead", "eight of the bodies": some of those who were counted before."""
    after = items[at + 1 : at + 4]
    of = bool(after) and after[0].text != "of" and (after[0].has("PARTOF") or bool(after[0].term("PREP", "from")))
    return of and any(item.has("BODY", "DEAD") for item in after[1:])


def _kind(nouns: set[str], governed: bool) -> tuple[Kind | None, bool]:
    if governed or "BODY" in nouns:
        return Kind.BODIES, True
    if "POW" in nouns:
        return Kind.PRISONERS, True
    if "DEAD" in nouns:
        return Kind.BODIES, True
    if nouns & {"DEADPART"}:
        return Kind.BODIES, True
    if "CIVIL" in nouns:
        return Kind.CIVILIANS, True
    return None, False


def _nation(items: Sequence[Item], first: int, last: int) -> str:
    """The party whose dead the phrase names: adjective, people, or genitive after the noun."""
    for item in items[first : last + 1]:
        term = item.term("PARTY", "adj", "people", "people_gen", "people_nom", "people_acc", "adj_nom", "adj_dat")
        if term:
            return term.party
    for place in range(first, min(last + 3, len(items))):
        gen = items[place].term("PARTY", "gen")
        if gen and place and items[place - 1].has("PERSON", "DEAD", "BODY", "PEOPLE"):
            return gen.party
        owner = items[place].term("PARTY", "name")
        if owner and place + 1 < len(items) and items[place + 1].has("POSS") and place <= last:
            return owner.party
    return ""


def _partner(items: Sequence[Item], at: int, last: int) -> int:
    """The other number of "640 for 22", "909 northerners for 43", "1000:38"; "160 bodies each" pairs with none."""
    place = last + 1
    if place < len(items) and items[place].text == "-" and items[place].glued:
        place += 1
    if place < len(items) and items[place].has("FOR", "FORWEAK") and _plain_for(items, place):
        if compares(items, place):
            return -1
        place += 1
        if place < len(items) and items[place].text == "-":
            place += 1
        while place < len(items) and items[place].has("DET", "QUAL"):
            place += 1
        if place < len(items) and items[place].kind == "number":
            return place
    return -1


def _plain_for(items: Sequence[Item], place: int) -> bool:
    """A colon, or a word that says much else, pairs two numbers only right between them."""
    if items[place].has("FORWEAK") and not items[place].has("FOR"):
        after = items[place + 1] if place + 1 < len(items) else None
        return items[place - 1].kind == "number" and after is not None and after.kind == "number"
    return items[place].text != ":" or (items[place].glued and items[place - 1].kind == "number")
