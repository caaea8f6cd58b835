"""Feeds: which are due, what came of a poll, how each fares. config.toml declares them, this keeps what changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex

from sqlite_utils import Database

from repwatch.model import DueFeed, FeedHealth, Outcome, Outlet, Poll
from storage.addresses import host_of
from storage.database import transaction
from storage.entries import Entries
from storage.hosts import Hosts
from storage.rows import first, later, maybe_moment, stamp

LEASE = 600  # seconds a poll may take before another may start (R-CRAWL-5)
VALIDATORS_LIVE = timedelta(days=30)  # one full GET a month (R-CRAWL-4)


class Outlets:
    def __init__(self, db: Database, entries: Entries, hosts: Hosts) -> None:
        self._db, self._entries, self._hosts = db, entries, hosts

    def sync(self, outlets: Sequence[Outlet], now: datetime) -> None:
        """Make the feeds those of the configuration; what is known of one stays, also when it is switched off."""
        feeds = [(outlet, feed) for outlet in outlets for feed in outlet.feeds]
        with transaction(self._db):
            self._db.execute("UPDATE feeds SET enabled = 0, note = 'no longer in config.toml'")
            for outlet, feed in feeds:
                self._db.execute(
                    "INSERT INTO feeds (url, outlet, host, kind, interval, enabled, note, side, next_poll_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet,"
                    " kind = excluded.kind, interval = excluded.interval, enabled = excluded.enabled,"
                    " note = excluded.note, side = excluded.side",
                    [feed.url, outlet.id, host_of(feed.url), feed.kind, feed.interval, outlet.enabled, outlet.note,
                     outlet.side, stamp(now)],
                )  # fmt: skip

    def lease_feeds(
        self, now: datetime, limit: int, busy: Collection[str] = (), only: Collection[str] = ()
    ) -> list[DueFeed]:
        """Never two of one host, none of a busy or paused one. only: these outlets, due or not."""
        with transaction(self._db):
            taken = self._one_a_host(self._due(now, only), set(busy), limit)
            return [self._lease(row, now) for row in taken]

    def release_feed(self, feed: DueFeed) -> None:
        """Give a lease back untouched."""
        self._db.execute(
            "UPDATE feeds SET lease_until = NULL, lease_token = NULL WHERE id = ? AND lease_token = ?",
            [feed.id, feed.token],
        )

    def reclaim(self) -> None:
        """Give back what a crawler had taken and died with. One that lives on finds its token stale."""
        with transaction(self._db):
            for table in ("feeds", "entries"):
                self._db.execute(
                    f"UPDATE {table} SET lease_until = NULL, lease_token = NULL WHERE lease_until NOT NULL"
                )

    def record_poll(self, poll: Poll, now: datetime) -> int | None:
        """State, validators and entries in one transaction. How many entries are new; None: another has the lease."""
        with transaction(self._db):
            if not self._record_state(poll, now):
                return None
            if poll.pause_host:
                self._hosts.pause(host_of(poll.feed.url), poll.pause_host)
            if not poll.outcome.good:
                return 0
            new = self._entries.add(poll.feed, poll.listed, now)
            self._record_success(poll, new, now)
            return new

    def health(self) -> list[FeedHealth]:
        rows = self._db.query(
            "SELECT f.*, (SELECT count(*) FROM entries e WHERE e.feed = f.id) AS entries,"
            " (SELECT count(DISTINCT e.article) FROM entries e WHERE e.feed = f.id) AS articles"
            " FROM feeds f WHERE note != 'no longer in config.toml' ORDER BY f.outlet, f.id"
        )
        return [_health(row) for row in list(rows)]

    def next_due(self) -> datetime | None:
        row = first(list(self._db.query("SELECT min(next_poll_at) AS at FROM feeds WHERE enabled")))
        return maybe_moment(row["at"]) if row else None

    def _due(self, now: datetime, only: Collection[str]) -> Iterable[dict[str, object]]:
        named = "AND outlet IN ({})".format(",".join("?" * len(only))) if only else "AND next_poll_at <= ?"
        return list(
            self._db.query(
                "SELECT * FROM feeds WHERE enabled AND (lease_until IS NULL OR lease_until < ?)"
                " AND host NOT IN (SELECT host FROM pauses WHERE until > ?) " + named + " ORDER BY next_poll_at, id",
                [stamp(now), stamp(now), *(only or [stamp(now)])],
            )
        )

    @staticmethod
    def _one_a_host(rows: Iterable[dict[str, object]], busy: set[str], limit: int) -> list[dict[str, object]]:
        taken: list[dict[str, object]] = []
        for row in rows:
            if len(taken) < limit and row["host"] not in busy:
                busy.add(str(row["host"]))
                taken.append(row)
        return taken

    def _lease(self, row: dict[str, object], now: datetime) -> DueFeed:
        token = token_hex(8)
        self._db.execute(
            "UPDATE feeds SET lease_until = ?, lease_token = ? WHERE id = ?", [later(now, LEASE), token, row["id"]]
        )
        feed = _due_feed(row, token)
        since = maybe_moment(str(row["validators_at"]) if row["validators_at"] else None)
        old = since is not None and now - since > VALIDATORS_LIVE
        return replace(feed, etag=b"", last_modified=b"", body_hash="") if old else feed

    def _record_state(self, poll: Poll, now: datetime) -> bool:
        good = poll.outcome.good
        cursor = self._db.execute(
            "UPDATE feeds SET lease_until = NULL, lease_token = NULL, outcome = ?, error = ?, last_polled_at = ?,"
            " next_poll_at = ?, errors = CASE WHEN ? THEN 0 ELSE errors + 1 END,"
            " failing_since = CASE WHEN ? THEN NULL ELSE coalesce(failing_since, ?) END"
            " WHERE id = ? AND lease_token = ?",
            [poll.outcome.value, poll.error, stamp(now), stamp(poll.next_poll_at), good, good, stamp(now),
             poll.feed.id, poll.feed.token],
        )  # fmt: skip
        return cursor.rowcount == 1

    def _record_success(self, poll: Poll, new: int, now: datetime) -> None:
        self._db.execute(
            "UPDATE feeds SET last_ok_at = ?, first_ok_at = coalesce(first_ok_at, ?),"
            " last_new_at = CASE WHEN ? THEN ? ELSE last_new_at END WHERE id = ?",
            [stamp(now), stamp(now), new > 0, stamp(now), poll.feed.id],
        )
        if poll.outcome is Outcome.OK:
            self._db.execute(
                "UPDATE feeds SET etag = ?, last_modified = ?, body_hash = ?, validators_at = ? WHERE id = ?",
                [poll.etag, poll.last_modified, poll.body_hash, stamp(now), poll.feed.id],
            )


def _due_feed(row: dict[str, object], token: str) -> DueFeed:
    names = ("id", "outlet", "url", "kind", "interval", "etag", "last_modified", "body_hash", "errors")
    return DueFeed(token=token, first=row["first_ok_at"] is None, **{name: row[name] for name in names})  # type: ignore[arg-type]


def _health(row: dict[str, object]) -> FeedHealth:
    def at(name: str) -> datetime | None:
        return maybe_moment(str(row[name]) if row[name] else None)

    return FeedHealth(
        outlet=str(row["outlet"]),
        url=str(row["url"]),
        enabled=bool(row["enabled"]),
        outcome=Outcome(str(row["outcome"])) if row["outcome"] else None,
        error=str(row["error"]),
        errors=int(str(row["errors"])),
        last_polled_at=at("last_polled_at"),
        last_ok_at=at("last_ok_at"),
        last_new_at=at("last_new_at"),
        next_poll_at=at("next_poll_at"),
        entries=int(str(row["entries"])),
        articles=int(str(row["articles"])),
        failing_since=at("failing_since"),
        note=str(row["note"]),
    )
