"""Load the known history that ships with the program, once, however often it is asked."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files

from repwatch.model import Exchange
from scheduler.linking import link_days
from scheduler.tools import Tools
from storage import Storage
from storage.known import KnownClaim, exchanges, totals

TABLES = ("exchanges.csv", "totals.csv")


def load_history(storage: Storage, tools: Tools, until: str, now: datetime) -> int:
    """The tables belong to the conflict whose parties are their columns. until: the last day to load; empty: all.

    How many claims are new. What articles said of those days before is linked again, to the exchanges as loaded.
    """
    rows, sums = ([row for row in _rows(name) if row["date"] <= (until or "9")] for name in TABLES)
    conflict, columns = _told_of(tools.parties)
    if conflict is None:
        return 0
    known = [*exchanges(rows, conflict, columns), *totals(sums, conflict, columns)]
    with storage.transaction():
        new = [one for one in known if _load(storage, conflict, one, now)]
        link_days(storage, tools, conflict, sorted({one.day for one in new if one.day}), now)
    return len(new)


def shipped(parties: Mapping[str, Sequence[str]], conflict: str) -> list[KnownClaim]:
    """Exchanges of that conflict in the tables, whether they are loaded or not."""
    told_of, columns = _told_of(parties)
    return exchanges(_rows(TABLES[0]), conflict, columns) if conflict == told_of else []


def _told_of(parties: Mapping[str, Sequence[str]]) -> tuple[str | None, tuple[str, ...]]:
    """The conflict that the tables are about, and its parties in their order."""
    columns = tuple(name.removeprefix("to_") for name in _rows(TABLES[0])[0] if name.startswith("to_"))
    return next((one for one, members in parties.items() if set(members) == set(columns)), None), columns


def _load(storage: Storage, conflict: str, known: KnownClaim, now: datetime) -> bool:
    if known.day is None:
        return storage.claims.add_known(known, None)
    exchange = Exchange(f"{conflict}-{known.day}", conflict, known.day, known=True, precision=known.precision)
    if not storage.exchanges.has(exchange.id):
        storage.exchanges.keep(exchange, now)
    added = storage.claims.add_known(known, exchange.id)
    if added:
        storage.exchanges.keep(exchange, now)  # articles may have opened it before, and moved its day
    return added


def _rows(name: str) -> list[dict[str, str]]:
    text = files("storage").joinpath("history", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
