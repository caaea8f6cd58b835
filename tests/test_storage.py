"""Storage against real SQLite: nouns in, the same nouns out; leases, tokens, keys."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repwatch.addresses import url_key
from repwatch.model import (
    Action,
    Article,
    Delivery,
    Entry,
    Feed,
    Listed,
    Message,
    Outcome,
    Outlet,
    PageResult,
    Poll,
    Reading,
)
from storage import MEMORY, SchemaMismatch, Storage, wal_reset_fixed

NOW = datetime(2026, 1, 29, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


def outlet(name: str, *urls: str) -> Outlet:
    return Outlet(name, name.title(), feeds=tuple(Feed(url) for url in urls or (f"https://{name}.example/rss",)))


def entry(guid: str = "1", title: str = "Title", text: str = "") -> Entry:
    return Entry(guid, f"https://a.example/{guid}", title, text=text, published=NOW)


def poll_once(storage: Storage, *listed: Listed, now: datetime = NOW) -> int | None:
    storage.outlets.sync([outlet("a")], now)
    (feed,) = storage.outlets.lease_feeds(now, 8, only=["a"])
    return storage.outlets.record_poll(Poll(feed, Outcome.OK, LATER, listed, etag=b'W/"1"'), now)


def test_one_feed_a_host_is_leased_and_none_twice(storage: Storage) -> None:
    storage.outlets.sync([outlet("a", "https://a.example/1", "https://a.example/2"), outlet("b")], NOW)
    assert [feed.url for feed in storage.outlets.lease_feeds(NOW, 8)] == [
        "https://a.example/1",
        "https://b.example/rss",
    ]
    assert [feed.url for feed in storage.outlets.lease_feeds(NOW, 8, busy=["a.example"])] == []
    assert [feed.url for feed in storage.outlets.lease_feeds(NOW, 8)] == ["https://a.example/2"]


def test_a_lease_that_ran_out_is_given_again_and_the_old_result_is_discarded(storage: Storage) -> None:
    storage.outlets.sync([outlet("a")], NOW)
    (stale,) = storage.outlets.lease_feeds(NOW, 8)
    (fresh,) = storage.outlets.lease_feeds(NOW + timedelta(minutes=11), 8)
    assert storage.outlets.record_poll(Poll(stale, Outcome.OK, LATER), NOW) is None
    assert storage.outlets.record_poll(Poll(fresh, Outcome.OK, LATER), NOW) == 0


def test_validators_come_back_byte_for_byte_and_only_the_first_poll_is_the_baseline(storage: Storage) -> None:
    poll_once(storage)
    (feed,) = storage.outlets.lease_feeds(LATER, 8)
    assert (feed.etag, feed.first, feed.errors) == (b'W/"1"', False, 0)


def test_validators_are_dropped_after_a_month(storage: Storage) -> None:
    poll_once(storage)
    (feed,) = storage.outlets.lease_feeds(NOW + timedelta(days=31), 8)
    assert feed.etag == b""


def test_failures_are_counted_and_a_success_forgets_them(storage: Storage) -> None:
    storage.outlets.sync([outlet("a")], NOW)
    for errors in (0, 1):
        (feed,) = storage.outlets.lease_feeds(NOW, 8)
        assert feed.errors == errors
        storage.outlets.record_poll(Poll(feed, Outcome.HTTP_404, NOW, error="not found"), NOW)
    (health,) = storage.outlets.health()
    assert (health.outcome, health.errors, health.failing_since) == (Outcome.HTTP_404, 2, NOW)
    poll_once(storage)
    (health,) = storage.outlets.health()
    assert (health.outcome, health.errors, health.failing_since) == (Outcome.OK, 0, None)


def test_a_paused_host_is_not_leased_and_a_shorter_pause_does_not_end_it(storage: Storage) -> None:
    storage.outlets.sync([outlet("a")], NOW)
    storage.hosts.pause("a.example", LATER)
    storage.hosts.pause("a.example", NOW)
    assert storage.outlets.lease_feeds(NOW, 8, only=["a"]) == []
    assert storage.hosts.paused_until("a.example", NOW) == LATER
    assert len(storage.outlets.lease_feeds(LATER + timedelta(seconds=1), 8)) == 1


def test_an_outlet_that_left_the_configuration_is_kept_and_not_polled(storage: Storage) -> None:
    poll_once(storage, Listed(entry(), Action.PASS, "no body word"))
    storage.outlets.sync([], NOW)
    assert storage.outlets.lease_feeds(LATER, 8) == []
    storage.outlets.sync([outlet("a")], NOW)
    assert storage.outlets.health()[0].entries == 1


def test_an_entry_counts_once_and_a_changed_text_is_a_revision(storage: Storage) -> None:
    first = Listed(entry(text="1,000 bodies"), Action.STORE, "full text")
    changed = Listed(entry(text="1,003 bodies"), Action.STORE, "full text")
    assert [poll_once(storage, each) for each in (first, first, changed, first)] == [1, 0, 0, 0]
    article = storage.articles.by_url("https://a.example/1")
    assert article
    texts = [(each.number, each.text, each.baseline) for each in storage.articles.revisions(article.id)]
    assert texts == [(1, "1,000 bodies", True), (2, "1,003 bodies", False), (3, "1,000 bodies", False)]


def test_a_page_is_leased_once_and_its_article_stored_with_it(storage: Storage) -> None:
    poll_once(storage, Listed(entry(), Action.FETCH, "body word"), Listed(entry("2"), Action.PASS, "none"))
    (page,) = storage.entries.lease_pages(NOW, 8)
    assert (page.entry, page.baseline, storage.entries.lease_pages(NOW, 8)) == (entry(), True, [])
    article = Article(page.url, "a", "Title", "Text", NOW, NOW)
    assert storage.entries.record_page(PageResult(page, Outcome.OK, article), NOW)
    assert not storage.entries.record_page(PageResult(page, Outcome.OK, article), NOW)
    assert [each.text for each in storage.articles.unmatched("v1", 8)] == ["Text"]


def test_a_page_that_failed_for_now_is_due_again_with_its_attempts(storage: Storage) -> None:
    poll_once(storage, Listed(entry(), Action.FETCH, "body word"))
    (page,) = storage.entries.lease_pages(NOW, 8)
    storage.entries.record_page(PageResult(page, Outcome.TIMEOUT, retry_at=LATER, error="no answer"), NOW)
    assert storage.entries.lease_pages(NOW, 8) == []
    assert [again.attempts for again in storage.entries.lease_pages(LATER, 8)] == [1]


def delivery(identity: str, address: str) -> Delivery:
    return Delivery(identity, "smtp", address, "s", Message("S", "T", "<p>T", "{}"), 0, NOW)


def test_the_outbox_hands_out_one_an_address_and_a_lost_lease_counts_for_nothing(storage: Storage) -> None:
    digest = storage.subscriptions.digest("k", "s", "urgent", "k", NOW)
    assert digest
    for identity, address in (("1", "a@x"), ("2", "a@x"), ("3", "b@x")):
        storage.outbox.owe(delivery(identity, address), f"key{identity}", digest)
    storage.outbox.owe(delivery("4", "a@x"), "key1", digest)
    taken = storage.outbox.lease(NOW)
    assert [each.id for each in taken] == ["1", "3"]
    again = storage.outbox.lease(NOW + timedelta(seconds=721), busy=["b@x"])
    assert [each.id for each in again] == ["1"]
    assert not storage.outbox.record_sent(taken[0], NOW, "250 ok")
    assert storage.outbox.record_sent(again[0], NOW, "250 ok")
    assert storage.outbox.record_failure(taken[1], "421 busy", LATER, NOW)
    assert [each.id for each in storage.outbox.lease(NOW)] == ["2"]
    assert storage.outbox.counts() == {"leased": 1, "pending": 1, "sent": 1}


def test_a_file_survives_its_process_and_two_connections_see_one_truth(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with Storage(path, migrate=True, checkpoints=True) as parent, Storage(path) as crawler:
        crawler.meta.set("who", "crawler")
        assert parent.meta.get("who") == "crawler"
        assert parent.meta.started(NOW) == parent.meta.started(LATER) == NOW
    with Storage(path, write=False) as reader:
        assert reader.meta.get("who") == "crawler"


def test_a_file_of_another_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaMismatch, match="older"):
        Storage(tmp_path / "empty.db")


def test_a_full_disk_loses_the_transaction_whole_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with Storage(tmp_path / "x.db", migrate=True) as storage:
        storage.meta.set("before", "1")
        storage._db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            _fill(storage)
        assert not storage._db.conn.in_transaction
        storage._db.execute("PRAGMA max_page_count = 1000000")
        storage.meta.set("after", "1")
    with Storage(tmp_path / "x.db") as storage:
        assert [storage.meta.get(name) for name in ("before", "half", "after")] == ["1", None, "1"]


def _fill(storage: Storage) -> None:
    with storage.transaction():
        storage.meta.set("half", "1")
        for number in range(500):
            storage.meta.set(f"filler {number}", "x" * 500)


def test_a_commit_that_fails_leaves_no_transaction_open(storage: Storage) -> None:
    """A deferred foreign key fails at the COMMIT, as a full disk may."""
    storage._db.execute("CREATE TABLE child (parent TEXT REFERENCES meta DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), storage.transaction():
        storage._db.execute("INSERT INTO child VALUES ('nobody')")
    assert not storage._db.conn.in_transaction


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param("https://www.a.example/x/?utm_source=t&id=1#top", "http://a.example/x?id=1", id="tracking"),
        pytest.param("https://amp.a.example/x", "https://a.example/x/amp/", id="AMP"),
        pytest.param("https://A.example/x/", "https://a.example/x", id="case of host, final slash"),
    ],
)
def test_addresses_of_one_story(one: str, two: str) -> None:
    assert url_key(one) == url_key(two)


def test_addresses_of_two_stories() -> None:
    assert len({url_key(f"https://a.example/{rest}") for rest in ("x?id=1", "x?id=2", "X?id=1", "y")}) == 4


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 53, 0), True),
    ],
)
def test_versions_with_the_wal_reset_bug(version: tuple[int, int, int], fixed: bool) -> None:
    assert wal_reset_fixed(version) == fixed


def test_saving_the_same_reading_twice_is_one_revision(storage: Storage) -> None:
    article = Article("https://a.example/1", "a", "T", "x", NOW)
    saved = storage.articles.save(article, NOW)
    assert saved
    assert saved.number == 1
    assert storage.articles.save(replace(article, fetched=LATER), LATER) is None


def test_news_is_read_before_what_a_first_poll_found_and_what_other_rules_read(storage: Storage) -> None:
    listed = [Listed(entry(str(number), text=f"text {number}"), Action.STORE, "full text") for number in range(6)]
    poll_once(storage, *listed[:4])
    (read,) = storage.articles.unmatched("v1", 1)
    storage.claims.add(read, Reading(False, "", ()), "v1", NOW)
    poll_once(storage, *listed[4:])
    for limit in (6, 3, 1):
        expected = ["text 4", "text 5", "text 0", "text 1", "text 2", "text 3"][:limit]
        assert [one.text for one in storage.articles.unmatched("v2", limit)] == expected
    assert read.text == "text 0"
