"""Whose word the own voice of an outlet is, once editors have said who reprints whom."""

import pytest

from matcher.reprints import closes, repeating, voices

DECLARED = {"herald": "Wire", "post": "wire"}


@pytest.mark.parametrize(
    ("reprints", "expected"),
    [
        pytest.param({}, {}, id="what is declared"),
        pytest.param({"courier": "gazette"}, {"courier": "outlet:gazette"}, id="of one with a voice of its own"),
        pytest.param({"courier": "herald"}, {"courier": "Wire"}, id="of one that reprints an agency"),
        pytest.param({"herald": "gazette"}, {"herald": "outlet:gazette"}, id="before what is declared"),
        pytest.param(
            {"courier": "gazette", "gazette": "herald"}, {"courier": "Wire", "gazette": "Wire"}, id="through a third"
        ),
        pytest.param(
            {"courier": "gazette", "gazette": "courier", "echo": "courier"},
            {"courier": "outlet:courier", "gazette": "outlet:courier", "echo": "outlet:courier"},
            id="a ring is one word",
        ),
    ],
)
def test_whose_word_it_is(reprints: dict[str, str], expected: dict[str, str]) -> None:
    assert voices(DECLARED, reprints) == {**DECLARED, **expected}


def test_who_repeats_an_outlet_through_others_too() -> None:
    reprints = {"b": "a", "c": "b", "d": "c", "a": "x", "e": "y"}
    assert repeating("a", reprints) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("pair", "ring"),
    [(("a", "d"), True), (("a", "b"), True), (("a", "e"), False), (("d", "a"), False)],
    ids=["the ends of a chain", "the other way round", "another", "what follows already"],
)
def test_a_ring_is_seen(pair: tuple[str, str], ring: bool) -> None:
    assert closes(*pair, {"b": "a", "c": "b", "d": "c"}) is ring
