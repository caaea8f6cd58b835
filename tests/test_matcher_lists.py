"""Lists of names are no transfers, in every language."""

import pytest
from builders_matcher import DOWN, UP, claims, figures


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies. A list of 22 names had been handed to the Russian side.", id="en, names"
        ),
        pytest.param("en", "Ukraine received 640 bodies. Moscow was given a list with 22 bodies.", id="en, bodies"),
        pytest.param("uk", "Україна отримала 640 тіл. Росії вручили список на 22 особи.", id="uk, persons"),
        pytest.param("uk", "Україна отримала 640 тіл. Росіянам передали перелік із 22 полеглих.", id="uk, fallen"),
        pytest.param(
            "ru", "Украина получила 640 тел. России отдали список на 22 человека, обмен отложен.", id="ru, persons"
        ),
        pytest.param("ru", "Украина получила 640 тел. Первый список из 22 погибших мы вручили.", id="ru, fallen"),
    ],
)
def test_a_list_is_handed_over_but_nobody_on_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
    assert len(claims(lang, text)) == 1


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Bodies of six soldiers handed to their families",
            "All six came home to Ukraine in January. Ukraine received 640 bodies on Thursday.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Тіла шістьох бійців передали рідним",
            "Усі шестеро повернулися в Україну в січні. Україна отримала 640 тіл у четвер.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Тела шестерых бойцов передали родным",
            "Все шестеро вернулись в Украину в январе. Украина получила 640 тел в четверг.",
            id="ru",
        ),
    ],
)
def test_all_of_those_whom_families_got_are_no_new_figure(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {UP}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "303 for 303, and the dead",
            "Russia and Ukraine exchanged 303 prisoners each. No bodies were exchanged this time.",
            id="en",
        ),
        pytest.param(
            "uk",
            "303 на 303, і тіла полеглих",
            "Відбувся обмін: 303 полонених на 303. Тіл цього разу не передавали.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "303 на 303, тела погибших потом",
            "Стороны обменяли 303 пленных на 303. Тел на этот раз не передавали.",
            id="ru",
        ),
    ],
)
def test_a_headline_formula_of_prisoners_counts_no_bodies(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == set()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Among the 640 bodies that Ukraine received on Thursday is that of a poet.", id="en"),
        pytest.param("uk", "Серед 640 тіл, які Україна отримала в четвер, – тіло поета.", id="uk"),
    ],
)
def test_the_number_after_among_the_is_the_whole(lang: str, text: str) -> None:
    assert UP in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "ru",
            "В Украину возвращены 640 тел. "
            "По направлениям: Север – 402, Юг – 120, Река – 96. Из морга в РФ вернули 22 тела.",
            id="ru, where a building stands",
        ),
        pytest.param(
            "ru",
            "В Украину возвращены 640 тел. Север – 402, Юг – 120, Река – 96. С фронта в РФ вернули 22 тела.",
            id="ru, the sum decides",
        ),
        pytest.param(
            "uk",
            "В Україну повернуто 640 тіл. "
            "За напрямками: Північ – 402, Південь – 120, Ріка – 96. Із моргів у РФ повернули 22 тіла.",
            id="uk",
        ),
        pytest.param(
            "en",
            "Ukraine received 640 bodies. By direction: A - 402, B - 120, C - 96. Morgues in Russia gave back 22.",
            id="en",
        ),
    ],
)
def test_what_completes_a_list_to_its_whole_is_a_part_wherever_it_came_from(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, *(("ukraine", part, "component") for part in (402, 120, 96, 22))}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("ru", "В Украину вернули 640 тел. Из моргов в Россию вернули 22 тела.", id="ru, to the country"),
        pytest.param(
            "ru",
            "В Украину вернули 640 тел: Северное направление – 402, Южное – 120, Речное – 96. В РФ вернули 22 тела.",
            id="ru, no place that it came from",
        ),
    ],
)
def test_what_goes_the_other_way_is_no_part(lang: str, text: str) -> None:
    assert {UP, DOWN} <= figures(lang, text)
