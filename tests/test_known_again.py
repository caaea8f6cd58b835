"""What is known is told once: not again when it is polled again, after a restart, a restore, or 400 days (P5)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repwatch.config import load
from repwatch.model import Action, Entry, Feed, Listed, Outcome, Outlet, Poll, Subscription
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import Storage

FEEDS, EACH, EVERY = 10, 1000, 200  # feeds, entries of each, and which of them tell of an exchange
BEGAN, APART = datetime(2031, 1, 1, 9, tzinfo=UTC), timedelta(days=8)
NOW = BEGAN + timedelta(days=500)
NEXT = NOW + timedelta(days=1)  # when the daily message has come
OUTLETS = tuple(
    Outlet(f"paper-{number}", f"Paper {number}", feeds=(Feed(f"https://paper-{number}.example/rss"),))
    for number in range(FEEDS)
)
READERS = (
    Subscription("reader", "file", "reader"),
    Subscription("daily", "file", "daily", cadence="daily"),
)
Owed = dict[str, str]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\nhistory_until = "2022-01-01"\n')
    return make_tools(replace(load(path), subscriptions=READERS, outlets=OUTLETS))


@pytest.mark.slow
def test_ten_thousand_known_entries_are_told_once(tmp_path: Path, tools: Tools) -> None:
    live, early, late = (tmp_path / f"{name}.db" for name in ("live", "early", "late"))
    with Storage(live, checkpoints=True, migrate=True) as storage:
        storage.meta.started(BEGAN)
        assert _poll(storage, NOW, empty=True) == 0, "the first poll is the baseline"
        run_steps(storage, tools, NOW)
        assert _poll(storage, NOW) == FEEDS * EACH
        _copy(live, early)
        _told(storage, tools, NOW)
        first = _told(storage, tools, NEXT)
        assert len(first) == FEEDS * EACH // EVERY + 1, "one message each, and one of the day with all of them"
        _copy(live, late)
        for hour in (1, 2, 3):
            assert _polled_again(storage, tools, NEXT + timedelta(hours=hour)) == first
    for path, when, what in (
        (live, timedelta(hours=4), "a restart"),
        (late, timedelta(hours=5), "a restore"),
        (live, timedelta(days=400), "400 days"),
    ):
        with Storage(path, checkpoints=True, migrate=True) as storage:
            assert _polled_again(storage, tools, NEXT + when) == first, what
    with Storage(early, checkpoints=True, migrate=True) as storage:
        _polled_again(storage, tools, NOW)
        assert _told(storage, tools, NEXT) == first, "restored from before they were told: under the same ids"


def _polled_again(storage: Storage, tools: Tools, now: datetime) -> Owed:
    assert _poll(storage, now) == 0, "no entry is new"
    return _told(storage, tools, now)


def _poll(storage: Storage, now: datetime, *, empty: bool = False) -> int:
    """How many entries are new. No mark of a list is used: every poll hands over everything."""
    storage.outlets.sync(OUTLETS, now)
    leased = storage.outlets.lease_feeds(now, FEEDS, only=[one.id for one in OUTLETS])
    assert len(leased) == FEEDS
    polls = [
        Poll(feed, Outcome.OK, now + timedelta(minutes=15), () if empty else tuple(_listed(feed.outlet)))
        for feed in leased
    ]
    return sum(new or 0 for new in storage.outlets.record_polls([(poll, now) for poll in polls]))


def _listed(outlet: str) -> Iterator[Listed]:
    paper = int(outlet.removeprefix("paper-"))
    for number in range(EACH):
        exchange = (paper * EACH + number) // EVERY
        day = BEGAN + exchange * APART
        title, text = f"Grain harvest, part {number}", f"Farmers brought in {number} tonnes of grain."
        if number % EVERY == 0:
            title = f"Russia hands over {900 + exchange:,} bodies to Ukraine"
            text = (
                f"Russia handed over the bodies of {900 + exchange:,} fallen soldiers to Ukraine on {day.day}"
                f" {day:%B %Y}, the Coordination Headquarters said."
            )
        address = f"https://{outlet}.example/{number}"
        yield Listed(Entry(address, address, title, text=text, published=day), Action.STORE, "full text")


def _told(storage: Storage, tools: Tools, now: datetime) -> Owed:
    """All messages after all steps: the id of each, and to whom it is."""
    while run_steps(storage, tools, now)[0].done:
        pass
    assert storage.articles.unmatched(tools.lexicon.version, 1) == []
    return {one.id: one.subscription for one in storage.outbox.recent(10_000)}


def _copy(live: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f"file:{live}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
