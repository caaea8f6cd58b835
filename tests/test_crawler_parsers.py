"""The processes that parse: each may be killed, and costs one task when it is."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Awaitable, Callable

import pytest
from builders_crawler import body, rss, source, titles
from receivers import until
from watchtower import alive

from crawler.parsers import LAST_RESORT, MEMORY, SECONDS, Crash, ParserDied, ParserPool, read_list, read_page
from repwatch.model import Outcome


def with_pool(work: Callable[[ParserPool], Awaitable[object]], size: int = 1, seconds: float = 5) -> object:
    async def run() -> object:
        pool = ParserPool(size, seconds)
        try:
            return await work(pool)
        finally:
            pool.close()

    return asyncio.run(run())


def grow(size: int) -> int:
    return len(bytearray(size))


def fail(message: str) -> None:
    raise OverflowError(message)


def lie() -> int:
    return "os.system"  # type: ignore[return-value]


def spin(_: object) -> None:
    while True:
        pass


def test_a_feed_and_a_page_are_read_in_another_process():
    async def work(pool):
        feed = await pool.run(read_list, body("rss-2.0.xml"), source())
        page = await pool.run(read_page, body("page.html"), source("page"))
        return feed, page, await pool.run(os.getpid)

    feed, page, process = with_pool(work)
    assert (len(feed.entries), page.title) == (3, "Bodies of 61 soldiers returned")
    assert process != os.getpid()


@pytest.mark.parametrize("kind", ["feed", "telegram", "sitemap", "listing"])
def test_every_kind_of_list_has_its_reader(kind):
    async def work(pool):
        return await pool.run(read_list, b"", source(kind))

    assert with_pool(work).outcome is Outcome.NOT_FEED


def test_what_a_parser_raises_comes_back_and_its_process_goes_on():
    async def work(pool):
        first = await pool.run(os.getpid)
        crash = await pool.run(fail, "too large")
        return first, crash, await pool.run(os.getpid)

    first, crash, last = with_pool(work)
    assert crash == Crash("OverflowError: too large")
    assert first == last


def test_too_much_memory_is_a_crash_of_its_own_kind():
    async def work(pool):
        return await pool.run(grow, MEMORY + 1), await pool.run(grow, 1000)

    crash, after = with_pool(work)
    assert crash.memory
    assert after == 1000


def test_a_parse_that_hangs_is_killed_and_costs_itself_alone():
    async def work(pool):
        processes = [await pool.run(os.getpid)]
        hanging = asyncio.create_task(pool.run(spin, 0))
        waiting = asyncio.create_task(pool.run(read_list, rss(["<title>next</title>"]).encode(), source()))
        with pytest.raises(TimeoutError):
            await hanging
        return processes, await waiting

    started = time.monotonic()
    (process,), parsed = with_pool(work, seconds=3)
    assert titles(parsed) == ["next"]
    assert time.monotonic() - started < 15
    until(lambda: not alive(process), 5)


def test_an_alarm_that_nothing_catches_ends_a_task_whose_crawler_was_killed():
    async def work(pool):
        return await pool.run(signal.getitimer, signal.ITIMER_REAL), await pool.run(signal.getsignal, signal.SIGALRM)

    (left, _), handler = with_pool(work)
    assert SECONDS < left <= LAST_RESORT
    assert handler == signal.SIG_DFL


def test_a_process_that_dies_costs_one_task():
    async def work(pool):
        with pytest.raises(ParserDied):
            await pool.run(os._exit, 3)
        return await pool.run(read_list, rss(["<title>next</title>"]).encode(), source())

    assert titles(with_pool(work)) == ["next"]


def test_an_answer_that_is_not_what_a_parser_returns_is_not_taken_from_it():
    async def work(pool):
        before = await pool.run(os.getpid)
        with pytest.raises(ParserDied, match="answered what none returns"):
            await pool.run(lie)
        return before, await pool.run(os.getpid)

    before, after = with_pool(work)
    assert before != after


def test_a_task_that_is_cancelled_does_not_hold_its_place():
    async def work(pool):
        hanging = asyncio.create_task(pool.run(spin, 0))
        await asyncio.sleep(0)
        hanging.cancel()
        await asyncio.wait([hanging])
        return await pool.run(grow, 7)

    assert with_pool(work) == 7


def test_waiting_in_the_queue_does_not_use_up_a_tasks_time():
    async def work(pool):
        await pool.run(os.getpid)  # the start of the process is not what is measured
        return await asyncio.gather(*(pool.run(time.sleep, 0.6) for _ in range(4)))

    assert with_pool(work, seconds=2) == [None] * 4


def test_closing_kills_what_still_runs():
    async def work(pool):
        process = await pool.run(os.getpid)
        task = asyncio.create_task(pool.run(spin, 0))
        await asyncio.sleep(0)
        pool.close()
        await asyncio.wait([task])
        return process, task.cancelled() or isinstance(task.exception(), ParserDied)

    process, ended = with_pool(work)
    assert ended
    until(lambda: not alive(process), 5)
    until(lambda: not multiprocessing.active_children(), 5)
