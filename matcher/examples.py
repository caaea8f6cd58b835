"""The examples that every lexicon entry carries: its yes examples must have it, its no examples must not. Pure.

In: the parsed tables and the lexicon built from them. Out: each example that breaks its entry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matcher.text import fold, tokens
from matcher.words import Lexicon, typed

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """entry: language, class and name. expected: whether the entry should stand in the text."""

    entry: str
    text: str
    expected: bool


def entries(tables: Mapping[str, Any]) -> Iterator[tuple[str, str, Entry]]:
    """(language, entry, its table) of each entry that carries examples."""
    for language, group in tables["languages"].items():
        for table in group.values():
            for cls, named in table.items():
                for name, entry in named.items() if isinstance(named, dict) else ():
                    if isinstance(entry, dict) and ("yes" in entry or "no" in entry):
                        yield language, f"{language}.{cls}.{name}", entry


def broken(language: str, name: str, entry: Entry, lexicon: Lexicon) -> Iterator[Broken]:
    for expected, texts in ((True, entry.get("yes", [])), (False, entry.get("no", []))):
        for text in texts:
            if (name in _ids_in(language, text, lexicon)) is not expected:
                yield Broken(name, text, expected)


def _ids_in(language: str, text: str, lexicon: Lexicon) -> set[str]:
    found = tokens(fold(text, lexicon.alphabet).text)
    return {term.id for item in typed(found, lexicon.languages[language]) for term in item.terms}
