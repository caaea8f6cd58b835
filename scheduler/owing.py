"""Alerts -> one message owed to one subscription, together with the mark that these alerts are taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from alerts.digest import compose
from repwatch.model import Alert, Delivery, Message, Purpose, Subscription
from scheduler.tools import Tools
from storage import Storage
from storage.tokens import draw


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a digest. kind: urgent or daily. name: the alert's key, or the local date."""

    kind: str
    name: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is made and not owed yet. message None: the issue has nothing to say and is only noted.

    token: of the link in it that ends the subscription, "" if it has none.
    """

    subscription: Subscription
    alerts: Sequence[Alert]
    issue: Issue
    message: Message | None
    token: str = ""


def ready(tools: Tools, subscription: Subscription, alerts: Sequence[Alert], issue: Issue) -> Ready:
    """Touches no storage, so that what a template raises concerns this one subscription."""
    if not alerts:
        return Ready(subscription, alerts, issue, None)
    web, token = tools.config.web, draw() if tools.config.may_unsubscribe(subscription) else ""
    unsubscribe = f"{web.public_url}/u/{token}" if token else ""
    message = compose(alerts, subscription, tools.render, web.public_url, tools.names, unsubscribe)
    return Ready(subscription, alerts, issue, message, token)


def owe(storage: Storage, one: Ready) -> int:
    """1: a message is owed now; 0: this issue was made before, has nothing to say, or nobody is there any more."""
    subscription, issue = one.subscription, one.issue
    key = digest_of(subscription.id, issue.kind, issue.name)
    with storage.transaction():
        if not storage.subscribers.stands(subscription):
            return 0
        row = storage.subscriptions.digest(key, subscription.id, issue.kind, issue.name, issue.now)
        if row is None:
            return 0
        storage.subscriptions.digested(one.alerts, row)
        if one.message is None:
            return 0
        owed = digest_of(key, subscription.address)
        delivery = delivery_of(owed, subscription, one.message, issue.now)
        storage.outbox.owe(_in_thread(storage, delivery, one.alerts), owed, row)
        if one.token:
            storage.tokens.keep(one.token, Purpose.UNSUBSCRIBE, subscription.id, issue.now, None)
        return 1


def delivery_of(key: str, subscription: Subscription, message: Message, now: datetime, address: str = "") -> Delivery:
    """The id comes from the key: a database that is made anew gives the same message the same Message-ID.

    address: where it goes, if not to that of the subscription.
    """
    to = address or subscription.address
    return Delivery(key[:32], subscription.channel, to, subscription.id, message, 0, now)


def _in_thread(storage: Storage, delivery: Delivery, alerts: Sequence[Alert]) -> Delivery:
    """A message about one exchange answers the first one about it to the same address."""
    exchanges = {alert.exchange for alert in alerts}
    if len(exchanges) != 1:
        return delivery
    first = storage.subscriptions.thread(delivery.address, exchanges.pop(), delivery.id)
    return replace(delivery, message=replace(delivery.message, thread=first))


def digest_of(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
