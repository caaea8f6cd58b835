"""Trials of other rules: what is tried, how far it is, and which articles it reads otherwise."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from repwatch.model import Differs, Trial
from storage.rows import dump, first, load, maybe_moment, moment, stamp

KEPT = timedelta(days=30)


class Trials:
    def __init__(self, db: Database) -> None:
        self._db = db

    def request(self, trial: Trial) -> int:
        """Its number. What was tried long ago is forgotten."""
        old = stamp(trial.asked_at - KEPT)
        self._db.execute("DELETE FROM trial_changes WHERE trial IN (SELECT id FROM trials WHERE asked_at < ?)", [old])
        self._db.execute("DELETE FROM trials WHERE asked_at < ?", [old])
        cursor = self._db.execute(
            "INSERT INTO trials (file, body, most, by_whom, asked_at) VALUES (?, ?, ?, ?, ?)",
            [trial.file, trial.text, trial.most, trial.by, stamp(trial.asked_at)],
        )
        return int(cursor.lastrowid or 0)

    def waiting(self) -> Trial | None:
        """The one that was asked for first."""
        return self._one("ended_at IS NULL ORDER BY id LIMIT 1", [])

    def get(self, identity: int) -> Trial | None:
        return self._one("id = ?", [identity])

    def recent(self, limit: int) -> list[Trial]:
        rows = self._db.query("SELECT * FROM trials ORDER BY id DESC LIMIT ?", [limit])
        return [_trial(row) for row in list(rows)]

    def progress(self, trial: Trial, differing: Mapping[int, Differs]) -> None:
        """trial: as it is now. differing: by revision; those of before stay."""
        self._db.execute(
            "UPDATE trials SET read = ?, changed = ?, failed = ?, place = ? WHERE id = ?",
            [trial.read, trial.changed, trial.failed, trial.place, trial.id],
        )
        for revision, one in differing.items():
            self._db.execute("INSERT OR REPLACE INTO trial_changes VALUES (?, ?, ?)", [trial.id, revision, dump(one)])

    def end(self, identity: int, now: datetime, error: str = "") -> bool:
        """False: it had ended already."""
        cursor = self._db.execute(
            "UPDATE trials SET ended_at = ?, error = ? WHERE id = ? AND ended_at IS NULL",
            [stamp(now), error, identity],
        )
        return cursor.rowcount == 1

    def differing(self, identity: int, limit: int) -> list[Differs]:
        """The latest articles first."""
        rows = self._db.query(
            "SELECT body FROM trial_changes WHERE trial = ? ORDER BY revision DESC LIMIT ?", [identity, limit]
        )
        return [load(row["body"], Differs) for row in list(rows)]

    def _one(self, condition: str, values: list[object]) -> Trial | None:
        row = first(list(self._db.query(f"SELECT * FROM trials WHERE {condition}", values)))
        return _trial(row) if row else None


def _trial(row: dict[str, Any]) -> Trial:
    return Trial(
        row["id"], row["file"], row["body"], row["most"], row["by_whom"], moment(row["asked_at"]), row["read"],
        row["changed"], row["failed"], row["place"], row["error"], maybe_moment(row["ended_at"]),
    )  # fmt: skip
