"""What changed between two texts: words, numbers whole, spacing kept, names left out."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.wording import Fate, Run, around, changes, differs, readable


def marked(runs: Any) -> str:
    marks = {Fate.SAME: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "{{+{}+}}"}
    return "".join(marks[run.fate].format(run.text) for run in runs)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("1,200 bodies", "1,245 bodies", "[-1,200 -]{+1,245 +}bodies", id="a number is one word"),
        pytest.param(
            "1\u00a0200 тіл", "1\u00a0245 тіл", "[-1\u00a0200 -]{+1\u00a0245 +}тіл", id="with a no-break space too"
        ),
        pytest.param("п’ять тіл", "шість тіл", "[-п’ять -]{+шість +}тіл", id="an apostrophe is part of its word"),
        pytest.param("one two", "one two", "one two", id="nothing changed"),
        pytest.param("one\n\ntwo", "one two", "one two", id="only the spacing changed"),
        pytest.param("", "one", "{+one+}", id="all new"),
        pytest.param("one", "", "[-one-]", id="all gone"),
        pytest.param("", "", "", id="empty"),
        pytest.param(" one.", "\n one!", "\n one[-.-]{+!+}", id="the spacing of the new text, also before it"),
        pytest.param("a b c d", "a x c y d", "a [-b -]{+x +}c {+y +}d", id="two places"),
    ],
)
def test_what_changed(before: str, after: str, expected: str) -> None:
    assert marked(changes(before, after)) == expected


texts = st.text(alphabet="ab1,. \n’ї", max_size=40) | st.text(max_size=30)


@given(texts, texts)
def test_the_runs_are_both_texts(before: str, after: str) -> None:
    runs = changes(before, after)
    assert "".join(run.text for run in runs if run.fate is not Fate.REMOVED) == after
    old = "".join(run.text for run in runs if run.fate is not Fate.ADDED)
    assert "".join(old.split()) == "".join(before.split())
    assert all(run.text for run in runs)
    assert not differs(changes(before, " ".join(before.split(" "))))


def test_far_from_the_changes_the_text_is_left_out() -> None:
    runs = (Run(Fate.SAME, "a b c d e f "), Run(Fate.ADDED, "X "), Run(Fate.SAME, "g h i j k l m "))
    assert marked(around(runs, 2)) == "[…] e f {+X +}g h […] "
    both = (Run(Fate.ADDED, "X "), Run(Fate.SAME, "a b c d e f "), Run(Fate.ADDED, "Y"))
    assert marked(around(both, 2)) == "{+X +}a b […] e f {+Y+}"
    assert marked(around(changes("a b", "a c"), 5)) == "a [-b-]{+c+}"


def test_two_long_texts_without_a_common_word_are_compared_at_once() -> None:
    started = time.monotonic()
    runs = changes("a b " * 20_000, "b a c " * 20_000)
    assert differs(runs)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Of 19: Ivan Petrenko, Petro Ivanenko and Oles Honchar.", "Of 19: […]", id="in a row"),
        pytest.param(
            "Named\nIvan Petrenko\nPetro Ivanenko\nOles Honchar\nwere", "Named\n[…]\nwere", id="one to a line"
        ),
        pytest.param("The staff said.\n\n\tIt was Monday.", "The staff said.\nIt was Monday.", id="no name"),
        pytest.param("a\x1b[31mb\u202e", "a [31mb", id="no control character reaches a terminal"),
    ],
)
def test_names_and_controls_are_left_out(text: str, shown: str) -> None:
    assert readable(text) == shown
