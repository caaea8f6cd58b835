"""A sitemap, plain or with the news extension -> Entries; an index of sitemaps -> its children. Pure; runs in the pool.

A sitemap is an archive whose recent end is news: old entries are left out, and the newest come first, whatever the
order in the file. What has no news extension has an address and the time of its last change, no title.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lxml import etree

from crawler.charset import decode, unpack, xml
from crawler.entries import Parsed, Printed, Source, address, distinct, entry, published
from repwatch.model import Outcome

_LIMIT = 20 * 1024 * 1024  # of a sitemap that is itself a gzip file
RECENT = timedelta(days=30)  # an entry that was published or changed before that is not listed


def parse_sitemap(body: bytes, source: Source) -> Parsed:
    try:
        plain = unpack(body, "gzip", _LIMIT) if body.startswith(b"\x1f\x8b") else body
    except OverflowError as error:
        return Parsed(Outcome.TOO_BIG, error=f"the sitemap {error}")
    if plain is None:
        return Parsed(Outcome.ENCODING, error="the sitemap is a damaged gzip file")
    if not plain.strip():
        return Parsed(Outcome.NOT_FEED, error="the answer was empty")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(xml(decode(plain, source.content_type).text), parser)
    kind = etree.QName(root).localname if root is not None else ""
    if kind == "sitemapindex":
        return _index(root, source)
    if kind != "urlset":
        return Parsed(Outcome.NOT_FEED, error="the answer is not a sitemap")
    if parser.error_log and root.find("{*}url") is None:
        return Parsed(Outcome.PARSE_FATAL, error="the sitemap is damaged and lists nothing")
    recent = _newest_first(_printed(root), source)
    return Parsed(Outcome.OK, distinct(entry(printed, source) for printed in recent))


def _printed(root: etree._Element) -> Iterator[Printed]:
    """Only the fields of the story itself: pictures and films have addresses and titles of their own."""
    for url in root.iterchildren("{*}url"):
        link, touched = _text(url, "loc"), _text(url, "lastmod")
        news = url.find("{*}news")
        if news is None:
            yield Printed(guid=link, link=link, date=touched, touched=True)
            continue
        date = _text(news, "publication_date")
        yield Printed(
            guid=link,
            link=link,
            title=_text(news, "title"),
            summary=_text(news, "keywords"),
            date=date or touched,
            touched=not date,
        )


def _newest_first(printed: Iterator[Printed], source: Source) -> list[Printed]:
    """Those without a time last, as printed."""
    dated = [(one, _time(one.date, source)) for one in printed]
    recent = [(one, at) for one, at in dated if at is None or source.now - at <= RECENT]
    return [one for one, at in sorted(recent, key=lambda each: each[1].timestamp() if each[1] else 0, reverse=True)]


def _index(root: etree._Element, source: Source) -> Parsed:
    named = [
        (address(_text(child, "loc"), source.url), _text(child, "lastmod")) for child in root.iterchildren("{*}sitemap")
    ]
    children = [(link, _time(touched, source)) for link, touched in named if link]
    dated = sorted(((at, link) for link, at in children if at), reverse=True)
    undated = [link for link, at in children if not at]
    found = dict.fromkeys([*(link for _, link in dated), *_from_both_ends(undated)])
    if not found:
        return Parsed(Outcome.NOT_FEED, error="this is an index of sitemaps that names none")
    return Parsed(Outcome.OK, children=tuple(found))


def _from_both_ends(links: list[str]) -> Iterator[str]:
    """Where nothing dates them, the newest is the first or the last."""
    for number in range(len(links) // 2):
        yield links[number]
        yield links[-1 - number]
    if len(links) % 2:
        yield links[len(links) // 2]


def _time(date: str, source: Source) -> datetime | None:
    moment = published(date, source)
    return moment.at if moment else None


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()
