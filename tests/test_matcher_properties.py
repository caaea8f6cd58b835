"""What holds for every text: sides swap with the names, quotes stand where they say, nothing raises, time is linear."""

import pickle
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score import articles, lexicon
from work import calls

from matcher.extract import extract
from matcher.text import LONGEST
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
            assert evidence.quote in evidence.sentence in field


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
        pytest.param("«««« тіло Україна «bodies 640 " * 3_500, id="quotes and mixed scripts"),
        pytest.param("on 5 June 2025 " * 6_600, id="dates"),
    ],
)
def test_twice_an_odd_text_is_at_most_twice_the_work(text: str) -> None:
    """Counted in calls, which do not depend on the machine; quadratic work would make four times as many."""
    half, whole = _calls(text[: LONGEST // 2]), _calls(text[:LONGEST])
    assert whole < 2.5 * half
    assert _calls(text) < 1.2 * whole * len(text) / LONGEST


def _calls(text: str) -> int:
    return calls(lambda: read(text))


def test_a_megabyte_and_a_binary_text_are_read_without_trouble() -> None:
    read("Ukraine received the bodies of 640 soldiers. " * 100_000)
    read(bytes(range(256)).decode("latin-1") * 1000)
    read("Ukraine received 640 bodies \ud800.")
    read("Ukraine received bodies: " + " ".join(["640"] * 10_000))
    read("Ukraine received 2 thousand " + "9" * 6_000 + " bodies.")


STORIES = {
    "en": "Russia handed over the bodies of {big} soldiers to Ukraine. In return, Russia got the bodies of {small}.",
    "uk": "Росія передала Україні тіла {big} полеглих. Натомість Росія отримала тіла {small} військових.",
    "ru": "Россия передала Украине тела {big} погибших. Взамен Россия получила тела {small} военных.",
}
SWAPS = {
    "uk": {"Росія": "Україна", "Україні": "Росії"},
    "ru": {"Россия": "Украина", "Украине": "России"},
}


@pytest.mark.parametrize("lang", sorted(SWAPS))
def test_swapping_inflected_names_swaps_the_sides(lang: str) -> None:
    text = STORIES[lang].format(big=640, small=22)
    turned = re.sub("|".join(SWAPS[lang]), lambda found: SWAPS[lang][found[0]], text)
    sides_of = [{one.figure.low: one.to for one in read(each, lang=lang).claims} for each in (text, turned)]
    assert sides_of == [{640: "ukraine", 22: "russia"}, {640: "russia", 22: "ukraine"}]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(STORIES)), st.integers(1000, 2400), st.integers(2, 99))
def test_how_a_count_is_spaced_changes_nothing(lang: str, big: int, small: int) -> None:
    written = (
        f"{big}",
        f"{big:,}".replace(",", " "),
        f"{big:,}".replace(",", "\u00a0"),
        f"{big:,}".replace(",", "\u202f"),
    )
    texts = [STORIES[lang].format(big=each, small=small) for each in written]
    found = [{(one.to, one.figure.low, one.scope) for one in read(text, lang=lang).claims} for text in texts]
    assert found[0] == {("ukraine", big, "current"), ("russia", small, "current")}
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(
    ("lang", "teaser"),
    [
        pytest.param("en", "Read also:\nUkraine received 501 bodies in October", id="en"),
        pytest.param("uk", "Читайте також:\nУкраїна отримала 501 тіло у жовтні", id="uk"),
        pytest.param("ru", "Читайте также:\nУкраина получила 501 тело в октябре", id="ru"),
    ],
)
def test_a_teaser_of_another_exchange_changes_nothing(lang: str, teaser: str) -> None:
    text = STORIES[lang].format(big=640, small=22)
    plain, with_teaser = (read(each, lang=lang).claims for each in (text, f"{text}\n\n{teaser}"))
    assert {(one.to, one.figure.low) for one in with_teaser} == {(one.to, one.figure.low) for one in plain}


@pytest.mark.parametrize("lang", sorted(STORIES))
def test_a_language_that_is_not_declared_is_told_by_its_words(lang: str) -> None:
    text = STORIES[lang].format(big=640, small=22)
    assert read(text, lang="").claims == read(text, lang=lang).claims
