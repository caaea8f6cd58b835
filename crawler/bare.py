"""A feed with nothing in it but what we read. Pure: bytes in, bytes out.

For feeds on which feedparser raises: it trips over the place, the licence or the chapters of one story, and all others
would be lost with it.
"""

import re

from lxml import etree

_STORIES = ("item", "entry")
# By local name, whatever the namespace; in lower case.
_OF_STORY = frozenset((
    "title", "link", "guid", "id", "description", "summary", "content", "encoded", "pubdate", "date",
    "published", "updated", "issued", "modified", "created",
))  # fmt: skip
_FULL_TEXTS = ("full-text", "fulltext", "full_text")  # how their names end, as crawler.feed has it
_OF_FEED = frozenset(("title", "ttl", "updateperiod", "updatefrequency", "channel", *_STORIES))


def bared(body: bytes) -> bytes | None:
    """None: not even the damage can be read around."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    for parent in [root, *root.iterfind("{*}channel")]:
        _keep(parent, _OF_FEED)
        for story in [child for child in parent if _name(child) in _STORIES]:
            _keep(story, _OF_STORY)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _keep(parent: etree._Element, names: frozenset[str]) -> None:
    for child in list(parent):
        if _name(child) not in names and not _name(child).endswith(_FULL_TEXTS):
            parent.remove(child)


def _name(element: etree._Element) -> str:
    """Of a prefix that nobody declared too, which is part of the tag then."""
    return re.split("[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""
