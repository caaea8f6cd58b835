"""What the desk is asked. The same question is asked once; it closes by itself when its cause is gone."""

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Question
from storage.rows import stamp


class Reviews:
    def __init__(self, db: Database) -> None:
        self._db = db

    def ask(self, exchange: str | None, questions: Iterable[Question], now: datetime) -> None:
        """Make the open questions about this exchange these. None: those that belong to no exchange and no total."""
        questions = list(questions)
        self._db.execute(
            "UPDATE questions SET closed_at = ? WHERE exchange IS ? AND closed_at IS NULL AND kind NOT LIKE 'total.%'"
            f" AND key NOT IN ({','.join('?' * len(questions))})",
            [stamp(now), exchange, *(question.key for question in questions)],
        )
        for question in questions:
            self._ask(question, now)

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

    def _ask(self, question: Question, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO questions (key, kind, text, exchange, claim, asked_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET closed_at = NULL, text = excluded.text, kind = excluded.kind",
            [question.key, question.kind, question.text, question.exchange, _read(question.claim), stamp(now)],
        )


def _read(claim: int | None) -> int | None:
    """Known history has no row among the claims that were read."""
    return claim if claim is not None and claim > 0 else None
