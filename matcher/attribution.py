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
    """One sentence. says: who says what it says; named: every official it names; plain: it tells of nothing else."""

    says: Chain
    named: Chain
    counts: frozenset[int]
    plain: bool


class Voices:
    """What is heard in the sentences of an article, before its figures have a scope; each is listened to when it is
    asked for, which few are."""

    def __init__(self, read: Sequence[Sentence], conflict: Conflict) -> None:
        self._read, self._conflict = read, conflict
        self._heard: dict[int, Heard] = {}

    def __getitem__(self, place: int) -> Heard:
        if place not in self._heard:
            self._heard[place] = _heard(self._read[place], self._conflict)
        return self._heard[place]

    def around(self, draft: Draft, reach: int) -> list[int]:
        """The sentences within reach of a figure, the nearest first, of two the one before it."""
        near = range(max(0, draft.sentence - reach), min(len(self._read), draft.sentence + reach + 1))
        return sorted(near, key=lambda place: abs(place - draft.sentence))


@dataclass(frozen=True, slots=True)
class _Told:
    """then: sentences whose figures are those of earlier exchanges."""

    voices: Voices
    then: frozenset[int]


def attributed(
    drafts: Sequence[Draft],
    read: Sequence[Sentence],
    voices: Voices,
    conflict: Conflict,
    own: Claimant | None = None,
) -> list[Draft]:
    """own: who publishes the article, if it is an official that speaks for itself."""
    heard = _with_times(voices, drafts)
    return [
        replace(draft, claimants=_who(draft, read, heard, conflict, own), spoken=bool(draft.claimants))
        for draft in drafts
    ]


def completed(drafts: Sequence[Draft], voices: Voices) -> list[Draft]:
    """The same for figures of which only the whole article told who receives: formulas, sums, parts."""
    heard = _with_times(voices, drafts)
    return [
        one if one.claimants or one.kind is not Kind.BODIES else replace(one, claimants=_official_near(one, heard, ()))
        for one in drafts
    ]


def passed_on(drafts: Sequence[Draft], voice: Claimant | None) -> list[Draft]:
    """voice: whose words the article passes on as a whole; figures for which it names nobody are his."""
    return [replace(one, claimants=one.claimants or ((voice,) if voice else ())) for one in drafts]


def _with_times(voices: Voices, drafts: Sequence[Draft]) -> _Told:
    now = {draft.sentence for draft in drafts if draft.scope is not Scope.PREVIOUS}
    return _Told(voices, frozenset(draft.sentence for draft in drafts) - now)


def _heard(sentence: Sentence, conflict: Conflict) -> Heard:
    items, folded = sentence.read.items, sentence.folded.text
    counts = frozenset(item.value.low for item in items if item.kind == "number")
    plain = not sentence.found and not any(item.has("PREV") or item.kind == "date" for item in items)
    says = claimant.chain(sentence.read, None, conflict, folded)
    return Heard(says, claimant.officials(sentence.read, conflict, folded), counts, plain)


def _who(draft: Draft, read: Sequence[Sentence], heard: _Told, conflict: Conflict, own: Claimant | None) -> Chain:
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


def _trailing(draft: Draft, read: Sequence[Sentence], heard: _Told) -> Chain:
    after = draft.sentence + 1
    return heard.voices[after].says if after < len(read) and claimant.is_trailing(read[after].read) else ()


def _before(draft: Draft, read: Sequence[Sentence], heard: _Told) -> Chain:
    for place in range(draft.sentence - 1, max(-1, draft.sentence - 1 - _BACK), -1):
        if read[place].group == draft.group and heard.voices[place].says:
            return heard.voices[place].says
    return ()


def _official_near(draft: Draft, heard: _Told, side: Chain) -> Chain:
    """Of the side that speaks, if one does, else that receives; what a page tells of earlier ones is its own
    background."""
    now = draft.scope in (Scope.CURRENT, Scope.COMPONENT) and draft.scope_rule != PART_EARLIER
    if not now or draft.to is None:
        return ()
    if who := _of_side(draft, heard, side[0].side if side else draft.to, _AROUND):
        return who
    near_by = [] if side else heard.voices.around(draft, _BACK)
    return next((heard.voices[place].says for place in near_by if _speaks(heard, place, draft)), ())


def _of_receiver(draft: Draft, heard: _Told, reach: int) -> Chain:
    """ "In all 662; by the northern staff North got 640, South 22; the southern number is Mr A's"."""
    now = draft.to is not None and draft.kind is Kind.BODIES and draft.scope is Scope.CURRENT
    return _of_side(draft, heard, draft.to or "", reach) if now else ()


def _of_side(draft: Draft, heard: _Told, side: str, reach: int) -> Chain:
    """Who of that side repeats the number, else speaks, else is named, in the nearest sentence within reach."""
    near = heard.voices.around(draft, reach)
    for fits in (_repeats, _speaks, _is_named):
        for place in near:
            if fits(heard, place, draft) and (who := _of(heard.voices[place], side)):
                return who
    return ()


def _of(one: Heard, side: str) -> Chain:
    if one.says and one.says[0].official and one.says[0].side == side:
        return one.says
    return next(((official,) for official in one.named if official.side == side), ())


def _repeats(heard: _Told, place: int, draft: Draft) -> bool:
    """ "The number of 22 came from Mr A": the same number, and an official beside it."""
    return draft.number.low > 0 and draft.number.low in heard.voices[place].counts


def _speaks(heard: _Told, place: int, _: Draft) -> bool:
    says = heard.voices[place].says
    return bool(says) and says[0].official and place not in heard.then


def _is_named(heard: _Told, place: int, _: Draft) -> bool:
    """In a sentence that counts and dates nothing: "the larger number is that of the headquarters"."""
    return heard.voices[place].plain
