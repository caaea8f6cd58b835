"""Reading articles in a process of their own, which is replaced when a page kills it. An edge.

Dask's workers may have no children of multiprocessing; so it is a plain process at the other end of a pipe.
"""

import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from signal import SIGALRM
from threading import Lock

from backfill.job import Job
from backfill.pages import Dropped, Head, Passed, Why

SECONDS = 20.0  # for one page; the crawler gives 5, on a machine that is not all busy with such pages


@dataclass(frozen=True, slots=True)
class Answer:
    """cpu: seconds that another process spent on it."""

    outcome: Passed | Dropped
    cpu: float = 0.0


class Reader:
    """One page at a time, whatever thread asks."""

    def __init__(self, job: Job) -> None:
        self._job, self._turn = job, Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def read(self, head: Head, body: bytes) -> Answer:
        with self._turn:
            pipe = self._pipe or self._started()
            try:
                pipe.send((head, body))
                answer: Answer = pipe.recv()
            except (EOFError, ConnectionError):
                return Answer(Dropped(Why.CRASH, self._ended()))
            return answer

    def close(self) -> None:
        """May be called again."""
        with self._turn:
            if self._pipe:
                self._ended()

    def _started(self) -> Connection:
        self._pipe, theirs = Pipe()
        words = [sys.executable, "-m", "backfill.reader", str(theirs.fileno())]
        self._process = subprocess.Popen(words, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603
        theirs.close()
        self._pipe.send(self._job)
        return self._pipe

    def _ended(self) -> str:
        """What it died of, for a person."""
        assert self._pipe  # noqa: S101  for mypy: there was one
        self._pipe.close()
        code = self._process.wait() if self._process else 0
        self._pipe = self._process = None
        return f"it took longer than {SECONDS:.0f} seconds" if code == -SIGALRM else f"its reader ended with {code}"


@lru_cache(maxsize=1)
def reader(job: Job) -> Reader:
    """One in each worker; another job has another."""
    return Reader(job)
