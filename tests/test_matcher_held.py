"""Bodies that one side has, or brought to the place: nobody received them. In every language."""

import pytest
from builders_matcher import UP, figures

HELD = ("ukraine", 501, "planned")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Russia has another 501 bodies.", id="en"),
        pytest.param("en", "Ukraine received 640 bodies.\n\nMoscow says it has 501 more.", id="en, says it has"),
        pytest.param("uk", "Україна отримала 640 тіл. У Росії є ще 501 тіло українських військових.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. У Москвы есть еще 501 тело украинских военных.", id="ru"),
    ],
)
def test_bodies_that_a_side_has_are_those_it_may_give(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, HELD}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Russia has 46,000 dead, said Budanov.", id="en, losses"),
        pytest.param("uk", "Україна отримала 640 тіл. У Росії є 5 моргів.", id="uk, morgues"),
        pytest.param("ru", "Украина получила 640 тел. У Москвы есть 5 условий.", id="ru, another noun"),
    ],
)
def test_what_else_a_side_has_is_no_figure(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia has returned 640 bodies to Ukraine.", id="en"),
        pytest.param("uk", "Росія має передати тіла, а 640 тіл уже повернула Україні.", id="uk"),
        pytest.param("ru", "У Москвы есть причины: Украине передано 640 тел.", id="ru"),
    ],
)
def test_having_returned_is_not_having(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


def test_who_brings_them_to_the_border_would_give_them() -> None:
    assert figures("en", "Russia parked 501 bodies at the border, and nobody came for the swap.") == {HELD}
