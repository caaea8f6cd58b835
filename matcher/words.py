"""Parsed lexicon tables in, one frozen Lexicon out; and a sentence with it -> typed items. Pure.

A term is one sense of a word or phrase: its class (BODY, GIVE, PARTY, ...), the key of the entry it was listed under
(done, fut, nom, ...), the party it belongs to, a value. A token may carry several terms; later stages ask for the one
they need. Classes and keys are the vocabulary between code and data; docs/matcher.md lists them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from matcher.text import WORD, Alphabet, Token, fold, plain_words, tokens

RULES_VERSION = 1  # raise it when code reads the same tables differently

_META = frozenset({"yes", "no", "value", "reach", "note"})
_NOT_WORDS = frozenset({"characters", "lines", "points"})  # tables that list no terms


@dataclass(frozen=True, slots=True)
class Term:
    """id: folder, class and name, as it stands in explanations."""

    id: str
    cls: str
    tag: str = ""
    party: str = ""
    value: float = 0


@dataclass(frozen=True, slots=True)
class Claiming:
    """A claimant that a conflict knows. relay: an outlet or agency that passes on what others say."""

    id: str
    side: str
    official: bool
    relay: bool


@dataclass(frozen=True, slots=True)
class Party:
    """display: names by language. plausible: what it may receive in one exchange.

    recipient: by language, its name as it stands behind "handed over to", where it is written otherwise there.
    """

    id: str
    display: Mapping[str, str]
    plausible: tuple[int, int]
    recipient: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """home: the party that a language's "home" means. larger: who received more since that day. total_above: a
    finished transfer of more than this is a running total, because no single one came near it."""

    id: str
    parties: Mapping[str, Party]
    claimants: Mapping[str, Claiming]
    home: Mapping[str, str]
    larger: str = ""
    larger_since: str = ""
    total_above: int = 10**9
    series: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    war_began: str = ""

    def other(self, party: str) -> str | None:
        rest = [name for name in self.parties if name != party]
        return rest[0] if len(rest) == 1 and party in self.parties else None


Phrase = tuple[tuple[str, ...], tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class Language:
    """phrases: by first word, longest first. lines: what marks a line as teaser, caption, furniture."""

    id: str
    phrases: Mapping[str, tuple[Phrase, ...]]
    abbreviations: frozenset[str]
    lines: Mapping[str, tuple[str, ...]]
    telling: frozenset[str]  # words that tell this language from the others
    openers: frozenset[str] = frozenset()  # words that open a sentence in lower case too: some write a party's name so


@dataclass(frozen=True, slots=True)
class Lexicon:
    """version: sha256 over the tables and RULES_VERSION. tables: the parsed tables it was built from."""

    version: str
    languages: Mapping[str, Language]
    conflicts: Mapping[str, Conflict]
    alphabet: Alphabet
    points: Mapping[str, int]
    tables: Mapping[str, Any] = field(repr=False)


class Item(NamedTuple):
    """A run of tokens that is one phrase, number or date. start, end: folded offsets. value: a Number or a When."""

    text: str
    start: int
    end: int
    terms: tuple[Term, ...] = ()
    kind: str = "word"  # of its first token; or number, date
    glued: bool = False
    capital: bool = False
    value: Any = None

    def term(self, cls: str, *tags: str) -> Term | None:
        for term in self.terms:
            if term.cls == cls and (not tags or term.tag in tags):
                return term
        return None

    def has(self, *classes: str) -> bool:
        for term in self.terms:  # noqa: SIM110 asked millions of times: a generator would double the matcher's time
            if term.cls in classes:
                return True
        return False


_item = partial(tuple.__new__, Item)  # takes half the time of a call by its fields


def place_of(items: Sequence[Item], *classes: str) -> int:
    """Of the first item that has one of them, or -1. For whole sentences: half of what any() over has() takes."""
    for at, item in enumerate(items):
        for term in item.terms:
            if term.cls in classes:
                return at
    return -1


def build(tables: Mapping[str, Any]) -> Lexicon:
    """tables: {"any": {...}, "languages": {lang: {table: {...}}}, "conflicts": {id: {...}}} as TOML gives them."""
    alphabet = _alphabet(tables["any"]["characters"])
    languages = {lang: _language(lang, tables, alphabet) for lang in tables["languages"]}
    conflicts = {name: _conflict(name, table) for name, table in tables["conflicts"].items()}
    digest = hashlib.sha256(json.dumps([RULES_VERSION, tables], sort_keys=True, default=str).encode()).hexdigest()
    points = {name: int(value) for name, value in tables["any"]["points"]["points"].items()}
    return Lexicon(digest, languages, conflicts, alphabet, points, tables)


def _alphabet(table: Mapping[str, Any]) -> Alphabet:
    folds = {ord(letter): plain for letter, plain in table["folds"].items()}
    return Alphabet(folds, dict(table["lookalikes"]), table["zeros"])


def _language(lang: str, tables: Mapping[str, Any], alphabet: Alphabet) -> Language:
    own = tables["languages"][lang]
    terms: dict[tuple[str, ...], list[Term]] = {}
    sources = [(lang, own), ("any", tables["any"])]
    for folder, group in sources:
        for name, table in group.items():
            if name not in _NOT_WORDS:
                for term, phrase in _listed(folder, table):
                    terms.setdefault(_words(phrase, alphabet), []).append(term)
    for table in tables["conflicts"].values():
        for term, phrase in _names(lang, table):
            terms.setdefault(_words(phrase, alphabet), []).append(term)
    lines = {name: tuple(text.lower() for text in texts) for name, texts in own.get("lines", {}).items()}
    telling = frozenset(phrase[0] for phrase, found in terms.items() if len(phrase) == 1 and _is_telling(lang, found))
    openers = frozenset(phrase[0] for phrase, found in terms.items() if any(_names_subject(term) for term in found))
    return Language(lang, _by_first_word(terms), frozenset(lines.pop("abbreviations", ())), lines, telling, openers)


def _names_subject(term: Term) -> bool:
    return term.cls == "PARTY" and term.tag in ("nom", "name")


def _is_telling(lang: str, terms: Iterable[Term]) -> bool:
    return any(term.id.startswith(lang + ".") and not term.cls.startswith("NUM") for term in terms)


def _words(phrase: str, alphabet: Alphabet) -> tuple[str, ...]:
    if words := plain_words(phrase, alphabet):
        return tuple(words)
    return tuple(token.text for token in tokens(fold(phrase, alphabet).text))


def _by_first_word(terms: Mapping[tuple[str, ...], list[Term]]) -> dict[str, tuple[Phrase, ...]]:
    grouped: dict[str, list[Phrase]] = {}
    for phrase, found in terms.items():
        grouped.setdefault(phrase[0], []).append((phrase, tuple(found)))
    return {first: tuple(sorted(phrases, key=lambda one: -len(one[0]))) for first, phrases in grouped.items()}


def _listed(folder: str, table: Mapping[str, Any]) -> Iterator[tuple[Term, str]]:
    """[class.name] entries: every key that is a list of phrases is a tag; "forms" is no tag."""
    for cls, entries in table.items():
        for name, entry in entries.items():
            base = Term(f"{folder}.{cls}.{name}", cls.upper(), value=float(entry.get("value", 0)))
            for key, phrases in entry.items():
                if key not in _META and isinstance(phrases, list):
                    term = replace(base, tag=entry.get("reach", "") if key == "forms" else key)
                    yield from ((term, phrase) for phrase in phrases)


def _names(lang: str, table: Mapping[str, Any]) -> Iterator[tuple[Term, str]]:
    for cls in ("party", "claimant"):
        for name, entry in table.get(cls, {}).items():
            listed = entry.get("names", {}).get(lang, {})
            listed = listed if isinstance(listed, dict) else {"name": listed}
            side = name if cls == "party" else entry.get("side", "")
            for tag, phrases in listed.items():
                yield from ((Term(f"{cls}.{name}", cls.upper(), tag, side), phrase) for phrase in phrases)
    for name, listed in table.get("elsewhere", {}).get(lang, {}).items():
        yield from ((Term(f"elsewhere.{name}", "FOREIGN"), phrase) for phrase in listed)
    for name, listed in table.get("assembly", {}).get(lang, {}).items():
        yield from ((Term(f"assembly.{name}", "FAIL", "place"), phrase) for phrase in listed)


def _conflict(name: str, table: Mapping[str, Any]) -> Conflict:
    parties = {
        party: Party(
            party,
            dict(entry.get("display", {})),
            tuple(entry.get("plausible", (0, 10**9))),
            dict(entry.get("recipient", {})),
        )
        for party, entry in table["party"].items()
    }
    claimants = {
        claimant: Claiming(
            claimant, entry.get("side", ""), bool(entry.get("official", False)), bool(entry.get("relay", False))
        )
        for claimant, entry in table.get("claimant", {}).items()
    }
    size = table.get("size", {})
    return Conflict(
        name,
        parties,
        claimants,
        dict(table.get("home", {})),
        str(size.get("larger", "")),
        str(size.get("since", "")),
        int(size.get("total_above", 10**9)),
        {key: (entry["days"][0], entry["days"][1]) for key, entry in table.get("series", {}).items()},
        str(table.get("began", "")),
    )


def language_of(lexicon: Lexicon, declared: str, text: str) -> Language:
    """The declared language if there is one of that name, else the one with the most telling words."""
    if declared[:2].lower() in lexicon.languages:
        return lexicon.languages[declared[:2].lower()]
    seen = set(map(str.lower, WORD.findall(text[:4000])))
    return max(lexicon.languages.values(), key=lambda language: len(seen & language.telling))


def typed(found: Sequence[Token], language: Language) -> list[Item]:
    """Tokens as items, the longest phrase first; a token that no phrase knows is an item without terms."""
    items = []
    index, many = 0, len(found)
    phrases = language.phrases
    while index < many:
        text, kind, start, end, glued, capital = found[index]
        length = 1
        terms: tuple[Term, ...] = ()
        if known := phrases.get(text):
            following = found[index + 1].text if index + 1 < many else ""
            for phrase, senses in known:
                if len(phrase) == 1 or (phrase[1] == following and _stands_at(phrase, found, index)):
                    length, terms = len(phrase), senses
                    break
            if length > 1:
                text, kind, end = " ".join(phrase), "word", found[index + length - 1].end
        items.append(_item((text, start, end, terms, kind, glued, capital, None)))
        index += length
    return items


def _stands_at(phrase: tuple[str, ...], found: Sequence[Token], index: int) -> bool:
    """Asked for every phrase that begins with a token's word and the next one's."""
    if index + len(phrase) > len(found):
        return False
    for offset in range(1, len(phrase)):  # noqa: SIM110 a generator would take three times as long
        if phrase[offset] != found[index + offset].text:
            return False
    return True
