"""The desk's side of the questions: who has a card, who was not sure, what waits for a second editor, what was left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from repwatch.model import ABOUT, Card, Draft, Proposal, Question, Ruling, Waiting
from storage.rows import dump, first, load, maybe_moment, moment, stamp

HOLDS = timedelta(minutes=5)  # how long a card is somebody's after the last sign of them
SELECT = (
    "SELECT q.*, h.person AS held_by, h.until AS held_until, p.id AS proposal, p.ruling, p.conflict, p.about AS draft,"
    " p.by_whom, p.reason, p.made_at,"
    " (SELECT group_concat(person, char(10)) FROM unsure WHERE question = q.key) AS unsure"
    " FROM questions q LEFT JOIN held h ON h.question = q.key AND h.until > ?1"
    " LEFT JOIN proposals p ON p.question = q.key AND p.closed_at IS NULL"
)

LINE = (
    "SELECT q.key, q.kind, q.asked_at, h.person,"
    " (SELECT group_concat(person, char(10)) FROM unsure WHERE question = q.key), p.by_whom"
    " FROM questions q LEFT JOIN held h ON h.question = q.key AND h.until > ?1"
    " LEFT JOIN proposals p ON p.question = q.key AND p.closed_at IS NULL"
)


class Cards:
    def __init__(self, db: Database) -> None:
        self._db = db

    def line(self, now: datetime) -> list[Waiting]:
        """All open questions, newest first, without what only a page of a few of them needs."""
        rows = self._db.execute(f"{LINE} WHERE q.closed_at IS NULL ORDER BY q.asked_at DESC, q.key", [stamp(now)])
        return [
            Waiting(key, kind, asked, held or "", tuple(unsure.split("\n")) if unsure else (), proposed or "")
            for key, kind, asked, held, unsure, proposed in rows.fetchall()
        ]

    def by_keys(self, keys: Sequence[str], now: datetime) -> list[Card]:
        """In that order; without those that are not there."""
        marks = ",".join(f"?{number}" for number in range(2, len(keys) + 2))
        rows = self._db.query(f"{SELECT} WHERE q.key IN ({marks})", [stamp(now), *keys])
        found = {row["key"]: _card(row) for row in list(rows)}
        return [found[key] for key in keys if key in found]

    def get(self, key: str, now: datetime) -> Card | None:
        """Also one that is closed."""
        row = first(list(self._db.query(f"{SELECT} WHERE q.key = ?2", [stamp(now), key])))
        return _card(row) if row else None

    def many(self) -> int:
        """How many are open."""
        rows = self._db.query("SELECT count(*) AS n FROM questions WHERE closed_at IS NULL")
        return int(next(iter(list(rows)))["n"])

    def left(self, limit: int) -> list[Card]:
        """Those that an editor left as they are, the latest first."""
        rows = self._db.query(f"{SELECT} WHERE q.left_at NOT NULL ORDER BY q.left_at DESC LIMIT ?2", ["9999", limit])
        return [_card(row) for row in list(rows)]

    def hold(self, key: str, person: str, now: datetime) -> str:
        """Take it, or keep it for longer; whose it is then."""
        self._db.execute("DELETE FROM held WHERE until <= ?", [stamp(now)])
        self._db.execute(
            "INSERT INTO held VALUES (?1, ?2, ?3) ON CONFLICT (question) DO UPDATE SET until = excluded.until"
            " WHERE held.person = excluded.person",
            [key, person, stamp(now + HOLDS)],
        )
        rows = self._db.query("SELECT person FROM held WHERE question = ?", [key])
        return str(next(iter(list(rows)))["person"])

    def release(self, person: str, but: str = "") -> None:
        """All that somebody has, except that one."""
        self._db.execute("DELETE FROM held WHERE person = ? AND question <> ?", [person, but])

    def is_unsure(self, key: str, person: str, now: datetime, reason: str) -> None:
        self._db.execute(
            "INSERT INTO unsure VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at,"
            " reason = excluded.reason",
            [key, person, stamp(now), reason],
        )

    def leave(self, key: str, person: str, now: datetime, reason: str) -> None:
        """Settled by leaving it as it is: it is not asked again unless something new is said."""
        at = stamp(now)
        self._db.execute(
            "UPDATE questions SET left_at = ?, left_by = ?, left_why = ?, closed_at = ? WHERE key = ?",
            [at, person, reason, at, key],
        )

    def ask_again(self, key: str) -> bool:
        """False: it was not left."""
        cursor = self._db.execute(
            "UPDATE questions SET left_at = NULL, left_by = '', left_why = '', closed_at = NULL"
            " WHERE key = ? AND left_at NOT NULL",
            [key],
        )
        return cursor.rowcount == 1

    def propose(self, key: str, draft: Draft, by: str, reason: str, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO proposals (question, ruling, conflict, about, by_whom, reason, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [key, draft.ruling.value, draft.conflict, dump(draft.about), by, reason, stamp(now)],
        )

    def close_proposal(self, identity: int, by: str, outcome: str, now: datetime) -> bool:
        """False: somebody closed it before."""
        cursor = self._db.execute(
            "UPDATE proposals SET closed_at = ?, closed_by = ?, outcome = ? WHERE id = ? AND closed_at IS NULL",
            [stamp(now), by, outcome, identity],
        )
        return cursor.rowcount == 1


def _card(row: dict[str, Any]) -> Card:
    proposal = None
    if row["proposal"] is not None:
        ruling = Ruling(row["ruling"])
        draft = Draft(ruling, row["conflict"], load(row["draft"], ABOUT[ruling]))
        proposal = Proposal(row["proposal"], row["key"], draft, row["by_whom"], row["reason"], moment(row["made_at"]))
    return Card(
        Question(row["key"], row["kind"], row["text"], row["exchange"], row["claim"]),
        moment(row["asked_at"]), maybe_moment(row["closed_at"]), row["held_by"] or "", maybe_moment(row["held_until"]),
        tuple((row["unsure"] or "").split("\n")) if row["unsure"] else (), proposal,
        row["left_by"] if row["left_at"] else "", row["left_why"],
    )  # fmt: skip
