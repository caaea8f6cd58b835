"""What holds for every text: sides swap with the names, quotes stand where they say, nothing raises, time is linear."""

import pickle
import re
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score import articles, lexicon

from matcher.extract import extract
from matcher.words import build
from repwatch.lexicon import FOLDER, tables
from repwatch.model import Article, Reading

NOW = datetime(2026, 1, 29, 12, tzinfo=UTC)
STORY = (
    "Russia handed over the bodies of {big} soldiers to Ukraine on Thursday, the Coordination Headquarters said. "
    "In return, Ukraine gave Russia the bodies of {small} Russian soldiers."
)
NAMES = {"Ukraine": "Russia", "Russia": "Ukraine", "Ukrainian": "Russian", "Russian": "Ukrainian"}


def read(text: str, title: str = "", lang: str = "en") -> Reading:
    return extract(Article("https://a.example/1", "a", title, text, NOW, NOW, lang=lang), None, lexicon())


def sides(text: str) -> dict[int, str | None]:
    return {claim.figure.low: claim.to for claim in read(text).claims}


def swapped(text: str) -> str:
    return re.sub(r"Ukrainian|Russian|Ukraine|Russia", lambda found: NAMES[found[0]], text)


@settings(max_examples=60, deadline=None)
@given(big=st.integers(100, 999), small=st.integers(1, 99))
def test_changing_a_number_changes_only_that_number_and_swapping_names_swaps_sides(big: int, small: int) -> None:
    text = STORY.format(big=big, small=small)
    assert sides(text) == {big: "ukraine", small: "russia"}
    assert sides(swapped(text)) == {big: "russia", small: "ukraine"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["en", "uk", "ru", "fr", ""]))
def test_no_text_raises_and_a_figure_never_comes_out_of_nothing(text: str, lang: str) -> None:
    assert read(text, lang=lang).claims == ()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*STORY.split(), "1,000", "not", ";", "(", "—", "Jan. 5", "\u200f", "\x00", "\n\n"]),
        max_size=60,
    )
)
def test_quotes_stand_where_they_say_whatever_the_order_of_words(words: list[str]) -> None:
    text = " ".join(words).format(big=640, small=22)
    for claim in read(text, text[:80]).claims:
        for evidence in claim.evidence:
            field = text[:80] if evidence.zone == "title" else text
            assert field[evidence.start : evidence.end] == evidence.quote


def test_the_same_text_gives_the_same_bytes_again() -> None:
    rows = articles("en")[:12]
    once, again = ([pickle.dumps(read(row["text"], row["title"])) for row in rows] for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("640 " * 25_000, id="numbers"),
        pytest.param("bodies of Ukraine returned " * 4_000, id="cue words"),
        pytest.param("Ukraine received the bodies of 640 soldiers, " * 2_200, id="one sentence"),
        pytest.param("," * 100_000, id="commas"),
        pytest.param("9" * 100_000, id="digits"),
        pytest.param("«" * 50_000 + "тіло " * 10_000, id="quotes and mixed scripts"),
        pytest.param("on 5 June 2025 " * 6_600, id="dates"),
    ],
)
def test_odd_texts_of_a_hundred_thousand_characters_take_time_linear_in_their_length(text: str) -> None:
    """A ratio within one process, with room for noise: quadratic work would give 4."""
    half, whole = _seconds(text[: len(text) // 2]), _seconds(text)
    assert whole < 3.2 * max(half, 0.02)


def _seconds(text: str) -> float:
    begun = process_time()
    read(text)
    return process_time() - begun


def test_a_megabyte_and_a_binary_text_are_read_without_trouble() -> None:
    read("Ukraine received the bodies of 640 soldiers. " * 100_000)
    read(bytes(range(256)).decode("latin-1") * 1000)
    read("Ukraine received 640 bodies \ud800.")


def test_a_war_of_two_invented_countries_needs_data_alone() -> None:
    made = tables(("en",), ())
    made["conflicts"] = {"made-up": MADE_UP}
    known = build(made)
    text = "Freedonia handed over the bodies of 640 soldiers to Sylvania today. In return, it got 22 bodies."
    claims = extract(Article("https://a.example/1", "a", "", text, NOW, NOW, lang="en"), None, known).claims
    assert {(claim.conflict, claim.to, claim.figure.low) for claim in claims} == {
        ("made-up", "sylvania", 640),
        ("made-up", "freedonia", 22),
    }
    assert (FOLDER / "conflicts").is_dir()


def _country(name: str) -> dict[str, object]:
    return {
        "display": {"en": name},
        "plausible": [0, 6000],
        "names": {"en": {"name": [name], "adj": [f"{name}n"]}},
    }


MADE_UP = {"party": {"sylvania": _country("Sylvania"), "freedonia": _country("Freedonia")}}
