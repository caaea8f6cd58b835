"""Which address a page gives itself, so that its AMP, mobile and print forms are one story. Pure.

Believed only if it stays with the outlet and names the same piece: pages whose canonical link leads to the front page
or to a section would all become one story, each taken for a new reading of the one before.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from lxml import etree, html

from crawler.entries import address

_CANONICAL = etree.XPath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href")
_FORMS = ("www.", "amp.", "m.", "mobile.", "print.", "old.")
# Digits that tell one story from another; a date does not.
_NUMBER = re.compile(r"\d{5,}")
_DAY = re.compile(r"(19|20)\d\d[01]\d[0-3]\d")
_ENDINGS = re.compile(r"(\.(s?html?|php|amp|aspx?)|-amp)+$")


def own_address(tree: html.HtmlElement, url: str) -> str:
    """Empty: it gives none that may be believed."""
    for link in _CANONICAL(tree):
        own = address(str(link), url)
        if own and _site(own) == _site(url) and _pieces(own) & _pieces(url):
            return own
    return ""


def _site(url: str) -> str:
    host = urlsplit(url).netloc.lower()
    for form in _FORMS:
        host = host.removeprefix(form)
    return host


def _pieces(url: str) -> set[str]:
    """What names the story: the last part of the path, and long numbers anywhere."""
    parts = urlsplit(url)
    path = [_ENDINGS.sub("", part) for part in parts.path.split("/") if part not in ("", "amp", "print", "amp.html")]
    query = [value for _, value in parse_qsl(parts.query)]
    numbers = {found for text in (*path, *query) for found in _NUMBER.findall(text) if not _DAY.fullmatch(found)}
    return numbers | set(path[-1:])
