"""The same facts written another way are the same claims: words for digits, other letters, another process."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score import CORPUS, articles, read
from test_matcher_numbers import english, slavic
from test_matcher_properties import STORIES, SWAPS
from test_matcher_properties import read as read_text

from repwatch.config import known_languages

Said = set[tuple[str | None, int, str, str | None]]
LOOKALIKES = str.maketrans("асеорхі", "aceopxi")
CASES = {"uk": "gent", "ru": "gent"}


def said(text: str, lang: str, title: str = "") -> Said:
    return {(one.to, one.figure.low, str(one.scope), one.day) for one in read_text(text, title, lang).claims}


def spelled(number: int, lang: str) -> str:
    return english(number) if lang == "en" else slavic(number, lang, CASES[lang])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(STORIES)), st.integers(100, 2400), st.integers(2, 99))
def test_words_and_digits_are_the_same_count(lang: str, big: int, small: int) -> None:
    digits = STORIES[lang].format(big=big, small=small)
    words = STORIES[lang].format(big=spelled(big, lang), small=spelled(small, lang))
    assert said(words, lang) == said(digits, lang)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(SWAPS)), st.integers(100, 2400), st.integers(2, 99), st.integers(2, 99))
def test_another_number_changes_only_that_number(lang: str, big: int, small: int, other: int) -> None:
    first = said(STORIES[lang].format(big=big, small=small), lang)
    second = said(STORIES[lang].format(big=big, small=other), lang)
    assert {one for one in first if one[1] == big} == {one for one in second if one[1] == big}
    assert {(to, scope, day) for to, count, scope, day in first if count == small} == {
        (to, scope, day) for to, count, scope, day in second if count == other
    }


@pytest.mark.parametrize("lang", sorted(SWAPS))
@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: unicodedata.normalize("NFD", text), id="letters and their marks apart"),
        pytest.param(lambda text: text.translate(LOOKALIKES), id="look-alike Latin letters"),
        pytest.param(lambda text: text.replace("о", "о\u0301", 1), id="a stress mark"),
        pytest.param(lambda text: text.replace("ло", "ло\u00ad", 1), id="a soft hyphen"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="no-break spaces"),
        pytest.param(lambda text: f"\u200f{text}\u200e", id="direction marks"),
        pytest.param(str.upper, id="capitals"),
    ],
)
def test_letters_written_another_way_say_the_same(lang: str, written) -> None:  # type: ignore[no-untyped-def]
    text = STORIES[lang].format(big=640, small=22)
    assert said(written(text), lang) == said(text, lang) != set()


@pytest.mark.parametrize("mark", ["'", "\u2019", "\u02bc", "`", "\u2018"])
def test_every_apostrophe_is_one(mark: str) -> None:
    text = f"У п{mark}ятницю, 23 січня, Росія передала Україні тіла сорока п{mark}яти полеглих."
    assert said(text, "uk") == {("ukraine", 45, "previous", "2026-01-23")}


@pytest.mark.parametrize("language", known_languages())
def test_no_words_are_read_as_two_figures(language: str) -> None:
    """Figures share words only where one number goes to both sides, or came on several days."""
    for row in articles(language):
        figures = [one for one in read(row)["figures"] if one["kind"] == "bodies"]
        for place, one in enumerate(figures):
            for other in figures[place + 1 :]:
                apart = one["in"] != other["in"] or one["end"] <= other["start"] or other["end"] <= one["start"]
                assert apart or _what(one) != _what(other), row["id"]
                assert apart or one["count"] == other["count"], (row["id"], one["quote"], other["quote"])


def _what(figure: Mapping[str, Any]) -> tuple[object, ...]:
    """One number for each of several days is several claims: "on 13 and 14 June 1,200 each"."""
    return figure["count"], figure["to"], figure["event_date"]


def test_every_process_gives_the_same_bytes() -> None:
    def start(seed: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "repwatch.start", "match", "--jsonl", str(CORPUS / "uk.jsonl")]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, cwd=CORPUS)

    with start("1") as one, start("2") as other, ThreadPoolExecutor(2) as side_by_side:
        first, second = side_by_side.map(lambda process: process.communicate()[0], (one, other))
    assert (one.returncode, other.returncode) == (0, 0)
    assert first == second
    assert len(first.splitlines()) == len((CORPUS / "uk.jsonl").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("de", "Russland hat der Ukraine 640 Leichen gefallener Soldaten übergeben.", id="German"),
        pytest.param("fr", "La Russie a remis à l'Ukraine les corps de 640 soldats tombés.", id="French"),
        pytest.param("pl", "Rosja przekazała Ukrainie ciała 640 poległych żołnierzy.", id="Polish"),
        pytest.param("ar", "سلمت روسيا أوكرانيا جثث 640 جنديا", id="Arabic"),
    ],
)
def test_a_fourth_language_gives_no_figure(lang: str, text: str) -> None:
    assert said(text, lang) == set()


def test_a_reading_can_be_printed_as_json() -> None:
    for language in known_languages():
        for row in articles(language)[:5]:
            assert json.loads(json.dumps(read(row)))["id"] == row["id"]
