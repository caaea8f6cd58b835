"""What each poll tells of a feed beside its stories: how many are usual, what its list asks for, where it moved."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from repwatch.addresses import host_of
from repwatch.model import Moving, Outcome, Poll, TroubleKind, Usual
from storage.rows import maybe_moment, maybe_stamp, stamp

WEEKS = timedelta(days=28)  # what is usual is judged over


class Health:
    """All within the transaction of the caller."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, poll: Poll, new: int, now: datetime) -> None:
        """Of a poll that went well. new: stories that were not known."""
        if poll.feed.first:
            self._begin(poll, now)
        elif new:
            self._count(poll.feed.id, {now.date().isoformat(): new}, now)
        if poll.outcome is Outcome.OK and poll.wish != poll.feed.wish:
            self._db.execute("UPDATE feeds SET wish = ? WHERE id = ?", [poll.wish, poll.feed.id])
        if poll.moving != poll.feed.moving:
            self._move(poll)
        if poll.address and poll.outcome is Outcome.OK and new >= len(poll.listed):
            return  # not one story of it is known: whose list is it?
        if poll.address is not None:
            self._settle(poll, poll.address, now)

    def record_failure(self, poll: Poll, now: datetime) -> None:
        if poll.address is not None:
            self._settle(poll, poll.address, now)
        elif poll.outcome is Outcome.HTTP_410:
            self._db.execute("UPDATE feeds SET gone_at = coalesce(gone_at, ?) WHERE id = ?", [stamp(now), poll.feed.id])

    def _begin(self, poll: Poll, now: datetime) -> None:
        """The stories of the first list count on the days on which they were published."""
        since = poll.known_since or now
        self._db.execute("UPDATE feeds SET known_since = ? WHERE id = ?", [stamp(since), poll.feed.id])
        dates = (one.entry.published for one in poll.listed)
        days = Counter(at.date().isoformat() for at in dates if at and max(since, now - WEEKS) <= at <= now)
        if days:
            self._count(poll.feed.id, days, now)

    def _count(self, feed: int, stories: Mapping[str, int], now: datetime) -> None:
        """stories: by day."""
        self._db.conn.executemany(
            "INSERT INTO volumes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET stories = stories + excluded.stories",
            [(feed, day, new) for day, new in stories.items()],
        )
        before = (now - WEEKS).date().isoformat()
        self._db.execute("DELETE FROM volumes WHERE feed = ? AND day <= ?", [feed, before])
        self._db.execute(
            "UPDATE feeds SET a_day = (SELECT total(stories) FROM volumes WHERE feed = feeds.id)"
            " / max(1.0, min(?, julianday(?) - julianday(known_since))),"
            " quiet = coalesce((SELECT max(gap) FROM (SELECT julianday(day) - lag(julianday(day)) OVER (ORDER BY day)"
            " AS gap FROM volumes WHERE feed = feeds.id)), 0) WHERE id = ?",
            [WEEKS.days, stamp(now), feed],
        )

    def _move(self, poll: Poll) -> None:
        known = poll.moving
        self._db.execute(
            "UPDATE feeds SET moving_to = ?, moving_since = ?, moving_polls = ? WHERE id = ?",
            [known.to if known else "", maybe_stamp(known.since if known else None), known.polls if known else 0,
             poll.feed.id],
        )  # fmt: skip

    def _settle(self, poll: Poll, address: str, now: datetime) -> None:
        """From now on it is read there. The incident is both the record of it and what is told."""
        self._db.execute(
            "UPDATE feeds SET address = ?, host = ?, moving_to = '', moving_since = NULL, moving_polls = 0"
            " WHERE id = ?",
            [address, host_of(address or poll.feed.declared), poll.feed.id],
        )
        if not address:
            self._db.execute(
                "UPDATE feeds SET etag = x'', last_modified = x'', body_hash = '', next_poll_at = ? WHERE id = ?",
                [stamp(now), poll.feed.id],
            )
        self._db.execute(
            "INSERT INTO incidents (feed, kind, outcome, words, since, noticed_at, until, end_told)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            [poll.feed.id, TroubleKind.MOVED.value, poll.outcome.value, address or poll.feed.declared, stamp(now),
             stamp(now), stamp(now)],
        )  # fmt: skip


def usual(row: dict[str, Any], now: datetime) -> Usual | None:
    """None: nothing is known yet."""
    since = maybe_moment(row["known_since"])
    if since is None or row["a_day"] is None:
        return None
    return Usual(row["a_day"], row["quiet"], min((now - since) / timedelta(days=1), WEEKS.days))


def moving(row: dict[str, Any]) -> Moving | None:
    since = maybe_moment(row["moving_since"])
    return Moving(row["moving_to"], since, row["moving_polls"]) if since else None
