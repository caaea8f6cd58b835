"""Redirects that say "for good", poll by poll: when is it settled that a feed has moved?"""

from datetime import timedelta

import pytest
from builders_crawler import NOW, answer, due_feed, moment

from crawler.answers import Ending, full_poll, poll
from crawler.entries import Parsed
from crawler.moves import follow, settled
from repwatch.model import Moving, Outcome

HERE, THERE = "https://gazette.example/feed", "https://new.example/feed"


@pytest.mark.parametrize(
    ("known", "to", "now_known"),
    [
        pytest.param(None, "", None, id="it answers where it was asked"),
        pytest.param(None, THERE, Moving(THERE, NOW, 1), id="seen for the first time"),
        pytest.param(Moving(THERE, NOW - timedelta(1), 1), THERE, Moving(THERE, NOW - timedelta(1), 2), id="again"),
        pytest.param(Moving("https://x.example/", NOW, 9), THERE, Moving(THERE, NOW, 1), id="to another place now"),
        pytest.param(Moving(THERE, NOW, 9), "", None, id="not any more"),
    ],
)
def test_what_is_remembered_of_a_move(known, to, now_known):
    assert follow(known, to, NOW) == now_known


@pytest.mark.parametrize(
    ("polls", "hours", "sure"),
    [(1, 99, False), (2, 99, False), (3, 23.9, False), (3, 24, True), (99, 1, False), (9, 99, True)],
)
def test_three_polls_over_a_day_settle_it(polls, hours, sure):
    assert settled(Moving(THERE, NOW - timedelta(hours=hours), polls), NOW) == sure


ALMOST = Moving(THERE, NOW - timedelta(hours=30), 2)


@pytest.mark.parametrize(
    ("made", "address"),
    [
        pytest.param(
            full_poll(due_feed(moving=ALMOST), answer(lasting=THERE, hops=(301,)), (), Parsed(Outcome.OK), moment()),
            THERE,
            id="read",
        ),
        pytest.param(
            poll(due_feed(moving=ALMOST), Ending(Outcome.NOT_MODIFIED, lasting=THERE), moment()), THERE, id="unchanged"
        ),
        pytest.param(
            full_poll(due_feed(moving=ALMOST), answer(hops=(302,)), (), Parsed(Outcome.OK), moment()),
            None,
            id="passing",
        ),
        pytest.param(
            full_poll(due_feed(), answer(lasting=THERE, hops=(301,)), (), Parsed(Outcome.OK), moment()),
            None,
            id="for the first time",
        ),
        pytest.param(poll(due_feed(moving=ALMOST), Ending(Outcome.HTTP_404), moment()), None, id="it leads to nothing"),
    ],
)
def test_where_it_is_read_after_the_poll(made, address):
    assert made.address == address


def test_a_failed_poll_forgets_nothing_of_a_move():
    assert poll(due_feed(moving=ALMOST), Ending(Outcome.TIMEOUT), moment()).moving == ALMOST


@pytest.mark.parametrize(
    ("outcome", "errors", "back"),
    [
        ("http_410", 0, True), ("http_404", 1, False), ("http_404", 2, True), ("not_feed", 2, True),
        ("dns", 9, False), ("http_503", 9, False),
    ],
)  # fmt: skip
def test_a_new_address_that_turns_out_to_be_none_leads_back_to_the_declared_one(outcome, errors, back):
    moved = due_feed(url=THERE, declared=HERE, errors=errors)
    assert (poll(moved, Ending(Outcome(outcome)), moment()).address == "") == back
    assert poll(due_feed(declared=HERE, errors=9), Ending(Outcome(outcome)), moment()).address is None
