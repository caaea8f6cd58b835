"""Texts in, the words that let them in as possibly about an exchange out, or an empty string. Pure, and fast.

Permissive on purpose: it decides what is fetched and read, not what is told. All languages at once, by one
Aho-Corasick automaton over lower-cased text.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from matcher.text import fold
from matcher.words import Lexicon

_TRANSFER = frozenset({"GIVE", "RECEIVE", "RETURN", "MOVE", "EXCHANGE"})
_DEATH = frozenset({"BODY", "DEAD", "BODYSWAP"})
_WATCHED = (*_TRANSFER, *_DEATH, "PARTY", "CLAIMANT", "SHIELD")


def why_relevant(lexicon: Lexicon, *texts: str, side: str = "neutral") -> str:
    """side: the outlet's; a party's own outlet need not name that party. The reason names one word of each kind."""
    text = _read_as_folded("\n".join(texts), lexicon).lower().encode(errors="replace").decode()  # no lone surrogates
    automaton, classes = _automaton(lexicon.version, _Holder(lexicon))
    seen: dict[str, str] = {}
    for number, start, end in automaton.find_matches_as_indexes(text):
        if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
            continue
        word, kinds = classes[number]
        for kind in kinds:
            seen.setdefault(kind, word)
        if len(seen) == 3:
            break
    if side != "neutral":
        seen.setdefault("who", side)
    if {"death", "transfer", "who"} <= seen.keys():
        return ", ".join(f"{kind}: {seen[kind]}" for kind in ("death", "transfer", "who"))
    return ""


_LATIN, _OTHER = "a-zA-Z\u00c0-\u024f", "\u0370-\u058f"
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]|[\u0300-\u036f\u00ad]")


def _read_as_folded(text: str, lexicon: Lexicon) -> str:
    """Folding is slow: only letters of one kind for another, the odd apostrophe, and words of two scripts need it."""
    if text.isascii():
        return text
    if _MIXED.search(text):
        return fold(text, lexicon.alphabet).text
    for odd, plain in (("\u2019", "'"), ("\u02bc", "'")):
        text = text.replace(odd, plain)
    for odd_letter, letter in lexicon.alphabet.folds.items():
        text = text.replace(chr(odd_letter), letter)
    return text


class _Holder:
    """Equal to every other, so that only the version decides whether the word list is made anew."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)


def watched(lexicon: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every word or phrase that is looked for, with its kinds: death, transfer, who."""
    kinds: dict[str, set[str]] = {}
    for language in lexicon.languages.values():
        for phrases in language.phrases.values():
            for phrase, terms in phrases:
                for term in terms:
                    if term.cls in _WATCHED:
                        kinds.setdefault(" ".join(phrase).replace(" - ", "-"), set()).add(_kind(term.cls))
    return tuple((word, tuple(sorted(_with_parts(word, kinds)))) for word in sorted(kinds))


def _with_parts(phrase: str, kinds: Mapping[str, set[str]]) -> set[str]:
    """The longest phrase is found alone: "exchange of bodies" stands for "bodies" too."""
    words = phrase.split()
    spans = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return set().union(*(kinds.get(span, set()) for span in spans))


def _kind(cls: str) -> str:
    if cls in _TRANSFER:
        return "transfer"
    return "death" if cls in _DEATH or cls == "SHIELD" else "who"


@lru_cache(maxsize=4)
def _automaton(version: str, holder: _Holder) -> tuple[AhoCorasick, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Kept by the version alone: to look it up by thousands of words would take longer than to search a text."""
    words = watched(holder.lexicon)
    return AhoCorasick([word for word, _ in words], matchkind=MatchKind.LeftmostLongest), words
