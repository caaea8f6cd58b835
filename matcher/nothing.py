"""Typed items in, the same items with the zeros that no numeral states: "received none", "handed over no bodies". Pure.

Whether such a zero is one of an exchange that is told as done, consolidation decides.
"""

from collections.abc import Sequence

from matcher.numbers import Number
from matcher.parties import DASHES
from matcher.words import Item, place_of

PRONOUN, NEGATED = 1, 2  # what a zero was read from: "none", or a negated verb and bare bodies
_NEAR = 3  # items between the verb and what it takes
_TAKES = ("GIVE", "RECEIVE")
_MOVES = (*_TAKES, "MOVE", "RETURN", "EXCHANGE")


def with_zeros(items: Sequence[Item]) -> list[Item]:
    done = list(items)
    if place_of(items, "NONE", "ANY", "NEG") < 0:  # no rule without one of these
        return done
    counted = any(item.kind == "number" for item in items)
    for at, item in enumerate(items):
        rule = _rule(items, at)
        if rule == PRONOUN or (rule and not counted):
            done[at] = item._replace(kind="number", value=Number(0, 0, words=True, implied=rule))
            break
    return done


def _rule(items: Sequence[Item], at: int) -> int:
    if is_set_against(items, at):
        return PRONOUN
    if items[at].has("NONE") and _verb_near(items, at) and not _counts_other(items, at):
        bodies = not items[at].term("NONE", "nothing") or any(item.has("INRETURN", "NOW", "BODY") for item in items)
        return PRONOUN if bodies else 0
    if items[at].has("ANY") and any(item.has("FAIL", "NEG") for item in items[:at]) and _body_next(items, at):
        return PRONOUN if items[at].term("ANY", "single") else NEGATED
    return NEGATED if items[at].has("NEG") and _is_bare(items, at) else 0


def is_set_against(items: Sequence[Item], at: int) -> bool:
    """ "640 were handed over, not one to us", "640 to North, to South - none": beside the side that got nothing, after
    the figure and its verb."""
    if not items[at].has("NONE"):
        return False
    told = any(item.kind == "number" for item in items[:at]) and any(item.has(*_TAKES, "RETURN") for item in items[:at])
    return told and beside(items, at) >= 0


def beside(items: Sequence[Item], at: int) -> int:
    """Where the one stands that a zero goes to: next to it, over a dash or a negated verb; else -1."""
    before, after = at - 1, at + 1
    while before > 0 and (items[before].text in DASHES or items[before].has("NEG", *_TAKES, "RETURN")):
        before -= 1
    while after + 1 < len(items) and (items[after].text in DASHES or items[after].term("PREP", "to")):
        after += 1
    for place in (after, before):
        if 0 <= place < len(items) and _is_recipient(items, place, ends=place == before):
            return -1 if _does_else(items, max(place, at) + 1) else place
    return -1


def _does_else(items: Sequence[Item], at: int) -> bool:
    """A word that is not ours goes on: "to us nobody was shown"."""
    while at < len(items) and items[at].has("NEG"):
        at += 1
    return at < len(items) and items[at].kind == "word" and not items[at].terms


def _is_recipient(items: Sequence[Item], at: int, ends: bool) -> bool:
    """ends: what belongs to it may follow, for the zero stands before it no more."""
    last = ends or at + 1 >= len(items) or items[at + 1].kind == "mark"
    party = items[at].term("PARTY", "dat", "to", "people_dat") or (
        items[at].has("PARTY") and bool(items[at - 1].term("PREP", "to"))
    )
    return bool(items[at].term("WE", "dat")) or bool(party and last)


def _verb_near(items: Sequence[Item], at: int) -> bool:
    return any(item.has(*_MOVES) for item in items[max(0, at - _NEAR) : at + 1 + _NEAR])


def _counts_other(items: Sequence[Item], at: int) -> bool:
    """A noun that is not ours follows: "none of the wounded"."""
    after = items[at + 1] if at + 1 < len(items) else None
    return after is not None and after.kind == "word" and not after.terms


def _body_next(items: Sequence[Item], at: int) -> bool:
    verb = any(item.has(*_TAKES) for item in items[max(0, at - _NEAR) : at])
    return verb and any(item.has("BODY") for item in items[at + 1 : at + 1 + _NEAR])


def _is_bare(items: Sequence[Item], at: int) -> bool:
    """ "gave South no bodies" where the language negates the verb: body and verb beside the negation, nothing that
    tells which bodies."""
    verb = at + 1 < len(items) and any(items[at + 1].term(cls, "done", "they") for cls in _TAKES)
    before = [item for item in items[max(0, at - _NEAR) : at] if item.kind == "word"]
    after = list(items[at + 2 : at + 2 + _NEAR])
    bodies = [item for item in (*before, *after) if item.has("BODY")]
    told = any(item.has("PERSON", "DEAD", "REL", "DET") for item in (*before, *after))
    return verb and len(bodies) == 1 and not told
