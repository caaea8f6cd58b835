"""One daemon a state folder: a lock that the kernel frees with the process, however it ends."""

import fcntl
import os
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process holds the lock; the program ends with exit code 75."""


class Lock:
    """Held from entering to leaving; children do not inherit it. Raises AlreadyRunning."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> "Lock":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise AlreadyRunning(f"another repwatch works in {self._path.parent}") from error
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)
