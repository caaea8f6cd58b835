"""From the web: outlets, their feeds, the stories they list, and articles as stored."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class DatedBy(StrEnum):
    """What says when an article was published, surest first. PAGE and ADDRESS are mostly a day without an hour."""

    LIST = "list"  # the feed, sitemap or listing page that names it
    METADATA = "metadata"  # of its own page, made for programs
    PAGE = "page"  # a date printed among its words
    ADDRESS = "address"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in an outlet's place: the channel that a post was forwarded from. url: empty if it does not show."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PageRules:
    """Where the parts of an outlet's pages stand, as CSS selectors; empty: found without help. drop: left out first."""

    text: str = ""
    title: str = ""
    date: str = ""
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Where an outlet lists its stories. interval: seconds between two polls as the operator wishes them."""

    url: str
    kind: str = "feed"  # feed (RSS, Atom, JSON Feed), telegram, listing, sitemap
    interval: float = 900
    selectors: tuple[tuple[str, str], ...] = ()  # listing: where an item, its link, title, summary and date stand
    enabled: bool = True
    note: str = ""  # why it is switched off


@dataclass(frozen=True, slots=True)
class Outlet:
    """A news organisation, agency or official channel, as config.toml declares it."""

    id: str
    name: str
    lang: str = ""
    side: str = "neutral"  # a party of a conflict, or neutral
    kind: str = "independent"
    agency: str = ""  # the agency it reprints, or the newsroom that it is an edition of: whose word its own voice is
    zone: str = "UTC"
    feeds: tuple[Feed, ...] = ()
    fetch: str = "matching"  # matching: pages whose title or summary could be about an exchange; all; never
    enabled: bool = True
    note: str = ""
    robots_override: str = ""
    page: PageRules = field(default_factory=PageRules)
    silent_after: float = 0  # seconds without a new story; 0: by what is usual for it
    hosts: tuple[str, ...] = ()  # where its stories lie, beside those of its feeds; for archives


@dataclass(frozen=True, slots=True)
class AddedOutlet:
    """One that somebody added while the daemon runs, beside those of config.toml."""

    outlet: Outlet
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One story as a feed lists it. text: the whole text where the feed carries it, else empty.

    title empty: a sitemap that names addresses alone, or a post without a headline.
    """

    guid: str
    url: str | None
    title: str
    summary: str = ""
    text: str = ""
    published: datetime | None = None
    published_raw: str = ""
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One reading of one story; a changed text is a new revision with the next number, never an overwrite.

    published_day: the published time is a day only (read as noon UTC).
    baseline: it was there when its feed was polled for the first time, so it alerts nobody.
    voice: who speaks, if not the outlet. dated: what says so of published.
    """

    url: str
    outlet: str
    title: str
    text: str
    fetched: datetime
    published: datetime | None = None
    published_day: bool = False
    lang: str = ""
    number: int = 1
    baseline: bool = False
    id: int = 0  # of the story, given by storage
    revision: int = 0  # of this reading, given by storage
    voice: Voice | None = None
    dated: DatedBy = DatedBy.NOTHING

    @property
    def content_hash(self) -> str:
        return sha256(f"{self.title}\0{self.text}".encode(errors="surrogatepass")).hexdigest()
