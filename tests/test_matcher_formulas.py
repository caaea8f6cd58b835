"""Formulas, rows and equal numbers whose sides other figures of the article tell, in every language."""

import pytest
from builders_matcher import DOWN, UP, claims, days, figures


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Today's exchange: 640 dead Ukrainians for 22 Russians.\n\nEarlier rounds:\n* 18 Dec 2025: 501 for 26\n"
            "* 20 Nov 2025: 488 for 30",
            id="en",
        ),
        pytest.param(
            "uk",
            "Сьогодні Україна отримала 640 тіл, росія — 22, тобто 640 на 22.\n\nПопередні обміни:\n"
            "- 18 грудня 2025: 501 на 26\n- 20 листопада 2025: 488 на 30",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Сегодня Украина получила 640 тел, Россия — 22, то есть 640 на 22.\n\nПредыдущие обмены:\n"
            "- 18 декабря 2025: 501 на 26\n- 20 ноября 2025: 488 на 30",
            id="ru",
        ),
    ],
)
def test_formulas_of_a_list_keep_the_order_of_the_one_that_names_its_sides(lang: str, text: str) -> None:
    assert figures(lang, text) == {
        UP,
        DOWN,
        ("ukraine", 501, "previous"),
        ("russia", 26, "previous"),
        ("ukraine", 488, "previous"),
        ("russia", 30, "previous"),
    }


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia received 22 bodies and Ukraine 640, a ratio of 22 for 640. For comparison:\n"
            "* 20 Oct 2022: 58 for 62\n",
            id="en, Russia first",
        ),
        pytest.param(
            "ru",
            "Обмен 22 на 640: Россия получила 22 тела, Украина — 640. Для сравнения:\n- 20 октября 2022: 58 на 62\n",
            id="ru, Russia first",
        ),
    ],
)
def test_order_of_the_article_beats_size(lang: str, text: str) -> None:
    assert {("russia", 58, "previous"), ("ukraine", 62, "previous")} <= figures(lang, text)


def test_side_by_order_alone_is_not_sure() -> None:
    text = "Today's exchange: 640 dead Ukrainians for 22 Russians. Another: 501 for 26."
    ordered = [one for one in claims("en", text) if one.figure.low in (501, 26)]
    assert len(ordered) == 2
    assert all("side" in one.gates for one in ordered)


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "6,000 for 6,000",
            "Kyiv and Moscow will swap bodies, 6,000 for 6,000. That makes 12,000 bodies.",
            id="en",
        ),
        pytest.param(
            "uk",
            "6000 на 6000",
            "Київ і Москва обміняються тілами за формулою 6000 на 6000. Тобто йдеться про 12 тисяч тіл.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "6000 на 6000",
            "Москва и Киев обменяются телами по формуле 6000 на 6000. Речь, таким образом, о 12 тысячах тел.",
            id="ru",
        ),
    ],
)
def test_agreed_numbers_and_their_sum_are_plans_told_once(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {
        (None, 12000, "planned"),
        ("russia", 6000, "planned"),
        ("ukraine", 6000, "planned"),
    }
    assert len(claims(lang, text, title)) == 3


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies today, Russia received 22 bodies.\n\n"
            "The arithmetic: 612 bodies on January 12, 488 bodies on January 13 and 640 today.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Сьогодні Україна отримала 640 тіл, росія отримала 22 тіла.\n\n"
            "Арифметика сходиться: 612 тіл 12 січня, 488 тіл 13 січня та 640 сьогодні.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Сегодня Украина получила 640 тел, Россия получила 22 тела.\n\n"
            "Арифметика сходится: 612 тел 12 января, 488 тел 13 января и 640 сегодня.",
            id="ru",
        ),
    ],
)
def test_row_of_figures_goes_where_its_known_one_went(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 612, "previous"), ("ukraine", 488, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine got 640 bodies, Russia got 22.\n\nThe arithmetic: 612, 488, 640.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл, росія — 22.\n\nАрифметика: 612 тіл, 488 тіл, 640.", id="uk"),
    ],
)  # fmt: skip
def test_row_without_days_makes_no_figure_of_this_exchange(lang: str, text: str) -> None:
    assert {one for one in figures(lang, text) if one[2] == "current"} == {UP, DOWN}


EN_DONE = "On January 26, an exchange of the bodies of Ukrainian and Russian soldiers took place at the border. "
UK_DONE = "26 січня на кордоні відбувся обмін тілами загиблих воїнів України та росії. "
RU_DONE = "26 января на границе прошел обмен телами погибших солдат России и Украины. "


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN_DONE + "The sides had agreed on a swap by the formula 212 for 212.", id="en, for"),
        pytest.param("en", EN_DONE + "Negotiators settled on the formula of 212 to 212 for the swap.", id="en, to"),
        pytest.param("uk", UK_DONE + "Переговірники погодили обмін за формулою «212 на 212».", id="uk, na"),
        pytest.param("uk", UK_DONE + "Домовленість про обмін тілами: 212 за 212.", id="uk, za"),
        pytest.param("uk", UK_DONE + "Обмін здійснили за формулою 212:212.", id="uk, colon"),
        pytest.param("ru", RU_DONE + "Стороны договорились об обмене по формуле «212 на 212».", id="ru, na"),
        pytest.param("ru", RU_DONE + "Была договоренность об обмене 212 за 212.", id="ru, za"),
        pytest.param(
            "en",
            "On January 26 an exchange of bodies took place, agreed on by Ukraine and Russia as 212 for 212.",
            id="en, one sentence",
        ),
        pytest.param(
            "uk",
            "26 січня відбувся обмін тілами, про який Україна й росія домовилися за формулою 212 на 212.",
            id="uk, one sentence",
        ),
        pytest.param(
            "ru",
            "26 января состоялся обмен телами, о котором Россия и Украина договорились по формуле 212 на 212.",
            id="ru, one sentence",
        ),
        pytest.param(
            "en",
            "On January 26 Ukraine and Russia exchanged bodies. The agreement was for 212 to 212.",
            id="en, exchanged",
        ),
        pytest.param(
            "uk",
            "Україна та росія 26 січня обмінялися тілами загиблих. За домовленістю — 212 на 212.",
            id="uk, exchanged",
        ),
        pytest.param(
            "ru", "Россия и Украина 26 января обменялись телами погибших. Формула – 212 за 212.", id="ru, exchanged"
        ),
    ],
)
def test_formula_agreed_on_for_the_exchange_that_took_place_is_of_that_day(lang: str, text: str) -> None:
    assert days(lang, text) == {(212, "2026-01-26", "current")}
    assert figures(lang, text) == {("ukraine", 212, "current"), ("russia", 212, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN_DONE + "The sides agreed on another swap by the formula 212 for 212.", id="en, another"),
        pytest.param("en", EN_DONE + "The sides agreed to exchange 212 bodies for 212.", id="en, to exchange"),
        pytest.param(
            "en", "Ukraine and Russia agreed on a swap of bodies by the formula 212 for 212.", id="en, only agreed"
        ),
        pytest.param("uk", UK_DONE + "Сторони домовилися ще про один обмін за формулою 212 на 212.", id="uk, another"),
        pytest.param(
            "uk", UK_DONE + "На 5 лютого домовилися про обмін за формулою 212 на 212.", id="uk, a day to come"
        ),
        pytest.param("uk", "Україна й росія домовилися про обмін тілами за формулою 212 на 212.", id="uk, only agreed"),
        pytest.param(
            "ru", RU_DONE + "Стороны договорились еще об одном обмене по формуле 212 на 212.", id="ru, another"
        ),
        pytest.param("ru", RU_DONE + "Стороны договорились обменять тела по формуле 212 за 212.", id="ru, to exchange"),
        pytest.param(
            "ru", "Украина и Россия договорились об обмене телами по формуле 212 за 212.", id="ru, only agreed"
        ),
        pytest.param(
            "en",
            "On January 26 talks of Ukraine and Russia on a swap of bodies took place. "
            "They agreed on an exchange of bodies by the formula 212 for 212.",
            id="en, talks took place",
        ),
        pytest.param(
            "uk",
            "26 січня відбулася зустріч, на якій Україна та росія домовилися про обмін тілами за формулою 212 на 212.",
            id="uk, a meeting took place",
        ),
        pytest.param(
            "ru",
            "26 января прошла встреча Украины и России по обмену телами. "
            "Стороны договорились об обмене по формуле 212 на 212.",
            id="ru, a meeting took place",
        ),
    ],
)
def test_formula_agreed_on_for_an_exchange_to_come_is_planned(lang: str, text: str) -> None:
    assert {scope for _, _, scope in figures(lang, text)} == {"planned"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies. On January 26 they had agreed on the formula 212 for 212.", id="en"
        ),
        pytest.param(
            "uk", UK_DONE + "Україна отримала 640 тіл. Домовлялися про обмін за формулою 212 на 212.", id="uk"
        ),
        pytest.param(
            "ru", RU_DONE + "Украина получила 640 тел. Договорились об обмене по формуле 212 на 212.", id="ru"
        ),
    ],
)
def test_formula_beside_a_figure_of_the_exchange_is_not_what_came(lang: str, text: str) -> None:
    assert ("ukraine", 640, "current") in figures(lang, text)
    assert ("russia", 212, "current") not in figures(lang, text)
