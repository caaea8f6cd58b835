"""Once a day, to the operators who asked for it: that repwatch runs, and how it fares (P7)."""

import logging
import shutil
from datetime import date, datetime, timedelta

from alerts.heartbeat import KIND, Heartbeat, compose_heartbeat, day_due
from alerts.minimum import is_quiet
from alerts.pulse import pulse
from repwatch import __version__
from repwatch.model import Reason, Report, Subscription
from scheduler.owing import Issue, owe_notice
from scheduler.subscribed import everybody
from scheduler.tools import Tools
from storage import Storage

DAY = timedelta(days=1)

logger = logging.getLogger(__name__)


def beat(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Each day one message a subscription, whatever else it was told."""
    report = Report("heartbeat")
    for one in everybody(storage, tools):
        if Reason.HEARTBEAT not in one.reasons or is_quiet(one, now):
            continue
        try:
            last, since = storage.incidents.last_digest(one.id, KIND), storage.subscriptions.since(one.id)
            if day := day_due(one, last, now, since) if since else None:
                report.done += _beat(storage, tools, one, day, now)
        except Exception:  # one subscription must not hold up the rest
            logger.exception("subscription %s: no heartbeat could be made", one.id)
            report.failed += 1
    return report


def _beat(storage: Storage, tools: Tools, one: Subscription, day: date, now: datetime) -> int:
    found = look(storage, tools, now)
    message = compose_heartbeat(found, one, day, tools.render, tools.config.web.public_url, now)
    return owe_notice(storage, one, Issue(KIND, day.isoformat(), now), message, lambda _: None)


def look(storage: Storage, tools: Tools, now: datetime) -> Heartbeat:
    """How all fares now."""
    outlets = pulse(storage.outlets.health(counted=False), now - DAY, 0, tools.config.crawl.silent_after)
    owed, oldest = storage.outbox.owed()
    disk = shutil.disk_usage(tools.config.state)
    return Heartbeat(
        version=__version__,
        running_since=storage.meta.running_since or now,
        outlets_checked=outlets.outlets_checked,
        outlets_silent=outlets.outlets_silent,
        messages_owed=owed,
        oldest_owed=oldest,
        disk_free=disk.free,
        disk_size=disk.total,
        incidents=len(storage.incidents.open()),
    )
