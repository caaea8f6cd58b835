"""Every entry of the lexicon proves itself: its yes examples have it, its no examples do not."""

from collections.abc import Iterator
from typing import Any

import pytest
from score import lexicon

from matcher.text import fold, tokens
from matcher.words import typed
from repwatch.config import known_languages
from repwatch.lexicon import LexiconMissing, tables

TABLES = tables(known_languages(), ())


def entries() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for language, group in TABLES["languages"].items():
        for table in group.values():
            for cls, named in table.items():
                if not isinstance(named, dict):
                    continue
                for name, entry in named.items():
                    if isinstance(entry, dict) and ("yes" in entry or "no" in entry):
                        yield language, f"{language}.{cls}.{name}", entry


def ids_in(language: str, text: str) -> set[str]:
    known = lexicon()
    found = tokens(fold(text, known.alphabet).text)
    return {term.id for item in typed(found, known.languages[language]) for term in item.terms}


ENTRIES = list(entries())


@pytest.mark.parametrize(("language", "name", "entry"), ENTRIES, ids=[name for _, name, _ in ENTRIES])
def test_the_examples_of_an_entry(language: str, name: str, entry: dict[str, Any]) -> None:
    for text in entry.get("yes", []):
        assert name in ids_in(language, text), text
    for text in entry.get("no", []):
        assert name not in ids_in(language, text), text


def test_a_language_that_has_no_data_is_named() -> None:
    with pytest.raises(LexiconMissing, match="there are: "):
        tables(("xx",), ())
    with pytest.raises(LexiconMissing, match="mars"):
        tables((), ("mars",))


def test_the_version_changes_with_the_data() -> None:
    assert len(lexicon().version) == 64
