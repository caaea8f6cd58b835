"""Which articles share marks, which were found to be copies of each other, and which agency each credits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

PART = 500  # values in one query


@dataclass(frozen=True, slots=True)
class Fellow:
    """Another article's revision with as many marks in common: of quotes, of the sketch."""

    revision: int
    quotes: int
    sketch: int
    text: str


class Copies:
    def __init__(self, db: Database) -> None:
        self._db = db

    def forget(self, article: int) -> None:
        """All that was kept of any of its revisions: what is read again is compared again."""
        for (revision,) in self._db.execute("SELECT id FROM revisions WHERE article = ?", [article]).fetchall():
            self._db.execute("DELETE FROM marks WHERE revision = ?", [revision])
            self._db.execute("DELETE FROM credits WHERE revision = ?", [revision])
            others = self._db.execute("SELECT other FROM copies WHERE revision = ?", [revision]).fetchall()
            for (other,) in others:
                self._db.execute("DELETE FROM copies WHERE (revision, other) = (?, ?)", [other, revision])
            self._db.execute("DELETE FROM copies WHERE revision = ?", [revision])

    def keep(self, revision: int, day: str, quotes: Iterable[int], sketch: Iterable[int]) -> None:
        """day: of the exchange that the article tells of."""
        rows = [(revision, mark, quoted, day) for quoted, marks in ((1, quotes), (0, sketch)) for mark in marks]
        self._db.conn.executemany("INSERT OR IGNORE INTO marks (revision, mark, quoted, day) VALUES (?, ?, ?, ?)", rows)

    def credit(self, revision: int, agency: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO credits (revision, agency) VALUES (?, ?)", [revision, agency])

    def fellows(self, revision: int, first_day: str, last_day: str) -> list[Fellow]:
        """Revisions that share a mark with it and tell of those days; title and text in one."""
        rows = self._db.query(
            "SELECT s.revision, s.quotes, s.sketch, r.title || char(10) || r.text AS text FROM ("
            " SELECT b.revision, sum(b.quoted) AS quotes, sum(1 - b.quoted) AS sketch FROM marks a"
            " JOIN marks b ON b.mark = a.mark AND b.quoted = a.quoted AND b.day BETWEEN ? AND ?"
            " WHERE a.revision = ? AND b.revision != a.revision GROUP BY b.revision"
            ") s JOIN revisions r ON r.id = s.revision ORDER BY s.revision",
            [first_day, last_day, revision],
        )
        return [Fellow(**row) for row in list(rows)]

    def join(self, one: int, two: int, sign: str) -> None:
        """sign: why, quote or text. Kept for both."""
        for pair in ((one, two), (two, one)):
            self._db.execute("INSERT OR REPLACE INTO copies (revision, other, sign) VALUES (?, ?, ?)", [*pair, sign])

    def among(self, revisions: Iterable[int]) -> frozenset[tuple[int, int]]:
        """Pairs of which both are among these."""
        wanted = set(revisions)
        rows = self._of("SELECT revision, other FROM copies WHERE revision IN", wanted)
        return frozenset((one, two) for one, two in rows if two in wanted)

    def credited(self, revisions: Iterable[int]) -> dict[int, str]:
        """Revision -> the agency that its text credits."""
        rows = self._of("SELECT revision, agency FROM credits WHERE revision IN", set(revisions))
        return {revision: str(agency) for revision, agency in rows}

    def _of(self, sql: str, wanted: set[int]) -> Iterator[tuple[int, Any]]:
        ordered = sorted(wanted)
        for start in range(0, len(ordered), PART):
            part = ordered[start : start + PART]
            yield from self._db.execute(f"{sql} ({','.join('?' * len(part))})", part).fetchall()
