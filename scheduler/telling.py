"""Tell one subscription of one exchange: alerts, and the record of what was told, in one transaction of the caller."""

from datetime import datetime

from alerts.policy import alert_key, news, ranges, told_now
from repwatch.model import Alert, Reason, Settlement, Subscription, Told
from storage import Storage


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
    found = news(settlement, told, subscription) if aloud_at else []
    alerts = [_alert(subscription, settlement, told, one, aloud_at) for one in found if aloud_at]
    return storage.subscriptions.record(subscription.id, told_now(settlement, told), alerts, (exchange, reconciliation))


def _alert(
    subscription: Subscription, settlement: Settlement, told: list[Told], what: tuple[Reason, str], now: datetime
) -> Alert:
    reason, to = what
    key = alert_key(subscription.id, settlement.exchange.id, to, reason, ranges(settlement, to))
    return Alert(key, subscription.id, settlement.exchange.id, to, reason, settlement, tuple(told), now)
