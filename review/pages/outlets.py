"""Declared outlets and the health of their feeds in, the outlets page out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from repwatch.model import FeedHealth, Outcome, Outlet
from review import words

LATE = timedelta(minutes=15)  # what was due this long ago and did not happen is stuck, not slow

# What happened at the last poll, for somebody who has never seen a status code.
SAYS = {
    Outcome.OK: "answered",
    Outcome.NOT_MODIFIED: "answered, nothing changed",
    Outcome.SAME_BODY: "answered, nothing changed",
    Outcome.DNS: "the name of the server was not found",
    Outcome.CONNECT: "the server could not be reached",
    Outcome.TLS: "no secure connection could be made",
    Outcome.TIMEOUT: "the server did not answer in time",
    Outcome.RESET: "the connection was cut",
    Outcome.HTTP_5XX: "the server reported a fault of its own",
    Outcome.MEMORY: "the answer needed more memory than is allowed",
    Outcome.HTTP_429: "the server asks us to come less often",
    Outcome.HTTP_503: "the server is closed for the moment",
    Outcome.HTTP_401: "the server asks for a login",
    Outcome.HTTP_403: "the server refuses us",
    Outcome.HTTP_404: "there is nothing at this address",
    Outcome.HTTP_4XX: "the server does not accept the request",
    Outcome.HTTP_410: "the feed was removed for good",
    Outcome.TOO_BIG: "the answer was larger than is allowed",
    Outcome.NOT_FEED: "the answer was not a list of stories",
    Outcome.NOT_PAGE: "the page had no readable text",
    Outcome.PARSE_FATAL: "the list of stories could not be read",
    Outcome.PARSE_TIMEOUT: "reading the answer took too long",
    Outcome.PARSE_CRASH: "reading the answer failed",
    Outcome.ENCODING: "the answer was packed in a way we do not read",
    Outcome.REDIRECT_LOOP: "the address sends us in a circle",
    Outcome.SSRF_BLOCKED: "the address is not allowed",
    Outcome.ROBOTS_DENIED: "the site's robots.txt asks us not to read this",
}
WELL, SILENT, FAILING, WAITING, OFF = "well", "silent", "failing", "waiting", "off"


@dataclass(frozen=True, slots=True)
class FeedRow:
    url: str
    linked: bool
    mood: str  # well, silent, failing, waiting, off
    says: str
    detail: str
    errors: int
    last_polled: datetime | None
    last_ok: datetime | None
    since: datetime | None  # failing since
    last_new: datetime | None
    next: datetime | None
    entries: int
    articles: int


@dataclass(frozen=True, slots=True)
class OutletRow:
    id: str
    name: str
    lang: str
    kind: str
    side: str
    note: str
    enabled: bool
    feeds: tuple[FeedRow, ...]


@dataclass(frozen=True, slots=True)
class OutletsPage:
    """cut_off: all that was polled failed, which is rather our own network than all of theirs."""

    on: tuple[OutletRow, ...]
    off: tuple[OutletRow, ...]
    cut_off: bool


def page(outlets: Iterable[Outlet], health: Sequence[FeedHealth], silent_before: datetime | None = None) -> OutletsPage:
    """silent_before: a feed without a new story since then is silent."""
    rows = [_outlet(outlet, health, silent_before) for outlet in outlets]
    polled = [feed.outcome for feed in health if feed.enabled and feed.outcome is not None]
    return OutletsPage(
        on=tuple(row for row in rows if row.enabled),
        off=tuple(row for row in rows if not row.enabled),
        cut_off=len(polled) > 1 and not any(outcome.good for outcome in polled),
    )


def stuck(due: Mapping[str, datetime | None], started: datetime, now: datetime) -> list[str]:
    """The names of what was due long ago, or since the start, and did not happen."""
    return [name for name, at in due.items() if at is not None and max(at, started) + LATE < now]


def is_silent(feed: FeedHealth, silent_before: datetime | None) -> bool:
    """It answers and has listed nothing new for longer than it ever should."""
    good = feed.outcome is not None and feed.outcome.good
    return bool(good and silent_before and feed.last_new_at and feed.last_new_at < silent_before)


def _outlet(outlet: Outlet, health: Sequence[FeedHealth], silent_before: datetime | None) -> OutletRow:
    known = {feed.url: feed for feed in health if feed.outlet == outlet.id}
    urls = dict.fromkeys([*(feed.url for feed in outlet.feeds), *known])
    return OutletRow(
        id=outlet.id,
        name=outlet.name,
        lang=outlet.lang,
        kind=outlet.kind.replace("_", " "),
        side=outlet.side,
        note=outlet.note,
        enabled=outlet.enabled,
        feeds=tuple(_feed(url, known.get(url), silent_before, enabled=outlet.enabled) for url in urls),
    )


def _feed(url: str, feed: FeedHealth | None, silent_before: datetime | None, *, enabled: bool) -> FeedRow:
    says = SAYS[feed.outcome] if feed and feed.outcome else ""
    return FeedRow(
        url=url,
        linked=words.linkable(url),
        mood=_mood(feed, silent_before, enabled=enabled),
        says=says,
        detail=words.scrubbed(feed.error) if feed and feed.error != says else "",
        errors=feed.errors if feed else 0,
        last_polled=feed.last_polled_at if feed else None,
        last_ok=feed.last_ok_at if feed else None,
        since=feed.failing_since if feed else None,
        last_new=feed.last_new_at if feed else None,
        next=feed.next_poll_at if feed else None,
        entries=feed.entries if feed else 0,
        articles=feed.articles if feed else 0,
    )


def _mood(feed: FeedHealth | None, silent_before: datetime | None, *, enabled: bool) -> str:
    if not enabled or (feed is not None and not feed.enabled):
        return OFF
    if feed is None or feed.outcome is None:
        return WAITING
    if is_silent(feed, silent_before):
        return SILENT
    return WELL if feed.outcome.good else FAILING
