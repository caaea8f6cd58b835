"""Nothing came back: zeros that no numeral states, in every language; and negations that are no zero."""

import pytest
from builders_matcher import DOWN, UP, claims, figures

NOTHING = ("russia", 0, "current")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Russia got nothing in return, Moscow said.", id="en, nothing"),
        pytest.param("en", "Kyiv took back 640 bodies; this time Moscow received none.", id="en, none"),
        pytest.param(
            "en", "Ukraine received 640 bodies. No Russian bodies were handed over.", id="en, no Russian bodies"
        ),
        pytest.param(
            "en", "Russia gave Ukraine 640 bodies. Ukraine did not hand over any bodies to Russia.", id="en, any"
        ),
        pytest.param("uk", "Україна отримала 640 тіл. Взамін росіяни не отримали нічого.", id="uk, nothing"),
        pytest.param("uk", "Росія віддала Україні 640 тіл. Україна тіл росіянам не віддавала.", id="uk, negated"),
        pytest.param("uk", "Україна отримала 640 тіл. Росія не отримала тіл.", id="uk, negated, other order"),
        pytest.param("ru", "Украина получила 640 тел. Россия взамен ничего не получила.", id="ru, nothing"),
        pytest.param("ru", "Москва отдала Киеву 640 тел. Киев России тел не отдавал.", id="ru, negated"),
        pytest.param("ru", "Украине передали 640 тел. Россия на этот раз не получила тел.", id="ru, negated receipt"),
    ],
)
def test_a_side_that_got_nothing(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, NOTHING}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Росія віддала Україні 640 тіл. Україна тіл росіянам не віддавала.", id="uk"),
        pytest.param("ru", "Москва отдала Киеву 640 тел. Киев России тел не отдавал.", id="ru"),
        pytest.param("en", "Russia gave Ukraine 640 bodies. Ukraine did not hand over any bodies to Russia.", id="en"),
    ],
)
def test_a_zero_from_a_negated_verb_goes_to_the_desk(lang: str, text: str) -> None:
    (zero,) = [one for one in claims(lang, text) if not one.figure.low]
    assert zero.gates == ("side",)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Moscow offered 640 bodies. Ukraine received none of them.", id="en, nothing was done"),
        pytest.param("en", "Kyiv says that it did not receive any bodies from Russia.", id="en, no exchange"),
        pytest.param("uk", "Росія заявила про 640 тіл. Україна тіл не отримувала.", id="uk, nothing was done"),
        pytest.param("ru", "Россия готова отдать 640 тел. Украина тел не принимала.", id="ru, nothing was done"),
        pytest.param("ru", "Украина не забрала тела своих солдат.", id="ru, certain bodies"),
    ],
)
def test_what_was_not_handed_over_at_all_is_no_zero(lang: str, text: str) -> None:
    assert not [one for one in figures(lang, text) if one[1:] == (0, "current")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies and Russia 22. The families got no answer.", id="en"),
        pytest.param("en", "Ukraine received 640 bodies, Russia 22. Moscow got nothing from the West.", id="en, aid"),
        pytest.param("uk", "Україна отримала 640 тіл, Росія – 22. Родини не отримали нічого.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, Россия – 22. Москва списков не отдавала.", id="ru"),
    ],
)
def test_another_nothing_changes_nothing(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Russia received nothing from its allies.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл. Росія нічого не отримала від союзників.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. Россия ничего не получила от союзников.", id="ru"),
    ],
)
def test_nothing_of_anything_else_is_no_zero(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", '"640 dead Ukrainians were handed over this morning, none to us," he said.', id="en, us"),
        pytest.param(
            "en", "640 bodies of Ukrainians were handed over, not a single one to us.", id="en, not a single one"
        ),
        pytest.param("en", "640 bodies were given to Ukraine and not one to Russia.", id="en, a side is named"),
        pytest.param("uk", "Передано 640 тіл українців, а нам – жодного.", id="uk, us after a dash"),
        pytest.param("uk", "Україні передали 640 тіл, росіянам – ані жодного.", id="uk, a side is named"),
        pytest.param("uk", "Передано 640 тіл українців, нам жодного не віддали.", id="uk, a verb follows"),
        pytest.param("ru", "Переданы 640 тел украинцев, ни одного – нам.", id="ru, us after a dash"),
        pytest.param("ru", "Украине отдали 640 тел, России – ни одного.", id="ru, a side is named"),
        pytest.param("ru", "Отдали 640 тел украинцев, нам не вернули ни одного.", id="ru, over a negated verb"),
    ],
)
def test_none_to_a_side_is_its_zero_and_leaves_the_others_figure_alone(lang: str, text: str) -> None:
    """Nobody is named who says "us": it is not the side that got the figure before."""
    assert figures(lang, text) == {UP, NOTHING}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies, none to the families so far.", id="en, families"),
        pytest.param("uk", "Україні передали 640 тіл, нам жодного слова не сказали.", id="uk, not a word"),
        pytest.param("ru", "Украине передали 640 тел, нам никого не показали.", id="ru, nobody shown"),
    ],
)
def test_none_of_something_else_is_no_zero(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
