"""One sentence in, who says its figures: a chain, nearest to the fact first. Pure.

A named claimant with a word of saying, or a party with one; agencies and outlets that pass on come after those whom
they quote. A figure takes the claimant that stands nearest to it.
"""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.frames import Candidate
from matcher.parties import Role
from matcher.words import Conflict, Item
from repwatch.model import Claimant

_NEAR = 12  # items between a party and the word of saying that makes it a claimant


def chain(read: Clauses, candidate: Candidate | None, conflict: Conflict, folded: str) -> tuple[Claimant, ...]:
    """Empty: the sentence names nobody. folded: the text that the items' offsets count in."""
    named = _named(read.items, conflict, folded)
    if named:
        who = _ordered(named, candidate, conflict)
        relayed = conflict.claimants[who[0].id].relay
        return (*_unnamed(read.items, folded), *who) if relayed else who
    party = _speaking_party(read, folded)
    if party:
        return (party,)
    return _unnamed(read.items, folded)


def _named(items: Sequence[Item], conflict: Conflict, folded: str) -> list[tuple[int, Claimant]]:
    found = []
    said = any(item.has("SAY", "ACCORDING", "TRAILING") for item in items) or any(item.text == ":" for item in items)
    for at, item in enumerate(items):
        term = item.term("CLAIMANT")
        if term and said:
            known = conflict.claimants[term.id.split(".", 1)[1]]
            found.append((at, Claimant(folded[item.start : item.end], known.id, known.side, known.official)))
    return found


def _ordered(
    named: list[tuple[int, Claimant]], candidate: Candidate | None, conflict: Conflict
) -> tuple[Claimant, ...]:
    at = candidate.at if candidate else 0
    voices = [one for one in named if not conflict.claimants[one[1].id].relay]
    relays = [one[1] for one in named if conflict.claimants[one[1].id].relay]
    if not voices:
        return tuple(dict.fromkeys(relays))
    nearest = min(voices, key=lambda one: abs(one[0] - at))[1]
    same = (one for _, one in voices if one.id == nearest.id)
    return tuple(dict.fromkeys([max(same, key=lambda one: len(one.text)), *relays]))


def _speaking_party(read: Clauses, folded: str) -> Claimant | None:
    says = [at for at, item in enumerate(read.items) if item.has("SAY", "ACCORDING")]
    belongs = any(item.has("BELONG") for item in read.items)
    for named in read.parties:
        if belongs and any(read.items[say].has("ACCORDING", "SAY") and abs(say - named.at) <= 3 for say in says):
            continue  # "which South says belong to northerners" hedges who they were, not how many
        speaks = any(
            (0 < say - named.at <= 5 and not any(item.has("PRON") for item in read.items[named.at : say]))
            or (read.items[say].has("ACCORDING") and 0 < named.at - say <= 3)
            for say in says
        )
        cited = any(read.items[say].has("ACCORDING") for say in says)
        owns = named.role in (Role.OWNER, Role.PLACE, Role.SOURCE, Role.AGENT)
        if speaks and (named.role is Role.SUBJECT or (cited and not owns)) and not named.party.startswith("@"):
            item = read.items[named.at]
            return Claimant(folded[item.start : item.end], named.party, named.party, False)
    return None


def _unnamed(items: Sequence[Item], folded: str) -> tuple[Claimant, ...]:
    for item in items:
        if item.has("SOURCE"):
            return (Claimant(folded[item.start : item.end]),)
    return ()


def is_trailing(read: Clauses) -> bool:
    """A sentence that only says who said what stands before it."""
    return any(item.has("TRAILING") for item in read.items[:2]) and not any(
        item.kind == "number" for item in read.items
    )
