"""What the daemon does again and again: when each last came to an end, and how often in a row it failed (R-SCH-3, 4).

Times are of the steady clock. A run that fails is progress too: only what does not come back is stuck.
"""

import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

STUCK = 60.0  # seconds beyond its period without an end of a run
FAILURES = 5  # in a row, of one job, before it is trouble
WORDS = 300  # characters of what keeps failing, for the operator


def name_of(work: Callable[[], Awaitable[None]]) -> str:
    return work.__name__.strip("_")


class Jobs:
    """clock: seconds, steady."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._every: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self._in_a_row: Counter[str] = Counter()
        self._broken: dict[str, str] = {}
        self.failures: Counter[str] = Counter()

    def expect(self, name: str, every: float) -> None:
        """From now on it has to come to an end so often, in seconds."""
        self._every[name] = every
        self.progress(name)

    def progress(self, name: str) -> None:
        self._ended[name] = self._clock()

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """A failure is logged and counted; the next run tries again."""
        name = name_of(work)
        try:
            await work()
        except Exception as error:  # one job that fails must not take the daemon with it
            often = self._fail(name, error)
            level = logging.CRITICAL if often else logging.ERROR
            logger.log(level, "%s failed, %d times in a row", name, self._in_a_row[name], exc_info=True)
        else:
            self._in_a_row[name] = 0
        self.progress(name)

    def ages(self) -> dict[str, float]:
        now = self._clock()
        return {name: max(0.0, now - self._ended[name]) for name in self._every}

    def stuck(self, within: float = STUCK) -> tuple[str, ...]:
        """Also asked for by other threads."""
        return tuple(name for name, age in self.ages().items() if age > self._every[name] + within)

    def failing(self) -> tuple[str, ...]:
        return tuple(name for name, times in list(self._in_a_row.items()) if times >= FAILURES)

    def broken(self) -> str:
        """What failed too often, in words, until that was asked for and it works again."""
        return "; ".join(self._broken.values())[:WORDS]

    def mended(self) -> None:
        """What is broken has been written down: what works again is forgotten."""
        self._broken = {name: words for name, words in self._broken.items() if self._in_a_row[name]}

    def _fail(self, name: str, error: Exception) -> bool:
        """Whether it has failed too often."""
        self.failures[name] += 1
        self._in_a_row[name] += 1
        often = self._in_a_row[name] >= FAILURES
        if often:
            self._broken[name] = f"{name.replace('_', ' ')} keeps failing: {error!r}"
        return often
