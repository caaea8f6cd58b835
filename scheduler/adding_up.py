"""Totals that do not add up -> messages to the subscriptions that asked for them; what became of it, too.

How each difference stands is written when totals are audited (scheduler/auditing.py). It is told once it has stood so
for a while, since the article that explains it is often the next one that is read.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from alerts.gaps import compose_gaps, wants
from alerts.minimum import is_quiet
from alerts.policy import digest_due
from repwatch.model import GapNews, Message, Reason, Report, Subscription
from scheduler.owing import Issue, Ready, identity_of, link_of, owe
from scheduler.subscribed import everybody
from scheduler.tools import Tools
from storage import Storage

KIND, DAILY = "gap", "daily gaps"  # of digests

logger = logging.getLogger(__name__)


def tell_gaps(storage: Storage, tools: Tools, now: datetime) -> Report:
    report = Report("totals")
    for one in everybody(storage, tools):
        if Reason.GAP not in one.reasons or is_quiet(one, now):
            continue
        try:
            made = list(_made(storage, tools, one, now))
        except Exception:  # one subscription must not hold up the rest; what waits for it stays
            logger.exception("subscription %s: no message about totals could be made", one.id)
            report.failed += 1
        else:
            report.done += sum(_owe(storage, ready, told, now) for ready, told in made)
    return report


def _made(
    storage: Storage, tools: Tools, one: Subscription, now: datetime
) -> Iterator[tuple[Ready, Sequence[GapNews]]]:
    since = storage.subscriptions.since(one.id)
    stood = now - timedelta(seconds=tools.config.alerts.group_interval)
    waiting = [each for each in storage.gaps.waiting(one.id, since, stood) if wants(one, each.to)] if since else []
    if one.cadence != "daily":
        for news in waiting:
            name = f"{news.conflict} {news.to} {news.gap} {news.turn}"
            yield _ready(tools, one, [news], Issue(KIND, name, now)), [news]
    elif waiting and (day := _day(storage, one, waiting, now)):
        yield _ready(tools, one, waiting, Issue(DAILY, day.isoformat(), now)), waiting


def _day(storage: Storage, one: Subscription, waiting: Sequence[GapNews], now: datetime) -> date | None:
    """Of the daily message that is due; what changed after its hour waits for the next one."""
    oldest = min(each.changed_at for each in waiting)
    return digest_due(one, storage.incidents.last_digest(one.id, DAILY), now, oldest)


def _ready(tools: Tools, one: Subscription, told: Sequence[GapNews], issue: Issue) -> Ready:
    token, unsubscribe = link_of(tools, one)
    links = (tools.config.web.public_url, unsubscribe)
    message: Message = compose_gaps(told, one, tools.render, tools.names, links)
    return Ready(one, (), issue, message, token)


def _owe(storage: Storage, ready: Ready, told: Sequence[GapNews], now: datetime) -> int:
    with storage.transaction():
        made = owe(storage, ready)
        if made:
            for each in told:
                storage.gaps.tell(ready.subscription.id, each, identity_of(ready.subscription, ready.issue), now)
    return made
