"""A whole database in one file: copied while others write, checked, and put in the place of another (R-BAK-1).

The copy is one call of SQLite's online backup within one read transaction, so that its rows can be compared with those
of that very moment. Never in steps: beside a writer those begin anew and anew.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from storage.database import DatabaseTrouble, require_one_library
from storage.migrations import KNOWN, migrations

PART = ".part"  # the end of the name of a copy that is not whole yet
SHOWN = 5  # findings
TABLES = (
    "SELECT name FROM sqlite_schema"
    " WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND sql NOT LIKE 'CREATE VIRTUAL%'"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds. rows: by table. newer: a later program wrote it; older: this one will bring it up to date."""

    rows: Mapping[str, int]
    newer: bool = False
    older: bool = False


def copy(database: Path, to: Path) -> Checked:
    """Whole, checked and on the disk before it has that name. Raises DatabaseTrouble; then there is none."""
    part = to.with_name(to.name + PART)
    try:
        rows = _copied(database, part)
        found = check(part)
        if found.rows != rows:
            raise DatabaseTrouble(f"the copy of {database} has other rows than it: {_differing(rows, found.rows)}")
        settle_on_disk(part, to)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseTrouble(f"{database} cannot be copied to {to}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return found


def check(path: Path) -> Checked:
    """Reads all of it and changes nothing, not even beside it. Raises DatabaseTrouble, with what was found."""
    require_one_library()
    if not path.is_file():
        raise DatabaseTrouble(f"{path} is not there")
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise DatabaseTrouble(
            f"{path} is in use, or was: {log.name} lies beside it; `repwatch backup` makes a whole copy"
        )
    try:
        with _opened(path, "mode=ro&immutable=1") as connection:
            findings = _findings(connection)
            rows = {} if findings else _rows(connection)
            applied = {one.name for one in migrations.applied(Database(connection))} if rows else set()
    except sqlite3.Error as error:
        raise DatabaseTrouble(f"{path} is damaged or no database: {error}") from error
    if findings:
        raise DatabaseTrouble(f"{path} is damaged: {'; '.join(findings)}")
    if "m0001_crawl" not in applied:
        raise DatabaseTrouble(f"{path} is no database of repwatch")
    return Checked(rows, bool(applied - KNOWN), bool(KNOWN - applied))


def replace(database: Path, by: Path, aside: Path) -> None:
    """Put a copy of that file in the place of the database, which is kept under another name. Nobody else may be there.

    At each moment there is a whole database under the old name. Raises DatabaseTrouble.
    """
    part = database.with_name(database.name + PART)
    try:
        _copied(by, part, immutable=True)
        check(part)
        if database.exists():
            _put_aside(database, aside)
        settle_on_disk(part, database)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseTrouble(f"{database} cannot be replaced by {by}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def settle_on_disk(part: Path, to: Path) -> None:
    """Give it its name once it is on the disk, so that a power cut leaves the old file or the new one."""
    for each in (part, part.parent):
        _sync(each)
    part.replace(to)
    _sync(to.parent)


def _copied(database: Path, part: Path, *, immutable: bool = False) -> dict[str, int]:
    """Rows by table at the moment of the copy."""
    require_one_library()
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    with (
        _opened(database, "mode=ro&immutable=1" if immutable else "mode=ro") as source,
        _opened(part, "mode=rw") as target,
    ):
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # it is written to the disk as a whole, afterwards
            target.execute(f"PRAGMA {pragma}")
        source.execute("BEGIN")
        rows = _rows(source)
        source.backup(target)
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE")  # no log of its own, so that it can be read where nobody may write
    return rows


def _put_aside(database: Path, aside: Path) -> None:
    """Its log goes first: left there, it would be taken for the log of the file that comes."""
    log, index = (database.with_name(database.name + end) for end in ("-wal", "-shm"))
    try:
        with _opened(database, "mode=rw") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.Error:  # it is damaged, which is why it is replaced
        if log.exists():
            log.replace(aside.with_name(aside.name + "-wal"))
        index.unlink(missing_ok=True)
    os.link(database, aside)
    _sync(database.parent)


@contextmanager
def _opened(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    uri = f"file:{quote(str(path))}?{how}"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        yield connection


def _findings(connection: sqlite3.Connection) -> list[str]:
    damaged = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({SHOWN})") if row[0] != "ok"]
    if damaged:
        return damaged
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
    return [f"row {row} of {table} names a row of {parent} that is not there" for table, row, parent, _ in orphans]


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = sorted(str(row[0]) for row in connection.execute(TABLES).fetchall())
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}


def _differing(wanted: Mapping[str, int], found: Mapping[str, int]) -> str:
    names = sorted(wanted.keys() | found.keys())
    return ", ".join(name for name in names if wanted.get(name) != found.get(name))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
