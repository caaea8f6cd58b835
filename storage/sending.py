"""How mails go out: pauses of all sending, how the latest fared, and how many went out just now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from repwatch.model import Came, Experience, Hold
from storage.mailboxes import domain_of
from storage.rows import first, maybe_moment, moment, stamp

LATEST = 1000  # mails that are looked at
HOUR = timedelta(hours=1)
BEGINNING = "0001-01-01"


class Sending:
    def __init__(self, db: Database) -> None:
        self._db = db

    def held(self) -> Hold | None:
        """The pause that was begun and not ended, be its time over or not."""
        row = first(list(self._db.query("SELECT * FROM holds WHERE ended_at IS NULL")))
        return _hold(row) if row else None

    def hold(self, one: Hold) -> bool:
        """False: it is paused already."""
        rows = self._db.query(
            "INSERT INTO holds (began_at, until, why, by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            [stamp(one.began_at), stamp(one.until), one.why, one.by],
        )
        return bool(list(rows))

    def go_on(self, by: str, now: datetime) -> bool:
        """False: it is not paused."""
        cursor = self._db.execute(
            "UPDATE holds SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL", [stamp(now), by]
        )
        return cursor.rowcount == 1

    def holds(self, limit: int) -> list[Hold]:
        """Latest first."""
        return [_hold(row) for row in list(self._db.query("SELECT * FROM holds ORDER BY id DESC LIMIT ?", [limit]))]

    def experience(self) -> Experience:
        """Of the latest mails, of which at most LATEST count, and none from before the last pause."""
        since = self._since()
        mails = self._db.execute(
            "SELECT count(*) FROM deliveries WHERE channel = 'smtp' AND sent_at NOT NULL AND sent_at >= ?", [since]
        ).fetchone()[0]
        back = self._db.execute(
            "SELECT count(DISTINCT i.delivery) FILTER (WHERE i.came = :permanent),"
            " count(DISTINCT i.delivery) FILTER (WHERE i.came = :permanent AND d.sent_at IS NULL),"
            " count(DISTINCT i.delivery) FILTER (WHERE i.came = :complaint),"
            " count(DISTINCT i.address) FILTER (WHERE i.came = :complaint)"
            " FROM inbound i JOIN deliveries d ON d.id = i.delivery"
            " WHERE i.at >= :since AND coalesce(d.sent_at, i.at) >= :since",
            {"since": since, "permanent": Came.PERMANENT.value, "complaint": Came.COMPLAINT.value},
        ).fetchone()
        permanent, refused, complaints, complainers = back
        return Experience(mails + refused, permanent, complaints, complainers)

    def took(self, addresses: Iterable[str], now: datetime) -> None:
        """Mails to them go out now."""
        for address in addresses:
            self._db.execute("INSERT INTO paced (at, domain) VALUES (?, ?)", [stamp(now), domain_of(address)])

    def latest(self, now: datetime) -> list[tuple[datetime, str]]:
        """When mails went out during the last hour, and to which domain; older ones are forgotten."""
        self._db.execute("DELETE FROM paced WHERE at <= ?", [stamp(now - HOUR)])
        rows = self._db.query("SELECT at, domain FROM paced WHERE at <= ? ORDER BY at", [stamp(now)])
        return [(moment(row["at"]), row["domain"]) for row in list(rows)]

    def _since(self) -> str:
        latest = self._db.execute(
            "SELECT min(sent_at) FROM (SELECT sent_at FROM deliveries WHERE channel = 'smtp' AND sent_at NOT NULL"
            " ORDER BY sent_at DESC LIMIT ?)",
            [LATEST],
        ).fetchone()[0]
        ended = self._db.execute("SELECT max(ended_at) FROM holds").fetchone()[0]
        return max(latest or BEGINNING, ended or BEGINNING)


def _hold(row: dict[str, Any]) -> Hold:
    return Hold(
        moment(row["began_at"]), moment(row["until"]), row["why"], row["by"], maybe_moment(row["ended_at"]),
        row["ended_by"],
    )  # fmt: skip
