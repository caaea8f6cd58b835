"""How the watch is going, in a few numbers: what a page that everybody opens can ask for again and again."""

from sqlite_utils import Database

from repwatch.model import Faring, Outcome
from storage.outlets import GONE
from storage.rows import maybe_moment

WATCHED = f"FROM feeds WHERE enabled AND note != '{GONE}'"


class Watching:
    def __init__(self, db: Database) -> None:
        self._db = db

    def now(self) -> Faring:
        rows = self._db.execute(f"SELECT DISTINCT outlet, outcome {WATCHED}").fetchall()
        last, coming = self._db.execute(f"SELECT max(last_polled_at), min(next_poll_at) {WATCHED}").fetchone()
        return Faring(
            frozenset((outlet, Outcome(outcome) if outcome else None) for outlet, outcome in rows),
            maybe_moment(last),
            maybe_moment(coming),
            int(self._db.execute("SELECT count(*) FROM questions WHERE closed_at IS NULL").fetchone()[0]),
        )
