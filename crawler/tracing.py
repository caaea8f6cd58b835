"""What was sent and what came back, for who wants to see it: each hop of a request, and what robots.txt says of it."""

from collections.abc import Iterable
from datetime import UTC
from typing import TypeAlias

from scrapy import Request
from scrapy.http import Headers, Response

from crawler.robots import Verdict, failed, origin, rules
from crawler.text import headline
from crawler.workshop import Workshop
from repwatch.model import Hop, Robots

TRACE = "trace"  # in meta: a list that every hop of a request shares
LONGEST = 300  # characters of a header's value

Trace: TypeAlias = list[Hop]


class TraceMiddleware:
    """Next to the gate, so that a hop is written down as it goes over the wire."""

    async def process_response(self, request: Request, response: Response) -> Response:
        if TRACE in request.meta:
            received = _headers(response.headers)
            hop = Hop(request.url, _headers(request.headers), response.status, received, len(response.body))
            request.meta[TRACE].append(hop)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        if TRACE in request.meta:
            request.meta[TRACE].append(Hop(request.url, _headers(request.headers)))


async def told(workshop: Workshop, urls: Iterable[str], exempt: str) -> tuple[str, ...]:
    """A line a site: what its robots.txt says of the first address there. exempt: why it is not asked."""
    once: dict[str, str] = {}
    for url in urls:
        once.setdefault(origin(url), url)
    if exempt:
        return tuple(f"{site}/robots.txt: not asked: {exempt}" for site in once)
    lines = []
    for site, url in once.items():
        known = await workshop.storage(lambda storage, site=site: storage.hosts.robots(site))  # type: ignore[misc]
        if known:
            lines.append(f"{site}/robots.txt: {_ruled(known, url)}")
    return tuple(lines)


def _ruled(robots: Robots, url: str) -> str:
    if robots.status == 0:
        return "no answer"
    if failed(robots.status):
        return f"it failed with {robots.status}, so nothing is asked for an hour"
    if not 200 <= robots.status < 300:
        return f"there is none ({robots.status}): everything is allowed"
    ruling = rules(robots, url)
    verdict = "refused" if ruling.verdict is Verdict.DENIED else "allowed"
    delay = f"; {ruling.delay:g} s between two requests" if ruling.delay else ""
    return f"read {robots.fetched_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, this address is {verdict}{delay}"


def _headers(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Without controls: they are shown on a terminal."""
    pairs = ((name, value) for name in headers for value in headers.getlist(name))
    return tuple(
        (headline(name.decode("latin-1"), LONGEST), headline(value.decode("latin-1"), LONGEST)) for name, value in pairs
    )
