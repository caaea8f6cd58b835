"""A news sitemap, plain or with the news extension -> Entries. Pure; runs in the parser pool.

An index of sitemaps lists no stories: it is reported, and the operator names the sitemap that does.
"""

from collections.abc import Iterator

from lxml import etree

from crawler.charset import decode, unpack, xml
from crawler.entries import Parsed, Printed, Source, distinct, entry
from repwatch.model import Outcome

_LIMIT = 20 * 1024 * 1024  # of a sitemap that is itself a gzip file


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
        return Parsed(Outcome.NOT_FEED, error="this is an index of sitemaps, not a sitemap of stories")
    if kind != "urlset":
        return Parsed(Outcome.NOT_FEED, error="the answer is not a sitemap")
    entries = distinct(entry(printed, source) for printed in _printed(root))
    if not entries and parser.error_log:
        return Parsed(Outcome.PARSE_FATAL, error="the sitemap is damaged and lists nothing")
    return Parsed(Outcome.OK, entries)


def _printed(root: etree._Element) -> Iterator[Printed]:
    for url in root.iterchildren("{*}url"):
        said = {etree.QName(field).localname: field.text or "" for field in url.iter("{*}*")}
        link = said.get("loc", "")
        date = said.get("publication_date") or said.get("lastmod", "")
        yield Printed(guid=link, link=link, title=said.get("title", ""), summary=said.get("keywords", ""), date=date)
