"""Texts in, the words that let them in as possibly about an exchange out, or an empty string. Pure, and fast.

Permissive on purpose: it decides what is fetched and read, not what is told. All languages at once, by one
Aho-Corasick automaton over the bytes of lower-cased text; one over text counts its characters at each call anew.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from matcher.text import fold
from matcher.words import Lexicon

_TRANSFER = frozenset({"GIVE", "RECEIVE", "RETURN", "MOVE", "EXCHANGE"})
_DEATH = frozenset({"BODY", "DEAD", "BODYSWAP"})
_WATCHED = (*_TRANSFER, *_DEATH, "PARTY", "CLAIMANT", "SHIELD")


def why_relevant(lexicon: Lexicon, *texts: str, side: str = "neutral") -> str:
    """side: the outlet's; a party's own outlet need not name that party. The reason names one word of each kind."""
    text = _read_as_folded(texts, lexicon).lower().encode(errors="replace")  # no lone surrogates
    automaton, classes = _automaton(lexicon.version, _Holder(lexicon))
    seen: dict[str, str] = {}
    for number, start, end in automaton.find_matches_as_indexes(text):
        if not _stands_alone(text, start, end):
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


def _stands_alone(text: bytes, start: int, end: int) -> bool:
    """No letter or digit on either side. A character has four bytes at most."""
    before, after = text[max(0, start - 4) : start], text[end : end + 4]
    return not (before.decode(errors="ignore")[-1:].isalnum() or after.decode(errors="ignore")[:1].isalnum())


_LATIN, _OTHER = "a-zA-Z\u00c0-\u024f", "\u0370-\u058f"
# The same by the first bytes of their letters in UTF-8, and those of what is combined with letters or divides them.
_LATIN_BYTES = bytes([*range(65, 91), *range(97, 123), *range(0xC3, 0xCA)])
_OTHER_BYTES = bytes(range(0xCD, 0xD7))
_COMBINED = (b"\xcc", b"\xcd", b"\xc2\xad")
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]|[\u0300-\u036f\u00ad]")


def _read_as_folded(texts: Sequence[str], lexicon: Lexicon) -> str:
    """Folding is slow: only letters of one kind for another, the odd apostrophe, and words of two scripts need it."""
    text = "\n".join(texts)
    if text.isascii():
        return text
    if any(_is_mixed(one) for one in texts):
        return fold(text, lexicon.alphabet).text
    for odd, plain in (("\u2019", "'"), ("\u02bc", "'")):
        text = text.replace(odd, plain)
    for odd_letter, letter in lexicon.alphabet.folds.items():
        text = text.replace(chr(odd_letter), letter)
    return text


def _is_mixed(text: str) -> bool:
    """Whether it has letters of both kinds at all is seen in a third of the time of whether they touch."""
    if text.isascii():
        return False
    raw = text.encode(errors="replace")
    both = len(raw.translate(None, _LATIN_BYTES)) < len(raw) > len(raw.translate(None, _OTHER_BYTES))
    return (both or any(sign in raw for sign in _COMBINED)) and _MIXED.search(text) is not None


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
def _automaton(version: str, holder: _Holder) -> tuple[BytesAhoCorasick, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Kept by the version alone: to look it up by thousands of words would take longer than to search a text."""
    words = watched(holder.lexicon)
    patterns = [word.encode() for word, _ in words]
    return BytesAhoCorasick(patterns, MatchKind.LeftmostLongest, Implementation.DFA), words
