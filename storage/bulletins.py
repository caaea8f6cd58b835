"""The entries of the public feeds, each in every language. Added, never changed."""

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from repwatch.model import Bulletin, Reason
from storage.rows import moment, stamp

FIRST = "(SELECT tag FROM bulletins f WHERE f.exchange = b.exchange AND f.lang = b.lang ORDER BY f.id LIMIT 1)"


class Bulletins:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, bulletins: Iterable[Bulletin], digest: int) -> None:
        """Within the transaction that marks the alerts as digested. The same id is published once."""
        for one in bulletins:
            self._db.execute(
                "INSERT INTO bulletins (tag, digest, lang, exchange, reasons, title, text, published)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [one.id, digest, one.lang, one.exchange, " ".join(one.reasons), one.title, one.text,
                 stamp(one.published)],
            )  # fmt: skip

    def latest(self, lang: str, limit: int) -> list[Bulletin]:
        """Newest first."""
        rows = self._db.query(
            f"SELECT b.*, {FIRST} AS first FROM bulletins b WHERE lang = ? ORDER BY id DESC LIMIT ?", [lang, limit]
        )
        return [_bulletin(row) for row in list(rows)]


def _bulletin(row: dict[str, Any]) -> Bulletin:
    return Bulletin(
        row["tag"], row["lang"], row["exchange"], tuple(map(Reason, row["reasons"].split())), row["title"], row["text"],
        moment(row["published"]), "" if row["first"] == row["tag"] else row["first"],
    )  # fmt: skip
