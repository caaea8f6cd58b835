"""Polls that bring nothing are recorded together, and each hears how its own ended."""

import asyncio
from collections.abc import Sequence
from typing import Any

from builders_crawler import FEED_URL, NOW

from crawler.together import MOST, Together
from repwatch.model import DueFeed, Outcome, Poll


def test_polls_that_bring_nothing_share_a_transaction_and_each_hears_how_its_own_ended():
    calls: list[int] = []

    async def record(polls: Sequence[Poll]) -> list[int | None]:
        calls.append(len(polls))
        return [None if poll.feed.id == 3 else poll.feed.id for poll in polls]

    async def run() -> list[int | None]:
        together = Together(record)
        return await asyncio.gather(*(together.record(unchanged(number)) for number in range(MOST + 5)))

    assert asyncio.run(run()) == [None if number == 3 else number for number in range(MOST + 5)]
    assert calls == [MOST, 5]


def test_what_the_database_raises_is_raised_for_each():
    async def record(polls: Sequence[Poll]) -> list[int | None]:
        raise OSError(f"disk full for {len(polls)}")

    async def run() -> list[Any]:
        together = Together(record)
        return await asyncio.gather(
            *(together.record(unchanged(number)) for number in range(2)), return_exceptions=True
        )

    assert [str(error) for error in asyncio.run(run())] == ["disk full for 2"] * 2


def unchanged(number: int) -> Poll:
    feed = DueFeed(number, "gazette", FEED_URL, "feed", 900, "token")
    return Poll(feed, Outcome.NOT_MODIFIED, NOW)
