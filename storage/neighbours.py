"""What stands around a day: exchanges, their figures, and the claims that open none and may point there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Exchange, Kind, Scope, StoredClaim
from storage.claims import STANDING, Claims
from storage.exchanges import Exchanges, exchange_of
from storage.rows import stamp

# What may open an exchange, as matcher/gather.py says it of one claim.
OPENING = (
    f"c.kind = '{Kind.BODIES.value}' AND c.scope = '{Scope.CURRENT.value}' AND c.receiver IS NOT NULL AND c.sure = 1"
    " AND length(c.day) = 10"
)
Figures = dict[str, dict[str, frozenset[int]]]  # exchange -> side -> counts


class Neighbours:
    def __init__(self, db: Database, claims: Claims, exchanges: Exchanges) -> None:
        self._db, self._claims, self._exchanges = db, claims, exchanges

    def standing(self, conflict: str, first_day: str, last_day: str) -> list[Exchange]:
        """Exchanges of those days and months that something speaks of."""
        near = self._exchanges.near(conflict, first_day, last_day)
        retired = self.retired([one.id for one in near])
        return [one for one in near if one.id not in retired]

    def retired(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of them that nothing is left of."""
        rows = self._db.query(
            f"SELECT id FROM exchanges WHERE id IN ({_marks(ids)}) AND retired_at IS NOT NULL", list(ids)
        )
        return frozenset(row["id"] for row in list(rows))

    def retire(self, exchange: str, now: datetime) -> None:
        """No claim opens it any more: have it settled again, and let nothing point to it."""
        self._db.execute(
            "UPDATE exchanges SET retired_at = ?, touched = touched + 1 WHERE id = ? AND retired_at IS NULL",
            [stamp(now), exchange],
        )

    def before(self, conflict: str, day: str) -> str | None:
        """The last exchange that stands before that day."""
        return self._one(
            "SELECT id FROM exchanges WHERE conflict = ? AND date < ? AND retired_at IS NULL"
            " ORDER BY date DESC, id DESC LIMIT 1",
            [conflict, day],
        )

    def names(self, conflict: str, first_day: str, last_day: str) -> frozenset[str]:
        """Ids that were made for those days, wherever their exchanges stand now."""
        bounds = [f"{conflict}-{first_day}", f"{conflict}-{last_day}~"]
        return frozenset(row["id"] for row in list(self._db.query(
            "SELECT id FROM exchanges WHERE id BETWEEN ? AND ?", bounds
        )))  # fmt: skip

    def by_ids(self, ids: Iterable[str]) -> list[Exchange]:
        wanted = sorted(set(ids))
        rows = self._db.query(f"SELECT * FROM exchanges WHERE id IN ({_marks(wanted)}) ORDER BY id", wanted)
        return [exchange_of(row) for row in list(rows)]

    def figures(self, ids: Sequence[str]) -> Figures:
        """What opens each of them states, and what the shipped history does."""
        rows = self._db.query(
            f"SELECT DISTINCT c.exchange, c.receiver, c.low FROM claims c WHERE c.exchange IN ({_marks(ids)})"
            f" AND {STANDING} AND {OPENING}",
            list(ids),
        )
        return _figures([*((row["exchange"], row["receiver"], row["low"]) for row in list(rows)), *self._history(ids)])

    def history(self, ids: Sequence[str]) -> Figures:
        """What the shipped history states of each."""
        return _figures(self._history(ids))

    def pointing(self, conflict: str, days: Iterable[str], scopes: Sequence[str]) -> list[StoredClaim]:
        """Standing claims of these days and months that open no exchange, found by the index of days (+)."""
        wanted = sorted(set(days))
        rows = self._db.query(
            f"SELECT c.id FROM claims c WHERE c.conflict = ? AND c.day IN ({_marks(wanted)})"
            f" AND +c.scope IN ({_marks(scopes)}) AND {STANDING} AND ({OPENING}) IS NOT TRUE",
            [conflict, *wanted, *scopes],
        )
        return list(self._claims.by_ids(row["id"] for row in list(rows)).values())

    def planned(self, conflict: str, early: str, day: str, late: str) -> list[StoredClaim]:
        """Standing plans of bodies for a day from early to late or its month, or said without a day by that day."""
        plans = f"SELECT c.id FROM claims c WHERE c.conflict = ?1 AND {STANDING} AND c.kind = '{Kind.BODIES.value}'"
        planned = f"c.scope = '{Scope.PLANNED.value}'"
        rows = self._db.query(
            f"{plans} AND +{planned} AND c.day BETWEEN ?2 AND ?3"  # (+) by the index of days
            f" UNION {plans} AND +{planned} AND c.day = ?4"
            f" UNION {plans} AND {planned} AND c.day IS NULL AND c.said BETWEEN ?2 AND ?5",
            [conflict, early, late, day[:7], day],
        )
        return list(self._claims.by_ids(row["id"] for row in list(rows)).values())

    def waiting(self, conflict: str, since: str) -> list[StoredClaim]:
        """Standing plans of bodies, said on that day or later, that no exchange has taken over."""
        rows = self._db.query(
            "SELECT c.id FROM claims c INDEXED BY claims_unlinked WHERE c.conflict = ? AND c.scope = ?"
            f" AND {STANDING} AND c.exchange IS NULL AND c.kind = ? AND c.said >= ?",
            [conflict, Scope.PLANNED.value, Kind.BODIES.value, since],
        )
        return list(self._claims.by_ids(row["id"] for row in list(rows)).values())

    def _history(self, ids: Sequence[str]) -> list[tuple[str, str, int]]:
        known = [(one, claim) for one in ids for claim in self._claims.known_of(one)]
        return [(one, claim.claim.to or "", claim.claim.figure.low) for one, claim in known]

    def _one(self, sql: str, values: Sequence[object]) -> str | None:
        rows = list(self._db.query(sql, list(values)))
        return str(rows[0]["id"]) if rows else None


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _figures(said: Iterable[tuple[str, str, int]]) -> Figures:
    found: Figures = {}
    for exchange, to, count in said:
        sides = found.setdefault(exchange, {})
        sides[to] = sides.get(to, frozenset()) | {count}
    return found
