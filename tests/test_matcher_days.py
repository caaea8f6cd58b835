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
