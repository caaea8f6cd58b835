"""Read from storage which announced handovers still wait, for the page and for the terminal."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from review.planned import Plan, waiting
from storage import Storage

LONGEST = timedelta(days=92)  # nobody announced a handover further ahead; a plan for a month is said before its end


def plans_waiting(storage: Storage, conflicts: Iterable[str], now: datetime) -> list[Plan]:
    since = (now - LONGEST).date().isoformat()
    claims = [claim for conflict in conflicts for claim in storage.neighbours.waiting(conflict, since)]
    return waiting(claims, now.date())
