"""What lists and pages are read into. Pure: the fields of one listed story as printed in, a clean Entry out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from crawler.dates import Moment, read_date
from crawler.text import clean, headline, plain
from repwatch.model import Entry, Outcome

MOST_ENTRIES = 1000  # R-FEED-1, as the next two
LONGEST_FIELD = 262_144
LONGEST_TITLE = 1000
LONGEST_LINK = 2048
# A text in the feed shorter than this is a teaser; the page is fetched for the rest.
FULL_TEXT = 600


@dataclass(frozen=True, slots=True)
class Source:
    """Where a body came from. url: the last one, after redirects. zone: of the outlet, for times without one."""

    url: str
    now: datetime
    content_type: str = ""
    kind: str = "feed"
    zone: str = "UTC"
    selectors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """ttl: seconds that the list asks to be left alone for. error: for a person."""

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    error: str = ""
    ttl: float = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What an article's page says. text empty: there is no readable article; error says why, for a person."""

    outcome: Outcome
    title: str = ""
    text: str = ""
    published: Moment | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """One story as its list prints it: relative links, dates in any form.

    whole: full is all there is, however short. markup: a printed "<b>" and "&amp;" are markup, not words.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    full: str = ""
    date: str = ""
    whole: bool = False
    markup: bool = True


def entry(printed: Printed, source: Source) -> Entry:
    link = address(printed.link, source.url)
    read = plain if printed.markup else str
    title = headline(read(printed.title), LONGEST_TITLE)
    summary, full = (clean(read(text), LONGEST_FIELD) for text in (printed.summary, printed.full))
    enough = printed.whole or len(full) >= FULL_TEXT
    moment = published(printed.date, source)
    return Entry(
        guid=clean(printed.guid, LONGEST_LINK) or link or _digest(title, printed.date),
        url=link,
        title=title,
        summary=summary or ("" if enough else full),
        text=full if enough else "",
        published=moment.at if moment else None,
        published_raw=clean(printed.date, 200),
    )


def address(link: str, base: str) -> str | None:
    """An absolute http or https address, or None (R-FEED-4)."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    usable = link.strip() and parts.scheme in ("http", "https") and parts.hostname and len(url) <= LONGEST_LINK
    return url if usable and url.isprintable() and " " not in url else None


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
