"""Every entry of the lexicon proves itself: its yes examples have it, its no examples do not."""

from typing import Any

import pytest
from score import lexicon

from matcher.examples import broken, entries
from repwatch.config import known_languages
from repwatch.lexicon import LexiconMissing, tables

ENTRIES = list(entries(tables(known_languages(), ())))


@pytest.mark.parametrize(("language", "name", "entry"), ENTRIES, ids=[name for _, name, _ in ENTRIES])
def test_the_examples_of_an_entry(language: str, name: str, entry: dict[str, Any]) -> None:
    assert list(broken(language, name, entry, lexicon())) == []


def test_a_language_that_has_no_data_is_named() -> None:
    with pytest.raises(LexiconMissing, match="there are: "):
        tables(("xx",), ())
    with pytest.raises(LexiconMissing, match="mars"):
        tables((), ("mars",))


def test_the_version_changes_with_the_data() -> None:
    assert len(lexicon().version) == 64
