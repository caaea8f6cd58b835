"""Traps in English, family by family. 640 bodies go to Ukraine and 22 to Russia in all of them, unless it says so."""

from datetime import UTC, datetime

import pytest
from score import lexicon

from matcher.extract import extract
from repwatch.model import LONGEST_SENTENCE, Article, Claim, Kind

THURSDAY = datetime(2026, 1, 29, 12, tzinfo=UTC)


def read(text: str, title: str = "", published: datetime | None = THURSDAY) -> tuple[Claim, ...]:
    article = Article("https://a.example/1", "a", title, text, THURSDAY, published, lang="en")
    return extract(article, None, lexicon()).claims


def figures(text: str, title: str = "") -> set[tuple[str | None, int, str]]:
    return {(claim.to, claim.figure.low, claim.scope.value) for claim in read(text, title) if claim.kind is Kind.BODIES}


UP, DOWN = ("ukraine", 640, "current"), ("russia", 22, "current")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Russia handed over the bodies of 640 soldiers to Ukraine.", {UP}, id="giver and recipient"),
        pytest.param("Russia sent Ukraine 640 bodies.", {UP}, id="recipient without a preposition"),
        pytest.param("Ukraine received the bodies of 640 soldiers.", {UP}, id="receiver"),
        pytest.param("Ukraine has repatriated the bodies of 640 of its soldiers.", {UP}, id="own dead come home"),
        pytest.param("Ukraine returned the bodies of 22 soldiers to Russia.", {DOWN}, id="return to somebody is given"),
        pytest.param("The bodies of 640 Ukrainian soldiers were returned.", {UP}, id="whose dead"),
        pytest.param("Russia handed over 640 bodies to Ukraine. In return, it got 22.", {UP, DOWN}, id="in return"),
        pytest.param(
            "Ukraine received 640 bodies in exchange for the remains of 22 Russian soldiers.",
            {UP, DOWN},
            id="in exchange",
        ),
        pytest.param("Kyiv got 640 bodies, Moscow 22.", {UP, DOWN}, id="ellipsis"),
        pytest.param("Russia and Ukraine exchanged bodies: 640 Ukrainians for 22 Russians.", {UP, DOWN}, id="formula"),
        pytest.param(
            "Russia and Ukraine exchanged bodies: 22 Russians for 640 Ukrainians.", {UP, DOWN}, id="other order"
        ),
        pytest.param("Moscow took home 22 of its dead.", {DOWN}, id="a metonym"),
        pytest.param(
            "The Russian Defence Ministry said that it had handed over 640 bodies and received 22.",
            {UP, DOWN},
            id="it: who speaks also acts",
        ),
        pytest.param("Ukraine received six hundred and forty bodies.", {UP}, id="a number in words"),
        pytest.param("A convoy with 640 bodies has reached Ukraine from Russia.", {UP}, id="a convoy that arrives"),
    ],
)
def test_who_receives(text: str, expected: set[tuple[str | None, int, str]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        pytest.param("Russia is ready to hand over 640 bodies to Ukraine.", "planned", id="ready to"),
        pytest.param("Russia will hand over 640 bodies to Ukraine.", "planned", id="future"),
        pytest.param("Kyiv denied that Russia had handed over 640 bodies.", "planned", id="denied"),
        pytest.param("Russia gave Ukraine 640 bodies, a paper wrote. Kyiv denied this.", "planned", id="denied after"),
        pytest.param("Kyiv denied this, saying it received 640 bodies.", "current", id="something else is denied"),
        pytest.param("Russia did not hand over the 640 bodies to Ukraine.", "planned", id="a handover that failed"),
        pytest.param("In total, Ukraine has received 640 bodies so far.", "cumulative", id="so far"),
        pytest.param("Since the war began, Ukraine has received 640 bodies.", "cumulative", id="since"),
        pytest.param("In the previous exchange, Ukraine received 640 bodies.", "previous", id="previous"),
        pytest.param("Ukraine received 640 bodies on September 18.", "previous", id="a day of last year"),
        pytest.param("Ukraine received 640 bodies in the first exchange this year.", "current", id="first this year"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    assert {found for _, count, found in figures(text) if count == 640} == {scope}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Russia and Ukraine exchanged 640 prisoners of war.", id="prisoners"),
        pytest.param("More than 640 Ukrainian soldiers were killed this week.", id="losses"),
        pytest.param("Experts have identified 640 bodies of Ukrainian soldiers.", id="identified"),
        pytest.param("Hamas handed over the bodies of 640 hostages to Israel.", id="another war"),
        pytest.param("Ukraine received the body under number 640.", id="a tag"),
        pytest.param("The bodies were returned, 640 percent more than before.", id="a share"),
        pytest.param("2 min read. The weather in Kyiv stays mild, with 640 visitors.", id="furniture"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_figure_of_an_exchange(text: str) -> None:
    assert not [figure for figure in figures(text) if figure[2] == "current"]


@pytest.mark.parametrize(
    ("text", "day", "basis"),
    [
        pytest.param("Ukraine received 640 bodies on January 28.", "2026-01-28", "explicit", id="a day without a year"),
        pytest.param("Ukraine received 640 bodies on Jan. 28, 2026.", "2026-01-28", "explicit", id="an abbreviation"),
        pytest.param("Ukraine received 640 bodies on Wednesday.", "2026-01-28", "weekday", id="a weekday"),
        pytest.param("Ukraine received 640 bodies today.", "2026-01-29", "relative", id="today"),
        pytest.param("Ukraine received 640 bodies yesterday.", "2026-01-28", "relative", id="yesterday"),
        pytest.param("Ukraine received 640 bodies.", "2026-01-29", "publication", id="no day word"),
    ],
)
def test_the_day(text: str, day: str, basis: str) -> None:
    (claim,) = [one for one in read(text) if one.figure.low == 640]
    assert (claim.day, claim.day_basis.value) == (day, basis)


def test_without_any_date_there_is_no_day_and_no_alert() -> None:
    (claim,) = read("Ukraine received the bodies of 640 soldiers.", published=None)
    assert (claim.day, claim.sure) == (None, False)
    assert "day" in claim.gates


@pytest.mark.parametrize(
    ("text", "count", "qualifier"),
    [
        pytest.param("Ukraine received more than 640 bodies.", 640, "more_than", id="more than"),
        pytest.param("Ukraine received at least 640 bodies.", 640, "at_least", id="at least"),
        pytest.param("Ukraine received about 640 bodies.", 640, "about", id="about"),
        pytest.param("Ukraine received up to 640 bodies.", 640, "up_to", id="up to"),
        pytest.param("Ukraine received 1,003 bodies.", 1003, "exact", id="a comma"),
        pytest.param("Ukraine received 1\u00a0003 bodies.", 1003, "exact", id="a space that does not break"),
        pytest.param("Ukraine received a thousand bodies.", 1000, "exact", id="a thousand"),
        pytest.param("Ukraine received 1.2 thousand bodies.", 1200, "exact", id="a decimal before a multiplier"),
    ],
)
def test_counts_and_hedges(text: str, count: int, qualifier: str) -> None:
    (claim,) = [one for one in read(text) if one.to == "ukraine"]
    assert (claim.figure.low, claim.figure.qualifier.value) == (count, qualifier)


def test_who_says_it() -> None:
    text = "Ukraine received 640 bodies, the Coordination Headquarters said on Thursday."
    (claim,) = read(text)
    (claimant,) = claim.claimants
    assert (claimant.id, claimant.side, claimant.official) == ("coordination-hq", "ukraine", True)
    assert claim.sure


def test_two_officials_and_two_figures_are_two_claims() -> None:
    text = (
        "The Coordination Headquarters said Ukraine received 640 bodies."
        " Vladimir Medinsky said Russia handed over 643 bodies."
    )
    assert {(one.figure.low, one.claimants[0].id) for one in read(text) if one.to == "ukraine"} == {
        (640, "coordination-hq"),
        (643, "medinsky"),
    }


@pytest.mark.parametrize("words", [0, 400], ids=["a sentence of its own", "a sentence of 400 words"])
def test_the_sentence_around_a_figure_is_kept_for_readers(words: int) -> None:
    told = "Ukraine received 640 bodies on Thursday" + " and so on" * words + "."
    (found,) = read(f"It rained. {told} Nobody spoke.")
    sentence = found.evidence[0].sentence
    assert "640 bodies" in sentence
    assert len(sentence) <= LONGEST_SENTENCE
    assert sentence == told if words == 0 else sentence in told
