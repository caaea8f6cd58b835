"""The ledger line by line: read once, then only what changed. A line stands beside the exchange that it is about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlite_utils import Database

from repwatch.model import Exchange, ExchangeStatus, Line, LineBody, Settlement, line_body
from storage.rows import dump, load

TOGETHER = 500  # settlements that are read at a time
KEPT = 4  # files whose lines are kept: a process serves one of them
NEXT = "(SELECT coalesce(max(turn), 0) + 1 FROM exchanges)"
MARK = "lines"  # the name, among the single facts, of what tells this file from another one
Row = tuple[str, str, str | None, int, str, int, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """version: another one after every change. lines: what stands, newest first."""

    version: str
    lines: tuple[Line, ...]


class Shelf:
    """What was read of each file, for all connections of this process."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[int, dict[str, Line], Ledger]] = {}
        self._lock = Lock()

    def of(self, mark: str) -> tuple[int, dict[str, Line], Ledger] | None:
        with self._lock:
            return self._read.get(mark)

    def put(self, mark: str, turn: int, lines: dict[str, Line], ledger: Ledger) -> None:
        with self._lock:
            self._read.pop(mark, None)
            self._read[mark] = turn, lines, ledger
            while len(self._read) > KEPT:
                del self._read[next(iter(self._read))]


SHELF = Shelf()


class Lines:
    """by_ids: settlements of exchanges whose line is not written yet."""

    def __init__(self, db: Database, by_ids: Callable[[Sequence[str]], list[Settlement]]) -> None:
        self._db, self._by_ids = db, by_ids

    def version(self) -> str:
        """Cheap: one look into an index."""
        return f"{self._mark()}-{self._turn()}"

    def ledger(self) -> Ledger:
        mark, turn = self._mark(), self._turn()
        kept = SHELF.of(mark)
        if kept and kept[0] == turn:
            return kept[2]
        known = kept[1] if kept and kept[0] < turn else {}
        rows: list[Row] = self._db.execute(
            "SELECT id, conflict, date, known, precision, turn, line FROM exchanges WHERE turn > ?",
            [kept[0] if kept and known else -1],
        ).fetchall()
        turn = max((row[5] for row in rows), default=turn)  # a change that came in since then is among them
        lines = {**known, **{line.exchange.id: line for line in self._lines(rows)}}
        ledger = Ledger(f"{mark}-{turn}", tuple(sorted(filter(_stands, lines.values()), key=_newest, reverse=True)))
        if not self._db.conn.in_transaction:  # what may still be rolled back, others must not see
            SHELF.put(mark, turn, lines, ledger)
        return ledger

    def _lines(self, rows: Iterable[Row]) -> Iterable[Line]:
        unwritten = []
        for id, conflict, date, known, precision, turn, line in rows:
            exchange = Exchange(id, conflict, date, bool(known), precision)
            if line:
                yield Line(exchange, load(line, LineBody), turn)
            else:
                unwritten.append((id, turn))
        for start in range(0, len(unwritten), TOGETHER):
            turns = dict(unwritten[start : start + TOGETHER])
            for one in self._by_ids(list(turns)):
                yield Line(one.exchange, line_body(one), turns[one.exchange.id])

    def _turn(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(turn), 0) FROM exchanges").fetchone()[0])

    def _mark(self) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", [MARK]).fetchone()
        return str(row[0]) if row else ""


def keep_line(db: Database, settlement: Settlement, *, changed: bool) -> None:
    """changed: it has other claims, even where its line says the same."""
    line, exchange = dump(line_body(settlement)), settlement.exchange.id
    db.execute(
        f"UPDATE exchanges SET line = ?, turn = {NEXT} WHERE id = ? AND (? OR line != ?)",
        [line, exchange, changed, line],
    )


def turn_if_new(db: Database, exchange: Exchange) -> None:
    """Its line is another one if its day is, or how well that is known."""
    db.execute(
        f"UPDATE exchanges SET turn = {NEXT} WHERE id = ? AND (date IS NOT ? OR known != ? OR precision != ?)",
        [exchange.id, exchange.date, exchange.known, exchange.precision],
    )


def _stands(line: Line) -> bool:
    return line.status is not ExchangeStatus.RETRACTED and any(side.many for side in line.received)


def _newest(line: Line) -> tuple[str, str]:
    """By day; of an unknown day of June after those of June."""
    return line.exchange.date or "", line.exchange.id
