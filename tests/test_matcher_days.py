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
