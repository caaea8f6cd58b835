"""How the receivers of webhooks fare: since when each fails, and which get nothing until somebody opens them again."""

from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Endpoint
from storage.rows import first, maybe_moment, moment, stamp

MAIL_SERVER = ":smtp"  # stands for all subscriptions by mail; no id of a subscription has a colon


class Endpoints:
    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, subscription: str) -> Endpoint:
        row = first(list(self._db.query("SELECT * FROM endpoints WHERE subscription = ?", [subscription])))
        if row is None:
            return Endpoint()
        return Endpoint(maybe_moment(row["failing_since"]), maybe_moment(row["closed_at"]), row["why"])

    def succeeded(self, subscription: str) -> None:
        self._db.execute("DELETE FROM endpoints WHERE subscription = ? AND closed_at IS NULL", [subscription])

    def failed(self, subscription: str, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO endpoints (subscription, failing_since) VALUES (?, ?) ON CONFLICT (subscription)"
            " DO UPDATE SET failing_since = coalesce(failing_since, excluded.failing_since)",
            [subscription, stamp(now)],
        )

    def failing(self, before: datetime) -> dict[str, datetime]:
        """Those that have failed since before then and are not closed, and since when."""
        rows = self._db.query(
            "SELECT subscription, failing_since FROM endpoints WHERE failing_since < ? AND closed_at IS NULL"
            " ORDER BY subscription",
            [stamp(before)],
        )
        return {row["subscription"]: moment(row["failing_since"]) for row in list(rows)}

    def close(self, subscription: str, why: str, now: datetime) -> int | None:
        """What is owed there fails with it: how many messages. None: it is closed already."""
        row = self._db.execute(
            "UPDATE endpoints SET closed_at = ?, why = ? WHERE subscription = ? AND closed_at IS NULL",
            [stamp(now), why, subscription],
        )
        return self._fail(subscription, why) if row.rowcount == 1 else None

    def open(self, subscription: str) -> bool:
        """What came up while it was closed is not sent by itself. False: it is not closed."""
        found = self.of(subscription)
        if found.closed_at is None:
            return False
        self._fail(subscription, f"its receiver was closed: {found.why}")
        self._db.execute("DELETE FROM endpoints WHERE subscription = ?", [subscription])
        return True

    def _fail(self, subscription: str, why: str) -> int:
        cursor = self._db.execute(
            "UPDATE deliveries SET state = 'failed', next_attempt_at = NULL, last_error = ?"
            " WHERE subscription = ? AND state = 'pending'",
            [why, subscription],
        )
        return int(cursor.rowcount)
