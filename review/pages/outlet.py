"""Everything that is known of one outlet, for the desk: how it fares, what it brought, who paused it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from repwatch.model import (
    AddedOutlet,
    Article,
    Asking,
    Decision,
    FeedHealth,
    Incident,
    LostPage,
    OfOutlet,
    Outlet,
    Pause,
)
from review import words
from review.pages.outlets import SAYS, Happening, OutletRow, happening, row
from review.pages.volume import Volume, volume

LATELY = timedelta(minutes=2)  # an answer is expected so long; whoever waits longer looks again by himself
LENGTHS = {"1h": "an hour", "6h": "6 hours", "1d": "a day", "3d": "3 days", "7d": "a week", "28d": "4 weeks"}


@dataclass(frozen=True, slots=True)
class Known:
    """What storage knows of it. added: None: it stands in config.toml."""

    health: Sequence[FeedHealth]
    stories: Mapping[str, int]
    since: datetime | None
    incidents: Sequence[Incident]
    lost: Sequence[LostPage]
    polls: Sequence[Asking]
    pauses: Sequence[Pause]
    articles: Sequence[Article]
    reprints: Sequence[Decision]
    added: AddedOutlet | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    url: str
    title: str
    why: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Polled:
    """said: what came of it; empty: it is not answered yet. well: the outlet answered."""

    url: str
    by: str
    at: datetime
    said: str
    well: bool


@dataclass(frozen=True, slots=True)
class OutletPage:
    """pause: what holds now. waits: somebody has just asked, and the answer is not there yet."""

    row: OutletRow
    zone: str
    agency: str
    volume: Volume
    happened: tuple[Happening, ...]
    lost: tuple[Lost, ...]
    polls: tuple[Polled, ...]
    pause: Pause | None
    pauses: tuple[Pause, ...]
    articles: tuple[Article, ...]
    reprints: tuple[tuple[int, str, str], ...]
    added: AddedOutlet | None
    waits: bool
    lengths: tuple[tuple[str, str], ...] = tuple(LENGTHS.items())


def page(outlet: Outlet, known: Known, names: Mapping[str, str], silent_after: float, now: datetime) -> OutletPage:
    """names: of all outlets. silent_after: seconds, of config.toml."""
    pause = next((one for one in known.pauses if one.until > now), None)
    return OutletPage(
        row=row(outlet, known.health, silent_after, pause),
        zone=outlet.zone,
        agency=outlet.agency,
        volume=volume(known.stories, known.since.date() if known.since else None, now.date()),
        happened=tuple(happening(one, names) for one in known.incidents),
        lost=tuple(_lost(one) for one in known.lost),
        polls=tuple(_polled(one) for one in known.polls),
        pause=pause,
        pauses=tuple(one for one in known.pauses if one is not pause),
        articles=tuple(known.articles),
        reprints=tuple(_reprint(one, names) for one in known.reprints),
        added=known.added,
        waits=any(one.result is None and now - one.at < LATELY for one in known.polls),
    )


def length_of(name: str) -> timedelta | None:
    """How long it is to be paused; None: that is none of LENGTHS."""
    if name not in LENGTHS:
        return None
    number, unit = int(name[:-1]), name[-1]
    return timedelta(hours=number) if unit == "h" else timedelta(days=number)


def _lost(one: LostPage) -> Lost:
    says = SAYS[one.outcome]
    why = f"{says}: {words.scrubbed(one.error)}" if one.error and one.error != says else says
    return Lost(one.url, one.title, why, one.seen_at)


def _polled(one: Asking) -> Polled:
    result = one.result
    if result is None:
        return Polled(one.probe.url, one.by, one.at, "", False)
    said = words.count(result.new, "new story", "new stories") if result.good else words.scrubbed(result.error)
    return Polled(one.probe.url, one.by, one.at, said or SAYS.get(result.outcome, "no answer"), result.good)  # type: ignore[arg-type]


def _reprint(one: Decision, names: Mapping[str, str]) -> tuple[int, str, str]:
    """The number of the decision, who reprints, and whom."""
    about = one.about
    if not isinstance(about, OfOutlet):
        return one.id, "", ""
    return one.id, names.get(about.outlet, about.outlet), names.get(about.of, about.of)
