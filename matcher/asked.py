"""Sentences that only say who says how many: they answer what the text asked or told just before. Pure."""

from collections.abc import Sequence
from math import log

from matcher.direction import Direction
from matcher.draft import Draft
from matcher.frames import Candidate
from matcher.reading import Sentence

_ASKED = 2  # sentences for which a question like "how many came north?" holds
_ASSUMED = 1  # the strength of a side that only the text before suggests


def answered(
    sentence: Sentence, number: int, sides: list[Direction], asked: tuple[int, str], done: Sequence[Draft]
) -> list[Direction]:
    """asked: the sentence, and the side, of which the text last spoke; the sides as they are where nothing was."""
    if number - asked[0] > _ASKED or not _answers(sentence):
        return sides
    return [
        side if side.to else Direction(_asked_for(candidate, asked[1], done, number), "asked", _ASSUMED)
        for candidate, side in zip(sentence.found, sides, strict=True)
    ]


def _answers(sentence: Sentence) -> bool:
    """Only who says it and how many: "the headquarters says 1,245", "the ministry - 1,248"."""
    items = sentence.read.items
    plain = not sentence.read.verbs and not any(item.has("OTHER") for item in items)
    cited = any(item.has("ACCORDING") for item in items) and any(item.has("PARTY") for item in items)
    return plain and (cited or any(item.has("CLAIMANT") for item in items))


def _asked_for(candidate: Candidate, last: str, done: Sequence[Draft], number: int) -> str | None:
    """The side of the figure just before that this one is nearest to: 1,003 answers 1,000, not the 26 after it."""
    near = [one for one in done if one.to and one.number.low and number - one.sentence <= _ASKED]
    if not near or not candidate.number.low:
        return last or None
    return min(near, key=lambda one: abs(log(one.number.low / candidate.number.low))).to
