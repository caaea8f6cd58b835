"""Is there room on the disk for what polls bring? Without it nothing new is asked for (R-DB-6).

What is known goes on being told: that needs little room, and a disk that is full in the end stops that too.
"""

import logging
import shutil
import time

from repwatch.model import Config

logger = logging.getLogger(__name__)

LEAST = 500 << 20  # bytes that stay free
FULL = 64 << 10  # bytes with which SQLite cannot even write its log
TIMES = 2  # the size of the database, if that is more
LOOK = 10.0  # seconds between two looks


def shortage(config: Config) -> str:
    """In words how little there is; "" if there is enough. A test or demo, whose disk may be in memory, may fill it."""
    database = config.database
    size = database.stat().st_size if database.exists() else 0
    wanted, free = max(LEAST, TIMES * size), shutil.disk_usage(database.parent).free
    if free < FULL:
        return f"the disk of {database.parent} is full: no outlet is asked, and nothing can be stored"
    if free >= wanted or config.crawl.allow_networks:
        return ""
    return f"the disk of {database.parent} has {free >> 20} MiB of room, less than {wanted >> 20}: no outlet is asked"


class Room:
    """Looked at now and then, and said when it changes."""

    def __init__(self, config: Config) -> None:
        self._config, self._said, self._looked_at = config, "", -LOOK

    def is_there(self) -> bool:
        if time.monotonic() - self._looked_at >= LOOK:
            self._looked_at = time.monotonic()
            said = shortage(self._config)
            if said and not self._said:
                logger.error("%s", said)
            elif self._said and not said:
                logger.warning("there is room on the disk again")
            self._said = said
        return not self._said
