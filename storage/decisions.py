"""What editors decided. Rows are added, never changed but for what became of them; an undone one stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.addresses import url_key
from repwatch.model import ABOUT, Decision, Exchange, OfAdded, OfFigure, OfOutlet, OfSide, Ruling
from storage.rows import dump, first, load, moment, stamp

HOLDS = "undone_at IS NULL"
OF_ITS_ARTICLES = "FROM claims c JOIN articles a ON a.id = c.article WHERE c.exchange = ?3 AND c.standing = 1"


class Decisions:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, decision: Decision) -> Decision:
        """As stored, with its id; it waits to be applied."""
        about = decision.about
        cursor = self._db.execute(
            "INSERT INTO decisions (ruling, conflict, url_key, day, about, by_whom, reason, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [decision.ruling.value, decision.conflict,
             url_key(about.url) if isinstance(about, (OfFigure, OfAdded)) else None,
             None if isinstance(about, (OfFigure, OfOutlet)) else about.day, dump(about), decision.by, decision.reason,
             stamp(decision.made_at)],
        )  # fmt: skip
        return replace(decision, id=int(cursor.lastrowid or 0))

    def undo(self, identity: int, by: str, now: datetime) -> bool:
        """False: there is none of that id, or it is undone already."""
        cursor = self._db.execute(
            f"UPDATE decisions SET undone_at = ?, undone_by = ?, fits = NULL WHERE id = ? AND {HOLDS}",
            [stamp(now), by, identity],
        )
        return cursor.rowcount == 1

    def applied(self, identity: int, fits: int) -> None:
        self._db.execute("UPDATE decisions SET fits = ? WHERE id = ?", [fits, identity])

    def waiting(self) -> list[Decision]:
        """Those that were made or undone and are not applied, oldest first."""
        return self._all("fits IS NULL", [])

    def all(self) -> list[Decision]:
        """Also undone ones, newest first."""
        return self._all("1 = 1", [])[::-1]

    def recent(self, limit: int, before: int | None = None) -> list[Decision]:
        """Also undone ones, newest first. before: older than that one."""
        found = self._all(
            f"id IN (SELECT id FROM decisions WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT {limit:d})", [before]
        )
        return found[::-1]

    def latest_by(self, person: str) -> int:
        """The number of the latest one of theirs that holds; 0: there is none."""
        rows = self._db.query(
            f"SELECT coalesce(max(id), 0) AS id FROM decisions WHERE by_whom = ? AND {HOLDS}", [person]
        )
        return int(next(iter(list(rows)))["id"])

    def by_id(self, identity: int) -> Decision | None:
        row = first(list(self._db.query("SELECT * FROM decisions WHERE id = ?", [identity])))
        return _decision(row) if row else None

    def of_url(self, url: str) -> list[Decision]:
        return self._all(f"url_key = ? AND {HOLDS}", [url_key(url)])

    def best(self, conflict: str, day: str | None) -> dict[str, OfSide]:
        """Side -> the latest word about it."""
        found = self._all(f"conflict = ? AND day = ? AND ruling = '{Ruling.BEST.value}' AND {HOLDS}", [conflict, day])
        return {one.about.to: one.about for one in found if isinstance(one.about, OfSide)}

    def about(self, exchange: Exchange) -> list[Decision]:
        """Those that hold about its day, about figures of the articles that speak of it, about their outlets."""
        return self._all(
            f"{HOLDS} AND (conflict = ?1 AND (day = ?2 OR (ruling IN ('merge', 'split') AND about ->> 'into' = ?2)"
            f" OR url_key IN (SELECT a.url_key {OF_ITS_ARTICLES})) OR (ruling = '{Ruling.REPRINT.value}'"
            f" AND about ->> 'outlet' IN (SELECT a.outlet {OF_ITS_ARTICLES})))",
            [exchange.conflict, exchange.date, exchange.id],
        )

    def of_days(self, conflict: str) -> list[Decision]:
        """Which days are one exchange, and which are two."""
        rulings = (Ruling.MERGE.value, Ruling.SPLIT.value)
        return self._all(f"conflict = ? AND day NOT NULL AND ruling IN (?, ?) AND {HOLDS}", [conflict, *rulings])

    def reprints(self) -> dict[str, str]:
        """Outlet -> the outlet that it reprints; of several the latest word."""
        found = self._all(f"ruling = '{Ruling.REPRINT.value}' AND {HOLDS}", [])
        return {one.about.outlet: one.about.of for one in found if isinstance(one.about, OfOutlet)}

    def of_outlet(self, outlet: str) -> list[Decision]:
        """That it reprints another one, or is reprinted; oldest first."""
        found = self._all(f"ruling = '{Ruling.REPRINT.value}' AND {HOLDS}", [])
        return [one for one in found if isinstance(one.about, OfOutlet) and outlet in (one.about.outlet, one.about.of)]

    def _all(self, condition: str, values: Sequence[object]) -> list[Decision]:
        rows = self._db.query(f"SELECT * FROM decisions WHERE {condition} ORDER BY id", list(values))
        return [_decision(row) for row in list(rows)]


def _decision(row: dict[str, Any]) -> Decision:
    ruling = Ruling(row["ruling"])
    about = load(row["about"], ABOUT[ruling])
    return Decision(
        row["id"], ruling, row["conflict"], about, row["by_whom"], row["reason"], moment(row["made_at"]),
        row["undone_by"], row["fits"],
    )  # fmt: skip
