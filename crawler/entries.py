"""What lists and pages are read into. Pure: the fields of one listed story as printed in, a clean Entry out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from crawler.dates import Moment, read_date
from crawler.text import clean, headline, plain
from repwatch.addresses import is_plain, untracked
from repwatch.model import DatedBy, Entry, Outcome, PageRules, Voice

MOST_ENTRIES = 1000  # R-FEED-1, as the next two
LONGEST_FIELD = 262_144
LONGEST_TITLE = 1000
LONGEST_LINK = 2048
# A text in the feed shorter than this is a teaser; the page is fetched for the rest.
FULL_TEXT = 600


@dataclass(frozen=True, slots=True)
class Source:
    """Where a body came from. url: the last one, after redirects. zone: of the outlet, for times without one.

    before: the marks of what its list had before, which need not be read again.
    """

    url: str
    now: datetime
    content_type: str = ""
    kind: str = "feed"
    zone: str = "UTC"
    selectors: tuple[tuple[str, str], ...] = ()
    before: bytes = b""
    rules: PageRules = field(default_factory=PageRules)


@dataclass(frozen=True, slots=True)
class Parsed:
    """ttl: seconds that the list asks to be left alone for. error: for a person.

    children: of an index of sitemaps, the likeliest to be new first. older: the address of the page before this one.
    marks: of all its stories; entries lacks those that Source.before has.
    """

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    error: str = ""
    ttl: float = 0
    children: tuple[str, ...] = ()
    older: str = ""
    marks: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """What an article's page says. text empty: there is no readable article; error says why, for a person.

    url: the address that it gives itself, if it may be believed. paid: it says that it is for those who pay.
    sure: two of its signs agree on published.
    """

    outcome: Outcome
    title: str = ""
    text: str = ""
    published: Moment | None = None
    error: str = ""
    dated: DatedBy = DatedBy.NOTHING
    sure: bool = False
    url: str = ""
    paid: bool = False


class Printed(NamedTuple):
    """One story as its list prints it: relative links, dates in any form. A tuple, which is quicker to make.

    whole: full is all there is, however short. markup: a printed "<b>" and "&amp;" are markup, not words.
    touched: date is of the last change, which is not when the story was published.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    full: str = ""
    date: str = ""
    whole: bool = False
    markup: bool = True
    touched: bool = False
    voice: Voice | None = None


def entry(printed: Printed, source: Source) -> Entry:
    link = _story_address(printed.link, source.url)
    read = plain if printed.markup else str
    title = headline(read(printed.title), LONGEST_TITLE)
    summary = clean(read(printed.summary), LONGEST_FIELD)
    full = summary if printed.full == printed.summary else clean(read(printed.full), LONGEST_FIELD)
    enough = printed.whole or len(full) >= FULL_TEXT
    moment = published(printed.date, source)
    return Entry(
        guid=clean(printed.guid, LONGEST_LINK) or link or _digest(title, printed.date),
        url=link,
        title=title,
        summary=summary or ("" if enough else full),
        text=full if enough else "",
        published=moment.at if moment and not printed.touched else None,
        published_raw=clean(printed.date, 200),
        voice=printed.voice,
    )


def address(link: str, base: str) -> str | None:
    """An absolute http or https address, or None (R-FEED-4)."""
    link = link.strip()
    if len(link) <= LONGEST_LINK and is_plain(link):
        return link
    try:
        url = link if _is_whole(link) else urljoin(base, link)
        parts = urlsplit(url)
    except ValueError:
        return None
    usable = link and parts.scheme in ("http", "https") and parts.hostname and len(url) <= LONGEST_LINK
    return url if usable and url.isprintable() and " " not in url else None


def _is_whole(link: str) -> bool:
    """Joining it to a base would give it back as it is, only slower."""
    odd = "#" in link or ";" in link or link.endswith("?") or not link.isprintable()
    return link.startswith(("http://", "https://")) and not odd


def _story_address(link: str, base: str) -> str | None:
    found = address(link, base)
    return untracked(found) if found else None


def published(date: str, source: Source) -> Moment | None:
    return read_date(date, source.zone, source.now) if date else None


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Newest first as listed, each story once; stories that share a guid by mistake keep apart by their addresses."""
    once: dict[tuple[str, str | None], Entry] = {}
    for one in entries:
        once.setdefault((one.guid, one.url), one)
    newest = list(once.values())[:MOST_ENTRIES]
    times = Counter(one.guid for one in newest)
    return tuple(replace(one, guid=f"{one.guid} {one.url}") if times[one.guid] > 1 else one for one in newest)


def _digest(title: str, date: str) -> str:
    return sha256(f"{title}\0{date}".encode(errors="replace")).hexdigest()
