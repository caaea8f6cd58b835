"""Who is signed in, by the hash of what the cookie holds (R-AUTH-4, P30)."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from repwatch.model import Login
from storage.rows import first, moment, stamp

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
LOOKED = timedelta(minutes=5)  # how exactly it is known when a login was used last


class Logins:
    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, token: str, person: str, now: datetime, ip: str, agent: str) -> None:
        """What lapsed is cleared away on the way."""
        self._db.execute(
            "DELETE FROM logins WHERE seen_at <= ? OR made_at <= ?", [stamp(now - IDLE), stamp(now - LONGEST)]
        )
        at = stamp(now)
        self._db.execute("INSERT INTO logins VALUES (?, ?, ?, ?, ?, ?)", [key_of(token), person, at, at, ip, agent])

    def find(self, token: str, now: datetime) -> Login | None:
        """None: there is none such, it has lapsed, or its person may not enter."""
        row = first(list(self._db.query(
            "SELECT l.* FROM logins l JOIN people p ON p.name = l.person"
            " WHERE l.hash = ? AND l.seen_at > ? AND l.made_at > ? AND p.disabled_at IS NULL",
            [key_of(token), stamp(now - IDLE), stamp(now - LONGEST)],
        )))  # fmt: skip
        return _login(row) if row else None

    def see(self, key: str, now: datetime) -> None:
        self._db.execute("UPDATE logins SET seen_at = ?1 WHERE hash = ?2 AND seen_at < ?1", [stamp(now), key])

    def of(self, person: str, now: datetime) -> list[Login]:
        rows = self._db.query(
            "SELECT * FROM logins WHERE person = ? AND seen_at > ? AND made_at > ? ORDER BY seen_at DESC, hash",
            [person, stamp(now - IDLE), stamp(now - LONGEST)],
        )
        return [_login(row) for row in list(rows)]

    def end(self, person: str, key: str) -> bool:
        cursor = self._db.execute("DELETE FROM logins WHERE person = ? AND hash = ?", [person, key])
        return cursor.rowcount == 1

    def end_all(self, person: str) -> int:
        return self._db.execute("DELETE FROM logins WHERE person = ?", [person]).rowcount


def key_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _login(row: dict[str, Any]) -> Login:
    return Login(row["hash"], row["person"], moment(row["made_at"]), moment(row["seen_at"]), row["ip"], row["agent"])
