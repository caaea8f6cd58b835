"""Claims as they were read, and which exchange each is about. Rows are added, never overwritten.

Standing are the claims of the latest revision of each article that was read, as the rules that read it last have read
it: until a new revision is read, what the one before says stands. Whether a claim stands and which exchange it was
linked to last are kept in columns of their own, so that a ledger of years answers by index.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Article, Claim, Reading, StoredClaim
from storage.known import KnownClaim
from storage.rows import dump, first, load, maybe_moment, moment, stamp

SELECT = (
    "SELECT c.id, c.body, r.article, r.id AS revision, a.outlet, a.url, r.title, a.lang, r.published, r.fetched,"
    " r.baseline FROM claims c JOIN revisions r ON r.id = c.revision JOIN articles a ON a.id = r.article"
)
STANDING = "c.standing = 1"
MACHINE = f"({STANDING} AND c.decided = 0)"  # and not what an editor made of it
# A day has few claims that belong to no exchange, and many others.
BY_UNLINKED = SELECT.replace("claims c", "claims c INDEXED BY claims_unlinked")
TO_ASK = (  # a claim of these that belongs to no exchange may be asked about (review/triage.py)
    "INSERT OR IGNORE INTO to_ask SELECT conflict, coalesce(day, ''), CASE WHEN day IS NULL THEN low ELSE 0 END"
    " FROM claims WHERE kind = 'bodies' AND (scope = 'previous' OR (scope = 'current' AND sure = 0))"
)


class Claims:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, article: Article, reading: Reading, rules_version: str, now: datetime) -> None:
        """The claims of one reading, which stand from now on, with the note that these rules have read the revision."""
        self._stand(article, reading.claims, (rules_version, False), now)
        self._db.execute(
            "UPDATE revisions SET matched_by = ?, relevant = ?, reason = ?, match_error = '' WHERE id = ?",
            [rules_version, reading.relevant, reading.reason, article.revision],
        )

    def overrule(self, article: Article, claims: Sequence[Claim], version: str, now: datetime) -> None:
        """What editors made of the claims of a reading stands in their place. version: of rules and decisions."""
        self._stand(article, claims, (version, True), now)

    def reading(self, revision: int) -> tuple[Reading, str] | None:
        """What the rules made of it last, before any editor, and their version; None: not read so far."""
        read = first(list(self._db.query(
            "SELECT matched_by, relevant, reason FROM revisions WHERE id = ? AND matched_by NOT NULL"
            " AND match_error = ''", [revision],
        )))  # fmt: skip
        if read is None:
            return None
        rows = self._db.query(
            "SELECT body FROM claims WHERE revision = ? AND rules_version = ? AND decided = 0 ORDER BY position",
            [revision, read["matched_by"]],
        )
        claims = tuple(load(row["body"], Claim) for row in list(rows))
        return Reading(bool(read["relevant"]), read["reason"], claims), read["matched_by"]

    def failed(self, article: Article, rules_version: str, error: str) -> None:
        """These rules could not read the revision: it is not tried again until the rules change.

        What was read of the article before goes on standing: a fault of the program withdraws no exchange.
        """
        self._db.execute(
            "UPDATE revisions SET matched_by = ?, match_error = ? WHERE id = ?",
            [rules_version, error, article.revision],
        )

    def standing(self, conflict: str, first_day: str, last_day: str) -> list[StoredClaim]:
        """Of the days from first to last, both included."""
        return self._all(
            f"{SELECT} WHERE c.conflict = ? AND c.day BETWEEN ? AND ? AND {STANDING} ORDER BY c.id",
            [conflict, first_day, last_day],
        )

    def unlinked(self, scope: str, conflict: str, day: str | None, low: int) -> list[StoredClaim]:
        """Standing ones of that day that fit no exchange; where no day is known, of that figure."""
        figure = ("", []) if day else (" AND c.low = ?", [low])
        return self._all(
            f"{BY_UNLINKED} WHERE c.conflict = ? AND c.scope = ? AND c.day IS ?{figure[0]} AND {STANDING}"
            " AND c.exchange IS NULL ORDER BY c.id",
            [conflict, scope, day, *figure[1]],
        )

    def of_exchange(self, exchange: str) -> list[StoredClaim]:
        """Standing claims linked to it, in the order in which they were said."""
        return self._all(
            f"{SELECT} WHERE c.exchange = ? AND {STANDING}"
            " ORDER BY coalesce(r.published, r.fetched), a.url, c.position",
            [exchange],
        )

    def accepted(self, after: int, until: datetime, limit: int) -> tuple[int, list[StoredClaim]]:
        """Of the next so many that were read until then: those that got into the ledger unasked. And the last of all.

        after, the last: ids. Without what a first poll or an import brought.
        """
        last = self._last(
            "SELECT id FROM claims WHERE id > ? AND made_at <= ? ORDER BY id LIMIT ?", after, until, limit
        )
        unasked = "c.sure = 1 AND c.decided = 0 AND c.exchange NOT NULL AND r.baseline = 0"
        found = f"{SELECT} WHERE c.id > ? AND c.id <= ? AND {STANDING} AND {unasked} ORDER BY c.id"
        return last, self._all(found, [after, last])

    def of_article(self, article: int) -> list[StoredClaim]:
        return self._all(f"{SELECT} WHERE c.article = ? AND {STANDING} ORDER BY c.id", [article])

    def totals_of_outlet(self, outlet: str) -> list[StoredClaim]:
        """Standing running totals that it printed."""
        return self._all(
            f"{SELECT} WHERE a.outlet = ? AND c.article = a.id AND c.scope = 'cumulative' AND {STANDING} ORDER BY c.id",
            [outlet],
        )

    def exchanges_of_outlet(self, outlet: str) -> dict[str, int]:
        """Exchange -> how many standing claims of its articles are about it."""
        rows = self._db.execute(
            "SELECT c.exchange, count(*) FROM articles a JOIN claims c ON c.article = a.id"
            f" WHERE a.outlet = ? AND {STANDING} AND c.exchange NOT NULL GROUP BY 1 ORDER BY 1",
            [outlet],
        )
        return dict(rows.fetchall())

    def ask_again(self, outlet: str) -> None:
        """Look again whether its claims that belong to no exchange are worth a question."""
        self._db.execute(
            f"{TO_ASK} AND standing = 1 AND exchange IS NULL AND article IN (SELECT id FROM articles WHERE outlet = ?)",
            [outlet],
        )

    def first_said(self, exchange: str) -> tuple[datetime, datetime]:
        """When the first article that was ever linked to it was read, and when that had been published."""
        (row,) = self._db.query(
            "SELECT r.fetched, coalesce(r.published, r.fetched) AS published FROM links l JOIN claims c"
            " ON c.id = l.claim JOIN revisions r ON r.id = c.revision WHERE l.exchange = ? ORDER BY r.fetched LIMIT 1",
            [exchange],
        )
        return moment(row["fetched"]), moment(row["published"])

    def of_revision(self, revision: int) -> list[StoredClaim]:
        """What that reading of an article said, also where a later one stands, as the last rules that read it say."""
        return self._all(
            f"{SELECT} WHERE r.id = ? AND (c.rules_version = r.matched_by OR {MACHINE}) ORDER BY c.id", [revision]
        )

    def of_edited(self, exchange: str) -> list[StoredClaim]:
        """Claims about it, standing or not, of articles that were read more than once; in the order of reading."""
        return self._all(
            f"{SELECT} WHERE c.id IN (SELECT claim FROM links WHERE exchange = ?) AND c.exchange = ?"
            f" AND (c.rules_version = r.matched_by OR {MACHINE})"
            " AND EXISTS (SELECT 1 FROM revisions WHERE article = r.article AND number > 1) ORDER BY r.id, c.id",
            [exchange, exchange],
        )

    def by_ids(self, ids: Iterable[int]) -> dict[int, StoredClaim]:
        """Also such as no longer stand; negative ids are the known history."""
        wanted, found = sorted(set(ids)), {}
        for start in range(0, len(wanted), 500):
            part = [identity for identity in wanted[start : start + 500] if identity > 0]
            marks = ",".join("?" * len(part))
            found.update({claim.id: claim for claim in self._all(f"{SELECT} WHERE c.id IN ({marks})", part)})
        return {**found, **{claim.id: claim for claim in self.known(-one for one in wanted if one < 0)}}

    def known(self, ids: Iterable[int]) -> list[StoredClaim]:
        """Claims of the shipped history, by their positive row ids."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        rows = self._db.query(f"SELECT * FROM known_claims WHERE id IN ({marks})", wanted)
        return [_known(row) for row in list(rows)]

    def known_of(self, exchange: str) -> list[StoredClaim]:
        rows = self._db.query("SELECT * FROM known_claims WHERE exchange = ? ORDER BY id", [exchange])
        return [_known(row) for row in list(rows)]

    def known_totals(self) -> list[StoredClaim]:
        """Running totals of the shipped history, newest first."""
        rows = self._db.query("SELECT * FROM known_claims WHERE exchange IS NULL ORDER BY id")
        return sorted((_known(row) for row in list(rows)), key=lambda one: one.claim.day or "", reverse=True)

    def add_known(self, known: KnownClaim, exchange: str | None) -> bool:
        """True: it was not there before."""
        cursor = self._db.execute(
            "INSERT INTO known_claims (exchange, key, body, reporters, sources, notes) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO NOTHING",
            [exchange, known.key, dump(known.claim), known.reporters, known.sources, known.notes],
        )
        return cursor.rowcount == 1

    def links(self, ids: Sequence[int]) -> dict[int, str | None]:
        """Claim -> exchange as linked last; not there: never linked."""
        if not ids:
            return {}
        rows = self._db.query(
            f"SELECT c.id, c.exchange FROM claims c WHERE c.id IN ({','.join('?' * len(ids))})",
            list(ids),
        )
        return {row["id"]: row["exchange"] for row in list(rows)}

    def link(self, claim: int, exchange: str | None, rule: str, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO links (claim, exchange, rule, made_at) VALUES (?, ?, ?, ?)",
            [claim, exchange, rule, stamp(now)],
        )
        self._db.execute("UPDATE claims SET exchange = ? WHERE id = ?", [exchange, claim])
        self._db.execute(f"{TO_ASK} AND id = ?", [claim])

    def unlink(self, ids: Iterable[int]) -> None:
        """What these were linked to before counts no more: they stood by nothing since, and stand again."""
        self._db.conn.executemany("UPDATE claims SET exchange = NULL WHERE id = ?", [[identity] for identity in ids])

    def _last(self, sql: str, after: int, until: datetime, limit: int) -> int:
        row = self._db.execute(f"SELECT coalesce(max(id), ?) FROM ({sql})", [after, after, stamp(until), limit])
        return int(row.fetchone()[0])

    def _stand(self, article: Article, claims: Sequence[Claim], version: tuple[str, bool], now: datetime) -> None:
        """version: of what made them, and whether a person did."""
        said = stamp(article.published or article.fetched)[:10]
        ask_about = f"{TO_ASK} AND article = ? AND standing = 1"  # what stood until now, and what stands from now on
        self._db.execute(ask_about, [article.id])
        self._db.execute("UPDATE claims SET standing = 0 WHERE article = ? AND standing = 1", [article.id])
        for position, claim in enumerate(claims):
            self._db.execute(
                "INSERT INTO claims (revision, rules_version, decided, position, conflict, kind, receiver, scope, low,"
                " high, day, body, sure, made_at, article, said, standing)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
                " ON CONFLICT (revision, rules_version, position) DO UPDATE SET standing = 1",
                [article.revision, *version, position, claim.conflict, claim.kind.value, claim.to,
                 claim.scope.value, claim.figure.low, claim.figure.high, claim.day, dump(claim), claim.sure,
                 stamp(now), article.id, said],
            )  # fmt: skip
        self._db.execute(ask_about, [article.id])

    def _all(self, sql: str, values: Sequence[object]) -> list[StoredClaim]:
        return [_claim(row) for row in list(self._db.query(sql, list(values)))]


def _claim(row: dict[str, Any]) -> StoredClaim:
    return StoredClaim(
        id=row["id"],
        claim=load(row["body"], Claim),
        article=row["article"],
        revision=row["revision"],
        outlet=row["outlet"],
        url=row["url"],
        title=row["title"],
        lang=row["lang"],
        said_at=maybe_moment(row["published"]) or moment(row["fetched"]),
        baseline=bool(row["baseline"]),
    )


def _known(row: dict[str, Any]) -> StoredClaim:
    claim = load(row["body"], Claim)
    return StoredClaim(
        id=-row["id"],
        claim=claim,
        article=0,
        revision=0,
        outlet="",
        url="",
        title="",
        lang="",
        said_at=datetime.fromisoformat(f"{(claim.day or '')[:7]}-01T12:00:00+00:00"),
        baseline=True,
        reporters=row["reporters"],
        sources=tuple(row["sources"].split("; ")) if row["sources"] else (),
        notes=row["notes"],
    )
