"""Every address on the way to an answer: is it allowed, where does it lead, how is the answer packed?

Scrapy's downloader middlewares. Scrapy's own redirects follow https to http and do not ask the guard; its own
decompression guesses a charset from packed bytes. So both are switched off and done here.
"""

import logging
from collections.abc import Collection
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawler.charset import unpack
from crawler.outcomes import Failed
from crawler.workshop import Workshop, workshop_of
from repwatch.guard import Network, inside, refusal
from repwatch.model import Outcome

logger = logging.getLogger(__name__)

REDIRECTS = frozenset((301, 302, 303, 307, 308))
LASTING = frozenset((301, 308))
MOST_HOPS = 5
LARGEST = 5 * 1024 * 1024  # bytes of a body, packed or not (R-FEED-1)


class GuardMiddleware:
    """First of all; the resolver asks again about the IP addresses behind the name."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(workshop_of(crawler))

    async def process_request(self, request: Request) -> None:
        ask_guard(request.url, self.workshop.config.crawl.allow_networks)

    async def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, CannotResolveHostError) and withheld(urlsplit(request.url).hostname or ""):
            raise Failed(Outcome.SSRF_BLOCKED) from exception


class RedirectMiddleware:
    """Follows at most five hops, never from https to http. meta["hops"]: the statuses on the way; meta["lasting"]:
    where the first of them led that say "for good", if no other came before.
    """

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(workshop_of(crawler))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or not location:
            return response
        hops = [*request.meta.get("hops", ()), response.status]
        if len(hops) > MOST_HOPS:
            raise Failed(Outcome.REDIRECT_LOOP)
        target = _target(request.url, location)
        if request.url.startswith("https:") and target.startswith("http:"):
            raise Failed(Outcome.SSRF_BLOCKED)
        url = secure(target, self.workshop.config.crawl.allow_networks)
        ask_guard(url, self.workshop.config.crawl.allow_networks)  # of javascript: no request can even be made
        meta = {**request.meta, "hops": hops}
        if LASTING.issuperset(hops):
            meta["lasting"] = url
        return request.replace(url=url, meta=meta, dont_filter=True)


class UnpackMiddleware:
    """gzip, once and within bounds (R-CRAWL-3). An answer that is no success is told by its status, packed or not."""

    async def process_response(self, request: Request, response: Response) -> Response:
        packed = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not packed or not response.body or response.status != 200:
            return response
        try:
            body = unpack(response.body, packed, LARGEST)
        except OverflowError as error:
            raise Failed(Outcome.TOO_BIG) from error
        if body is None:
            raise Failed(Outcome.ENCODING)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        return response.replace(headers=headers, body=body)


def ask_guard(url: str, allow: Collection[Network]) -> None:
    """Raises Failed."""
    if why := refusal(url, allow):
        logger.warning("address %s refused: it %s", url[:200], why)
        raise Failed(Outcome.SSRF_BLOCKED)


def secure(url: str, allow: Collection[Network]) -> str:
    """http is spoken only inside the operator's networks; elsewhere a listed http address is asked by https."""
    if not url.startswith("http:") or inside(url, allow):
        return url
    parts = urlsplit(url)
    return parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")).geturl()


def withheld(host: str) -> bool:
    """Was the last answer about this name withheld by the resolver?"""
    from twisted.internet import reactor  # importing it earlier would install the wrong one

    return host in getattr(getattr(reactor, "nameResolver", None), "refused", ())


def _target(base: str, location: bytes) -> str:
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    try:
        return urljoin(base, safe_url_string(text.strip()))
    except ValueError as error:
        raise Failed(Outcome.SSRF_BLOCKED) from error
