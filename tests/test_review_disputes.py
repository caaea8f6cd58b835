"""What is shown of a conflict: the words around a figure, how the values lie to each other, who speaks for whom."""

from datetime import timedelta

import pytest
from builders_review import NAMES, SAID, known, said, stored

from repwatch.model import Article, Claimant, Conflict, Evidence
from review.pages.disputes import SHOWN, Shelf, dispute, quoted
from review.passages import AROUND, Passage, passage
from review.words import duration

LONG = "word " * 200
NAMED = "Anna Berg, Carl Dorn, Emil Falk"


def evidence(whole: str, quote: str) -> Evidence:
    start = whole.index(quote)
    return Evidence("text", start, start + len(quote), quote)


@pytest.mark.parametrize(
    ("whole", "quote", "shown"),
    [
        pytest.param("Back: 640 bodies, said X.", "640 bodies", ("Back: ", "640 bodies", ", said X."), id="sentence"),
        pytest.param("First.\n\nThen 640 came.\nLast.", "640", ("Then ", "640", " came."), id="its paragraph alone"),
        pytest.param("640", "640", ("", "640", ""), id="nothing around it"),
        pytest.param("5 of 55", "55", ("5 of ", "55", ""), id="the right one of several"),
        pytest.param("a  b\t640\u00a0 c", "640", ("a b ", "640", " c"), id="one line"),
        pytest.param(f"{NAMED} and 3 others", "3 others", ("[…] and ", "3 others", ""), id="no names before it"),
        pytest.param(f"The 3 were {NAMED}, said X", "3 were", ("The ", "3 were", " […], said X"), id="none after it"),
        pytest.param(f"3 of {NAMED}, then 3 more", "3 more", ("3 of […], then ", "3 more", ""), id="the right one"),
        pytest.param("Anna Berg (24), Carl Dorn (31), Emil Falk (3)", "31", ("", "31", ""), id="a figure like an age"),
    ],
)  # fmt: skip
def test_the_words_around_a_figure(whole, quote, shown):
    assert passage(evidence(whole, quote), whole) == Passage(*shown)


def test_the_words_around_a_figure_are_few():
    whole = f"{LONG}640 bodies {LONG}"
    found = passage(evidence(whole, "640 bodies"), whole)
    assert found.before.startswith("… word ")
    assert found.after.endswith(" word …")
    assert max(len(found.before), len(found.after)) <= AROUND + 2


@pytest.mark.parametrize("whole", ["", "another text altogether"])
def test_without_its_text_the_stored_quote_is_shown(whole):
    assert passage(Evidence("text", 3, 6, "640 bodies"), whole) == Passage("", "640 bodies", "")


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "seconds"), (1, "1 min"), (60, "1 h"), (80, "1 h 20 min"), (2879, "47 h 59 min"), (2880, "2 days")],
)
def test_how_much_later(minutes, text):
    assert duration(timedelta(minutes=minutes)) == text


def shelf(*articles: Article) -> Shelf:
    return Shelf(NAMES, {"courier": "The Courier"}, {article.revision: article for article in articles})


def hard(*stated) -> Conflict:
    return Conflict("HARD", "north", stated)


def test_two_figures_are_read_against_each_other():
    found = dispute(hard(said(stored(1245)), said(stored(1248))), shelf())
    assert [side.reading for side in found.sides] == ["3 fewer than the other figure", "3 more than the other figure"]


def test_three_figures_are_not_read_against_each_other():
    found = dispute(hard(said(stored(1)), said(stored(2)), said(stored(4))), shelf())
    assert [side.reading for side in found.sides] == ["", "", ""]
    assert found.difference == "3"


def test_the_earlier_article_is_named_and_not_ranked():
    late = stored(1248, said_at=SAID + timedelta(days=3))
    found = dispute(hard(said(late), said(stored(1245))), shelf())
    assert [(side.value, side.timing) for side in found.sides] == [
        ("1,248", "3 days later"),
        ("1,245", "the first of them"),
    ]


def test_of_one_article_that_states_both_none_is_the_first():
    found = dispute(hard(said(stored(909)), said(stored(34))), shelf())
    assert [side.timing for side in found.sides] == ["", ""]


def test_against_the_known_history_no_article_is_the_first():
    found = dispute(hard(said(known(48)), said(stored(52))), shelf())
    history, printed = found.sides
    assert printed.timing == ""
    assert (history.first, history.passage, history.history) == (None, None, True)
    assert history.reporters == ("Bureau of the Fallen; Envoy",)
    assert history.sources[0] == "https://courier.example/old"


@pytest.mark.parametrize(
    ("claimants", "speaks_for"),
    [
        pytest.param([Claimant("M", "m", "south", official=True)], "Southland", id="an official"),
        pytest.param([Claimant("M", "m", "south")], "", id="somebody of that side, who is no official"),
        pytest.param([Claimant("M", "m", official=True)], "", id="an official of no side"),
        pytest.param([], "", id="the outlet itself"),
        pytest.param(
            [Claimant("Blog", "blog"), Claimant("M", "m", "south", official=True)], "", id="the root counts alone"
        ),
    ],
)  # fmt: skip
def test_who_speaks_for_a_side(claimants, speaks_for):
    (side,) = dispute(hard(said(stored(640, claimants=tuple(claimants)))), shelf()).sides
    assert side.speaks_for == speaks_for


def test_a_figure_of_officials_of_both_sides_speaks_for_neither():
    both = [stored(640, claimants=(Claimant("M", "m", side, official=True),)) for side in NAMES]
    (side,) = dispute(hard(said(*both)), shelf()).sides
    assert side.speaks_for == ""


def test_the_words_come_from_the_revision_that_was_read():
    text = "Some 640 bodies came."
    article = Article("https://courier.example/a", "courier", "Title", text, SAID, revision=21)
    claim = stored(640, evidence=(Evidence("title", 0, 3, "640"), evidence(text, "640 bodies")))
    (side,) = dispute(hard(said(claim)), shelf(article)).sides
    assert side.passage == Passage("Some ", "640 bodies", " came.")


def test_further_articles_are_listed_and_counted():
    many = [stored(640, id=at, said_at=SAID + timedelta(minutes=at)) for at in range(SHOWN + 4)]
    (side,) = dispute(hard(said(*many)), shelf()).sides
    assert (len(side.others), side.more) == (SHOWN, 3)
    assert [found.id for found in quoted([hard(said(*many))])] == [0]


def test_an_unknown_type_is_shown_under_its_own_name():
    found = dispute(Conflict("NEW", None, (said(stored(1)),)), shelf())
    assert (found.title, found.meaning, found.to) == ("NEW", "", "")
