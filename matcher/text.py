"""Raw text in, folded text with a map back to raw offsets, tokens and sentences out. Pure.

Folded text is what every later stage reads: composed letters, one kind of apostrophe, dash, quote and space, no soft
hyphens or stress marks, look-alike letters of another script undone. Evidence always quotes the raw text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

LONGEST = 40_000  # characters read of one text: the longest news stories have some 30,000, the rest is furniture
MOST_TOKENS = 220  # of one sentence; a longer one is read in pieces, so that time stays linear in length

_MARKS = "\u0300-\u036f"
_DROPPED = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff"
_SPECIAL = re.compile(f"[^{_MARKS}][{_MARKS}]+|[{_DROPPED}{_MARKS}]")
_STRESS = "\u0301"
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032\u02b9", "'"),
    **dict.fromkeys("\u2013\u2014\u2015\u2212", "\u2013"),
    **dict.fromkeys("\u2010\u2011\u2012", "-"),
    **dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t", " "),
    **dict.fromkeys("\u2028\u2029\r", "\n"),
}

# The commonest first. Digits begin what is neither a word nor a mark, so only the order within the two kinds counts.
_LETTERS = r"[^\W\d_]+(?:['*](?!s\b)[^\W\d_]+)*|'s\b"
WORD = re.compile(_LETTERS)
TOKEN = re.compile(
    rf"(?P<word>{_LETTERS})"
    r"|(?P<mark>[^\w\s]|_)"
    r"|(?P<stamp>\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?!\d))"
    r"|(?P<grouped>(?<!\d)(?<!\d )\d{1,3}(?:(?P<between>[ ,.])\d{3})(?:(?P=between)\d{3})*(?!\d|[.,]\d))"
    r"|(?P<decimal>\d+[.,]\d+)"
    r"|(?P<digits>\d+)"
)
_END = re.compile(
    r"[.!?\u2026]+[\"')\]]*(?=\s)|\n+"
    r"|(?<=[^\W_]{2})(?P<glued>[.!?])(?=[\"(]?(?P<next>[^\W\d_]+)[ ,])"  # "said so.The other"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """text: as read; starts, shifts: where, from which folded offset on, raw offsets run ahead, and by how much."""

    text: str
    raw_text: str
    starts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def raw(self, position: int) -> int:
        return position + self.shifts[bisect_right(self.starts, position) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets of a folded span that is not empty."""
        return self.raw(start), self.raw(end - 1) + 1


class Token(NamedTuple):
    """kind: stamp, grouped, decimal, digits, word or mark. start, end: folded offsets. glued: no space before it.

    A tuple, as Item is: hundreds are made for each article, and a frozen dataclass takes four times as long to make.
    """

    text: str
    kind: str
    start: int
    end: int
    glued: bool
    capital: bool


_token = partial(tuple.__new__, Token)  # takes half the time of a call by its fields


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters that data knows: one-to-one folds, look-alikes by script, and what may stand for a zero."""

    folds: Mapping[int, str]
    latin_to_other: Mapping[str, str]
    zeros: str


def fold(raw: str, alphabet: Alphabet) -> Folded:
    """Fold at most LONGEST characters; the rest of a longer text is not read."""
    cut = raw[:LONGEST]
    pieces: list[str] = []
    starts, shifts = [0], [0]
    done = length = 0
    for found in _SPECIAL.finditer(cut):
        pieces.append(cut[done : found.start()])
        length += found.start() - done
        kept = _composed(found.group())
        pieces.append(kept)
        length += len(kept)
        done = found.end()
        starts.append(length)
        shifts.append(done - length)
    pieces.append(cut[done:])
    plain = "".join(pieces).translate(_plain_table()).translate(dict(alphabet.folds))
    return Folded(_without_lookalikes(plain, alphabet), cut, tuple(starts), tuple(shifts))


def _composed(cluster: str) -> str:
    """A letter with its marks as one character; stress marks and invisible characters are dropped."""
    if len(cluster) == 1:
        return ""
    marks = "".join(mark for mark in cluster[1:] if mark != _STRESS)
    whole = unicodedata.normalize("NFC", cluster[0] + marks)
    return whole if len(whole) == 1 else cluster[0]


def _plain_table() -> dict[int, str]:
    return _TABLE


_TABLE = {ord(character): plain for character, plain in _PLAIN.items()}
_MIXED = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
_DISGUISED = 8  # letters undone in mixed words that show that a page hides its letters on purpose
_SHORT = re.compile(r"\b[A-Za-z\u00c0-\u024f]{1,3}\b")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def _without_lookalikes(text: str, alphabet: Alphabet) -> str:
    """Letters of another script only in a word that mixes scripts, and a letter O only inside digits."""
    if not _LATIN.search(text):
        return text
    mixed = _MIXED.sub(lambda found: _one_script(found.group(), alphabet), text)
    if mixed == text:
        return text
    changed = sum(one != two for one, two in zip(text, mixed, strict=True))
    if changed < _DISGUISED:
        return mixed
    return _SHORT.sub(lambda found: _disguised(found.group(), alphabet), mixed)


def _disguised(word: str, alphabet: Alphabet) -> str:
    """In a text that is full of look-alikes, a short word made of them alone is one too."""
    if all(letter in alphabet.latin_to_other for letter in word):
        return "".join(alphabet.latin_to_other[letter] for letter in word)
    return word


def _one_script(word: str, alphabet: Alphabet) -> str:
    if word[0].isdigit() and all(letter.isdigit() or letter in alphabet.zeros for letter in word):
        return "".join("0" if letter in alphabet.zeros else letter for letter in word)
    if word.isascii() or not _LATIN.search(word) or all(_LATIN.match(letter) or letter.isdigit() for letter in word):
        return word
    return "".join(alphabet.latin_to_other.get(letter, letter) for letter in word)


def tokens(text: str, start: int = 0) -> list[Token]:
    """start: offset of this text in the folded whole."""
    found = []
    before = -1
    for match in TOKEN.finditer(text):
        word, (first, end) = match.group(), match.span()
        kind = match.lastgroup or "mark"
        found.append(_token((word.lower(), kind, start + first, start + end, first == before, word[0].isupper())))
        before = end
    return found


def plain_words(raw: str, alphabet: Alphabet) -> list[str] | None:
    """The texts of its tokens once it is folded, if it is nothing but letters of one script and single blanks."""
    text = raw.translate(_plain_table()).translate(dict(alphabet.folds))
    words = text.split(" ")
    plain = all(map(str.isalpha, words)) and (text.isascii() or not _LATIN.search(text))
    return text.lower().split(" ") if plain else None


_WORD = re.compile(r"[\w'-]+")
_LONGEST_WORD = 40


def sentences(
    text: str, abbreviations: frozenset[str], start: int = 0, openers: frozenset[str] = frozenset()
) -> Iterator[tuple[int, int]]:
    """Spans of sentences. A digit may start one; a point after an abbreviation, initial or day does not end one.

    openers: words that may start one in lower case.
    """
    begin = 0
    for found in _END.finditer(text):
        if _ends_here(text, found, abbreviations, openers):
            if text[begin : found.end()].strip():
                yield start + begin, start + found.end()
            begin = found.end()
    if text[begin:].strip():
        yield start + begin, start + len(text)


def _ends_here(text: str, found: re.Match[str], abbreviations: frozenset[str], openers: frozenset[str]) -> bool:
    if found["glued"]:
        return _opens_sentence(text, found.start(), found["next"], abbreviations)
    if found.group()[0] in "\n!?\u2026":
        return True
    rest = text[found.end() :].lstrip(" ")
    if rest[:1].islower() and not openers.intersection(_WORD.findall(rest[:_LONGEST_WORD])[:1]):
        return False
    word = re.search(r"[\w']*$", text[max(0, found.start() - 20) : found.start()])
    last = word.group().lower() if word else ""
    if last in abbreviations:
        return False
    return not (len(last) == 1 and last.isalpha())


def _opens_sentence(text: str, point: int, word: str, abbreviations: frozenset[str]) -> bool:
    """A space is missing after the sentence: a capital follows, and it is no site ("Agency.Ru", "News.TV")."""
    before = re.search(r"[\w']*$", text[max(0, point - 20) : point])
    last = before.group() if before else ""
    site = last[:1].isupper() and len(word) == len("Ru") and word.isascii()
    return word == word.capitalize() and not site and last.lower() not in abbreviations
