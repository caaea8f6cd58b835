"""Alerts -> one message owed to one subscription, together with the mark that these alerts are taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from alerts.digest import compose
from repwatch.model import Alert, Delivery, Message, Subscription
from scheduler.tools import Tools
from storage import Storage


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a digest. kind: urgent or daily. name: the alert's key, or the local date."""

    kind: str
    name: str
    now: datetime


def owe(storage: Storage, tools: Tools, subscription: Subscription, alerts: Sequence[Alert], issue: Issue) -> int:
    """1: a message is owed now; 0: this issue was made before, or it has nothing to say and is only noted."""
    message = _compose(tools, subscription, alerts)
    key = digest_of(subscription.id, issue.kind, issue.name)
    with storage.transaction():
        row = storage.subscriptions.digest(key, subscription.id, issue.kind, issue.name, issue.now)
        if row is None:
            return 0
        storage.subscriptions.digested(alerts, row)
        if message is None:
            return 0
        delivery = delivery_of(digest_of(key, subscription.address), subscription, message, issue.now)
        storage.outbox.owe(_in_thread(storage, delivery, alerts), digest_of(key, subscription.address), row)
        return 1


def _compose(tools: Tools, subscription: Subscription, alerts: Sequence[Alert]) -> Message | None:
    public_url = tools.config.web.public_url
    return compose(alerts, subscription, tools.render, public_url, tools.names) if alerts else None


def delivery_of(key: str, subscription: Subscription, message: Message, now: datetime) -> Delivery:
    """The id comes from the key: a database that is made anew gives the same message the same Message-ID."""
    return Delivery(key[:32], subscription.channel, subscription.address, subscription.id, message, 0, now)


def _in_thread(storage: Storage, delivery: Delivery, alerts: Sequence[Alert]) -> Delivery:
    """A message about one exchange answers the first one about it to the same address."""
    exchanges = {alert.exchange for alert in alerts}
    if len(exchanges) != 1:
        return delivery
    first = storage.subscriptions.thread(delivery.address, exchanges.pop(), delivery.id)
    return replace(delivery, message=replace(delivery.message, thread=first))


def digest_of(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
