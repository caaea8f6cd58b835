"""Articles and their revisions: a text that changed is a new revision, never an overwrite."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.addresses import url_key
from repwatch.model import Article, DatedBy, Voice
from storage.database import transaction
from storage.rows import first, maybe_moment, maybe_stamp, moment, stamp

COLUMNS = (
    "SELECT a.id, a.url, a.outlet, a.lang, r.id AS revision, r.number, r.title, r.text, r.published, r.published_day,"
    " r.fetched, r.baseline, r.voice, r.voice_url, r.dated_by FROM revisions r JOIN articles a ON a.id = r.article"
)
LATEST = "r.number = (SELECT max(number) FROM revisions WHERE article = r.article)"

NEAR = (
    "r.baseline = 0 AND substr(r.reason, 1, 6) = 'death:'"  # as matcher.relevance words what let it in
    " AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.article = r.article AND c.standing = 1 AND c.exchange NOT NULL)"
)


class Articles:
    def __init__(self, db: Database) -> None:
        self._db = db

    def save(self, article: Article, now: datetime) -> Article | None:
        """The revision as stored, or None when the latest one reads the same."""
        with transaction(self._db):
            identity, changed = self.keep(article, now)
            return self._one("a.id = ?", identity) if changed else None

    def keep(self, article: Article, now: datetime) -> tuple[int, bool]:
        """As save: its id, and whether there was something to store."""
        with transaction(self._db):
            identity, latest = self._identity(article, now)
            read = article.content_hash
            if latest and latest["content_hash"] == read:
                return identity, False
            self._db.execute(
                "INSERT INTO revisions (article, number, title, text, content_hash, published, published_day, fetched,"
                " baseline, voice, voice_url, dated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [identity, latest["number"] + 1 if latest else 1, article.title, article.text, read,
                 maybe_stamp(article.published), article.published_day, stamp(article.fetched), article.baseline,
                 article.voice.name if article.voice else "", article.voice.url if article.voice else "",
                 article.dated.value],
            )  # fmt: skip
            return identity, True

    def take_in(self, article: Article, now: datetime) -> Article | None:
        """As save, for a reading of the past. None too where it is stored already, or a later reading is."""
        at = stamp(article.fetched)
        with transaction(self._db):
            stored = list(self._db.query(
                "SELECT r.content_hash, r.fetched FROM revisions r JOIN articles a ON a.id = r.article"
                " WHERE a.url_key = ?", [url_key(article.url)],
            ))  # fmt: skip
            if any(row["fetched"] > at or (row["content_hash"], row["fetched"]) == (article.content_hash, at)
                   for row in stored):  # fmt: skip
                return None
            return self.save(article, now)

    def unmatched(self, rules_version: str, limit: int) -> list[Article]:
        """Latest revisions that these rules have not read, oldest first.

        News before what was there at a first poll or was read by other rules: thousands of these must not hold it up.
        """
        news = self._db.query(
            f"{COLUMNS} WHERE r.matched_by IS NULL AND r.baseline = 0 AND {LATEST} ORDER BY r.id LIMIT ?", [limit]
        )
        rest = self._db.query(
            f"{COLUMNS} WHERE (r.matched_by IS NULL AND r.baseline OR r.matched_by < ? OR r.matched_by > ?)"
            f" AND {LATEST} ORDER BY r.id LIMIT ?",  # < or >, not !=: these can use the index
            [rules_version, rules_version, limit],
        )
        found = list(news)
        return [_article(row) for row in [*found, *(list(rest) if len(found) < limit else ())][:limit]]

    def after(self, revision: int) -> list[tuple[Article, bool]]:
        """Revisions read since that one, oldest first, and whether each tells of an exchange."""
        rows = list(self._db.query(f"{COLUMNS} WHERE r.id > ? AND r.matched_by NOT NULL ORDER BY r.id", [revision]))
        told = {row["id"] for row in list(self._db.query("SELECT id FROM revisions WHERE relevant = 1"))}
        return [(_article(row), row["revision"] in told) for row in rows]

    def latest(self) -> Iterator[Article]:
        """The latest revision of every article, oldest first, one at a time."""
        for row in list(self._db.query(f"SELECT r.id FROM revisions r WHERE {LATEST} ORDER BY r.id")):
            if article := self._one("r.id = ?", row["id"]):
                yield article

    def before(self, revision: int | None, limit: int) -> list[Article]:
        """Latest revisions that are older than that one, the latest first; None: than none."""
        rows = self._db.query(
            f"{COLUMNS} WHERE r.id < coalesce(?, 9e18) AND {LATEST} ORDER BY r.id DESC LIMIT ?", [revision, limit]
        )
        return [_article(row) for row in list(rows)]

    def near_misses(self, since: datetime) -> int:
        """Articles read since then that may be about an exchange, and of which no claim belongs to one."""
        rows = self._db.execute(
            f"SELECT count(DISTINCT r.article) FROM revisions r WHERE r.fetched >= ? AND {NEAR}", [stamp(since)]
        )
        return int(rows.fetchone()[0])

    def nearly(self, after: int, until: datetime, limit: int) -> tuple[int, list[Article]]:
        """Of the next so many revisions that were stored until then: near misses. And the last of all; both ids.

        What waits to be read, and all that came after it, is for the next time.
        """
        rows = self._db.execute(
            "SELECT coalesce(max(id), ?1) FROM (SELECT id FROM revisions WHERE id > ?1 AND fetched <= ?2 AND id <"
            " coalesce((SELECT min(id) FROM revisions WHERE matched_by IS NULL AND baseline = 0), 9e18)"
            " ORDER BY id LIMIT ?3)",
            [after, stamp(until), limit],
        )
        last = int(rows.fetchone()[0])
        found = self._db.query(f"{COLUMNS} WHERE r.id > ? AND r.id <= ? AND {LATEST} AND {NEAR}", [after, last])
        return last, [_article(row) for row in list(found)]

    def outlets(self) -> set[str]:
        """All that have an article here."""
        return {outlet for (outlet,) in self._db.execute("SELECT DISTINCT outlet FROM articles")}

    def of_outlet(self, outlet: str, limit: int) -> list[Article]:
        """The latest first, each as it was read last."""
        ids = self._db.execute("SELECT id FROM articles WHERE outlet = ? ORDER BY id DESC LIMIT ?", [outlet, limit])
        return [article for (identity,) in ids.fetchall() if (article := self.by_id(identity))]

    def by_url(self, url: str) -> Article | None:
        return self._one("a.url_key = ?", url_key(url))

    def by_id(self, identity: int) -> Article | None:
        return self._one("a.id = ?", identity)

    def revision(self, identity: int) -> Article | None:
        """As it was read then."""
        row = first(list(self._db.query(f"{COLUMNS} WHERE r.id = ?", [identity])))
        return _article(row) if row else None

    def revisions(self, identity: int) -> list[Article]:
        rows = self._db.query(f"{COLUMNS} WHERE a.id = ? ORDER BY r.number", [identity])
        return [_article(row) for row in list(rows)]

    def by_revisions(self, revisions: Sequence[int]) -> dict[int, Article]:
        """Revision -> that reading."""
        marks = ",".join("?" * len(revisions))
        rows = self._db.query(f"{COLUMNS} WHERE r.id IN ({marks})", list(revisions))
        return {row["revision"]: _article(row) for row in list(rows)}

    def read_revisions(self, identity: int) -> list[Article]:
        """Those that were read for their figures: one that was replaced before that says nothing about them."""
        rows = self._db.query(f"{COLUMNS} WHERE a.id = ? AND r.matched_by NOT NULL ORDER BY r.number", [identity])
        return [_article(row) for row in list(rows)]

    def counts(self) -> dict[str, int]:
        """How many articles there are and how many tell of an exchange."""
        rows = list(self._db.query(
            f"SELECT count(*) AS articles, coalesce(sum(r.relevant), 0) AS relevant FROM revisions r WHERE {LATEST}"
        ))  # fmt: skip
        return {name: int(value) for name, value in rows[0].items()}

    def _identity(self, article: Article, now: datetime) -> tuple[int, dict[str, Any] | None]:
        """Its id, given to it if it has none yet, and its latest revision."""
        key = url_key(article.url)
        cursor = self._db.execute(
            "INSERT INTO articles (url_key, url, outlet, lang, first_seen_at, baseline) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url_key) DO NOTHING",
            [key, article.url, article.outlet, article.lang, stamp(now), article.baseline],
        )
        if cursor.rowcount == 1:
            return int(cursor.lastrowid or 0), None
        (known,) = self._db.query("SELECT id FROM articles WHERE url_key = ?", [key])
        latest = self._db.query(
            "SELECT number, content_hash FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1", [known["id"]]
        )
        return int(known["id"]), first(list(latest))

    def _one(self, condition: str, value: object) -> Article | None:
        row = first(list(self._db.query(f"{COLUMNS} WHERE {condition} AND {LATEST}", [value])))
        return _article(row) if row else None


def _article(row: dict[str, Any]) -> Article:
    return Article(
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        lang=row["lang"],
        revision=row["revision"],
        number=row["number"],
        title=row["title"],
        text=row["text"],
        published=maybe_moment(row["published"]),
        published_day=bool(row["published_day"]),
        fetched=moment(row["fetched"]),
        baseline=bool(row["baseline"]),
        voice=Voice(row["voice"], row["voice_url"]) if row["voice"] else None,
        dated=DatedBy(row["dated_by"]),
    )
