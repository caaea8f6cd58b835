"""Declared outlets, the health of their feeds and what was wrong in, the outlets page out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from alerts.diagnose import BLOCKED, condition, known, limit_in_words, rate
from repwatch.model import FeedHealth, Incident, Outcome, Outlet, Pause, State, TroubleKind
from review import words

NOBODY: Mapping[str, Pause] = MappingProxyType({})
FEW = 3  # pages; fewer tell nothing
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
    Outcome.PAYWALL: "the page is for those who pay",
    Outcome.PARSE_FATAL: "the list of stories could not be read",
    Outcome.PARSE_TIMEOUT: "reading the answer took too long",
    Outcome.PARSE_CRASH: "reading the answer failed",
    Outcome.ENCODING: "the answer was packed in a way we do not read",
    Outcome.REDIRECT_LOOP: "the address sends us in a circle",
    Outcome.SSRF_BLOCKED: "the address is not allowed",
    Outcome.CHALLENGE: "the site shows a challenge page, to be solved by a person",
    Outcome.CONSENT: "the site asks for consent first",
    Outcome.ROBOTS_DENIED: "the site's robots.txt asks us not to read this",
}
# What an incident was about, after the name of the outlet. Of others, about mails, no reader of this page is told.
HAPPENED = {
    TroubleKind.SILENT: "was silent",
    TroubleKind.FAILING: "could not be read",
    TroubleKind.BLOCKED: "refused us",
    TroubleKind.GONE: "was gone for good",
    TroubleKind.MOVED: "moved",
    TroubleKind.NETWORK: "Our own network was down",
    TroubleKind.CRAWLER: "The crawler kept failing",
}


@dataclass(frozen=True, slots=True)
class FeedRow:
    """mood: a State. usual: how much it lists and what counts as a silence. address: where it is read, if elsewhere.

    leads: where its redirects lead, which is not taken for settled yet. paused: its host asked to be left alone.
    """

    url: str
    linked: bool
    mood: State
    says: str
    detail: str
    errors: int
    last_polled: datetime | None
    last_ok: datetime | None
    since: datetime | None  # of what is wrong
    last_new: datetime | None
    next: datetime | None
    entries: int
    articles: int
    usual: str = ""
    address: str = ""
    leads: str = ""
    paused: datetime | None = None
    dead: bool = False
    refused: tuple[int, int] | None = None  # so many of so many of its latest pages refuse us


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
    held: datetime | None = None  # it is paused until then


@dataclass(frozen=True, slots=True)
class Happening:
    """An incident in words. until None: it lasts. at once: since and until are one moment."""

    what: str
    detail: str
    since: datetime
    until: datetime | None
    at_once: bool


@dataclass(frozen=True, slots=True)
class OutletsPage:
    """cut_off: since when our own network is down."""

    on: tuple[OutletRow, ...]
    off: tuple[OutletRow, ...]
    cut_off: datetime | None
    happened: tuple[Happening, ...] = ()
    counts: tuple[tuple[State, int], ...] = ()  # of feeds that are watched, in the order of State


def page(
    outlets: Sequence[Outlet],
    health: Sequence[FeedHealth],
    silent_after: float,
    incidents: Sequence[Incident] = (),
    paused: Mapping[str, Pause] = NOBODY,
) -> OutletsPage:
    """silent_after: seconds, of config.toml. incidents: the latest first, those that last before all others.

    paused: by outlet.
    """
    names = {outlet.id: outlet.name for outlet in outlets}
    rows = [row(one, health, silent_after, paused.get(one.id)) for one in outlets]
    moods = [feed.mood for row in rows if row.enabled for feed in row.feeds]
    down = (one.trouble.since for one in incidents if one.trouble.kind is TroubleKind.NETWORK and one.until is None)
    return OutletsPage(
        on=tuple(row for row in rows if row.enabled),
        off=tuple(row for row in rows if not row.enabled),
        cut_off=next(down, None),
        happened=tuple(happening(one, names) for one in incidents if one.trouble.kind in HAPPENED),
        counts=tuple((state, moods.count(state)) for state in State if moods.count(state)),
    )


def stuck(due: Mapping[str, datetime | None], started: datetime, now: datetime) -> list[str]:
    """The names of what was due long ago, or since the start, and did not happen."""
    return [name for name, at in due.items() if at is not None and max(at, started) + LATE < now]


def unanswered(answered: tuple[datetime, float] | None, started: datetime, now: datetime) -> bool:
    """Has no feed answered for twice the interval (P7)? answered: the latest answer, and that interval in seconds."""
    if answered is None:
        return False
    at, interval = answered
    return max(at, started) + max(timedelta(seconds=2 * interval), LATE) < now


def row(outlet: Outlet, health: Sequence[FeedHealth], silent_after: float, pause: Pause | None = None) -> OutletRow:
    kept = {feed.url: feed for feed in health if feed.outlet == outlet.id}
    urls = dict.fromkeys([*(feed.url for feed in outlet.feeds), *kept])
    return OutletRow(
        id=outlet.id,
        name=outlet.name,
        lang=outlet.lang,
        kind=outlet.kind.replace("_", " "),
        side=outlet.side,
        note=outlet.note,
        enabled=outlet.enabled,
        feeds=tuple(_held(_feed(url, kept.get(url), silent_after, enabled=outlet.enabled), pause) for url in urls),
        held=pause.until if pause else None,
    )


def _held(feed: FeedRow, pause: Pause | None) -> FeedRow:
    return replace(feed, next=max(feed.next, pause.until)) if pause and feed.next else feed


def _feed(url: str, feed: FeedHealth | None, silent_after: float, *, enabled: bool) -> FeedRow:
    if feed is None:
        mood = State.WAITING if enabled else State.OFF
        return FeedRow(url, words.linkable(url), mood, "", "", 0, None, None, None, None, None, 0, 0)
    state = condition(feed, silent_after)
    says = SAYS[feed.outcome] if feed.outcome else ""
    return FeedRow(
        url=url,
        linked=words.linkable(url),
        mood=state.state if enabled else State.OFF,
        says=says,
        detail=words.scrubbed(feed.error) if feed.error != says else "",
        errors=feed.errors,
        last_polled=feed.last_polled_at,
        last_ok=feed.last_ok_at,
        since=state.since,
        last_new=feed.last_new_at,
        next=None if feed.gone_at else feed.next_poll_at,
        entries=feed.entries,
        articles=feed.articles,
        usual=_usual(feed, silent_after),
        address=feed.address if feed.address not in ("", url) else "",
        leads=feed.moving.to if feed.moving else "",
        paused=_paused(feed),
        dead=state.dead,
        refused=_refused(feed),
    )


def _usual(feed: FeedHealth, silent_after: float) -> str:
    if feed.usual is None or not known(feed):
        return ""
    return f"Usually {rate(feed.usual.a_day)}; silent after {limit_in_words(feed, silent_after)} without one."


def _paused(feed: FeedHealth) -> datetime | None:
    """Only a pause that holds it up is worth a word."""
    held = feed.paused_until and feed.last_polled_at and feed.paused_until > feed.last_polled_at
    return feed.paused_until if held else None


def _refused(feed: FeedHealth) -> tuple[int, int] | None:
    """One in two is a habit of the site; a single one may be for subscribers only."""
    refused = sum(outcome in BLOCKED for outcome in feed.pages)
    return (refused, len(feed.pages)) if refused >= FEW and refused * 2 >= len(feed.pages) else None


def happening(incident: Incident, names: Mapping[str, str]) -> Happening:
    trouble = incident.trouble
    name = names.get(trouble.outlet, trouble.outlet)
    what = HAPPENED[trouble.kind]
    detail = words.scrubbed(trouble.words)
    return Happening(
        what=f"{name} {what}" if trouble.outlet else what,
        detail=f"now read at {detail}" if trouble.kind is TroubleKind.MOVED else detail,
        since=trouble.since,
        until=incident.until,
        at_once=trouble.kind is TroubleKind.MOVED,
    )
