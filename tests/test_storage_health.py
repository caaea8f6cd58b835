"""What is kept of how feeds fare: their usual volume, moves, feeds that are gone, and what is excused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from repwatch.model import (
    Action,
    DueFeed,
    Entry,
    Feed,
    FeedHealth,
    Listed,
    Moving,
    Outcome,
    Outlet,
    PageResult,
    Poll,
    TroubleKind,
)
from storage import MEMORY, Storage
from storage.outlets import Retry

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE, THERE = "https://gazette.example/feed", "https://new.example/feed"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def outlet(*urls: str) -> Outlet:
    return Outlet("gazette", "Gazette", "en", feeds=tuple(Feed(url) for url in urls or (HERE,)))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as storage:
        storage.outlets.sync([outlet()], START)
        yield storage


def lease(storage: Storage, now: datetime) -> DueFeed:
    (feed,) = storage.outlets.lease_feeds(now, 9, only=("gazette",))
    return feed


def story(guid: str, **fields: str) -> Listed:
    entry = Entry(guid, fields.get("url", f"https://gazette.example/{guid}"), fields.get("title", guid), "A summary.")
    return Listed(entry, Action.PASS, "nothing of it")


def dated(guid: str, at: datetime) -> Listed:
    one = story(guid)
    return replace(one, entry=replace(one.entry, published=at))


def poll(storage: Storage, now: datetime, *listed: Listed, outcome: str = "ok", **fields: object) -> int | None:
    feed = lease(storage, now)
    made = Poll(feed, Outcome(outcome), now + HOUR, listed, **{"moving": feed.moving, **fields})  # type: ignore[arg-type]
    return storage.outlets.record_poll(made, now)


def health(storage: Storage) -> FeedHealth:
    (one,) = storage.outlets.health()
    return one


def test_what_is_usual_counts_new_stories_by_day_and_not_the_baseline(storage: Storage) -> None:
    poll(storage, START, *(story(f"old-{n}") for n in range(50)))
    assert health(storage).usual is None
    for day in (1, 2, 3, 6, 7, 8):
        poll(storage, START + day * DAY, *(story(f"{day}-{n}") for n in range(4)))
    usual = health(storage).usual
    assert usual
    assert (usual.a_day, usual.quiet, usual.days) == (24 / 8, 3, 8)
    poll(storage, START + 60 * DAY, story("late"))
    later = health(storage).usual
    assert later
    assert (later.a_day, later.quiet, later.days) == (1 / 28, 0, 28), "only the last four weeks count"


def test_the_first_list_tells_what_is_usual_by_its_newer_half(storage: Storage) -> None:
    days = (0, 2, 4, 6, 8, 10, 12, 14, 900)
    listed = [dated(f"old-{day}", START - day * DAY) for day in days]
    poll(storage, START, *listed, known_since=START - 8 * DAY)
    usual = health(storage).usual
    assert usual
    assert (usual.a_day, usual.quiet, usual.days) == (5 / 8, 2, 8)


def test_a_host_that_asked_to_be_left_alone_is_not_late(storage: Storage) -> None:
    poll(storage, START)
    assert storage.outlets.next_due() == START + HOUR
    storage.hosts.pause("gazette.example", START + 5 * HOUR)
    assert storage.outlets.next_due() == START + 5 * HOUR


def test_pages_that_were_lost_to_our_own_network_are_asked_for_again(storage: Storage) -> None:
    lost, refused = (
        Listed(Entry(name, f"https://{name}.example/1", name, "A summary."), Action.FETCH, "bodies")
        for name in ("lost", "refused")
    )
    poll(storage, START, lost, refused)
    for page in storage.entries.lease_pages(START, 9):
        outcome = Outcome.DNS if "lost" in page.url else Outcome.HTTP_403
        storage.entries.record_page(PageResult(page, outcome), START)
    assert health(storage).pages == (Outcome.HTTP_403, Outcome.DNS)
    assert storage.entries.lease_pages(START + DAY, 9) == []
    assert storage.entries.excuse([Outcome.DNS], START + HOUR, START + DAY) == 0
    assert storage.entries.excuse([Outcome.DNS], START, START + DAY) == 1
    (again,) = storage.entries.lease_pages(START + DAY, 9)
    assert (again.url, again.attempts) == ("https://lost.example/1", 0)


def test_an_outlet_may_have_its_own_limit_of_silence(storage: Storage) -> None:
    storage.outlets.sync([replace(outlet(), silent_after=86400.0)], START)
    assert health(storage).silent_after == 86400


def test_a_list_keeps_what_it_asked_for(storage: Storage) -> None:
    poll(storage, START, wish=7200.0)
    assert lease(storage, START + HOUR).wish == 7200


def test_a_feed_that_is_gone_is_asked_no_more_until_somebody_names_it(storage: Storage) -> None:
    poll(storage, START, story("1"))
    poll(storage, START + HOUR, outcome="http_410")
    assert health(storage).gone_at == START + HOUR
    assert storage.outlets.lease_feeds(START + 300 * DAY, 9) == []
    assert storage.outlets.next_due() is None
    poll(storage, START + DAY, outcome="http_410")
    assert health(storage).gone_at == START + HOUR, "still gone, since then"
    poll(storage, START + 2 * DAY, story("1"))
    assert health(storage).gone_at is None
    assert len(storage.outlets.lease_feeds(START + 3 * DAY, 9)) == 1, "taken up again"


def moved(storage: Storage, *listed: Listed, outcome: str = "ok") -> None:
    poll(storage, START + DAY, *listed, outcome=outcome, moving=Moving(THERE, START, 3), address=THERE)


def test_a_feed_that_moved_is_read_at_its_new_address_and_is_the_same_feed(storage: Storage) -> None:
    poll(storage, START, story("1"))
    moved(storage, story("1"), story("2"))
    feed = lease(storage, START + 2 * DAY)
    assert (feed.url, feed.declared, feed.moved, feed.first, feed.moving) == (THERE, HERE, True, False, None)
    assert (health(storage).url, health(storage).address) == (HERE, THERE)
    (incident,) = storage.incidents.recent(9)
    assert (incident.trouble.kind, incident.trouble.words) == (TroubleKind.MOVED, THERE)


def test_a_list_without_one_known_story_is_not_taken_for_the_feed_that_moved(storage: Storage) -> None:
    poll(storage, START, story("1"))
    moved(storage, story("casino-1"), story("casino-2"))
    assert health(storage).address == HERE
    moved(storage)
    assert health(storage).address == HERE, "nor one without any"


def test_an_unchanged_list_is_the_same_list(storage: Storage) -> None:
    poll(storage, START, story("1"))
    moved(storage, outcome="not_modified")
    assert health(storage).address == THERE


def test_the_new_address_may_be_taken_over_into_the_configuration(storage: Storage) -> None:
    poll(storage, START, story("1"))
    moved(storage, story("1"))
    storage.outlets.sync([outlet(THERE)], START + 2 * DAY)
    one = health(storage)
    assert (one.url, one.address, one.enabled, one.entries) == (THERE, THERE, True, 1)
    assert poll(storage, START + 3 * DAY, story("1"), story("2")) == 1, "no second baseline, and nothing old is new"
    assert not lease(storage, START + 4 * DAY).moved


def test_a_new_address_that_was_none_leads_back(storage: Storage) -> None:
    poll(storage, START, story("1"), etag=b'"1"')
    moved(storage, story("1"))
    poll(storage, START + 2 * DAY, outcome="http_410", address="")
    feed = lease(storage, START + 2 * DAY)
    assert (feed.url, feed.etag, health(storage).gone_at) == (HERE, b"", None)
    assert [one.trouble.words for one in storage.incidents.recent(9)] == [HERE, THERE]


@pytest.mark.parametrize(
    ("again", "new"),
    [
        pytest.param(story("another guid", url="https://gazette.example/1", title="1"), 0, id="a new guid"),
        pytest.param(
            story("another guid", url="http://www.gazette.example/1?utm_source=rss", title="1"),
            0,
            id="another link too",
        ),
        pytest.param(story("1", title="Reworded"), 0, id="another title"),
        pytest.param(
            story("another guid", url="https://gazette.example/1", title="A flood"), 1, id="a link used again"
        ),
        pytest.param(story("2", title="1"), 1, id="the same words at another address"),
    ],
)
def test_what_makes_a_listed_story_new(storage: Storage, again: Listed, new: int) -> None:
    poll(storage, START, story("1"))
    assert poll(storage, START + HOUR, again) == new
    assert poll(storage, START + 2 * HOUR, again) == 0, "and once is enough"


def test_failures_are_excused_and_asked_again_soon_and_no_others(storage: Storage) -> None:
    storage.outlets.sync([outlet(HERE, THERE, "https://x.example/feed")], START)
    feeds = storage.outlets.lease_feeds(START, 9)
    for feed, outcome in zip(feeds, ("dns", "timeout", "http_404"), strict=True):
        storage.outlets.record_poll(Poll(feed, Outcome(outcome), START + DAY), START)
    kinds = (Outcome.DNS, Outcome.TIMEOUT)
    assert storage.outlets.excuse(kinds, START + HOUR, Retry(START, 0, 0)) == 0, "they failed before"
    excused = storage.outlets.excuse(kinds, START, Retry(START + HOUR, 60, 60, START + HOUR))
    first, second, other = storage.outlets.health()
    assert (excused, first.errors, second.errors, other.errors) == (2, 0, 0, 1)
    assert first.failing_since == START + HOUR
    for one in (first, second):
        assert one.next_poll_at
        assert START + HOUR + timedelta(seconds=60) <= one.next_poll_at <= START + HOUR + timedelta(seconds=120)
    assert (other.failing_since, other.next_poll_at) == (START, START + DAY)
