"""Numbers in words read back to themselves, in every case; what is no count is refused.

tests/data/numerals.json holds the case forms, made once with a morphological dictionary and looked through.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from score import lexicon

from matcher.dates import with_dates
from matcher.numbers import Number, with_numbers
from matcher.text import fold, tokens
from matcher.words import typed

NUMERALS = json.loads((Path(__file__).parent / "data" / "numerals.json").read_text(encoding="utf-8"))
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def numbers(text: str, lang: str) -> list[Number]:
    known = lexicon()
    items = with_numbers(with_dates(typed(tokens(fold(text, known.alphabet).text), known.languages[lang])))
    return [item.value for item in items if item.kind == "number"]


def english(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{english(number // size)} {name}" + (joint + english(rest) if rest else "")
    raise AssertionError(number)


def slavic(number: int, lang: str, case: str) -> str:
    return " ".join(_slavic(number, NUMERALS[lang]["cases"][case]))


def _slavic(number: int, forms: dict[str, list[str]], feminine: bool = False) -> Iterator[str]:
    if number >= 1000:
        count = number // 1000
        yield from _slavic(count, forms, feminine=True)
        last = 0 if 10 < count % 100 < 20 else count % 10
        yield forms["thousand"][0 if last == 1 else 1 if 2 <= last <= 4 else 2]
        number %= 1000
    if number >= 100:
        yield forms["hundreds"][number // 100 - 1]
        number %= 100
    if number >= 20:
        yield forms["tens"][number // 10 - 2]
        number %= 10
    if feminine and number in (1, 2):
        yield forms["feminine"][number - 1]
    elif number:
        yield forms["ones"][number]


def test_every_number_to_twenty_thousand_in_english_words() -> None:
    for number in range(1, 20_001):
        read = numbers(f"the bodies of {english(number)} bodies", "en")
        assert [one.low for one in read] == [number], english(number)


@pytest.mark.parametrize("lang", ["uk", "ru"])
@pytest.mark.parametrize("case", ["nomn", "gent", "datv", "accs", "ablt", "loct"])
def test_every_number_to_twenty_thousand_in_every_case(lang: str, case: str) -> None:
    """Every number to 1,300, and further on steps that meet every ending."""
    body = NUMERALS[lang]["body"]
    for number in (*range(2, 1301), *range(1301, 20_001, 13)):
        words = slavic(number, lang, case)
        assert [one.low for one in numbers(f"{body} {words} {body}", lang)] == [number], words


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param("46 percent of bodies", "en", id="percent"),
        pytest.param("the 12th body", "en", id="ordinal"),
        pytest.param("at 12:30 bodies", "en", id="clock"),
        pytest.param("$ 640 million", "en", id="money"),
        pytest.param("1.5 bodies", "en", id="a decimal without a multiplier"),
        pytest.param("the Il-76 plane", "en", id="an aircraft"),
        pytest.param("640,000 bodies", "en", id="too large"),
        pytest.param("9" * 400, "en", id="endless digits"),
        pytest.param("46 відсотків тіл", "uk", id="uk percent"),
        pytest.param("12-й обмін тілами", "uk", id="uk ordinal"),
        pytest.param("під № 757", "uk", id="uk number sign"),
        pytest.param("15—20% тіл", "uk", id="uk range of percent"),
        pytest.param("46 процентов тел", "ru", id="ru percent"),
        pytest.param("12-й обмен телами", "ru", id="ru ordinal"),
        pytest.param("Ил-76 с телами", "ru", id="ru aircraft"),
        pytest.param("24 часа", "ru", id="ru hours"),
        pytest.param('The channel "Harbour 24" shows bodies', "en", id="a name between quotation marks"),
        pytest.param("Channel 24 writes of bodies", "en", id="a channel by its number"),
        pytest.param("Канал «Берег 24» показав тіла", "uk", id="uk name between quotation marks"),
        pytest.param("За даними 24 каналу, тіла повернуто", "uk", id="uk channel by its number"),
        pytest.param("Канал «Украина 24» показал тела", "ru", id="ru name between quotation marks"),
        pytest.param("телеканал 360 показал тела", "ru", id="ru channel by its number"),
    ],
)
def test_what_is_no_count(text: str, lang: str) -> None:
    assert numbers(text, lang) == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param('"Returned 19", he said of the bodies', "en", id="a word with a capital that tells of a transfer"),
        pytest.param("«Повернули 19», — сказав він", "uk", id="uk a quoted sentence"),
        pytest.param("«Отдали 19», — сказал он", "ru", id="ru a quoted sentence"),
        pytest.param("«Тел 19», — сказал он", "ru", id="ru what is counted"),
    ],
)
def test_a_short_quoted_sentence_is_no_name(text: str, lang: str) -> None:
    assert [number.low for number in numbers(text, lang)] == [19]


@pytest.mark.parametrize(
    ("text", "lang", "low", "high"),
    [
        pytest.param("25-26 bodies", "en", 25, 26, id="dash"),
        pytest.param("from 200 to 250 bodies", "en", 200, 250, id="from to"),
        pytest.param("25–26 тіл", "uk", 25, 26, id="uk dash"),
        pytest.param("від 200 до 250 тіл", "uk", 200, 250, id="uk from to"),
        pytest.param("от 200 до 250 тел", "ru", 200, 250, id="ru from to"),
    ],
)
def test_ranges(text: str, lang: str, low: int, high: int) -> None:
    (number,) = numbers(text, lang)
    assert (number.low, number.high) == (low, high)


@pytest.mark.parametrize(
    "space", [" ", "\u00a0", "\u202f", "\u2009", ","], ids=["space", "nbsp", "narrow", "thin", "comma"]
)
def test_groups_of_three(space: str) -> None:
    assert [one.low for one in numbers(f"1{space}003 bodies", "en")] == [1003]
