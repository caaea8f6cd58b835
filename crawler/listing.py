"""A page that lists stories -> Entries, by CSS selectors of the outlet's record. Pure; runs in the parser pool.

Selectors: story (one per story; required), and inside it link, title, summary, date. Without link the first address
inside the story is taken, without title its words.
"""

from collections.abc import Iterator, Mapping

from lxml import cssselect, html

from crawler.charset import decode
from crawler.entries import Parsed, Printed, Source, distinct, entry
from crawler.text import document, words
from repwatch.model import Outcome


def parse_listing(body: bytes, source: Source) -> Parsed:
    page = document(decode(body, source.content_type).text)
    if page is None:
        return Parsed(Outcome.NOT_FEED, error="the answer was empty")
    selectors = dict(source.selectors)
    stories = _found(page, selectors.get("story", "article"))
    entries = distinct(found for story in stories if (found := entry(_printed(story, selectors), source)).url)
    if not entries:
        return Parsed(Outcome.NOT_FEED, error="the page lists no stories under the selectors of its record")
    return Parsed(Outcome.OK, entries)


def _printed(story: html.HtmlElement, selectors: Mapping[str, str]) -> Printed:
    link = next((anchor.get("href") for anchor in _found(story, selectors.get("link", "a[href]"))), None) or ""
    dates = [element.get("datetime") or words(element) for element in _found(story, selectors.get("date", "time"))]
    return Printed(
        guid=link,
        link=link,
        title=_words(story, selectors.get("title", selectors.get("link", "a[href]"))),
        summary=_words(story, selectors["summary"]) if "summary" in selectors else "",
        date=next(iter(dates), "").strip(),
        markup=False,
    )


def _found(within: html.HtmlElement, selector: str) -> Iterator[html.HtmlElement]:
    yield from cssselect.CSSSelector(selector, translator="html")(within)


def _words(story: html.HtmlElement, selector: str) -> str:
    return next((found for element in _found(story, selector) if (found := words(element).strip())), "")
