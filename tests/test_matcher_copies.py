"""Does one article copy another? Texts in three languages; every text here is made up."""

import pytest

from matcher.copies import credited, is_copy, marks, proposed
from matcher.words import Lexicon, build
from repwatch.config import known_conflicts, known_languages
from repwatch.lexicon import tables

POST = (
    "The remains of 640 fallen defenders came home this morning. The convoy crossed the border shortly before noon. "
    "Experts of the interior ministry will now begin to identify them. The Red Cross was present throughout the "
    "transfer. Relatives are asked to wait for a call from the investigators."
)
REWRITE = (
    "This morning the remains of 640 fallen defenders came home, officials report. Experts of the interior ministry "
    "will now begin to identify them. The Red Cross was present throughout the transfer, it is said. It was the "
    "fourth such event of the year. Photographs show lorries in a long row."
)
APART = (
    "Another 640 bodies are back from captivity after months of talks. Lorries reached the laboratory in the evening. "
    "A spokesman thanked the mediators. Nothing was said about the next handover. Families gathered at the gate."
)
QUOTE = "we will bring home every one of those who gave their lives for us"


def alike(one: str, two: str) -> bool:
    mine, theirs = marks("", one), marks("", two)
    return proposed(mine, len(mine.sketch & theirs.sketch))


@pytest.mark.parametrize(
    ("one", "two", "copied"),
    [
        pytest.param(POST, POST, True, id="the same text"),
        pytest.param(POST, REWRITE, True, id="a rewrite that keeps three sentences of five"),
        pytest.param(POST, APART, False, id="two reports of one event"),
        pytest.param(POST, POST[:59] + "\n" + APART, False, id="one sentence in common is how everybody tells it"),
        pytest.param(POST, POST + "\n" + APART, True, id="a copy with more below it"),
        pytest.param("640 bodies.", "640 bodies.", False, id="too short to tell"),
        pytest.param("", POST, False, id="nothing"),
    ],
)
def test_enough_sentences_of_the_shorter_text_have_a_fellow(one: str, two: str, copied: bool) -> None:
    assert (is_copy(one, two), is_copy(two, one)) == (copied, copied)


def test_a_sketch_proposes_copies_and_few_others() -> None:
    assert (alike(POST, POST), alike(POST, REWRITE), alike(POST, APART)) == (True, True, False)


@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "«{}»", "„{}“", "„{}”"], ids=["plain", "en", "ru", "uk", "low"])
def test_a_quote_of_eight_words_is_a_mark_in_the_quotation_marks_of_all_languages(quoted: str) -> None:
    one = marks("", f"He said: {quoted.format(QUOTE)}, and left.")
    two = marks("", f"The minister, “{QUOTE}”.")
    assert one.quotes & two.quotes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"He said that {QUOTE}.", id="without marks"),
        pytest.param("He called it “a day of grief and of hope”.", id="seven words"),
        pytest.param(f"“{QUOTE[:40]}\n{QUOTE[40:]}", id="marks that do not close in their line"),
    ],
)
def test_what_is_no_shared_quote(text: str) -> None:
    assert not marks("", text).quotes & marks("", f"“{QUOTE}”").quotes


def test_marks_are_the_same_in_every_process() -> None:
    """hash() would differ from run to run, and what is stored would be found no more."""
    assert min(marks("", f"“{QUOTE}”").quotes) == FIRST_QUOTE


FIRST_QUOTE = -7946209809484620648


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build(tables(known_languages(), known_conflicts()))


@pytest.mark.parametrize(
    ("lang", "text", "agency"),
    [
        pytest.param("en", "KYIV, June 16 (Reuters) - Bodies came home.", "reuters", id="a dateline"),
        pytest.param("en", "TASS: bodies were handed over.", "tass", id="a colon"),
        pytest.param("ru", "МОСКВА, 16 июня. /ТАСС/. Тела переданы.", "tass", id="between strokes"),
        pytest.param("uk", "Тіла повернули.\nЗа матеріалами (Укрінформ)", "ukrinform", id="the last line"),
        pytest.param("en", "The story was told by TASS, among others. Bodies came.", "", id="only mentioned"),
        pytest.param("en", "Bodies came home. " * 40 + "(TASS) " + "No more is known. " * 40, "", id="far inside"),
        pytest.param("en", "The Red Cross: a history.", "", id="a mediator is no agency"),
        pytest.param("en", "", "", id="nothing"),
    ],
)
def test_which_agency_is_credited(lexicon: Lexicon, lang: str, text: str, agency: str) -> None:
    assert credited("", text, lang, lexicon, next(iter(lexicon.conflicts.values()))) == agency
