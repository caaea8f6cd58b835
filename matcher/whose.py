"""Whose dead the words after a figure say they are: "640 bodies said to be northern soldiers". Pure."""

from collections.abc import Sequence

from matcher.parties import TRANSFERS
from matcher.words import Item

_FAR = 16  # items from the figure to whose they are: "which, as the defence ministry in Moscow says, belong to ..."
_UNKNOWN = 3  # words that no list has, between the figure and the word that tells
_CUES = ("BELONG", "CLAIMED")
_BETWEEN = ("DET", "PRON", "DEAD", "DEADPART", "ADJ", "BODY", "QUAL", "BE", *_CUES)
_CASES = ("gen", "dat", "ins")
_ENDS = ("INRETURN", "PART", "WITHIN", "FOR", "NEG", "CONJ", *TRANSFERS)


def said_to_be(items: Sequence[Item], last: int) -> str:
    """The party whose dead they are said to be; last: of the figure's noun phrase.

    A word that tells so ("belong", "claimed to be"; in a describing clause also "are") and then, with nothing else in
    between, people of a party.
    """
    place, cue, owned, described, unknown = last + 1, False, False, False, 0
    while place < min(len(items), last + _FAR):
        item = items[place]
        if item.has("ACCORDING") and not item.has(*_CUES):
            place = _after_aside(items, place)
            continue
        if item.kind == "number" or item.text in ".;:()" or item.has(*_ENDS):
            return ""
        described = described or item.has("REL", "THAT", "SAY")
        if item.text == "," and items[place - 1].has("CLAIMED"):
            pass  # "probably, northern soldiers": some languages set a comma there
        elif item.has(*_CUES) or (described and item.has("BE")):
            cue, owned = True, item.has("BELONG")
        elif cue and (party := _people(items, place, owned)):
            return party
        elif not (item.has(*_BETWEEN) or item.term("PREP", "of", "to")):
            cue, unknown = False, unknown + (item.kind == "word" and not item.terms)
        if unknown > _UNKNOWN:
            return ""
        place += 1
    return ""


def tells_whose(items: Sequence[Item]) -> bool:
    """ "which South says belong to northerners", "are northern": it hedges who they were, not how many."""
    for at, item in enumerate(items):
        if not item.terms:
            continue
        after = items[at + 1] if at + 1 < len(items) else None
        if item.has("BELONG") or (item.has("BE") and after is not None and after.term("PARTY", "adj", "people")):
            return True
    return False


def _after_aside(items: Sequence[Item], place: int) -> int:
    """Who says so stands up to the next comma: "which, according to South, belong to"."""
    closing = (at for at in range(place + 1, len(items)) if items[at].text == ",")
    return next(closing, place) + 1


def _people(items: Sequence[Item], place: int, owned: bool) -> str:
    """ "northern soldiers", "northerners", "northern"; "soldiers of North". owned: after "belong to"."""
    after = items[place + 1] if place + 1 < len(items) else None
    people = items[place].term("PARTY", "people", "people_gen", "people_nom", "people_dat", "people_acc", *_CASES)
    people = people or (items[place].term("PARTY", "name") if owned else None)
    if people is not None:
        return people.party
    adjective = items[place].term("PARTY", "adj")
    if adjective is not None:
        stands = after is None or after.kind == "mark" or after.has("PERSON", "PEOPLE", "DEAD", "CIVIL", "DEADPART")
        return adjective.party if stands else ""
    if not items[place].has("PERSON", "PEOPLE", "DEAD") or after is None:
        return ""
    owner = after.term("PARTY", "gen")
    return owner.party if owner is not None else ""
