"""Tell one subscription of one exchange: alerts, and the record of what was told, in one transaction of the caller."""

from collections.abc import Iterable
from datetime import datetime

from alerts.minimum import visible
from alerts.policy import alert_key, news, ranges, told_now
from repwatch.model import Alert, Reason, Settlement, Subscription, Told
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
    sent = storage.subscriptions.sent(subscription.id, exchange)
    seen = visible(settlement, told, subscription)
    alerts = _alerts(storage, subscription, settlement, (told, sent), aloud_at) if aloud_at else []
    held_back = settlement.received and not seen.received
    after = told if held_back else told_now(seen, told)
    known = {each.to for each in after if alerts} or {each.to for each in sent if not aloud_at}
    sent = [each for each in after if each.to in known] or sent
    return storage.subscriptions.record(subscription.id, (after, sent), alerts, (exchange, reconciliation))


def tell_news(
    storage: Storage, subscription: Subscription, first_start: datetime | None, aloud_at: datetime | None
) -> int:
    """Of all that was settled since it was last looked at for this subscription; of history without a word."""
    made, news = 0, storage.exchanges.news_for(subscription.id)
    for exchange, reconciliation in news:
        settlement = storage.exchanges.settlement(exchange)
        if settlement:
            at = None if is_history(settlement, first_start) else aloud_at
            made += tell(storage, subscription, settlement, reconciliation, at)
    if news:
        storage.subscriptions.looked(subscription.id, max(reconciliation for _, reconciliation in news))
    return made


def hush(storage: Storage, since: int, subscriptions: Iterable[Subscription] = ()) -> list[Change]:
    """What the exchanges settled since that reconciliation say counts as told to everybody. Which ones they are.

    subscriptions: those that are known; whoever was told something and is none of them wants all.

    Whoever had news of one of them waiting from before (a subscription that the configuration left out) keeps it.
    """
    changed = storage.exchanges.settled_since(since)
    known = {one.id: one for one in subscriptions}
    settled = {one: found for one in changed if (found := storage.exchanges.settlement(one.exchange))}
    for identity, looked in storage.subscriptions.all().items() if changed else ():
        for one, settlement in settled.items():
            if one.before <= looked:
                tell(storage, known.get(identity) or Subscription(identity, "", ""), settlement, one.last, None)
        if looked >= since:
            storage.subscriptions.looked(identity, max(one.last for one in changed))
    return changed


def _alerts(
    storage: Storage,
    subscription: Subscription,
    settlement: Settlement,
    before: tuple[list[Told], list[Told]],
    now: datetime,
) -> list[Alert]:
    """They carry the whole exchange, and say what is new of the sides that this subscription may be told of.

    before: what counts as told, and what it was sent, which is less if it did not ask for all that became known.
    """
    told, sent = before
    exchange, (seen, found) = settlement.exchange.id, _news(subscription, settlement, told, sent)
    alerted = storage.subscriptions.alerted(subscription.id, exchange) if found else 0
    return [
        Alert(
            alert_key(subscription.id, exchange, to, reason, ranges(seen, to), alerted),
            subscription.id, exchange, to, reason, settlement, tuple(sent or told), now,
        )
        for reason, to in found
    ]  # fmt: skip


def would_hear(
    storage: Storage, subscriptions: Iterable[Subscription], settlement: Settlement, first_start: datetime | None
) -> dict[str, Reason]:
    """Who would be told of it now, each with the first reason; nothing is written."""
    if is_history(settlement, first_start):
        return {}
    before = storage.subscriptions.told_each(settlement.exchange.id)
    found = {one.id: _news(one, settlement, *before.get(one.id, ([], [])))[1] for one in subscriptions}
    return {identity: news[0][0] for identity, news in found.items() if news}


def _news(
    subscription: Subscription, settlement: Settlement, told: list[Told], sent: list[Told]
) -> tuple[Settlement, list[tuple[Reason, str]]]:
    """The exchange as far as it may be told of it, and what is new in that."""
    seen = visible(settlement, told, subscription)
    held_back = settlement.received and not seen.received
    return seen, [] if held_back else news(seen, told, subscription, sent=sent)
