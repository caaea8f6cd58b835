"""Which exchange became of a handover that somebody had announced? Pure.

A planned figure waits beside the ledger: it opens nothing and is no figure of any side. The first exchange of the
time it was announced for that has its figure takes it over, and it becomes the beginning of that exchange's history.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from matcher.gather import FULL, Values
from repwatch.model import Exchange, Kind, StoredClaim

# How long an announced handover may take, or be early. The agreement of 2 June 2025 took nine days to its first
# handover, the one that waited at the border on 7 June four; exchanges with equal figures come a month apart.
WAIT = timedelta(days=14)


def reach(claim: StoredClaim) -> tuple[str, str]:
    """First and last day on which what is planned may happen.

    Told of after its day, it is what had been planned then. Without a day it is planned from the day it was said on.
    """
    said, day = claim.said_at.date(), claim.claim.day
    if day is not None and len(day) < FULL:
        return _month(day, said)
    planned = date.fromisoformat(day) if day else said
    first = max(said, planned - WAIT) if planned > said else planned
    return first.isoformat(), (planned + WAIT).isoformat()


def fulfilled(claim: StoredClaim, exchanges: Iterable[Exchange], values: Mapping[str, Values]) -> Exchange | None:
    """exchanges: standing ones, at least those of its reach. values: exchange -> side -> its counts."""
    if claim.claim.kind is not Kind.BODIES:
        return None
    first, last = reach(claim)
    fitting = [
        one
        for one in exchanges
        if one.date and len(one.date) == FULL and first <= one.date <= last and _states(claim, values.get(one.id, {}))
    ]
    return min(fitting, key=lambda one: (str(one.date), one.id), default=None)


def _month(month: str, said: date) -> tuple[str, str]:
    """What is left of the month when it was said; all of it if that was later."""
    last = f"{month}-{monthrange(*map(int, month.split('-')))[1]:02}"
    return (max(said.isoformat(), f"{month}-01") if said.isoformat() <= last else f"{month}-01"), last


def _states(claim: StoredClaim, values: Values) -> bool:
    sides = [claim.claim.to] if claim.claim.to else list(values)
    return any(claim.claim.figure.low in values.get(side, frozenset()) for side in sides)
