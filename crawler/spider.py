"""One spider that lives for ever: leases what is due, asks for it politely, and yields what came of it.

start() is never throttled by Scrapy, so it leases only what there is room for, and never two requests for one host.
The callbacks turn each answer or failure into a Poll or a PageResult; crawler.pipelines stores it.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import (
    Answer,
    Ending,
    Moment,
    failure_ending,
    feed_ending,
    full_poll,
    journey_poll,
    marks_before,
    no_list,
    page_ending,
    page_result,
    poll,
    read_result,
)
from crawler.entries import Parsed, Source, distinct
from crawler.hops import secure
from crawler.intake import listed
from crawler.journeys import Journey, begun, gone_on, has_failed, hindered, is_single
from crawler.outcomes import Postponed
from crawler.parsers import Crash, ParserDied, read_list, read_page
from crawler.probing import Prober
from crawler.schedule import LEAST_INTERVAL, Pace, fitted, pause, wishes
from crawler.walls import HEADERS, says_challenge
from crawler.workshop import Workshop
from repwatch.addresses import host_of
from repwatch.guard import inside
from repwatch.model import DueFeed, DuePage, Entry, Listed, Outcome, Outlet, PageResult, Poll, Probe
from storage import Storage

logger = logging.getLogger(__name__)

# Leased and not yet recorded, at most: half a hundred silent hosts must leave room for others, and so many answers of
# the largest size must not fill what memory a crawler may have (600 MB). robots.txt and redirects need places too.
ROOM, PLACES = 96, 128
IDLE = 1.0  # seconds between two looks for work when nothing happens
PROBES_EVERY = 0.5  # seconds


class OutletSpider(Spider):
    name = "outlets"

    def __init__(self, workshop: Workshop, once: bool, only: Iterable[str]) -> None:
        super().__init__()
        self.workshop = workshop
        self.once, self.only = once, tuple(only)
        self.broken = False  # the database failed us: Scrapy logs it and goes on as if nothing were left to do
        self.busy: dict[str, DueFeed | DuePage | Probe] = {}
        self.prober = Prober(workshop, self.busy, self._free)
        self._probed_at = -PROBES_EVERY
        self._polled: set[int] = set()
        self._freed = asyncio.Event()

    async def start(self) -> AsyncIterator[Request]:
        try:
            async for request in self._due():
                yield request
        except Exception:
            self.broken = True
            raise

    async def _due(self) -> AsyncIterator[Request]:
        while not self.workshop.gate.closing:
            self._freed.clear()
            idle = not self.busy  # before looking: what ends while we look may leave pages that the look has missed
            requests = await self._look()
            for request in requests:
                yield request
            if self.once and idle and not requests:
                return
            await self._something_happened()

    async def _look(self) -> list[Request]:
        """Whoever waits for an answer comes first."""
        asked = await self._probes()
        return [*asked, *await self._pages(), *await self._feeds()] if self.workshop.room.is_there() else asked

    async def _probes(self) -> list[Request]:
        """Looked for a few times a second at most, however quickly the rounds go."""
        if time.monotonic() - self._probed_at < PROBES_EVERY:
            return []
        self._probed_at = time.monotonic()
        return await self.prober.requests(ROOM - len(self.busy))

    def closed(self, reason: str) -> None:
        self.workshop.close()

    def done(self, item: Poll | PageResult) -> None:
        """The item is stored, or could not be: its host may be leased again."""
        self._free(item.feed if isinstance(item, Poll) else item.page)

    async def give_back(self) -> None:
        """At the end: what is leased and will not be recorded need not wait for its lease to run out."""
        for due in list(self.busy.values()):
            await self._release(due)

    async def _feeds(self) -> list[Request]:
        now, room, busy = datetime.now(UTC), ROOM - len(self.busy), tuple(self.busy)
        due = await self.workshop.leased(lambda storage: storage.outlets.lease_feeds(now, room, busy, self.only))
        again = [feed for feed in due if self.once and feed.id in self._polled]
        for feed in again:
            await self._release(feed)
        return [self._ask_feed(feed) for feed in due if feed not in again]

    async def _pages(self) -> list[Request]:
        now, room, busy = datetime.now(UTC), ROOM - len(self.busy), tuple(self.busy)
        due = await self.workshop.leased(lambda storage: storage.entries.lease_pages(now, room, busy))
        return [self._ask(page) for page in due]

    def _ask_feed(self, feed: DueFeed) -> Request:
        self._polled.add(feed.id)
        return self._ask(feed, validators={"ETag": feed.etag, "Last-Modified": feed.last_modified})

    def _ask(self, due: DueFeed | DuePage, url: str = "", **meta: Any) -> Request:
        """url: one that the list of a feed leads to."""
        host = host_of(due.url)
        self.busy[host] = due
        own = isinstance(due, DueFeed) and host_of(url or due.url) == host
        exempt = own and bool(self.workshop.outlet(due.outlet).robots_override)
        meta |= {"due": due, "robots_exempt": exempt, "handle_httpstatus_all": True, "again": host if due.again else ""}
        url = secure(url or due.url, self.workshop.config.crawl.allow_networks)
        return Request(url, self.answered, errback=self.failed, meta=meta, dont_filter=True)

    async def answered(self, response: Response) -> AsyncIterator[Poll | PageResult | Request]:
        due, journey = response.meta["due"], response.meta.get("journey")
        try:
            answer = _answer(response, self.workshop, datetime.now(UTC))
            yield await (self._poll(due, answer, journey) if isinstance(due, DueFeed) else self._page(due, answer))
        except TimeoutError:
            yield self._ended(due, Ending(Outcome.PARSE_TIMEOUT), journey)
        except ParserDied:
            yield self._ended(due, Ending(Outcome.PARSE_CRASH, "it needs more than a parser may have"), journey)
        except Exception:  # the item boundary: one odd answer must not hold up its host for ever
            logger.exception("answer from %s could not be handled", response.url)
            yield self._ended(due, Ending(Outcome.PARSE_CRASH, "a fault of repwatch itself; its log has it"), journey)

    async def failed(self, failure: Failure) -> AsyncIterator[Poll | PageResult | Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        due, why = request.meta["due"], failure.value or Exception()
        if isinstance(why, Postponed):
            await self._postpone(due, host_of(request.url))
            return
        logger.debug("%s failed", request.url, exc_info=why)
        ending = failure_ending(why, urlsplit(request.url).hostname or "")
        yield self._ended(due, ending, request.meta.get("journey"))

    async def _poll(self, feed: DueFeed, answer: Answer, journey: Journey | None) -> Poll | Request:
        if ending := page_ending(answer) if journey else feed_ending(feed, answer):
            return self._ended_feed(feed, ending, journey)
        outlet, now = self.workshop.outlet(feed.outlet), datetime.now(UTC)
        before = marks_before(feed, answer)
        source = Source(answer.url, now, answer.content_type, feed.kind, outlet.zone, _selectors(outlet, feed), before)
        parsed = await self.workshop.pool.run(read_list, answer.body, source)
        if isinstance(parsed, Crash):
            return self._ended_feed(feed, _crashed(parsed), journey)
        if parsed.outcome is Outcome.NOT_FEED:
            return self._ended_feed(feed, no_list(answer, parsed.error), journey)
        if parsed.outcome is not Outcome.OK:
            return self._ended_feed(feed, Ending(parsed.outcome, parsed.error), journey)
        journey = await self._further(feed, answer, parsed, journey)
        if not is_single(journey):
            return self._go_on(feed, journey)
        return full_poll(feed, answer, self._listed(feed, parsed.entries), parsed, self._moment(feed))

    async def _further(self, feed: DueFeed, answer: Answer, parsed: Parsed, journey: Journey | None) -> Journey:
        guids = [entry.guid for entry in parsed.entries]
        known = bool(parsed.older) and await self.workshop.storage(lambda to: to.entries.knows_any(feed, guids))
        if journey:
            return gone_on(journey, parsed, known, datetime.now(UTC))
        return begun(feed, parsed, known, answer.wishes, datetime.now(UTC))

    def _go_on(self, feed: DueFeed, journey: Journey) -> Poll | Request:
        if journey.next:
            return self._ask(feed, journey.next, journey=journey)
        return journey_poll(feed, journey, self._listed(feed, distinct(journey.entries)), self._moment(feed))

    def _listed(self, feed: DueFeed, entries: Iterable[Entry]) -> tuple[Listed, ...]:
        outlet = self.workshop.outlet(feed.outlet)
        relevance = self.workshop.relevance(outlet)
        return tuple(listed(entry, outlet, relevance) for entry in entries)

    async def _page(self, page: DuePage, answer: Answer) -> PageResult:
        outlet, now = self.workshop.outlet(page.outlet), datetime.now(UTC)
        if ending := page_ending(answer):
            return page_result(page, outlet, ending, now)
        source = Source(answer.url, now, answer.content_type, "page", outlet.zone, rules=outlet.page)
        read = await self.workshop.pool.run(read_page, answer.body, source)
        if isinstance(read, Crash):
            return page_result(page, outlet, _crashed(read), now)
        if read.outcome is not Outcome.OK:
            return page_result(page, outlet, Ending(read.outcome, read.error), now)
        return read_result(page, outlet, read, now)

    def _ended_feed(self, feed: DueFeed, ending: Ending, journey: Journey | None) -> Poll | Request:
        """One answer of several that is missing costs the others nothing."""
        if journey is None:
            return poll(feed, ending, self._moment(feed))
        logger.info("%s of feed %s: %s %s", journey.next, feed.url, ending.outcome, ending.detail)
        rest = hindered(journey, ending.outcome, pause(ending.outcome, feed.errors, ending.wishes))
        if has_failed(rest):
            return poll(feed, ending, self._moment(feed))
        return self._go_on(feed, rest)

    def _ended(
        self, due: DueFeed | DuePage, ending: Ending, journey: Journey | None = None
    ) -> Poll | PageResult | Request:
        if isinstance(due, DueFeed):
            return self._ended_feed(due, ending, journey)
        return page_result(due, self.workshop.outlet(due.outlet), ending, datetime.now(UTC))

    def _moment(self, feed: DueFeed) -> Moment:
        crawl = self.workshop.config.crawl
        free = inside(feed.url, crawl.allow_networks)
        floor = crawl.interval if free else max(crawl.interval, LEAST_INTERVAL)
        interval = fitted(feed.interval, feed.usual, floor)
        return Moment(datetime.now(UTC), Pace(interval, floor, crawl.jitter), random.uniform(-1, 1))  # noqa: S311

    async def _postpone(self, due: DueFeed | DuePage, host: str) -> None:
        """Give the lease back. The pause is stored with it, or the next look for work would find the same again."""
        now, wait = datetime.now(UTC), self.workshop.gate.wait(host)
        if wait and not self.workshop.gate.closing:
            until, own = now + timedelta(seconds=wait), host_of(due.url)
            await self.workshop.storage(lambda storage: storage.hosts.pause(own, until))
        await self._release(due)
        self._free(due)

    async def _release(self, due: DueFeed | DuePage | Probe) -> None:
        def release(storage: Storage) -> None:
            if isinstance(due, DueFeed):
                storage.outlets.release_feed(due)
            elif isinstance(due, Probe):
                storage.probes.release(due)
            else:
                storage.entries.release_page(due)

        await self.workshop.storage(release)

    def _free(self, due: DueFeed | DuePage | Probe) -> None:
        self.busy.pop(host_of(due.url), None)
        self._freed.set()

    async def _something_happened(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._freed.wait(), IDLE)


class ProbeSpider(OutletSpider):
    """Answers what is asked and polls nothing."""

    async def _look(self) -> list[Request]:
        return await self.prober.requests(ROOM - len(self.busy))


def _answer(response: Response, workshop: Workshop, now: datetime) -> Answer:
    def header(name: str) -> bytes:
        return response.headers.get(name) or b""

    names = ("cache-control", "retry-after", "expires", "date", *HEADERS)
    said = {name: header(name).decode("latin-1") for name in names}
    delay = workshop.delays.get(host_of(response.url), 0)
    return Answer(
        response.url,
        response.status,
        response.body,
        header("Content-Type").decode("latin-1"),
        header("ETag"),
        header("Last-Modified"),
        tuple(response.meta.get("hops", ())),
        wishes(said, now, delay),
        response.meta.get("lasting", ""),
        any(says_challenge(name, said[name]) for name in HEADERS),
    )


def _crashed(crash: Crash) -> Ending:
    return Ending(Outcome.MEMORY if crash.memory else Outcome.PARSE_CRASH, "" if crash.memory else crash.error)


def _selectors(outlet: Outlet, feed: DueFeed) -> tuple[tuple[str, str], ...]:
    return next((one.selectors for one in outlet.feeds if one.url == feed.declared), ())
