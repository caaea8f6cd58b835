"""Look after the outlets: what is wrong with one of them, or with our own network, is told once, and its end once.

The decisions are in alerts.diagnose and alerts.outage; incidents are rows, and what is told of one is marked on it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from alerts.diagnose import Begin, Change, End, Look, judge
from alerts.minimum import is_quiet
from alerts.notices import by_reason, compose_notices, notices
from alerts.outage import UNREACHED, cut_off, is_over, last_answer
from alerts.policy import digest_due
from repwatch.model import FeedHealth, Incident, Message, Notice, Report, Subscription, Trouble, TroubleKind
from scheduler.ailing import look_at_ourselves
from scheduler.owing import Issue, owe_notice
from scheduler.subscribed import everybody
from scheduler.tools import Tools
from storage import Storage
from storage.outlets import Retry

# A page is given up 25 minutes after its first try (crawler.schedule.page_retry): a story that was seen so long before
# our network went down may have lost its page to that.
PAGES_BEFORE = timedelta(minutes=30)

logger = logging.getLogger(__name__)


def look_after(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Incidents that begin, turn or end; notices of them; messages owed."""
    report = Report("outlets")
    feeds = storage.outlets.health(counted=False)
    down, excused = _network(storage, tools, feeds, now)
    feeds = storage.outlets.health(counted=False) if excused else feeds
    look_at_ourselves(storage, now)
    before = {incident.trouble.feed: incident for incident in storage.incidents.open() if incident.trouble.feed}
    changes = judge(feeds, before, Look(now, tools.config.crawl.silent_after, down))
    if changes:
        with storage.transaction():
            for change in changes:
                _apply(storage, change, now)
    everyone = everybody(storage, tools)
    _tell(storage, everyone, now)
    for one in everyone:
        try:
            made = _messages(storage, tools, one, now)
        except Exception:  # one subscription must not hold up the rest; what waits for it stays
            logger.exception("subscription %s: no notice could be made", one.id)
            report.failed += 1
        else:
            for told, issue, message in made:
                report.done += owe_notice(storage, one, issue, message, partial(storage.incidents.sent, told))
    return report


def _network(storage: Storage, tools: Tools, feeds: Sequence[FeedHealth], now: datetime) -> tuple[bool, bool]:
    """Are we cut off? While we are, and for what fell away then, no failure counts against an outlet.

    And whether feeds were excused just now, so that what is known of them is old.
    """
    open_, interval = _own(storage, TroubleKind.NETWORK), tools.config.crawl.interval
    if open_ and is_over(feeds, open_.trouble.since):
        with storage.transaction():
            storage.incidents.end(open_, now)
            storage.outlets.excuse(UNREACHED, open_.trouble.since, Retry(now, 0, interval, last_answer(feeds)))
            storage.entries.excuse(UNREACHED, open_.trouble.since - PAGES_BEFORE, now)
        return False, True
    since = open_.trouble.since if open_ else cut_off(feeds)
    if since is None:
        return False, False
    blamed = [feed for feed in feeds if feed.errors and feed.failing_since and feed.failing_since >= since]
    with storage.transaction():
        if open_ is None:
            words = f"every outlet that was asked since {since:%H:%M} UTC is out of reach"
            storage.incidents.begin(Trouble(TroubleKind.NETWORK, since, words=words), now)
        if any(feed.outcome in UNREACHED for feed in blamed):
            storage.outlets.excuse(UNREACHED, since, Retry(now, interval, 2 * interval))
    return True, False


def _own(storage: Storage, kind: TroubleKind) -> Incident | None:
    return next((one for one in storage.incidents.open() if one.trouble.kind is kind), None)


def _apply(storage: Storage, change: Change, now: datetime) -> None:
    if isinstance(change, Begin):
        storage.incidents.begin(change.trouble, now)
    elif isinstance(change, End):
        storage.incidents.end(change.incident, now, aloud=change.aloud)
    else:
        storage.incidents.turn(change.incident, change.trouble)


def _tell(storage: Storage, subscriptions: Sequence[Subscription], now: datetime) -> None:
    untold = storage.incidents.untold()
    if untold:
        with storage.transaction():
            for incident, over in untold:
                storage.incidents.tell(incident, over, notices(incident, over, subscriptions, now))


def _messages(
    storage: Storage, tools: Tools, subscription: Subscription, now: datetime
) -> list[tuple[Sequence[Notice], Issue, Message]]:
    """What is to be owed now. One for each reason, at once or at the subscription's hour."""
    if is_quiet(subscription, now):
        return []
    silenced = storage.silences.targets("outlet", now)
    waiting = [one for one in storage.incidents.waiting(subscription.id) if one.incident.trouble.outlet not in silenced]
    made: list[tuple[Sequence[Notice], Issue, Message]] = []
    for told in by_reason(waiting):
        kind, name = "notice", told[0].key
        if subscription.cadence == "daily":
            kind = f"daily {told[0].reason}"
            last = storage.incidents.last_digest(subscription.id, kind)
            day = digest_due(subscription, last, now, told[0].created_at)
            if day is None:
                continue
            name = day.isoformat()
        url, names = tools.config.web.public_url, tools.names.outlets
        made.append((told, Issue(kind, name, now), compose_notices(told, subscription, tools.render, url, names)))
    return made
