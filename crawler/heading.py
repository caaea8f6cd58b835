"""What a page says of itself beside its text: title and day. Pure: the tree of a page in, both as printed out.

They are trafilatura's, found by the functions that its extraction uses for them and in their order. Asked for all that
it knows of a page it looks for authors, tags and licences too, which takes longer than finding the text; a test holds
that title and day are the same.
"""

from contextlib import suppress
from html import unescape
from typing import NamedTuple

from htmldate import find_date
from lxml import html
from trafilatura.metadata import examine_meta, extract_meta_json, extract_title, extract_url
from trafilatura.utils import line_processing

from crawler.entries import Source

_LONGEST = 10_000  # characters of a title, as trafilatura has it
# What its reading of JSON-LD raises on data of another shape than it expects; it goes on without them.
_ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Heading(NamedTuple):
    title: str
    date: str


def heading(tree: html.HtmlElement, source: Source) -> Heading:
    found = examine_meta(tree)
    with suppress(*_ODD):
        found = extract_meta_json(tree, found)
    title = found.title or extract_title(tree) or ""
    date = find_date(
        tree,
        url=found.url or extract_url(tree, source.url),
        original_date=True,
        extensive_search=True,
        max_date=f"{source.now:%Y-%m-%d}",
    )
    return Heading(line_processing(unescape(title[:_LONGEST])) or "", date or "")
