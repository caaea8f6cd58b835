"""What each exchange adds to the sum of each side, kept by day beside the settlements that say so.

One row a side, and one with no side, which says that the exchange is there, whatever is known of its sides.
"""

from calendar import monthrange
from collections.abc import Sequence
from secrets import token_hex
from threading import Lock

from sqlite_utils import Database

from repwatch.model import Book, Exchange, ExchangeStatus, Handover, Settlement, book

KEPT = 4  # marks
THERE = ""  # the side of the row that says that an exchange is there
NEVER = "9999"  # later than any day
MARK = "sides"  # the name, among the single facts, of a mark that is another one after each change
Row = tuple[str, str, int, int | None]  # side, day, low, high


Books = dict[tuple[str, str], Book]  # of each conflict and side


class Shelf:
    """What was read under the latest marks, for all connections of this process: a page need not read it again.

    A mark is written with the change, so whoever sees it sees the change, and one that was rolled back nobody sees.
    """

    def __init__(self) -> None:
        self._books: dict[str, Books] = {}
        self._lock = Lock()

    def of(self, mark: str) -> Books:
        with self._lock:
            return self._books.get(mark, {})

    def put(self, mark: str, books: Books) -> None:
        with self._lock:
            self._books[mark] = {**self._books.pop(mark, {}), **books}
            while len(self._books) > KEPT:
                del self._books[next(iter(self._books))]


SHELF = Shelf()


class Sides:
    """The ledger of a side is read once, and continued when an exchange changes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, settlement: Settlement) -> tuple[str, str] | None:
        """What the exchange adds now. The first and last day that this changes; None: it changes nothing.

        The last is NEVER where the ledger begins on another day now.
        """
        exchange = settlement.exchange
        day = _last_day(exchange.date) if exchange.date else None
        rows = _rows(settlement, day) if settlement.status is not ExchangeStatus.RETRACTED and day else []
        known: list[Row] = self._db.execute(
            "SELECT receiver, day, low, high FROM sides WHERE exchange = ? ORDER BY receiver", [exchange.id]
        ).fetchall()
        if known == rows:
            return None
        begins = self._begins(exchange.conflict)
        self._db.execute("DELETE FROM sides WHERE exchange = ?", [exchange.id])
        for to, at, low, high in rows:
            self._db.execute(
                "INSERT INTO sides (exchange, receiver, conflict, day, low, high, vague) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [exchange.id, to, exchange.conflict, at, low, high, exchange.date != at],
            )
        self._turn(exchange, rows, sorted({at for _, at, _, _ in (*known, *rows)}))
        changed = sorted(at for _, at, _, _ in set(known) ^ set(rows))
        return changed[0], changed[-1] if self._begins(exchange.conflict) == begins else NEVER

    def book(self, conflict: str, to: str) -> Book:
        """What every exchange of the ledger adds to the sum of that side, by day."""
        mark = self._mark()
        found = SHELF.of(mark).get((conflict, to))
        if found is None:
            found = book(self._handovers(conflict, to))
            SHELF.put(mark, {(conflict, to): found})
        return found

    def _begins(self, conflict: str) -> str:
        sql = "SELECT min(day) FROM sides WHERE conflict = ? AND receiver = ?"
        return str(self._db.execute(sql, [conflict, THERE]).fetchone()[0])

    def _handovers(self, conflict: str, to: str) -> list[Handover]:
        """Two walks along one index: a join would take five times as long."""
        sql = (
            "SELECT exchange, day, low, high, vague FROM sides WHERE conflict = ? AND receiver = ?"
            " ORDER BY day, exchange"
        )
        stated = {row[0]: row for row in self._db.execute(sql, [conflict, to]).fetchall()}
        there = self._db.execute(sql, [conflict, THERE]).fetchall()
        rows = (stated.get(row[0], row) for row in there)
        return [Handover(one, day, low, high, bool(vague)) for one, day, low, high, vague in rows]

    def _turn(self, exchange: Exchange, rows: Sequence[Row], days: Sequence[str]) -> None:
        """What was read of the other exchanges stays true."""
        stated = {to: (low, high) for to, _, low, high in rows}
        books = SHELF.of(self._mark())
        for (conflict, side), read in list(books.items()):
            if conflict == exchange.conflict:
                day = rows[0][1] if rows else ""
                own = Handover(exchange.id, day, *stated.get(side, (0, None)), exchange.date != day) if rows else None
                books = {**books, (conflict, side): read.turned(exchange.id, days, own)}
        mark = token_hex(8)
        self._db.execute("UPDATE meta SET value = ? WHERE name = ?", [mark, MARK])
        SHELF.put(mark, books)

    def _mark(self) -> str:
        return str(self._db.execute("SELECT value FROM meta WHERE name = ?", [MARK]).fetchone()[0])


def _rows(settlement: Settlement, day: str) -> list[tuple[str, str, int, int | None]]:
    sides = [(one.to, day, one.low, one.high) for one in settlement.received]
    return [(THERE, day, 0, None), *sorted(sides, key=lambda one: one[0])]


def _last_day(text: str) -> str:
    """Of a month its last day, so that a total of that month counts it."""
    if len(text) == len("2025-06-16"):
        return text
    year, month = map(int, text.split("-"))
    return f"{text}-{monthrange(year, month)[1]}"
