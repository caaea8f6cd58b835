"""One number for each of several days, in every language. The tests' today is Thursday, 29 January 2026."""

import pytest
from builders_matcher import claims, days, figures

FIRST, SECOND, TODAY = "2026-01-27", "2026-01-28", "2026-01-29"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday. The first batch was the largest; Tuesday, Wednesday and Thursday "
            "each added 640.",
            id="en, each",
        ),
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday, and 640 bodies each on January 27 and January 28.",
            id="en, after the number",
        ),
        pytest.param(
            "uk",
            "Україна сьогодні отримала 640 тіл. 27 і 28 січня привозили по 640.",
            id="uk, по",
        ),
        pytest.param(
            "uk",
            "Україна сьогодні отримала 640 тіл, росія — 22.\n\nАрифметика: 612 тіл 11 січня, по 640 у кожну з "
            "двох передач, 27 і 28 січня, та 640 сьогодні.",
            id="uk, days after",
        ),
        pytest.param("ru", "Украина сегодня получила 640 тел. Накануне и 27 января привозили по 640.", id="ru, по"),
    ],
)
def test_number_that_each_of_several_days_brought(lang: str, text: str) -> None:
    of_each = {(day, scope) for count, day, scope in days(lang, text) if count == 640}
    assert of_each == {(FIRST, "previous"), (SECOND, "previous"), (TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies on Wednesday and Thursday.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл 28 і 29 січня.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел 28 и 29 января.", id="ru"),
    ],
)
def test_number_of_several_days_together_is_told_once(lang: str, text: str) -> None:
    assert len([one for one in days(lang, text) if one[0] == 640]) == 1


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday. Not a single Russian was returned on Tuesday or Wednesday.",
            id="en",
        ),
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday.\n\nAs for the other direction, not a single Russian was returned "
            "on Tuesday or Wednesday.",
            id="en, the other direction",
        ),
        pytest.param(
            "uk",
            "Україна сьогодні отримала 640 тіл. Росія 27 і 28 січня не отримала жодного тіла.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина сегодня получила 640 тел. Россия 27 и 28 января не получила ни одного тела.",
            id="ru",
        ),
    ],
)
def test_nothing_on_several_days_is_nothing_on_each(lang: str, text: str) -> None:
    assert {one for one in days(lang, text) if one[0] == 0} == {(0, FIRST, "previous"), (0, SECOND, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday. Russia was to get 640 too.\n\n"
            "The other way, 22 Russians were returned.",
            id="en",
        ),
        pytest.param("uk", "Україна отримала 640 тіл. В інший бік передали 22 росіян.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. В обратном направлении передали 22 тела россиян.", id="ru"),
    ],
)
def test_whose_dead_they_are_says_more_than_the_other_way(lang: str, text: str) -> None:
    assert ("russia", 22, "current") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine got home 640 and 650 bodies on 27 and 29 January respectively.", id="en, after"),
        pytest.param("en", "On 27 and 29 January, Ukraine received 640 and 650 bodies.", id="en, before"),
        pytest.param("uk", "27 та 29 січня Україна отримала 640 та 650 тіл відповідно.", id="uk"),
        pytest.param("ru", "27 и 29 января Украина получила 640 и 650 тел соответственно.", id="ru"),
    ],
)
def test_as_many_figures_as_days_have_one_each(lang: str, text: str) -> None:
    assert {(count, day) for count, day, _ in days(lang, text)} == {(640, "2026-01-27"), (650, "2026-01-29")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "In October and November Ukraine received 640 and 650 bodies respectively.", id="en"),
        pytest.param("uk", "У жовтні та листопаді Україна отримала 640 та 650 тіл відповідно.", id="uk"),
        pytest.param("ru", "В октябре и ноябре Украина получила 640 и 650 тел соответственно.", id="ru"),
    ],
)
def test_as_many_figures_as_months_are_of_those_months(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2025-10", "previous"), (650, "2025-11", "previous")}


def test_a_share_is_what_that_side_received_month_for_month() -> None:
    text = "In October and November Ukraine received 640 bodies each time; Russia's share was 22 and 24."
    assert {(one.to, one.figure.low, one.day) for one in claims("en", text)} == {
        ("ukraine", 640, "2025-10"),
        ("ukraine", 640, "2025-11"),
        ("russia", 22, "2025-10"),
        ("russia", 24, "2025-11"),
    }
