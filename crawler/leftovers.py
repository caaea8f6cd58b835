"""Semaphores in memory that a killed crawler leaves, and their removal by the next one.

A parser that is started later opens them by name, so they need names; the standard library's resource tracker unlinks
them when all who use them have ended. But it stands in our process group, and the SIGKILL that ends a hung crawler
(R-CRAWL-1) ends it too. Ours are named after the process, so that the next crawler knows whose nobody uses any more.
"""

import contextlib
import multiprocessing
import os
import re
from pathlib import Path

FOLDER = Path("/dev/shm")  # noqa: S108  where Linux keeps them; as sem.NAME
_OURS = re.compile(r"sem\.repwatch-(\d+)-(\d+)-\w+")


def name_ours() -> None:
    """Before the first of them is made."""
    process = multiprocessing.current_process()
    process._config["semprefix"] = f"/repwatch-{_pids()}-{os.getpid()}"  # type: ignore[attr-defined]  # a test holds it


def clear(folder: Path = FOLDER) -> int:
    """How many were removed. Those of other users, and of processes that we cannot see, stay."""
    removed = 0
    for file in folder.glob("sem.repwatch-*"):
        match = _OURS.fullmatch(file.name)
        if match and int(match[1]) == _pids() and not _lives(int(match[2])):
            with contextlib.suppress(OSError):
                file.unlink()
                removed += 1
    return removed


def _pids() -> int:
    """Which numbers are meant by "process 7": another container that shares our memory has numbers of its own."""
    try:
        return Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return 0


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
