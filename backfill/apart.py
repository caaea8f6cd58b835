"""Reading archive files in a process of its own, which is replaced when a page kills it. An edge.

Dask's workers may have no children of multiprocessing; so it is a plain process at the other end of a pipe. While it
works on a page, the page's number stands in memory that both share: so it is known which page it died of, and nobody
has to wait for anybody in between.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from mmap import mmap
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from signal import SIGALRM, SIGKILL
from threading import Lock
from weakref import finalize

from backfill.job import Job
from backfill.parts import PART, Part

SECONDS = 20.0  # for one page; the crawler gives 5, on a machine that is not all busy with such pages


class ReaderDied(OSError):
    """Between two pages, so that none of them is to blame. Worth another try."""


class Place:
    """The number of the capture that is being read, in memory that two processes share; -1: none is."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap(descriptor, 8)

    def set(self, number: int) -> None:
        self._memory[:] = number.to_bytes(8, "big", signed=True)

    def get(self) -> int:
        return int.from_bytes(self._memory[:], "big", signed=True)


class Reader:
    """One file at a time, whatever thread asks. seconds: for one page. size: captures of a part."""

    def __init__(self, job: Job, seconds: float = SECONDS, size: int = PART) -> None:
        self._job, self._seconds, self._size, self._turn = job, seconds, size, Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._shared = os.memfd_create("repwatch-place")
        os.ftruncate(self._shared, 8)
        self._place = Place(self._shared)
        finalize(self, os.close, self._shared)

    def read(self, address: str) -> Iterator[Part]:
        """The file, a part after the other. Raises what the reader raised, and ReaderDied."""
        with self._turn:
            fatal: dict[int, str] = {}
            following, suspect = 0, -1
            while True:
                try:
                    for part in self._parts(address, following, fatal):
                        following = part.following
                        yield part
                except (EOFError, ConnectionError):
                    suspect = self._blamed(fatal, suspect)
                except BaseException:  # of it, or of whoever asked: what it has still to say belongs to no other file
                    self._killed()
                    raise
                else:
                    return

    def close(self) -> None:
        """May be called again."""
        with self._turn:
            self._killed()

    def _parts(self, address: str, following: int, fatal: dict[int, str]) -> Iterator[Part]:
        pipe = self._pipe or self._started()
        pipe.send((address, following, fatal))
        while (said := pipe.recv()) is not None:
            if isinstance(said, Exception):
                raise OSError(repr(said)) if isinstance(said, EOFError | ConnectionError) else said
            yield said

    def _blamed(self, fatal: dict[int, str], suspect: int) -> int:
        """The page it died of, which is read no more, unless it may have been killed for another's sake: then it is
        tried again, once. suspect: the page that was tried again last."""
        number, code = self._place.get(), self._ended()
        why = f"it took longer than {self._seconds:g} seconds" if code == -SIGALRM else f"its reader ended with {code}"
        if number < 0 or number in fatal:
            raise ReaderDied(f"{why}, between two pages")
        if code != -SIGKILL or number == suspect:
            fatal[number] = why
        return number

    def _started(self) -> Connection:
        self._place.set(-1)
        self._pipe, theirs = Pipe()
        ours = [theirs.fileno(), self._shared]
        words = [sys.executable, "-m", "backfill.reader", *map(str, ours)]
        self._process = subprocess.Popen(  # noqa: S603
            words, pass_fds=ours, stdin=subprocess.DEVNULL, env=_environment()
        )
        theirs.close()
        self._pipe.send((self._job, self._seconds, self._size))
        return self._pipe

    def _killed(self) -> None:
        if self._process:
            self._process.kill()
            self._ended()

    def _ended(self) -> int:
        """The exit code, or minus the signal that ended it."""
        assert self._pipe  # noqa: S101  for mypy: there was one
        self._pipe.close()
        code = self._process.wait() if self._process else 0
        self._pipe = self._process = None
        return code


def _environment() -> dict[str, str]:
    """Without what makes Dask's workers give memory back after nearly each page: an eighth of all the reading."""
    return {name: value for name, value in os.environ.items() if name != "MALLOC_TRIM_THRESHOLD_"}


@lru_cache(maxsize=1)
def reader(job: Job) -> Reader:
    """One in each worker; another job has another."""
    return Reader(job)
