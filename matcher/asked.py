"""Sentences that only say who says how many: they answer what the text asked or told just before. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from matcher.direction import Direction
from matcher.draft import Draft
from matcher.frames import Candidate
from matcher.reading import Sentence
from repwatch.model import Kind, Qualifier, Scope

_ASKED = 2  # sentences for which a question like "how many came north?" holds
_FAR = 3  # sentences from a hedged figure to the exact one
_CLOSE = 0.05  # of a hedged figure, within which an exact one is the same
_ASSUMED, _ASKED_FOR = 1, 2  # the strength of a side that the text before suggests, of one that it asks for


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the text last spoke of bodies without a figure, or of one, and which side they went to."""

    at: int = -9
    side: str = ""
    question: bool = False  # "how many went north, South does not say"


def answered(
    sentence: Sentence, number: int, sides: list[Direction], asked: Asked, done: Sequence[Draft]
) -> list[Direction]:
    """The sides as they are where nothing was asked."""
    if _answers(sentence):
        sides = [
            side
            if side.to
            else Direction(to, "asked", _ASKED_FOR)
            if (to := _made_exact(candidate, number, done))
            else side
            for candidate, side in zip(sentence.found, sides, strict=True)
        ]
    if number - asked.at > _ASKED or not _answers(sentence):
        return sides
    if asked.question and number - asked.at == 1:
        return [side if side.to else Direction(asked.side, "asked", _ASKED_FOR) for side in sides]
    return [
        side if side.to else Direction(_asked_for(candidate, asked.side, done, number), "asked", _ASSUMED)
        for candidate, side in zip(sentence.found, sides, strict=True)
    ]


def _answers(sentence: Sentence) -> bool:
    """Only who says it and how many: "the headquarters says 1,245", "the ministry - 1,248"."""
    items = sentence.read.items
    plain = not sentence.read.verbs and not any(item.has("OTHER") for item in items)
    cited = any(item.has("ACCORDING") for item in items) and any(item.has("PARTY") for item in items)
    return plain and (cited or any(item.has("CLAIMANT") for item in items))


def _made_exact(candidate: Candidate, number: int, done: Sequence[Draft]) -> str:
    """ "Over 640 came north ... The headquarters put the number at 642": the side of the figure that it makes exact."""
    bodies = candidate.kind in (None, Kind.BODIES)
    exact = bodies and candidate.number.qualifier is Qualifier.EXACT and candidate.number.low > 0
    hedged = {
        one.to or ""
        for one in done
        if one.scope is Scope.CURRENT and one.kind is Kind.BODIES and 0 < number - one.sentence <= _FAR
        if one.number.qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.ABOUT)
        if abs(one.number.low - candidate.number.low) <= one.number.low * _CLOSE
    }
    return hedged.pop() if exact and len(hedged) == 1 else ""


def _asked_for(candidate: Candidate, last: str, done: Sequence[Draft], number: int) -> str | None:
    """The side of the figure just before that this one is nearest to: 1,003 answers 1,000, not the 26 after it."""
    near = [one for one in done if one.to and one.number.low and number - one.sentence <= _ASKED]
    if not near or not candidate.number.low:
        return last or None
    return min(near, key=lambda one: abs(log(one.number.low / candidate.number.low))).to
