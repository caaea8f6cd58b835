"""Give back to the disk what the database no longer needs: in small steps, while everybody works on.

A step moves some pages from the end of the file into gaps: a transaction as short as any other. It needs the
auto_vacuum=INCREMENTAL that new files have; one that was made before gets it by compact(), once.
"""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from storage.database import DatabaseTrouble, connect

INCREMENTAL = 2  # PRAGMA auto_vacuum
LEAST = 1000  # pages: less is not worth the trouble
SHARE = 10  # one page in so many is left free, for what comes next
STEP = 500  # pages at once: some 2 MB


def shrink(db: Database) -> int:
    """How many pages one step gave back; 0: there is nothing to do, or it cannot be done in steps."""
    if _pragma(db, "auto_vacuum") != INCREMENTAL:
        return 0
    free, size = _pragma(db, "freelist_count"), _pragma(db, "page_count")
    spare = free - max(LEAST, size // SHARE)
    if spare <= 0:
        return 0
    db.execute(f"PRAGMA incremental_vacuum({min(spare, STEP)})").fetchall()
    return free - _pragma(db, "freelist_count")


def compact(path: Path) -> tuple[int, int]:
    """All at once, and in steps from then on: bytes before and after. Others may read meanwhile, and wait to write.

    Takes as much room again on the disk until it is done. Raises DatabaseTrouble.
    """
    before = path.stat().st_size
    db = connect(path, write=True, checkpoints=False)
    try:
        db.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
        db.execute("VACUUM")
        pages, size = _pragma(db, "page_count"), _pragma(db, "page_size")
    except sqlite3.Error as error:
        raise DatabaseTrouble(f"{path} cannot be made smaller: {error}") from error
    finally:
        db.conn.close()
    return before, pages * size


def _pragma(db: Database, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
