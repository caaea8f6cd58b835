"""Every rule that reads a figure says in plain words what it found, and what spoke against it."""

import pytest
from score import articles, read
from test_matcher_catalogue import CATALOGUE
from test_matcher_properties import read as read_text

from repwatch.config import known_languages
from review.explain import explain, reasons, spoken

NAMES = {"ukraine": "Ukraine", "russia": "Russia"}


def used() -> set[str]:
    figures = [one for lang in known_languages() for row in articles(lang) for one in read(row)["figures"]]
    claims = [one for rows in CATALOGUE.values() for lang, text, _ in rows for one in read_text(text, lang=lang).claims]
    return {rule for one in figures for rule in one["rules"]} | {rule for one in claims for rule in one.rules}


def test_every_rule_in_use_has_a_plain_sentence() -> None:
    assert [rule for rule in sorted(used()) if "not in use" in spoken(rule)] == []


def test_what_lost_is_told_with_its_side() -> None:
    (claim,) = read_text("Ukraine returned the bodies of 22 Russian soldiers.").claims
    assert claim.to == "russia"
    told = list(reasons(claim, NAMES))
    assert any(line.startswith("weaker, for Ukraine: ") for line in told)


@pytest.mark.parametrize("text", ["", "It rained."])
def test_nothing_read_says_why(text: str) -> None:
    (line,) = explain(read_text(text), NAMES)
    assert line.startswith("No figure was read")
