"""What feeds list, and which of it still waits for its page. Every entry that is passed over keeps the reason."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from secrets import token_hex
from typing import Any, NamedTuple

from sqlite_utils import Database

from repwatch.addresses import host_of, url_key
from repwatch.model import Action, Article, DatedBy, DueFeed, DuePage, Entry, Listed, Outcome, PageResult
from storage.articles import Articles
from storage.database import transaction
from storage.hosts import Hosts
from storage.outlet_pauses import PAUSED_FEEDS
from storage.rows import first, later, maybe_moment, maybe_stamp, stamp

LEASE = 600  # seconds a page may take
CONTENT = (
    "title, summary, text, url, host, published, published_raw, content_hash, action, reason, state, next_fetch_at,"
    " url_key"
)

ANY = "SELECT 1 FROM entries WHERE feed = ?"
INSERT = (
    f"INSERT INTO entries (feed, guid_hash, guid, seen_at, baseline, article, {CONTENT})"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Entries:
    def __init__(self, db: Database, articles: Articles, hosts: Hosts) -> None:
        self._db, self._articles, self._hosts = db, articles, hosts

    def add(self, feed: DueFeed, listed: Sequence[Listed], now: datetime) -> int:
        """How many were not known. A known one that reads differently is taken up again."""
        if not listed:
            return 0
        told = [_Told(one, _guid_hash(one.entry.guid), _content_hash(one.entry)) for one in listed]
        new = self._new(feed, told)
        if new is None:
            return sum(self._add(feed, one, now) for one in told)
        for passed, run in groupby(new, lambda one: one.listed.action is Action.PASS):  # in their order: ids follow it
            if passed:
                self._insert_passed(feed, list(run), now)
            else:
                for one in run:
                    self._add_new(feed, one, now)
        return len(new)

    def _new(self, feed: DueFeed, told: Sequence["_Told"]) -> list["_Told"] | None:
        """Those whose guid is not known, if all others read as before and no words stand under two guids.

        None: what becomes of one story hangs on what becomes of another first.
        """
        fresh = feed.first and not self._db.execute(f"{ANY} LIMIT 1", [feed.id]).fetchall()
        guids = {} if fresh else self._known(feed, "guid_hash", [one.guid_hash for one in told])
        words = {} if fresh else self._known(feed, "content_hash", [one.content_hash for one in told])
        new = [one for one in told if one.guid_hash not in guids]
        changed = any(guids.get(one.guid_hash, one.content_hash) != one.content_hash for one in told)
        alike = len({one.content_hash for one in told}) < len(told) or len({one.guid_hash for one in told}) < len(told)
        renamed = not words.keys().isdisjoint(one.content_hash for one in new)
        return None if changed or alike or renamed else new

    def _known(self, feed: DueFeed, name: str, values: Sequence[str]) -> dict[str, str]:
        """name: guid_hash or content_hash. To it, the content_hash of each entry that has one of the values."""
        marks = ",".join("?" * len(values))
        select = f"SELECT {name}, content_hash FROM entries WHERE feed = ? AND {name} IN ({marks})"
        return dict(self._db.execute(select, [feed.id, *values]).fetchall())

    def _insert_passed(self, feed: DueFeed, told: Sequence["_Told"], now: datetime) -> None:
        """Most of a list, so all at once."""
        at = stamp(now)
        self._db.conn.executemany(INSERT, [_row(feed, one, at, None) for one in told])

    def knows_any(self, feed: DueFeed, guids: Collection[str]) -> bool:
        """Whether a poll of this feed has listed one of these before."""
        hashes = [_guid_hash(guid) for guid in guids]
        marks = ",".join("?" * len(hashes))
        found = self._db.query(f"{ANY} AND guid_hash IN ({marks}) LIMIT 1", [feed.id, *hashes])
        return bool(list(found))

    def lease_pages(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[DuePage]:
        """Never two of one host, none of a busy host, none that is paused."""
        taken: list[DuePage] = []
        at, hosts = stamp(now), set(busy)
        with transaction(self._db):
            rows = self._db.execute(
                "SELECT id, host FROM entries WHERE state = 'pending'"
                " AND next_fetch_at <= ? AND (lease_until IS NULL OR lease_until < ?)"
                f" AND host NOT IN (SELECT host FROM pauses WHERE until > ?) AND feed NOT IN {PAUSED_FEEDS}"
                " ORDER BY next_fetch_at, id",
                [at, at, at, at],
            ).fetchall()
            waiting = Counter(host for _, host in rows)
            for identity, host in rows:
                if len(taken) < limit and host not in hosts:
                    hosts.add(host)
                    taken.append(self._lease(identity, now, again=waiting[host] > 1))
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

    def excuse(self, outcomes: Collection[Outcome], since: datetime, now: datetime) -> int:
        """Pages of stories seen since then that ended in one of these are asked for anew. How many."""
        kinds = ",".join("?" * len(outcomes))
        cursor = self._db.execute(
            "UPDATE entries SET state = 'pending', attempts = 0, next_fetch_at = ?"
            f" WHERE action = 'fetch' AND url NOT NULL AND outcome IN ({kinds}) AND seen_at >= ?",
            [stamp(now), *outcomes, stamp(since)],
        )
        return int(cursor.rowcount)

    def _add(self, feed: DueFeed, told: "_Told", now: datetime) -> int:
        known = first(
            list(self._db.query("SELECT * FROM entries WHERE feed = ? AND guid_hash = ?", [feed.id, told.guid_hash]))
        )
        if known and known["content_hash"] == told.content_hash:
            return 0
        if not known and self._renamed(feed, told):
            return 0
        if not known:
            self._add_new(feed, told, now)
            return 1
        identity = self._change(known, told, now)
        if told.listed.action is Action.STORE:
            self._keep(identity, _article(feed, told, now, baseline=False), now)
        return 0

    def _add_new(self, feed: DueFeed, told: "_Told", now: datetime) -> None:
        listed = told.listed
        if listed.action is Action.FETCH and (why := self._brought(feed, listed.entry)):
            told = told._replace(listed=replace(listed, action=Action.PASS, reason=why))
        article = None
        if told.listed.action is Action.STORE:
            article, _ = self._articles.keep(_article(feed, told, now, baseline=feed.first), now)
        self._db.execute(INSERT, _row(feed, told, stamp(now), article))

    def _renamed(self, feed: DueFeed, told: "_Told") -> bool:
        """Is it a known story, word for word and at the same address, under another guid? Then it takes that one."""
        entry = told.listed.entry
        same = self._db.query(
            "SELECT id, url FROM entries WHERE feed = ? AND content_hash = ?", [feed.id, told.content_hash]
        )
        for known in list(same):
            if entry.url and known["url"] and url_key(known["url"]) == url_key(entry.url):
                self._db.execute(
                    "UPDATE entries SET guid = ?, guid_hash = ? WHERE id = ?", [entry.guid, told.guid_hash, known["id"]]
                )
                return True
        return False

    def _brought(self, feed: DueFeed, entry: Entry) -> str:
        """Why this page need not be fetched: another feed has named it, and this one says no more. Empty: it must."""
        key = url_key(entry.url or "")
        waiting = list(self._db.query(
            "SELECT id FROM entries WHERE url_key = ? AND state = 'pending' AND feed != ?", [key, feed.id]
        ))  # fmt: skip
        if waiting and not feed.first:  # what one feed lists as new is news, though it stood in another from the start
            self._db.execute("UPDATE entries SET baseline = 0 WHERE id = ?", [waiting[0]["id"]])
        if waiting:
            return "another feed has listed it, and its page is about to be fetched"
        article = self._articles.by_url(entry.url or "")
        if article is None or entry.title not in ("", article.title):
            return ""
        listed = self._db.query("SELECT 1 FROM entries WHERE article = ? AND feed != ? LIMIT 1", [article.id, feed.id])
        return "another feed has listed it, and its page is stored" if list(listed) else ""

    def _change(self, known: dict[str, Any], told: "_Told", now: datetime) -> int:
        """An entry that changed after the first poll is news, whatever it was before."""
        self._db.execute(
            f"UPDATE entries SET ({CONTENT}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), baseline = 0, attempts = 0"
            " WHERE id = ?",
            [*_content(told, stamp(now)), known["id"]],
        )
        return int(known["id"])

    def _keep(self, entry: int, article: Article, now: datetime) -> None:
        stored, _ = self._articles.keep(article, now)
        self._db.execute("UPDATE entries SET article = ? WHERE id = ?", [stored, entry])

    def _lease(self, identity: int, now: datetime, *, again: bool) -> DuePage:
        token = token_hex(8)
        self._db.execute(
            "UPDATE entries SET lease_until = ?, lease_token = ? WHERE id = ?", [later(now, LEASE), token, identity]
        )
        (row,) = self._db.query(
            "SELECT e.*, f.outlet FROM entries e JOIN feeds f ON f.id = e.feed WHERE e.id = ?", [identity]
        )
        entry = Entry(
            row["guid"], row["url"], row["title"], row["summary"], row["text"], maybe_moment(row["published"]),
            row["published_raw"],
        )  # fmt: skip
        return DuePage(
            row["id"], row["outlet"], row["url"], token, entry, int(row["attempts"]), bool(row["baseline"]), again
        )


class _Told(NamedTuple):
    """A listed story with what it is known by, and by which it is seen whether it reads as before."""

    listed: Listed
    guid_hash: str
    content_hash: str


def _row(feed: DueFeed, told: _Told, at: str, article: int | None) -> list[object]:
    """For INSERT. at: when it was seen; article: the one that it is, if it is stored."""
    return [feed.id, told.guid_hash, told.listed.entry.guid, at, feed.first, article, *_content(told, at)]


def _content(told: _Told, at: str) -> list[object]:
    listed = told.listed
    entry, fetch = listed.entry, listed.action is Action.FETCH and listed.entry.url
    text = "" if listed.action is Action.STORE else entry.text  # the article has it
    return [
        entry.title, entry.summary, text, entry.url, host_of(entry.url) if entry.url else None,
        maybe_stamp(entry.published), entry.published_raw, told.content_hash, listed.action.value, listed.reason,
        "pending" if fetch else "done" if listed.action is Action.STORE else "passed", at if fetch else None,
        url_key(entry.url) if fetch and entry.url else "",
    ]  # fmt: skip


def _guid_hash(guid: str) -> str:
    return sha256(guid.encode(errors="surrogatepass")).hexdigest()


def _content_hash(entry: Entry) -> str:
    """Not over the date: feeds that re-date their entries do not make them new."""
    return sha256("\0".join((entry.title, entry.summary, entry.text)).encode(errors="surrogatepass")).hexdigest()


def _article(feed: DueFeed, told: _Told, now: datetime, *, baseline: bool) -> Article:
    entry = told.listed.entry
    return Article(
        url=entry.url or f"entry:{told.guid_hash}",
        outlet=feed.outlet,
        title=entry.title,
        text=entry.text or entry.summary,
        fetched=now,
        published=entry.published,
        baseline=baseline,
        voice=entry.voice,
        dated=DatedBy.LIST if entry.published else DatedBy.NOTHING,
    )
