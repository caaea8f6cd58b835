"""After hours without power, asleep, or under another clock: no host is asked in a burst, and no feed is forgotten.

The schedule and the database of the real thing, the time given: a day in a second.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.schedule import Pace, Wishes, next_poll
from repwatch.addresses import host_of
from repwatch.model import DueFeed, Feed, Outcome, Outlet, Poll
from storage import MEMORY, Storage

START = datetime(2026, 3, 1, tzinfo=UTC)
INTERVAL, SPACING, STEP = 900.0, 5.0, 5  # seconds
MANY, HOSTS = 24, 40  # feeds on one host, as channels of Telegram are, and hosts with one feed
ROOM = 48
HOUR = 3600.0
ONE = "many.example"


@dataclass
class Crawler:
    """steady: seconds that have passed; clock: by how many the wall clock is off. asked: by feed, in steady time."""

    storage: Storage
    steady: float = 0.0
    clock: float = 0.0
    fails: bool = False
    asked: dict[str, list[float]] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    _busy: dict[str, float] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.steady + self.clock)

    def work(self, seconds: float) -> None:
        """As the spider does: whatever is due, one at a time of each host and a pause after it."""
        end = self.steady + seconds
        while self.steady < end:
            busy = [host for host, until in self._busy.items() if until > self.steady]
            for feed in self.storage.outlets.lease_feeds(self.now, ROOM, busy):
                self._poll(feed)
            self.steady += STEP

    def sleep(self, seconds: float) -> None:
        """The machine: neither work nor a steady clock, but the wall clock goes on."""
        self.clock += seconds

    def _poll(self, feed: DueFeed) -> None:
        self._busy[host_of(feed.url)] = self.steady + SPACING
        self.asked.setdefault(feed.url, []).append(self.steady)
        outcome = Outcome.DNS if self.fails else Outcome.NOT_MODIFIED
        wait = next_poll(outcome, feed.errors, Pace(INTERVAL), Wishes(), self.chance.uniform(-1, 1))
        assert self.storage.outlets.record_poll(Poll(feed, outcome, self.now + wait), self.now) is not None

    def gaps(self, since: float) -> list[float]:
        """Between two polls of one feed, the later after that time."""
        return [b - a for times in self.asked.values() for a, b in pairwise(times) if b > since]

    def first(self, since: float) -> list[float]:
        """How long each feed had to wait after that time for its first poll, the longest last."""
        return sorted(min((at for at in times if at >= since), default=1e9) - since for times in self.asked.values())


@pytest.fixture
def crawler() -> Iterator[Crawler]:
    outlets = [Outlet("many", "Many", "en", feeds=tuple(Feed(f"https://{ONE}/{n}") for n in range(MANY)))]
    outlets += [Outlet(f"one{n}", "One", "en", feeds=(Feed(f"https://host{n}.example/feed"),)) for n in range(HOSTS)]
    with Storage(MEMORY, migrate=True) as storage:
        storage.outlets.sync(outlets, START)
        crawler = Crawler(storage)
        crawler.work(4 * INTERVAL)
        yield crawler


def assert_no_burst(crawler: Crawler, since: float) -> None:
    """No host more often than its spacing, no feed more often than its interval."""
    one = sorted(at for url, times in crawler.asked.items() if ONE in url for at in times)
    assert min(b - a for a, b in pairwise(one)) >= SPACING
    assert min(crawler.gaps(since)) >= 0.9 * INTERVAL


def assert_steady(crawler: Crawler, since: float) -> None:
    """Each feed after its interval; on a host with many it may wait for its neighbours."""
    assert_no_burst(crawler, since)
    assert max(crawler.gaps(since)) <= 1.1 * INTERVAL + MANY * SPACING + STEP


def test_the_first_start_asks_many_hosts_at_once_and_each_for_one_thing_at_a_time(crawler: Crawler) -> None:
    waits = crawler.first(0)
    assert waits[HOSTS] == 0, "each host at once"
    assert waits[-1] == (MANY - 1) * SPACING
    assert_steady(crawler, 0)


@pytest.mark.parametrize("hours", [0.1, 1, 9, 24 * 30])
def test_after_a_stop_each_feed_is_asked_once_and_soon(crawler: Crawler, hours: float) -> None:
    stopped = crawler.steady
    crawler.steady += hours * HOUR
    resumed = crawler.steady
    crawler.work(4 * INTERVAL)
    assert crawler.first(resumed)[-1] <= max(1.1 * INTERVAL - hours * HOUR, 0) + MANY * SPACING
    assert_no_burst(crawler, stopped)
    assert_steady(crawler, resumed + 1.2 * INTERVAL + MANY * SPACING)


@pytest.mark.parametrize("hours", [0.2, 8, 24 * 7])
def test_after_a_sleep_or_a_clock_that_jumps_ahead_too(crawler: Crawler, hours: float) -> None:
    woken = crawler.steady
    crawler.sleep(hours * HOUR)
    assert crawler.storage.turn_back(crawler.now) == 0
    crawler.work(4 * INTERVAL)
    assert crawler.first(woken)[-1] <= max(1.1 * INTERVAL - hours * HOUR, 0) + MANY * SPACING
    one = sorted(at for url, times in crawler.asked.items() if ONE in url for at in times)
    assert min(b - a for a, b in pairwise(one)) >= SPACING
    assert_steady(crawler, woken + 1.2 * INTERVAL + MANY * SPACING)


@pytest.mark.parametrize("hours", [1, 24, 24 * 365])
def test_a_clock_that_is_set_back_delays_nobody(crawler: Crawler, hours: float) -> None:
    before = crawler.steady
    crawler.clock -= hours * HOUR
    assert crawler.storage.turn_back(crawler.now) == pytest.approx(hours * HOUR, abs=INTERVAL)
    crawler.work(4 * INTERVAL)
    assert_steady(crawler, before)


def test_a_clock_that_was_wrong_by_years_and_is_set_right_delays_nobody(crawler: Crawler) -> None:
    crawler.clock += 50 * 365 * 24 * HOUR
    crawler.work(2 * INTERVAL)
    wrong = crawler.steady
    crawler.clock = 0
    crawler.storage.turn_back(crawler.now)
    crawler.work(4 * INTERVAL)
    assert_steady(crawler, wrong)
    assert all(feed.last_ok_at <= crawler.now for feed in crawler.storage.outlets.health())


def test_a_small_correction_changes_nothing(crawler: Crawler) -> None:
    crawler.clock -= 20
    assert crawler.storage.turn_back(crawler.now) == 0


def test_a_network_that_comes_up_late_after_a_sleep_costs_a_quarter_of_an_hour_and_no_burst(crawler: Crawler) -> None:
    crawler.sleep(8 * HOUR)
    crawler.fails = True
    crawler.work(STEP * MANY)
    crawler.fails, up = False, crawler.steady
    crawler.work(4 * INTERVAL)
    assert crawler.first(up)[-1] <= 1.1 * INTERVAL + MANY * SPACING
    one = sorted(at for url, times in crawler.asked.items() if ONE in url for at in times)
    assert min(b - a for a, b in pairwise(one)) >= SPACING
