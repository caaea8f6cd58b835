"""Whose dead the words after a figure say they are, in every language: dead are returned to their own."""

import pytest
from builders_matcher import DOWN, UP, claims, figures


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia returned 640 bodies claimed to be Ukrainian soldiers.", id="en, claimed to be"),
        pytest.param("en", "Moscow gave back 640 bodies, reportedly those of Ukrainian troops.", id="en, reportedly"),
        pytest.param("en", "Russia returned 640 bodies which it says belong to fallen Ukrainians.", id="en, belong"),
        pytest.param("en", "Russia returned 640 bodies it says are of Ukrainian soldiers.", id="en, no word for which"),
        pytest.param("en", "Ukraine returned 640 bodies that Russia says are Ukrainian.", id="en, own"),
        pytest.param("uk", "Росія повернула 640 тіл, ймовірно українських військових.", id="uk, probably"),
        pytest.param(
            "uk", "РФ повернула 640 тіл, які, за її словами, належать українським оборонцям.", id="uk, by its words"
        ),
        pytest.param(
            "uk",
            "Росія повернула 640 тіл, які, за словами російської сторони, належать солдатам України.",
            id="uk, an aside",
        ),
        pytest.param("uk", "Росія повернула 640 тіл, які називає українськими військовими.", id="uk, called"),
        pytest.param("ru", "Россия вернула 640 тел, предположительно украинских военных.", id="ru, presumably"),
        pytest.param("ru", "Москва вернула 640 тел, вероятно, украинских бойцов.", id="ru, a comma after probably"),
        pytest.param(
            "ru", "Россия вернула 640 тел, которые, по её словам, принадлежат украинским военным.", id="ru, its words"
        ),
        pytest.param(
            "ru",
            "Вернули 640 тел, которые, по информации российской стороны, принадлежат украинским гражданам.",
            id="ru, an aside, and nobody gives",
        ),
        pytest.param("ru", "Россия вернула 640 тел, которые она считает украинскими.", id="ru, thinks"),
    ],
)
def test_dead_said_to_be_of_a_side_are_returned_to_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine returned 22 bodies said to be Russian soldiers.", id="en"),
        pytest.param("uk", "Україна повернула 22 тіла, ймовірно російських військових.", id="uk"),
        pytest.param("ru", "Украина вернула 22 тела, предположительно российских военных.", id="ru"),
    ],
)
def test_so_are_those_of_the_other_side(lang: str, text: str) -> None:
    assert figures(lang, text) == {DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Moscow returned the bodies of 22 of its soldiers, killed by Ukrainian troops.", id="en, killed by"
        ),
        pytest.param(
            "en", "Moscow returned 22 of its dead, which had been held by Ukrainian troops.", id="en, held by"
        ),
        pytest.param(
            "uk", "Москва повернула тіла 22 своїх бійців, які загинули від рук українських військових.", id="uk"
        ),
        pytest.param("ru", "Москва вернула 22 тела своих бойцов, которых удерживали украинские военные.", id="ru"),
        pytest.param("ru", "Москва вернула 22 тела своих бойцов. Украинские военные это видели.", id="ru, later"),
    ],
)
def test_people_of_a_side_who_only_act_are_not_the_dead(lang: str, text: str) -> None:
    assert figures(lang, text) == {DOWN}


@pytest.mark.parametrize(
    ("lang", "text", "figure"),
    [
        pytest.param(
            "en", "Russia has returned 640 bodies, the Coordination Headquarters said.", UP, id="en, officials"
        ),
        pytest.param("en", "Russia has returned 640 bodies, according to Kyiv.", UP, id="en, a capital"),
        pytest.param("en", "Ukraine has returned 22 bodies, Medinsky said.", DOWN, id="en, the other way"),
        pytest.param("uk", "Росія повернула 640 тіл. Про це повідомив Координаційний штаб.", UP, id="uk, officials"),
        pytest.param("uk", "Росія повернула 640 тіл.", UP, id="uk, the language of one side"),
        pytest.param("ru", "Россия вернула 640 тел, сообщил Координационный штаб.", UP, id="ru, officials"),
        pytest.param("ru", "Россия вернула 640 тел, сообщили в Киеве.", UP, id="ru, in a capital"),
        pytest.param("ru", "Украина вернула 22 тела, сообщили в Москве.", DOWN, id="ru, the other way"),
    ],
)
def test_what_the_other_side_returned_as_one_side_tells_was_given_to_it(
    lang: str, text: str, figure: tuple[str, int, str]
) -> None:
    assert figures(lang, text) == {figure}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia returned 22 of its dead and gave 640 bodies, Kyiv said.", id="en, its own"),
        pytest.param("uk", "Україна повернула тіла 640 захисників, росія повернула 22.", id="uk, each"),
        pytest.param("ru", "Украина вернула тела 640 военных, Россия вернула 22.", id="ru, each"),
        pytest.param("ru", "Россия вернула 22 тела и передала 640 тел, сообщили в Киеве.", id="ru, gave others"),
        pytest.param("ru", "Украина вернула 640 тел и передала 22, сообщил Мединский.", id="ru, gave others too"),
    ],
)
def test_who_returns_beside_a_gift_or_another_return_gets_its_own(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text", "sure"),
    [
        pytest.param("en", "Russia returned 22 bodies.", False, id="en, may have given"),
        pytest.param("ru", "Россия вернула 22 тела.", False, id="ru, may have given"),
        pytest.param("ru", "Россия вернула 640 тел, сообщил Мединский.", False, id="ru, more than it ever got"),
        pytest.param("en", "Russia returned 22 bodies of its own soldiers.", True, id="en, its own"),
        pytest.param("en", "Ukraine returned the bodies of 640 fallen soldiers.", True, id="en, who mostly receives"),
        pytest.param("ru", "Россия вернула 22 тела, сообщил Мединский.", True, id="ru, as it tells itself"),
    ],
)
def test_a_return_that_may_be_a_gift_waits_for_a_person(lang: str, text: str, sure: bool) -> None:
    assert [one.sure for one in claims(lang, text)] == [sure]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Kyiv said Russia returned 22 bodies, Ukraine received 640.", id="en"),
        pytest.param("uk", "У Києві кажуть: росія повернула 22 тіла, Україні передали 640 тіл.", id="uk"),
        pytest.param("ru", "Россия вернула 22 тела, Украине передали 640 тел, сообщили в Киеве.", id="ru"),
    ],
)
def test_who_returns_beside_what_the_other_side_got_has_its_own_back(lang: str, text: str) -> None:
    assert DOWN in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies for 22 Russian ones.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл в обмін на 22 російських.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел в обмен на 22 российских.", id="ru"),
        pytest.param(
            "en", "For each Russian body Ukraine got 29: 22 went to Russia, 640 to Ukraine.", id="en, a ratio"
        ),
        pytest.param("en", "Ukraine got 640 bodies, 29 for every Russian one; 22 went to Russia.", id="en, for every"),
        pytest.param(
            "ru", "За каждое российское тело Киев получил 29: 22 отдали России, 640 – Украине.", id="ru, ratio"
        ),
        pytest.param(
            "uk", "На кожне російське тіло Київ отримав 29: 22 віддали росії, 640 – Україні.", id="uk, a ratio"
        ),
    ],
)
def test_dead_of_one_side_paid_for_with_those_of_the_other(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine returned to Russia 22 bodies that had been handed over among the 640 by mistake.", id="en"
        ),
        pytest.param("uk", "Україна повернула росії 22 тіла, помилково передані у складі 640.", id="uk"),
    ],
)
def test_those_that_had_come_among_others_by_mistake_went_back(lang: str, text: str) -> None:
    assert figures(lang, text) == {DOWN}
