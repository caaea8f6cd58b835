"""A text in, its words out: where each stands, how it is compared, and what its forms share. Pure.

The same for what is indexed and for what is asked, so that both meet. The tables come from stems.toml.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

FORMAT = 1  # of what is indexed; another number has everything indexed anew
LONGEST = 64  # letters compared of one word
KEPT = 65_536  # words whose stems are remembered
LATIN, CYRILLIC = "en", ("uk", "ru")  # languages by script

_IN_WORD = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff"  # marks, soft hyphens, joiners
_APOSTROPHES = "'`\u00b4\u02b9\u02bc\u2018\u2019\u201b\u2032"
_LETTER = rf"[^\W_][{_IN_WORD}]*"
_WORD = re.compile(
    r"(?<!\d)\d{1,3}(?:[ \u00a0\u2009\u202f.,'\u2019]\d{3})+(?![\w])"  # 1,212 is the word 1212
    rf"|(?:{_LETTER})+(?:[{_APOSTROPHES}](?:{_LETTER})+)*"
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ASCII = re.compile(r"[a-z]")
_UKRAINIAN, _RUSSIAN = re.compile(r"[іїєґ]"), re.compile(r"[ыэъё]")


@dataclass(frozen=True, slots=True)
class Word:
    """start, end: in the text as given. folded: lower case, without accents and apostrophes."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The table of one language, as stems.toml explains it."""

    shortest: int
    trim_to: int
    trimmed: str
    vowels: str
    reflexive: tuple[str, ...]
    whole: frozenset[str]
    irregular: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    closing: tuple[tuple[str, str], ...]
    softened: tuple[tuple[str, str], ...]


class Stemmer:
    """May be used by several threads. table: stems.toml, parsed."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._folds = str.maketrans(table["folds"])
        self._lookalikes = str.maketrans(table["lookalikes"])
        self._cuts = {lang: _table(table[lang]) for lang in CYRILLIC if lang in table}
        self.fold = lru_cache(KEPT)(self._fold)
        self.stem = lru_cache(KEPT)(self._stem)

    def words(self, text: str) -> Iterator[Word]:
        for found in _WORD.finditer(text):
            if folded := self.fold(found.group()):
                yield Word(found.start(), found.end(), folded)

    def stems(self, text: str, lang: str) -> str:
        """The whole text, a stem for every word, with single spaces. lang "": what the letters say."""
        lang = lang if lang in CYRILLIC else _language(text)
        return " ".join(self.stem(word.folded, lang) for word in self.words(text))

    def candidates(self, folded: str) -> tuple[str, ...]:
        """What a word may be indexed as, whatever language it is of."""
        return tuple(dict.fromkeys(self.stem(folded, lang) for lang in CYRILLIC))

    def _fold(self, word: str) -> str:
        if word[0].isdecimal() and (digits := "".join(one for one in word if one.isdecimal())) and _grouped(word):
            return digits[:LONGEST]
        text = unicodedata.normalize("NFKD", word.casefold())
        text = text.replace("\u0438\u0306", "\u0439").replace("\u0456\u0308", "\u0457")  # letters, no accents
        kept = "".join(one for one in text if one.isalnum() and one not in _APOSTROPHES).casefold()
        kept = kept.translate(self._folds)
        if _CYRILLIC.search(kept) and _ASCII.search(kept):
            kept = kept.translate(self._lookalikes)
        return kept[:LONGEST]

    def _stem(self, folded: str, lang: str) -> str:
        """lang: of the text, for Cyrillic letters; all others are read as English."""
        if not _CYRILLIC.search(folded):
            return str(EnglishStemmer().stemWord(folded)) if _ASCII.search(folded) else folded
        if cut := self._cuts.get(lang):
            return _shorten(folded, cut)
        return str(RussianStemmer().stemWord(folded))


def _grouped(word: str) -> bool:
    return not any(one.isalpha() for one in word)


def _language(text: str) -> str:
    """By letters that only one of them has."""
    lower = text[:2000].lower()
    return "uk" if len(_UKRAINIAN.findall(lower)) > len(_RUSSIAN.findall(lower)) else "ru"


def _shorten(word: str, cut: Cut) -> str:
    if word in cut.whole:
        return f"{word}_"  # a sign that no word has: nothing else is cut down to it
    word = _trimmed(_without_ending(_without_reflexive(word, cut), cut), cut)
    word = _replaced(word, cut.ends, 2)
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return _replaced(_closed(word, cut), cut.softened, 3)


def _without_reflexive(word: str, cut: Cut) -> str:
    ending = next((one for one in cut.reflexive if word.endswith(one) and len(word) >= len(one) + 4), "")
    return word.removesuffix(ending)


def _without_ending(word: str, cut: Cut) -> str:
    for ending, instead in cut.irregular:
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    fits = (one for one in cut.endings if word.endswith(one) and len(word) - len(one) >= cut.shortest)
    return word.removesuffix(next(fits, ""))


def _trimmed(word: str, cut: Cut) -> str:
    while len(word) > cut.trim_to and word[-1] in cut.trimmed:
        word = word[:-1]
    return word.rstrip("\u044c\u0439") if len(word) > 2 else word  # the soft sign and the short i


def _replaced(word: str, pairs: Sequence[tuple[str, str]], kept: int) -> str:
    """kept: letters before what is replaced, at least."""
    for end, instead in pairs:
        if word.endswith(end) and len(word) - len(end) >= kept:
            return word.removesuffix(end) + instead
    return word


def _closed(word: str, cut: Cut) -> str:
    last = max((word.rfind(vowel) for vowel in cut.vowels), default=-1)
    if 0 <= last < len(word) - 1 and len(word) > 2:
        for vowel, instead in cut.closing:
            if word[last] == vowel:
                return word[:last] + instead + word[last + 1 :]
    return word


def _table(entry: Mapping[str, Any]) -> Cut:
    pairs = {name: tuple((a, b) for a, b in entry[name]) for name in ("irregular", "ends", "closing", "softened")}
    return Cut(
        shortest=entry["shortest"],
        trim_to=entry["trim_to"],
        trimmed=entry["trimmed"],
        vowels=entry["vowels"],
        reflexive=tuple(entry["reflexive"]),
        whole=frozenset(entry["whole"].split()),
        endings=tuple(sorted(set(entry["endings"].split()), key=len, reverse=True)),
        **pairs,
    )
