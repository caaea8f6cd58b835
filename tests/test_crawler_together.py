"""Polls that bring nothing are recorded together, and each hears how its own ended."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from builders_crawler import FEED_URL, NOW

from crawler.together import MOST, Dated, Together
from repwatch.model import DueFeed, Outcome, Poll


def test_polls_that_bring_nothing_share_a_transaction_and_each_hears_how_its_own_ended():
    calls: list[list[Dated]] = []

    async def record(polls: Sequence[Dated]) -> list[int | None]:
        calls.append(list(polls))
        return [None if poll.feed.id == 3 else poll.feed.id for poll, _ in polls]

    async def run() -> list[int | None]:
        together = Together(record)
        return await asyncio.gather(*(together.record(unchanged(number), ended(number)) for number in range(MOST + 5)))

    assert asyncio.run(run()) == [None if number == 3 else number for number in range(MOST + 5)]
    assert [len(call) for call in calls] == [MOST, 5]
    assert all(now == ended(poll.feed.id) for call in calls for poll, now in call)


def test_what_the_database_raises_is_raised_for_each():
    async def record(polls: Sequence[Dated]) -> list[int | None]:
        raise OSError(f"disk full for {len(polls)}")

    async def run() -> list[Any]:
        together = Together(record)
        return await asyncio.gather(
            *(together.record(unchanged(number), NOW) for number in range(2)), return_exceptions=True
        )

    assert [str(error) for error in asyncio.run(run())] == ["disk full for 2"] * 2


def ended(number: int) -> datetime:
    return NOW + timedelta(seconds=number)


def unchanged(number: int) -> Poll:
    feed = DueFeed(number, "gazette", FEED_URL, "feed", 900, "token")
    return Poll(feed, Outcome.NOT_MODIFIED, NOW)
