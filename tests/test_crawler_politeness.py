"""One request at a time to a host and a pause after it; validators byte for byte."""

import asyncio
import time
from itertools import pairwise

import pytest
from builders_crawler import FEED_URL, LOOPBACK, Engine, workshop
from scrapy import Request
from scrapy.http import Response

from crawler.gate import SHORT, Gate, spacing
from crawler.outcomes import Postponed
from crawler.politeness import GateMiddleware, ValidatorsMiddleware
from repwatch.model import CrawlSettings

HOST = "gazette.example"


def test_one_request_at_a_time_and_a_pause_after_it():
    async def three():
        gate, inside, most, starts = Gate(), 0, 0, []

        async def one():
            nonlocal inside, most
            await gate.enter(HOST)
            starts.append(time.monotonic())
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1
            gate.leave(HOST, 0.05)

        await asyncio.gather(one(), one(), one())
        return most, [later - earlier for earlier, later in pairwise(starts)]

    most, gaps = asyncio.run(three())
    assert most == 1
    assert all(gap >= 0.06 for gap in gaps), gaps


def test_another_host_does_not_wait():
    async def two():
        gate = Gate()
        await gate.enter(HOST)
        gate.leave(HOST, 50)
        await asyncio.wait_for(gate.enter("herald.example"), 1)

    asyncio.run(two())


def test_a_long_pause_is_not_slept_through_and_the_host_stays_usable():
    async def paused():
        gate = Gate()
        for _ in range(3):
            await gate.enter(HOST)
            gate.leave(HOST, SHORT + 5)
            with pytest.raises(Postponed):
                await gate.enter(HOST)
            assert gate.wait(HOST) > SHORT
            gate._free_at[HOST] = 0  # as if the time had passed

    asyncio.run(paused())


def test_whatever_waits_when_it_closes_is_postponed():
    async def closing():
        gate = Gate()
        await gate.enter(HOST)
        waiting = asyncio.create_task(gate.enter(HOST))
        await asyncio.sleep(0)
        gate.closing = True
        gate.leave(HOST, 50)
        with pytest.raises(Postponed):
            await asyncio.wait_for(waiting, 1)

    asyncio.run(closing())


@pytest.mark.parametrize(
    ("url", "wished", "expected"),
    [
        (FEED_URL, 0.1, 5.0),
        (FEED_URL, 9.0, 9.0),
        ("http://127.0.1.1:8000/feed", 0.1, 0.1),
    ],
)
def test_never_less_than_five_seconds_but_in_the_operators_networks(url, wished, expected):
    assert spacing(url, CrawlSettings(spacing=wished, allow_networks=(LOOPBACK,))) == expected


@pytest.fixture
def engine(tmp_path):
    engine = Engine(workshop(tmp_path))
    yield engine
    engine.spider.workshop.close()


def run(work):
    return asyncio.run(work)


@pytest.mark.parametrize(
    ("headers", "delay", "expected"),
    [
        pytest.param({}, 0, 5, id="the usual pause"),
        pytest.param({"Retry-After": "40"}, 0, 40, id="Retry-After"),
        pytest.param({"Retry-After": "1"}, 0, 5, id="a shorter Retry-After"),
        pytest.param({"Retry-After": "soon"}, 0, 5, id="an unreadable one"),
        pytest.param({}, 20, 20, id="Crawl-delay"),
    ],
)
def test_the_pause_after_an_answer(engine, headers, delay, expected):
    gate, shop = GateMiddleware.from_crawler(engine), engine.spider.workshop
    shop.delays[HOST] = delay
    request = Request(FEED_URL)
    run(gate.process_request(request))
    run(gate.process_response(request, Response(FEED_URL, headers=headers)))
    assert shop.gate.wait(HOST) == pytest.approx(expected, abs=0.5)
    assert "gate" not in request.meta


def test_a_failure_frees_the_host_too(engine):
    gate = GateMiddleware.from_crawler(engine)
    request = Request("http://127.0.1.1:8000/")
    for _ in range(2):
        run(gate.process_request(request))
        run(gate.process_exception(request, OSError()))


def test_validators_are_sent_back_byte_for_byte():
    request = Request(FEED_URL, meta={"validators": {"ETag": b'W/"a\xe9 "', "Last-Modified": b"some day"}})
    run(ValidatorsMiddleware().process_request(request))
    assert request.headers["If-None-Match"] == b'W/"a\xe9 "'
    assert request.headers["If-Modified-Since"] == b"some day"


@pytest.mark.parametrize("meta", [{}, {"validators": {"ETag": b"", "Last-Modified": b""}}])
def test_nothing_is_sent_where_nothing_is_known(meta):
    request = Request(FEED_URL, meta=meta)
    run(ValidatorsMiddleware().process_request(request))
    assert not {b"If-None-Match", b"If-Modified-Since"} & set(request.headers)
