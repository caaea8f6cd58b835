"""Totals and their parts in one sentence, in every language."""

from datetime import UTC, datetime

import pytest
from builders_matcher import UP, claims, days, figures, voices
from score import lexicon

from matcher.extract import extract
from repwatch.model import Article, Scope


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Russia received 9 bodies at the start and 13 at the end, 22 in all, Moscow said.", id="en, in all"
        ),
        pytest.param(
            "uk",
            "Росія забрала 9 тіл у перший день і 13 в останній, загалом 22, заявили в Москві.",
            id="uk, altogether",
        ),
        pytest.param(
            "ru", "Россия получила 9 тел в начале и 13 в конце, всего 22, заявил Мединский.", id="ru, in total"
        ),
    ],
)
def test_parts_that_stand_before_their_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {
        ("russia", 9, "component"),
        ("russia", 13, "component"),
        ("russia", 22, "cumulative"),
    }


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine has got 6,057 bodies since January 11; Medinsky said that Russia had given 6,060 and taken 78.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Від 11 січня Україна отримала 6057 тіл; Мединський заявив, що Росія віддала 6060 і забрала 78.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "С 11 января Украина получила 6057 тел; Мединский заявил, что Россия отдала 6060 и забрала 78.",
            id="ru",
        ),
    ],
)
def test_the_day_from_which_a_total_counts_dates_nothing_else(lang: str, text: str) -> None:
    assert {(count, scope) for count, _, scope in days(lang, text)} == {
        (6057, "cumulative"),
        (6060, "cumulative"),
        (78, "cumulative"),
    }
    assert "2026-01-11" not in {day for _, day, _ in days(lang, text)}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "640 bodies handed to Ukraine, 2,812 in a week",
            "Russia gave Ukraine 640 bodies, the Coordination Headquarters said.\n"
            "Ukraine has received 2,812 bodies this week, Rustem Umerov wrote.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україні передали 640 тіл, за тиждень – 2812",
            "Росія передала Україні 640 тіл, повідомив Координаційний штаб.\n"
            "За тиждень Україна отримала 2812 тіл, написав Рустем Умєров.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украине передали 640 тел, за неделю – 2812",
            "Россия передала Украине 640 тел, сообщил Координационный штаб.\n"
            "За неделю Украина получила 2812 тел, написал Рустем Умеров.",
            id="ru",
        ),
    ],
)
def test_a_headline_borrows_the_author_of_the_sentence_that_names_one(lang: str, title: str, text: str) -> None:
    assert voices(lang, text, title) == {("ukraine", 640, "coordination-hq"), ("ukraine", 2812, "umerov")}
    assert {one.scope.value for one in claims(lang, text, title) if one.figure.low == 2812} == {"cumulative"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies this week, raising the total since last June to 1,409.", id="en"
        ),
        pytest.param("uk", "Цього року, під час попередньої репатріації, Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "В этом году, при предыдущем обмене, Украина получила 640 тел.", id="ru"),
    ],
)
def test_a_span_beside_a_total_or_an_earlier_exchange_counts_nothing_up(lang: str, text: str) -> None:
    assert {scope for _, count, scope in figures(lang, text) if count == 640} <= {"current", "previous"}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Moscow gives Kyiv 640 bodies",
            "Russia got 22 bodies. The previous exchange was on December 20, when Ukraine received 640 and Russia 42.",
            id="en",
        ),
        pytest.param(
            "ru",
            "Россия передала Киеву 640 тел",
            "России отдали 22 тела. Предыдущий обмен прошел 20 декабря, тогда Украине вернули 640 тел.",
            id="ru",
        ),
        pytest.param(
            "uk",
            "Росія передала Києву 640 тіл",
            "Росії віддали 22 тіла. Попередній обмін був 20 грудня, тоді Україні повернули 640 тіл.",
            id="uk",
        ),
    ],
)
def test_a_headline_whose_number_an_earlier_exchange_had_too(lang: str, title: str, text: str) -> None:
    assert {("ukraine", 640, "current"), ("ukraine", 640, "previous")} <= figures(lang, text, title)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine got 640 bodies, Russia got 212 in total, this time 22.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл, Росія загалом отримала 212, цього разу – 22.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, Россия всего получила 212, на этот раз – 22.", id="ru"),
    ],
)
def test_this_time_belongs_to_the_figure_it_stands_with(lang: str, text: str) -> None:
    assert figures(lang, text) == {
        ("ukraine", 640, "current"),
        ("russia", 212, "cumulative"),
        ("russia", 22, "current"),
    }


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies. 403 of the dead came from the Donetsk sector, the rest from morgues.",
            id="en",
        ),
        pytest.param("uk", "Україна отримала 640 тіл. 403 тіла – із моргів, решта – з донецького напрямку.", id="uk"),
        pytest.param(
            "ru", "Украина получила 640 тел. 403 тела вывезены с донецкого направления, остальные – из моргов.", id="ru"
        ),
    ],
)
def test_a_place_beside_the_rest_makes_a_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "current"), ("ukraine", 403, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "After the first batch of 503 bodies, Ukraine received another 640.", id="en"),
        pytest.param("uk", "Після першої партії з 503 тіл Україна отримала ще 640.", id="uk"),
        pytest.param("ru", "Вслед за второй партией, после первой партии в 503 тела Украина получила 640.", id="ru"),
    ],
)
def test_what_came_after_another_batch(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 503, "previous"), ("ukraine", 640, "current")}


SAID = {"en": "Medinsky said", "ru": "заявил Мединский", "uk": "сказав Мединський"}


@pytest.mark.parametrize(
    ("lang", "text", "base"),
    [
        pytest.param("en", "Ukraine has got over 12,000 bodies since June", "2025-06-01", id="en, long after a series"),
        pytest.param("en", "Since March of last year Ukraine has got over 9,640 bodies", "2025-03-01", id="en, last"),
        pytest.param("en", "Since January Ukraine has received 640 bodies in all", "2026-01-01", id="en, month"),
        pytest.param("en", "Since the start of the year Ukraine has received 640 bodies", "2026-01-01", id="en, year"),
        pytest.param("ru", "С сентября Россия передала Украине более 9640 тел", "2025-09-01", id="ru, month"),
        pytest.param("ru", "С марта прошлого года Россия передала Украине более 9640 тел", "2025-03-01", id="ru, last"),
        pytest.param("ru", "С мая 2024 года Россия передала Украине более 9640 тел", "2024-05-01", id="ru, written"),
        pytest.param("uk", "З січня минулого року Україна отримала понад 9640 тіл", "2025-01-01", id="uk, last"),
        pytest.param("uk", "Із лютого 2024 року Україна отримала понад 9640 тіл", "2024-02-01", id="uk, written"),
    ],
)  # fmt: skip
def test_since_which_month_a_total_counts(lang: str, text: str, base: str) -> None:
    """Read on 29 January 2026."""
    read = claims(lang, f"{text}, {SAID[lang]}.")
    assert {one.base for one in read if one.scope.value == "cumulative"} == {base}


JUNE, LATER = datetime(2025, 6, 16, 12, tzinfo=UTC), datetime(2026, 2, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "written", "text", "base", "day"),
    [
        pytest.param(
            "en",
            JUNE,
            "In all, 6,057 bodies were returned to Ukraine.",
            "series:istanbul-2025-06",
            "2025-06",
            id="none",
        ),
        pytest.param(
            "ru",
            JUNE,
            "В июне 2022 года украинская разведка после двух первых обменов насчитала 210 тел, переданных Украине.",
            "",
            "2022-06",
            id="an earlier year, said to be that of the count",
        ),
        pytest.param(
            "uk",
            JUNE,
            "У червні 2022 року після двох перших обмінів розвідка нарахувала 210 тіл, переданих Україні.",
            "",
            "2022-06",
            id="the same in another language",
        ),
        pytest.param(
            "en", JUNE, "In all, 2,200 bodies were returned to Ukraine in 2024.", "", None, id="a whole other year"
        ),
        pytest.param(
            "en",
            JUNE,
            "In all, 6,057 bodies were returned to Ukraine since June 11.",
            "series:istanbul-2025-06",
            "2025-06",
            id="the first day of a series, while it is news",
        ),
        pytest.param(
            "ru",
            LATER,
            "Лавров заявил, что с июня прошлого года Украине передали 12 003 тела.",
            "2025-06-01",
            None,
            id="since its month, long after: everything since",
        ),
        pytest.param(
            "ru",
            LATER,
            "В декабре Лавров заявил, что с июня Украине передали 11 003 тела.",
            "2025-06-01",
            "2025-12",
            id="told in an earlier year",
        ),
        pytest.param(
            "en",
            LATER,
            "Since December 2025, 1,038 bodies were returned to Ukraine.",
            "2025-12-01",
            None,
            id="a first day is no day of telling",
        ),
    ],
)
def test_what_a_total_counts_from_and_when_it_was_told(
    lang: str, written: datetime, text: str, base: str, day: str | None
) -> None:
    article = Article("https://a.example/1", "a", "", f"{NEWS[lang]}\n\n{text}", written, written, lang=lang)
    (total,) = (one for one in extract(article, None, lexicon()).claims if one.scope is Scope.CUMULATIVE)
    assert (total.base, total.day) == (base, day)


NEWS = {
    "en": "Ukraine received 640 bodies on Monday.",
    "uk": "Сьогодні Україна отримала 640 тіл.",
    "ru": "Сегодня Украина получила 640 тел.",
}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Over 630 bodies of the fallen returned to Ukraine",
            'Bodies are being returned constantly, he said. "Already 640 fallen have been returned to Ukraine."',
            id="en",
        ),
        pytest.param(
            "uk",
            "Понад 630 тіл загиблих повернули до України",
            "За словами речника, тіла повертають регулярно. «Вже вдалося повернути в Україну 640 тіл», – сказав він.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Более 630 тел погибших вернули в Украину",
            "Останки возвращают непрерывно, рассказал чиновник. В Украину уже вернули 640 погибших.",
            id="ru",
        ),
    ],
)
def test_what_has_come_already_while_transfers_go_on_is_a_total_and_so_is_its_headline(
    lang: str, title: str, text: str
) -> None:
    assert figures(lang, text, title) == {("ukraine", 640, "cumulative"), ("ukraine", 630, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Transfers go on regularly. Today 640 bodies have already been returned to Ukraine.", id="en, day"
        ),
        pytest.param("en", "Ukraine has already received 640 bodies, Moscow said.", id="en, no process"),
        pytest.param("uk", "Тіла повертають постійно. Цього разу в Україну вже повернули 640 тіл.", id="uk, this time"),
        pytest.param("uk", "Тіла повертають постійно. В Україну повернули 640 тіл.", id="uk, not already"),
        pytest.param("ru", "Тела возвращают регулярно. Сегодня в Украину уже вернули 640 тел.", id="ru, day"),
    ],
)
def test_a_transfer_among_those_that_go_on_stays_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The bodies of over 630 Ukrainian soldiers were returned by Russia.\nSuch news is rare.\n"
            "The Coordination Headquarters put the number at 640.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Понад 630 тіл захисників повернули в Україну.\nЦе не перший обмін.\n"
            "У Координаційному штабі називають число 640.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Более 630 тел вернули Украине.\nЭто не первый обмен.\nКоординационный штаб называет число 640.",
            id="ru",
        ),
    ],
)
def test_who_puts_a_number_to_a_hedged_figure_makes_it_exact(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 630, "current")}


def test_a_count_of_prisoners_makes_no_figure_exact() -> None:
    text = "The bodies of over 630 Ukrainians were returned by Russia. The headquarters says 640 prisoners wait."
    assert figures("en", text) == {("ukraine", 630, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "ru",
            "Украине отдали 640 тел. Всего Украине передали тела 6057 человек.\n\n"
            "Украина ответным шагом отдала 78 погибших российских солдат.",
            id="ru",
        ),
        pytest.param(
            "uk",
            "Україні віддали 640 тіл. Усього Україні передали тіла 6057 людей.\n\n"
            "Україна кроком у відповідь віддала 78 загиблих російських солдатів.",
            id="uk",
        ),
        pytest.param(
            "en",
            "Russia gave Ukraine 640 bodies. In total Ukraine has received 6,057 bodies.\n\n"
            "Ukraine in a return step gave 78 dead Russian soldiers.",
            id="en",
        ),
    ],
)
def test_what_answers_a_total_is_a_total(lang: str, text: str) -> None:
    assert {UP, ("ukraine", 6057, "cumulative"), ("russia", 78, "cumulative")} <= figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "In all, he said, Moscow has given back 6,060. He said Russia got 78 of its own in return.", id="en"
        ),
        pytest.param("en", "In total Kyiv has had 6,060 back. Moscow received 78 in exchange.", id="en, in exchange"),
        pytest.param(
            "uk", "Загалом, каже він, Москва передала 6060 тіл. Росія отримала 78 навзаєм.", id="uk, at the end"
        ),
        pytest.param(
            "uk", "Загалом, каже він, Москва передала 6060 тіл, натомість отримала 78.", id="uk, one sentence"
        ),
        pytest.param(
            "ru", "Всего, говорит он, Москва передала 6060 тел. Россия получила 78 тел взамен.", id="ru, at the end"
        ),
        pytest.param(
            "ru", "12 января Москва передала 6060 тел, в ответ Киев передал России 78.", id="ru, total by size"
        ),
        pytest.param(
            "uk", "12 січня Москва передала 6060 тіл, у відповідь Київ передав росії 78.", id="uk, total by size"
        ),
    ],
)
def test_what_came_in_return_for_a_total_is_a_total(lang: str, text: str) -> None:
    first = {
        "en": "Ukraine received 640 bodies. ",
        "uk": "Україна отримала 640 тіл. ",
        "ru": "Украина получила 640 тел. ",
    }
    assert figures(lang, first[lang] + text) == {
        ("ukraine", 640, "current"),
        ("ukraine", 6060, "cumulative"),
        ("russia", 78, "cumulative"),
    }


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Since June 6,060 have come. This time Ukraine got 640 bodies. Russia received 22 in return.", id="en"
        ),
        pytest.param(
            "uk", "Від червня отримано 6060 тіл. Цього разу Україна отримала 640. Росія отримала 22 навзаєм.", id="uk"
        ),
        pytest.param(
            "ru", "С июня вернули 6060 тел. На этот раз Украина получила 640. Россия получила 22 взамен.", id="ru"
        ),
    ],
)
def test_what_came_in_return_for_this_handover_is_of_it(lang: str, text: str) -> None:
    assert {("ukraine", 640, "current"), ("russia", 22, "current")} <= figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "A total of 640 bodies were handed over to Ukraine on Thursday.", id="en, a total of"),
        pytest.param("en", "Ukraine received a total of 640 bodies today.", id="en, today"),
        pytest.param("uk", "Усього в четвер Україні передали 640 тіл.", id="uk, weekday"),
        pytest.param("uk", "Загалом сьогодні Україна отримала 640 тіл.", id="uk, today"),
        pytest.param("ru", "Всего в четверг Украине передали 640 тел.", id="ru, weekday"),
        pytest.param("ru", "Сегодня Украине в общей сложности передали 640 тел.", id="ru, today"),
    ],
)
def test_a_total_of_one_day_is_this_handover(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "A total of 640 bodies had been returned to Ukraine by Thursday.", id="en, by"),
        pytest.param("en", "Kyiv said on Thursday that Ukraine had received a total of 640 bodies.", id="en, said"),
        pytest.param("uk", "Станом на четвер Україна отримала загалом 640 тіл.", id="uk, as of"),
        pytest.param("uk", "У четвер у штабі сказали, що загалом Україна отримала 640 тіл.", id="uk, said"),
        pytest.param("ru", "Всего к четвергу Украине передали 640 тел.", id="ru, by"),
        pytest.param("ru", "Всего на сегодня Украина получила 640 тел.", id="ru, to date"),
    ],
)
def test_a_total_by_a_day_is_a_running_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "cumulative")}
