"""What people did, in order; nothing can change or leave it (R-LOG-1, P32)."""

from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Deed
from storage.rows import moment, stamp


class Actions:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, deed: Deed) -> None:
        """Within the transaction of what was done."""
        self._db.execute(
            "INSERT INTO actions (at, by_whom, role, ip, action, about, before, after, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                stamp(deed.at), deed.by, deed.role, deed.ip, deed.action, deed.about, deed.before, deed.after,
                deed.reason,
            ],
        )  # fmt: skip

    def recent(self, limit: int, before: int | None = None, since: datetime | None = None) -> list[Deed]:
        """Newest first. before: a number of a row, those older than it."""
        rows = self._db.query(
            "SELECT * FROM actions WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR at >= ?2)"
            " ORDER BY id DESC LIMIT ?3",
            [before, stamp(since) if since else None, limit],
        )
        return [
            Deed(
                moment(row["at"]), row["by_whom"], row["role"], row["ip"], row["action"], row["about"], row["before"],
                row["after"], row["reason"], row["id"],
            )
            for row in list(rows)
        ]  # fmt: skip
