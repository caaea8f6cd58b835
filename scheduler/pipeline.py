"""What happens to an article, step by step. Each step asks storage what is not done yet, decides, and writes.

    crawl (a process of its own) | match | decide | reconcile | alert | digest | deliver

Each step can be killed, repeated, run by hand or run late: what it finds undone is what it does.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from alerts.deliver import deliver
from alerts.minimum import is_quiet
from alerts.policy import digest_due
from matcher.extract import extract
from matcher.origins import independent, origins
from matcher.reconcile import settle
from repwatch.model import Alert, Exchange, Report, Scope, Subscription
from review.triage import missed, stray, triage
from scheduler.agencies import agencies
from scheduler.auditing import ask_about_totals
from scheduler.beside import beside
from scheduler.copying import ties
from scheduler.deciding import decide, word_of
from scheduler.keeping import keep
from scheduler.overlaid import overlaid
from scheduler.owing import Issue, Ready, daily, grouped, owe, ready
from scheduler.subscribed import audience, declared
from scheduler.telling import tell_news
from scheduler.tools import Tools
from scheduler.totals import totals_at
from storage import Storage

logger = logging.getLogger(__name__)

TOGETHER = 20  # exchanges, or subscriptions, a transaction
BATCH = 50  # articles a run; the next run is at once if there may be more

__all__ = ["alert", "decide", "deliver", "digest", "keep", "match", "reconcile", "run_steps", "settle_these"]


def run_steps(storage: Storage, tools: Tools, now: datetime) -> list[Report]:
    """All that leads to the outbox; delivering has a clock of its own, since it waits for others."""
    tools = overlaid(storage, tools)
    return [
        match(storage, tools, now),
        decide(storage, tools, now),
        reconcile(storage, tools, now),
        alert(storage, tools, now),
        digest(storage, tools, now),
    ]


def match(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Articles that these rules have not read -> claims, linked to exchanges."""
    report = Report("match")
    version = tools.lexicon.version
    for article in storage.articles.unmatched(version, BATCH):
        try:
            reading = extract(article, tools.speaker(article), tools.lexicon)
        except Exception as error:  # one article must not hold up the rest; it is kept with its error
            logger.exception("article %s could not be read", article.url)
            report.failed += 1
            storage.claims.failed(article, version, repr(error))
            continue
        keep(storage, tools, article, reading, now)
        report.done += 1
    return report


def reconcile(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Exchanges with newer claims than their last settlement -> what they add up to, and questions.

    A commit waits for the disk, so what one article changes is one of them; of very many the crawler gets its turn.
    """
    report = Report("reconcile")
    unsettled = storage.exchanges.unsettled()
    while len(unsettled) > TOGETHER:
        with storage.transaction():
            settle_these(storage, tools, unsettled[:TOGETHER], now)
        report.done += TOGETHER
        del unsettled[:TOGETHER]
    if unsettled or storage.reviews.due() or storage.totals.stale():
        with storage.transaction():
            settle_these(storage, tools, unsettled, now)
            _ask_what_was_missed(storage, tools, now)
            ask_about_totals(storage, tools, now)
        report.done += len(unsettled)
    return report


def alert(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Exchanges whose state differs from what a subscription was told -> alerts, and what is told with them."""
    report = Report("alert")
    new = {one.id for one in storage.subscriptions.newcomers(declared(tools))}
    start = storage.meta.first_start
    everyone = audience(storage, tools)
    for some in (everyone[at : at + TOGETHER] for at in range(0, len(everyone), TOGETHER)):
        with storage.transaction():
            for subscription in filter(storage.subscribers.stands, some):
                storage.subscriptions.welcome(subscription.id, now)
                report.done += tell_news(storage, subscription, start, None if subscription.id in new else now)
    return report


def digest(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Alerts whose hour has come (urgent: at once; updates of an exchange together) -> messages owed or published."""
    report = Report("digest")
    silenced, made = storage.silences.targets("exchange", now), list[Ready]()
    for subscription in audience(storage, tools):
        waiting = [one for one in storage.subscriptions.waiting(subscription.id) if one.exchange not in silenced]
        try:
            made += _messages(storage, tools, subscription, waiting, now)
        except Exception as error:  # one subscription must not hold up the rest; what waits for it stays
            logger.exception("subscription %s: no message could be made", subscription.id)
            report.failed += 1
            report.notes.append(f"subscription {subscription.id}: {error!r}")
        if len(made) >= TOGETHER:
            report.done += _owe(storage, made)
            made = []
    report.done += _owe(storage, made) if made else 0
    return report


def _messages(
    storage: Storage, tools: Tools, subscription: Subscription, waiting: list[Alert], now: datetime
) -> list[Ready]:
    if subscription.cadence == "daily":
        last, since = storage.subscriptions.last_digest(subscription.id), storage.subscriptions.since(subscription.id)
        day = digest_due(subscription, last, now, since)
        return [daily(storage, tools, subscription, waiting, Issue("daily", day.isoformat(), now))] if day else []
    if not waiting or is_quiet(subscription, now):
        return []
    if any(is_quiet(subscription, one.created_at) for one in waiting):
        return [ready(tools, subscription, waiting, Issue("urgent", waiting[0].key, now))]
    return grouped(storage, tools, subscription, waiting, now)


def _owe(storage: Storage, made: Iterable[Ready]) -> int:
    with storage.transaction():
        return sum(owe(storage, one) for one in made)


def settle_these(storage: Storage, tools: Tools, unsettled: Iterable[tuple[Exchange, int]], now: datetime) -> None:
    """Each with its mark (storage.exchanges.unsettled), and what is asked about it; in the caller's transaction."""
    for exchange, mark in unsettled:
        linked = [*storage.claims.known_of(exchange.id), *storage.claims.of_exchange(exchange.id)]
        from_whom = independent(linked, ties(storage, tools, exchange, linked), exchange.date)
        settlement = settle(
            exchange, linked, from_whom, totals_at(storage, tools, exchange), word_of(storage, exchange)
        )
        counted = {claim.id for side in settlement.received for claim in side.claims}
        rest = [claim for claim in linked if claim.id not in counted and claim.claim.scope is Scope.CURRENT]
        storage.exchanges.settle(settlement, mark, now)
        storage.totals.count(settlement)
        questions = [] if settlement.baseline else triage(settlement, rest, tools.party_names)
        questions += [] if settlement.baseline else beside(storage, tools, settlement)
        storage.reviews.ask(exchange.id, questions, now)


def _ask_what_was_missed(storage: Storage, tools: Tools, now: datetime) -> None:
    """Earlier exchanges that independent origins mention and the ledger does not have, and doubtful current figures."""
    for about in storage.reviews.due():
        earlier, doubtful = (
            storage.claims.unlinked(scope, about.conflict, about.day, about.low)
            for scope in (Scope.PREVIOUS, Scope.CURRENT)
        )
        asked = missed(earlier, origins(earlier, agencies(storage, tools)), tools.party_names)
        storage.reviews.ask_about(about, [*asked, *stray(doubtful, tools.party_names)], now)
