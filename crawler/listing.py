"""A page that lists stories -> Entries, by CSS selectors of the feed's record. Pure; runs in the parser pool.

Selectors: item (one per story), and inside it link, title, summary, date. Without item each <article> is one; without
link the first address inside it is taken, without title the words of the link, without date its <time>.
"""

from collections.abc import Mapping

from lxml import html

from crawler.charset import decode
from crawler.entries import Parsed, Printed, Source, distinct, entry
from crawler.selecting import date_of, elements, link_of, text_of
from crawler.text import document
from repwatch.model import Outcome

_ITEM, _LINK, _DATE = "article", "a[href]", "time"


def parse_listing(body: bytes, source: Source) -> Parsed:
    page = document(decode(body, source.content_type).text)
    if page is None:
        return Parsed(Outcome.NOT_FEED, error="the answer was empty")
    selectors = dict(source.selectors)
    items = list(elements(page, selectors.get("item", _ITEM)))
    entries = distinct(found for item in items if (found := entry(_printed(item, selectors), source)).url)
    if not entries:
        return Parsed(Outcome.NOT_FEED, error=_what_is_wrong(len(items), selectors))
    return Parsed(Outcome.OK, entries)


def _printed(item: html.HtmlElement, selectors: Mapping[str, str]) -> Printed:
    link = link_of(item, selectors.get("link", _LINK))
    return Printed(
        guid=link,
        link=link,
        title=text_of(item, selectors.get("title", selectors.get("link", _LINK).partition("::")[0])),
        summary=text_of(item, selectors["summary"]) if "summary" in selectors else "",
        date=date_of(item, selectors.get("date", _DATE)),
        markup=False,
    )


def _what_is_wrong(items: int, selectors: Mapping[str, str]) -> str:
    if not items:
        return f'the page lists no stories: nothing on it fits item = "{selectors.get("item", _ITEM)}"'
    return f'the page lists {items} items, but link = "{selectors.get("link", _LINK)}" finds no address in any of them'
