"""A process that reads articles out of pages and may die of one. An edge: started by backfill.apart, fed by a pipe.

Whatever a page does to a parser costs that page alone: an alarm ends the process when a page takes too long, also where
no line of Python is reached, and it may have so much memory and no more. It ends when nobody is at the other end.
"""

import resource
import signal
import sys
import time
from multiprocessing.connection import Connection

from backfill.apart import SECONDS, Answer
from backfill.job import Job, selection
from backfill.pages import Dropped, Head, Why
from backfill.weigh import Selection, read

MEMORY = 1 << 30  # bytes of address space; three times what it needs for large pages


def main(descriptor: int) -> None:
    """First comes the job, then head and body of one page after the other."""
    _limit_memory()
    pipe = Connection(descriptor)
    job: Job = pipe.recv()
    chosen = selection(job)
    while True:
        try:
            head, body = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        answer = _answered(head, body, chosen)
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe.send(answer)


def _answered(head: Head, body: bytes, chosen: Selection) -> Answer:
    started = time.process_time()
    try:
        outcome = read(head, body, chosen)
    except MemoryError:
        outcome = Dropped(Why.CRASH, "it needs more memory than a page may")
    except Exception as error:  # noqa: BLE001  the item boundary: a parser raises what it likes
        outcome = Dropped(Why.FAULT, repr(error)[:300])
    return Answer(outcome, time.process_time() - started)


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
