"""Connections that stay open for the next request to their host, which then needs no new one. Edge: Twisted's pool.

Only where a host is asked again within a minute (R-CRAWL-3): when a kept connection breaks, Twisted sends the request
again by itself, which the gate does not see. And not more than a process may have files open.
"""

from twisted.web.client import HTTPConnectionPool

from repwatch.model import AGAIN

MOST = 256  # at once; a crawler may have 512 files open, and needs up to 128 for what is on the wire


class Kept:
    """To which hosts a connection may be open. Hosts are netlocs."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}  # monotonic, the first to end first

    def keep(self, host: str, now: float) -> bool:
        """For one more request; False: there are as many as may be. now: monotonic."""
        self.drop(host)
        while self._until and next(iter(self._until.values())) <= now:
            del self._until[next(iter(self._until))]
        if len(self._until) >= MOST:
            return False
        self._until[host] = now + AGAIN
        return True

    def drop(self, host: str) -> None:
        self._until.pop(host, None)


def bound() -> None:
    """For all pools of this process. Twisted keeps them for four minutes."""
    HTTPConnectionPool.cachedConnectionTimeout = AGAIN
