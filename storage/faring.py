"""What one outlet brought day by day, which of its pages could not be read, and what came of being asked at once."""

from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Asking, LostPage, Outcome
from storage.probes import asking
from storage.rows import maybe_moment, moment

LOOKED = 200  # the latest pages of each feed


class Faring:
    def __init__(self, db: Database) -> None:
        self._db = db

    def stories(self, outlet: str) -> dict[str, int]:
        """Day -> how many new ones its feeds listed then, of the last four weeks."""
        rows = self._db.execute(
            "SELECT day, sum(stories) FROM volumes WHERE feed IN (SELECT id FROM feeds WHERE outlet = ?) GROUP BY day",
            [outlet],
        )
        return dict(rows.fetchall())

    def known_since(self, outlet: str) -> datetime | None:
        """From when on its stories are counted; None: it has not answered so far."""
        rows = self._db.execute("SELECT min(known_since) FROM feeds WHERE outlet = ?", [outlet])
        return maybe_moment(rows.fetchone()[0])

    def lost_pages(self, outlet: str, limit: int) -> list[LostPage]:
        """The latest first, of the latest LOOKED pages of each of its feeds."""
        feeds = self._db.execute("SELECT id FROM feeds WHERE outlet = ?", [outlet]).fetchall()
        found = sorted(
            (one for (feed,) in feeds for one in self._lost(feed)), key=lambda one: one.seen_at, reverse=True
        )
        return found[:limit]

    def polls(self, outlet: str, limit: int) -> list[Asking]:
        """When it was asked at once, by whom, and what came of it; the latest first."""
        rows = self._db.query(
            "SELECT * FROM probes WHERE kind = 'poll' AND outlet = ? ORDER BY id DESC LIMIT ?", [outlet, limit]
        )
        return [asking(row) for row in list(rows)]

    def _lost(self, feed: int) -> list[LostPage]:
        rows = self._db.query(
            "SELECT url, title, outcome, error, seen_at FROM entries WHERE feed = ? AND action = 'fetch'"
            f" AND outcome NOT NULL ORDER BY id DESC LIMIT {LOOKED}",
            [feed],
        )
        read = ((row, Outcome(row["outcome"])) for row in list(rows))
        return [
            LostPage(row["url"] or "", row["title"], outcome, row["error"], moment(row["seen_at"]))
            for row, outcome in read
            if not outcome.good
        ]
