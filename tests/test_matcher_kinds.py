"""What a figure counts: the dead, whoever they were; prisoners; the living civilians. In every language."""

import pytest
from builders_matcher import UP, claims, figures

from repwatch.model import Kind


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param("en", "", "Ukraine received the bodies of 640 dead civilians and servicemen.", id="en, bodies of"),
        pytest.param("en", "Ukraine brings home 640 military, civilian remains", "More follows.", id="en, headline"),
        pytest.param("en", "", "Ukraine received 640 fallen soldiers and civilians.", id="en, fallen"),
        pytest.param("uk", "", "Україні повернули тіла 640 загиблих цивільних і військових.", id="uk, bodies of"),
        pytest.param("uk", "", "Україна забрала 640 полеглих військових та цивільних.", id="uk, fallen"),
        pytest.param("ru", "", "Украине вернули тела 640 погибших гражданских и военных.", id="ru, bodies of"),
        pytest.param("ru", "", "Украина забрала 640 тел гражданских лиц и солдат.", id="ru, of civilians"),
    ],
)
def test_one_figure_of_the_dead_counts_bodies_whoever_they_were(lang: str, title: str, text: str) -> None:
    assert {(one.kind, one.to, one.figure.low) for one in claims(lang, text, title)} == {(Kind.BODIES, "ukraine", 640)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine brought home 22 civilians and 640 bodies.", id="en"),
        pytest.param("uk", "Україна повернула 22 цивільних і тіла 640 загиблих.", id="uk"),
        pytest.param("ru", "Украина вернула 22 гражданских и 640 тел.", id="ru"),
    ],
)
def test_civilians_counted_before_the_bodies_are_alive(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
    assert (Kind.CIVILIANS, 22) in {(one.kind, one.figure.low) for one in claims(lang, text)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine brought home the bodies of 640 soldiers and 22 civilians.", id="en"),
        pytest.param("uk", "Україні повернули тіла 640 військових і 22 цивільних.", id="uk"),
        pytest.param("ru", "Украине вернули тела 640 военных и 22 гражданских.", id="ru"),
    ],
)
def test_civilians_whose_bodies_are_counted_are_dead(lang: str, text: str) -> None:
    assert {one.kind for one in claims(lang, text)} == {Kind.BODIES}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies. In summer the sides exchanged 1,100 servicemen each.", id="en"
        ),
        pytest.param("en", "Ukraine received 640 bodies. The two sides swapped 1,100 soldiers each.", id="en, swapped"),
        pytest.param("uk", "Україна отримала 640 тіл. Сторони обмінялися по 1100 військовослужбовців.", id="uk"),
        pytest.param(
            "uk", "Україна отримала 640 тіл. Улітку сторони обміняли по 1,1 тис. захисників.", id="uk, thousands"
        ),
        pytest.param("ru", "Украина получила 640 тел. Стороны обменялись по 1100 военнослужащих.", id="ru"),
        pytest.param("ru", "Украина получила 640 тел. Летом стороны обменяли по 1,1 тыс. бойцов.", id="ru, thousands"),
    ],
)
def test_soldiers_exchanged_by_as_many_each_without_a_word_for_the_dead_are_prisoners(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
    assert {one.figure.low for one in claims(lang, text) if one.kind is Kind.PRISONERS} <= {1100}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine and Russia exchanged the bodies of 212 soldiers each.", id="en"),
        pytest.param("uk", "Україна і росія обмінялися тілами загиблих: по 212 військових.", id="uk"),
        pytest.param(
            "ru", "Украина и Россия обменялись телами: 212 на 212. Стороны обменяли по 212 военных.", id="ru, again"
        ),
    ],
)
def test_soldiers_whose_bodies_are_told_are_no_prisoners(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 212, "current"), ("russia", 212, "current")}
