"""Probes: asked once, leased politely, answered once, and never for ever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from repwatch.model import (
    Action,
    Entry,
    Feed,
    Hop,
    Lead,
    Listed,
    Outcome,
    Outlet,
    Poll,
    Probe,
    ProbeKind,
    ProbeResult,
    Site,
)
from storage import MEMORY, Storage

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=11)
FEED = "https://gazette.example/feed"
LIST = Probe(ProbeKind.LIST, FEED, "gazette")
POLL = replace(LIST, kind=ProbeKind.POLL)
RESULT = ProbeResult(
    Outcome.OK, url=FEED, hops=(Hop(FEED, (("Accept", "*/*"),), 200, (("ETag", "x"),), 9),), robots=("none",),
    listed=(Listed(Entry("1", FEED, "Bodies", published=NOW), Action.FETCH, "death: bodies"),), count=2, matching=1,
    site=Site("Gazette", "en", (Lead(FEED, "feed", "named by its page"),)),
)  # fmt: skip


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as storage:
        storage.outlets.sync([Outlet("gazette", "Gazette", feeds=(Feed(FEED),))], NOW - timedelta(days=1))
        yield storage


def poll(storage: Storage, now: datetime, outcome: Outcome = Outcome.OK, error: str = "") -> None:
    (feed,) = storage.outlets.lease_feeds(now, 5)
    listed = (Listed(Entry("1", FEED, "Bodies"), Action.PASS, "no"),)
    storage.outlets.record_poll(Poll(feed, outcome, now + timedelta(hours=1), listed, error=error), now)


def test_an_answer_comes_back_as_it_was_given(storage: Storage) -> None:
    number = storage.probes.request(LIST, NOW)
    assert storage.probes.result(number) is None
    (leased,) = storage.probes.lease(NOW, 5)
    assert replace(leased, id=0, token="") == LIST
    assert storage.probes.answer(leased, RESULT, NOW)
    assert (storage.probes.result(number), storage.probes.lease(NOW, 5), storage.probes.waiting()) == (RESULT, [], 0)


def test_a_question_that_waits_is_not_asked_twice_and_one_that_was_answered_is(storage: Storage) -> None:
    number = storage.probes.request(LIST, NOW)
    assert storage.probes.request(LIST, NOW) == number
    assert storage.probes.request(replace(LIST, form="sitemap"), NOW) != number
    (leased,) = storage.probes.lease(NOW, 1)
    storage.probes.answer(leased, RESULT, NOW)
    assert storage.probes.request(LIST, NOW) != number


def test_no_host_is_asked_twice_at_a_time_nor_while_it_is_busy(storage: Storage) -> None:
    other = Probe(ProbeKind.PAGE, "https://courier.example/1")
    for probe in (LIST, replace(LIST, url=f"{FEED}/2"), other):
        storage.probes.request(probe, NOW)
    leased = storage.probes.lease(NOW, 5)
    assert [one.url for one in leased] == [FEED, other.url]
    assert [one.url for one in storage.probes.lease(NOW, 5, ("gazette.example",))] == []
    assert [one.url for one in storage.probes.lease(NOW, 5)] == [f"{FEED}/2"]


def test_who_lost_the_lease_answers_no_more(storage: Storage) -> None:
    number = storage.probes.request(LIST, NOW)
    (slow,) = storage.probes.lease(NOW, 5)
    assert storage.probes.lease(NOW, 5) == []
    (quick,) = storage.probes.lease(LATER, 5)
    assert not storage.probes.answer(slow, replace(RESULT, count=7), LATER)
    assert storage.probes.answer(quick, RESULT, LATER)
    assert storage.probes.result(number) == RESULT


def test_what_a_dead_crawler_had_leased_is_free_at_once(storage: Storage) -> None:
    storage.probes.request(LIST, NOW)
    storage.probes.lease(NOW, 5)
    storage.outlets.reclaim()
    assert len(storage.probes.lease(NOW, 5)) == 1


def test_what_was_given_back_does_not_count_as_tried(storage: Storage) -> None:
    storage.probes.request(LIST, NOW)
    for _ in range(5):
        (leased,) = storage.probes.lease(NOW, 5)
        storage.probes.release(leased)
    assert len(storage.probes.lease(NOW, 5)) == 1


def test_what_kills_the_crawler_is_given_up(storage: Storage) -> None:
    number = storage.probes.request(LIST, NOW)
    for _ in range(3):
        assert storage.probes.lease(NOW, 5)
        storage.outlets.reclaim()
    assert storage.probes.lease(NOW, 5) == []
    result = storage.probes.result(number)
    assert result
    assert (result.outcome, result.good) == (Outcome.PARSE_CRASH, False)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        pytest.param(NOW, "left alone until 2026-03-06 14:00 UTC", id="a host that asked for a pause"),
        pytest.param(NOW + timedelta(hours=3), "within an hour", id="a question that nobody waits for any more"),
    ],
)
def test_nobody_is_asked_for(storage: Storage, at: datetime, told: str) -> None:
    number = storage.probes.request(LIST, NOW)
    storage.hosts.pause("gazette.example", NOW + timedelta(hours=2))
    assert storage.probes.lease(at, 5) == []
    result = storage.probes.result(number)
    assert result
    assert result.outcome is None
    assert told in result.error


@pytest.mark.parametrize(
    ("outcome", "error", "new"), [(Outcome.OK, "", 1), (Outcome.HTTP_404, "nothing there", 0)], ids=["well", "ill"]
)
def test_a_poll_is_made_at_once_as_any_poll_and_is_the_answer(
    storage: Storage, outcome: Outcome, error: str, new: int
) -> None:
    poll(storage, NOW - timedelta(minutes=1), Outcome.DNS)
    assert storage.outlets.lease_feeds(NOW, 5) == [], "it is not due"
    number = storage.probes.request(POLL, NOW)
    assert storage.probes.lease(NOW, 5) == [], "the ordinary round does it"
    assert storage.probes.result(number) is None
    poll(storage, NOW, outcome, error)
    storage.probes.lease(NOW, 5)
    assert storage.probes.result(number) == ProbeResult(outcome, error, FEED, new=new)


def test_a_feed_that_is_not_read_is_not_polled(storage: Storage) -> None:
    number = storage.probes.request(replace(POLL, url="https://other.example/feed"), NOW)
    storage.probes.lease(NOW, 5)
    assert storage.probes.result(number) == ProbeResult(None, "no such feed is read")


def test_an_address_that_cannot_be_read_is_still_leased_to_be_refused(storage: Storage) -> None:
    storage.probes.request(Probe(ProbeKind.FIND, "http://[::1"), NOW)
    assert len(storage.probes.lease(NOW, 5)) == 1


def test_old_answers_are_forgotten(storage: Storage) -> None:
    number = storage.probes.request(LIST, NOW)
    (leased,) = storage.probes.lease(NOW, 5)
    storage.probes.answer(leased, RESULT, NOW)
    storage.probes.request(replace(LIST, form="sitemap"), NOW + timedelta(days=8))
    assert storage.probes.result(number) is None
