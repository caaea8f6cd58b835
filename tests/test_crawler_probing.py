"""What a probe leads to where no network is needed: slow and broken answers, pauses, and the end of the crawler."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders_crawler import FEED_URL, rss, workshop
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.outcomes import Failed, Postponed
from crawler.parsers import ParserPool
from crawler.probing import Prober
from repwatch.addresses import host_of
from repwatch.model import Outcome, Probe, ProbeKind, ProbeResult

Deed = Callable[[Prober, Request], Awaitable[None]]


def after(folder: Path, deed: Deed, probe: Probe) -> tuple[ProbeResult | None, list[Probe], int]:
    """The answer, whose hosts were freed, and how many questions wait."""

    async def live() -> tuple[ProbeResult | None, list[Probe], int]:
        shop = workshop(folder)
        shop.pool = ParserPool(1, 0)
        freed: list[Probe] = []
        try:
            prober = Prober(shop, {}, freed.append)
            number = await shop.storage(lambda storage: storage.probes.request(probe, datetime.now(UTC)))
            (request,) = await prober.requests(5)
            assert list(prober.busy) == [host_of(probe.url)]
            await deed(prober, request)
            result = await shop.storage(lambda storage: storage.probes.result(number))
            return result, freed, await shop.storage(lambda storage: storage.probes.waiting())
        finally:
            shop.close()

    return asyncio.run(live())


async def slow(prober: Prober, request: Request) -> None:
    response = Response(request.url, body=rss(["<title>x</title>"]).encode(), request=request)
    assert [further async for further in prober.answered(response)] == []


async def odd(prober: Prober, request: Request) -> None:
    prober.workshop.pool.close()  # nobody is left to read
    await slow(prober, request)


def failing(why: Exception, *, closing: bool = False) -> Deed:
    async def deed(prober: Prober, request: Request) -> None:
        prober.workshop.gate.closing = closing
        failure = Failure(why)
        failure.request = request  # type: ignore[attr-defined]
        await prober.failed(failure)

    return deed


@pytest.mark.parametrize(
    ("deed", "outcome", "told"),
    [
        pytest.param(slow, Outcome.PARSE_TIMEOUT, "took too long", id="an answer that takes too long to read"),
        pytest.param(odd, Outcome.PARSE_CRASH, "a fault of repwatch itself", id="a fault of our own"),
        pytest.param(failing(Failed(Outcome.ROBOTS_DENIED)), Outcome.ROBOTS_DENIED, "robots.txt", id="robots"),
        pytest.param(failing(OSError()), Outcome.CONNECT, "no connection", id="nobody answers"),
        pytest.param(failing(Postponed()), None, "left alone for a while", id="a host that is paused"),
    ],
)
@pytest.mark.parametrize("kind", [ProbeKind.LIST, ProbeKind.PAGE, ProbeKind.FIND])
def test_a_probe_is_answered_whatever_happens_and_its_host_is_free(
    tmp_path: Path, deed: Deed, outcome: Outcome | None, told: str, kind: ProbeKind
) -> None:
    result, freed, waiting = after(tmp_path, deed, Probe(kind, FEED_URL))
    assert result
    assert result.outcome == outcome
    assert told in result.error
    assert ([probe.url for probe in freed], waiting) == ([FEED_URL], 0)


def test_what_the_end_of_the_crawler_interrupts_waits_for_the_next(tmp_path: Path) -> None:
    result, freed, waiting = after(tmp_path, failing(Postponed(), closing=True), Probe(ProbeKind.LIST, FEED_URL))
    assert (result, len(freed), waiting) == (None, 1, 1)


def test_a_channel_is_asked_for_its_preview(tmp_path: Path) -> None:
    asked: list[str] = []

    async def look(prober: Prober, request: Request) -> None:
        asked.append(request.url)
        await failing(OSError())(prober, request)

    after(tmp_path, look, Probe(ProbeKind.FIND, "https://t.me/gazette_ua/15"))
    assert asked == ["https://t.me/s/gazette_ua"]
