"""Mailboxes that get no mail, and the scores of those that may soon be among them (P12)."""

from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Score, Suppression, Why
from storage.mailboxes import mailbox
from storage.rows import first, maybe_moment, moment, stamp

MARK = "suppressed: "  # what the log of a message that is not sent for this reason begins with


class Suppressions:
    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, address: str) -> Suppression | None:
        """The one that stands."""
        rows = self._db.query("SELECT * FROM suppressions WHERE address = ? AND lifted_at IS NULL", [mailbox(address)])
        row = first(list(rows))
        return _suppression(row) if row else None

    def all(self, *, lifted: bool = False) -> list[Suppression]:
        """Latest first. lifted: those too that stand no more."""
        which = "" if lifted else " WHERE lifted_at IS NULL"
        return [
            _suppression(row) for row in list(self._db.query(f"SELECT * FROM suppressions{which} ORDER BY id DESC"))
        ]

    def add(self, one: Suppression) -> bool:
        """What waits for it is cancelled; within a transaction of the caller. False: it was suppressed already."""
        rows = self._db.query(
            "INSERT INTO suppressions (address, why, words, since, by) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING id",
            [mailbox(one.address), one.why.value, one.words, stamp(one.since), one.by],
        )
        if not list(rows):
            return False
        waiting = self._db.query("SELECT id, address FROM deliveries WHERE state = 'pending' AND channel = 'smtp'")
        for row in [row for row in list(waiting) if mailbox(row["address"]) == mailbox(one.address)]:
            cancel(self._db, row["id"], one)
        return True

    def lift(self, address: str, by: str, now: datetime) -> bool:
        """With its score. What was cancelled stays so. False: it is not suppressed."""
        cursor = self._db.execute(
            "UPDATE suppressions SET lifted_at = ?, lifted_by = ? WHERE address = ? AND lifted_at IS NULL",
            [stamp(now), by, mailbox(address)],
        )
        self._db.execute("DELETE FROM scores WHERE address = ?", [mailbox(address)])
        return cursor.rowcount == 1

    def score(self, address: str) -> Score | None:
        row = first(list(self._db.query("SELECT * FROM scores WHERE address = ?", [mailbox(address)])))
        return Score(row["score"], date.fromisoformat(row["day"]), moment(row["last_at"])) if row else None

    def set_score(self, address: str, score: Score) -> None:
        self._db.execute(
            "INSERT INTO scores VALUES (?, ?, ?, ?) ON CONFLICT (address) DO UPDATE"
            " SET score = excluded.score, day = excluded.day, last_at = excluded.last_at",
            [mailbox(address), score.value, score.day.isoformat(), stamp(score.last_at)],
        )

    def forget(self, address: str) -> None:
        """All that came back of it. What somebody at the terminal suppressed stays, so that it is kept to."""
        kept = mailbox(address)
        self._db.execute("DELETE FROM scores WHERE address = ?", [kept])
        self._db.execute("DELETE FROM suppressions WHERE address = ? AND why <> ?", [kept, Why.OPERATOR.value])
        self._db.execute("UPDATE inbound SET address = '', words = '' WHERE address = ?", [kept])


def cancel(db: Database, delivery: str, why: Suppression) -> None:
    db.execute(
        "UPDATE deliveries SET state = 'cancelled', next_attempt_at = NULL, lease_until = NULL, lease_token = NULL,"
        " last_error = ? WHERE id = ?",
        [f"{MARK}{why.why.value}, {why.words}" if why.words else f"{MARK}{why.why.value}", delivery],
    )


def _suppression(row: dict[str, Any]) -> Suppression:
    return Suppression(
        row["address"], Why(row["why"]), row["words"], moment(row["since"]), row["by"],
        maybe_moment(row["lifted_at"]), row["lifted_by"],
    )  # fmt: skip
