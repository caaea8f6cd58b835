"""Who may enter the desk: accounts, one-time links, codes for a lost phone."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from repwatch.model import Person, Role
from storage.rows import first, maybe_moment, moment, stamp


class People:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, name: str, role: Role, by: str, now: datetime, *, must_code: bool = False) -> bool:
        """False: there is one of that name, in whatever case."""
        cursor = self._db.execute(
            "INSERT INTO people (name, role, added_by, added_at, must_code) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [name, role.value, by, stamp(now), int(must_code)],
        )
        return cursor.rowcount == 1

    def get(self, name: str) -> Person | None:
        row = first(list(self._db.query("SELECT * FROM people WHERE name = ?", [name])))
        return _person(row) if row else None

    def all(self) -> list[Person]:
        return [_person(row) for row in list(self._db.query("SELECT * FROM people ORDER BY name"))]

    def editors(self) -> int:
        """How many can decide."""
        rows = self._db.query(
            "SELECT count(*) AS n FROM people WHERE role IN (?, ?) AND password <> '' AND disabled_at IS NULL",
            [Role.EDITOR.value, Role.ADMIN.value],
        )
        return int(next(iter(list(rows)))["n"])

    def set_role(self, name: str, role: Role) -> None:
        self._db.execute("UPDATE people SET role = ? WHERE name = ?", [role.value, name])

    def disable(self, name: str, now: datetime | None) -> None:
        """None: let in again."""
        self._db.execute("UPDATE people SET disabled_at = ? WHERE name = ?", [stamp(now) if now else None, name])

    def set_password(self, name: str, hashed: str) -> None:
        """Links that would set another one are void."""
        self._db.execute("UPDATE people SET password = ? WHERE name = ?", [hashed, name])
        self._db.execute("DELETE FROM invites WHERE person = ?", [name])

    def rehash(self, name: str, hashed: str, old: str) -> None:
        """The same password with today's cost, unless it was changed meanwhile."""
        self._db.execute("UPDATE people SET password = ? WHERE name = ? AND password = ?", [hashed, name, old])

    def set_codes(self, name: str, secret: str, recovery: Iterable[str], step: int = 0) -> None:
        """Ask for one-time codes from now on, or with an empty secret no more. step: of the code that proved it."""
        self._db.execute("UPDATE people SET secret = ?, step = ? WHERE name = ?", [secret, step, name])
        self._db.execute("DELETE FROM recovery WHERE person = ?", [name])
        for code in recovery:
            self._db.execute("INSERT INTO recovery (person, hash) VALUES (?, ?)", [name, _hash(code)])

    def demand_codes(self, name: str, demanded: bool) -> None:
        self._db.execute("UPDATE people SET must_code = ? WHERE name = ?", [int(demanded), name])

    def use_step(self, name: str, step: int) -> bool:
        """False: a code of that step or of a later one was used before."""
        cursor = self._db.execute("UPDATE people SET step = ?1 WHERE name = ?2 AND step < ?1", [step, name])
        return cursor.rowcount == 1

    def use_recovery(self, name: str, code: str) -> bool:
        cursor = self._db.execute("DELETE FROM recovery WHERE person = ? AND hash = ?", [name, _hash(code)])
        return cursor.rowcount == 1

    def recovery_left(self, name: str) -> int:
        rows = self._db.query("SELECT count(*) AS n FROM recovery WHERE person = ?", [name])
        return int(next(iter(list(rows)))["n"])

    def invite(self, token: str, name: str, until: datetime) -> None:
        """The latest link alone holds."""
        self._db.execute("DELETE FROM invites WHERE person = ?", [name])
        self._db.execute(
            "INSERT INTO invites (hash, person, until) VALUES (?, ?, ?)", [_hash(token), name, stamp(until)]
        )

    def invited(self, token: str, now: datetime) -> Person | None:
        """None: there is no such link, it was used, or its time is over."""
        row = first(list(self._db.query(
            "SELECT p.* FROM invites i JOIN people p ON p.name = i.person"
            " WHERE i.hash = ? AND i.until > ? AND p.disabled_at IS NULL",
            [_hash(token), stamp(now)],
        )))  # fmt: skip
        return _person(row) if row else None


def _person(row: dict[str, Any]) -> Person:
    return Person(
        row["name"], Role(row["role"]), row["added_by"], moment(row["added_at"]), row["password"], row["secret"],
        bool(row["must_code"]), maybe_moment(row["disabled_at"]),
    )  # fmt: skip


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
