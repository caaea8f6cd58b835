"""Alerts -> one message owed to one subscription, or published, together with the mark that these alerts are taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from alerts.bulletins import Publisher, bulletins
from alerts.digest import compose
from alerts.grouping import came_to_nothing, due
from alerts.languages import available
from alerts.policy import together
from alerts.pulse import compose_pulse, pulse
from repwatch.model import PUBLIC, Alert, Bulletin, Delivery, Message, Purpose, Subscription
from scheduler.tools import Tools
from storage import Storage
from storage.tokens import draw

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a digest. kind: urgent or daily. name: the alert's key, or the local date."""

    kind: str
    name: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is made and not owed yet. message None: the issue has nothing to say and is only noted.

    token: of the link in it that ends the subscription, "" if it has none. bulletins: what is published instead.
    """

    subscription: Subscription
    alerts: Sequence[Alert]
    issue: Issue
    message: Message | None
    token: str = ""
    bulletins: Sequence[Bulletin] = ()


def ready(tools: Tools, subscription: Subscription, alerts: Sequence[Alert], issue: Issue) -> Ready:
    """Touches no storage, so that what a template raises concerns this one subscription."""
    if not alerts:
        return Ready(subscription, alerts, issue, None)
    if subscription == PUBLIC:
        return Ready(subscription, alerts, issue, None, bulletins=_published(tools, alerts, issue))
    token, unsubscribe = link_of(tools, subscription)
    message = compose(alerts, subscription, tools.render, tools.config.web.public_url, tools.names, unsubscribe)
    return Ready(subscription, alerts, issue, message, token)


def _published(tools: Tools, alerts: Sequence[Alert], issue: Issue) -> Sequence[Bulletin]:
    """Their ids come from the issue's key, as those of deliveries do."""
    return bulletins(alerts, digest_of(PUBLIC.id, issue.kind, issue.name)[:32], publisher(tools), issue.now)


def publisher(tools: Tools) -> Publisher:
    """Of the feeds of alerts, in all languages."""
    return Publisher(tools.render, tools.names, tools.config.web.public_url, available())


def daily(storage: Storage, tools: Tools, subscription: Subscription, waiting: Sequence[Alert], issue: Issue) -> Ready:
    """Who asked for it is told that nothing is new, and what was looked at in the last day."""
    if waiting or not subscription.heartbeat:
        return ready(tools, subscription, waiting, issue)
    since, feeds = issue.now - DAY, storage.outlets.health(counted=False)
    found = pulse(feeds, since, storage.articles.near_misses(since), tools.config.crawl.silent_after)
    token, unsubscribe = link_of(tools, subscription)
    url = tools.config.web.public_url
    message = compose_pulse(found, subscription, tools.render, url, issue.now, unsubscribe)
    return Ready(subscription, waiting, issue, message, token)


def link_of(tools: Tools, subscription: Subscription) -> tuple[str, str]:
    """A token and the address of the page that ends the subscription; both "" if its reader cannot end it."""
    token = draw() if tools.config.may_unsubscribe(subscription) else ""
    return token, f"{tools.config.web.public_url}/u/{token}" if token else ""


def grouped(
    storage: Storage, tools: Tools, subscription: Subscription, waiting: Sequence[Alert], now: datetime
) -> list[Ready]:
    """One message for each exchange whose news are to go out now; what came to nothing meanwhile is only noted."""
    made: list[Ready] = []
    for alerts in together(waiting):
        issue = Issue("urgent", alerts[0].key, now)
        last = storage.subscriptions.last_message(subscription.id, alerts[0].exchange)
        if came_to_nothing(alerts):
            made.append(Ready(subscription, alerts, issue, None))
        elif due(alerts, last, tools.config.alerts, now):
            made.append(ready(tools, subscription, alerts, issue))
    return made


def owe(storage: Storage, one: Ready) -> int:
    """1: a message is owed now, or published; 0: this issue was made before, has nothing to say, or nobody is there."""
    subscription, issue = one.subscription, one.issue
    key = digest_of(subscription.id, issue.kind, issue.name)
    with storage.transaction():
        if not storage.subscribers.stands(subscription):
            return 0
        row = storage.subscriptions.digest(key, subscription.id, issue.kind, issue.name, issue.now)
        if row is None:
            return 0
        storage.subscriptions.digested(one.alerts, row)
        storage.bulletins.add(one.bulletins, row)
        if one.message is None:
            return int(bool(one.bulletins))
        owed = digest_of(key, subscription.address)
        delivery = delivery_of(owed, subscription, one.message, issue.now)
        storage.outbox.owe(_in_thread(storage, delivery, one.alerts), owed, row)
        if one.token:
            storage.tokens.keep(one.token, Purpose.UNSUBSCRIBE, subscription.id, issue.now, None)
        return 1


def owe_notice(
    storage: Storage, subscription: Subscription, issue: Issue, message: Message, mark: Callable[[int], None]
) -> int:
    """A message that is about no exchange; 1, or 0 as above. mark: notes what it tells, by the digest's row."""
    key = digest_of(subscription.id, issue.kind, issue.name)
    with storage.transaction():
        if not storage.subscribers.stands(subscription):
            return 0
        row = storage.subscriptions.digest(key, subscription.id, issue.kind, issue.name, issue.now)
        if row is None:
            return 0
        mark(row)
        owed = digest_of(key, subscription.address)
        storage.outbox.owe(delivery_of(owed, subscription, message, issue.now), owed, row)
        return 1


def delivery_of(key: str, subscription: Subscription, message: Message, now: datetime, address: str = "") -> Delivery:
    """The id comes from the key: a database that is made anew gives the same message the same Message-ID.

    address: where it goes, if not to that of the subscription.
    """
    to = address or subscription.address
    return Delivery(key[:32], subscription.channel, to, subscription.id, message, 0, now)


def identity_of(subscription: Subscription, issue: Issue) -> str:
    """Of the delivery that this issue becomes."""
    return digest_of(digest_of(subscription.id, issue.kind, issue.name), subscription.address)[:32]


def _in_thread(storage: Storage, delivery: Delivery, alerts: Sequence[Alert]) -> Delivery:
    """A message about one exchange answers the first one about it to the same address."""
    exchanges = {alert.exchange for alert in alerts}
    if len(exchanges) != 1:
        return delivery
    first = storage.subscriptions.thread(delivery.address, exchanges.pop(), delivery.id)
    return replace(delivery, message=replace(delivery.message, thread=first))


def digest_of(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
