"""How often somebody tried links that lead nowhere, in memory: a stranger makes nobody write to the disk.

A restart forgets it, which costs one minute of guessing; the links have 256 bits.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

MOST_PLACES = 10_000  # that are remembered; the one that tried longest ago is forgotten first


class Tries:
    """most: within a time, from one place. Used by many threads at once."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most, self._within = most, within
        self._places: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def may(self, place: str, now: datetime) -> bool:
        """Another one? It counts, unless it may not."""
        with self._lock:
            tries = self._places.setdefault(place, deque(maxlen=self._most))
            self._places.move_to_end(place)
            while len(self._places) > MOST_PLACES:
                self._places.popitem(last=False)
            if len(tries) == self._most and tries[0] > now - self._within:
                return False
            tries.append(now)
            return True
