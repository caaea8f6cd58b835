"""A second war needs data alone: two invented countries, in English and in Ukrainian."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.extract import extract
from matcher.words import Lexicon, build
from repwatch.lexicon import tables
from repwatch.model import Article

NOW = datetime(2026, 1, 29, 12, tzinfo=UTC)
FILE = Path(__file__).parent / "data" / "conflicts" / "sylvania-freedonia.toml"


@pytest.fixture(scope="module")
def known() -> Lexicon:
    made = tables(("en", "uk"), ())
    made["conflicts"] = {"sylvania-freedonia": tomllib.loads(FILE.read_text(encoding="utf-8"))}
    return build(made)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Freedonia handed over the bodies of 640 soldiers to Sylvania today. In return, it got 22.",
            id="giver and recipient",
        ),
        pytest.param("en", "Sylvania received 640 bodies, Freedonia 22.", id="ellipsis"),
        pytest.param("en", "Sylvanburg and Freeport swapped bodies: 22 Freedonians for 640 Sylvanians.", id="formula"),
        pytest.param("uk", "Фрідонія передала Сильванії тіла 640 полеглих, а отримала 22.", id="Ukrainian"),
        pytest.param("uk", "Сильванія отримала 640 тіл, Фрідонія — 22.", id="ellipsis, Ukrainian"),
    ],
)
def test_figures_of_an_invented_war(known: Lexicon, lang: str, text: str) -> None:
    claims = extract(Article("https://a.example/1", "a", "", text, NOW, NOW, lang=lang), None, known).claims
    assert {(claim.conflict, claim.to, claim.figure.low, claim.scope.value) for claim in claims} == {
        ("sylvania-freedonia", "sylvania", 640, "current"),
        ("sylvania-freedonia", "freedonia", 22, "current"),
    }


def test_another_war_s_figures_are_none_of_it(known: Lexicon) -> None:
    text = "Russia handed over the bodies of 640 soldiers to Ukraine today."
    assert not extract(Article("https://a.example/1", "a", "", text, NOW, NOW, lang="en"), None, known).claims


def test_who_speaks_for_a_party(known: Lexicon) -> None:
    text = "Sylvania received 640 bodies, the Bureau of the Fallen said."
    (claim,) = extract(Article("https://a.example/1", "a", "", text, NOW, NOW, lang="en"), None, known).claims
    assert (claim.claimants[0].id, claim.claimants[0].official, claim.sure) == ("red-cedar", True, True)
