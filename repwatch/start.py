"""Where the program starts: Ctrl-C is one plain line also while the commands are still being loaded."""

import os
import signal
import sqlite3
import sys
from types import FrameType
from typing import NoReturn

from repwatch import loading

IMPORTING = "<frozen importlib._bootstrap>"  # the file that frames of Python's own import name
ENDED = 130  # what a shell expects of a program that Ctrl-C ended
EXIT_DISK, EXIT_BUSY = 74, 75  # EX_IOERR and EX_TEMPFAIL of sysexits.h
STAYS = "What was written before stays. Then run the command again."


def main() -> None:
    signal.signal(signal.SIGINT, _left)
    loading.begin()
    from repwatch.cli import app

    loading.done()
    signal.signal(signal.SIGINT, _ended)
    try:
        app()
    except sqlite3.OperationalError as error:
        _refused(error)


def _refused(error: sqlite3.OperationalError) -> NoReturn:
    """In words, what the machine refuses while a command works; anything else is a fault of ours and raised again."""
    match (error.sqlite_errorname or "").split("_")[:2]:
        case ["SQLITE", "FULL"]:
            message, code = f"The disk that holds the database is full: make room on it. {STAYS}", EXIT_DISK
        case ["SQLITE", "IOERR"]:
            message, code = f"The database's disk failed ({error}): look at the disk and its limits. {STAYS}", EXIT_DISK
        case ["SQLITE", "BUSY"]:
            message, code = f"Another program has held the database for too long: try again. {STAYS}", EXIT_BUSY
        case _:
            raise error
    sys.stderr.write(message + "\n")
    raise SystemExit(code)


def _left(number: int, frame: FrameType | None) -> NoReturn:
    """While something is imported. Nothing is there to be put in order, and some imports swallow what is raised."""
    os.write(2, b"Ended.\n")
    os._exit(ENDED)


def _ended(number: int, frame: FrameType | None) -> NoReturn:
    """The daemon and the demo put their own handlers in its place. Commands import what they need when they begin."""
    if _importing(frame):
        _left(number, frame)
    sys.stderr.write("Ended.\n")
    raise SystemExit(ENDED)


def _importing(frame: FrameType | None) -> bool:
    while frame and frame.f_code.co_filename != IMPORTING:
        frame = frame.f_back
    return frame is not None


if __name__ == "__main__":
    main()
