"""An article in, its sentences out, each read once: zone, paragraph, clauses and candidate figures. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.clauses import Clauses
from matcher.dates import with_dates
from matcher.frames import Candidate, candidates
from matcher.nothing import with_zeros
from matcher.numbers import with_numbers
from matcher.text import MOST_TOKENS, Folded, fold, sentences, tokens
from matcher.words import Language, Lexicon, typed
from matcher.zones import READ, Zone, lines
from repwatch.model import Article

MOST_FIGURES = 120  # of one article; real pages have some forty, endless lists of numbers are no news


@dataclass(frozen=True, slots=True)
class Sentence:
    """Read once: which field it stands in, its zone, paragraph, clauses and candidate figures."""

    field: str
    zone: Zone
    group: int
    header: bool
    read: Clauses
    found: tuple[Candidate, ...]
    folded: Folded


def read_sentences(article: Article, language: Language, lexicon: Lexicon) -> list[Sentence]:
    """Up to the one in which the number of figures gets too large."""
    kept: list[Sentence] = []
    figures = 0
    for sentence in _sentences(article, language, lexicon):
        if (figures := figures + len(sentence.found)) > MOST_FIGURES:
            break
        kept.append(sentence)
    return kept


def _sentences(article: Article, language: Language, lexicon: Lexicon) -> Iterator[Sentence]:
    for field, raw in (("title", article.title), ("text", article.text)):
        folded = fold(raw, lexicon.alphabet)
        for group, line in enumerate(
            lines(folded.text, language.lines, bool(article.title)) if field == "text" else [None]
        ):
            if line is None:
                yield from _read(folded, 0, len(folded.text), language, (field, Zone.HEADLINE, -1, False))
            elif line.zone in READ:
                yield from _read(folded, line.start, line.end, language, (field, line.zone, group, line.header))


def _read(
    folded: Folded, start: int, end: int, language: Language, where: tuple[str, Zone, int, bool]
) -> Iterator[Sentence]:
    field, zone, group, header = where
    for first, last in sentences(folded.text[start:end], language.abbreviations, start, language.openers):
        found = tokens(folded.text[first:last], first)
        for piece in range(0, len(found), MOST_TOKENS):
            items = with_zeros(with_numbers(with_dates(typed(found[piece : piece + MOST_TOKENS], language))))
            read = Clauses(items)
            yield Sentence(field, zone, group, header, read, tuple(candidates(read)), folded)
