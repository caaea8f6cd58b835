"""The log of every message: to whom, why, when, what was answered; and having one sent again."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Delivery, Logged, Tried
from storage.outbox import delivery_of_row
from storage.rows import moment, stamp
from storage.suppressions import MARK

WHYS = (
    "SELECT reason, exchange AS what FROM alerts WHERE digest = ? UNION ALL"
    " SELECT n.reason, coalesce(f.outlet, '') FROM notices n JOIN incidents i ON i.id = n.incident"
    " LEFT JOIN feeds f ON f.id = i.feed WHERE n.digest = ? UNION ALL"
    " SELECT 'desk.question', coalesce(q.exchange, '') FROM noticed n JOIN questions q ON q.key = n.question"
    " WHERE n.digest = ? UNION ALL"
    " SELECT 'system.heartbeat', '' FROM digests WHERE id = ? AND kind = 'daily heartbeat' UNION ALL"
    " SELECT 'ledger.gap', '' FROM digests WHERE id = ? AND kind IN ('gap', 'daily gaps')"
)
ROWS = "SELECT d.*, g.kind FROM deliveries d JOIN digests g ON g.id = d.digest"


class Deliveries:
    def __init__(self, db: Database) -> None:
        self._db = db

    def recent(self, limit: int, state: str = "", subscription: str = "") -> list[Logged]:
        """Newest first; of that state, of that subscription."""
        rows = self._db.query(
            f"{ROWS} WHERE (? = '' OR d.state = ?) AND (? = '' OR d.subscription = ?)"
            " ORDER BY d.created_at DESC, d.id LIMIT ?",
            [state, state, subscription, subscription, limit],
        )
        return [self._logged(row) for row in list(rows)]

    def beginning(self, prefix: str) -> list[Logged]:
        """Those whose id begins so, with every attempt."""
        rows = self._db.query(f"{ROWS} WHERE d.id GLOB ? ORDER BY d.id LIMIT 20", [f"{prefix}*"])
        return [self._logged(row, self._tried(row["id"])) for row in list(rows)]

    def send_again(self, identity: str, now: datetime) -> bool:
        """To the address of its subscription now, all attempts anew; also what a suppression, now lifted, cancelled.

        False: it has not failed, or nobody is there.
        """
        cursor = self._db.execute(
            "UPDATE deliveries SET state = 'pending', attempts = 0, next_attempt_at = ?,"
            " address = coalesce((SELECT address FROM subscriptions s WHERE s.id = deliveries.subscription), address)"
            " WHERE id = ? AND (state = 'failed' OR (state = 'cancelled' AND last_error GLOB ?)) AND address <> ''",
            [stamp(now), identity, f"{MARK}*"],
        )
        return cursor.rowcount == 1

    def replay(self, subscription: str, since: datetime, until: datetime, now: datetime) -> int:
        """Everything made for it from then until then, sent or failed, goes out again under its own id. How many."""
        cursor = self._db.execute(
            "UPDATE deliveries SET state = 'pending', attempts = 0, next_attempt_at = ?, sent_at = NULL,"
            " address = coalesce((SELECT address FROM subscriptions s WHERE s.id = deliveries.subscription), address)"
            " WHERE subscription = ? AND state IN ('sent', 'failed') AND address <> '' AND created_at >= ?"
            " AND created_at < ?",
            [stamp(now), subscription, stamp(since), stamp(until)],
        )
        return int(cursor.rowcount)

    def given_up(self, after: int, least: int) -> list[tuple[int, Delivery]]:
        """Attempts after that one by which a message of that rank or after it was given up, and has not been since.

        A letter that somebody asked for is none, and no closed receiver: what it did not get is told with that.
        """
        rows = self._db.query(
            "SELECT d.*, a.id AS attempt FROM attempts a JOIN deliveries d ON d.id = a.delivery"
            " JOIN digests g ON g.id = d.digest WHERE a.state = 'failed' AND a.id > ? AND d.state = 'failed'"
            " AND d.address <> '' AND d.rank >= ? AND g.kind <> 'letter' AND NOT EXISTS (SELECT 1 FROM endpoints e"
            " WHERE e.subscription = d.subscription AND e.closed_at NOT NULL) ORDER BY a.id",
            [after, least],
        )
        return [(row["attempt"], delivery_of_row(row)) for row in list(rows)]

    def last_attempt(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM attempts").fetchone()[0])

    def _tried(self, delivery: str) -> tuple[Tried, ...]:
        rows = self._db.query("SELECT * FROM attempts WHERE delivery = ? ORDER BY id", [delivery])
        return tuple(Tried(moment(row["at"]), row["state"], row["answer"]) for row in list(rows))

    def _logged(self, row: dict[str, Any], tried: tuple[Tried, ...] = ()) -> Logged:
        whys = self._db.query(WHYS, [row["digest"]] * 5)
        found = tuple(dict.fromkeys((why["reason"], why["what"]) for why in list(whys)))
        return Logged(delivery_of_row(row), row["kind"], found, tried)
