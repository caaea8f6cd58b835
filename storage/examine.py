"""Is the database as it shall be? Reads all of it, beside whoever works on it, and changes nothing."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.database import DatabaseTrouble, connect
from storage.migrations import KNOWN, migrations

SHOWN = 5  # findings
FULL = 2  # PRAGMA synchronous


@dataclass(frozen=True, slots=True)
class Examined:
    """findings: what integrity_check and foreign_key_check say. safe: a commit is on the disk when it is acknowledged.

    newer, older: its schema, than this program's.
    """

    findings: tuple[str, ...]
    safe: bool
    newer: bool
    older: bool


def examine(path: Path) -> Examined:
    """Raises DatabaseTrouble when it cannot be read at all."""
    db = connect(path, write=False, checkpoints=False)
    with closing(db.conn):
        try:
            damaged = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({SHOWN})") if row[0] != "ok"]
            orphans = db.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
            mode = str(db.execute("PRAGMA journal_mode").fetchone()[0])
            synchronous = int(db.execute("PRAGMA synchronous").fetchone()[0])
            applied = {one.name for one in migrations.applied(db)}
        except sqlite3.Error as error:
            raise DatabaseTrouble(f"{path} is damaged or no database: {error}") from error
    lost = [f"row {row} of {table} names a row of {parent} that is not there" for table, row, parent, _ in orphans]
    safe = (mode, synchronous) == ("wal", FULL)
    return Examined((*damaged, *lost), safe, bool(applied - KNOWN), bool(KNOWN - applied))
