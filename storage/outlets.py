"""Feeds: which are due, what came of a poll, how each fares. config.toml declares them, this keeps what changes."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlite_utils import Database

from repwatch.addresses import host_of
from repwatch.model import AGAIN, DueFeed, FeedHealth, Outcome, Outlet, Poll
from storage.added import AddedOutlets
from storage.database import transaction
from storage.entries import Entries
from storage.health import Health, moving, usual
from storage.hosts import Hosts
from storage.outlet_pauses import HELD, PAUSED
from storage.rows import dump, first, later, maybe_moment, maybe_stamp, stamp

LEASE = 600  # seconds a poll may take before another may start (R-CRAWL-5)


@dataclass(frozen=True, slots=True)
class Retry:
    """after: seconds from now to the first of them; spread: seconds over which they are spread.

    failing_since: from when on they count as failing, should they fail again; None: as before.
    """

    now: datetime
    after: float
    spread: float
    failing_since: datetime | None = None


DECLARED = ("outlet", "kind", "interval", "enabled", "note", "side", "silent_after")
DECLARE = (
    "INSERT INTO feeds (url, outlet, host, kind, interval, enabled, note, side, silent_after, next_poll_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in DECLARED)
)
PAGES = 20  # the latest, by which it is judged how the pages of a feed fare
COUNTS = (
    ", (SELECT count(*) FROM entries e WHERE e.feed = f.id) AS entries,"
    " (SELECT count(DISTINCT e.article) FROM entries e WHERE e.feed = f.id AND e.article NOT NULL) AS articles,"
    " (SELECT group_concat(outcome) FROM (SELECT outcome FROM entries e WHERE e.feed = f.id AND e.action = 'fetch'"
    f" AND e.outcome NOT NULL ORDER BY e.id DESC LIMIT {PAGES})) AS pages"
)
GONE = "no longer in config.toml"  # in the note of a feed that is not shown any more
VALIDATORS_LIVE = timedelta(days=30)  # one full GET a month (R-CRAWL-4)


class Outlets:
    def __init__(self, db: Database, entries: Entries, hosts: Hosts, health: Health) -> None:
        self._db, self._entries, self._hosts, self._health = db, entries, hosts, health
        self._added = AddedOutlets(db)

    def sync(self, outlets: Sequence[Outlet], now: datetime) -> None:
        """Make the feeds those of the configuration and those added beside it.

        What is known of one stays, also when it is switched off.
        """
        with transaction(self._db):
            self._added.take_over(outlets, now)
            self._db.execute(f"UPDATE feeds SET enabled = 0, note = '{GONE}'")
            for outlet in self._added.beside(outlets):
                self.declare(outlet, now)

    def declare(self, outlet: Outlet, now: datetime) -> None:
        """From now on it is asked, as far as it is on; first its feeds that are new."""
        for feed in outlet.feeds:
            self._take_over(outlet.id, feed.url)
            self._db.execute(
                DECLARE,
                [feed.url, outlet.id, host_of(feed.url), feed.kind, feed.interval, outlet.enabled and feed.enabled,
                 feed.note or outlet.note, outlet.side, outlet.silent_after, stamp(now)],
            )  # fmt: skip

    def withdraw(self, outlet: str) -> None:
        """It is asked no more; what it brought stays."""
        self._db.execute(f"UPDATE feeds SET enabled = 0, note = '{GONE}' WHERE outlet = ?", [outlet])

    def _take_over(self, outlet: str, url: str) -> None:
        """A feed that moved stays the same feed when its new address comes to stand in config.toml."""
        self._db.execute(
            "UPDATE feeds SET url = address, address = '' WHERE id = (SELECT id FROM feeds WHERE address = ?"
            " AND outlet = ? LIMIT 1) AND NOT EXISTS (SELECT 1 FROM feeds WHERE url = ?)",
            [url, outlet, url],
        )

    def lease_feeds(
        self, now: datetime, limit: int, busy: Collection[str] = (), only: Collection[str] = ()
    ) -> list[DueFeed]:
        """Never two of one host, none of a busy host, none that is paused. only: these outlets, due or not."""
        with transaction(self._db):
            taken = self._one_a_host(self._due(now, only), set(busy), limit)
            more = self._asked_again([host for _, host in taken], now)
            return [self._lease(identity, now, again=host in more) for identity, host in taken]

    def release_feed(self, feed: DueFeed) -> None:
        """Give a lease back untouched."""
        self._db.execute(
            "UPDATE feeds SET lease_until = NULL, lease_token = NULL WHERE id = ? AND lease_token = ?",
            [feed.id, feed.token],
        )

    def round(self, began: datetime, only: Collection[str] = ()) -> tuple[int, int]:
        """How many feeds were polled since, and how many are in this round. only: these outlets, due or not."""
        due = "gone_at IS NULL AND next_poll_at <= ?"
        named = "outlet IN ({})".format(",".join("?" * len(only))) if only else due
        polled, in_it = self._db.execute(
            "SELECT count(*) FILTER (WHERE last_polled_at >= ?), count(*) FROM feeds"
            f" WHERE enabled AND (last_polled_at >= ? OR {named})",
            [stamp(began), stamp(began), *(only or [stamp(began)])],
        ).fetchone()
        return polled, in_it

    def reclaim(self) -> None:
        """Give back what a crawler had taken and died with. One that lives on finds its token stale."""
        with transaction(self._db):
            for table in ("feeds", "entries", "probes"):
                self._db.execute(
                    f"UPDATE {table} SET lease_until = NULL, lease_token = NULL WHERE lease_until NOT NULL"
                )

    def record_polls(self, polls: Sequence[tuple[Poll, datetime]]) -> list[int | None]:
        """As record_poll, in one transaction. Each with its own time: when it ended."""
        with transaction(self._db):
            return [self.record_poll(poll, now) for poll, now in polls]

    def record_poll(self, poll: Poll, now: datetime) -> int | None:
        """State, validators and entries in one transaction. How many entries are new; None: another has the lease."""
        with transaction(self._db):
            if not self._record_state(poll, now):
                return None
            if poll.pause_host:
                self._hosts.pause(host_of(poll.feed.url), poll.pause_host)
            if not poll.outcome.good:
                self._health.record_failure(poll, now)
                return 0
            new = self._entries.add(poll.feed, poll.listed, now)
            self._record_success(poll, new, now)
            self._health.record(poll, new, now)
            return new

    def health(self, *, counted: bool = True, only: str | None = None) -> list[FeedHealth]:
        """counted False: without how many entries and articles there are, which takes long where there are many.

        only: of this outlet.
        """
        counts = COUNTS if counted else ", 0 AS entries, 0 AS articles, NULL AS pages"
        rows = self._db.query(
            f"SELECT f.*, p.until AS paused_until{counts} FROM feeds f LEFT JOIN pauses p ON p.host = f.host"
            f" WHERE note != '{GONE}'{' AND f.outlet = ?' if only else ''} ORDER BY f.outlet, f.id",
            [only] if only else [],
        )
        return [_health(row) for row in list(rows)]

    def excuse(self, outcomes: Collection[Outcome], since: datetime, retry: Retry) -> int:
        """Failures of these kinds that began since then do not count against their feeds: when each is asked again.

        How many feeds.
        """
        kinds = ",".join("?" * len(outcomes))
        with transaction(self._db):
            cursor = self._db.execute(
                "UPDATE feeds SET errors = 0, failing_since = coalesce(?, failing_since),"
                " next_poll_at = min(next_poll_at, strftime('%Y-%m-%dT%H:%M:%f+00:00', ?,"
                " '+' || (? + id % 60 * ? / 60.0) || ' seconds'))"
                f" WHERE enabled AND gone_at IS NULL AND failing_since >= ? AND outcome IN ({kinds})",
                [
                    maybe_stamp(retry.failing_since),
                    stamp(retry.now),
                    retry.after,
                    retry.spread,
                    stamp(since),
                    *outcomes,
                ],
            )
        return int(cursor.rowcount)

    def next_due(self) -> datetime | None:
        """Of all feeds the earliest; a host that asked to be left alone is not late, nor what is paused."""
        row = first(list(self._db.query(
            f"SELECT min(max(f.next_poll_at, coalesce(p.until, ''), {HELD})) AS at FROM feeds f"
            " LEFT JOIN pauses p ON p.host = f.host WHERE f.enabled AND f.gone_at IS NULL"
        )))  # fmt: skip
        return maybe_moment(row["at"]) if row else None

    def _due(self, now: datetime, only: Collection[str]) -> Iterator[tuple[int, str]]:
        """Id and host, the longest due first, read no further than they are taken: thousands may be due."""
        due = "AND next_poll_at <= ? AND gone_at IS NULL"
        named = "AND outlet IN ({})".format(",".join("?" * len(only))) if only else due
        rows = self._db.execute(
            "SELECT id, host FROM feeds WHERE enabled = 1 AND (lease_until IS NULL OR lease_until < ?)"
            f" AND host NOT IN (SELECT host FROM pauses WHERE until > ?) AND outlet NOT IN {PAUSED} {named}"
            " ORDER BY next_poll_at, id",
            [stamp(now), stamp(now), stamp(now), *(only or [stamp(now)])],
        )
        with closing(rows):
            yield from rows

    def _asked_again(self, hosts: Sequence[str], now: datetime) -> set[str]:
        """Those of which more than one feed is due within a minute."""
        rows = self._db.execute(
            "SELECT host FROM feeds WHERE host IN (SELECT value FROM json_each(?)) AND enabled AND gone_at IS NULL"
            " AND next_poll_at <= ? AND (lease_until IS NULL OR lease_until < ?) GROUP BY host HAVING count(*) > 1",
            [dump(hosts), later(now, AGAIN), stamp(now)],
        )
        return {host for (host,) in rows.fetchall()}

    @staticmethod
    def _one_a_host(rows: Iterator[tuple[int, str]], busy: set[str], limit: int) -> list[tuple[int, str]]:
        taken: list[tuple[int, str]] = []
        while len(taken) < limit and (row := next(rows, None)):
            if row[1] not in busy:
                busy.add(row[1])
                taken.append(row)
        return taken

    def _lease(self, identity: int, now: datetime, *, again: bool) -> DueFeed:
        token = token_hex(8)
        self._db.execute(
            "UPDATE feeds SET lease_until = ?, lease_token = ? WHERE id = ?", [later(now, LEASE), token, identity]
        )
        (row,) = self._db.query("SELECT * FROM feeds WHERE id = ?", [identity])
        feed = _due_feed(row, token, now, again=again)
        since = maybe_moment(str(row["validators_at"]) if row["validators_at"] else None)
        old = since is not None and now - since > VALIDATORS_LIVE
        return replace(feed, etag=b"", last_modified=b"", body_hash="") if old else feed

    def _record_state(self, poll: Poll, now: datetime) -> bool:
        good = poll.outcome.good
        cursor = self._db.execute(
            "UPDATE feeds SET lease_until = NULL, lease_token = NULL, outcome = ?, error = ?, last_polled_at = ?,"
            " next_poll_at = ?, errors = CASE WHEN ? THEN 0 ELSE errors + 1 END,"
            " gone_at = CASE WHEN ? THEN gone_at END,"
            " failing_since = CASE WHEN ? THEN NULL ELSE coalesce(failing_since, ?) END"
            " WHERE id = ? AND lease_token = ?",
            [poll.outcome.value, poll.error, stamp(now), stamp(poll.next_poll_at), good,
             poll.outcome is Outcome.HTTP_410, good, stamp(now),
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
                "UPDATE feeds SET etag = ?, last_modified = ?, body_hash = ?, validators_at = ?, resume = ?,"
                " marks = ? WHERE id = ?",
                [
                    poll.etag,
                    poll.last_modified,
                    poll.body_hash,
                    stamp(now),
                    "\n".join(poll.resume),
                    poll.marks,
                    poll.feed.id,
                ],
            )


def _due_feed(row: dict[str, Any], token: str, now: datetime, *, again: bool) -> DueFeed:
    names = ("id", "outlet", "kind", "interval", "etag", "last_modified", "body_hash", "errors", "wish", "marks")
    return DueFeed(
        token=token,
        url=row["address"] or row["url"],
        declared=row["url"],
        first=row["first_ok_at"] is None,
        usual=usual(row, now),
        moving=moving(row),
        resume=tuple(row["resume"].splitlines()),
        again=again,
        **{name: row[name] for name in names},
    )


def _health(row: dict[str, Any]) -> FeedHealth:
    names = ("id", "outlet", "url", "error", "errors", "entries", "articles", "note", "silent_after")
    times = ("last_ok_at", "last_new_at", "next_poll_at", "failing_since", "first_ok_at", "gone_at", "paused_until")
    polled = maybe_moment(row["last_polled_at"])
    read: dict[str, Any] = {name: row[name] for name in names} | {name: maybe_moment(row[name]) for name in times}
    return FeedHealth(
        enabled=bool(row["enabled"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        address=row["address"] or row["url"],
        last_polled_at=polled,
        usual=usual(row, polled) if polled else None,
        moving=moving(row),
        pages=tuple(map(Outcome, row["pages"].split(","))) if row["pages"] else (),
        **read,
    )
