"""A well-formed RSS 2.0 or Atom feed without surprises -> its stories as printed, far faster than feedparser. Pure.

What is not plain comes back as None and is read by feedparser: damage, a DOCTYPE, a relative address, markup in place
of text, two of what there should be one of, an element that feedparser may take for a title, a text or a date.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from crawler.entries import Printed

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
# What a story may hold beside what is read: elements that say nothing of its words, its address or its time.
_ASIDE = frozenset((
    "author", "category", "comments", "enclosure", "source", "pdalink", "amplink",
    f"{{{_DC}}}creator", f"{{{_DC}}}subject",
    "{http://search.yahoo.com/mrss/}content", "{http://search.yahoo.com/mrss/}thumbnail",
    "{http://search.yahoo.com/mrss/}group", "{http://search.yahoo.com/mrss/}credit",
    "{http://search.yahoo.com/mrss/}keywords", "{http://search.yahoo.com/mrss/}rating",
    "{http://purl.org/rss/1.0/modules/slash/}comments", "{http://wellformedweb.org/CommentAPI/}commentRss",
    f"{{{_ATOM}}}author", f"{{{_ATOM}}}name", f"{{{_ATOM}}}uri", f"{{{_ATOM}}}email", f"{{{_ATOM}}}category",
    f"{{{_ATOM}}}contributor", f"{{{_ATOM}}}rights",
))  # fmt: skip
# What outlets print for search engines; in these names nothing else is a title, a text or a date.
_FOR_ENGINES = (
    "{http://news.yandex.ru}", "{http://turbo.yandex.ru}", "{http://news.rambler.ru}", "{https://www.rbc.ru}",
    "{http://rian.ru/ns}",
)  # fmt: skip
_FULL_TEXTS = frozenset((
    "fulltext", "full-text", "{http://news.yandex.ru}full-text", "{http://turbo.yandex.ru}content",
    "{http://news.rambler.ru}fulltext", "{https://www.rbc.ru}full-text",
))  # fmt: skip
# What each element of a story is, by its tag; each kind of full text is one of its own, and "" stands aside.
_ANYWHERE = {**dict.fromkeys(_ASIDE, ""), **{tag: tag for tag in _FULL_TEXTS}}
_RSS = _ANYWHERE | {
    "title": "title", "link": "link", "guid": "guid", "description": "summary", "pubDate": "date",
    f"{{{_CONTENT}}}encoded": "full",
}  # fmt: skip
_ATOM_PARTS = _ANYWHERE | {
    f"{{{_ATOM}}}{name}": part
    for name, part in (
        ("title", "title"), ("id", "guid"), ("summary", "summary"), ("content", "full"), ("published", "date"),
        ("updated", "updated"), ("link", "link"),
    )
}  # fmt: skip
_WISHES = {"ttl": "ttl", f"{{{_SYNDICATION}}}updatePeriod": "sy_updateperiod",
           f"{{{_SYNDICATION}}}updateFrequency": "sy_updatefrequency"}  # fmt: skip
_ATOM_LINK = f"{{{_ATOM}}}link"
_WIDE = re.compile("[^\x00-\xff]")  # no sign of Latin-1
_TEXTS = ("", "text", "html")  # kinds of an Atom text that is no markup of its own


@dataclass(frozen=True, slots=True)
class Quick:
    """wishes: how often the feed wants to be asked, by feedparser's names."""

    stories: tuple[Printed, ...]
    wishes: Mapping[str, str]


def read_quickly(body: bytes) -> Quick | None:
    """body: UTF-8, declared as that or not at all. None: it is not plain, or lists nothing."""
    if b"<!DOCTYPE" in body or b"xml:base" in body:
        return None
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        return None
    channel = root.find("channel") if root.tag == "rss" else root if root.tag == f"{{{_ATOM}}}feed" else None
    if channel is None or any(not isinstance(child.tag, str) for child in root.iter(etree.Entity)):
        return None
    items = channel.findall("item") if root.tag == "rss" else channel.findall(f"{{{_ATOM}}}entry")
    stories = tuple(_stories(items, _RSS if root.tag == "rss" else _ATOM_PARTS))
    wishes = {name: (channel.findtext(tag) or "").strip() for tag, name in _WISHES.items()}
    return Quick(tuple(one for one in stories if one), wishes) if stories and all(stories) else None


def _stories(items: list[etree._Element], parts: Mapping[str, str]) -> Iterator[Printed | None]:
    for item in items:
        found = _parts(item, parts)
        link = (found or {}).get("link", "")
        yield _printed(found) if found and link.startswith(("http://", "https://")) else None
        if found is None:
            return


def _parts(item: etree._Element, parts: Mapping[str, str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for child in item:
        tag = child.tag
        part = parts.get(tag)
        if not part:
            if isinstance(tag, str) and (part is None or len(child)) and not _is_all_aside(child, tag):
                return None
            continue
        text = _href(child) if tag == _ATOM_LINK else _text(child)
        if text is None or part in found:
            return None
        if text or part != "link":
            found[part] = text
    return found


def _is_aside(tag: object) -> bool:
    return tag in _ASIDE or (isinstance(tag, str) and tag.startswith(_FOR_ENGINES))


def _is_all_aside(element: etree._Element, tag: str) -> bool:
    if len(element) == 0:
        return _is_aside(tag)
    return all(_is_aside(below.tag) for below in element.iter())


def _text(element: etree._Element) -> str | None:
    if len(element) or element.get("type", "") not in _TEXTS or element.get("src"):
        return None
    text = (element.text or "").strip()
    return text if text.isascii() or _WIDE.search(text) or not _is_garbled(text) else None


def _is_garbled(text: str) -> bool:
    """UTF-8 that somebody took for Latin-1, which feedparser mends. text: all Latin-1, and not all ASCII."""
    try:
        text.encode("latin-1").decode()
    except UnicodeError:
        return False
    return True


def _href(element: etree._Element) -> str | None:
    """Of the story itself; empty: of something beside it."""
    return element.get("href", "") if element.get("rel", "alternate") == "alternate" else ""


def _printed(found: Mapping[str, str]) -> Printed:
    full = found.get("full", "")
    if not _FULL_TEXTS.isdisjoint(found):
        full = max((text for part, text in found.items() if part == "full" or part in _FULL_TEXTS), key=len)
    link, summary = found["link"], found.get("summary", found.get("full", ""))
    return Printed(
        found.get("guid") or link,
        link,
        found.get("title", ""),
        summary,
        full or summary,
        found.get("date") or found.get("updated", ""),
    )
