"""What nobody is to be told of for a time, who said so, and why."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Silence
from storage.rows import moment, stamp


class Silences:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, one: Silence) -> int:
        cursor = self._db.execute(
            "INSERT INTO silences (kind, target, author, reason, began_at, until) VALUES (?, ?, ?, ?, ?, ?)",
            [one.kind, one.target, one.author, one.reason, stamp(one.began_at), stamp(one.until)],
        )
        return int(cursor.lastrowid or 0)

    def all(self) -> list[Silence]:
        """Latest first."""
        return [_silence(row) for row in list(self._db.query("SELECT * FROM silences ORDER BY id DESC"))]

    def targets(self, kind: str, now: datetime) -> set[str]:
        """What is silenced now."""
        rows = self._db.query(
            "SELECT target FROM silences WHERE kind = ? AND began_at <= ? AND until > ?", [kind, stamp(now), stamp(now)]
        )
        return {row["target"] for row in list(rows)}

    def end(self, identity: int, by: str, now: datetime) -> bool:
        """False: there is none of that number that still lasts."""
        cursor = self._db.execute(
            "UPDATE silences SET until = ?, ended_by = ? WHERE id = ? AND until > ?",
            [stamp(now), by, identity, stamp(now)],
        )
        return cursor.rowcount == 1


def _silence(row: dict[str, Any]) -> Silence:
    return Silence(
        row["kind"], row["target"], row["author"], row["reason"], moment(row["until"]), moment(row["began_at"]),
        row["id"], row["ended_by"],
    )  # fmt: skip
