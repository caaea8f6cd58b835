"""Exchanges, what is known of each, and since when. A settlement is added when it says something else than the last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import (
    Conflict,
    Exchange,
    ExchangeStatus,
    Reconciliation,
    Rule,
    Settlement,
    Stated,
    StatedBy,
    Status,
    Step,
    StoredClaim,
)
from storage.claims import Claims
from storage.lines import keep_line, turn_if_new
from storage.rows import dump, first, load, moment, stamp


@dataclass(frozen=True, slots=True)
class _Side:
    to: str
    status: Status
    low: int
    high: int | None
    best: int | None
    origins: int
    claims: tuple[int, ...]
    stated_by: StatedBy = StatedBy.NONE
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class _Value:
    low: int
    high: int | None
    attributed_to: str
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Conflict:
    type: str
    to: str | None
    values: tuple[_Value, ...]


@dataclass(frozen=True, slots=True)
class _Summary:
    """A settlement with the ids of its claims in place of the claims."""

    date: str | None
    status: ExchangeStatus
    received: tuple[_Side, ...]
    conflicts: tuple[_Conflict, ...]
    articles: int
    baseline: bool
    announced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One exchange that was settled. before: its reconciliation until then, 0 for none; last: its present one."""

    exchange: str
    before: int
    last: int


LATEST = "(SELECT max(id) FROM reconciliations WHERE exchange = e.id)"


class Exchanges:
    def __init__(self, db: Database, claims: Claims) -> None:
        self._db, self._claims = db, claims

    def near(self, conflict: str, first_day: str, last_day: str) -> list[Exchange]:
        """Of the days from first to last, both included; months that overlap too."""
        rows = self._db.query(
            "SELECT * FROM exchanges WHERE conflict = ?1 AND date BETWEEN ?2 AND ?3 UNION"  # each part by index
            " SELECT * FROM exchanges WHERE conflict = ?1 AND date IN (?4, ?5) ORDER BY id",
            [conflict, first_day, last_day, first_day[:7], last_day[:7]],
        )
        return [exchange_of(row) for row in list(rows)]

    def standing(self, conflict: str = "") -> list[Exchange]:
        """All that a current claim or the shipped history speaks of, settled or not. "": of every conflict."""
        rows = self._db.query(
            "SELECT * FROM exchanges WHERE ? IN (conflict, '') AND retired_at IS NULL ORDER BY date, id", [conflict]
        )
        return [exchange_of(row) for row in list(rows)]

    def has(self, exchange: str) -> bool:
        return bool(list(self._db.query("SELECT 1 FROM exchanges WHERE id = ?", [exchange])))

    def keep(self, exchange: Exchange, now: datetime) -> None:
        """Make sure it is there and stands, under its present day, and have it settled again."""
        turn_if_new(self._db, exchange)
        self._db.execute(
            "INSERT INTO exchanges (id, conflict, date, known, precision, created_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET date = excluded.date, known = excluded.known,"
            " precision = excluded.precision, retired_at = NULL, touched = touched + 1",
            [exchange.id, exchange.conflict, exchange.date, exchange.known, exchange.precision, stamp(now)],
        )

    def touch(self, ids: Iterable[str]) -> None:
        """Have them settled again."""
        for identity in ids:
            self._db.execute("UPDATE exchanges SET touched = touched + 1 WHERE id = ?", [identity])

    def unsettled(self) -> list[tuple[Exchange, int]]:
        """Each with the mark to give back to settle."""
        rows = self._db.query("SELECT * FROM exchanges WHERE touched > settled ORDER BY id")
        return [(exchange_of(row), row["touched"]) for row in list(rows)]

    def pass_over(self) -> None:
        """Nothing waits any more but what is touched from now on: for a transaction that will be taken back."""
        self._db.execute("UPDATE exchanges SET settled = touched WHERE touched > settled")

    def settle(self, settlement: Settlement, mark: int, now: datetime) -> bool:
        """True: it says something else than the last one.

        Touched since the mark was given (another process works beside this one): it was made of what no longer
        stands, and would be told as if it did. It is discarded, and the exchange stays unsettled.
        """
        exchange = settlement.exchange.id
        done = self._db.execute("UPDATE exchanges SET settled = ? WHERE id = ? AND touched = ?", [mark, exchange, mark])
        if done.rowcount != 1:
            return False
        summary = dump(_summary(settlement))
        last = first(list(self._db.query(
            "SELECT summary FROM reconciliations WHERE exchange = ? ORDER BY id DESC LIMIT 1", [exchange]
        )))  # fmt: skip
        changed = last is None or last["summary"] != summary
        if changed:
            self._db.execute(
                "INSERT INTO reconciliations (exchange, at, status, summary) VALUES (?, ?, ?, ?)",
                [exchange, stamp(now), settlement.status.value, summary],
            )
        keep_line(self._db, settlement, changed=changed)
        return changed

    def by_ids(self, ids: Sequence[str]) -> list[Settlement]:
        """In the order of the ids; without those of which nothing was settled."""
        rows = self._db.query(
            "SELECT e.*, s.summary FROM exchanges e JOIN reconciliations s"
            f" ON s.id = {LATEST} WHERE e.id IN ({','.join('?' * len(ids))})",
            list(ids),
        )
        found = {one.exchange.id: one for one in self._settlements(list(rows))}
        return [found[identity] for identity in ids if identity in found]

    def latest(self, most: int) -> list[str]:
        """The ids of those whose state changed last, also withdrawn ones, the last change first."""
        rows = self._db.execute(
            "SELECT exchange FROM reconciliations GROUP BY exchange ORDER BY max(id) DESC LIMIT ?", [most]
        )
        return [exchange for (exchange,) in rows.fetchall()]

    def settlements(self, *, known: bool = True, withdrawn: bool = False) -> list[Settlement]:
        """Standing ones, newest first. known False: without those that only the shipped history knows."""
        rows = self._db.query(
            "SELECT e.*, s.summary FROM exchanges e JOIN reconciliations s"
            f" ON s.id = {LATEST} WHERE ? OR s.status != 'retracted' ORDER BY e.date DESC, e.id DESC",
            [withdrawn],
        )
        found = self._settlements(list(rows))
        return found if known else [one for one in found if one.articles]

    def restated(self, limit: int) -> list[Settlement]:
        """Those in which a later text repeats a settled figure otherwise, the latest settled first."""
        rows = self._db.query(
            "SELECT e.*, s.summary FROM reconciliations s INDEXED BY reconciliations_restated"
            " JOIN exchanges e ON e.id = s.exchange WHERE instr(s.summary, 'RESTATEMENT-ERROR') > 0"
            f" AND s.id = {LATEST} ORDER BY s.id DESC LIMIT ?",
            [limit],
        )
        return self._settlements(list(rows))

    def settlement(self, exchange: str) -> Settlement | None:
        rows = self._db.query(
            f"SELECT e.*, s.summary FROM exchanges e JOIN reconciliations s ON s.id = {LATEST} WHERE e.id = ?",
            [exchange],
        )
        return next(iter(self._settlements(list(rows))), None)

    def settlement_at(self, reconciliation: int) -> Settlement | None:
        """As it was settled then."""
        rows = self._db.query(
            "SELECT e.*, s.summary FROM reconciliations s JOIN exchanges e ON e.id = s.exchange WHERE s.id = ?",
            [reconciliation],
        )
        return next(iter(self._settlements(list(rows))), None)

    def history(self, exchange: str) -> list[Step]:
        """Oldest first; steps that look alike from outside (one more article) are one."""
        rows = self._db.query("SELECT at, summary FROM reconciliations WHERE exchange = ? ORDER BY id", [exchange])
        steps: list[Step] = []
        for row in list(rows):
            summary = load(row["summary"], _Summary)
            step = Step(
                moment(row["at"]), summary.status, tuple((one.to, one.low, one.high) for one in summary.received)
            )
            if not steps or (steps[-1].status, steps[-1].received) != (step.status, step.received):
                steps.append(step)
        return steps

    def news_for(self, subscription: str) -> list[tuple[str, int]]:
        """Exchanges settled since this subscription was last looked at, each with its reconciliation."""
        rows = self._db.query(
            "SELECT e.id, s.last FROM (SELECT exchange, max(id) AS last FROM reconciliations NOT INDEXED"
            " WHERE id > coalesce((SELECT looked FROM subscribers WHERE id = ?), 0) GROUP BY exchange) s"
            " JOIN exchanges e ON e.id = s.exchange ORDER BY e.date, e.id",
            [subscription],
        )
        return [(row["id"], row["last"]) for row in list(rows)]

    def last_reconciliation(self) -> int:
        """Its id; 0: there is none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM reconciliations").fetchone()[0])

    def settled_since(self, reconciliation: int) -> list[Change]:
        """Exchanges that say something else than when that one was the last of all."""
        rows = self._db.query(
            "SELECT exchange, max(id) AS last, (SELECT coalesce(max(id), 0) FROM reconciliations WHERE exchange ="
            " r.exchange AND id <= ?) AS before FROM reconciliations r WHERE id > ? GROUP BY exchange",
            [reconciliation, reconciliation],
        )
        return [Change(row["exchange"], row["before"], row["last"]) for row in list(rows)]

    def _settlements(self, rows: list[dict[str, Any]]) -> list[Settlement]:
        """All claims are read at once: a ledger of years is one query for the claims, not one an exchange."""
        summaries = [load(row["summary"], _Summary) for row in rows]
        claims = self._claims.by_ids(identity for one in summaries for identity in _claim_ids(one))
        return [_settlement(exchange_of(row), one, claims) for row, one in zip(rows, summaries, strict=True)]


def exchange_of(row: dict[str, Any]) -> Exchange:
    return Exchange(row["id"], row["conflict"], row["date"], bool(row["known"]), row["precision"])


def _claim_ids(one: _Summary) -> Iterator[int]:
    yield from one.announced
    for side in one.received:
        yield from side.claims
    for conflict in one.conflicts:
        for value in conflict.values:
            yield from value.claims


def _ids(claims: Iterable[StoredClaim]) -> tuple[int, ...]:
    return tuple(claim.id for claim in claims)


def _summary(one: Settlement) -> _Summary:
    received = tuple(_side(side) for side in one.received)
    conflicts = tuple(
        _Conflict(
            each.type, each.to, tuple(_Value(v.low, v.high, v.attributed_to, _ids(v.claims)) for v in each.values)
        )
        for each in one.conflicts
    )
    planned = _ids(one.announced)
    return _Summary(one.exchange.date, one.status, received, conflicts, one.articles, one.baseline, planned)


def _side(one: Reconciliation) -> _Side:
    claims = _ids(one.claims)
    return _Side(one.to, one.status, one.low, one.high, one.best, one.origins, claims, one.stated_by, one.rule)


def _settlement(exchange: Exchange, one: _Summary, claims: dict[int, StoredClaim]) -> Settlement:
    def of(ids: Iterable[int]) -> tuple[StoredClaim, ...]:
        return tuple(claims[identity] for identity in ids)

    return Settlement(
        exchange,
        one.status,
        tuple(
            Reconciliation(s.to, s.status, s.low, s.high, s.best, s.origins, of(s.claims), s.stated_by, s.rule)
            for s in one.received
        ),
        tuple(
            Conflict(c.type, c.to, tuple(Stated(v.low, v.high, v.attributed_to, of(v.claims)) for v in c.values))
            for c in one.conflicts
        ),
        one.articles,
        one.baseline,
        of(one.announced),
    )
