"""What readers asked for on the pages, until it is done; and how often, so that nobody is flooded (P11)."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlite_utils import Database

from repwatch.model import Asked, Wish
from storage.rows import moment, stamp

KEPT = timedelta(hours=24)  # that somebody asked


class AskedFor:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, one: Asked) -> None:
        self._db.execute(
            "INSERT INTO asked (kind, subscription, address, at) VALUES (?, ?, ?, ?)",
            [one.wish.value, one.subscription, one.address, stamp(one.at)],
        )

    def waiting(self, limit: int) -> list[Asked]:
        """Oldest first."""
        rows = self._db.query("SELECT * FROM asked ORDER BY id LIMIT ?", [limit])
        return [
            Asked(Wish(row["kind"]), row["subscription"], moment(row["at"]), row["address"], row["id"])
            for row in list(rows)
        ]

    def done(self, one: Asked) -> None:
        self._db.execute("DELETE FROM asked WHERE id = ?", [one.id])

    def count(self, kind: str, who: str, now: datetime, most: int, within: timedelta) -> bool:
        """Count it, if there were fewer than so many within that time; False: there were not. At most a day."""
        if self.many(kind, who, now, within) >= most:
            return False
        self.note(kind, who, now)
        return True

    def note(self, kind: str, who: str, now: datetime) -> None:
        self._db.execute("DELETE FROM counted WHERE at < ?", [stamp(now - KEPT)])
        self._db.execute("INSERT INTO counted VALUES (?, ?, ?)", [kind, _hashed(kind, who), stamp(now)])

    def forget(self, kind: str, who: str, most: int = -1) -> None:
        """The latest of them, so many at most; -1: all."""
        self._db.execute(
            "DELETE FROM counted WHERE rowid IN"
            " (SELECT rowid FROM counted WHERE kind = ? AND who = ? ORDER BY at DESC LIMIT ?)",
            [kind, _hashed(kind, who), most],
        )

    def many(self, kind: str, who: str, now: datetime, within: timedelta) -> int:
        """How often it was noted within that time."""
        rows = self._db.query(
            "SELECT count(*) AS n FROM counted WHERE kind = ? AND who = ? AND at > ?",
            [kind, _hashed(kind, who), stamp(now - within)],
        )
        return int(next(iter(list(rows)))["n"])


def _hashed(kind: str, who: str) -> str:
    return sha256(f"{kind}\0{who.casefold()}".encode()).hexdigest()
