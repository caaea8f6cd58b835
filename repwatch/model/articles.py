"""From the web: outlets, their feeds, the stories they list, and articles as stored."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Feed:
    """Where an outlet lists its stories. interval: seconds between two polls as the operator wishes them."""

    url: str
    kind: str = "feed"  # feed (RSS, Atom, JSON Feed), telegram, listing, sitemap
    interval: float = 900
    selectors: tuple[tuple[str, str], ...] = ()  # listing: where a story, its link, title, summary and date stand


@dataclass(frozen=True, slots=True)
class Outlet:
    """A news organisation, agency or official channel, as config.toml declares it."""

    id: str
    name: str
    lang: str = ""
    side: str = "neutral"  # a party of a conflict, or neutral
    kind: str = "independent"
    agency: str = ""  # the agency it reprints, if known
    zone: str = "UTC"
    feeds: tuple[Feed, ...] = ()
    fetch: str = "matching"  # matching: pages whose title or summary could be about an exchange; all: every page
    enabled: bool = True
    note: str = ""
    robots_override: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One story as a feed lists it. text: the whole text where the feed carries it, else empty."""

    guid: str
    url: str | None
    title: str
    summary: str = ""
    text: str = ""
    published: datetime | None = None
    published_raw: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One reading of one story; a changed text is a new revision with the next number, never an overwrite.

    published_day: the published time is a day only (read as noon UTC).
    baseline: it was there when its feed was polled for the first time, so it alerts nobody.
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

    @property
    def content_hash(self) -> str:
        return sha256(f"{self.title}\0{self.text}".encode(errors="surrogatepass")).hexdigest()
