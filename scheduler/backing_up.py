"""Backups: one an hour, each whole and checked before an older one goes (R-BAK-1).

The folder is the record: a name tells when the backup was made, so that a command and the daemon agree on what is due.
"""

import logging
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from repwatch.model import Config
from scheduler.lock import AlreadyRunning, Lock
from scheduler.thinning import kept
from storage import DatabaseTrouble
from storage.backup import PART, copy

logger = logging.getLogger(__name__)

NAME = "repwatch-%Y%m%dT%H%M%SZ.db"
AGAIN = 600.0  # seconds after one that failed
ROOM = 64 << 20  # bytes that a backup leaves free on its disk


@dataclass(frozen=True, slots=True)
class Made:
    """A backup. rows: by table. gone: older ones that were removed after it."""

    path: Path
    rows: Mapping[str, int]
    gone: int


def backups(folder: Path) -> dict[datetime, Path]:
    """When each was made, oldest first; other files in the folder are nobody's business."""
    found: dict[datetime, Path] = {}
    for path in sorted(folder.glob("repwatch-*.db")):
        try:
            found[datetime.strptime(path.name, NAME).replace(tzinfo=UTC)] = path
        except ValueError:
            logger.debug("%s is no backup of ours", path)
    return found


def back_up(config: Config, now: datetime) -> Made:
    """Raises AlreadyRunning if another process makes one, storage.DatabaseTrouble if there is none now."""
    folder = config.backup_folder
    with Lock(folder / "backup.lock"):
        for left in folder.glob(f"repwatch-*{PART}"):  # of one that was killed
            left.unlink()
        _require_room(config.database, folder)
        path = folder / now.strftime(NAME)
        found = copy(config.database, path)
        return Made(path, found.rows, _thin(config))


def latest(config: Config) -> datetime | None:
    return max(backups(config.backup_folder), default=None)


class Backups:
    """Of the daemon. trouble: why the last one came to nothing, "" if it did not."""

    def __init__(self) -> None:
        self.trouble = ""
        self._failed_at = 0.0

    def tick(self, config: Config, now: datetime) -> None:
        """One if it is due."""
        if not config.backup.every or not self._is_due(config, now):
            return
        try:
            made = back_up(config, now)
        except AlreadyRunning:
            return
        except (DatabaseTrouble, OSError) as error:
            logger.error("no backup: %s", error)  # noqa: TRY400 — it says what happened; where in our code is no help
            self.trouble, self._failed_at = f"no backup can be made: {error}", time.monotonic()
        else:
            self.trouble = ""
            logger.info("backup: %s, %d rows; %d older removed", made.path, sum(made.rows.values()), made.gone)

    def _is_due(self, config: Config, now: datetime) -> bool:
        """One from the future is of a clock that was wrong, and counts for nothing."""
        if self.trouble and time.monotonic() - self._failed_at < AGAIN:
            return False
        last = latest(config)
        return last is None or not 0 <= (now - last).total_seconds() < config.backup.every


def _thin(config: Config) -> int:
    """Only after a good one."""
    found = backups(config.backup_folder)
    stay = kept(found, config.backup)
    for moment, path in found.items():
        if moment not in stay:
            path.unlink()
    return len(found) - len(stay)


def _require_room(database: Path, folder: Path) -> None:
    try:
        wanted, free = database.stat().st_size + ROOM, shutil.disk_usage(folder).free
    except OSError as error:
        raise DatabaseTrouble(f"{database} cannot be copied to {folder}: {error.strerror}") from error
    if free < wanted:
        raise DatabaseTrouble(f"{folder} has {free >> 20} MiB of room and needs {wanted >> 20} MiB: make room there")
