"""What was made of the ledger last, kept as long as that says the same. Edge: the threads of the pages share it."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar, cast

MOST = 64  # pages; what was asked for longest ago is forgotten first
T = TypeVar("T")


class Kept:
    def __init__(self) -> None:
        self._made: dict[str, tuple[str, object]] = {}
        self._lock = Lock()

    def get(self, name: str, version: str, make: Callable[[], T]) -> T:
        """What make() returned for that name and version of the ledger; two that ask at once may both make it."""
        with self._lock:
            found = self._made.pop(name, None)
            if found:
                self._made[name] = found
        if found and found[0] == version:
            return cast(T, found[1])
        made = make()
        with self._lock:
            self._made[name] = version, made
            while len(self._made) > MOST:
                del self._made[next(iter(self._made))]
        return made
