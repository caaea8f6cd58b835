"""Whatever a feed lists and lists again, the database ends the same as if every story were read at every poll."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from builders_crawler import FEED_URL, NOW, source
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feed import parse_feed
from crawler.intake import listed
from repwatch.model import Feed, Outcome, Outlet, Poll
from storage import MEMORY, Storage

OUTLET = Outlet("gazette", "Gazette", "en", feeds=(Feed(FEED_URL),))
HOUR = timedelta(hours=1)
# A story as an outlet may print it: (guid, path, title, words); "" in place of a guid: none.
STORY = st.tuples(
    st.sampled_from(["1", "2", "3", " 3", ""]), st.sampled_from("abc"), st.sampled_from(["61 bodies", "62 bodies"]),
    st.sampled_from(["A train.", "bodies " * 120]),
)  # fmt: skip
TABLES = {
    "entries": "guid, url, title, summary, text, action, state, baseline, seen_at, content_hash, attempts",
    "revisions": "number, title, text, baseline, fetched",
    "volumes": "day, stories",
}


def xml(stories: Sequence[tuple[str, str, str, str]]) -> bytes:
    items = (
        f"<item>{f'<guid>{guid}</guid>' if guid else ''}<link>https://gazette.example/{path}</link>"
        f"<title>{title}</title><description>{words}</description></item>"
        for guid, path, title, words in stories
    )
    return f'<rss version="2.0"><channel><title>t</title>{"".join(items)}</channel></rss>'.encode()


def polled(versions: Sequence[Sequence[tuple[str, str, str, str]]], *, remember: bool) -> dict[str, list[Any]]:
    """What is stored after a feed was polled with each of these lists, one an hour."""
    with Storage(MEMORY, migrate=True) as storage:
        storage.outlets.sync([OUTLET], NOW)
        for hour, version in enumerate(versions):
            now = NOW + hour * HOUR
            (feed,) = storage.outlets.lease_feeds(now, 1)
            read = parse_feed(xml(version), source(before=feed.marks if remember else b""))
            made = tuple(listed(entry, OUTLET, relevant) for entry in read.entries)
            poll = Poll(feed, Outcome.OK, now + HOUR, made, marks=read.marks)
            storage.outlets.record_poll(poll, now)
        return {table: list(storage._db.query(f"SELECT {columns} FROM {table}")) for table, columns in TABLES.items()}


def relevant(title: str, *_: str) -> str:
    return "bodies" if "61" in title else ""


@settings(deadline=None, max_examples=60)  # each example makes two databases
@given(st.lists(st.lists(STORY, min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_database_ends_the_same_as_if_every_story_were_read_each_time(versions):
    assert polled(versions, remember=True) == polled(versions, remember=False)
