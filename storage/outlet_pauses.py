"""Outlets that are not asked for a time, who said so, and why: these rows decide which feeds and pages are due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Pause
from storage.rows import moment, stamp

# Outlets, and feeds, that are paused at a time that is given once; nothing is read while nothing is paused.
PAUSED = "(SELECT outlet FROM outlet_pauses WHERE until > ?)"
PAUSED_FEEDS = f"(SELECT id FROM feeds WHERE outlet IN {PAUSED})"
# Until when the outlet of feed f was or is paused; empty: never.
HELD = "coalesce((SELECT max(until) FROM outlet_pauses o WHERE o.outlet = f.outlet), '')"


class OutletPauses:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, one: Pause) -> int:
        """Its number; 0: it is paused already, and that stays as it is."""
        if self.of(one.outlet, one.began_at):
            return 0
        cursor = self._db.execute(
            "INSERT INTO outlet_pauses (outlet, author, reason, began_at, until) VALUES (?, ?, ?, ?, ?)",
            [one.outlet, one.author, one.reason, stamp(one.began_at), stamp(one.until)],
        )
        return int(cursor.lastrowid or 0)

    def end(self, outlet: str, by: str, now: datetime) -> bool:
        """False: it is not paused."""
        cursor = self._db.execute(
            "UPDATE outlet_pauses SET until = ?, ended_by = ? WHERE outlet = ? AND until > ?",
            [stamp(now), by, outlet, stamp(now)],
        )
        return cursor.rowcount > 0

    def of(self, outlet: str, now: datetime) -> Pause | None:
        return next(iter(self._all("outlet = ? AND until > ?", [outlet, stamp(now)])), None)

    def now(self, now: datetime) -> dict[str, Pause]:
        """By outlet."""
        return {one.outlet: one for one in self._all("until > ?", [stamp(now)])}

    def recent(self, outlet: str, limit: int) -> list[Pause]:
        """Latest first, also those that are over."""
        return self._all("outlet = ?", [outlet])[:limit]

    def _all(self, condition: str, values: Sequence[object]) -> list[Pause]:
        rows = self._db.query(f"SELECT * FROM outlet_pauses WHERE {condition} ORDER BY id DESC", list(values))
        return [_pause(row) for row in list(rows)]


def _pause(row: dict[str, Any]) -> Pause:
    return Pause(
        row["outlet"], row["author"], row["reason"], moment(row["began_at"]), moment(row["until"]), row["id"],
        row["ended_by"],
    )  # fmt: skip
