"""The HTML of an article's page -> title, text, date, address. Pure; runs in the parser pool."""

import copy
from typing import NamedTuple

import trafilatura
from lxml import html
from trafilatura.settings import DEFAULT_CONFIG, Document

from crawler.canonical import own_address
from crawler.charset import decode, undeclared
from crawler.dating import Sign, address_sign, dated, signs
from crawler.entries import LONGEST_TITLE, Page, Source, published
from crawler.heading import Heading, heading
from crawler.selecting import date_of, elements, text_of
from crawler.text import clean, headline, words
from crawler.walls import is_consent, is_paid, wall
from repwatch.model import DatedBy, Outcome, PageRules

LONGEST_TEXT = 500_000
_UNREADABLE = 0.1
# Below its own limit of 250 characters trafilatura takes whatever stands in the article's element, counters of views
# and comments too; a flash of news is often shorter, so it is asked with a limit of ours first.
_FLASH = copy.deepcopy(DEFAULT_CONFIG)
_FLASH.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
_SURELY_WHOLE = 250


class _Marks(NamedTuple):
    """What is looked up before the text is taken out, which takes the page apart."""

    title: str
    text: str
    heading: Heading
    signs: list[Sign]
    paid: bool
    consent: bool
    url: str


def parse_page(body: bytes, source: Source) -> Page:
    if not body.strip():
        return Page(Outcome.NOT_PAGE, error="the page is empty")
    decoded = decode(body, source.content_type)
    if decoded.broken > _UNREADABLE:
        return Page(Outcome.ENCODING, error=f"the page cannot be read as text ({decoded.encoding} was tried)")
    tree = _tree(decoded.text, source.rules)
    if tree is None:
        return Page(Outcome.NOT_PAGE, error="the answer is not a web page")
    marks = _marks(tree, source)
    document = _extracted(tree, decoded.text, source)
    text = marks.text or clean((document.text if document else "") or "", LONGEST_TEXT)
    if found := wall(body, text, consent=marks.consent):
        return Page(found)
    if not text:
        return Page(Outcome.PAYWALL) if marks.paid else Page(Outcome.NOT_PAGE, error="the page holds no readable text")
    return _page(marks, document, text, source)


def _page(marks: _Marks, document: Document | None, text: str, source: Source) -> Page:
    heading, found = marks.heading if document else Heading("", ""), marks.signs
    if heading.date and (moment := published(heading.date, source)):
        found = [*found, Sign(moment, DatedBy.PAGE)]
    when = dated(found, address_sign(marks.url or source.url), source)
    return Page(
        Outcome.OK,
        marks.title or headline(heading.title, LONGEST_TITLE),
        text,
        when.at if when else None,
        dated=when.by if when else DatedBy.NOTHING,
        sure=bool(when and when.sure),
        url=marks.url,
        paid=marks.paid,
    )


def _tree(text: str, rules: PageRules) -> html.HtmlElement | None:
    tree: html.HtmlElement | None = trafilatura.load_html(undeclared(text))
    for selector in rules.drop if tree is not None else ():
        for element in list(elements(tree, selector)):
            if element.getparent() is not None:
                element.drop_tree()
    return tree


def _marks(tree: html.HtmlElement, source: Source) -> _Marks:
    rules = source.rules
    parts = [words(element) for element in elements(tree, rules.text)] if rules.text else []
    printed = published(date_of(tree, rules.date), source) if rules.date else None
    own = [Sign(printed, DatedBy.PAGE)] if printed else []
    return _Marks(
        headline(text_of(tree, rules.title), LONGEST_TITLE) if rules.title else "",
        clean("\n".join(parts), LONGEST_TEXT),
        heading(tree, source),
        [*own, *signs(tree, source)],
        is_paid(tree),
        is_consent(tree, source.url),
        own_address(tree, source.url),
    )


def _extracted(tree: html.HtmlElement, text: str, source: Source) -> Document | None:
    short = _extract(tree, source.url, flash=True)
    if short and len(short.text or "") >= _SURELY_WHOLE:
        return short
    longer = _extract(_tree(text, source.rules), source.url, flash=False)
    if short and short.text and len((longer.text if longer else "") or "") < 3 * len(short.text) + _SURELY_WHOLE:
        return short
    return longer


def _extract(tree: html.HtmlElement | None, url: str, *, flash: bool) -> Document | None:
    config = _FLASH if flash else DEFAULT_CONFIG
    found = trafilatura.bare_extraction(
        tree, url=url, fast=True, include_comments=False, with_metadata=False, config=config
    )
    return found if isinstance(found, Document) else None
