"""How much there is of everything, and how far behind the work is: for who watches the service."""

from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Levels
from storage.endpoints import MAIL_SERVER
from storage.rows import moment, stamp

COUNTS = {
    "articles": "SELECT count(*) FROM articles",
    "claims": "SELECT count(*) FROM claims",
    "exchanges": "SELECT count(*) FROM exchanges WHERE retired_at IS NULL",
    "questions": "SELECT count(*) FROM questions WHERE closed_at IS NULL",
    "unread": "SELECT count(*) FROM revisions WHERE matched_by IS NULL",
    "pages_waiting": "SELECT count(*) FROM entries WHERE state = 'pending'",
}
FEEDS = (
    "SELECT CASE WHEN NOT enabled THEN 'off' WHEN gone_at NOT NULL THEN 'gone' WHEN last_polled_at IS NULL THEN 'new'"
    " WHEN errors > 0 OR last_ok_at IS NULL THEN 'failing' ELSE 'answering' END AS state,"
    " count(*) AS n FROM feeds GROUP BY 1"
)
# The latest answer of any feed, and the shortest interval of those that answered then (P7).
ANSWERED = (
    "WITH latest AS (SELECT max(last_ok_at) AS at FROM feeds WHERE enabled AND gone_at IS NULL)"
    " SELECT at, min(max(interval, wish)) FROM feeds, latest WHERE enabled AND gone_at IS NULL"
    " AND unixepoch(last_ok_at) >= unixepoch(at) - 2 * max(interval, wish)"
)


class Gauges:
    def __init__(self, db: Database) -> None:
        self._db = db

    def levels(self) -> Levels:
        return Levels(
            counts={name: self._one(sql) for name, sql in COUNTS.items()},
            feeds=self._by(FEEDS),
            deliveries=self._by("SELECT state, count(*) AS n FROM deliveries GROUP BY state"),
            incidents=self._by("SELECT kind AS state, count(*) AS n FROM incidents WHERE until IS NULL GROUP BY kind"),
        )

    def answered(self) -> tuple[datetime, float] | None:
        """When any feed last answered, and the seconds after which one was to be asked again; None: none ever has."""
        at, interval = self._db.execute(ANSWERED).fetchone()
        return (moment(at), float(interval)) if at else None

    def mail_fails_since(self, before: datetime) -> bool:
        """Has the mail server failed since before then, for whatever mail?"""
        sql = "SELECT count(*) FROM endpoints WHERE subscription = ? AND failing_since < ?"
        return bool(self._db.execute(sql, [MAIL_SERVER, stamp(before)]).fetchone()[0])

    def _one(self, sql: str) -> int:
        return int(self._db.execute(sql).fetchone()[0])

    def _by(self, sql: str) -> dict[str, int]:
        return {str(row["state"]): int(row["n"]) for row in list(self._db.query(sql))}
