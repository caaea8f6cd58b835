"""Figures that have their day from the clause or the sentence before them, and days that are none of theirs."""

import pytest
from builders_matcher import days

TODAY, EARLIER = "2026-01-29", "2026-01-14"
BEGAN = "2026-01-20"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The first swap took place on 14 January, in which Russia received 31 bodies and Ukraine 757.",
            id="en, words left out",
        ),
        pytest.param(
            "en",
            "The second handover was held on January 14, when Russia got 31 bodies, Ukraine – 757.",
            id="en, a dash for the verb",
        ),
        pytest.param(
            "en",
            "The first exchange took place on 14 January: Russia received 31 bodies, Ukraine received 757.",
            id="en, a verb of its own after the ordinal",
        ),
        pytest.param(
            "uk",
            "Перший обмін тілами відбувся 14 січня, тоді росія отримала 31 тіло, а Україна – 757.",
            id="uk, a dash for the verb",
        ),
        pytest.param(
            "uk",
            "Друга репатріація пройшла 14 січня, під час якої Росія забрала 31 тіло, Україна — 757.",
            id="uk, no joining word",
        ),
        pytest.param(
            "uk",
            "Перший обмін тілами відбувся 14 січня: Росія отримала 31 тіло, Україна отримала 757.",
            id="uk, a verb of its own after the ordinal",
        ),
        pytest.param(
            "ru",
            "Второй обмен телами прошел 14 января, Россия получила тогда 31 тело, Украина — 757.",
            id="ru, a dash for the verb",
        ),
        pytest.param(
            "ru",
            "Первая передача состоялась 14 января, Украине отдали 757 тел, а России – 31.",
            id="ru, who gets them in the dative",
        ),
        pytest.param(
            "ru",
            "Первый обмен состоялся 14 января: Россия получила 31 тело, Украина получила 757 тел.",
            id="ru, a verb of its own after the ordinal",
        ),
    ],
)
def test_words_left_out_are_those_of_the_clause_before_with_its_day_and_scope(lang: str, text: str) -> None:
    assert days(lang, text) == {(31, EARLIER, "previous"), (757, EARLIER, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The first exchange took place on 14 January, Russia received 31 bodies, and on Thursday Ukraine got 640.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Перший обмін відбувся 14 січня, росія отримала 31 тіло, а у четвер Україна отримала 640 тіл.",
            id="uk",
        ),
        pytest.param(
            "ru", "Первый обмен состоялся 14 января, Россия получила 31 тело, а сегодня Украина – 640.", id="ru"
        ),
    ],
)
def test_a_figure_with_a_day_of_its_own_goes_on_with_nothing(lang: str, text: str) -> None:
    assert days(lang, text) == {(31, EARLIER, "previous"), (640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia received 22 bodies on Thursday and Ukraine 640.", id="en"),
        pytest.param("uk", "У четвер росія отримала 22 тіла, а Україна – 640.", id="uk"),
        pytest.param("ru", "29 января Россия получила 22 тела, а Украина – 640.", id="ru"),
    ],
)
def test_words_left_out_of_what_happened_today_leave_it_today(lang: str, text: str) -> None:
    assert days(lang, text) == {(22, TODAY, "current"), (640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The handover began on January 20, officials say. Ukraine received the bodies of 757 soldiers.\n"
            "In return, Russia got 31.",
            id="en, began",
        ),
        pytest.param(
            "en",
            "The first result came on 20 January, when the envoy confirmed the start of the transfer of bodies. "
            "According to him, Kyiv had returned the remains of 31 Russian soldiers.\n"
            "In exchange, Moscow handed over the bodies of 757 Ukrainian soldiers.",
            id="en, the start of it, and the other half in a paragraph of its own",
        ),
        pytest.param(
            "en",
            "The exchange of bodies took place on January 20. Russia got 31 bodies. In return, Ukraine received 757.",
            id="en, took place",
        ),
        pytest.param(
            "uk",
            "Передача тіл розпочалася 20 січня. Україна отримала 757 тіл.\nНатомість росія отримала 31.",
            id="uk, began",
        ),
        pytest.param(
            "uk",
            "Обмін тілами відбувся 20 січня. Росія повернула Україні 757 тіл.\nУ відповідь Москва отримала 31.",
            id="uk, took place",
        ),
        pytest.param(
            "ru",
            "Передача тел началась 20 января. Украина получила 757 тел.\nВзамен Россия получила 31 тело.",
            id="ru, began",
        ),
        pytest.param(
            "ru",
            "Обмен телами стартовал 20 января, сообщил чиновник. Россия передала Украине 757 тел.\n"
            "В ответ Москве отдали 31.",
            id="ru, started, says an official",
        ),
    ],
)
def test_the_day_on_which_it_began_is_that_of_the_figures_after_it(lang: str, text: str) -> None:
    assert days(lang, text) == {(757, BEGAN, "previous"), (31, BEGAN, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The sides agreed on January 20 to start a transfer of bodies. Ukraine received 640 bodies.\n"
            "In return, Russia got 22.",
            id="en, agreed to start",
        ),
        pytest.param(
            "en",
            "The exchange took place under the agreements of January 20. Ukraine received 640 bodies and Russia 22.",
            id="en, the day of what it is based on",
        ),
        pytest.param(
            "en",
            "The transfer of bodies, which began on January 20, continues. Ukraine received 640 bodies, Russia got 22.",
            id="en, still going on",
        ),
        pytest.param(
            "en",
            "The war began on February 24, 2022, and bodies are exchanged at times. Ukraine received 640 bodies and "
            "Russia 22.",
            id="en, the war",
        ),
        pytest.param(
            "uk",
            "Війна почалася 24 лютого 2022 року, відтоді сторони обмінюються тілами. Україна отримала 640 тіл, а росія "
            "– 22.",
            id="uk, the war",
        ),
        pytest.param(
            "ru",
            "Война началась 24 февраля 2022 года, обмен телами идет с тех пор. Украина получила 640 тел, Россия – 22.",
            id="ru, the war",
        ),
        pytest.param(
            "uk",
            "Репатріація пройшла в межах угод від 20 січня. Україна отримала 640 тіл, а росія – 22.",
            id="uk, the day of what it is based on",
        ),
        pytest.param(
            "uk",
            "Обмін тілами розпочався 20 січня і триває. Україна отримала 640 тіл, а росія – 22.",
            id="uk, still going on",
        ),
        pytest.param(
            "ru",
            "Обмен прошел по договоренностям, достигнутым 20 января. Украина получила 640 тел, Россия – 22.",
            id="ru, the day of what it is based on",
        ),
        pytest.param(
            "ru",
            "Передача тел началась 20 января и продолжается. Украина получила 640 тел, Россия – 22.",
            id="ru, still going on",
        ),
        pytest.param(
            "en",
            "A second round of talks was held on January 20. Ukraine received 640 bodies.\nIn return, Russia got 22.",
            id="en, talks",
        ),
        pytest.param(
            "uk",
            "Сторони домовилися 20 січня почати обмін тілами. Україна отримала 640 тіл.\nНатомість росія отримала 22.",
            id="uk, agreed to start",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл. Стільки ж вона прийняла 20 січня.\nНатомість росія отримала 22 тіла.",
            id="uk, an earlier one between the two halves",
        ),
        pytest.param(
            "ru",
            "20 января договорились начать передачу тел. Украина получила 640 тел.\nВзамен Россия получила 22 тела.",
            id="ru, agreed to start",
        ),
        pytest.param(
            "ru",
            "Второй раунд переговоров прошел 20 января. Украина получила 640 тел.\nВзамен Россия получила 22 тела.",
            id="ru, talks",
        ),
    ],
)
def test_the_day_of_talks_or_of_an_earlier_one_is_not_that_of_the_figures_after_it(lang: str, text: str) -> None:
    assert {(640, TODAY, "current"), (22, TODAY, "current")} <= days(lang, text)


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param("en", "Ukraine gets 640 bodies", "The swap began on January 20. Ukraine got 640 bodies.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл", "Обмін почався 20 січня. Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел", "Обмен начался 20 января. Украина получила 640 тел.", id="ru"),
    ],
)
def test_what_the_headline_counts_is_news_whenever_it_all_began(lang: str, title: str, text: str) -> None:
    assert days(lang, text, title) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies, the headquarters said. On January 27 the exchange of prisoners began, and on "
            "January 28 the second stage took place.",
            id="en, stages",
        ),
        pytest.param(
            "en",
            "The bodies of 640 defenders were returned to Ukraine. A prisoner swap took place on January 28.",
            id="en, a short sentence",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл. Обмін полоненими відбувся 27 січня, а другий етап пройшов 28 січня.",
            id="uk, stages",
        ),
        pytest.param(
            "uk",
            "Україні повернули тіла 640 захисників. 28 січня відбувся обмін важкопораненими полоненими.",
            id="uk, a short sentence",
        ),
        pytest.param(
            "ru",
            "Россия передала Украине 640 тел. 27 января прошел первый этап обмена военнопленными, 28 января состоялся "
            "второй.",
            id="ru, stages",
        ),
        pytest.param("ru", "Украина получила 640 тел. Обмен пленными состоялся 28 января.", id="ru, a short sentence"),
    ],
)
def test_the_day_of_an_exchange_of_prisoners_is_not_that_of_the_bodies(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "A prisoner exchange took place on January 28. Ukraine also got 640 bodies.", id="en, first"
        ),
        pytest.param(
            "en",
            "Ukraine received 640 bodies. The exchange of prisoners and bodies took place on January 28.",
            id="en, both",
        ),
        pytest.param("uk", "Україна отримала 640 тіл. Обмін тілами й полоненими відбувся 28 січня.", id="uk, both"),
        pytest.param("ru", "Украина получила 640 тел. Обмен телами и пленными состоялся 28 января.", id="ru, both"),
    ],
)
def test_the_day_of_an_exchange_of_both_is_that_of_the_bodies(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-28", "current")}
