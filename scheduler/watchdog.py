"""What the service manager is told: that we are ready, that we end, and that every loop makes progress (R-SCH-3, P37).

The protocol is sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names. Without one nobody is told.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Collection

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds between two signs of life, at most


def notify(*lines: str) -> None:
    """Never in the way: a service manager that does not listen is logged, and that is all."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
            to.setblocking(False)
            to.connect("\0" + address[1:] if address.startswith("@") else address)
            to.send("\n".join(lines).encode())
    except OSError as error:
        logger.warning("the service manager cannot be told %s: %s", lines[0], error)


class Watchdog:
    """A thread of its own, so that a loop that hangs cannot give a sign of life. stuck: the names of what hangs."""

    def __init__(self, stuck: Callable[[], Collection[str]], every: float | None = None) -> None:
        self._stuck, self._every = stuck, every or _every()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.is_set():
            if names := self._stuck():
                logger.critical("no progress: %s; the service manager gets no sign of life", ", ".join(names))
            else:
                notify("WATCHDOG=1")
            self._ended.wait(self._every)


def _every() -> float:
    """A quarter of what the service manager waits, in microseconds, if it says so."""
    asked = os.environ.get("WATCHDOG_USEC", "")
    return min(EVERY, int(asked) / 4e6) if asked.isdigit() and int(asked) else EVERY
