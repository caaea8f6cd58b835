"""In whatever order articles come, everybody is told the same in the end: also who wants it later, or is told to wait.

The story of the demo in chance orders and heaps, an hour of the day and a silence between them: five subscriptions that
differ in when and from when on they are told. Compared is what each was told last (P6).
"""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from story_replay import LATER, STORY, WAR, rows_of, shuffled, story_tools

from alerts.minimum import is_quiet, reached
from alerts.policy import ranges, told_now
from repwatch.jsonl import article_of
from repwatch.model import Alert, Article, ExchangeStatus, Minimum, Settlement, Silence, Subscription
from scheduler.pipeline import run_steps
from storage import MEMORY, Storage

AT_ONCE = Subscription("at-once", "file", "at-once")
QUIET = replace(AT_ONCE, id="quiet", address="quiet", quiet="21:00-08:00", zone="Europe/Kyiv")
DAILY = replace(AT_ONCE, id="daily", address="daily", cadence="daily", zone="Europe/Kyiv")
CAREFUL = replace(AT_ONCE, id="careful", address="careful", minimum=Minimum.CONFIRMED)
BOTH = replace(DAILY, id="both", address="both", minimum=Minimum.CONFIRMED, quiet="21:00-08:00")
EVERYONE = (AT_ONCE, QUIET, DAILY, CAREFUL, BOTH)
SOON = datetime(2025, 7, 1, 5, tzinfo=UTC)
FEW, ALL = range(5), range(5, 200)


@cache
def articles(order: int | None) -> list[Article]:
    rows = rows_of(STORY)
    coming = rows if order is None else shuffled(rows, random.Random(order))
    return [article_of(json.dumps(row, ensure_ascii=False))[1] for row in coming]


def played(order: int | None) -> dict[str, object]:
    """What each of EVERYONE was told last of each day. Exchanges are silenced as they come, by chance, for a while."""
    tools, chance = story_tools(), random.Random(order)
    tools = replace(tools, config=replace(tools.config, subscriptions=EVERYONE))
    with Storage(MEMORY, migrate=True) as storage:
        for one in EVERYONE:
            storage.subscriptions.welcome(one.id, SOON)
        coming, now = list(articles(order)), SOON
        while coming:
            size = 1 if order is None else chance.randint(1, 12)
            for article in coming[:size]:
                storage.articles.save(article, now)
            del coming[:size]
            _silence(storage, chance, now)
            run_steps(storage, tools, now)
            now += timedelta(hours=chance.choice((1, 3, 8)))
        for days in range(4):  # every silence is over, every morning has come
            run_steps(storage, tools, LATER + timedelta(days=30 + days, hours=9))
        return _told(storage)


def _silence(storage: Storage, chance: random.Random, now: datetime) -> None:
    for one in storage.exchanges.standing(WAR):
        if chance.random() < 0.1:
            until = now + timedelta(hours=chance.randint(1, 60))
            storage.silences.add(Silence("exchange", one.id, "editor", "is looked into", until, now))


def _told(storage: Storage) -> dict[str, object]:
    _nothing_twice(storage, storage.subscriptions.recent(1_000_000))
    standing = storage.exchanges.settlements(known=False)
    last = {one.id: {_day(found): _last(storage, one, found) for found in standing} for one in EVERYONE}
    assert last[CAREFUL.id] == last[BOTH.id]
    for found in standing:
        _nothing_that_is_not_so(storage, found)
    sure = {(_day(one), side.to) for one in standing for side in one.received if reached(side, Minimum.CONFIRMED)}
    told = {(day, *row) for day, rows in last[CAREFUL.id].items() for row in rows if (day, row[0]) in sure}
    assert {(day, to) for day, to, *_ in told} == sure, "confirmed, and not told"
    return {**{one.id: last[one.id] for one in (AT_ONCE, QUIET, DAILY)}, "confirmed": told}


def _nothing_that_is_not_so(storage: Storage, found: Settlement) -> None:
    """What is not confirmed was told to who wants it confirmed if it was once, in some orders; then it is told on."""
    now = {each.to: each for each in told_now(found)}
    for who in (CAREFUL, BOTH):
        for each in storage.subscriptions.told(who.id, found.exchange.id):
            assert each.status == ExchangeStatus.RETRACTED or now.get(each.to) == each, who.id


def _day(found: Settlement) -> str:
    return str(found.exchange.date)


def _nothing_twice(storage: Storage, alerts: list[Alert]) -> None:
    """Every alert is in one message, none of them made at night for who sleeps, and none says what another said."""
    assert all(not storage.subscriptions.waiting(one.id) for one in EVERYONE)
    owed = storage.outbox.recent(1_000_000)
    quiet = [one for one in owed if one.subscription == QUIET.id and is_quiet(QUIET, one.created_at)]
    assert quiet == []
    said = Counter(
        (one.subscription, str(one.settlement.exchange.date), one.reason, one.to, ranges(one.settlement, one.to))
        for one in alerts
    )
    assert [what for what, times in said.items() if times > 1] == []


def _last(storage: Storage, who: Subscription, found: Settlement) -> list[tuple[str, str, int, int | None]]:
    rows = storage.subscriptions.told(who.id, found.exchange.id)
    return sorted((each.to, each.status, each.low, each.high) for each in rows if each.status != "retracted")


@cache
def in_order() -> dict[str, object]:
    found = played(None)
    assert len(found[AT_ONCE.id]) == len(STORY.happened)  # type: ignore[arg-type]
    assert found[AT_ONCE.id] == found[QUIET.id] == found[DAILY.id]
    return found


@pytest.mark.parametrize("order", FEW)
def test_any_order_ends_with_the_same_told(order: int) -> None:
    assert played(order) == in_order()


@pytest.mark.slow
def test_two_hundred_orders_end_with_the_same_told() -> None:
    for order in ALL:
        assert played(order) == in_order(), order
