"""Figures beside those of a handover that are none of their own: earlier ones that it comes on top of, parts, ratios,
what has come so far, arrivals at a morgue, stories of another time; in every language."""

import pytest
from builders_matcher import DOWN, UP, claims, days, figures

from repwatch.model import Kind

TODAY, MONDAY = "2026-01-29", "2026-01-26"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Three handovers took place: in the first Ukraine got 150 bodies.", id="en"),
        pytest.param(
            "en", "There have been two exchanges: during the first Ukraine received 150 bodies.", id="en, been"
        ),
        pytest.param("uk", "Відбулося три передачі: під час першої Україна отримала 150 тіл.", id="uk"),
        pytest.param("uk", "Уже було два обміни: під час першого Україні повернули 150 тіл.", id="uk, been"),
        pytest.param("ru", "Состоялось три передачи: в ходе первой Украина получила 150 тел.", id="ru"),
        pytest.param("ru", "Уже было два обмена: во время первого Украине вернули 150 тел.", id="ru, been"),
    ],
)
def test_the_first_of_several_is_an_earlier_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 150, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies in the first of two exchanges on Thursday.", id="en"),
        pytest.param("uk", "Сьогодні перша з двох передач: Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "Сегодня прошла первая из двух передач: Украина получила 640 тел.", id="ru"),
    ],
)
def test_the_first_of_two_is_this_one_if_its_day_is_today(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies. The remains are in addition to 412 that were sent to Ukraine on Monday.",
            id="en, a sentence of its own",
        ),
        pytest.param("en", "Ukraine received 640 bodies on top of the 412 handed over on Monday.", id="en, on top of"),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл. Це на додаток до 412 тіл, які передали Україні в понеділок.",
            id="uk, a sentence of its own",
        ),
        pytest.param("uk", "Окрім 412 тіл, переданих у понеділок, Україна отримала ще 640 тіл.", id="uk, besides"),
        pytest.param(
            "ru",
            "Украина получила 640 тел. Это в дополнение к 412 телам, которые передали Украине в понедельник.",
            id="ru, a sentence of its own",
        ),
        pytest.param(
            "ru", "Помимо 412 тел, переданных Украине в понедельник, Киев получил еще 640 тел.", id="ru, besides"
        ),
    ],
)
def test_what_this_one_comes_on_top_of_is_earlier_and_keeps_its_day(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current"), (412, MONDAY, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "In addition to 640 bodies, Ukraine received 12 wounded prisoners on Thursday.", id="en"),
        pytest.param("uk", "Крім 640 тіл, Україні повернули особисті речі загиблих.", id="uk"),
        pytest.param("ru", "Кроме 640 тел Украина получила 12 раненых пленных.", id="ru"),
    ],
)
def test_bodies_beside_something_else_are_those_of_this_handover(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "In addition to the 640 bodies handed over to Ukraine on Thursday, 22 were returned to Russia.",
            id="to one and to the other",
        ),
        pytest.param(
            "In addition to the 640 bodies handed over to Ukraine on Thursday, Russia received 22.",
            id="to one, and the other received",
        ),
    ],
)
def test_the_two_halves_of_one_exchange_are_both_of_it(text: str) -> None:
    assert figures("en", text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies, and Russia received 22. The ratio was 1 to 29.", id="en, was"),
        pytest.param("en", "Ukraine received 640 bodies and Russia 22.\nThat is a 29-to-1 ratio.", id="en, word after"),
        pytest.param(
            "uk", "Україна отримала 640 тіл, а росія – 22. Тобто співвідношення становило 1 до 29.", id="uk, ratio"
        ),
        pytest.param(
            "ru", "Украина получила 640 тел, Россия – 22. Соотношение обмена телами составило 1 к 29.", id="ru, ratio"
        ),
        pytest.param(
            "en",
            "The swap was held in a ratio of 640 to 22: Ukraine received 640 bodies, Russia 22.",
            id="en, the figures themselves",
        ),
        pytest.param(
            "uk",
            "Обмін тілами пройшов у співвідношенні 640 на 22: Україні передали 640 тіл, Росії 22.",
            id="uk, the figures themselves",
        ),
        pytest.param(
            "ru",
            "Обмен телами прошел в пропорции 640 на 22, Украина получила 640 тел.",
            id="ru, the figures themselves",
        ),
    ],
)
def test_a_ratio_to_one_is_no_figure(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies.\nAnother 154 of the bodies were returned from morgues in Russia, it added.",
            id="en, another",
        ),
        pytest.param(
            "en", "Ukraine received 640 bodies.\nThe statement says 154 of the remains came from the east.", id="en"
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл.\nЩе 154 із цих тіл повернули з моргів у Росії, додав штаб.",
            id="uk, of these",
        ),
        pytest.param(
            "ru", "Украина получила 640 тел.\nЕще 154 из этих тел вернули из моргов, сообщил штаб.", id="ru, of these"
        ),
    ],
)
def test_some_of_the_bodies_in_another_paragraph_are_a_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 154, "component")}


def test_some_of_the_bodies_that_the_other_side_got_are_no_part() -> None:
    assert figures("en", "Ukraine received 640 bodies.\nRussia received 22 of the bodies it wanted.") == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Ukraine receives 640 bodies",
            "Ukraine received 640 bodies, the headquarters said.\nThe convoys crossed at noon.\n"
            "The bodies of 31 Ukrainian soldiers were handed over in the morning.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл",
            "Україна отримала 640 тіл загиблих, повідомив штаб.\nКолони прибули опівдні.\n"
            "Передали тіла 31 українського захисника.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел",
            "Украина получила 640 тел погибших, сообщил штаб.\nКолонны прибыли в полдень.\n"
            "Передали тела 31 украинского бойца.",
            id="ru",
        ),
    ],
)
def test_a_weak_second_value_casts_no_doubt_on_what_the_article_is_about(lang: str, title: str, text: str) -> None:
    doubted = {one.figure.low for one in claims(lang, text, title) if "contradiction" in one.gates}
    assert doubted == {31}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param("en", "Ukraine receives 640 bodies", "Ukraine received 612 bodies, officials said.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл", "Україна отримала 612 тіл, повідомив штаб.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел", "Украина получила 612 тел, сообщил штаб.", id="ru"),
    ],
)
def test_a_headline_that_its_own_text_contradicts_is_in_doubt_with_it(lang: str, title: str, text: str) -> None:
    doubted = {one.figure.low for one in claims(lang, text, title) if "contradiction" in one.gates}
    assert doubted == {640, 612}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Ukraine returns bodies of 541 fallen soldiers, commissioner says",
            "KYIV. Jan 29 (Agency) – Ukraine has returned the bodies of 541 fallen soldiers, the commissioner said.\n"
            '"We have already managed to bring back 541 bodies. We take them from many areas," he said.',
            id="en, below a dateline",
        ),
        pytest.param(
            "en", "", "The official spoke on air. We have already been able to return 541 bodies to Ukraine.", id="en"
        ),
        pytest.param(
            "uk",
            "Україна повернула тіла 541 загиблого – уповноважений",
            "Україна повернула тіла 541 загиблого, сказав уповноважений.\n"
            "«Нам уже вдалося забрати 541 тіло. Забираємо з різних ділянок», – сказав він.",
            id="uk, said again",
        ),
        pytest.param(
            "uk", "", "Про це сказав уповноважений. Вже вдалося повернути 541 тіло загиблих в Україну.", id="uk"
        ),
        pytest.param(
            "ru",
            "Украина вернула тела 541 погибшего – уполномоченный",
            "Украина вернула тела 541 погибшего, сказал уполномоченный.\n"
            "«Нам уже удалось забрать 541 тело. Забираем с разных участков», – сказал он.",
            id="ru, said again",
        ),
        pytest.param(
            "ru", "", "Об этом рассказал уполномоченный. Украине уже удалось вернуть 541 тело погибших.", id="ru"
        ),
    ],
)
def test_what_has_already_been_achieved_is_a_running_total(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {("ukraine", 541, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Today we have already managed to return 640 bodies to Ukraine.", id="en, today"),
        pytest.param("en", "Ukraine managed to return 640 bodies.", id="en, not already"),
        pytest.param(
            "en",
            "The exchange took place on Thursday. We have already managed to return 640 bodies to Ukraine.",
            id="en, a day told before",
        ),
        pytest.param("uk", "Сьогодні вже вдалося повернути в Україну 640 тіл.", id="uk, today"),
        pytest.param("uk", "Вдалося повернути тіла 640 захисників в Україну.", id="uk, not already"),
        pytest.param("ru", "В четверг Украине уже удалось вернуть 640 тел.", id="ru, a day"),
        pytest.param("ru", "Украине удалось вернуть 640 тел.", id="ru, not already"),
    ],
)
def test_what_was_achieved_on_a_day_is_a_handover(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "On the day of our visit 47 bodies arrived at a morgue in Kyiv. The defenders had been captured but were "
            "later swapped for 31 dead Russian soldiers, an officer said.",
            id="en, an essay",
        ),
        pytest.param("en", "Some 47 bodies of Ukrainian soldiers were brought to the Kyiv morgue at dawn.", id="en"),
        pytest.param(
            "uk",
            "Того ранку до київського моргу привезли 47 тіл. Захисників взяли в полон, але згодом обміняли на 31 тіло "
            "російських військових.",
            id="uk, an essay",
        ),
        pytest.param("uk", "У морг прибуло 47 тіл українських військових.", id="uk"),
        pytest.param(
            "ru",
            "В тот день в киевский морг привезли 47 тел. Бойцов взяли в плен, но позже обменяли на 31 тело российских "
            "военных.",
            id="ru, an essay",
        ),
        pytest.param("ru", "В морги Киева прибыло 47 тел украинских бойцов.", id="ru"),
    ],
)
def test_arrivals_at_a_morgue_and_stories_of_another_time_are_no_handover(lang: str, text: str) -> None:
    assert not [one for one in claims(lang, text) if one.kind is Kind.BODIES and one.scope.value == "current"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Later Russia received 22.", id="en, later on the same day"),
        pytest.param("uk", "Україна отримала 640 тіл. Згодом Росія отримала 22.", id="uk, later on the same day"),
        pytest.param("ru", "Украина получила 640 тел. Позже Россия получила 22.", id="ru, later on the same day"),
    ],
)
def test_the_other_half_may_come_later(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Russia delivered 640 bodies to a morgue in Kyiv, officials said.", id="en, a side brings them"
        ),
        pytest.param(
            "en",
            "In an exchange the bodies of 640 Ukrainian soldiers arrived at a morgue in Kyiv.",
            id="en, an exchange",
        ),
        pytest.param("en", "Moscow had refused, but later handed over 640 bodies to Ukraine.", id="en, later did so"),
        pytest.param("uk", "Москва відмовлялася, але згодом передала Україні 640 тіл.", id="uk, later did so"),
        pytest.param("ru", "Москва отказывалась, но позже передала Украине 640 тел.", id="ru, later did so"),
        pytest.param("en", "After two exchanges, for the first time Ukraine received 640 bodies.", id="en, first time"),
        pytest.param("uk", "Після двох обмінів Україна вперше отримала 640 тіл.", id="uk, first time"),
        pytest.param("ru", "После двух обменов Украина впервые получила 640 тел.", id="ru, first time"),
        pytest.param("uk", "Тіла 640 захисників прибули в Україну з моргів Росії.", id="uk, from morgues"),
        pytest.param("ru", "Тела 640 защитников прибыли в Украину из моргов РФ.", id="ru, from morgues"),
    ],
)
def test_bodies_that_a_side_brings_or_that_come_from_morgues_are_handed_over(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
