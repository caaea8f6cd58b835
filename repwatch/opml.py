"""OPML, the format in which feed readers exchange their lists: text -> Outlets and back.

The file is hostile input: no entity is resolved, a file that declares one is refused, and nothing is fetched. What OPML
has no word for stands in an attribute of our own as a table of config.toml: a list of ours comes back as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from lxml import etree

from crawler.charset import decode, xml
from crawler.text import headline
from repwatch.addresses import url_key
from repwatch.config import ConfigError, outlets_in
from repwatch.guard import refusal
from repwatch.model import Feed, Outlet
from repwatch.stanza import stanza
from review.naming import free, host_name, slug

LARGEST = 5 * 1024 * 1024  # bytes
MOST = 5_000  # feeds
SPACE = "urn:repwatch:outlet"
TABLE, OF = f"{{{SPACE}}}table", f"{{{SPACE}}}of"
_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class NoOpml(Exception):
    """The file is none that can be read; the message says why, for a person."""


@dataclass(slots=True)
class Imported:
    """outlets: that are not read yet. known: addresses that are. refused: addresses, each with the reason."""

    outlets: list[Outlet] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read(body: bytes, present: Sequence[Outlet], languages: Sequence[str]) -> Imported:
    """Raises NoOpml. present: what config.toml has already."""
    seen = {url_key(feed.url) for outlet in present for feed in outlet.feeds}
    ids = {outlet.id for outlet in present}
    found = Imported()
    for outline in _outlines(body):
        outlet = _outlet(outline, languages, found)
        if outlet and len(seen) < MOST and (feeds := _unknown(outlet, seen, found)):
            identity = free(outlet.id, ids)
            ids.add(identity)
            found.outlets.append(replace(outlet, id=identity, feeds=feeds))
    return found


def write(outlets: Iterable[Outlet]) -> str:
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"repwatch": SPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "repwatch"
    body = etree.SubElement(root, "body")
    for outlet in outlets:
        for number, feed in enumerate(outlet.feeds):
            etree.SubElement(body, "outline", _attributes(outlet, feed, first=not number))
    return str(etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="utf-8").decode())


def _outlines(body: bytes) -> Iterator[etree._Element]:
    if len(body) > LARGEST:
        raise NoOpml(f"it is larger than {LARGEST // 1024 // 1024} MiB")
    text = decode(body).text
    if "<!ENTITY" in text.upper():
        raise NoOpml("it declares entities, which a list of feeds has no use for")
    try:
        root = etree.fromstring(xml(text), etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise NoOpml(f"it is damaged: {headline(str(error), 200)}") from error
    if root.tag != "opml":
        raise NoOpml("it is no OPML")
    return (outline for outline in root.iter("outline") if outline.get("xmlUrl") and not outline.get(OF))


def _outlet(outline: etree._Element, languages: Sequence[str], found: Imported) -> Outlet | None:
    """One of ours by its table; of others each feed is an outlet."""
    url = _url(outline)
    if table := outline.get(TABLE):
        try:
            (ours,) = outlets_in(table)
        except (ConfigError, ValueError) as error:
            found.refused.append(f"{headline(url, 200)}: its table is not good: {headline(str(error), 300)}")
            return None
        return replace(ours, robots_override="")
    name = headline(outline.get("title") or outline.get("text") or "", 100)
    lang = (outline.get("language") or "")[:2].lower()
    form = "telegram" if url.startswith("https://t.me/s/") else "feed"
    identity = slug(name, host_name(url)) if not refusal(url) else ""
    return Outlet(identity, name or identity, lang if lang in languages else "", feeds=(Feed(url, form),))


def _unknown(outlet: Outlet, seen: set[str], found: Imported) -> tuple[Feed, ...]:
    """Its feeds that are not read yet and may be asked; from now on they are known."""
    feeds = []
    for feed in outlet.feeds:
        if why := refusal(feed.url):
            found.refused.append(f"{headline(feed.url, 200)}: it {why}")
        elif (key := url_key(feed.url)) in seen:
            found.known.append(feed.url)
        else:
            seen.add(key)
            feeds.append(feed)
    return tuple(feeds)


def _url(outline: etree._Element) -> str:
    """Some readers write feed: in front, or in place of http:."""
    url = str(outline.get("xmlUrl")).strip()
    if url.lower().startswith("feed:"):
        rest = url[5:].lstrip("/")
        return rest if rest.lower().startswith(("http://", "https://")) else f"https://{rest}"
    return url


def _attributes(outlet: Outlet, feed: Feed, *, first: bool) -> dict[str, str]:
    name, parts = headline(outlet.name, 300), urlsplit(feed.url)
    ours = {TABLE: stanza(outlet)} if first else {OF: outlet.id}
    lang = {"language": outlet.lang} if outlet.lang else {}
    home = f"{parts.scheme}://{parts.netloc}/"
    return {"text": name, "title": name, "type": "rss", "xmlUrl": feed.url, "htmlUrl": home} | lang | ours
