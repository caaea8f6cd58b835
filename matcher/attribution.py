"""The drafts of one article in, the same with who says each: from its own sentence, else from those around it. Pure.

An announcement names its author once, often in a sentence of its own before or after the figures: a figure whose
sentence names nobody, or only a side as such, takes the nearest official who speaks for the side that receives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher import claimant
from matcher.draft import Draft
from matcher.reading import Sentence
from matcher.some_of import PART_EARLIER
from matcher.words import Conflict
from repwatch.model import Claimant, Kind, Scope

_BACK = 3  # sentences of the same paragraph in which whoever spoke last still speaks
_AROUND = 7  # sentences around a figure in which an official of its side is taken to be its author

Chain = tuple[Claimant, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence. says: who says what it says; named: every official it names; plain: it tells of nothing else;
    then: its figures are those of earlier exchanges."""

    says: Chain
    named: Chain
    counts: frozenset[int]
    plain: bool
    then: bool = False


def attributed(
    drafts: Sequence[Draft],
    read: Sequence[Sentence],
    voices: Sequence[Heard],
    conflict: Conflict,
    own: Claimant | None = None,
) -> list[Draft]:
    """voices: what overheard() found. own: who publishes the article, if it is an official that speaks for itself."""
    heard = _with_times(voices, drafts)
    return [
        replace(draft, claimants=_who(draft, read, heard, conflict, own), spoken=bool(draft.claimants))
        for draft in drafts
    ]


def completed(drafts: Sequence[Draft], voices: Sequence[Heard]) -> list[Draft]:
    """The same for figures of which only the whole article told who receives: formulas, sums, parts."""
    heard = _with_times(voices, drafts)
    return [
        one if one.claimants or one.kind is not Kind.BODIES else replace(one, claimants=_official_near(one, heard, ()))
        for one in drafts
    ]


def passed_on(drafts: Sequence[Draft], voice: Claimant | None) -> list[Draft]:
    """voice: whose words the article passes on as a whole; figures for which it names nobody are his."""
    return [replace(one, claimants=one.claimants or ((voice,) if voice else ())) for one in drafts]


def overheard(read: Sequence[Sentence], conflict: Conflict) -> list[Heard]:
    """Of each sentence, before its figures have a scope."""
    return [_heard(one, conflict) for one in read]


def _with_times(voices: Sequence[Heard], drafts: Sequence[Draft]) -> list[Heard]:
    now = {draft.sentence for draft in drafts if draft.scope is not Scope.PREVIOUS}
    then = {draft.sentence for draft in drafts} - now
    return [replace(one, then=True) if place in then else one for place, one in enumerate(voices)]


def _heard(sentence: Sentence, conflict: Conflict) -> Heard:
    items, folded = sentence.read.items, sentence.folded.text
    counts = frozenset(item.value.low for item in items if item.kind == "number")
    plain = not sentence.found and not any(item.has("PREV") or item.kind == "date" for item in items)
    says = claimant.chain(sentence.read, None, conflict, folded)
    return Heard(says, claimant.officials(sentence.read, conflict, folded), counts, plain)


def _who(
    draft: Draft, read: Sequence[Sentence], heard: Sequence[Heard], conflict: Conflict, own: Claimant | None
) -> Chain:
    if own is not None:
        who = draft.claimants or _trailing(draft, read, heard)
        return who if who and who[0].id != own.side else (own,)
    who = draft.claimants or _trailing(draft, read, heard) or _before(draft, read, heard)
    if not draft.claimants and who and who[0].official and who[0].side != draft.to:
        who = _of_receiver(draft, heard, _BACK) or who
    if (who and not _is_side(who[0], conflict)) or draft.kind is not Kind.BODIES or draft.scope is Scope.PLANNED:
        return who
    return _official_near(draft, heard, who) or who


def _is_side(one: Claimant, conflict: Conflict) -> bool:
    """Only "Moscow said": an official who says the same is the better author."""
    return one.id in conflict.parties


def _trailing(draft: Draft, read: Sequence[Sentence], heard: Sequence[Heard]) -> Chain:
    after = draft.sentence + 1
    return heard[after].says if after < len(read) and claimant.is_trailing(read[after].read) else ()


def _before(draft: Draft, read: Sequence[Sentence], heard: Sequence[Heard]) -> Chain:
    for place in range(draft.sentence - 1, max(-1, draft.sentence - 1 - _BACK), -1):
        if read[place].group == draft.group and heard[place].says:
            return heard[place].says
    return ()


def _official_near(draft: Draft, heard: Sequence[Heard], side: Chain) -> Chain:
    """Of the side that speaks, if one does, else that receives; what a page tells of earlier ones is its own
    background."""
    now = draft.scope in (Scope.CURRENT, Scope.COMPONENT) and draft.scope_rule != PART_EARLIER
    if not now or draft.to is None:
        return ()
    if who := _of_side(draft, heard, side[0].side if side else draft.to, _AROUND):
        return who
    far = {place: abs(place - draft.sentence) for place, one in enumerate(heard) if _speaks(one, draft)}
    near_by = [place for place in far if far[place] <= _BACK and not side]
    return heard[min(near_by, key=lambda place: far[place])].says if near_by else ()


def _of_receiver(draft: Draft, heard: Sequence[Heard], reach: int) -> Chain:
    """ "In all 662; by the northern staff North got 640, South 22; the southern number is Mr A's"."""
    now = draft.to is not None and draft.kind is Kind.BODIES and draft.scope is Scope.CURRENT
    return _of_side(draft, heard, draft.to or "", reach) if now else ()


def _of_side(draft: Draft, heard: Sequence[Heard], side: str, reach: int) -> Chain:
    """Who of that side repeats the number, else speaks, else is named, in the nearest sentence within reach."""
    for fits in (_repeats, _speaks, _is_named):
        found = [(abs(place - draft.sentence), _of(one, side)) for place, one in enumerate(heard) if fits(one, draft)]
        near = [(far, who) for far, who in found if who and far <= reach]
        if near:
            return min(near, key=lambda pair: pair[0])[1]
    return ()


def _of(one: Heard, side: str) -> Chain:
    if one.says and one.says[0].official and one.says[0].side == side:
        return one.says
    return next(((official,) for official in one.named if official.side == side), ())


def _repeats(one: Heard, draft: Draft) -> bool:
    """ "The number of 22 came from Mr A": the same number, and an official beside it."""
    return draft.number.low > 0 and draft.number.low in one.counts


def _speaks(one: Heard, _: Draft) -> bool:
    return bool(one.says) and one.says[0].official and not one.then


def _is_named(one: Heard, _: Draft) -> bool:
    """In a sentence that counts and dates nothing: "the larger number is that of the headquarters"."""
    return one.plain
