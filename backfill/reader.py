"""A process that reads archive files and may die of one page. An edge: started by backfill.apart, fed by a pipe.

Whatever a page does to a parser costs that page alone: an alarm ends the process when a page takes too long, also where
no line of Python is reached, and it may have so much memory and no more. It ends when nobody is at the other end.
"""

import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection

from backfill.apart import Place
from backfill.job import Job, OtherVersion, selection
from backfill.parts import parts

MEMORY = 1 << 30  # bytes of address space; three times what it needs for large pages


def main(descriptor: int, shared: int) -> None:
    """First come the job, the seconds for a page and the size of a part, then one file after the other."""
    _limit_memory()
    pipe, place = Connection(descriptor), Place(shared)
    job: Job
    job, seconds, size = pipe.recv()
    guard = _guard(place, seconds)
    while True:
        try:
            address, start, fatal = pipe.recv()
        except EOFError:
            return
        try:
            for part in parts(address, selection(job), start, fatal, guard, size):
                pipe.send(part)
            pipe.send(None)
        except Exception as error:  # noqa: BLE001  it is raised again at the other end, if there is one
            try:
                pipe.send(_sendable(error))
            except ConnectionError:
                return


def _guard(place: Place, seconds: float) -> Callable[[int], AbstractContextManager[None]]:
    @contextmanager
    def guard(number: int) -> Iterator[None]:
        place.set(number)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            place.set(-1)

    return guard


def _sendable(error: Exception) -> Exception:
    """Those of libraries that speak to stores cannot always be sent, or be made again of what was sent."""
    return error if type(error).__module__ in ("builtins", OtherVersion.__module__) else OSError(repr(error))


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
