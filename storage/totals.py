"""Stated running totals that stand, and how each was found to lie to the ledger: one row a cumulative claim.

A total is stale when something that its audit hangs on has changed: it is audited again at the next reconciling.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from repwatch.model import Audit, Exchange, Kind, Mention, Scope, Settlement, StoredClaim, Verdict, is_exact_total
from storage.exchanges import exchange_of
from storage.rows import stamp
from storage.sides import MARK, NEVER, Sides

A_YEAR = timedelta(days=366)  # from one stated total to the next at most (matcher/shortfall.py)
A_DAY = timedelta(days=1)  # a total said the evening before may count it (matcher/shortfall.py)


@dataclass(frozen=True, slots=True)
class Gap:
    """What a question is about: so many bodies to that side, missing from the ledger or (below zero) too many."""

    conflict: str
    to: str
    gap: int


class Totals:
    def __init__(self, db: Database, sides: Sides) -> None:
        self._db, self._sides = db, sides

    def note(self, claims: Iterable[StoredClaim], firsts: Sequence[str]) -> None:
        """These cumulative claims stand now. firsts: the first day that each counts, empty where it names none."""
        for one, first in zip(claims, firsts, strict=True):
            read = one.claim
            said = stamp(one.said_at)
            self._db.execute(
                "INSERT INTO totals (claim, conflict, receiver, base, first, low, exact, said, at) VALUES"
                " (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (claim) DO UPDATE SET stale = 1, gone = 0",
                [
                    one.id,
                    read.conflict,
                    read.to,
                    read.base,
                    first,
                    read.figure.low,
                    is_exact_total(one),
                    one.told_on,
                    said,
                ],
            )
            self._recount(one, first)

    def describe(self, claim: StoredClaim, first: str) -> None:
        """What rows of before an update of the program do not say."""
        self._db.execute(
            "UPDATE totals SET first = ?, exact = ? WHERE claim = ?", [first, is_exact_total(claim), claim.id]
        )

    def drop(self, claims: Iterable[StoredClaim]) -> None:
        """These do not stand any more."""
        for one in claims:
            self._db.execute("UPDATE totals SET stale = 1, gone = 1 WHERE claim = ?", [one.id])
            row = self._db.execute("SELECT first FROM totals WHERE claim = ?", [one.id]).fetchone()
            if row:
                self._recount(one, row[0])

    def mentioned(self, claims: Iterable[StoredClaim]) -> None:
        """Somebody tells of handovers, or no longer: exact totals that lack so many are looked at again.

        Those too that fit another first day, which explains a gap only as long as nobody tells of what is missing.
        """
        for read in {(one.claim.conflict, one.claim.to, one.claim.figure.low) for one in claims if one.claim.to}:
            for gap in ("most = least AND least = ?3", "most > least AND least <= ?3 AND most >= ?3"):
                self._db.execute(
                    f"UPDATE totals SET stale = 1 WHERE least > 0 AND conflict = ?1 AND receiver = ?2 AND {gap}", read
                )

    def count(self, settlement: Settlement) -> None:
        """What the exchange adds now. Totals said since that may count it are stale if that has changed."""
        if changed := self._sides.keep(settlement):
            first, last = changed
            self._db.execute(
                "UPDATE totals SET stale = 1 WHERE conflict = ? AND said >= ? AND since <= ?",
                [settlement.exchange.conflict, (date.fromisoformat(first) - A_DAY).isoformat(), last],
            )

    def stale(self) -> dict[int, bool]:
        """Claims to be audited again; False: it stands no more."""
        return {claim: not gone for claim, gone in self._db.execute("SELECT claim, gone FROM totals WHERE stale = 1")}

    def standing(self, most: int | None = None) -> list[int]:
        """All, latest first; or so many of the latest, and the others of their last day."""
        latest = "SELECT said FROM totals WHERE gone = 0 ORDER BY said DESC LIMIT 1 OFFSET ?"
        last = self._db.execute(latest, [most - 1]).fetchone() if most else None
        rows = self._db.execute(
            "SELECT claim FROM totals WHERE gone = 0 AND said >= ? ORDER BY said DESC, at DESC, claim DESC",
            last or [""],
        )
        return [claim for (claim,) in rows.fetchall()]

    def version(self) -> str:
        """Another one after whatever an audit may hang on: what is said, read, or known of an exchange."""
        tables = ("claims", "links", "revisions", "known_claims", "decisions")
        newest = ", ".join(f"(SELECT coalesce(max(id), 0) FROM {table})" for table in tables)
        turn = "(SELECT coalesce(max(turn), 0) FROM exchanges)"
        row = self._db.execute(f"SELECT value, {turn}, {newest} FROM meta WHERE name = ?", [MARK]).fetchone()
        return " ".join(str(value) for value in row)

    def many(self) -> int:
        """How many stand, with those of the known history."""
        return int(self._db.execute(
            "SELECT (SELECT count(*) FROM totals WHERE gone = 0) + (SELECT count(*) FROM known_claims WHERE"
            " exchange IS NULL AND json_extract(body, '$.kind') = 'bodies' AND json_extract(body, '$.to') NOT NULL)"
        ).fetchone()[0])  # fmt: skip

    def anchors(self, claim: StoredClaim, first: str, said: str) -> list[int]:
        """Exact totals of that side and first day said before it and below it: the highest, as said first."""
        read = claim.claim
        rows = self._db.execute(
            "SELECT claim FROM totals WHERE conflict = ? AND receiver = ? AND first = ? AND exact = 1 AND low < ?"
            " AND said < ? AND gone = 0 ORDER BY low DESC, said, at LIMIT 8",
            [read.conflict, read.to, first, read.figure.low, said],
        )
        return [one for (one,) in rows.fetchall()]

    def _recount(self, claim: StoredClaim, first: str) -> None:
        """Those that may be counted from it: larger ones of that side and first day, said in the year after it."""
        if not is_exact_total(claim):
            return
        read, said = claim.claim, date.fromisoformat(claim.told_on)
        self._db.execute(
            "UPDATE totals SET stale = 1 WHERE stepped = 1 AND conflict = ? AND receiver = ? AND first = ?"
            " AND said > ? AND said <= ? AND low > ?",
            [read.conflict, read.to, first, said.isoformat(), (said + A_YEAR).isoformat(), read.figure.low],
        )

    def settle(self, claim: int, found: Audit | None) -> set[Gap]:
        """Keep what the audit found; None: it stands no more. The gaps whose question this may change."""
        (row,) = list(self._db.query("SELECT * FROM totals WHERE claim = ?", [claim]))
        touched = {Gap(row["conflict"], row["receiver"], row["gap"])} if row["asks"] else set()
        if found is None:
            self._db.execute("DELETE FROM totals WHERE claim = ?", [claim])
            return touched
        stepped = found.after is not None or found.verdict == "out-of-reach"
        self._db.execute(
            "UPDATE totals SET stale = 0, asks = ?, gap = ?, least = ?, most = ?, stepped = ?, since = ?"
            " WHERE claim = ?",
            [found.asks, found.gap, found.least, found.most, stepped, _since(found), claim],
        )
        return touched | ({Gap(row["conflict"], row["receiver"], found.gap)} if found.asks else set())

    def asking(self, gap: Gap) -> tuple[int, int | None]:
        """How many totals show this gap, and the one said first, by moment and address."""
        values = [gap.conflict, gap.to, gap.gap]
        (many,) = self._db.execute(f"SELECT count(*) {_ASKING}", values).fetchone()
        earliest = self._db.execute(f"SELECT t.said, t.at {_ASKING} ORDER BY t.said, t.at LIMIT 1", values).fetchone()
        if earliest is None:
            return 0, None
        first = self._db.execute(
            f"SELECT t.claim {_ASKING.replace('WHERE', _ADDRESS, 1)} AND t.said = ? AND t.at = ?"
            " ORDER BY a.url, c.position",
            [*values, *earliest],
        ).fetchone()
        return many, first[0]

    def last_asking(self, gap: Gap) -> str:
        """The day on which a total that shows this gap was said last."""
        return str(self._db.execute(f"SELECT max(t.said) {_ASKING}", [gap.conflict, gap.to, gap.gap]).fetchone()[0])

    def of_article(self, claim: StoredClaim) -> int | None:
        """The total of that side that stands in that article now: the same claim, or what its place says otherwise."""
        row = self._db.execute(
            "SELECT t.claim FROM totals t JOIN claims c ON c.id = t.claim WHERE c.standing = 1 AND c.article = ?"
            " AND t.conflict = ? AND t.receiver = ? AND t.gone = 0 ORDER BY t.claim <> ?, t.base <> ?, c.position",
            [claim.article, claim.claim.conflict, claim.claim.to, claim.id, claim.claim.base],
        ).fetchone()
        return int(row[0]) if row else None

    def at(self, conflict: str, first: str, before: str | None) -> list[int]:
        """Said from the first day on, and before the other one if there is one."""
        rows = self._db.execute(
            "SELECT claim FROM totals WHERE conflict = ? AND said >= ? AND said < ? AND gone = 0 ORDER BY claim",
            [conflict, first, before or "9999"],
        )
        return [claim for (claim,) in rows.fetchall()]

    def of_base(self, conflict: str, base: str, first: str) -> list[int]:
        """Of that base, said from that day on."""
        rows = self._db.execute(
            "SELECT claim FROM totals WHERE conflict = ? AND base = ? AND said >= ? AND gone = 0 ORDER BY claim",
            [conflict, base, first],
        )
        return [claim for (claim,) in rows.fetchall()]

    def next_day(self, conflict: str, day: str) -> str | None:
        """The first day after it of an exchange for which a sure current figure stands; None: there is none."""
        return self._neighbour(conflict, day, "> ?", "ASC")

    def day_before(self, conflict: str, day: str) -> str | None:
        """The last day up to it, itself included, of such an exchange."""
        return self._neighbour(conflict, day, "<= ?", "DESC")

    def of_day(self, conflict: str, day: str) -> list[Exchange]:
        """Such exchanges of that day."""
        rows = self._db.query(
            f"SELECT * FROM exchanges e WHERE e.conflict = ? AND e.date = ? AND {_STANDS} ORDER BY e.id",
            [conflict, day],
        )
        return [exchange_of(row) for row in list(rows)]

    def mentions(self, gap: Gap, most: int) -> list[Mention]:
        """Earlier and planned handovers told of, of gap to most bodies, that belong to no exchange."""
        rows = self._db.query(
            "SELECT c.day, c.low, a.outlet, a.url FROM claims c JOIN revisions r ON r.id = c.revision"
            " JOIN articles a ON a.id = r.article WHERE c.standing = 1 AND c.exchange IS NULL"
            f" AND {_MENTIONS} AND c.conflict = ? AND c.receiver = ? AND c.low BETWEEN ? AND ? AND c.high = c.low"
            " AND c.kind = ? ORDER BY c.day, r.published, a.url LIMIT 50",
            [gap.conflict, gap.to, gap.gap, most, Kind.BODIES.value],
        )
        return [Mention(row["day"], row["low"], row["outlet"], row["url"]) for row in list(rows)]

    def _neighbour(self, conflict: str, day: str, where: str, order: str) -> str | None:
        row = self._db.execute(
            f"SELECT e.date FROM exchanges e WHERE e.conflict = ? AND e.date {where} AND {_STANDS}"
            f" ORDER BY e.date {order} LIMIT 1",
            [conflict, day],
        ).fetchone()
        return row[0] if row else None


# As linked, not as settled last: of exchanges that wait to be settled together the first must see the others.
_STANDS = "e.retired_at IS NULL"
_MENTIONS = "c.scope IN ('previous', 'planned')"  # as in the index claims_mentioned
_ASKING = (  # the planner would walk all totals of the war, for it does not know how few are of one gap
    "FROM totals t INDEXED BY totals_asking WHERE t.asks = 1 AND t.conflict = ? AND t.receiver = ? AND t.gap = ?"
)
_ADDRESS = (
    "JOIN claims c ON c.id = t.claim JOIN revisions r ON r.id = c.revision JOIN articles a ON a.id = r.article WHERE"
)


def _since(found: Audit) -> str:
    """Only what does not fit is searched for in other days than those that it counts (matcher/shortfall.py)."""
    if found.verdict in (Verdict.OUT_OF_REACH, Verdict.NO_BASE):
        return NEVER
    exact = is_exact_total(found.claim) and found.verdict in (Verdict.AGREES, Verdict.LAG)
    if not exact and (found.verdict is not Verdict.AGREES or found.until):
        return ""
    return found.after.told_on[: len("2025-06")] if found.after else found.first


def is_total(claim: StoredClaim) -> bool:
    read = claim.claim
    return read.scope is Scope.CUMULATIVE and read.kind is Kind.BODIES and read.to is not None
