"""The connection: settings of R-DB-1 and R-DB-2, and one kind of write transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

MEMORY = ":memory:"
WAL_PASSIVE, WAL_TRUNCATE = 8 << 20, 32 << 20  # bytes of write-ahead log (R-DB-2)


class DatabaseTrouble(Exception):
    """The file cannot be used as it is; the message says why and what to do."""


class SchemaMismatch(DatabaseTrouble):
    """The file has another schema than this program."""


def connect(path: Path | str, *, write: bool, checkpoints: bool) -> Database:
    """Raises DatabaseTrouble. Only one connection of all may checkpoint: SQLite's WAL-reset bug needs two."""
    require_one_library()
    uri = "file::memory:" if str(path) == MEMORY else f"file:{quote(str(path))}?mode={'rwc' if write else 'ro'}"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10, check_same_thread=False)
    except sqlite3.Error as error:
        raise DatabaseTrouble(f"{path}: cannot be opened: {error}") from error
    try:
        _prepare(connection, checkpoints=checkpoints, wal=write and str(path) != MEMORY)
    except (sqlite3.Error, DatabaseTrouble) as error:
        connection.close()
        raise DatabaseTrouble(f"{path}: cannot be used: {error}") from error
    return Database(connection, execute_plugins=False)


def require_one_library() -> None:
    """sqlite-utils would take the other one silently. Raises DatabaseTrouble."""
    if find_spec("pysqlite3"):
        raise DatabaseTrouble(
            "pysqlite3 is installed: two SQLite libraries in one process break the file locks; uninstall it"
        )


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT; inside another one it is part of that.

    A deferred BEGIN would fail at once beside another writer. After a full disk SQLite has rolled back by itself.
    """
    if db.conn.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:  # a full disk fails the COMMIT itself: later work must not join what is left of it
            db.execute("ROLLBACK")
        raise


def checkpoint(db: Database, path: Path) -> None:
    """Keep the write-ahead log small; only for the one connection that checkpoints.

    A reader that does not end is not waited for: while it waits, TRUNCATE keeps every writer out.
    """
    wal = path.with_name(path.name + "-wal")
    size = wal.stat().st_size if wal.exists() else 0
    if size > WAL_PASSIVE:
        (_, frames, taken_in) = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if size > WAL_TRUNCATE and frames == taken_in:
            patience = db.execute("PRAGMA busy_timeout").fetchone()[0]
            db.execute("PRAGMA busy_timeout = 0")
            try:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:  # a full disk makes it raise, and whoever writes next must not be without patience
                db.execute(f"PRAGMA busy_timeout = {patience}")


def wal_reset_fixed(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset bug (R-DB-2)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _pragmas(checkpoints: bool) -> tuple[str, ...]:
    return (
        "foreign_keys=ON", "synchronous=FULL", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY",
        "journal_size_limit=67108864", f"wal_autocheckpoint={1000 if checkpoints else 0}",
    )  # fmt: skip


def _prepare(connection: sqlite3.Connection, *, checkpoints: bool, wal: bool) -> None:
    for pragma in _pragmas(checkpoints):
        connection.execute(f"PRAGMA {pragma}")
    if wal:
        if connection.execute("PRAGMA page_count").fetchone()[0] == 0:  # of a new file; to others it would be a write
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        _require_wal(connection)


def _require_wal(connection: sqlite3.Connection) -> None:
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, synchronous) != ("wal", 2):
        raise DatabaseTrouble(
            f"SQLite gave journal_mode {mode} and synchronous {synchronous}; wal and 2 (FULL) are needed"
        )
