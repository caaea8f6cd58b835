"""CSS selectors of a record in config.toml, applied to a page. Pure.

As in Scrapy, "a::attr(href)" is an attribute and "p::text" the words directly inside.
"""

from collections.abc import Iterator

from lxml import html
from parsel.csstranslator import HTMLTranslator

from crawler.text import words

_TRANSLATOR = HTMLTranslator()
# Where a program-readable form of an element's words stands, by what is looked for.
_LINKS = ("href", "data-href")
_DATES = ("datetime", "content", "data-date")


def elements(within: html.HtmlElement, selector: str) -> Iterator[html.HtmlElement]:
    yield from (
        found for found in within.xpath(_TRANSLATOR.css_to_xpath(selector)) if isinstance(found, html.HtmlElement)
    )


def text_of(within: html.HtmlElement, selector: str) -> str:
    """The words of the first that has some."""
    return next((said for said in _said(within, selector, ()) if said), "")


def link_of(within: html.HtmlElement, selector: str) -> str:
    return next((said for said in _said(within, selector, _LINKS, words_too=False) if said), "")


def date_of(within: html.HtmlElement, selector: str) -> str:
    return next((said for said in _said(within, selector, _DATES) if said), "")


def _said(
    within: html.HtmlElement, selector: str, attributes: tuple[str, ...], *, words_too: bool = True
) -> Iterator[str]:
    for found in within.xpath(_TRANSLATOR.css_to_xpath(selector)):
        if not isinstance(found, html.HtmlElement):
            yield str(found).strip()
            continue
        yield next((found.get(name, "").strip() for name in attributes if found.get(name)), "")
        if words_too:
            yield words(found).strip()
