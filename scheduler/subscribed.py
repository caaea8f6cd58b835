"""Who is told: the subscriptions of the configuration and those in the database, and from when on."""

from datetime import datetime

from repwatch.model import PUBLIC, Standing, Subscription
from scheduler.telling import tell, tell_news
from scheduler.tools import Tools
from storage import Storage


def everybody(storage: Storage, tools: Tools) -> list[Subscription]:
    """Those who are told now."""
    return [*tools.config.subscriptions, *storage.subscribers.active()]


def declared(tools: Tools) -> list[Subscription]:
    """Those that the configuration makes, the public feeds among them."""
    return [*tools.config.subscriptions, *([PUBLIC] if tools.config.web.alert_feeds else [])]


def audience(storage: Storage, tools: Tools) -> list[Subscription]:
    """Who is told of exchanges now: everybody, and whoever reads the public feeds."""
    return [*declared(tools), *storage.subscribers.active()]


def begin(storage: Storage, subscription: Subscription, now: datetime) -> None:
    """From this moment on: all that is settled counts as told. Within the transaction that makes it active.

    Not left to the next run of the steps: what they settle first would count as told too, and is news.
    """
    storage.subscriptions.welcome(subscription.id, now)
    tell_news(storage, subscription, None, None)
    storage.subscribers.stand(subscription.id, Standing.ACTIVE, now)


def resume(storage: Storage, subscription: Subscription, now: datetime) -> None:
    """What came up meanwhile counts as told; what has become of figures that were told is told by the next run."""
    for exchange, reconciliation in storage.exchanges.news_for(subscription.id):
        settlement = storage.exchanges.settlement(exchange)
        if settlement and not storage.subscriptions.told(subscription.id, exchange):
            tell(storage, subscription, settlement, reconciliation, None)
    storage.gaps.pass_over(subscription.id, now)
    storage.subscribers.stand(subscription.id, Standing.ACTIVE)
