"""Polls that bring nothing are recorded together, and each hears how its own ended."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from builders_crawler import FEED_URL, NOW

from crawler.together import MOST, STORIES, Dated, Together
from repwatch.model import Action, DueFeed, Entry, Listed, Outcome, Poll


def test_polls_that_bring_nothing_share_a_transaction_and_each_hears_how_its_own_ended():
    calls: list[list[Dated]] = []

    async def record(polls: Sequence[Dated]) -> list[int | None]:
        calls.append(list(polls))
        return [None if poll.feed.id == 3 else poll.feed.id for poll, _ in polls]

    async def run() -> list[int | None]:
        together = Together(record)
        polls = ((unchanged(number), ended(number)) for number in range(MOST + 5))
        return await asyncio.gather(*(together.record(poll, at, news=False) for poll, at in polls))

    assert asyncio.run(run()) == [None if number == 3 else number for number in range(MOST + 5)]
    assert [len(call) for call in calls] == [MOST, 5]
    assert all(now == ended(poll.feed.id) for call in calls for poll, now in call)


def test_what_the_database_raises_is_raised_for_each():
    async def record(polls: Sequence[Dated]) -> list[int | None]:
        raise OSError(f"disk full for {len(polls)}")

    async def run() -> list[Any]:
        together = Together(record)
        return await asyncio.gather(
            *(together.record(unchanged(number), NOW, news=False) for number in range(2)), return_exceptions=True
        )

    assert [str(error) for error in asyncio.run(run())] == ["disk full for 2"] * 2


def test_news_is_written_at_once_and_while_others_are_written_together_up_to_so_many_stories():
    calls: list[list[int]] = []
    held = asyncio.Event()

    async def record(polls: Sequence[Dated]) -> list[int | None]:
        calls.append([poll.feed.id for poll, _ in polls])
        await held.wait()
        return [None for _ in polls]

    async def run() -> None:
        together = Together(record)
        waiting = [asyncio.create_task(together.record(news(1, 1), NOW, news=True))]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert calls == [[1]], "without waiting for others"
        many = [(2, 1), (3, STORIES), (4, 1), (5, 1)]
        waiting += [asyncio.create_task(together.record(news(*one), NOW, news=True)) for one in many]
        waiting.append(asyncio.create_task(together.record(unchanged(6), NOW, news=False)))
        await asyncio.sleep(0)
        assert calls == [[1]], "one transaction at a time"
        held.set()
        await asyncio.gather(*waiting)

    asyncio.run(run())
    assert calls == [[1], [2, 3], [4, 5, 6]]


def test_what_brings_nothing_is_not_hurried_by_the_end_of_what_did():
    calls: list[list[int]] = []

    async def record(polls: Sequence[Dated]) -> list[int | None]:
        calls.append([poll.feed.id for poll, _ in polls])
        await asyncio.sleep(0)
        return [None for _ in polls]

    async def run() -> None:
        together = Together(record)
        first = asyncio.create_task(together.record(news(1, 1), NOW, news=True))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        later = [asyncio.create_task(together.record(unchanged(2), NOW, news=False))]
        await first
        later.append(asyncio.create_task(together.record(unchanged(3), NOW, news=False)))
        await asyncio.gather(*later)

    asyncio.run(run())
    assert calls == [[1], [2, 3]]


def ended(number: int) -> datetime:
    return NOW + timedelta(seconds=number)


def unchanged(number: int) -> Poll:
    feed = DueFeed(number, "gazette", FEED_URL, "feed", 900, "token")
    return Poll(feed, Outcome.NOT_MODIFIED, NOW)


def news(number: int, stories: int) -> Poll:
    story = Listed(Entry("guid", None, "Bodies returned", "", "", None, ""), Action.PASS, "")
    return replace(unchanged(number), outcome=Outcome.OK, listed=(story,) * stories)
