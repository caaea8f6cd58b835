"""Days that belong to another transfer than the one reported, in every language."""

import pytest
from builders_matcher import days

TODAY, TUESDAY = "2026-01-29", "2026-01-27"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. The first handover took place on January 27.", id="en, first"),
        pytest.param(
            "en",
            "Moscow says it returned 640 bodies to Kyiv.\n"
            "It was the second swap of the week. The first was held on Tuesday.",
            id="en, first and second",
        ),
        pytest.param(
            "en",
            "Russia gave Ukraine 640 bodies, while the second exchange took place on January 27.",
            id="en, a clause of its own",
        ),
        pytest.param("uk", "Україні віддали 640 тіл. Друга партія пройшла 27 січня.", id="uk, another batch"),
        pytest.param(
            "uk",
            "Україна забрала тіла 640 полеглих.\nЦе вже третя передача за тиждень. Перша відбулася у вівторок.",
            id="uk, first and third",
        ),
        pytest.param("ru", "Украина забрала 640 тел. Первая передача прошла 27 января.", id="ru, first"),
        pytest.param(
            "ru",
            "Москва вернула Киеву 640 тел.\nЭто третий этап. Второй состоялся во вторник.",
            id="ru, second and third",
        ),
    ],
)
def test_the_day_of_another_in_the_row_is_not_this_one(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "The first exchange took place on January 27: Ukraine received 640 bodies.", id="en, lead"),
        pytest.param(
            "en", "Ukraine received 640 bodies. The first swap this year took place on January 27.", id="en, of a year"
        ),
        pytest.param("uk", "Перший обмін відбувся 27 січня. Україна отримала 640 тіл.", id="uk, lead"),
        pytest.param(
            "uk", "Україна отримала 640 тіл. Перша передача цього року відбулася 27 січня.", id="uk, of a year"
        ),
        pytest.param("ru", "Первый обмен прошел 27 января. Украина получила 640 тел.", id="ru, lead"),
        pytest.param(
            "ru", "Украина получила 640 тел. Первый обмен в этом году состоялся 27 января.", id="ru, of a year"
        ),
    ],
)
def test_the_day_of_the_first_may_be_that_of_this_one(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TUESDAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies, Kyiv said on Thursday. The exchange took place on January 27.", id="en"
        ),
        pytest.param("uk", "Україна отримала 640 тіл, повідомили в четвер. Репатріація відбулася 27 січня.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, сообщили в четверг. Передача прошла 27 января.", id="ru"),
    ],
)
def test_where_a_day_is_told_the_day_of_the_saying_is_not_it(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TUESDAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Колону з тілами 640 полеглих, яких у вівторок передала Росія, зустріли вдома.", id="uk"),
        pytest.param("ru", "Колонну с телами 640 павших, которых во вторник передала Россия, встретили дома.", id="ru"),
    ],
)
def test_a_describing_clause_dates_the_transfer_that_it_tells(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TUESDAY, "current")}


@pytest.mark.parametrize("month", ["May", "March"])
def test_a_month_whose_name_is_also_a_verb_plans_nothing(month: str) -> None:
    text = f"On {month} 16, Ukraine received 640 bodies."
    assert {(count, scope) for count, _, scope in days("en", text)} == {(640, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies, but last time, in October, Russia gave back 503.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл, а минулого разу, у жовтні, Росія віддала 503.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, а в прошлый раз, в октябре, Россия отдала 503.", id="ru"),
    ],
)
def test_the_previous_time_in_a_later_clause_leaves_this_one_as_it_is(lang: str, text: str) -> None:
    assert {(count, scope) for count, _, scope in days(lang, text)} == {(640, "current"), (503, "previous")}


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        pytest.param(
            "en",
            "On January 27, Russia and Ukraine carried out a prisoner swap.\n"
            "At the same time bodies were exchanged: Ukraine got 640.",
            "2026-01-27",
            id="en",
        ),
        pytest.param(
            "uk",
            "27 січня Україна й росія здійснили обмін полоненими.\nТоді ж обміняли й тіла: Україна отримала 640.",
            "2026-01-27",
            id="uk",
        ),
        pytest.param(
            "ru",
            "27 января Россия и Украина осуществили обмен пленными.\nОбменяли и тела: Украина получила 640.",
            "2026-01-27",
            id="ru",
        ),
        pytest.param(
            "en",
            "On January 27, in Istanbul, the two governments agreed to carry out a swap.\nNow Ukraine got 640 bodies.",
            TODAY,
            id="en, a day of agreeing",
        ),
        pytest.param(
            "uk",
            "27 січня на зустрічі в Стамбулі сторони домовилися здійснити обмін.\nТепер Україна отримала 640 тіл.",
            TODAY,
            id="uk, a day of agreeing",
        ),
    ],
)
def test_the_day_on_which_a_side_carried_out_the_exchange_is_that_of_its_bodies(lang: str, text: str, day: str) -> None:
    assert days(lang, text) == {(640, day, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "The first exchange took place on January 12, Russia received 22 bodies and Ukraine 640.", id="en"
        ),
        pytest.param("uk", "Перший обмін тілами відбувся 12 січня: росія отримала 22 тіла, а Україна – 640.", id="uk"),
        pytest.param(
            "ru", "Первый обмен телами состоялся 12 января, Россия получила 22 тела, а Украина – 640.", id="ru"
        ),
    ],
)
def test_the_day_of_the_first_is_that_of_both_its_figures(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-12", "previous"), (22, "2026-01-12", "previous")}


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        pytest.param(
            "en",
            "On January 27 they carried out an air strike there, local officials say.\nUkraine got 640 bodies.",
            TODAY,
            id="en, strike",
        ),
        pytest.param(
            "uk",
            "27 січня військові провели там чергові навчання, кажуть вони.\nУкраїна отримала 640 тіл.",
            TODAY,
            id="uk",
        ),
        pytest.param(
            "ru",
            "27 января эксперты завершили большую работу в области, сказал он.\nУкраина получила 640 тел.",
            TODAY,
            id="ru",
        ),
        pytest.param(
            "en",
            "On January 27 the sides completed the exchange, he says.\nUkraine got 640 bodies.",
            "2026-01-27",
            id="en, completed",
        ),
        pytest.param(
            "uk",
            "Обмін тілами завершено. Його провели 27 січня, каже він.\nУкраїна отримала 640 тіл.",
            "2026-01-27",
            id="uk, it",
        ),
        pytest.param(
            "ru",
            "Обмен телами стороны завершили 27 января, сказал он журналистам.\nУкраина получила 640 тел.",
            "2026-01-27",
            id="ru, before the verb",
        ),
        pytest.param(
            "en",
            "On January 27 the sides completed the talks on an exchange, he says.\nUkraine got 640 bodies.",
            TODAY,
            id="en, talks",
        ),
        pytest.param(
            "uk",
            "27 січня сторони провели в Стамбулі переговори про обмін тілами.\nУкраїна отримала 640 тіл.",
            TODAY,
            id="uk, talks",
        ),
        pytest.param(
            "ru",
            "27 января стороны провели в Стамбуле переговоры об обмене телами.\nУкраина получила 640 тел.",
            TODAY,
            id="ru, talks",
        ),
    ],
)
def test_only_an_exchange_that_is_carried_out_has_the_day_of_its_bodies(lang: str, text: str, day: str) -> None:
    assert {day for count, day, _ in days(lang, text) if count == 640} == {day}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "The summit opened on January 27. Ukraine received 640 bodies today.", id="en, before"),
        pytest.param("en", "Ukraine received 640 bodies today. The talks ended on January 27.", id="en, after"),
        pytest.param("uk", "Саміт відкрився 27 січня. Україна сьогодні отримала 640 тіл.", id="uk, an event"),
        pytest.param("uk", "27 січня підписали закон. Сьогодні Україна отримала 640 тіл.", id="uk, the day first"),
        pytest.param("ru", "Переговоры прошли 27 января. Сегодня Украина получила 640 тел.", id="ru, talks"),
        pytest.param("ru", "27 января открылся саммит. Украина сегодня получила 640 тел.", id="ru, the day first"),
    ],
)
def test_a_short_sentence_about_something_else_is_no_dateline(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "KYIV, January 27. Ukraine received 640 bodies today.", id="en, a town"),
        pytest.param("en", "MOSCOW, January 27 - Some Wire. Ukraine received 640 bodies today.", id="en, an agency"),
        pytest.param("en", "Published: January 27, 2026\nUkraine received 640 bodies today.", id="en, published"),
        pytest.param("uk", "27 січня 2026 року, 14:20.\nУкраїна отримала сьогодні 640 тіл.", id="uk, with the hour"),
        pytest.param("uk", "Про це 27 січня повідомив Коордштаб. Україна отримала сьогодні 640 тіл.", id="uk, said"),
        pytest.param("ru", "МОСКВА, 27 янв — Агентство. Украина получила сегодня 640 тел.", id="ru, short"),
        pytest.param(
            "ru", "27 января состоялась очередная передача погибших. Сегодня Украина получила 640 тел.", id="ru, event"
        ),
    ],
)
def test_what_a_page_says_of_its_own_day_moves_today(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TUESDAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies under an agreement reached on January 12.", id="en, reached"),
        pytest.param("en", "Ukraine received 640 bodies, as the sides agreed on January 12.", id="en, agreed"),
        pytest.param("en", "In line with the accords of January 12, 640 bodies were handed over to Kyiv.", id="en, of"),
        pytest.param("uk", "Україна отримала 640 тіл за домовленістю, досягнутою 12 січня.", id="uk, reached"),
        pytest.param("uk", "На виконання домовленостей від 12 січня Україна отримала 640 тіл.", id="uk, of"),
        pytest.param("uk", "Україна отримала 640 тіл, як і домовилися сторони 12 січня.", id="uk, agreed"),
        pytest.param(
            "ru", "Согласно договорённостям, достигнутым 12 января, Украина получила 640 тел.", id="ru, first"
        ),
        pytest.param("ru", "В рамках соглашений от 12 января Украине передали 640 тел.", id="ru, of"),
        pytest.param("ru", "Украине передали 640 тел, как и договорились стороны 12 января.", id="ru, agreed"),
    ],
)
def test_the_day_of_a_deal_is_not_that_of_the_transfer(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Under the deal, Ukraine received 640 bodies on January 12.", id="en, after"),
        pytest.param("en", "On January 12, under the agreements, Ukraine received 640 bodies.", id="en, before"),
        pytest.param("uk", "12 січня за домовленістю Україна отримала 640 тіл.", id="uk, before"),
        pytest.param("ru", "Согласно договоренностям, 12 января Украине передали 640 тел.", id="ru, after a comma"),
        pytest.param("ru", "По договоренностям 640 тел Украина получила 12 января.", id="ru, after"),
    ],
)
def test_the_day_of_a_transfer_under_a_deal_stays_its_day(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-12", "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine and Russia exchanged bodies on 23 January. Ukraine received 640.", id="en, before"),
        pytest.param("en", "Ukraine received 640 bodies. The exchange took place on January 23.", id="en, after"),
        pytest.param("uk", "23 січня відбувся обмін тілами загиблих. Україна отримала 640 тіл.", id="uk, before"),
        pytest.param("uk", "Україна отримала 640 тіл. Обмін відбувся 23 січня.", id="uk, after"),
        pytest.param("ru", "23 января состоялся обмен телами погибших. Украина получила 640 тел.", id="ru, before"),
        pytest.param("ru", "Украина получила 640 тел. Обмен состоялся 23 января.", id="ru, after"),
    ],
)
def test_an_exchange_that_is_told_of_some_days_later_keeps_its_day(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-23", "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. A similar swap took place on January 23.", id="en, similar"),
        pytest.param("en", "Ukraine received 640 bodies. Another exchange took place on January 23.", id="en, another"),
        pytest.param("en", "On January 23 an exchange took place. Today Ukraine received 640 bodies.", id="en, today"),
        pytest.param("uk", "Україна отримала 640 тіл. Обмін полоненими відбувся 23 січня.", id="uk, prisoners"),
        pytest.param("ru", "Украина получила 640 тел. Аналогичный обмен состоялся 23 января.", id="ru, similar"),
        pytest.param("ru", "23 января состоялся обмен телами. Сегодня Украина получила ещё 640 тел.", id="ru, today"),
    ],
)
def test_another_exchange_some_days_before_gives_no_day(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies; the next exchange is planned for February 5.", id="en, next"),
        pytest.param("uk", "Україна отримала 640 тіл, наступний обмін запланований на 5 лютого.", id="uk, next"),
        pytest.param("uk", "Україна отримала 640 тіл військових, загиблих 12 січня.", id="uk, died"),
        pytest.param("uk", "Україна отримала 640 тіл напередодні переговорів 31 січня.", id="uk, on the eve of talks"),
        pytest.param("ru", "Украина получила 640 тел, следующий обмен намечен на 5 февраля.", id="ru, next"),
        pytest.param("ru", "Украина получила 640 тел военных, погибших 12 января.", id="ru, died"),
        pytest.param("ru", "Украина получила 640 тел накануне переговоров 31 января.", id="ru, on the eve of talks"),
    ],
)
def test_days_of_plans_deaths_and_talks_are_not_that_of_the_transfer(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Kyiv said on January 29 that Russia handed over 640 bodies to Ukraine on January 27.", id="en"
        ),
        pytest.param("uk", "29 січня повідомили, що 27 січня Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "Минобороны 29 января сообщило, что 27 января Украине передали 640 тел.", id="ru"),
    ],
)
def test_a_day_of_the_transfer_counts_more_than_that_of_saying_so(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TUESDAY, "current")}
