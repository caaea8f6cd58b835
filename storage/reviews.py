"""What the desk is asked. The same question is asked once; it closes by itself when its cause is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from repwatch.model import Question
from storage.rows import maybe_moment, stamp


@dataclass(frozen=True, slots=True)
class About:
    """What a question that belongs to no exchange is about: a day, or where no day is known a figure."""

    conflict: str
    day: str | None
    low: int

    @property
    def text(self) -> str:
        return f"{self.conflict} {self.day or self.low}"


class Reviews:
    def __init__(self, db: Database) -> None:
        self._db = db

    def ask(self, exchange: str, questions: Iterable[Question], now: datetime) -> None:
        """Make the open questions about this exchange these."""
        self._make("exchange", exchange, list(questions), now)

    def ask_about(self, about: About, questions: Iterable[Question], now: datetime) -> None:
        """Make these the open questions about claims of that day that belong to no exchange."""
        questions = list(questions)
        self._make("about", about.text, questions, now)
        for question in questions:
            self._db.execute("UPDATE questions SET about = ? WHERE key = ?", [about.text, question.key])
        self._db.execute(
            "DELETE FROM to_ask WHERE conflict = ? AND day = ? AND low = ?",
            [about.conflict, about.day or "", about.low],
        )

    def due(self) -> list[About]:
        """Where claims came, went, or found or left their exchange since it was asked about last."""
        rows = self._db.query("SELECT conflict, day, low FROM to_ask")
        return [About(row["conflict"], row["day"] or None, row["low"]) for row in list(rows)]

    def ask_one(self, key: str, question: Question | None, now: datetime) -> None:
        """Ask it, however often; None: the cause of the question of that key is gone."""
        if question:
            self._ask(question, now)
        else:
            self._db.execute(
                "UPDATE questions SET closed_at = ? WHERE key = ? AND closed_at IS NULL", [stamp(now), key]
            )

    def open_questions(self) -> list[Question]:
        rows = self._db.query("SELECT * FROM questions WHERE closed_at IS NULL ORDER BY asked_at DESC, key")
        return [Question(row["key"], row["kind"], row["text"], row["exchange"], row["claim"]) for row in list(rows)]

    def about(self, exchange: str) -> list[Question]:
        """Open ones about that exchange, the last asked first."""
        rows = self._db.query(
            "SELECT * FROM questions WHERE exchange = ? AND closed_at IS NULL ORDER BY asked_at DESC, key", [exchange]
        )
        return [Question(row["key"], row["kind"], row["text"], row["exchange"], row["claim"]) for row in list(rows)]

    def unnoticed(self, subscription: str, since: datetime) -> list[Question]:
        """Open ones asked since then of which it was not told, oldest first."""
        rows = self._db.query(
            "SELECT * FROM questions q WHERE closed_at IS NULL AND asked_at >= ? AND NOT EXISTS"
            " (SELECT 1 FROM noticed n WHERE n.subscription = ? AND n.question = q.key) ORDER BY asked_at, key",
            [stamp(since), subscription],
        )
        return [Question(row["key"], row["kind"], row["text"], row["exchange"], row["claim"]) for row in list(rows)]

    def notice(self, subscription: str, questions: Iterable[Question], digest: int) -> None:
        for question in questions:
            self._db.execute(
                "INSERT INTO noticed (subscription, question, digest) VALUES (?, ?, ?)",
                [subscription, question.key, digest],
            )

    def last_noticed(self, subscription: str) -> tuple[datetime | None, date | None]:
        """When the latest message about questions was made, and the local date of the latest daily one."""
        rows = self._db.query(
            "SELECT max(made_at) AS at, max(CASE WHEN kind = 'daily questions' THEN local_date END) AS day FROM digests"
            " WHERE subscription = ? AND kind IN ('questions', 'daily questions')",
            [subscription],
        )
        row = next(iter(list(rows)))
        return maybe_moment(row["at"]), date.fromisoformat(row["day"]) if row["day"] else None

    def _make(self, column: str, value: str, questions: list[Question], now: datetime) -> None:
        self._db.execute(
            f"UPDATE questions SET closed_at = ? WHERE {column} = ? AND closed_at IS NULL"
            f" AND key NOT IN ({','.join('?' * len(questions))})",
            [stamp(now), value, *(question.key for question in questions)],
        )
        for question in questions:
            self._ask(question, now)

    def _ask(self, question: Question, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO questions (key, kind, text, exchange, claim, asked_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET text = excluded.text, kind = excluded.kind,"
            " exchange = excluded.exchange, claim = excluded.claim,"  # an exchange moves, and another takes its day
            " closed_at = CASE WHEN left_at IS NULL THEN NULL ELSE closed_at END",
            [question.key, question.kind, question.text, question.exchange, _read(question.claim), stamp(now)],
        )


def _read(claim: int | None) -> int | None:
    """Known history has no row among the claims that were read."""
    return claim if claim is not None and claim > 0 else None
