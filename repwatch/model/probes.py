"""What the crawler is asked beside its rounds, by the desk or a command, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.articles import Article
from repwatch.model.crawl import Listed, Outcome


class ProbeKind(StrEnum):
    """Only POLL stores what it finds."""

    POLL = "poll"  # a feed of config.toml, now, as if it were due
    LIST = "list"  # what does this address list?
    PAGE = "page"  # what does this article's page say?
    FIND = "find"  # where does the site of this address list its stories?


@dataclass(frozen=True, slots=True)
class Probe:
    """outlet: whose time zone, side, selectors and agreement about robots.txt count; empty: nobody's.

    form: the kind of list that is expected, for LIST. id, token: given by storage.
    """

    kind: ProbeKind
    url: str
    outlet: str = ""
    form: str = "feed"
    id: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request as it was sent and answered. status 0: there was no answer. size: bytes of the body as sent."""

    url: str
    sent: tuple[tuple[str, str], ...] = ()
    status: int = 0
    received: tuple[tuple[str, str], ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """A place where a site may list its stories. form: as Feed.kind. why: how it was found, in words."""

    url: str
    form: str
    why: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What the page of a site says of itself, and where it may list its stories, the likeliest first."""

    name: str = ""
    lang: str = ""
    leads: tuple[Lead, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """outcome None: nobody was asked; error says why. url: the last address, after redirects. robots: a line a site.

    listed: the first of what is listed, texts cut; count: of all that is listed; matching: how many of them may be
    about an exchange; new: how many were not known (POLL).
    """

    outcome: Outcome | None
    error: str = ""
    url: str = ""
    hops: tuple[Hop, ...] = ()
    robots: tuple[str, ...] = ()
    listed: tuple[Listed, ...] = ()
    count: int = 0
    matching: int = 0
    new: int = 0
    article: Article | None = None
    site: Site | None = None

    @property
    def good(self) -> bool:
        return self.outcome is not None and self.outcome.good


@dataclass(frozen=True, slots=True)
class Asking:
    """A probe with who asked and when. result None: it is not answered yet."""

    probe: Probe
    by: str
    at: datetime
    result: ProbeResult | None
