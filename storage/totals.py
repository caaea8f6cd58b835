"""Stated running totals that stand, how each was found to lie to the ledger, and what the ledger adds up by.

Two tables are kept beside the rows that say so, to be found by day: `sides`, what each exchange adds to the sum of each
side (and one row with no side, which says that it is there), and `totals`, one row a cumulative claim. A total is stale
when something that its audit hangs on has changed: it is audited again at the next reconciling.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from repwatch.model import Audit, Exchange, ExchangeStatus, Handover, Kind, Mention, Scope, Settlement, StoredClaim
from storage.exchanges import exchange_of
from storage.rows import stamp

THERE = ""  # the side of the row that says that an exchange is there, whatever is known of its sides
A_DAY = timedelta(days=1)  # a total said the evening before may count it (matcher/shortfall.py)


@dataclass(frozen=True, slots=True)
class Gap:
    """What a question is about: so many bodies to that side, missing from the ledger or (below zero) too many."""

    conflict: str
    to: str
    gap: int


class Totals:
    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, claims: Iterable[StoredClaim], firsts: Sequence[str]) -> None:
        """These cumulative claims stand now. firsts: the first day that each counts, empty where it names none."""
        for one, first in zip(claims, firsts, strict=True):
            read = one.claim
            said = stamp(one.said_at)
            self._db.execute(
                "INSERT INTO totals (claim, conflict, receiver, base, first, low, said, at) VALUES"
                " (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (claim) DO UPDATE SET stale = 1, gone = 0",
                [one.id, read.conflict, read.to, read.base, first, read.figure.low, said[:10], said],
            )
            self._db.execute(
                "UPDATE totals SET stale = 1 WHERE stepped = 1 AND conflict = ? AND receiver = ? AND first = ?"
                " AND said > ?",
                [read.conflict, read.to, first, said[:10]],
            )

    def drop(self, claims: Iterable[StoredClaim]) -> None:
        """These do not stand any more."""
        for one in claims:
            self._db.execute("UPDATE totals SET stale = 1, gone = 1 WHERE claim = ?", [one.id])
            self._db.execute(
                "UPDATE totals SET stale = 1 WHERE stepped = 1 AND conflict = ? AND receiver = ? AND said > ?",
                [one.claim.conflict, one.claim.to, stamp(one.said_at)[:10]],
            )

    def mentioned(self, claims: Iterable[StoredClaim]) -> None:
        """Somebody tells of handovers, or no longer: what is asked about a missing one is looked at again."""
        for read in {(one.claim.conflict, one.claim.to) for one in claims if one.claim.to}:
            self._db.execute("UPDATE totals SET stale = 1 WHERE asks = 1 AND conflict = ? AND receiver = ?", read)

    def count(self, settlement: Settlement) -> None:
        """What the exchange adds now. Totals said since are stale if that has changed."""
        exchange = settlement.exchange
        day = _last_day(exchange.date) if exchange.date else None
        rows = _rows(settlement, day) if settlement.status is not ExchangeStatus.RETRACTED and day else []
        known = self._db.execute(
            "SELECT receiver, day, low, high FROM sides WHERE exchange = ? ORDER BY receiver", [exchange.id]
        ).fetchall()
        if known == rows:
            return
        self._db.execute("DELETE FROM sides WHERE exchange = ?", [exchange.id])
        for to, at, low, high in rows:
            self._db.execute(
                "INSERT INTO sides (exchange, receiver, conflict, day, low, high, vague) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [exchange.id, to, exchange.conflict, at, low, high, exchange.date != at],
            )
        changed = set(known) ^ set(rows)
        earliest = min(date.fromisoformat(at) for _, at, _, _ in changed) - A_DAY
        self._db.execute(
            "UPDATE totals SET stale = 1 WHERE conflict = ? AND said >= ?", [exchange.conflict, earliest.isoformat()]
        )

    def handovers(self, conflict: str, to: str) -> list[Handover]:
        """What every exchange of the ledger adds to the sum of that side, by day."""
        rows = self._db.execute(
            "SELECT t.exchange, t.day, s.low, s.high, t.vague FROM sides t LEFT JOIN sides s ON s.exchange = t.exchange"
            " AND s.receiver = ? WHERE t.conflict = ? AND t.receiver = '' ORDER BY t.day, t.exchange",
            [to, conflict],
        )
        return [Handover(one, day, low or 0, high, bool(vague)) for one, day, low, high, vague in rows.fetchall()]

    def stale(self) -> dict[int, bool]:
        """Claims to be audited again; False: it stands no more."""
        return {claim: not gone for claim, gone in self._db.execute("SELECT claim, gone FROM totals WHERE stale = 1")}

    def standing(self) -> list[int]:
        """All, latest first."""
        rows = self._db.execute("SELECT claim FROM totals WHERE gone = 0 ORDER BY said DESC, at DESC, claim DESC")
        return [claim for (claim,) in rows.fetchall()]

    def anchors(self, conflict: str, to: str, first: str, before: tuple[str, int]) -> list[int]:
        """Of that side and first day, said before that day and below that figure: the highest."""
        rows = self._db.execute(
            "SELECT claim FROM totals WHERE conflict = ? AND receiver = ? AND first = ? AND said < ? AND low < ?"
            " AND gone = 0 ORDER BY low DESC, said, at LIMIT 50",
            [conflict, to, first, *before],
        )
        return [claim for (claim,) in rows.fetchall()]

    def settle(self, claim: int, found: Audit | None) -> set[Gap]:
        """Keep what the audit found; None: it stands no more. The gaps whose question this may change."""
        (row,) = list(self._db.query("SELECT * FROM totals WHERE claim = ?", [claim]))
        touched = {Gap(row["conflict"], row["receiver"], row["gap"])} if row["asks"] else set()
        if found is None:
            self._db.execute("DELETE FROM totals WHERE claim = ?", [claim])
            return touched
        stepped = found.after is not None or found.verdict == "out-of-reach"
        self._db.execute(
            "UPDATE totals SET stale = 0, asks = ?, gap = ?, stepped = ?, first = ? WHERE claim = ?",
            [found.asks, found.gap, stepped, found.first, claim],
        )
        return touched | ({Gap(row["conflict"], row["receiver"], found.gap)} if found.asks else set())

    def asking(self, gap: Gap) -> tuple[int, int | None]:
        """How many totals show this gap, and the one said first, by moment and address."""
        values = [gap.conflict, gap.to, gap.gap]
        where = "FROM totals t WHERE t.asks = 1 AND t.conflict = ? AND t.receiver = ? AND t.gap = ?"
        (many,) = self._db.execute(f"SELECT count(*) {where}", values).fetchone()
        first = self._db.execute(
            f"SELECT t.claim, a.url {where.replace('WHERE', _ADDRESS, 1)} ORDER BY t.said, t.at, a.url, c.position",
            values,
        ).fetchone()
        return many, first[0] if first else None

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
_ADDRESS = (
    "JOIN claims c ON c.id = t.claim JOIN revisions r ON r.id = c.revision JOIN articles a ON a.id = r.article WHERE"
)


def _rows(settlement: Settlement, day: str) -> list[tuple[str, str, int, int | None]]:
    sides = [(one.to, day, one.low, one.high) for one in settlement.received]
    return [(THERE, day, 0, None), *sorted(sides, key=lambda one: one[0])]


def _last_day(text: str) -> str:
    """Of a month its last day, so that a total of that month counts it."""
    if len(text) == len("2025-06-16"):
        return text
    year, month = map(int, text.split("-"))
    return f"{text}-{monthrange(year, month)[1]}"


def is_total(claim: StoredClaim) -> bool:
    read = claim.claim
    return read.scope is Scope.CUMULATIVE and read.kind is Kind.BODIES and read.to is not None
