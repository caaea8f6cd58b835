"""After the clock went back: what the old time planned is planned anew (R-SCH-3).

Else nothing that was to come soon would come for as long as the clock went back: no poll, no page, no message. The
other way round, a clock that jumps ahead or a machine that slept, needs nothing: all is due, and each host is asked
for one thing at a time.
"""

from datetime import datetime

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import moment, stamp

TOLERATED = 30.0  # seconds, as R-SCH-3 has it: so far clocks are set right every day
_EARLIER = "strftime('%Y-%m-%dT%H:%M:%f+00:00', {name}, '-' || :seconds || ' seconds')"
# A plan of a feed that was polled before the new present was made long ago, and keeps its time.
_PLANS = (
    ("feeds", "next_poll_at", "next_poll_at > :now AND coalesce(last_polled_at, next_poll_at) > :now"),
    ("entries", "next_fetch_at", "state = 'pending' AND next_fetch_at > :now"),
    ("pauses", "until", "until > :now"),
    ("outlet_pauses", "until", "began_at > :now"),
    ("held", "until", "until > :now"),
    ("deliveries", "next_attempt_at", "state = 'pending' AND next_attempt_at > :now"),
)
_HAPPENED = (
    ("feeds", ("last_polled_at", "last_ok_at", "last_new_at", "first_ok_at", "failing_since")),
    ("deliveries", ("created_at", "first_attempt_at")),
    ("gaps", ("changed_at",)),
    ("gaps_told", ("at",)),
    ("probes", ("asked_at",)),
    ("outlet_pauses", ("began_at",)),
)
_LATEST = (
    "SELECT max(at) FROM (SELECT max(last_polled_at) AS at FROM feeds UNION ALL SELECT max(created_at) FROM deliveries)"
)


def turn_back(db: Database, now: datetime) -> float:
    """By how many seconds the clock went back, 0 if it did not: told by what has happened later than now.

    That is never more than it went back, so that nobody is asked too early.
    """
    latest = db.execute(_LATEST).fetchone()[0]
    seconds = (moment(latest) - now).total_seconds() if latest else 0.0
    if seconds <= TOLERATED:
        return 0.0
    values = {"now": stamp(now), "seconds": f"{seconds:.3f}"}
    with transaction(db):
        for table, name, condition in _PLANS:
            db.execute(f"UPDATE {table} SET {name} = {_EARLIER.format(name=name)} WHERE {condition}", values)
        for table, names in _HAPPENED:
            for name in names:
                db.execute(f"UPDATE {table} SET {name} = {_EARLIER.format(name=name)} WHERE {name} > :now", values)
    return seconds
