"""Tell one subscription of one exchange: alerts, and the record of what was told, in one transaction of the caller."""

from datetime import datetime

from alerts.policy import alert_key, news, ranges, told_now
from repwatch.model import Alert, Settlement, Subscription, Told
from storage import Storage
from storage.exchanges import Change


def is_history(settlement: Settlement, first_start: datetime | None) -> bool:
    """It happened before this installation watched, or only first polls speak of it. None: a replay, all is news."""
    day = settlement.exchange.date
    return first_start is not None and (
        settlement.baseline or day is None or day < first_start.date().isoformat()[: len(day)]
    )


def tell(
    storage: Storage, subscription: Subscription, settlement: Settlement, reconciliation: int, aloud_at: datetime | None
) -> int:
    """How many alerts were made. aloud_at None: it counts as told without a word."""
    exchange = settlement.exchange.id
    told = storage.subscriptions.told(subscription.id, exchange)
    alerts = _alerts(storage, subscription, settlement, told, aloud_at) if aloud_at else []
    return storage.subscriptions.record(subscription.id, told_now(settlement, told), alerts, (exchange, reconciliation))


def hush(storage: Storage, since: int) -> list[Change]:
    """What the exchanges settled since that reconciliation say counts as told to everybody. Which ones they are.

    Whoever had news of one of them waiting from before (a subscription that the configuration left out) keeps it.
    """
    changed = storage.exchanges.settled_since(since)
    settled = {one: found for one in changed if (found := storage.exchanges.settlement(one.exchange))}
    for identity, looked in storage.subscriptions.all().items() if changed else ():
        for one, settlement in settled.items():
            if one.before <= looked:
                tell(storage, Subscription(identity, "", ""), settlement, one.last, None)
        if looked >= since:
            storage.subscriptions.looked(identity, max(one.last for one in changed))
    return changed


def _alerts(
    storage: Storage, subscription: Subscription, settlement: Settlement, told: list[Told], now: datetime
) -> list[Alert]:
    exchange, found = settlement.exchange.id, news(settlement, told, subscription)
    alerted = storage.subscriptions.alerted(subscription.id, exchange) if found else 0
    return [
        Alert(
            alert_key(subscription.id, exchange, to, reason, ranges(settlement, to), alerted),
            subscription.id, exchange, to, reason, settlement, tuple(told), now,
        )
        for reason, to in found
    ]  # fmt: skip
