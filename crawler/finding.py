"""Where does a site list its stories? The bytes of any of its pages -> a Site. Pure; runs in the parser pool.

Only what the site itself names is a lead: feeds in its head, links that call themselves a feed, Telegram channels that
it links to, sitemaps in its robots.txt. No address is made up and tried.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import html

from crawler.charset import decode
from crawler.entries import LONGEST_TITLE, Source, address
from crawler.feed import parse_feed
from crawler.leads import Found, distinct, looks_like_feed, preview_of
from crawler.sitemap import parse_sitemap
from crawler.telegram import parse_telegram
from crawler.text import document, headline, plain, words
from repwatch.model import Lead, Outcome, Site

_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/xml"}
_FEED_TITLE = re.compile(r"<title[^>]{0,200}>(?:\s*<!\[CDATA\[)?([^<\]]{1,300})")
_FEED_LANG = re.compile(r"<language>\s*([A-Za-z]{2})|xml:lang=[\"']([A-Za-z]{2})")
_LISTS = (("feed", parse_feed), ("sitemap", parse_sitemap))


def parse_site(body: bytes, source: Source) -> Found:
    """The address may also be that of a list itself. May raise whatever the readers of lists raise."""
    text = decode(body, source.content_type).text
    if not body.startswith(b"\x1f\x8b") and (text.lstrip()[:1] not in ("<", "{") or _is_page(text)):
        return _page(text, body, source)
    for form, parse in _LISTS:
        if parse(body, replace(source, kind=form)).outcome is Outcome.OK:
            lead = Lead(source.url, form, "it is the address itself")
            return Found(Outcome.OK, Site(_first(_FEED_TITLE, text), _first(_FEED_LANG, text).lower(), (lead,)))
    return _page(text, body, source)


def _page(text: str, body: bytes, source: Source) -> Found:
    page = document(text)
    if page is None:
        return Found(Outcome.NOT_PAGE, error="the answer was empty")
    if preview_of(source.url):
        return _channel(page, body, source)
    base = next((url for href in page.xpath("//base/@href") if (url := address(href, source.url))), source.url)
    leads = distinct((*_in_head(page, base), *_links(page, base)))
    return Found(Outcome.OK, Site(_name(page), _lang(page), leads))


def _channel(page: html.HtmlElement, body: bytes, source: Source) -> Found:
    read = parse_telegram(body, replace(source, kind="telegram"))
    if read.outcome is not Outcome.OK:
        return Found(read.outcome, error=read.error)
    lead = Lead(preview_of(source.url), "telegram", "it is the preview of the channel itself")
    return Found(Outcome.OK, Site(_name(page), "", (lead,)))


def _in_head(page: html.HtmlElement, base: str) -> Iterator[Lead]:
    for link in page.xpath("//link[@rel and @href]"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        url = address(link.get("href"), base)
        if url and "alternate" in link.get("rel").lower().split() and kind in _TYPES:
            yield Lead(url, "feed", "named in the head of the page", headline(link.get("title") or "", LONGEST_TITLE))


def _links(page: html.HtmlElement, base: str) -> Iterator[Lead]:
    for anchor in page.xpath("//a[@href]"):
        url = address(anchor.get("href"), base)
        if not url:
            continue
        said = headline(words(anchor), 100)
        if preview := preview_of(url):
            yield Lead(preview, "telegram", "the page links to it", said)
        elif said.strip().upper() in ("RSS", "ATOM", "RSS FEED") or (looks_like_feed(url) and _near(url, base)):
            yield Lead(url, "feed", "the page links to it", said)


def _near(url: str, base: str) -> bool:
    """On the same site: links elsewhere that look like a feed are mostly those of others."""
    ours, theirs = (urlsplit(one).hostname or "" for one in (base, url))
    ours = ours.removeprefix("www.")
    return theirs == ours or theirs.endswith(f".{ours}")


def _name(page: html.HtmlElement) -> str:
    names = page.xpath("//meta[@property='og:site_name' or @name='application-name']/@content")
    names += page.xpath("//meta[@property='og:title']/@content") or page.xpath("//head/title/text()")
    return next((found for name in names if (found := headline(str(name), 100))), "")


def _lang(page: html.HtmlElement) -> str:
    said = str(page.get("lang") or page.get("xml:lang") or "")
    return said[:2].lower() if re.match(r"[A-Za-z]{2}\b", said) else ""


def _is_page(text: str) -> bool:
    return bool(re.match(r"\s*(<\?xml[^>]{0,200}\?>\s*)?(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html)\b", text[:4096],
                         re.IGNORECASE | re.DOTALL))  # fmt: skip


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text[:8192])
    return headline(plain(next(filter(None, match.groups()), "")), 100) if match else ""
