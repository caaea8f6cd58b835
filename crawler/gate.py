"""One request at a time to a host, and a pause after it. The clock is the monotonic one: a step of the wall clock
must neither hold a host nor hurry it.
"""

import asyncio
import time
from collections import defaultdict

from crawler.outcomes import Postponed
from crawler.schedule import LEAST_SPACING
from repwatch.guard import inside
from repwatch.model import CrawlSettings

# A wait up to this is slept through in the gate; a longer one would hold a place that others need.
SHORT = 60.0


class Gate:
    """Hosts are netlocs."""

    def __init__(self) -> None:
        self.closing = False
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = defaultdict(float)

    async def enter(self, host: str) -> None:
        """Raises Postponed if the host is paused for long, or if we are about to end."""
        await self._locks[host].acquire()
        try:
            await self._sleep(host)
        except BaseException:
            self._locks[host].release()
            raise

    def leave(self, host: str, pause: float) -> None:
        """pause: seconds until the next request."""
        self._free_at[host] = time.monotonic() + pause
        self._locks[host].release()

    def wait(self, host: str) -> float:
        """Seconds until the host may be asked again."""
        return max(0.0, self._free_at[host] - time.monotonic())

    async def _sleep(self, host: str) -> None:
        if self.wait(host) > SHORT:
            raise Postponed("paused")
        if not self.closing and (wait := self.wait(host)):
            await asyncio.sleep(wait)
        if self.closing:
            raise Postponed("closing")


def spacing(url: str, settings: CrawlSettings) -> float:
    """Seconds between two requests to the host of this address."""
    return settings.spacing if inside(url, settings.allow_networks) else max(settings.spacing, LEAST_SPACING)
