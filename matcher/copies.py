"""Does one article copy another? The text of an article in, marks that can be looked up out; two texts in, a sign out.

Pure. A quote of eight words that both have is a sign by itself. Shared three-word runs only propose a pair: it is a
copy when enough sentences of the shorter text have a fellow in the other. Whether two texts share marks, and what
follows, is the same whichever came first, and the same in every process: the hash is a fixed one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from matcher.text import fold, tokens
from matcher.words import Conflict, Item, Lexicon, language_of, typed

QUOTED = 8  # words of a shared quote (extraction: independence)
RUN = 3  # words of a shingle
BINS = 24  # of the sketch: an error of some 0.1 in the likeness, which only proposes
PROPOSED = 0.125  # of the bins: pairs from a likeness of 0.15 on are nearly all looked at
ALIGNED = 0.4  # of the sentences of the shorter text
FELLOW = 0.6  # of the words of the shorter sentence; two reports of one event, written apart, rarely share so many
SHORTEST = 5  # words of a sentence that can have a fellow
MOST_QUOTED = 200  # runs of one text
HEAD, TAIL = 300, 200  # characters in which an agency is credited: the dateline, the last line

_WORD = re.compile(r"[^\W_]+")
_QUOTE = re.compile(r'["\u00ab\u201e\u201c\u201d]([^"\u00ab\u00bb\u201e\u201c\u201d\n]{20,2000})["\u00bb\u201c\u201d]')
_END = re.compile(r"(?<=[.!?\u2026])[\"\u00bb\u201d)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Marks:
    """quotes: of eight-word runs inside quotation marks. sketch: the least hash of three-word runs in each bin."""

    quotes: frozenset[int]
    sketch: frozenset[int]


_LARGEST = 1 << 63  # larger than any hash


def marks(title: str, text: str) -> Marks:
    quoted = [run for found in _QUOTE.finditer(text) for run in _runs(_words(found[1]), QUOTED)]
    least: dict[int, int] = {}
    for run in _runs(_words(f"{title}\n{text}"), RUN):
        number = _hash(run)
        place = number % BINS
        if number < least.get(place, _LARGEST):
            least[place] = number
    return Marks(frozenset(_hash(run) for run in quoted[:MOST_QUOTED]), frozenset(least.values()))


def proposed(own: Marks, shared: int) -> bool:
    """shared: how many marks of the sketch both texts have."""
    return shared > 0 and shared >= PROPOSED * len(own.sketch)


def is_copy(one: str, two: str) -> bool:
    """Two of the sentences at least: one sentence is how everybody tells it."""
    mine, theirs = sorted((_sentences(one), _sentences(two)), key=len)
    fellows = sum(any(_fellows(a, b) for b in theirs) for a in mine)
    return fellows > 1 and fellows >= ALIGNED * len(mine)


def credited(title: str, text: str, lang: str, lexicon: Lexicon, conflict: Conflict) -> str:
    """The id of the agency in the dateline or last line: "(Agency)", "/Agency/", "Agency:"; empty: none is credited."""
    language = language_of(lexicon, lang, f"{title}\n{text}")
    for part in (text[:HEAD], text[HEAD:][-TAIL:]):
        items = typed(tokens(fold(part, lexicon.alphabet).text), language)
        if found := next(_agencies(items, conflict), ""):
            return found
    return ""


def _agencies(items: Sequence[Item], conflict: Conflict) -> Iterator[str]:
    for at, item in enumerate(items):
        term = item.term("CLAIMANT")
        known = conflict.claimants.get(term.id.split(".", 1)[1]) if term else None
        if known is None or not known.relay or known.official:
            continue
        before = items[at - 1].text if at else ""
        after = items[at + 1].text if at + 1 < len(items) else ""
        if after == ":" or (before, after) in (("(", ")"), ("/", "/"), ("[", "]")):
            yield known.id


def _sentences(text: str) -> list[frozenset[str]]:
    found = (frozenset(_words(part)) for part in _END.split(text) if part)
    return [words for words in found if len(words) >= SHORTEST]


def _fellows(one: frozenset[str], two: frozenset[str]) -> bool:
    return len(one & two) >= FELLOW * min(len(one), len(two))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str], length: int) -> Iterable[bytes]:
    encoded = [word.encode(errors="surrogatepass") for word in words]
    return map(b" ".join, zip(*(encoded[at:] for at in range(length)), strict=False))


_EMPTY = blake2b(digest_size=8, person=b"repwatch")  # copied for each run, which takes half of making one


def _hash(run: bytes) -> int:
    """64 bits, signed, as the database keeps it."""
    hashed = _EMPTY.copy()
    hashed.update(run)
    return int.from_bytes(hashed.digest(), "big", signed=True)
