"""Traps in Russian, family by family. 640 bodies go to Ukraine and 22 to Russia in all of them, unless it says so."""

from datetime import UTC, datetime

import pytest
from score import lexicon

from matcher.extract import extract
from repwatch.model import Article, Claim, Kind

THURSDAY = datetime(2026, 1, 29, 12, tzinfo=UTC)
Figures = set[tuple[str | None, int, str]]


def read(text: str, title: str = "", published: datetime | None = THURSDAY) -> tuple[Claim, ...]:
    article = Article("https://a.example/1", "a", title, text, THURSDAY, published, lang="ru")
    return extract(article, None, lexicon()).claims


def figures(text: str, title: str = "") -> Figures:
    return {(claim.to, claim.figure.low, claim.scope.value) for claim in read(text, title) if claim.kind is Kind.BODIES}


UP, DOWN = ("ukraine", 640, "current"), ("russia", 22, "current")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Россия передала Украине тела 640 погибших.", {UP}, id="giver and recipient"),
        pytest.param(
            "Минобороны РФ сообщило, что оно передало 640 тел и получило 22.", {UP, DOWN}, id="who speaks also acts"
        ),
        pytest.param("Украина получила тела 640 военных.", {UP}, id="receiver"),
        pytest.param("Украина вернула тела 640 павших защитников.", {UP}, id="return: the subject gets its own"),
        pytest.param("Россия вернула тела 22 своих солдат.", {DOWN}, id="return of its own dead"),
        pytest.param("Россия вернула Украине 640 тел.", {UP}, id="return to somebody is given"),
        pytest.param("Россия вернула Киеву тела 640 солдат ВСУ.", {UP}, id="return to a metonym"),
        pytest.param("Москва забрала тела 22 своих бойцов.", {DOWN}, id="its own dead"),
        pytest.param("В Украину возвращены тела 640 защитников.", {UP}, id="agentless, with a destination"),
        pytest.param("Возвращены тела 640 украинских военных.", {UP}, id="whose dead"),
        pytest.param("Украина получила 640 тел. Взамен Россия забрала 22.", {UP, DOWN}, id="in return, next sentence"),
        pytest.param("Киев получил 640 тел, Москва – 22.", {UP, DOWN}, id="ellipsis"),
        pytest.param("Украине передано 640 тел, России – 22.", {UP, DOWN}, id="ellipsis in the dative"),
        pytest.param("Украинская сторона получила 640 тел, российская — 22.", {UP, DOWN}, id="adjectives"),
        pytest.param("Украине отдали 640 тел, взамен — 22.", {UP, DOWN}, id="in return and a dash"),
        pytest.param("Обмен телами: 640 на 22. Украина получила 640 тел.", {UP, DOWN}, id="formula"),
        pytest.param("Обмен телами: 22 на 640. Украина получила 640 тел.", {UP, DOWN}, id="formula, other order"),
        pytest.param("Обмен телами 640:22. Украине передали 640 тел.", {UP, DOWN}, id="formula with a colon"),
        pytest.param(
            "«Украине переданы 640 тел. Нам вернули 22», — написал Мединский.", {UP, DOWN}, id="us, said a Russian"
        ),
        pytest.param("Украине отдали 640 тел. Наших – 22, сказал Мединский.", {UP, DOWN}, id="ours"),
        pytest.param("Россия передала 640 тел, а получила 22.", {UP, DOWN}, id="one giver, two verbs"),
        pytest.param("Россия и Украина обменялись 662 телами.", {(None, 662, "current")}, id="sum of both sides"),
        pytest.param(
            "Россия и Украина отдали друг другу по 160 тел.",
            {("ukraine", 160, "current"), ("russia", 160, "current")},
            id="distributive",
        ),
        pytest.param(
            "Украине передали 640 тел, Россия не получила ни одного тела.",
            {UP, ("russia", 0, "current")},
            id="not a single body",
        ),
    ],
)
def test_who_receives(text: str, expected: Figures) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        pytest.param("Россия передаст Украине 640 тел.", "planned", id="future"),
        pytest.param("Мы передаем украинской стороне 640 тел.", "planned", id="we hand over: announced, not done"),
        pytest.param("До сих пор самой крупной была передача 640 тел Украине.", "previous", id="the largest until now"),
        pytest.param("Четвертая передача за неделю: Украина получила 640 тел.", "current", id="the fourth in a week"),
        pytest.param(
            "Россия готова передать Украине тела 22 солдат. Всего речь идет о 640 телах.", "planned", id="all of a plan"
        ),
        pytest.param("Россия готова передать Украине 640 тел.", "planned", id="ready to"),
        pytest.param("Россия предложила передать Украине 640 тел.", "planned", id="offered"),
        pytest.param("Киев опроверг, что Россия передала Украине 640 тел.", "planned", id="denied"),
        pytest.param(
            "Россия передала Украине 640 тел, писала газета. Киев это опроверг.", "planned", id="denied after"
        ),
        pytest.param("Россия так и не передала Украине 640 тел.", "planned", id="negated"),
        pytest.param("Киев отказался принять 640 тел.", "planned", id="refused"),
        pytest.param("Всего Украина получила 640 тел.", "cumulative", id="in total"),
        pytest.param("С начала года Украина получила 640 тел.", "cumulative", id="since January"),
        pytest.param("Предыдущий обмен прошел в ноябре. Тогда Украина получила 640 тел.", "previous", id="then"),
        pytest.param("Напомним, 18 сентября Украина получила 640 тел.", "previous", id="reminder"),
        pytest.param("18 сентября Украина получила 640 тел.", "previous", id="a day of last year"),
        pytest.param("В прошлом месяце Украина получила 640 тел.", "previous", id="last month"),
        pytest.param("Украине удалось вернуть 640 тел.", "current", id="managed to"),
        pytest.param("Украина получила 640 тел в рамках договоренностей.", "current", id="under an agreement"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    assert {found for _, count, found in figures(text) if count == 640} == {scope}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "Среди них 410 — с Донецкого направления, 140 — с Луганского, 90 — из моргов.",
            {410, 140, 90},
            id="among them",
        ),
        pytest.param(
            "Разбивка:\nДонецкое направление — 410;\nЛуганское — 140;\nморги РФ — 90.",
            {410, 140, 90},
            id="list, without bullets",
        ),
        pytest.param("Восемь из этих 640 — мирные жители.", {8}, id="eight of those"),
    ],
)
def test_parts_of_a_total(text: str, parts: set[int]) -> None:
    found = figures(f"Украина вернула тела 640 павших. {text}")
    assert found == {UP} | {("ukraine", part, "component") for part in parts}


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(1000, "Украина получила тела тысячи погибших.", id="a thousand in the genitive"),
        pytest.param(1000, "Украина получила тысячу тел.", id="a bare thousand"),
        pytest.param(1000, "Украина получила одну тысячу тел.", id="one thousand"),
        pytest.param(1500, "Украина получила полторы тысячи тел.", id="one and a half"),
        pytest.param(250, "Украина получила две с половиной сотни тел.", id="hundreds and a half"),
        pytest.param(1200, "Украина получила 1,2 тыс. тел.", id="decimal before a multiplier"),
        pytest.param(1003, "Украина получила 1\u00a0003 тела.", id="a space that does not break"),
        pytest.param(24, "Украина получила тела 24-х солдат.", id="case ending"),
        pytest.param(35, "Украина получила тела тридцати пяти военных.", id="words in the genitive"),
        pytest.param(909, "Украина получила останки девятисот девяти человек.", id="hundreds in the genitive"),
        pytest.param(22, "Украина получила двадцать два тела.", id="words"),
        pytest.param(2026, "Украина получила 2026 тел.", id="a count like a year"),
    ],
)
def test_numbers(count: int, text: str) -> None:
    assert {(to, low) for to, low, _ in figures(text)} == {("ukraine", count)}


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        pytest.param("более 640", "more_than", id="more than"),
        pytest.param("не менее 640", "at_least", id="at least"),
        pytest.param("около 640", "about", id="about"),
        pytest.param("порядка 640", "about", id="some"),
        pytest.param("до 640", "up_to", id="up to"),
        pytest.param("еще 640", "exact", id="another"),
    ],
)
def test_hedges(text: str, qualifier: str) -> None:
    (claim,) = read(f"Украина получила {text} тел.")
    assert claim.figure.qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Россия вернула из плена 640 военных.", id="prisoners"),
        pytest.param("Обмен пленными прошел по формуле 640 на 640.", id="prisoners, formula"),
        pytest.param("Погибли 640 украинских военных.", id="losses"),
        pytest.param("Эксперты опознали 640 тел.", id="identified"),
        pytest.param("Из могил в Изюме подняли 640 тел.", id="exhumed"),
        pytest.param("Поисковики вывезли тела 640 военных, их передадут родным.", id="search group"),
        pytest.param("Тела 640 погибших передадут родным.", id="to families"),
        pytest.param("Россия передала список из 640 пленных.", id="a list"),
        pytest.param("Баку передал Армении тела 640 военных.", id="another war"),
        pytest.param("Об обмене телами с Россией передает РБК. Просмотров 640", id="reports, counters"),
        pytest.param("Тысячи тел лежат в моргах России и Украины после передачи.", id="vague"),
        pytest.param("Ил-76 с телами прилетел из России на Украину.", id="an aircraft"),
        pytest.param("Украина получила 15—20% тел.", id="a share"),
    ],
)
def test_what_is_no_figure_of_an_exchange(text: str) -> None:
    assert {found for found in figures(text) if found[2] == "current"} == set()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("В четверг Украина получила 640 тел.", "2026-01-29", id="weekday"),
        pytest.param("Сегодня Украина получила 640 тел.", "2026-01-29", id="today"),
        pytest.param("Накануне Украина получила 640 тел.", "2026-01-28", id="the day before"),
        pytest.param("29 января Украина получила 640 тел.", "2026-01-29", id="day and month"),
        pytest.param("29 янв. Украина получила 640 тел.", "2026-01-29", id="short month"),
        pytest.param("28-го числа Украина получила 640 тел.", "2026-01-28", id="the day of this month"),
        pytest.param("МОСКВА, 28 января. Украина получила 640 тел.", "2026-01-28", id="dateline"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert {claim.day for claim in read(text)} == {day}


def test_who_says_it_and_who_relays_it() -> None:
    (claim,) = read("Украина получила 640 тел, сообщил ТАСС со ссылкой на Мединского.")
    assert [one.id for one in claim.claimants] == ["medinsky", "tass"]


def test_a_total_of_officials_next_to_the_day_s_figures_is_no_figure_of_the_day() -> None:
    text = (
        "Россия передала Украине 640 тел и получила 22 тела. Лавров ранее говорил, что Россия передала"
        " более 11 000 тел."
        " Российская сторона получила 201 тело."
    )
    assert {found for found in figures(text) if found[2] == "current"} == {UP, DOWN}
