"""The index of words, and what is found in it. It holds stems that were made elsewhere, and no text.

A full-text expression comes ready made, with every word in it quoted (R-WEB-6); all else is parameters. Few claims
that fit are looked up in the index one by one; of many, the index is walked from the newest on until enough fit.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from repwatch.model import (
    Article,
    Hit,
    Hits,
    Indexed,
    Slice,
    Sought,
    StateOf,
    StoredClaim,
    Unindexed,
    Wanted,
)
from storage.articles import Articles
from storage.claims import Claims
from storage.database import transaction
from storage.rows import stamp

FEW = 500  # claims
SLACK = 86400  # seconds that the id of a row may be later than what it is of
VERSION = "search.version"  # in meta: of the stems
STATES = {
    StateOf.REPORTED: "claimed",
    StateOf.CONFIRMED: "confirmed",
    StateOf.DISPUTED: "disputed",
    StateOf.WITHDRAWN: "retracted",
}
IN_STATE = (
    "(SELECT e.id FROM exchanges e JOIN reconciliations t"
    " ON t.id = (SELECT max(id) FROM reconciliations WHERE exchange = e.id) WHERE t.status = ?)"
)
BY_FIGURE = (  # by one of its ends; hardly any has two
    "(SELECT id FROM claims WHERE standing = 1 AND low BETWEEN ? AND ? UNION ALL"
    " SELECT id FROM claims WHERE standing = 1 AND low != high AND high BETWEEN ? AND ?) f"
    " CROSS JOIN claims c ON c.id = f.id"
)
Part = tuple[str, list[object]]  # of a statement, and its values


class Search:
    def __init__(self, db: Database, articles: Articles, claims: Claims) -> None:
        self._db, self._articles, self._claims = db, articles, claims

    def begin(self, version: str) -> bool:
        """Empty the index if it holds the stems of another version. True: it did."""
        if self._version() == version:  # as nearly always: then nobody is kept from writing
            return False
        with transaction(self._db):
            known = self._version()
            self._db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", [VERSION, version])
            if known in ("", version):
                return False
            self._db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
            self._db.execute("DELETE FROM search_rows")
            for what in ("revisions", "claims"):
                last = f"(SELECT coalesce(max(id), 0) FROM {what})"
                self._db.execute(f"UPDATE search_marks SET low = {last}, high = {last} WHERE what = ?", [what])
            return True

    def unindexed(self, limit: int, letters: int) -> Unindexed | None:
        """Some of what is to be indexed: what is new, else of what was there before, the newest first.

        limit: at most; letters: with so many, one more at most. None: all is indexed.
        """
        marks = {row["what"]: (row["low"], row["high"]) for row in list(self._db.query("SELECT * FROM search_marks"))}
        for what, (low, high) in sorted(marks.items(), reverse=True):
            if ids := self._ids(f"SELECT id FROM {what} WHERE id > ? ORDER BY id LIMIT ?", [high, limit]):
                return self._taken(what, ids, (low, high), letters)
        for what, (low, high) in sorted(marks.items(), reverse=True):
            if ids := self._ids(f"SELECT id FROM {what} WHERE id <= ? ORDER BY id DESC LIMIT ?", [low, limit]):
                return self._taken(what, ids, (low, high), letters)
            if low:  # no row has such an id
                return Unindexed(what, (low, high), (0, high))
        return None

    def add(self, done: Unindexed, rows: Iterable[Indexed]) -> bool:
        """False: another process has indexed meanwhile, and nothing is added."""
        with transaction(self._db):
            found = self._db.execute("SELECT low, high FROM search_marks WHERE what = ?", [done.what]).fetchone()
            if tuple(found) != done.marks:
                return False
            for row in sorted(rows, key=lambda row: _second(row.said_at)):
                self._add(row)
            self._db.execute("UPDATE search_marks SET low = ?, high = ? WHERE what = ?", [*done.after, done.what])
            return True

    def missing(self) -> int:
        """About how many articles are not indexed so far."""
        row = self._db.execute(
            "SELECT low + (SELECT count(*) FROM revisions WHERE id > high) FROM search_marks WHERE what = 'revisions'"
        ).fetchone()
        return int(row[0])

    def find(self, wanted: Wanted, part: Slice) -> Hits:
        places = self._places(wanted, part)
        more = len(places) > part.limit
        if part.newer is not None and not more:  # the newest: show all of them
            return self.find(wanted, Slice(part.limit)) if places else Hits((), older=True, newer=False)
        shown = sorted(places[: part.limit], reverse=True)
        older = more if part.newer is None else True
        return Hits(self._hits(wanted, shown), older, newer=part.older is not None or part.newer is not None)

    def _version(self) -> str:
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", [VERSION]).fetchone()
        return str(found[0]) if found else ""

    def _ids(self, sql: str, values: Sequence[object]) -> list[int]:
        return [int(row[0]) for row in self._db.execute(sql, list(values)).fetchall()]

    def _taken(self, what: str, ids: list[int], marks: tuple[int, int], letters: int) -> Unindexed:
        articles: list[Article] = []
        claims: list[StoredClaim] = []
        if what == "claims":
            known = self._claims.by_ids(ids)
            claims = [known[one] for one in ids]
        else:
            readings, length = self._articles.by_revisions(ids), 0
            for number, one in enumerate(ids):
                if length > letters:
                    ids = ids[:number]
                    break
                articles.append(readings[one])
                length += len(readings[one].text)
        low, high = marks
        after = (low, ids[-1]) if ids[0] > high else (ids[-1] - 1, high)
        return Unindexed(what, marks, after, tuple(articles), tuple(claims))

    def _add(self, row: Indexed) -> None:
        place = self._free(_second(row.said_at))
        latest = row.claim is not None or self._is_latest(row.article, row.revision)
        if latest and row.claim is None:
            self._db.execute("UPDATE search_rows SET latest = 0 WHERE article = ? AND claim IS NULL", [row.article])
        self._db.execute(
            "INSERT INTO search_rows (id, article, revision, claim, latest) VALUES (?, ?, ?, ?, ?)",
            [place, row.article, row.revision, row.claim, latest],
        )
        self._db.execute(
            "INSERT INTO search_index (rowid, title, text, facets) VALUES (?, ?, ?, ?)",
            [place, row.title, row.text, row.facets],
        )

    def _free(self, place: int) -> int:
        for (taken,) in self._db.execute("SELECT id FROM search_rows WHERE id >= ? ORDER BY id", [place]):
            if taken != place:
                break
            place += 1
        return place

    def _is_latest(self, article: int, revision: int) -> bool:
        row = self._db.execute(
            "SELECT id FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1", [article]
        ).fetchone()
        return bool(row[0] == revision)

    def _places(self, wanted: Wanted, part: Slice) -> list[int]:
        """Of what fits, one more than asked for, in the order of the asking: from the newest, or from `newer` up."""
        few = self._few(wanted) if wanted.low is not None or wanted.state is not None else None
        return self._walk(wanted, part) if few is None else self._each(wanted, part, few) if few else []

    def _walk(self, wanted: Wanted, part: Slice) -> list[int]:
        bounds, values = _bounds(wanted, part, "search_index.rowid")
        more, rest = _conditions(wanted)
        order = "ASC" if part.newer is not None else "DESC"
        return self._ids(
            "SELECT s.id FROM search_index CROSS JOIN search_rows s ON s.id = search_index.rowid"
            f" WHERE search_index MATCH ?{bounds}{more} ORDER BY search_index.rowid {order} LIMIT ?",
            [wanted.match, *values, *rest, part.limit + 1],
        )

    def _each(self, wanted: Wanted, part: Slice, claims: Sequence[int]) -> list[int]:
        bounds, values = _bounds(wanted, part, "s.id")
        more, rest = _conditions(wanted)
        order = "ASC" if part.newer is not None else "DESC"
        on = "s.claim = c.id" if wanted.sought is Sought.FIGURES else "s.article = c.article AND s.claim IS NULL"
        marks = ",".join("?" * len(claims))
        places = self._ids(
            f"SELECT DISTINCT s.id FROM claims c CROSS JOIN search_rows s ON {on} WHERE c.id IN ({marks}){bounds}{more}"
            f" ORDER BY s.id {order}", [*claims, *values, *rest],
        )  # fmt: skip
        found: list[int] = []
        for place in places:
            found += self._ids(
                "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid = ?", [wanted.match, place]
            )
            if len(found) > part.limit:
                break
        return found

    def _few(self, wanted: Wanted) -> list[int] | None:
        """Standing claims that fit, if they are few."""
        of_claim, values = _of_claim(wanted)
        source, ends = ("claims c", []) if wanted.low is None else (BY_FIGURE, [wanted.low, wanted.high] * 2)
        found = self._ids(f"SELECT c.id FROM {source} WHERE {of_claim} LIMIT ?", [*ends, *values, FEW + 1])
        return found if len(found) <= FEW else None

    def _hits(self, wanted: Wanted, places: Sequence[int]) -> tuple[Hit, ...]:
        marks = ",".join("?" * len(places))
        rows = list(self._db.query(f"SELECT * FROM search_rows WHERE id IN ({marks}) ORDER BY id DESC", list(places)))
        articles = self._articles.by_revisions([row["revision"] for row in rows])
        claims = {row["id"]: self._of_row(wanted, row["article"], row["claim"]) for row in rows}
        exchanges = self._claims.links([claim.id for each in claims.values() for claim in each])
        return tuple(
            Hit(
                row["id"],
                articles[row["revision"]],
                bool(row["latest"]),
                claims[row["id"]],
                {claim.id: linked for claim in claims[row["id"]] if (linked := exchanges.get(claim.id))},
            )
            for row in rows
        )

    def _of_row(self, wanted: Wanted, article: int, claim: int | None) -> tuple[StoredClaim, ...]:
        if wanted.sought is Sought.FIGURES and claim is not None:
            return tuple(self._claims.by_ids([claim]).values())
        return tuple(self._claims.of_article(article))


def _second(at: datetime) -> int:
    return max(1, int(at.timestamp()))


def _bounds(wanted: Wanted, part: Slice, place: str) -> Part:
    """Of the ids: of the slice, and roughly of the time."""
    found = [(">=", _second(wanted.since))] if wanted.since else []
    found += [("<", _second(wanted.until) + SLACK)] if wanted.until else []
    found += [("<", part.older)] if part.older is not None else []
    found += [(">", part.newer)] if part.newer is not None else []
    return "".join(f" AND {place} {sign} ?" for sign, _ in found), [value for _, value in found]


def _conditions(wanted: Wanted) -> Part:
    """What else a row must be. s: the row."""
    sql, values = "", list[object]()
    if wanted.until:
        sql += " AND (SELECT coalesce(published, fetched) FROM revisions WHERE id = s.revision) < ?"
        values.append(stamp(wanted.until))
    if wanted.sought is Sought.FIGURES:
        of_claim, more = _of_claim(wanted)
        return f"{sql} AND EXISTS (SELECT 1 FROM claims c WHERE c.id = s.claim AND {of_claim})", [*values, *more]
    if not wanted.every_reading:
        sql += " AND s.latest = 1"
    if wanted.by_claims:
        of_claim, more = _of_claim(wanted)
        sql += f" AND EXISTS (SELECT 1 FROM claims c WHERE c.article = s.article AND {of_claim})"
        values += more
    return sql, values


def _of_claim(wanted: Wanted) -> Part:
    """c: the claim."""
    sql, values = "c.standing = 1", list[object]()
    if wanted.low is not None and wanted.high is not None:
        sql += " AND (c.low BETWEEN ? AND ? OR c.high BETWEEN ? AND ?)"
        values += [wanted.low, wanted.high] * 2
    if wanted.side:
        sql += " AND c.receiver = ?"
        values.append(wanted.side)
    if wanted.state is StateOf.NONE:
        sql += " AND c.exchange IS NULL"
    elif wanted.state:
        sql += f" AND c.exchange IN {IN_STATE}"
        values.append(STATES[wanted.state])
    return sql, values
