"""Items of one sentence in, the parties that it names out, each with its role: subject, recipient, source. Pure.

Roles come from data: case forms where a language has them, prepositions where it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.land import on_land
from matcher.words import Item

TRANSFERS = ("GIVE", "RECEIVE", "RETURN", "MOVE", "EXCHANGE")
DASHES = ("\u2013", "-")
BREAKS = frozenset(',;:()\u2013\u2022"')
_ACTS = 5  # items between who acts and the verb at most: "it had also already handed over"
_ARRIVES = 3  # items from "arrived" to where: "arrived back in North"
_COUNTS = 6  # items between who says how many and the number at most: "speaks of at least another"
WE, OTHER_SIDE = "@we", "@other"  # parties that only the speaker or the figure before can tell


class Role(StrEnum):
    SUBJECT = "subject"
    RECIPIENT = "recipient"
    SOURCE = "source"
    AGENT = "agent"
    OWNER = "owner"
    VOICE = "voice"  # only says how many
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Named:
    """A party where it stands, and its part in the clause."""

    at: int
    party: str
    role: Role


def be_before(items: Sequence[Item], at: int) -> bool:
    for item in reversed(items[max(0, at - 3) : at]):
        if item.has("BE"):
            return True
        if item.has(*TRANSFERS) or item.text in BREAKS:
            return False
    return False


def parties(items: Sequence[Item]) -> list[Named]:
    found = []
    for at, item in [(at, item) for at, item in enumerate(items) if item.terms]:
        if item.has("PARTY"):
            role, party = _role(items, at), item.term("PARTY").party  # type: ignore[union-attr]
            found.append(Named(at, party, role))
        elif item.has("WE"):
            found.append(Named(at, WE, _we_role(items, at)))
        elif item.has("OPPOSITE"):
            role = Role.SUBJECT if item.term("OPPOSITE", "nom") else Role.RECIPIENT
            found.append(Named(at, OTHER_SIDE, role))
        elif item.term("PRON", "subject") and _given_after(items, at) and (side := _who_said(items, at)):
            found.append(Named(at, side, Role.RECIPIENT))
        elif item.term("PRON", "dat"):
            found.append(Named(at, OTHER_SIDE, Role.RECIPIENT))
        elif side := _speaks_and_acts(items, at):
            found.append(Named(at, side, Role.SUBJECT))
    acting = {named.at for named in found if named.role is Role.SUBJECT}
    return _voices(items, [_joint(items, named, acting) for named in found])


def _who_said(items: Sequence[Item], at: int) -> str:
    """The side of "it" in "South said it was given 22"."""
    said = [place for place in range(at) if items[place].has("SAY")]
    sides = [term.party for item in items[: said[-1] if said else 0] if (term := item.term("PARTY", "name", "nom"))]
    return sides[-1] if sides else ""


def _voices(items: Sequence[Item], found: Sequence[Named]) -> list[Named]:
    """ "North says 640, South 643": both only say it; who receives is told elsewhere."""
    done: list[Named] = []
    officials = [at for at, item in enumerate(items) if item.has("CLAIMANT")]
    for named in found:
        leans = any(one.role is Role.VOICE for one in done) or _official_says(items, officials, named.at)
        says = named.role is Role.SUBJECT and (_only_says(items, named.at, leans) or _speaks_of(items, named.at))
        done.append(replace(named, role=Role.VOICE) if says else named)
    return done


def _speaks_of(items: Sequence[Item], at: int) -> bool:
    """ "South - of 643": a dash in place of the word of saying; no transfer before it, which it could stand for too."""
    after = items[at + 1 : at + 4]
    told = len(after) > 2 and after[0].text in DASHES and after[1].term("PREP", "with") is not None
    return told and after[2].kind == "number" and not any(item.has(*TRANSFERS) for item in items[:at])


def _official_says(items: Sequence[Item], officials: Sequence[int], end: int) -> bool:
    """ "The headquarters says 640" before a party that then only says another number."""
    return any(_only_says(items[:end], at, False) for at in officials if at < end)


def _only_says(items: Sequence[Item], at: int, leans: bool) -> bool:
    """A word of saying and then a number, without a transfer; leans: the word of saying may be that of another."""
    said = leans
    for item in items[at + 1 : at + 1 + _COUNTS]:
        if item.kind == "number":
            return said
        if item.has(*TRANSFERS, "PARTY", "WE", "PRON") or item.text in BREAKS - {"\u2013", ":"}:
            return False
        said = said or item.has("SAY")
    return False


def _speaks_and_acts(items: Sequence[Item], at: int) -> str:
    """The side of "it" in "the southern ministry said that it handed over 640", or of a ministry that does itself."""
    acts = items[at].has("CLAIMANT", "PRON") and any(item.has(*TRANSFERS) for item in items[at + 1 : at + _ACTS])
    if not acts or be_before(items, at + _ACTS):
        return ""
    if term := items[at].term("CLAIMANT"):
        return term.party if items[at + 1].term("GIVE", "done") or items[at + 1].term("RECEIVE", "done") else ""
    if not items[at].term("PRON", "subject"):
        return ""
    said = [place for place in range(at) if items[place].has("SAY")]
    if not said or any(item.has(*TRANSFERS) for item in items[said[-1] : at]):
        return ""
    voices = [term.party for item in items[:at] if (term := item.term("CLAIMANT")) and term.party]
    return voices[-1] if len(set(voices)) == 1 else ""


def _joint(items: Sequence[Item], named: Named, acting: set[int]) -> Named:
    """ "North and South": neither is the one who gives or receives; but South is in "after talks with North, South"."""
    if named.role is not Role.SUBJECT:
        return named
    for step in (1, -1):
        near, far = named.at + step, named.at + 2 * step
        if (
            0 <= far < len(items)
            and near >= 0
            and (items[near].has("CONJ") or (items[near].text in (",", "-", "\u2013") and far in acting))
        ):
            other = items[far].term("PARTY", "nom", "name", "people", "people_nom", "adj_nom")
            if other and other.party != named.party and not _number_beside(items, named.at, far):
                return replace(named, role=Role.OTHER)
    return named


def _number_beside(items: Sequence[Item], one: int, two: int) -> bool:
    first, last = min(one, two), max(one, two)
    return any(item.kind == "number" for item in items[first + 1 : last])


def _we_role(items: Sequence[Item], at: int) -> Role:
    """ "ours - 22": who is ours, where no noun follows, gets or gives them."""
    item, after = items[at], items[at + 1] if at + 1 < len(items) else None
    acts = after is not None and any(term.cls in TRANSFERS and term.tag in ("they", "done") for term in after.terms)
    alone = after is not None and (after.text in DASHES or acts)
    if item.term("WE", "nom") or (item.term("WE", "alone") and alone):
        return Role.SUBJECT
    return Role.RECIPIENT if item.term("WE", "dat") else Role.OWNER


def _role(items: Sequence[Item], at: int) -> Role:
    item = items[at]
    tags = {term.tag for term in item.terms if term.cls == "PARTY"}
    before = _before(items, at)
    after = items[at + 1] if at + 1 < len(items) else None
    if "to" in tags:
        return Role.RECIPIENT
    if "voice" in tags:
        return Role.VOICE
    if land := on_land(items, at):
        return _BY_PREPOSITION[land]
    if tags <= {"adj", "people", "adj_nom", "adj_dat"} and not tags & {"people"}:
        return _adjective_role(tags, after, before)
    prepositions = {term.tag for term in before.terms if term.cls == "PREP"} if before else set()
    if "name" in tags or tags == {"people"}:
        return _uninflected(items, at, prepositions, after)
    return _inflected(items, at, prepositions, before)


def _before(items: Sequence[Item], at: int) -> Item | None:
    """The item that decides the case: articles are skipped."""
    place = at - 1
    while place >= 0 and items[place].has("DET") and not items[place].has("PREP"):
        place -= 1
    return items[place] if place >= 0 else None


def _adjective_role(tags: set[str], after: Item | None, before: Item | None) -> Role:
    """An adjective names a side only where no noun follows: "the southern [side] - 22"."""
    alone = after is None or after.kind == "number" or after.text in ("\u2013", "-", ",", ".", ";")
    if alone and "adj_nom" in tags:
        return Role.SUBJECT
    if alone and "adj_dat" in tags and not (before and before.has("PREP")):
        return Role.RECIPIENT
    return Role.OWNER


def _uninflected(items: Sequence[Item], at: int, prepositions: set[str], after: Item | None) -> Role:
    if after is not None and after.has("POSS"):
        return Role.OWNER
    if "in" in prepositions and any(item.has("ARRIVE") for item in items[max(0, at - _ARRIVES) : at]):
        return Role.RECIPIENT
    told = "done" if at and items[at - 1].has("AFTER") else "ger"
    acts = after is not None and any(after.term(cls, "ger", told) for cls in TRANSFERS)
    for tag, role in _BY_PREPOSITION.items():
        if tag in prepositions and not (acts and role is Role.OTHER):  # "with South getting 22"
            return role
    before = items[at - 1] if at else None
    brought = before is not None and before.term("MOVE", "done") and after is not None and after.kind == "number"
    if brought or (before is not None and (before.term("GIVE", "done", "ing", "ger", "base") or before.has("REACH"))):
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
    """ "South was handed 24", "North has been given 640": the subject of the passive receives what follows it."""
    for place in range(at + 1, min(at + 5, len(items))):
        if items[place].term("GIVE", "done"):
            passive = be_before(items, place)
            counted = any(item.kind == "number" or item.has("BODY") for item in items[place + 1 : place + 4])
            moved = place + 1 < len(items) and bool(items[place + 1].term("PREP", "to", "into"))
            return passive and counted and not moved
        if not items[place].has("BE", "HAVE", "PREP"):
            return False
    return False


def _inflected(items: Sequence[Item], at: int, prepositions: set[str], before: Item | None) -> Role:
    """A name without case forms takes them from what stands around it."""
    tags = {term.tag for term in items[at].terms if term.cls == "PARTY"}
    acts = at + 1 < len(items) and items[at + 1].has(*TRANSFERS, "SAY")
    moved = any(item.has(*TRANSFERS) for item in items[max(0, at - 3) : at + 2])
    if "into" in prepositions and "acc" not in tags and _stands_in(items, at - 2):
        return Role.SOURCE
    if prepositions:
        return _prepositional(tags, prepositions, moved)
    if {"nom", "gen"} <= tags and before is not None and _is_noun(before) and (not acts or _in_place(items, at)):
        return Role.OWNER
    given = before is not None and (before.term("GIVE", "done") or before.term("RETURN", "done"))
    if {"nom", "dat"} <= tags and given and _subject_before(items, at):
        return Role.RECIPIENT
    if tags & {"nom", "people_nom", "name"}:
        return Role.SUBJECT
    if tags & {"dat", "people_dat"} and not (tags & {"gen"} and before is not None and _is_noun(before)):
        return Role.RECIPIENT
    if tags & {"ins"} and not tags & {"gen"}:
        return Role.AGENT
    return Role.OWNER if tags & {"gen", "people_gen", "people"} else Role.OTHER


def _in_place(items: Sequence[Item], at: int) -> bool:
    """ "on the territory of North": its noun stands after a preposition."""
    return at > 1 and items[at - 2].has("PREP")


def _stands_in(items: Sequence[Item], at: int) -> bool:
    """ "from the morgues in South": a building that is somewhere; the language has one word for "in" and "into"."""
    return at > 0 and items[at].term("PLACE", "within") is not None and bool(items[at - 1].term("PREP", "from"))


def _subject_before(items: Sequence[Item], at: int) -> bool:
    """Another party is named as subject before the verb that this one follows."""
    own = {term.party for term in items[at].terms if term.cls == "PARTY"}
    for item in reversed(items[: at - 1]):
        if item.text in BREAKS or item.has(*TRANSFERS):
            return False
        term = item.term("PARTY", "nom")
        if term and term.party not in own:
            return True
    return False


def _prepositional(tags: set[str], prepositions: set[str], moved: bool) -> Role:
    if prepositions & {"to", "for"} or ("into" in prepositions and tags & {"acc", "people_acc"}):
        return Role.RECIPIENT
    if "into" in prepositions and {"nom", "gen"} <= tags and moved:
        return Role.RECIPIENT
    if "from" in prepositions and tags & {"gen", "people_gen"}:
        return Role.SOURCE
    return Role.PLACE if "into" in prepositions else Role.OTHER


def _is_noun(item: Item) -> bool:
    """A word that a genitive may follow: a noun that the lexicon knows, or a word that it does not know."""
    known = item.has("BODY", "DEAD", "PERSON", "PEOPLE", "POW", "CIVIL", "SIDE", "PLACE", "DEAL")
    return known or (item.kind == "word" and not item.terms)
