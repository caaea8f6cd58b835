"""A feed's redirects lead elsewhere "for good": is that so? (R-CRAWL-7) Pure.

In: where they led at the polls before, and at this one. Out: the same, one poll later; and whether it is settled.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from repwatch.model import Moving

POLLS = 3  # in a row with the same target …
TIME = timedelta(days=1)  # … over at least so long


def follow(known: Moving | None, to: str, now: datetime) -> Moving | None:
    """to "": nowhere, it answered where it was asked."""
    if not to:
        return None
    return replace(known, polls=known.polls + 1) if known and known.to == to else Moving(to, now, 1)


def settled(moving: Moving | None, now: datetime) -> bool:
    return moving is not None and moving.polls >= POLLS and now - moving.since >= TIME
