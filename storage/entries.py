"""What feeds list, and which of it still waits for its page. Every entry that is passed over keeps the reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlite_utils import Database

from repwatch.model import Action, Article, DueFeed, DuePage, Entry, Listed, PageResult
from storage.addresses import host_of
from storage.articles import Articles
from storage.database import transaction
from storage.hosts import Hosts
from storage.rows import first, later, maybe_moment, maybe_stamp, stamp

LEASE = 600  # seconds a page may take
CONTENT = (
    "title, summary, text, url, host, published, published_raw, content_hash, action, reason, state, next_fetch_at"
)


class Entries:
    def __init__(self, db: Database, articles: Articles, hosts: Hosts) -> None:
        self._db, self._articles, self._hosts = db, articles, hosts

    def add(self, feed: DueFeed, listed: Sequence[Listed], now: datetime) -> int:
        """How many were not known. A known one that reads differently is taken up again."""
        return sum(self._add(feed, one, now) for one in listed)

    def lease_pages(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[DuePage]:
        """Never two of one host, none of a busy or paused one."""
        taken: list[DuePage] = []
        at, hosts = stamp(now), set(busy)
        with transaction(self._db):
            rows = self._db.query(
                "SELECT e.*, f.outlet FROM entries e JOIN feeds f ON f.id = e.feed WHERE e.state = 'pending'"
                " AND e.next_fetch_at <= ? AND (e.lease_until IS NULL OR e.lease_until < ?)"
                " AND e.host NOT IN (SELECT host FROM pauses WHERE until > ?) ORDER BY e.next_fetch_at, e.id",
                [at, at, at],
            )
            for row in list(rows):
                if len(taken) < limit and row["host"] not in hosts:
                    hosts.add(row["host"])
                    taken.append(self._lease(row, now))
        return taken

    def release_page(self, page: DuePage) -> None:
        self._db.execute(
            "UPDATE entries SET lease_until = NULL, lease_token = NULL WHERE id = ? AND lease_token = ?",
            [page.id, page.token],
        )

    def record_page(self, result: PageResult, now: datetime) -> bool:
        """Article and entry in one transaction; False: another has the lease and the result is discarded."""
        state = "pending" if result.retry_at else "done" if result.article else "failed"
        with transaction(self._db):
            cursor = self._db.execute(
                "UPDATE entries SET lease_until = NULL, lease_token = NULL, attempts = attempts + 1, state = ?,"
                " next_fetch_at = ?, outcome = ?, error = ? WHERE id = ? AND lease_token = ?",
                [state, maybe_stamp(result.retry_at), result.outcome.value, result.error, result.page.id,
                 result.page.token],
            )  # fmt: skip
            if cursor.rowcount != 1:
                return False
            if result.pause_host:
                self._hosts.pause(host_of(result.page.url), result.pause_host)
            if result.article:
                self._keep(result.page.id, result.article, now)
            return True

    def _add(self, feed: DueFeed, listed: Listed, now: datetime) -> int:
        entry = listed.entry
        guid_hash = sha256(entry.guid.encode(errors="surrogatepass")).hexdigest()
        known = first(
            list(self._db.query("SELECT * FROM entries WHERE feed = ? AND guid_hash = ?", [feed.id, guid_hash]))
        )
        if known and known["content_hash"] == _content_hash(entry):
            return 0
        identity = self._change(known, listed, now) if known else self._insert(feed, guid_hash, listed, now)
        if listed.action is Action.STORE:
            self._keep(identity, _article(feed, guid_hash, entry, feed.first and not known, now), now)
        return 0 if known else 1

    def _insert(self, feed: DueFeed, guid_hash: str, listed: Listed, now: datetime) -> int:
        cursor = self._db.execute(
            f"INSERT INTO entries (feed, guid_hash, guid, seen_at, baseline, {CONTENT})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [feed.id, guid_hash, listed.entry.guid, stamp(now), feed.first, *_content(listed, now)],
        )
        return int(cursor.lastrowid or 0)

    def _change(self, known: dict[str, Any], listed: Listed, now: datetime) -> int:
        """An entry that changed after the first poll is news, whatever it was before."""
        self._db.execute(
            f"UPDATE entries SET ({CONTENT}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), baseline = 0, attempts = 0"
            " WHERE id = ?",
            [*_content(listed, now), known["id"]],
        )
        return int(known["id"])

    def _keep(self, entry: int, article: Article, now: datetime) -> None:
        stored = self._articles.save(article, now) or self._articles.by_url(article.url)
        self._db.execute("UPDATE entries SET article = ? WHERE id = ?", [stored.id if stored else None, entry])

    def _lease(self, row: dict[str, Any], now: datetime) -> DuePage:
        token = token_hex(8)
        self._db.execute(
            "UPDATE entries SET lease_until = ?, lease_token = ? WHERE id = ?", [later(now, LEASE), token, row["id"]]
        )
        entry = Entry(
            row["guid"], row["url"], row["title"], row["summary"], row["text"], maybe_moment(row["published"]),
            row["published_raw"],
        )  # fmt: skip
        return DuePage(row["id"], row["outlet"], row["url"], token, entry, int(row["attempts"]), bool(row["baseline"]))


def _content(listed: Listed, now: datetime) -> list[object]:
    entry, fetch = listed.entry, listed.action is Action.FETCH and listed.entry.url
    return [
        entry.title, entry.summary, entry.text, entry.url, host_of(entry.url) if entry.url else None,
        maybe_stamp(entry.published), entry.published_raw, _content_hash(entry), listed.action.value, listed.reason,
        "pending" if fetch else "done" if listed.action is Action.STORE else "passed", stamp(now) if fetch else None,
    ]  # fmt: skip


def _content_hash(entry: Entry) -> str:
    """Not over the date: feeds that re-date their entries do not make them new."""
    return sha256("\0".join((entry.title, entry.summary, entry.text)).encode(errors="surrogatepass")).hexdigest()


def _article(feed: DueFeed, guid_hash: str, entry: Entry, baseline: bool, now: datetime) -> Article:
    return Article(
        url=entry.url or f"entry:{guid_hash}",
        outlet=feed.outlet,
        title=entry.title,
        text=entry.text or entry.summary,
        fetched=now,
        published=entry.published,
        baseline=baseline,
    )
