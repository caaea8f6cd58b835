"""How far a long command has come, on a terminal only: what is piped or logged stays clean."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
EVERY = 0.2  # seconds between two looks of the line


def shown(what: str, work: Iterable[T], total: int) -> Iterator[T]:
    """The same, one by one, while the terminal's last line counts them."""
    if not sys.stderr.isatty():
        yield from work
        return
    told = 0.0
    for number, one in enumerate(work, 1):
        if time.monotonic() - told > EVERY:
            sys.stderr.write(f"\r{what} {number:,} of {total:,}\x1b[K")
            sys.stderr.flush()
            told = time.monotonic()
        yield one
    clear()


def clear() -> None:
    """Before anything else is printed: it would go on in the line that counts."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
