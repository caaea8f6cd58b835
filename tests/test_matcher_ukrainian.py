"""Traps in Ukrainian, family by family. 640 bodies go to Ukraine and 22 to Russia in all of them, unless it says so."""

from datetime import UTC, datetime

import pytest
from score import lexicon

from matcher.extract import extract
from repwatch.model import Article, Claim, Kind

THURSDAY = datetime(2026, 1, 29, 12, tzinfo=UTC)
Figures = set[tuple[str | None, int, str]]


def read(text: str, title: str = "", published: datetime | None = THURSDAY) -> tuple[Claim, ...]:
    article = Article("https://a.example/1", "a", title, text, THURSDAY, published, lang="uk")
    return extract(article, None, lexicon()).claims


def figures(text: str, title: str = "") -> Figures:
    return {(claim.to, claim.figure.low, claim.scope.value) for claim in read(text, title) if claim.kind is Kind.BODIES}


UP, DOWN = ("ukraine", 640, "current"), ("russia", 22, "current")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Росія передала Україні тіла 640 полеглих.", {UP}, id="giver and recipient"),
        pytest.param("Україна отримала тіла 640 військових.", {UP}, id="receiver"),
        pytest.param("Україна повернула тіла 640 полеглих захисників.", {UP}, id="return: the subject gets its own"),
        pytest.param("Україна повернула Росії тіла 22 військових.", {DOWN}, id="return to somebody is given"),
        pytest.param("Росія забрала тіла 22 своїх солдатів.", {DOWN}, id="its own dead"),
        pytest.param("В Україну повернуто тіла 640 оборонців.", {UP}, id="agentless, with a destination"),
        pytest.param("Додому повернули тіла 640 полеглих.", {UP}, id="home"),
        pytest.param("На щиті повернулися 640 захисників.", {UP}, id="on the shield, without a body word"),
        pytest.param("Повернуто тіла 640 полеглих українських воїнів.", {UP}, id="whose dead"),
        pytest.param(
            "Україна отримала 640 тіл. Натомість Росія забрала 22.", {UP, DOWN}, id="in return, next sentence"
        ),
        pytest.param("Україна отримала 640 тіл, росія — 22.", {UP, DOWN}, id="ellipsis, a small letter"),
        pytest.param("Україні віддали 640 тіл, російській стороні — 22.", {UP, DOWN}, id="ellipsis in the dative"),
        pytest.param("Обмін тілами: 640 на 22. Україна отримала 640 полеглих.", {UP, DOWN}, id="formula"),
        pytest.param("Обмін тілами: 22 на 640. Україна отримала 640 полеглих.", {UP, DOWN}, id="formula, other order"),
        pytest.param("Нам передали тіла 640 воїнів, ми віддали 22.", {UP, DOWN}, id="we and us"),
        pytest.param("Окупанти передали Києву 640 тіл.", {UP}, id="metonyms"),
        pytest.param("Сторони обмінялися 662 тілами.", {(None, 662, "current")}, id="sum of both sides"),
        pytest.param("Росія передала 640 тіл, а отримала 22.", {UP, DOWN}, id="one giver, two verbs"),
        pytest.param(
            "Україна отримала 640 тіл. Росія цього разу не отримала жодного тіла.",
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
        pytest.param("Сторони домовилися, що Росія передасть Україні 640 тіл.", "planned", id="future"),
        pytest.param("Четверта передача за тиждень: в Україну привезли 640 тіл.", "current", id="the fourth in a week"),
        pytest.param("Росія готова віддати Україні 640 тіл.", "planned", id="ready to"),
        pytest.param("У Києві спростували, що Росія передала Україні 640 тіл.", "planned", id="denied"),
        pytest.param(
            "Росія передала Україні 640 тіл, писала газета. У Києві це спростували.", "planned", id="denied after"
        ),
        pytest.param("Україна не отримала цих 640 тіл.", "planned", id="negated"),
        pytest.param("Загалом Україна повернула 640 тіл.", "cumulative", id="in total"),
        pytest.param("Від початку вторгнення Україна повернула 640 тіл.", "cumulative", id="since the invasion"),
        pytest.param("Під час попереднього обміну Україна отримала 640 тіл.", "previous", id="previous"),
        pytest.param("Нагадаємо, 18 вересня Україна отримала 640 тіл.", "previous", id="reminder"),
        pytest.param("18 вересня Україна отримала 640 тіл.", "previous", id="a day of last year"),
        pytest.param("Минулого місяця Україна отримала 640 тіл.", "previous", id="last month"),
        pytest.param("Україні вдалося повернути 640 тіл.", "current", id="managed to"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    assert {found for _, count, found in figures(text) if count == 640} == {scope}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "Серед них 410 — з Донецького напрямку, 140 — з Луганського, 90 — з моргів.",
            {410, 140, 90},
            id="among them",
        ),
        pytest.param(
            "\n• 410 тіл — Донецький напрямок\n• Луганський — 140\n• 90 з моргів РФ",
            {410, 140, 90},
            id="list, both orders",
        ),
        pytest.param("Вісім із цих 640 були цивільними.", {8}, id="eight of those"),
        pytest.param("Із них 52 загинули в полоні.", {52}, id="of them"),
    ],
)
def test_parts_of_a_total(text: str, parts: set[int]) -> None:
    found = figures(f"Україна повернула тіла 640 полеглих. {text}")
    assert found == {UP} | {("ukraine", part, "component") for part in parts}


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(1000, "Україна отримала тіла тисячі загиблих.", id="a thousand in the genitive"),
        pytest.param(1000, "Україна отримала тисячу тіл.", id="a bare thousand"),
        pytest.param(500, "Україна отримала пів тисячі тіл.", id="half a thousand"),
        pytest.param(1200, "Україна отримала 1,2 тис. тіл.", id="decimal before a multiplier"),
        pytest.param(2400, "Україна отримала 2 тисячі 400 тіл.", id="a tail"),
        pytest.param(1003, "Україна отримала 1 003 тіла.", id="narrow space"),
        pytest.param(121, "Україна повернула тіла 121-го полеглого.", id="case ending"),
        pytest.param(35, "Україна отримала тіла тридцяти п’яти військових.", id="words in the genitive"),
        pytest.param(909, "Україна отримала 9O9 тіл.", id="a letter for a zero"),
        pytest.param(640, "Укpaїнa oтpимaлa 640 тiл.", id="look-alike letters"),
        pytest.param(640, "Укра­ї́на отримала 640 тіл.", id="soft hyphen and stress mark"),
        pytest.param(2026, "Україна отримала 2026 тіл.", id="a count like a year"),
    ],
)
def test_numbers(count: int, text: str) -> None:
    assert {(to, low) for to, low, _ in figures(text)} == {("ukraine", count)}


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        pytest.param("понад 640", "more_than", id="over"),
        pytest.param("щонайменше 640", "at_least", id="at least"),
        pytest.param("близько 640", "about", id="about"),
        pytest.param("майже 640", "about", id="nearly"),
        pytest.param("до 640", "up_to", id="up to"),
        pytest.param("рівно 640", "exact", id="exactly"),
        pytest.param("ще 640", "exact", id="another"),
    ],
)
def test_hedges(text: str, qualifier: str) -> None:
    (claim,) = read(f"Україна отримала {text} тіл.")
    assert claim.figure.qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Україна повернула 640 захисників з полону.", id="prisoners"),
        pytest.param("Обмін полоненими пройшов за формулою 640 на 640.", id="prisoners, formula"),
        pytest.param("На фронті загинули 640 українських військових.", id="losses"),
        pytest.param("Вдалося ідентифікувати 640 тіл.", id="identified"),
        pytest.param("В Ізюмі з могил підняли 640 тіл.", id="exhumed"),
        pytest.param("Пошуковці вивезли тіла 640 військових, їх передадуть рідним.", id="search group"),
        pytest.param("Тіла 640 воїнів передадуть рідним.", id="to families"),
        pytest.param("Росія передала список 640 полонених.", id="a list"),
        pytest.param("Баку передав Вірменії тіла 640 військових.", id="another war"),
        pytest.param("Про обмін тілами з Росією передає РБК. Переглядів 640", id="reports, counters"),
        pytest.param("Україна повернула тіла. Гаряча лінія 0 800 640 22.", id="phone"),
        pytest.param("Тисячі тіл лежать у моргах Росії та України після передачі.", id="vague"),
        pytest.param("Україна забрала тіло під номером 640.", id="a tag"),
    ],
)
def test_what_is_no_figure_of_an_exchange(text: str) -> None:
    assert {found for found in figures(text) if found[2] == "current"} == set()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("У четвер Україна отримала 640 тіл.", "2026-01-29", id="weekday"),
        pytest.param("Сьогодні Україна отримала 640 тіл.", "2026-01-29", id="today"),
        pytest.param("Напередодні Україна отримала 640 тіл.", "2026-01-28", id="the day before"),
        pytest.param("Учора Україна отримала 640 тіл.", "2026-01-28", id="yesterday"),
        pytest.param("29 січня Україна отримала 640 тіл.", "2026-01-29", id="day and month"),
        pytest.param("29.01.2026 Україна отримала 640 тіл.", "2026-01-29", id="digits"),
        pytest.param("28-го числа Україна отримала 640 тіл.", "2026-01-28", id="the day of this month"),
        pytest.param("29 січ. Україна отримала 640 тіл.", "2026-01-29", id="short month"),
        pytest.param("У п’ятницю, 29 січня, Україна отримала 640 тіл.", "2026-01-29", id="the date beats the weekday"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert {claim.day for claim in read(text)} == {day}


def test_who_says_it() -> None:
    (claim,) = read("Україна отримала 640 тіл. Про це повідомив Координаційний штаб.")
    assert [one.id for one in claim.claimants] == ["coordination-hq"]
    assert claim.sure


def test_two_claimants_with_two_figures_are_two_claims() -> None:
    text = (
        "За даними Координаційного штабу, Україна отримала 640 тіл. За словами Мединського, Україні передали 643 тіла."
    )
    assert {(claim.figure.low, claim.claimants[0].side) for claim in read(text)} == {(640, "ukraine"), (643, "russia")}
