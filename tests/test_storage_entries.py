"""What feeds list: a whole list at once leaves what its stories leave one by one, and a moved list is read whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from repwatch.model import Action, DueFeed, Entry, Listed, Outcome, Poll
from storage import MEMORY, Storage

NOW = datetime(2031, 6, 2, 12, tzinfo=UTC)
COLUMNS = (
    "guid, guid_hash, baseline, title, summary, text, url, content_hash, action, reason, state, article IS NULL,"
    " next_fetch_at"
)


def fed(storage: Storage) -> DueFeed:
    storage._db.execute(
        "INSERT INTO feeds (url, outlet, host, kind, interval, enabled, note, side, silent_after, next_poll_at)"
        " VALUES ('https://a.example/rss', 'a', 'a.example', 'feed', 900, 1, '', 'neutral', 0, '2000')"
    )
    (feed,) = storage.outlets.lease_feeds(NOW, 1)
    return feed


def stories(random: Random) -> list[Listed]:
    """A list: no guid twice, but the same words under two guids, and addresses that differ by what changes nothing."""
    made = []
    for guid in random.sample("abcdefgh", random.randint(1, 6)):
        words = random.choice(("one", "two", "three"))
        url = random.choice((f"https://a.example/{words}", f"https://a.example/{words}?utm_source=x", None))
        action = random.choice(
            (Action.PASS, Action.PASS, Action.PASS, Action.FETCH if url else Action.PASS, Action.STORE)
        )
        made.append(Listed(Entry(guid, url, words, "", "text" if action is Action.STORE else ""), action, "why"))
    return made


def rows(storage: Storage) -> list[tuple[object, ...]]:
    return sorted(storage._db.execute(f"SELECT {COLUMNS} FROM entries").fetchall(), key=str)


@pytest.mark.parametrize("seed", range(60))
def test_a_list_at_once_leaves_what_its_stories_leave_one_by_one(seed: int) -> None:
    random = Random(seed)
    with Storage(MEMORY, migrate=True) as at_once, Storage(MEMORY, migrate=True) as one_by_one:
        feeds = fed(at_once), fed(one_by_one)
        for number in range(4):
            listed = stories(random)
            first, second = (replace(feed, first=number == 0) for feed in feeds)
            whole = at_once.entries.add(first, listed, NOW)
            assert whole == sum(one_by_one.entries.add(second, [one], NOW) for one in listed)
            assert rows(at_once) == rows(one_by_one)


def test_a_poll_leaves_its_marks_and_an_unchanged_one_keeps_them() -> None:
    with Storage(MEMORY, migrate=True) as storage:
        feed, marks = fed(storage), b"12345678"

        def poll(outcome: Outcome, listed: Sequence[Listed] = (), **more: bytes) -> bytes:
            due = storage.outlets.lease_feeds(NOW + timedelta(days=1), 1, only=["a"])[0]
            storage.outlets.record_poll(Poll(due, outcome, NOW, tuple(listed), **more), NOW)
            return bytes(storage._db.execute("SELECT marks FROM feeds").fetchone()[0])

        storage.outlets.release_feed(feed)
        assert poll(Outcome.OK, stories(Random(1)), marks=marks) == marks
        assert poll(Outcome.NOT_MODIFIED) == marks
        assert poll(Outcome.TIMEOUT) == marks
        assert storage.outlets.lease_feeds(NOW + timedelta(days=1), 1, only=["a"])[0].marks == marks


def test_two_stories_under_one_guid_in_one_list_are_one_that_changed() -> None:
    with Storage(MEMORY, migrate=True) as storage:
        feed = fed(storage)
        same = [Listed(Entry("a", f"https://a.example/{n}", f"words {n}", ""), Action.PASS, "why") for n in (1, 2)]
        assert storage.entries.add(feed, same, NOW) == 1
        assert [row[3] for row in rows(storage)] == ["words 2"]
