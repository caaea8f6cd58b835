"""A text and what was searched for in, the words around what was found out, with the matches told apart. Pure.

Lists of names are left out, as elsewhere: the dead are not named.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from alerts.quotes import OMITTED
from review.searching import Query
from review.stemming import Stemmer, Word
from review.wording import readable

LONGEST = 60_000  # letters looked through
REACH = 300  # letters on each side of a snippet that are enough to know a list of names
SHOWN = 280  # letters of a snippet
LEAD = 70  # of them before the first match
MOST = 60  # matches looked at
FRAY = 40  # letters: of a name that was cut in two
CUT = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """What is marked: words whose stems these are, and words that begin so. initials: of all of them.

    several: it is more than one word.
    """

    stemmer: Stemmer
    stems: frozenset[str]
    beginnings: tuple[str, ...]
    initials: frozenset[str]
    several: bool

    def marks(self, word: Word) -> bool:
        if word.folded[0] not in self.initials:  # stems keep it, and most words need not be cut
            return False
        found = word.folded.startswith(self.beginnings) if self.beginnings else False
        return found or not self.stems.isdisjoint(self.stemmer.candidates(word.folded))

    def key(self, word: Word) -> str:
        return self.stemmer.candidates(word.folded)[0]


def marker(query: Query, stemmer: Stemmer) -> Marker:
    terms = [term for term in query.terms if not term.excluded]
    words = [word for term in terms for word in term.words]
    stems = {stem for word in words for stem in stemmer.candidates(word)}
    beginnings = tuple(term.words[-1] for term in terms if term.beginning)
    return Marker(stemmer, frozenset(stems), beginnings, frozenset(stem[0] for stem in stems), len(words) > 1)


def marked(text: str, marker: Marker) -> tuple[Piece, ...]:
    """The whole text in one line."""
    return tuple(_pieces(_shown(text), marker))


def snippet(text: str, marker: Marker) -> tuple[Piece, ...]:
    """Around the place where most of what was searched for stands together; else the beginning."""
    text = text[:LONGEST]
    hits = list(islice(_hits(text, marker), MOST if marker.several else 1))
    at = _densest(hits, marker) if hits else 0
    first, last = max(0, at - LEAD - REACH), at + SHOWN + REACH
    near = _unfrayed(_shown(text[first:last]), before=first > 0, after=last < len(text))
    found = [word.start for word in _hits(near, marker)] if hits else []
    start = max(0, min(found, key=lambda one: abs(one - (at - first))) - LEAD) if found else 0
    before, after = start > 0 or first > 0, start + SHOWN < len(near) or last < len(text)
    return tuple(_pieces(_cut(near, start, before=before, after=after), marker))


def _shown(text: str) -> str:
    """In one line, without lists of names, also of such as stand one to a line."""
    return " ".join(readable(text).split())


def _unfrayed(text: str, *, before: bool, after: bool) -> str:
    """Without what a cut has left over of a list of names at an end."""
    head, omitted, rest = text.partition(OMITTED)
    if before and omitted and len(head) <= FRAY:
        text = omitted + rest
    rest, omitted, tail = text.rpartition(OMITTED)
    return rest + omitted if after and omitted and len(tail) <= FRAY else text


def _hits(text: str, marker: Marker) -> Iterator[Word]:
    return (word for word in marker.stemmer.words(text) if marker.marks(word)) if marker.stems else iter(())


def _densest(hits: Sequence[Word], marker: Marker) -> int:
    """Where the next letters of a snippet hold most different matches."""
    best, most = hits[0].start, 0
    for number, first in enumerate(hits):
        within = {marker.key(word) for word in hits[number:] if word.end <= first.start + SHOWN - LEAD}
        if len(within) > most:
            best, most = first.start, len(within)
    return best


def _cut(text: str, start: int, *, before: bool, after: bool) -> str:
    """Between words."""
    kept = text[start : start + SHOWN]
    if start and not text[start - 1].isspace():
        kept = kept.partition(" ")[2] or kept
    if start + SHOWN < len(text) and not text[start + SHOWN].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return f"{CUT + ' ' if before else ''}{kept.strip()}{' ' + CUT if after else ''}"


def _pieces(text: str, marker: Marker) -> Iterable[Piece]:
    last = 0
    for word in marker.stemmer.words(text):
        if marker.marks(word):
            if word.start > last:
                yield Piece(text[last : word.start])
            yield Piece(text[word.start : word.end], marked=True)
            last = word.end
    if last < len(text):
        yield Piece(text[last:])
