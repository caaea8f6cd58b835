"""What was overruled, and what was drawn at random with what editors say of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Draw, Finding, Heard, Ruled, Ruling, Sample, Tally
from storage.rows import first, maybe_moment, moment, stamp

HOLDS = "(s.decision IS NULL OR EXISTS (SELECT 1 FROM decisions d WHERE d.id = s.decision AND d.undone_at IS NULL))"
SAID = f"CASE WHEN {HOLDS} THEN s.verdict END"  # a verdict that a decision gave goes with it
# What can still be looked at: a figure that stands as it was drawn, an article that nobody has found a figure in.
OPEN = (
    f"{SAID} IS NULL AND CASE s.kind WHEN 'accepted'"
    " THEN EXISTS (SELECT 1 FROM claims c WHERE c.id = s.claim AND c.standing = 1)"
    " ELSE NOT EXISTS (SELECT 1 FROM claims c WHERE c.article = s.article AND c.standing = 1 AND c.exchange NOT NULL)"
    " END"
)


class Quality:
    def __init__(self, db: Database) -> None:
        self._db = db

    def rule(self, decision: int, ruled: Ruled) -> None:
        """How the figure of a decision had been read when it was applied first; later readings change nothing."""
        self._db.execute(
            "INSERT INTO ruled VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [decision, ruled.outlet, *("\n".join(names) for names in (ruled.rules, ruled.gates, ruled.changed))],
        )

    def ruled(self) -> list[Ruled]:
        """Of all decisions about figures that hold, oldest first."""
        rows = self._db.execute(
            "SELECT d.ruling, r.outlet, r.rules, r.gates, r.changed FROM ruled r JOIN decisions d ON d.id = r.decision"
            " WHERE d.undone_at IS NULL ORDER BY d.id"
        )
        return [
            Ruled(Ruling(ruling), outlet, *(tuple(names.split("\n")) if names else () for names in lists))
            for ruling, outlet, *lists in rows.fetchall()
        ]

    def draw(self, samples: Iterable[Sample]) -> int:
        """How many are new. One that nobody has looked at is looked at as it was read last."""
        return sum(self._draw(one) for one in samples)

    def settle(self, key: str, verdict: Finding, decision: int, by: str, now: datetime) -> None:
        """What was drawn was decided elsewhere, by a card or a command."""
        self._db.execute(
            f"UPDATE samples AS s SET verdict = ?, by_whom = ?, said_at = ?, decision = ? WHERE key = ? AND {SAID}"
            " IS NULL",
            [verdict.value, by, stamp(now), decision, key],
        )

    def answer(self, identity: int, verdict: Finding, by: str, now: datetime) -> bool:
        """False: somebody was quicker, or there is none of that id."""
        cursor = self._db.execute(
            "UPDATE samples AS s SET verdict = ?, by_whom = ?, said_at = ?, decision = NULL"
            f" WHERE id = ? AND {SAID} IS NULL",
            [verdict.value, by, stamp(now), identity],
        )
        return cursor.rowcount == 1

    def take_back(self, identity: int, by: str) -> bool:
        """Somebody's own verdict; False: it is none of theirs, or a decision gave it."""
        cursor = self._db.execute(
            "UPDATE samples SET verdict = NULL, by_whom = '', said_at = NULL"
            " WHERE id = ? AND by_whom = ? AND decision IS NULL AND verdict NOT NULL",
            [identity, by],
        )
        return cursor.rowcount == 1

    def get(self, identity: int) -> Sample | None:
        row = first(self._rows("s.id = ?", [identity]))
        return _sample(row) if row else None

    def open(self, kind: Draw, limit: int) -> list[Sample]:
        """The latest first."""
        return [_sample(row) for row in self._rows(f"s.kind = ? AND {OPEN} ORDER BY s.id DESC LIMIT ?", [kind, limit])]

    def answered(self, limit: int) -> list[Sample]:
        """By verdicts of the audit or by decisions that hold, the latest first."""
        rows = self._rows(f"s.verdict NOT NULL AND {SAID} NOT NULL ORDER BY s.said_at DESC, s.id DESC LIMIT ?", [limit])
        return [_sample(row) for row in rows]

    def tallies(self) -> list[Tally]:
        """By kind, outlet and verdict; what can no longer be looked at is left out."""
        rows = self._db.execute(
            f"SELECT s.kind, s.outlet, {SAID} AS said, count(*) FROM samples s"
            f" WHERE {SAID} NOT NULL OR ({OPEN}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        return [
            Tally(Draw(kind), outlet, Finding(said) if said else None, many)
            for kind, outlet, said, many in rows.fetchall()
        ]

    def heard(self, conflict: str, until: str, limit: int) -> list[Heard]:
        """The latest exchanges that an article speaks of, the latest first. until: a day."""
        latest = (
            "SELECT e.id, e.date FROM exchanges e WHERE e.conflict = ? AND e.date <= ? AND length(e.date) = 10"
            " AND e.retired_at IS NULL AND EXISTS (SELECT 1 FROM claims c WHERE c.exchange = e.id AND c.standing = 1)"
            " ORDER BY e.date DESC, e.id DESC LIMIT ?"
        )
        rows = self._db.execute(
            f"SELECT e.id, e.date, group_concat(DISTINCT a.outlet) FROM ({latest}) e JOIN claims c ON c.exchange = e.id"
            " AND c.standing = 1 JOIN articles a ON a.id = c.article GROUP BY 1, 2 ORDER BY 2 DESC, 1 DESC",
            [conflict, until, limit],
        )
        return [Heard(identity, day, frozenset(outlets.split(","))) for identity, day, outlets in rows.fetchall()]

    def days(self, conflict: str, until: str, limit: int) -> list[str]:
        """Of the latest exchanges, those of the shipped history too, the latest first."""
        rows = self._db.execute(
            "SELECT date FROM exchanges WHERE conflict = ? AND date <= ? AND length(date) = 10 AND retired_at IS NULL"
            " ORDER BY date DESC LIMIT ?",
            [conflict, until, limit],
        )
        return [row[0] for row in rows.fetchall()]

    def read_since(self) -> dict[str, str]:
        """Outlet -> the day since which its stories are known; without those that are not read, or never answered."""
        rows = self._db.execute(
            "SELECT outlet, substr(min(known_since), 1, 10) FROM feeds WHERE enabled AND known_since NOT NULL"
            " GROUP BY outlet"
        )
        return dict(rows.fetchall())

    def _draw(self, one: Sample) -> int:
        row = first(list(self._db.query(
            "INSERT INTO samples (kind, key, outlet, article, revision, claim, drawn_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, claim = excluded.claim"
            " WHERE verdict IS NULL RETURNING drawn_at",
            [one.kind.value, one.key, one.outlet, one.article, one.revision, one.claim, stamp(one.drawn_at)],
        )))  # fmt: skip
        return int(row is not None and row["drawn_at"] == stamp(one.drawn_at))

    def _rows(self, condition: str, values: list[object]) -> list[dict[str, Any]]:
        return list(self._db.query(f"SELECT s.*, {SAID} AS said FROM samples s WHERE {condition}", values))


def _sample(row: dict[str, Any]) -> Sample:
    return Sample(
        Draw(row["kind"]), row["key"], row["outlet"], row["article"], row["revision"], row["claim"],
        moment(row["drawn_at"]), row["id"], Finding(row["said"]) if row["said"] else None,
        row["by_whom"] if row["said"] else "", maybe_moment(row["said_at"]) if row["said"] else None,
    )  # fmt: skip
