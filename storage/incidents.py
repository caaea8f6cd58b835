"""What was wrong with an outlet or with ourselves, from when to when, and what operators are told of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Incident, Notice, Trouble, TroubleKind
from storage.rows import dump, first, load, maybe_moment, moment, stamp

SHOWN = "SELECT i.*, f.outlet, f.url FROM incidents i LEFT JOIN feeds f ON f.id = i.feed"


class Incidents:
    def __init__(self, db: Database) -> None:
        self._db = db

    def open(self) -> list[Incident]:
        return [_incident(row) for row in list(self._db.query(f"{SHOWN} WHERE i.until IS NULL ORDER BY i.id"))]

    def recent(self, limit: int) -> list[Incident]:
        """The latest first; those that last before those that are over."""
        rows = self._db.query(f"{SHOWN} ORDER BY i.until IS NOT NULL, i.id DESC LIMIT ?", [limit])
        return [_incident(row) for row in list(rows)]

    def of_outlet(self, outlet: str, limit: int) -> list[Incident]:
        """The latest first."""
        feeds = "SELECT id FROM feeds WHERE outlet = ?"
        rows = self._db.query(f"{SHOWN} WHERE i.feed IN ({feeds}) ORDER BY i.id DESC LIMIT ?", [outlet, limit])
        return [_incident(row) for row in list(rows)]

    def begin(self, trouble: Trouble, now: datetime) -> None:
        """Nothing if one of that feed, or of that kind of our own, is open."""
        self._db.execute(
            "INSERT INTO incidents (feed, kind, outcome, words, since, noticed_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [
                trouble.feed or None,
                trouble.kind.value,
                trouble.outcome,
                trouble.words,
                stamp(trouble.since),
                stamp(now),
            ],
        )

    def note(self, trouble: Trouble, now: datetime) -> None:
        """What happened once and has no end."""
        self._db.execute(
            "INSERT INTO incidents (feed, kind, outcome, words, since, noticed_at, until, end_told)"
            " VALUES (NULL, ?, ?, ?, ?, ?, ?, 1)",
            [trouble.kind.value, trouble.outcome, trouble.words, stamp(trouble.since), stamp(now), stamp(now)],
        )

    def turn(self, incident: Incident, trouble: Trouble) -> None:
        """The same incident looks different now, or another feed of the outlet stands for it; nobody is told."""
        self._db.execute(
            "UPDATE incidents SET feed = ?, kind = ?, outcome = ?, words = ? WHERE id = ?",
            [trouble.feed or None, trouble.kind.value, trouble.outcome, trouble.words, incident.id],
        )

    def end(self, incident: Incident, now: datetime, *, aloud: bool = True) -> None:
        """aloud False: that it is over is no news."""
        self._db.execute(
            "UPDATE incidents SET until = ?, end_told = ? WHERE id = ? AND until IS NULL",
            [stamp(now), not aloud, incident.id],
        )

    def untold(self) -> list[tuple[Incident, bool]]:
        """What nobody was told, and whether it is the end of it."""
        rows = list(self._db.query(
            f"{SHOWN} WHERE i.begin_told = 0 OR (i.end_told = 0 AND i.until NOT NULL) ORDER BY i.id"
        ))  # fmt: skip
        began = [(_incident(row), False) for row in rows if not row["begin_told"]]
        return began + [(_incident(row), True) for row in rows if row["until"] and not row["end_told"]]

    def tell(self, incident: Incident, over: bool, notices: Iterable[Notice]) -> None:
        """The notices and the mark that it is told; within one transaction of the caller."""
        for notice in notices:
            self._db.execute(
                "INSERT INTO notices (key, subscription, reason, incident, body, created_at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO NOTHING",
                [notice.key, notice.subscription, notice.reason.value, incident.id, dump(notice),
                 stamp(notice.created_at)],
            )  # fmt: skip
        self._db.execute(f"UPDATE incidents SET {'end_told' if over else 'begin_told'} = 1 WHERE id = ?", [incident.id])

    def waiting(self, subscription: str) -> list[Notice]:
        """Notices that no message has taken, oldest first."""
        rows = self._db.query(
            "SELECT body FROM notices WHERE subscription = ? AND digest IS NULL ORDER BY id", [subscription]
        )
        return [load(row["body"], Notice) for row in list(rows)]

    def sent(self, notices: Iterable[Notice], digest: int) -> None:
        for notice in notices:
            self._db.execute("UPDATE notices SET digest = ? WHERE key = ?", [digest, notice.key])

    def last_digest(self, subscription: str, kind: str) -> date | None:
        """The local date of the last message of this kind."""
        row = first(list(self._db.query(
            "SELECT max(local_date) AS day FROM digests WHERE subscription = ? AND kind = ?", [subscription, kind]
        )))  # fmt: skip
        return date.fromisoformat(row["day"]) if row and row["day"] else None


def _incident(row: dict[str, Any]) -> Incident:
    trouble = Trouble(
        TroubleKind(row["kind"]), moment(row["since"]), row["feed"] or 0, row["outlet"] or "", row["url"] or "",
        row["outcome"], row["words"],
    )  # fmt: skip
    return Incident(row["id"], trouble, maybe_moment(row["until"]))
