"""That repwatch runs, for its operators: what they are told once a day, so that silence is itself an alarm (P7). Pure.

In: what was found. Out: one Message with its webhook body (docs/webhooks.md), and the day it is due for.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.digest import Renderer
from alerts.policy import digest_due
from repwatch.model import Message, Reason, Subscription

KIND = "daily heartbeat"  # of a digest
GB = 10**9


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """running_since: of the daemon. Outlets, each once: checked in the last 24 hours, and silent at present.

    messages_owed: to everybody. oldest_owed: when the oldest of them was made. Disk: bytes where the database is.
    incidents: about outlets and about ourselves, that last.
    """

    version: str
    running_since: datetime
    outlets_checked: int
    outlets_silent: int
    messages_owed: int
    oldest_owed: datetime | None
    disk_free: int
    disk_size: int
    incidents: int


def day_due(one: Subscription, last: date | None, now: datetime, since: datetime | None) -> date | None:
    """Once a local day at its hour, be the rest told at once or not; one alone for all days that were missed.

    last: the day of the latest. since: when the subscription began.
    """
    return digest_due(replace(one, cadence="daily"), last, now, since)


def compose_heartbeat(
    found: Heartbeat, one: Subscription, day: date, render: Renderer, public_url: str, now: datetime
) -> Message:
    """day: the local date that it is for; the next one comes a day later."""
    up = max(now - found.running_since, timedelta())
    context = {
        "heartbeat": found,
        "up": up,
        "free": round(found.disk_free / GB, 1),
        "size": round(found.disk_size / GB, 1),
        "next": _next(day, one, now).isoformat(),
        "subscription": one,
        "public_url": public_url.rstrip("/"),
    }
    return Message(
        subject=" ".join(render("heartbeat-subject.txt.j2", context, one.lang).split()),
        text=render("heartbeat.txt.j2", context, one.lang),
        html=render("heartbeat.html.j2", context, one.lang),
        payload=_payload(found, one.id, up, now),
    )


def _next(day: date, one: Subscription, now: datetime) -> date:
    """A late one for yesterday is followed by that of today."""
    return max(day + timedelta(days=1), now.astimezone(ZoneInfo(one.zone)).date())


def _payload(found: Heartbeat, subscription: str, up: timedelta, now: datetime) -> str:
    data = {
        **asdict(found),
        "subscription": subscription,
        "running_since": _stamp(found.running_since),
        "running_for": int(up.total_seconds()),
        "oldest_owed": _stamp(found.oldest_owed) if found.oldest_owed else None,
    }
    body = {"type": Reason.HEARTBEAT.value, "timestamp": _stamp(now), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
