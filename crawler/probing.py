"""Probes: what the desk or a command wants to know of an address now, asked for as politely as everything else.

The spider asks here for probes beside its rounds; ProbeSpider does nothing else. Requests pass the same middlewares and
bodies the same parsers; what comes of them is written to the probe and nowhere else.
"""

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import tracing
from crawler.answers import failure_ending
from crawler.entries import Source
from crawler.hops import secure
from crawler.intake import listed
from crawler.leads import distinct, in_robots, preview_of
from crawler.outcomes import Postponed, of_status, words
from crawler.parsers import Crash, ParserDied, read_list, read_page, read_site
from crawler.robots import origin
from crawler.text import cut
from crawler.tracing import Trace
from crawler.workshop import Workshop
from repwatch.addresses import host_of
from repwatch.guard import NOT_ALLOWED, refusal
from repwatch.model import Article, Listed, Outcome, Outlet, Probe, ProbeKind, ProbeResult, Site

logger = logging.getLogger(__name__)

SHOWN = 100  # entries that an answer carries
LONGEST = 5_000  # characters of a text in it
MOST_HOPS = 8  # answers on the way to a list: redirects, and indexes of sitemaps


class Prober:
    """busy: hosts that are being asked, by all who ask. free: called with a probe when its host may be asked again."""

    def __init__(self, workshop: Workshop, busy: dict[str, Any], free: Callable[[Any], None]) -> None:
        self.workshop, self.busy, self.free = workshop, busy, free

    async def requests(self, room: int) -> list[Request]:
        """None only if nothing is left to do: those that are refused are answered on the way."""
        while probes := await self._leased(room):
            asked = [await self._ask(probe) for probe in probes]
            if requests := [request for request in asked if request]:
                return requests
        return []

    async def answered(self, response: Response) -> AsyncIterator[Request]:
        """A request only where an index leads on to what it lists."""
        probe, trace = response.meta["due"], response.meta[tracing.TRACE]
        try:
            result = await self._result(probe, response)
            if isinstance(result, str):
                yield self._request(probe, result, trace)
                return
        except TimeoutError:
            result = _ill(Outcome.PARSE_TIMEOUT)
        except ParserDied:
            result = _ill(Outcome.PARSE_CRASH, "it needs more than a parser may have")
        except Exception:  # the item boundary: one odd answer must not hold up its host for ever
            logger.exception("answer from %s could not be handled", probe.url)
            result = _ill(Outcome.PARSE_CRASH, "a fault of repwatch itself; its log has it")
        await self._record(probe, replace(result, url=response.url), trace)

    async def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        probe, why = request.meta["due"], failure.value or Exception()
        if isinstance(why, Postponed) and self.workshop.gate.closing:
            await self._give_back(probe)
            return
        if isinstance(why, Postponed):
            result = ProbeResult(None, "its host asked to be left alone for a while")
        else:
            ending = failure_ending(why, urlsplit(request.url).hostname or "")
            result = _ill(ending.outcome, ending.detail)
        await self._record(probe, replace(result, url=request.url), request.meta[tracing.TRACE])

    async def _leased(self, room: int) -> list[Probe]:
        now, busy = datetime.now(UTC), tuple(self.busy)
        return await self.workshop.leased(lambda storage: storage.probes.lease(now, room, busy))

    async def _ask(self, probe: Probe) -> Request | None:
        """None: the address is refused, and that is the answer."""
        allow = self.workshop.config.crawl.allow_networks
        url = preview_of(probe.url) if probe.kind is ProbeKind.FIND else ""
        url = url or probe.url
        if why := refusal(url, allow):
            await self._save(probe, ProbeResult(Outcome.SSRF_BLOCKED, f"{NOT_ALLOWED}: it {why}", probe.url))
            return None
        self.busy[host_of(probe.url)] = probe
        return self._request(probe, url, [])

    def _request(self, probe: Probe, url: str, trace: Trace) -> Request:
        exempt = bool(self._exempt(probe)) and host_of(url) == host_of(probe.url)
        meta = {"due": probe, tracing.TRACE: trace, "robots_exempt": exempt, "handle_httpstatus_all": True}
        allow = self.workshop.config.crawl.allow_networks
        return Request(secure(url, allow), self.answered, errback=self.failed, meta=meta, dont_filter=True)

    async def _result(self, probe: Probe, response: Response) -> ProbeResult | str:
        """An address: where to go on."""
        outcome = of_status(response.status)
        if outcome is not Outcome.OK:
            return _ill(Outcome.HTTP_4XX if outcome is Outcome.NOT_MODIFIED else outcome, str(response.status))
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        source = Source(response.url, datetime.now(UTC), kind, probe.form, self._outlet(probe).zone)
        if probe.kind is ProbeKind.FIND:
            return await self._find(response.body, source)
        if probe.kind is ProbeKind.PAGE:
            return await self._page(probe, response.body, source)
        further = len(response.meta[tracing.TRACE]) < MOST_HOPS
        return await self._list(probe, response.body, source, further=further)

    async def _list(self, probe: Probe, body: bytes, source: Source, *, further: bool) -> ProbeResult | str:
        outlet = self._outlet(probe)
        selectors = next((feed.selectors for feed in outlet.feeds if feed.url == probe.url), ())
        read = await self.workshop.pool.run(read_list, body, replace(source, selectors=selectors))
        if isinstance(read, Crash):
            return _crashed(read)
        if read.outcome is not Outcome.OK:
            return _ill(read.outcome, read.error)
        if read.children:
            return read.children[0] if further else _ill(Outcome.NOT_FEED, "an index of sitemaps leads on and on")
        relevance = self.workshop.relevance(outlet)
        stories = [listed(entry, outlet, relevance) for entry in read.entries]
        matching = sum(bool(relevance(one.entry.title, one.entry.summary, one.entry.text)) for one in stories)
        return ProbeResult(
            Outcome.OK, listed=tuple(map(_cut, stories[:SHOWN])), count=len(stories), matching=matching
        )  # fmt: skip

    async def _page(self, probe: Probe, body: bytes, source: Source) -> ProbeResult:
        read = await self.workshop.pool.run(read_page, body, replace(source, kind="page"))
        if isinstance(read, Crash):
            return _crashed(read)
        if read.outcome is not Outcome.OK:
            return _ill(read.outcome, read.error)
        found, outlet = read.published, self._outlet(probe)
        article = Article(
            probe.url, outlet.id, read.title, read.text, source.now, published=found.at if found else None,
            published_day=bool(found and found.day), lang=outlet.lang,
        )  # fmt: skip
        return ProbeResult(Outcome.OK, article=article)

    async def _find(self, body: bytes, source: Source) -> ProbeResult:
        read = await self.workshop.pool.run(read_site, body, replace(source, kind="site"))
        if isinstance(read, Crash):
            return _crashed(read)
        if read.outcome is not Outcome.OK:
            return _ill(read.outcome, read.error)
        leads = read.site.leads
        if not preview_of(source.url):
            home = origin(source.url)
            robots = await self.workshop.storage(lambda storage: storage.hosts.robots(home))
            leads = distinct((*leads, *(in_robots(robots.body, source.url) if robots else ())))
        return ProbeResult(Outcome.OK, site=Site(read.site.name, read.site.lang, leads))

    async def _record(self, probe: Probe, result: ProbeResult, trace: Trace) -> None:
        try:
            urls = [probe.url, result.url, *(hop.url for hop in trace)]
            robots = await tracing.told(self.workshop, urls, self._exempt(probe))
            await self._save(probe, replace(result, hops=tuple(trace), robots=robots))
        finally:
            self.free(probe)

    async def _save(self, probe: Probe, result: ProbeResult) -> None:
        now = datetime.now(UTC)
        await self.workshop.storage(lambda storage: storage.probes.answer(probe, result, now))
        self.workshop.counts["probes"] += 1

    async def _give_back(self, probe: Probe) -> None:
        await self.workshop.storage(lambda storage: storage.probes.release(probe))
        self.free(probe)

    def _exempt(self, probe: Probe) -> str:
        """What was agreed about robots.txt holds for the feeds of the outlet, and for nothing else."""
        outlet = self._outlet(probe)
        return outlet.robots_override if any(feed.url == probe.url for feed in outlet.feeds) else ""

    def _outlet(self, probe: Probe) -> Outlet:
        return self.workshop.outlet(probe.outlet)


def _ill(outcome: Outcome, detail: str = "") -> ProbeResult:
    return ProbeResult(outcome, words(outcome, detail))


def _crashed(crash: Crash) -> ProbeResult:
    return _ill(Outcome.MEMORY) if crash.memory else _ill(Outcome.PARSE_CRASH, crash.error)


def _cut(one: Listed) -> Listed:
    """An answer is looked at by a person and thrown away: of long texts the beginning is enough."""
    entry = one.entry
    shorter = replace(entry, summary=cut(entry.summary, LONGEST), text=cut(entry.text, LONGEST))
    return replace(one, entry=shorter)
