"""The story of June 2025 in two hundred chance orders: one ledger, one state that is told in the end, nothing twice.

Compared is everything but row ids, the times of a ledger's history, and the ids of exchanges: an exchange keeps the id
under which it was first told, so one that a slip of a day opened is named for that day in those orders in which the
slip came first.
"""

from collections import Counter

import pytest
from story_replay import STORY, played

from repwatch.model import Alert

FEW, ALL = range(15), range(15, 200)


@pytest.fixture
def in_order() -> dict[str, object]:
    found = played(None)
    assert len(found.ledger["told"]) == len(STORY.happened)  # type: ignore[arg-type]
    assert found.left == 0
    return found.ledger


@pytest.mark.parametrize("order", FEW)
def test_any_order_ends_in_the_same_ledger(order: int, in_order: dict[str, object]) -> None:
    assert_same(order, in_order)


@pytest.mark.slow
def test_two_hundred_orders_end_in_the_same_ledger(in_order: dict[str, object]) -> None:
    for order in ALL:
        assert_same(order, in_order)


def assert_same(order: int, in_order: dict[str, object]) -> None:
    found = played(order)
    assert found.left == 0, order
    for part, expected in in_order.items():
        assert found.ledger[part] == expected, (order, part)
    told = Counter((str(one.settlement.exchange.date), one.reason, one.to, _figures(one)) for one in found.alerts)
    assert [what for what, times in told.items() if times > 1] == [], order


def _figures(one: Alert) -> tuple[tuple[str, int, int | None], ...]:
    return tuple((side.to, side.low, side.high) for side in one.settlement.received)
