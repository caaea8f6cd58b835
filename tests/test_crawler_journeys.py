"""A poll of several answers: what a list says in, which address is asked next and what is left for later out."""

from datetime import timedelta

import pytest
from builders_crawler import NOW, due_feed, entry

from crawler.entries import Parsed
from crawler.journeys import MOST_CHILDREN, MOST_PAGES, Journey, begun, gone_on, has_failed, hindered, is_single
from crawler.schedule import Wishes
from repwatch.model import Outcome

FEED = due_feed(kind="telegram", first=False)
INDEX = Parsed(Outcome.OK, children=tuple(f"https://gazette.example/{number}.xml" for number in range(20)))


def older(page: int, **fields: object) -> Parsed:
    return Parsed(Outcome.OK, (entry(guid=str(page), **fields),), older=f"before={page}")


def start(parsed: Parsed, feed=FEED, *, known: bool = False) -> Journey:
    return begun(feed, parsed, known, Wishes(), NOW)


@pytest.mark.parametrize(
    ("journey", "address"),
    [
        pytest.param(start(older(9)), "before=9", id="nothing known on the page: the one before it is asked"),
        pytest.param(start(older(9), known=True), "", id="a known post ends the search"),
        pytest.param(start(older(9), due_feed(first=True)), "", id="the first poll takes what is there"),
        pytest.param(start(older(9, published=NOW - timedelta(days=61))), "", id="long ago is not looked for"),
        pytest.param(start(Parsed(Outcome.OK)), "", id="the beginning of the channel"),
        pytest.param(start(older(9), due_feed(resume=("before=3",)), known=True), "before=3", id="a gap left earlier"),
        pytest.param(start(INDEX), "https://gazette.example/0.xml", id="an index leads to its sitemaps"),
    ],
)
def test_where_a_poll_leads(journey, address):
    assert journey.next == address


def test_pages_are_asked_one_after_another_until_a_known_post_and_then_the_gap_of_an_earlier_poll():
    journey = start(older(9), due_feed(first=False, resume=("before=3",)))
    journey = gone_on(journey, older(8), known=False, now=NOW)
    assert journey.next == "before=8"
    journey = gone_on(journey, older(7), known=True, now=NOW)
    assert journey.next == "before=3"
    journey = gone_on(journey, older(2), known=True, now=NOW)
    assert (journey.next, journey.resume) == ("", ())
    assert [one.guid for one in journey.entries] == ["9", "8", "7", "2"]


def test_one_poll_goes_back_so_far_and_the_next_goes_on_from_there():
    journey = start(older(99))
    while journey.next:
        journey = gone_on(journey, older(98 - journey.asked), known=False, now=NOW)
    assert journey.asked == MOST_PAGES
    assert journey.resume == (f"before={99 - MOST_PAGES}",)


@pytest.mark.parametrize(
    ("outcome", "pause", "resume"),
    [
        pytest.param(Outcome.TIMEOUT, None, ("before=9",), id="no answer: the next poll asks again"),
        pytest.param(Outcome.HTTP_429, timedelta(hours=1), ("before=9",), id="asked too often: later, too"),
        pytest.param(Outcome.HTTP_404, None, (), id="nothing there: it is not asked again"),
    ],
)
def test_an_older_page_that_does_not_come_costs_nothing_of_what_was_read(outcome, pause, resume):
    journey = hindered(start(older(9)), outcome, pause)
    assert (journey.next, journey.resume, journey.pause) == ("", resume, pause)
    assert [one.guid for one in journey.entries] == ["9"]


def test_an_index_is_read_so_far_and_a_sitemap_that_fails_is_left_out():
    journey = hindered(start(INDEX), Outcome.HTTP_404, None)
    assert journey.next == "https://gazette.example/1.xml"
    journey = gone_on(journey, Parsed(Outcome.OK, (entry(),)), known=False, now=NOW)
    while journey.next:
        journey = hindered(journey, Outcome.TIMEOUT, None)
    assert journey.asked == MOST_CHILDREN
    assert (len(journey.entries), journey.resume, has_failed(journey)) == (1, (), False)


def test_an_index_inside_an_index_is_followed_within_the_same_bound():
    journey = gone_on(start(INDEX), Parsed(Outcome.OK, children=("inner",)), known=False, now=NOW)
    assert journey.next == "inner"
    while journey.next:
        journey = gone_on(journey, INDEX, known=False, now=NOW)
    assert journey.asked == MOST_CHILDREN


def test_an_index_of_which_nothing_answers_has_failed():
    journey = start(INDEX)
    while journey.next:
        assert not has_failed(journey)
        journey = hindered(journey, Outcome.HTTP_404, None)
    assert has_failed(journey)
    assert has_failed(hindered(start(INDEX), Outcome.HTTP_503, timedelta(hours=1)))


def test_a_list_that_leads_nowhere_is_one_answer_whose_validators_may_be_kept():
    assert is_single(start(older(9), known=True))
    assert not is_single(start(older(9)))
    assert not is_single(start(INDEX))
