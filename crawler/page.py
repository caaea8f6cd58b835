"""The HTML of an article page -> title, text, date. Pure; runs in the parser pool, where trafilatura is loaded."""

import json
import re
from collections.abc import Iterator

import trafilatura
from lxml import html
from trafilatura.settings import Document

from crawler.charset import decode, undeclared
from crawler.entries import LONGEST_TITLE, Page, Source, published
from crawler.text import clean, headline
from repwatch.model import Outcome

LONGEST_TEXT = 500_000
_UNREADABLE = 0.1
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='publish-date' or @name='date' or @name='DC.date.issued']/@content",
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*("(?:[^"\\]|\\.){4,60}")')


def parse_page(body: bytes, source: Source) -> Page:
    if not body.strip():
        return Page(Outcome.NOT_PAGE, error="the page is empty")
    decoded = decode(body, source.content_type)
    if decoded.broken > _UNREADABLE:
        return Page(Outcome.ENCODING, error=f"the page cannot be read as text ({decoded.encoding} was tried)")
    tree = trafilatura.load_html(undeclared(decoded.text))
    if tree is None:
        return Page(Outcome.NOT_PAGE, error="the answer is not a web page")
    dates = list(_printed_dates(tree))  # before the extraction, which takes the tree apart
    document = trafilatura.bare_extraction(tree, url=source.url, fast=True, include_comments=False, with_metadata=True)
    text = clean(getattr(document, "text", None) or "", LONGEST_TEXT)
    if not isinstance(document, Document) or not text:
        return Page(Outcome.NOT_PAGE, error="the page holds no readable text")
    dates.append(document.date or "")
    moments = (moment for date in dates if (moment := published(date, source)))
    return Page(Outcome.OK, headline(document.title or "", LONGEST_TITLE), text, next(moments, None))


def _printed_dates(tree: html.HtmlElement) -> Iterator[str]:
    """Surest first; only those that carry a time of their own, not one of the many dates around an article."""
    for path in _DATES:
        yield from map(str, tree.xpath(path))
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        for quoted in _JSON_DATE.findall(script):
            yield _unquoted(quoted)


def _unquoted(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return ""
