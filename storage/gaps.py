"""Differences between stated totals and the ledger: how each stands, and what each subscription was told of it."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Audit, GapNews, GapState
from storage.rows import dump, first, load, moment, stamp
from storage.totals import Gap

HISTORY, IMPORTED = 1, 2  # why nobody is told of it who has not been told before
TURN = "(SELECT coalesce(max(turn), 0) + 1 FROM gaps)"
KEY = "conflict = :conflict AND receiver = :to AND gap = :gap"


class Gaps:
    def __init__(self, db: Database) -> None:
        self._db = db

    def stand(self, gap: Gap, found: Audit, many: int, mark: str, now: datetime, *, quiet: bool = False) -> None:
        """It stands so. found: of the total said first. quiet: it is history, and no news to anybody."""
        values = _key(gap) | {
            "mark": mark, "body": dump(found), "many": many, "now": stamp(now), "quiet": HISTORY if quiet else 0,
        }  # fmt: skip
        row = self._row(gap)
        if row is None or row["state"] != GapState.OPEN:
            self._db.execute(
                "INSERT OR REPLACE INTO gaps (conflict, receiver, gap, state, mark, body, many, turn, quiet, opened_at,"
                f" changed_at) VALUES (:conflict, :to, :gap, 'open', :mark, :body, :many, {TURN}, :quiet, :now, :now)",
                values,
            )
            return
        self._db.execute(f"UPDATE gaps SET body = :body, many = :many WHERE {KEY}", values)
        if row["mark"] != mark or (row["quiet"] == HISTORY and not quiet):
            self._db.execute(
                f"UPDATE gaps SET mark = :mark, turn = {TURN}, changed_at = :now,"
                f" quiet = CASE WHEN quiet = {HISTORY} THEN :quiet ELSE quiet END WHERE {KEY}",
                values,
            )

    def standing(self, gap: Gap) -> Audit | None:
        """As it was found last; None: it does not stand."""
        row = self._row(gap)
        return load(row["body"], Audit) if row and row["state"] == GapState.OPEN else None

    def close(self, gap: Gap, state: GapState, found: Audit | None, now: datetime) -> None:
        """found: the total as it is now; None: it stands no more."""
        body = {"body": dump(found)} if found else {}
        self._db.execute(
            f"UPDATE gaps SET state = :state, mark = :state, turn = {TURN}, changed_at = :now"
            f"{', body = :body' if found else ''} WHERE {KEY}",
            {**_key(gap), **body, "state": state.value, "now": stamp(now)},
        )

    def become(self, gap: Gap, now_is: Gap) -> None:
        """The same total lies otherwise now: whoever was told of the one is told of the other as of its change."""
        self._db.execute(
            f"UPDATE OR IGNORE gaps_told SET gap = :new WHERE {KEY} AND mark GLOB 'open *'",
            {**_key(gap), "new": now_is.gap},
        )

    def last_turn(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(turn), 0) FROM gaps").fetchone()[0])

    def hush(self, since: int) -> None:
        """What was opened after that turn is no news; what became of one that was told is."""
        self._db.execute(f"UPDATE gaps SET quiet = {IMPORTED} WHERE turn > ? AND opened_at = changed_at", [since])

    def waiting(self, subscription: str, since: datetime, before: datetime) -> list[GapNews]:
        """What it is to be told, that stands so since before then, and was told of before then or never; oldest first.

        since: when the subscription began.
        """
        rows = self._db.query(
            "SELECT g.*, t.mark AS told, t.said, t.thread FROM gaps g LEFT JOIN gaps_told t ON"
            " t.subscription = :subscription AND t.conflict = g.conflict AND t.receiver = g.receiver AND t.gap = g.gap"
            " WHERE g.changed_at <= :before AND CASE WHEN t.mark IS NULL OR t.mark = 'passed'"
            " THEN g.state = 'open' AND NOT g.quiet AND g.opened_at >= coalesce(t.at, :since)"
            " ELSE t.mark <> g.mark AND t.at <= :before END ORDER BY g.turn",
            {"subscription": subscription, "since": stamp(since), "before": stamp(before)},
        )
        return [_news(row) for row in list(rows)]

    def tell(self, subscription: str, news: GapNews, delivery: str, now: datetime) -> None:
        """That this is told by that message; within the transaction that owes it."""
        self._db.execute(
            "INSERT INTO gaps_told (subscription, conflict, receiver, gap, mark, said, at, thread)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subscription, conflict, receiver, gap) DO UPDATE SET"
            " mark = excluded.mark, said = excluded.said, at = excluded.at,"
            " thread = CASE thread WHEN '' THEN excluded.thread ELSE thread END",
            [subscription, news.conflict, news.to, news.gap, news.mark, news.gap, stamp(now), delivery],
        )

    def pass_over(self, subscription: str, now: datetime) -> None:
        """What stands and was not told is no news to it any more, however it changes, until it comes up anew."""
        self._db.execute(
            "INSERT INTO gaps_told (subscription, conflict, receiver, gap, mark, said, at, thread)"
            " SELECT ?, conflict, receiver, gap, 'passed', gap, ?, '' FROM gaps WHERE state = 'open'"
            " ON CONFLICT DO NOTHING",
            [subscription, stamp(now)],
        )

    def _row(self, gap: Gap) -> dict[str, Any] | None:
        return first(list(self._db.query(f"SELECT * FROM gaps WHERE {KEY}", _key(gap))))


def _key(gap: Gap) -> dict[str, Any]:
    return {"conflict": gap.conflict, "to": gap.to, "gap": gap.gap}


def _news(row: dict[str, Any]) -> GapNews:
    stood = (row["told"] or "").startswith(f"{GapState.OPEN} ")
    return GapNews(
        row["conflict"], row["receiver"], row["gap"], GapState(row["state"]), load(row["body"], Audit), row["many"],
        row["mark"], row["turn"], moment(row["changed_at"]), row["said"] if stood else None, row["thread"] or "",
    )  # fmt: skip
