"""The configuration, handed from the daemon to its crawler as it was read: the file may be wrong by now.

It goes through a file in memory that has no name, since it holds what the file holds.
"""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager

from repwatch.model import Config

NAME = "REPWATCH_CONFIG_HANDED"  # in the environment: the number of the file


@contextmanager
def handed_over(config: Config) -> Iterator[tuple[str, int]]:
    """What to put into the environment of a process, and the descriptor that it inherits."""
    with os.fdopen(os.memfd_create("repwatch-config"), "wb") as file:
        file.write(pickle.dumps(config))
        file.flush()
        yield NAME, file.fileno()


def handed() -> Config | None:
    """What this process was given; None: nothing."""
    number = os.environ.pop(NAME, "")
    if not number:
        return None
    with os.fdopen(int(number), "rb") as file:
        file.seek(0)
        config = pickle.load(file)  # noqa: S301  written by our own parent, into a file that nobody else can open
    return config if isinstance(config, Config) else None
