"""A capture in; an article with what was read in it, or why it was left out, out. Pure.

The order is that of the costs: what the head says, the raw bytes, the rough text, the article, its figures. Texts,
dates and addresses are read by the crawler's own code and figures by the matcher's, so that an archive tells what the
daemon would have read on that day.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from backfill.pages import Dropped, Head, Passed, Why
from backfill.sieve import Sieve
from backfill.sites import Sites, edition, host_in, site_of
from backfill.skim import may_tell, rough_text
from crawler.entries import Page, Source
from crawler.page import parse_page
from matcher.extract import extract
from matcher.words import Lexicon
from repwatch.addresses import untracked
from repwatch.model import Article, Outcome, Outlet

_HTML = ("text/html", "application/xhtml", "text/plain")  # the last: servers that do not know better


@dataclass(frozen=True, slots=True)
class Selection:
    """only_known: leave out pages of other hosts. largest: bytes of a page. until: the last moment that counts."""

    lexicon: Lexicon
    sieve: Sieve
    sites: Sites
    only_known: bool
    since: datetime | None
    until: datetime | None
    largest: int

    def outlets(self, url: str) -> tuple[Outlet, ...]:
        return self.sites.get(site_of(host_in(url)), ())


def at_first_sight(head: Head, selection: Selection) -> Dropped | None:
    """By its head alone; None: its body must be read."""
    if head.status != 200:
        return Dropped(Why.STATUS, str(head.status))
    if selection.only_known and not selection.outlets(head.url):
        return Dropped(Why.HOST)
    if head.content_type and not head.content_type.lower().startswith(_HTML):
        return Dropped(Why.TYPE, head.content_type[:100])
    if selection.since and head.at < selection.since:
        return Dropped(Why.TIME, "it was stored before that")
    if head.size > selection.largest:
        return too_large(head.size)
    return None


def too_large(size: int) -> Dropped:
    return Dropped(Why.SIZE, f"{size} bytes")


def weigh(head: Head, body: bytes, selection: Selection) -> Passed | Dropped:
    return at_second_sight(head, body, selection) or read(head, body, selection)


def at_second_sight(head: Head, body: bytes, selection: Selection) -> Dropped | None:
    """By its bytes and its rough text; None: it must be read."""
    if not selection.sieve.passes(body, head.content_type, partial(_is_own, head.url, selection)):
        return Dropped(Why.STEMS)
    text = rough_text(body, head.content_type)
    if not may_tell(text, selection.outlets(head.url), selection.lexicon):
        return Dropped(Why.WORDS)
    return None


def _is_own(url: str, selection: Selection) -> bool:
    home = _home(selection.lexicon)
    return any(outlet.side != "neutral" or outlet.lang in home for outlet in selection.outlets(url))


def _home(lexicon: Lexicon) -> set[str]:
    return {lang for conflict in lexicon.conflicts.values() for lang in conflict.home}


def read(head: Head, body: bytes, selection: Selection) -> Passed | Dropped:
    """What costs most: the article and its figures."""
    outlet = _publisher(head, body, selection)
    publisher = outlet or Outlet(site_of(host_in(head.url)), site_of(host_in(head.url)))
    source = Source(head.url, head.at, head.content_type, "page", publisher.zone, rules=publisher.page)
    page = parse_page(body, source)
    if page.outcome is not Outcome.OK:
        return Dropped(Why.PAGE, page.error or page.outcome.value)
    article = _article(head, page, publisher)
    if why := _outside(article, selection):
        return why
    reading = extract(article, outlet, selection.lexicon)
    if not reading.reason.startswith("death:"):  # as matcher.relevance words what let it in
        return Dropped(Why.TEXT)
    return Passed(article, reading)


def _publisher(head: Head, body: bytes, selection: Selection) -> Outlet | None:
    outlets = selection.outlets(head.url)
    text = rough_text(body, head.content_type) if len(outlets) > 1 else ""
    return edition(outlets, text, selection.lexicon)


def _article(head: Head, page: Page, publisher: Outlet) -> Article:
    published = page.published
    return Article(
        page.url or untracked(head.url),
        publisher.id,
        page.title,
        page.text,
        head.at,
        published=published.at if published else None,
        published_day=bool(published and published.day),
        lang=publisher.lang,
        dated=page.dated,
    )


def _outside(article: Article, selection: Selection) -> Dropped | None:
    """When it was published, or else stored."""
    at = article.published or article.fetched
    early, late = selection.since and at < selection.since, selection.until and at > selection.until
    return Dropped(Why.TIME, f"{at:%Y-%m-%d %H:%M} UTC") if early or late else None
