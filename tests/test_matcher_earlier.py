"""Where a word for an earlier exchange reaches: its own clause, its own sentence, and no further. In every language."""

import pytest
from builders_matcher import DOWN, UP, days, figures

UP_EARLIER, DOWN_EARLIER = ("ukraine", 640, "previous"), ("russia", 22, "previous")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Russia handed over 640 bodies and received 22; the previous exchange took place in May.", id="en"
        ),
        pytest.param(
            "en", "Russia handed over 640 bodies and received 22, and the last exchange was held in May.", id="en, last"
        ),
        pytest.param(
            "uk", "Росія передала Україні 640 тіл і отримала 22, попередній обмін відбувся у травні.", id="uk"
        ),
        pytest.param(
            "uk",
            "Росія передала Україні 640 тіл, натомість отримала 22, а попередній обмін був у травні.",
            id="uk, was",
        ),
        pytest.param("ru", "Россия передала Украине 640 тел и получила 22, а предыдущий обмен прошел в мае.", id="ru"),
        pytest.param(
            "ru", "Россия передала Украине 640 тел и получила 22 (предыдущий обмен состоялся в мае).", id="ru, brackets"
        ),
    ],
)
def test_clause_that_says_when_the_exchange_before_was_leaves_the_figures_before_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies and Russia 22 in the previous exchange.", id="en, in it"),
        pytest.param(
            "en", "Ukraine received 640 bodies and Russia 22, which was the previous exchange.", id="en, which was"
        ),
        pytest.param(
            "en", "In May, when the previous exchange took place, Ukraine got 640 bodies and Russia 22.", id="en, when"
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл, а росія 22 під час попереднього обміну, що відбувся в травні.",
            id="uk, during",
        ),
        pytest.param("uk", "Україна отримала 640 тіл, а росія 22, це був попередній обмін.", id="uk, that was"),
        pytest.param("ru", "Украина получила 640 тел, а Россия 22, это был предыдущий обмен.", id="ru, that was"),
        pytest.param("ru", "Предыдущий обмен прошел в мае: Украина получила 640 тел, а Россия 22.", id="ru, colon"),
    ],
)
def test_what_the_exchange_before_brought_is_of_that_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP_EARLIER, DOWN_EARLIER}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Russia handed over 640 bodies and got 22, officials said.The previous exchange was in May.", id="en"
        ),
        pytest.param(
            "uk", "Росія передала 640 тіл, а отримала 22.Попередній обмін був у травні.", id="uk, after a number"
        ),
        pytest.param(
            "ru", "Россия передала Украине 640 тел и получила 22, сообщил Мединский.До этого обмен был в мае.", id="ru"
        ),
        pytest.param(
            "ru", 'Россия передала 640 тел, "а взамен получила 22".Предыдущий обмен был в мае.', id="ru, quote"
        ),
    ],
)
def test_sentence_ends_where_only_its_space_is_missing(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Previously Agency.NET said Ukraine got 640 bodies and Russia 22.", id="en, capitals"),
        pytest.param(
            "en",
            "In the previous exchange, Agency.Ru says, Ukraine got 640 bodies and Russia 22.",
            id="en, two letters",
        ),
        pytest.param("ru", "В предыдущий раз, пишет Ведомости.RU, Украина получила 640 тел, а Россия 22.", id="ru"),
        pytest.param(
            "uk", "Під час попереднього обміну, пише вісник.ua, Україна отримала 640 тіл, а росія 22.", id="uk"
        ),
    ],
)
def test_point_in_the_name_of_a_site_ends_no_sentence(lang: str, text: str) -> None:
    assert ("ukraine", 640, "current") not in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies, in addition to 512 that were sent on Monday.", id="en"),
        pytest.param(
            "en", "Ukraine received 640 bodies. That is on top of 512 bodies returned on Monday.", id="en, top"
        ),
        pytest.param("uk", "Україна отримала 640 тіл. Це на додачу до 512, які передали у понеділок.", id="uk"),
        pytest.param("uk", "Україна отримала 640 тіл, крім 512, повернутих у понеділок.", id="uk, participle"),
        pytest.param("ru", "Украина получила 640 тел. Это вдобавок к 512, которые передали в понедельник.", id="ru"),
        pytest.param("ru", "Украина получила 640 тел, помимо 512 тел, переданных в понедельник.", id="ru, participle"),
    ],
)
def test_what_this_one_is_added_to_came_on_its_own_day(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 512, "previous")}
    assert {(count, day) for count, day, _ in days(lang, text)} == {(640, "2026-01-29"), (512, "2026-01-26")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies, in addition to 1012 that were sent on Monday and Tuesday.", id="en"
        ),
        pytest.param("uk", "Україна отримала 640 тіл, окрім 1012, переданих у понеділок і вівторок.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, помимо 1012, которые вернули в понедельник и вторник.", id="ru"),
    ],
)
def test_one_figure_of_two_earlier_days_counts_both(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 1012, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "In addition to 640 bodies, Ukraine received 22 prisoners on Monday.", id="en"),
        pytest.param("uk", "Крім 640 тіл, Україна у понеділок повернула 22 полонених.", id="uk"),
        pytest.param("ru", "Помимо 640 тел, Украина в понедельник вернула 22 пленных.", id="ru"),
    ],
)
def test_bodies_beside_prisoners_are_of_this_exchange(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. The first exchange was 160 for 160.", id="en"),
        pytest.param("en", "Ukraine received 640 bodies. The first one was a 160-for-160 swap.", id="en, one"),
        pytest.param("uk", "Україна отримала 640 тіл. Перший обмін був 160 на 160.", id="uk"),
        pytest.param("uk", "Україна отримала 640 тіл. Перший – 160:160.", id="uk, a dash"),
        pytest.param("ru", "Украина получила 640 тел. Первый обмен был 160 на 160.", id="ru"),
        pytest.param("ru", "Украина получила 640 тел. Первый – 160:160.", id="ru, a dash"),
    ],
)
def test_a_formula_of_the_first_of_several_is_an_earlier_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 160, "previous"), ("russia", 160, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. The first exchange this year was 640 for 22.", id="en, year"),
        pytest.param("en", "Ukraine received 640 bodies. The first 22 bodies went to Russia.", id="en, bodies"),
        pytest.param("uk", "Україна отримала 640 тіл. Перший обмін 2026 року: росія отримала 22.", id="uk, year"),
        pytest.param("ru", "Украина получила 640 тел. Первый обмен после паузы: России отдали 22.", id="ru, after"),
        pytest.param("ru", "Украина получила 640 тел. Пятый обмен был 640 на 22.", id="ru, the same again"),
    ],
)
def test_an_ordinal_may_count_this_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies, seven of them had died in captivity. Seven soldiers died in captivity.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл, семеро з них загинули в полоні. Сім військових померли в полоні.",
            id="uk",
        ),
        pytest.param(
            "ru", "Украина получила 640 тел, семеро из них погибли в плену. Семь военных умерли в плену.", id="ru"
        ),
    ],
)
def test_a_part_told_again_stays_a_part(lang: str, text: str) -> None:
    read = figures(lang, text)
    assert {one for one in read if one[2] == "current"} == {UP}


@pytest.mark.parametrize(
    ("lang", "text", "others"),
    [
        pytest.param("en", "Ukraine received 640 bodies, up from 612 last time.", {612}, id="en, up from"),
        pytest.param("en", "Ukraine received 640 bodies, 28 more than in the last exchange.", set(), id="en, more"),
        pytest.param("en", "Ukraine received 640 bodies, not 612 as reported earlier.", {612}, id="en, corrected"),
        pytest.param("uk", "Україна отримала 640 тіл, на 28 більше, ніж минулого разу.", set(), id="uk, more"),
        pytest.param("uk", "Україна отримала 640 тіл, а не 612, як повідомляли раніше.", {612}, id="uk, corrected"),
        pytest.param("ru", "Украина получила 640 тел, на 28 больше, чем в прошлый раз.", set(), id="ru, more"),
        pytest.param("ru", "Украина получила 640 тел, а не 612, как сообщалось ранее.", {612}, id="ru, corrected"),
    ],
)
def test_what_is_compared_with_an_earlier_time_is_of_now(lang: str, text: str, others: set[int]) -> None:
    assert figures(lang, text) == {UP} | {("ukraine", count, "previous") for count in others}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies and Russia 22 in the previous exchange.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл, росія 22 – такі підсумки попереднього обміну.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, Россия – 22 в прошлый раз.", id="ru"),
    ],
)
def test_two_sides_of_an_earlier_time_are_both_of_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP_EARLIER, DOWN_EARLIER}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Five days after the last exchange, 640 more bodies came back to Ukraine.", id="en"),
        pytest.param("uk", "Через п'ять днів після попереднього обміну Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "Через пять дней после предыдущего обмена Украина получила 640 тел.", id="ru"),
    ],
)
def test_what_comes_after_the_exchange_before_is_this_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
