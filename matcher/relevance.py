"""Texts in, the words that let them in as possibly about an exchange out, or an empty string. Pure, and fast.

Permissive on purpose: it decides what is fetched and read, not what is told. All languages at once, by one
Aho-Corasick automaton over the bytes of lower-cased text; one over text counts its characters at each call anew.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from matcher.text import fold
from matcher.words import Lexicon

_TRANSFER = frozenset({"GIVE", "RECEIVE", "RETURN", "MOVE", "EXCHANGE"})
_DEATH = frozenset({"BODY", "DEAD", "BODYSWAP"})
_WATCHED = (*_TRANSFER, *_DEATH, "PARTY", "CLAIMANT", "SHIELD")


class _Search(NamedTuple):
    """words: what the automaton finds, by number, with its kinds. spellings: what is read as if it were the other."""

    automaton: BytesAhoCorasick
    words: tuple[tuple[str, tuple[str, ...]], ...]
    spellings: tuple[tuple[bytes, bytes], ...]


def why_relevant(lexicon: Lexicon, *texts: str, side: str = "neutral") -> str:
    """side: the outlet's; a party's own outlet need not name that party. The reason names one word of each kind."""
    search = _search(lexicon)
    text = _searched("\n".join(texts), lexicon, search.spellings)
    seen: dict[str, str] = {}
    for number, start, end in search.automaton.find_matches_as_indexes(text):
        if not _stands_alone(text, start, end):
            continue
        word, kinds = search.words[number]
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
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before.isalnum() or after.isalnum():  # in ASCII
        return False
    if not before.isascii() and text[max(0, start - 4) : start].decode(errors="ignore")[-1:].isalnum():
        return False
    return after.isascii() or not text[end : end + 4].decode(errors="ignore")[:1].isalnum()


_LATIN, _OTHER = "a-zA-Z\u00c0-\u024f", "\u0370-\u058f"
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]|[\u0300-\u036f\u00ad]")
# The same by the first bytes of their letters in UTF-8, a character each; and what is combined with letters or divides
# them.
_FIRST = {**dict.fromkeys([*range(65, 91), *range(97, 123), *range(0xC3, 0xCA)], "L"),
          **dict.fromkeys(range(0xCD, 0xD7), "O")}  # fmt: skip
_SCRIPTS = "".join(_FIRST.get(byte, " ") for byte in range(256)).encode()
_FURTHER = bytes(range(0x80, 0xC0))
_COMBINED = (b"\xcc", b"\xcd", b"\xc2\xad")


def _searched(text: str, lexicon: Lexicon, spellings: Sequence[tuple[bytes, bytes]]) -> bytes:
    """As it would be folded, in lower case. Folding is slow: only words of two scripts need it."""
    raw = text.lower().encode(errors="replace")  # no lone surrogates
    if text.isascii():
        return raw
    if _may_be_mixed(raw) and _MIXED.search(text):
        return fold(text, lexicon.alphabet).text.lower().encode(errors="replace")
    for odd, plain in spellings:
        raw = raw.replace(odd, plain)
    return raw


def _may_be_mixed(raw: bytes) -> bool:
    """Letters of two scripts that touch, as far as their first bytes tell."""
    scripts = raw.translate(_SCRIPTS, _FURTHER)
    return b"LO" in scripts or b"OL" in scripts or any(sign in raw for sign in _COMBINED)


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


def _search(lexicon: Lexicon) -> _Search:
    """Kept by the version alone: to look it up by thousands of words would take longer than to search a text."""
    found = _MADE.get(lexicon.version)
    if found is None:
        if len(_MADE) == _MOST:
            _MADE.clear()
        found = _MADE[lexicon.version] = _made(lexicon)
    return found


def _made(lexicon: Lexicon) -> _Search:
    words = watched(lexicon)
    automaton = BytesAhoCorasick([word.encode() for word, _ in words], MatchKind.LeftmostLongest, Implementation.DFA)
    folds = {(chr(odd).lower(), plain.lower()) for odd, plain in lexicon.alphabet.folds.items()}
    spellings = sorted({*folds, ("\u2019", "'"), ("\u02bc", "'")})
    return _Search(automaton, words, tuple((odd.encode(), plain.encode()) for odd, plain in spellings))


_MADE: dict[str, _Search] = {}  # by the version of the lexicon
_MOST = 4
