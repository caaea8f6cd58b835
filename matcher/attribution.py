"""The drafts of one article in, the same with who says each: from its own sentence, else from those around it. Pure.

An announcement names its author once, often in a sentence of its own before or after the figures: a figure whose
sentence names nobody, or only a side as such, takes the nearest official who speaks for the side that receives.
"""

from collections.abc import Sequence
from dataclasses import replace

from matcher import claimant
from matcher.draft import Draft
from matcher.reading import Sentence
from matcher.words import Conflict
from repwatch.model import Claimant, Kind, Scope

_BACK = 3  # sentences of the same paragraph in which whoever spoke last still speaks
_AROUND = 7  # sentences around a figure in which an official of its side is taken to be its author

Chain = tuple[Claimant, ...]


def attributed(
    drafts: Sequence[Draft], read: Sequence[Sentence], conflict: Conflict, own: Claimant | None = None
) -> list[Draft]:
    """own: who publishes the article, if it is an official that speaks for itself."""
    voices = [claimant.chain(one.read, None, conflict, one.folded.text) for one in read]
    return [
        replace(draft, claimants=_who(draft, read, voices, conflict, own), spoken=bool(draft.claimants))
        for draft in drafts
    ]


def _who(
    draft: Draft, read: Sequence[Sentence], voices: Sequence[Chain], conflict: Conflict, own: Claimant | None
) -> Chain:
    if own is not None:
        who = draft.claimants or _trailing(draft, read, voices)
        return who if who and who[0].id != own.side else (own,)
    who = draft.claimants or _trailing(draft, read, voices) or _before(draft, read, voices)
    if (who and not _is_side(who[0], conflict)) or draft.kind is not Kind.BODIES or draft.scope is Scope.PLANNED:
        return who
    return _official_near(draft, voices, who) or who


def _is_side(one: Claimant, conflict: Conflict) -> bool:
    """Only "Moscow said": an official who says the same is the better author."""
    return one.id in conflict.parties


def _trailing(draft: Draft, read: Sequence[Sentence], voices: Sequence[Chain]) -> Chain:
    after = draft.sentence + 1
    return voices[after] if after < len(read) and claimant.is_trailing(read[after].read) else ()


def _before(draft: Draft, read: Sequence[Sentence], voices: Sequence[Chain]) -> Chain:
    for place in range(draft.sentence - 1, max(-1, draft.sentence - 1 - _BACK), -1):
        if read[place].group == draft.group and voices[place]:
            return voices[place]
    return ()


def _official_near(draft: Draft, voices: Sequence[Chain], side: Chain) -> Chain:
    """Of the side that speaks, if one does, else that receives; a previous figure of a page is its own background."""
    if draft.scope not in (Scope.CURRENT, Scope.COMPONENT) or draft.to is None:
        return ()
    officials = [place for place, chain in enumerate(voices) if chain and chain[0].official]
    far = {place: abs(place - draft.sentence) for place in officials}
    own = [place for place in officials if voices[place][0].side == draft.to and far[place] <= _AROUND]
    places = own or [place for place in officials if far[place] <= _BACK]
    if side:
        places = [place for place in places if voices[place][0].side == side[0].side]
    return voices[min(places, key=lambda place: far[place])] if places else ()
