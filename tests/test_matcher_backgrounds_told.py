"""What stands beside the news and is not it: the first exchange ever, totals told in two halves, when the war began."""

import pytest
from builders_matcher import DOWN, UP, days, figures

EQUAL_BEFORE = {("ukraine", 160, "previous"), ("russia", 160, "previous")}
TOTALS = {("ukraine", 6060, "cumulative"), ("russia", 78, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine brought home the bodies of 640 soldiers. The first exchange of bodies was held in early June 2022."
            ' It took place by the formula "160 for 160".',
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна повернула тіла 640 воїнів. Перший обмін тілами відбувся на початку червня 2022 року."
            " Обмін відбувся за формулою «160 на 160».",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина вернула тела 640 солдат. Первый обмен телами состоялся в начале июня 2022 года."
            " Обмен прошел по формуле «160 на 160».",
            id="ru",
        ),
    ],
)
def test_what_goes_on_after_the_first_exchange_of_all_is_of_that_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, *EQUAL_BEFORE}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "The first exchange of bodies took place. Russia and Ukraine exchanged 160 bodies for 160.", id="en"
        ),
        pytest.param(
            "uk", "Перший обмін тілами відбувся на фронті. Росія й Україна обмінялися 160 на 160 тіл.", id="uk"
        ),
        pytest.param(
            "ru", "Первый обмен телами прошел на фронте. Россия и Украина обменялись 160 на 160 тел.", id="ru"
        ),
    ],
)
def test_where_nothing_else_is_told_the_first_exchange_is_the_news(lang: str, text: str) -> None:
    assert {scope for _, _, scope in figures(lang, text)} == {"current"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Monday. Medinsky said Moscow had handed back the bodies of 6,060 Ukrainian"
            " soldiers. He said that Russia has received 78 of its own bodies in return.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл у понеділок. Мединський заявив, що Москва передала Україні 6060 тіл."
            " Натомість Росія отримала 78 тіл, сказав він.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел в понедельник. Мединский заявил, что Москва передала Украине 6060 тел."
            " Взамен Россия получила 78 тел, сказал он.",
            id="ru",
        ),
    ],
)
def test_what_was_given_in_return_for_a_total_is_a_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, *TOTALS}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Moscow has handed over 6,060 bodies to Ukraine in all, Medinsky said. On Thursday Ukraine received 640"
            " bodies, and Russia 22 in return.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Загалом Москва передала Україні 6060 тіл. У четвер Україна отримала 640 тіл, а Росія натомість 22.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Всего Москва передала Украине 6060 тел. В четверг Украина получила 640 тел, а Россия взамен 22.",
            id="ru",
        ),
    ],
)
def test_what_was_given_in_return_for_the_news_is_news(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 6060, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine brought back the bodies of 640 of its soldiers, probably the largest exchange since the start of"
            " the full-scale invasion in February 2022.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна повернула 640 тіл своїх військових, що стало найбільшим обміном від початку повномасштабного"
            " вторгнення Росії в лютому 2022 року.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина вернула 640 тел своих военных, что стало крупнейшим обменом с начала полномасштабного вторжения"
            " России в феврале 2022 года.",
            id="ru",
        ),
    ],
)
def test_when_the_war_began_is_not_when_they_came(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
    assert {day for _, day, _ in days(lang, text)} == {"2026-01-29"}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Ukraine brings home bodies of 640 soldiers",
            '"640 bodies we have already managed to bring home. We take them from several areas," he said.',
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна повернула тіла 640 захисників",
            "«640 тіл нам уже вдалося забрати. Ми забираємо їх із різних напрямків», – сказав він.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина вернула тела 640 защитников",
            "«640 тел нам уже удалось забрать. Мы забираем их с разных направлений», – сказал он.",
            id="ru",
        ),
    ],
)
def test_what_was_managed_already_is_a_total_also_where_the_number_comes_first(
    lang: str, title: str, text: str
) -> None:
    assert figures(lang, text, title) == {("ukraine", 640, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "On Sunday, January 25, an exchange of bodies took place, in which Ukraine received the remains of 160"
            " people. Each side received 160 bodies, the ministry said.",
            id="en",
        ),
        pytest.param(
            "uk",
            "У неділю, 25 січня, відбувся обмін тілами, під час якого Україна отримала останки 160 людей."
            " Кожна сторона отримала по 160 тіл.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "В воскресенье, 25 января, состоялся обмен телами, во время которого Украине передали останки 160 человек."
            " Каждая сторона получила по 160 тел.",
            id="ru",
        ),
    ],
)
def test_the_day_of_the_lead_is_that_of_all_who_count_the_same(lang: str, text: str) -> None:
    assert days(lang, text) == {(160, "2026-01-25", "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "On January 25 Ukraine received 640 bodies. Another 640 bodies were handed over to Ukraine.",
            id="en, another",
        ),
        pytest.param("uk", "25 січня Україна отримала 640 тіл. Сьогодні Україні передали 640 тіл.", id="uk, today"),
        pytest.param("ru", "25 января Украина получила 640 тел. Сегодня Украине передали 640 тел.", id="ru, today"),
    ],
)
def test_as_many_at_another_time_are_another_exchange(lang: str, text: str) -> None:
    assert (640, "2026-01-29", "current") in days(lang, text)
