"""How we behave towards a host: one request at a time, a pause after it, its validators, its robots.txt.

Scrapy's downloader middlewares. What they decide is in crawler.schedule and crawler.robots; here it is kept to.
"""

import asyncio
import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.gate import spacing
from crawler.keeping import Kept
from crawler.outcomes import Failed, Postponed, of_exception, of_status, words
from crawler.robots import FRESH_AFTER_FAILURE, Ruling, Verdict, body_text, failed, origin, rules, ruling, stand_in
from crawler.schedule import retry_after
from crawler.workshop import Workshop, workshop_of
from repwatch.addresses import host_of
from repwatch.model import AGAIN, Outcome, Robots

NEVER = datetime.min.replace(tzinfo=UTC)
SITES, SMALL = 8192, 2048  # robots.txt kept in memory, and characters of one at most; the others are looked up
VALIDATORS = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))


class GateMiddleware:
    """Nearest to the wire, so that every hop of a redirect and every robots.txt waits its turn too."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self._kept = Kept()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(workshop_of(crawler))

    async def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        await self.workshop.gate.enter(host)
        request.meta["gate"] = host
        self._connect(request, host)

    async def process_response(self, request: Request, response: Response) -> Response:
        asked = response.headers.get("Retry-After", b"") or b""
        self._leave(request, retry_after(asked.decode("latin-1"), datetime.now(UTC)) or 0)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        self._leave(request, 0)

    def _connect(self, request: Request, host: str) -> None:
        """meta["again"]: the host that is asked again within a minute, if one is."""
        if (
            request.meta.get("again") == host
            and self._pause(request, host) < AGAIN
            and self._kept.keep(host, time.monotonic())
        ):
            request.headers.pop("Connection", None)
        else:
            self._kept.drop(host)
            request.headers["Connection"] = "close"

    def _pause(self, request: Request, host: str) -> float:
        return max(spacing(request.url, self.workshop.config.crawl), self.workshop.delays.get(host, 0))

    def _leave(self, request: Request, pause: float) -> None:
        """The mark is taken off, for a redirected request is a copy and must not carry it."""
        if host := request.meta.pop("gate", None):
            self.workshop.gate.leave(host, max(self._pause(request, host), pause))


class ValidatorsMiddleware:
    """The feed's own ETag and Last-Modified, byte for byte as received (R-CRAWL-4); on every hop of its request."""

    async def process_request(self, request: Request) -> None:
        for ours, theirs in VALIDATORS:
            if value := request.meta.get("validators", {}).get(ours):
                request.headers[theirs] = value


class RobotsMiddleware:
    """Before the gate: a site is asked for its robots.txt first, through the same middlewares but this one.

    Without an answer nothing may be asked, and the request fails as its robots.txt did: a person wants to read that the
    name is not found, not that robots are refused. An answer that fails is remembered for an hour, no answer is not.
    """

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.workshop = workshop_of(crawler)
        self._asking: dict[str, asyncio.Lock] = {}
        self._known: OrderedDict[str, Robots] = OrderedDict()
        self._failed_at: dict[str, datetime] = {}  # robots.txt that failed while an older copy stands

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots_exempt"):
            return
        ruled = await self._ruling(request.url)
        host = host_of(request.url)
        self.workshop.delays[host] = ruled.delay
        if ruled.verdict is Verdict.DENIED:
            raise Failed(Outcome.ROBOTS_DENIED)
        if ruled.verdict is Verdict.UNREACHABLE:
            wait = max(ruled.wait, self.workshop.gate.wait(host))  # the gate knows what Retry-After said
            raise Failed(of_status(ruled.status), f"{ruled.status} for its robots.txt", wait)

    async def _ruling(self, url: str) -> Ruling:
        site, now = origin(url), datetime.now(UTC)
        ruled = ruling(self._known.get(site), url, now)
        if ruled.verdict is not Verdict.ASK:
            return ruled
        async with self._asking.setdefault(site, asyncio.Lock()):  # two requests to a site do not ask twice
            known = await self.workshop.storage(lambda storage: storage.hosts.robots(site))
            ruled = ruling(known, url, now)
            if ruled.verdict is not Verdict.ASK:
                self._remember(known)
                return ruled
            if older := stand_in(known, now):
                return rules(await self._newer(older, now), url)
            answer = await self._ask(site, now)
            await self._save(answer)
            return ruling(answer, url, now)

    async def _newer(self, older: Robots, now: datetime) -> Robots:
        """Of two copies the newer, if it comes; asked for once an hour."""
        if now - self._failed_at.get(older.origin, NEVER) < FRESH_AFTER_FAILURE:
            return older
        try:
            answer = await self._ask(older.origin, now)
        except Failed:
            answer = None
        if answer is None or failed(answer.status):
            self._failed_at[older.origin] = now
            return older
        await self._save(answer)
        return answer

    def _remember(self, robots: Robots | None) -> None:
        """The latest; not the large ones, which would fill the memory."""
        if robots and len(robots.body) <= SMALL:
            self._known[robots.origin] = robots
            if len(self._known) > SITES:
                self._known.popitem(last=False)

    async def _save(self, robots: Robots) -> None:
        self._known.pop(robots.origin, None)
        await self.workshop.storage(lambda storage: storage.hosts.save_robots(robots))

    async def _ask(self, site: str, now: datetime) -> Robots:
        """Raises Failed if no answer comes."""
        meta = {"robots_exempt": True, "handle_httpstatus_all": True, "again": host_of(site)}
        request = Request(f"{site}/robots.txt", meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except Postponed:
            raise
        except Exception as error:  # noqa: BLE001  whatever the download raises, it means: no answer
            return _unanswered(site, error, now)
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        found = 200 <= response.status < 300
        return Robots(site, response.status, body_text(response.body, kind) if found else "", now)


def _unanswered(site: str, error: Exception, now: datetime) -> Robots:
    """Redirects without end count as "there is none" (R-CRAWL-8); raises Failed for everything else."""
    outcome = of_exception(error)
    if outcome is Outcome.REDIRECT_LOOP:
        return Robots(site, 404, "", now)
    if outcome is Outcome.DNS:
        raise Failed(outcome, urlsplit(site).hostname or "") from error
    odd = outcome in (Outcome.TOO_BIG, Outcome.ENCODING)  # the others say that the site itself is not reached
    raise Failed(outcome, f"its robots.txt: {words(outcome)}" if odd else "") from error
