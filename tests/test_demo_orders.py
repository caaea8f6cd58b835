"""The story of June 2025 in two hundred chance orders: one ledger, one state that is told in the end, nothing twice.

Compared is everything but row ids, the times of a ledger's history, and the ids of exchanges: an exchange keeps the id
under which it was first told, so one that a slip of a day opened is named for that day in those orders in which the
slip came first.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledger_world import ledger
from test_demo_story import STORY, _rows, _shuffled

from repwatch.jsonl import article_of
from repwatch.model import Alert, Config
from scheduler.pipeline import alert, reconcile
from scheduler.replay import EVERYONE, Arrival, replay
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

WAR, LATER = "ukraine-russia", datetime(2025, 8, 1, tzinfo=UTC)
FEW, ALL = range(15), range(15, 200)


@pytest.fixture(scope="module")
def tools() -> Tools:
    config = Config(Path(), languages=("en", "uk", "ru"), conflicts=(WAR,), outlets=STORY.outlets)
    return make_tools(config)


@pytest.fixture(scope="module")
def in_order(tools: Tools) -> dict[str, object]:
    found, _ = played(tools, _arrivals(None))
    assert len(found["told"]) == len(STORY.happened)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("order", FEW)
def test_any_order_ends_in_the_same_ledger(order: int, tools: Tools, in_order: dict[str, object]) -> None:
    assert_same(order, tools, in_order)


@pytest.mark.slow
def test_two_hundred_orders_end_in_the_same_ledger(tools: Tools, in_order: dict[str, object]) -> None:
    for order in ALL:
        assert_same(order, tools, in_order)


def assert_same(order: int, tools: Tools, in_order: dict[str, object]) -> None:
    found, alerts = played(tools, _arrivals(random.Random(order)))
    for part, expected in in_order.items():
        assert found[part] == expected, (order, part)
    told = Counter((str(one.settlement.exchange.date), one.reason, one.to, _figures(one)) for one in alerts)
    assert [what for what, times in told.items() if times > 1] == [], order


def played(tools: Tools, coming: list[Arrival]) -> tuple[dict[str, object], list[Alert]]:
    with Storage(MEMORY, migrate=True) as storage:
        alerts = list(replay(storage, tools, coming))
        for step in (reconcile, alert):
            assert step(storage, tools, LATER).done == 0
        return ledger(storage, WAR, EVERYONE.id), alerts


def _arrivals(chance: random.Random | None) -> list[Arrival]:
    return list(_read(_rows(STORY) if chance is None else _shuffled(_rows(STORY), chance)))


def _read(rows: list[dict[str, str]]) -> Iterator[Arrival]:

    for row in rows:
        article = article_of(json.dumps(row))[1]
        yield Arrival(article.fetched, article)


def _figures(one: Alert) -> tuple[tuple[str, int, int | None], ...]:
    return tuple((side.to, side.low, side.high) for side in one.settlement.received)
