"""Texts that nothing points into go after a time; keys, hashes and evidence never do (R-DB-5).

What is gone stays known: the same story read again is no news, and an article keeps its title, address and times.
"""

from datetime import datetime

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import stamp

# Of an article no reading of which any claim was ever made of: a claim points into the text that it was read in.
POINTLESS = (
    "SELECT r.id FROM revisions r WHERE r.forgotten_at IS NULL AND r.fetched < ? AND r.matched_by NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM claims c JOIN revisions s ON s.id = c.revision WHERE s.article = r.article)"
    " ORDER BY r.fetched LIMIT ?"
)
WORDED = (
    "SELECT id FROM entries WHERE (text != '' OR summary != '') AND seen_at < ? AND state != 'pending'"
    " ORDER BY seen_at LIMIT ?"
)


class Texts:
    def __init__(self, db: Database) -> None:
        self._db = db

    def forget(self, before: datetime, now: datetime, limit: int) -> int:
        """How many texts of before then went, of articles and of what feeds listed; so many of each at most."""
        with transaction(self._db):
            articles = self._db.execute(
                f"UPDATE revisions SET text = '', forgotten_at = ? WHERE id IN ({POINTLESS})",
                [stamp(now), stamp(before), limit],
            ).rowcount
            listed = self._db.execute(
                f"UPDATE entries SET text = '', summary = '' WHERE id IN ({WORDED})", [stamp(before), limit]
            ).rowcount
        return int(articles) + int(listed)
