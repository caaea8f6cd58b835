"""How we behave towards a host: one request at a time, a pause after it, its validators, its robots.txt.

Scrapy's downloader middlewares. What they decide is in crawler.schedule and crawler.robots; here it is kept to.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.gate import spacing
from crawler.outcomes import Failed, Postponed
from crawler.robots import FRESH_AFTER_FAILURE, Ruling, Verdict, body_text, kept, origin, rules, ruling
from crawler.schedule import retry_after
from crawler.workshop import Workshop, workshop_of
from repwatch.model import Outcome, Robots

NEVER = datetime.min.replace(tzinfo=UTC)
VALIDATORS = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))


class GateMiddleware:
    """Nearest to the wire, so that every hop of a redirect and every robots.txt waits its turn too."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(workshop_of(crawler))

    async def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        await self.workshop.gate.enter(host)
        request.meta["gate"] = host

    async def process_response(self, request: Request, response: Response) -> Response:
        asked = response.headers.get("Retry-After", b"") or b""
        self._leave(request, retry_after(asked.decode("latin-1"), datetime.now(UTC)) or 0)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        self._leave(request, 0)

    def _leave(self, request: Request, pause: float) -> None:
        """The mark is taken off, for a redirected request is a copy and must not carry it."""
        if host := request.meta.pop("gate", None):
            own = max(spacing(request.url, self.workshop.config.crawl), self.workshop.delays.get(host, 0))
            self.workshop.gate.leave(host, max(own, pause))


class ValidatorsMiddleware:
    """The feed's own ETag and Last-Modified, byte for byte as received (R-CRAWL-4); on every hop of its request."""

    async def process_request(self, request: Request) -> None:
        for ours, theirs in VALIDATORS:
            if value := request.meta.get("validators", {}).get(ours):
                request.headers[theirs] = value


class RobotsMiddleware:
    """Before the gate: a site is asked for its robots.txt first, through the same middlewares but this one."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.workshop = workshop_of(crawler)
        self._asking: dict[str, asyncio.Lock] = {}
        self._failed_at: dict[str, datetime] = {}  # robots.txt that failed while an older copy stands

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots_exempt"):
            return
        ruled = await self._ruling(request.url)
        if ruled.delay:
            self.workshop.delays[urlsplit(request.url).netloc] = ruled.delay
        if ruled.verdict is Verdict.DENIED:
            raise Failed(Outcome.ROBOTS_DENIED)
        if ruled.verdict is Verdict.UNREACHABLE:
            raise Failed(Outcome.ROBOTS_DENIED, "the site's robots.txt cannot be read, so nothing may be asked of it")

    async def _ruling(self, url: str) -> Ruling:
        site, now = origin(url), datetime.now(UTC)
        async with self._alone(site):
            known = await self.workshop.storage(lambda storage: storage.hosts.robots(site))
            ruled = ruling(known, url, now)
            if ruled.verdict is not Verdict.ASK:
                return ruled
            if known and now - self._failed_at.get(site, NEVER) < FRESH_AFTER_FAILURE:
                return rules(known, url)
            standing = kept(known, await self._ask(site, now))
            if standing is known:
                self._failed_at[site] = now
            await self.workshop.storage(lambda storage: storage.hosts.save_robots(standing))
            return rules(standing, url)

    @contextlib.asynccontextmanager
    async def _alone(self, site: str) -> AsyncIterator[None]:
        """Two requests to one site do not ask for its robots.txt twice."""
        lock = self._asking.setdefault(site, asyncio.Lock())
        async with lock:
            yield

    async def _ask(self, site: str, now: datetime) -> Robots:
        request = Request(f"{site}/robots.txt", meta={"robots_exempt": True, "handle_httpstatus_all": True})
        try:
            response = await self.crawler.engine.download_async(request)
        except Postponed:
            raise
        except Failed as failed:
            # Redirects without end count as "there is none" (R-CRAWL-8), a refused target as no answer.
            return Robots(site, 404 if failed.outcome is Outcome.REDIRECT_LOOP else 0, "", now)
        except Exception:  # noqa: BLE001  whatever the download raises, it means: no answer
            return Robots(site, 0, "", now)
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return Robots(site, response.status, body_text(response.body, kind) if response.status == 200 else "", now)
