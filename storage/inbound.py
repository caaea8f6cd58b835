"""What came back of messages: a row a mail, or an answer of a mail server, as it was understood."""

from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from repwatch.model import Back, Came, Delivery
from storage.mailboxes import mailbox
from storage.outbox import delivery_of_row
from storage.rows import first, moment, stamp

KEPT = timedelta(days=90)  # rows about no message; the others stay with their message
MAILED = timedelta(days=7)  # who was sent nothing for so long cannot have sent it back


class Inbound:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, back: Back, key: str, now: datetime) -> bool:
        """key: of the mail. False: it was taken before."""
        self._db.execute("DELETE FROM inbound WHERE delivery = '' AND at < ?", [stamp(now - KEPT)])
        rows = self._db.query(
            "INSERT INTO inbound (key, at, came, delivery, address, status, hard, words)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            [key, stamp(now), back.came.value, back.delivery, mailbox(back.address), back.status, int(back.hard),
             back.words],
        )  # fmt: skip
        return bool(list(rows))

    def known(self, key: str) -> bool:
        return bool(list(self._db.query("SELECT 1 FROM inbound WHERE key = ?", [key])))

    def recent(self, limit: int) -> list[tuple[datetime, Back]]:
        rows = self._db.query("SELECT * FROM inbound ORDER BY id DESC LIMIT ?", [limit])
        return [(moment(row["at"]), _back(row)) for row in list(rows)]

    def delivery(self, beginning: str) -> Delivery | None:
        """The mail whose id begins so, if there is just one such."""
        rows = list(self._db.query(
            "SELECT * FROM deliveries WHERE id >= ? AND id < ? AND channel = 'smtp' LIMIT 2",
            [beginning, f"{beginning}g"],
        ))  # fmt: skip
        return delivery_of_row(rows[0]) if len(rows) == 1 else None

    def mailed(self, address: str, now: datetime) -> Delivery | None:
        """The latest mail that was sent to it not long ago."""
        row = first(list(self._db.query(
            "SELECT * FROM deliveries WHERE channel = 'smtp' AND sent_at >= ? AND lower(address) = ?"
            " ORDER BY sent_at DESC LIMIT 1",
            [stamp(now - MAILED), mailbox(address)],
        )))  # fmt: skip
        return delivery_of_row(row) if row else None


def _back(row: dict[str, Any]) -> Back:
    return Back(Came(row["came"]), row["delivery"], row["address"], row["status"], bool(row["hard"]), row["words"])
