"""Bulletins in, a JSON Feed 1.1 and the values of an Atom feed out; an entry never changes. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from repwatch.model import Bulletin, tag
from review.words import stamp

SHOWN = 200  # entries, the newest
VERSION = "https://jsonfeed.org/version/1.1"
AUTHOR = "repwatch"
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """Of the text of an entry. text: with the spaces before it. link: an address that ends the line, or ""."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """paragraphs: the text line by line, since programs may join the lines of a plain text (RFC 4287, 3.1.1.1)."""

    bulletin: Bulletin
    page: str
    paragraphs: tuple[tuple[Line, ...], ...]

    @property
    def published(self) -> str:
        return stamp(self.bulletin.published)


@dataclass(frozen=True, slots=True)
class Heading:
    """updated: of the newest entry, or since when there could have been one. languages: in which it can be read."""

    title: str
    subtitle: str
    lang: str
    languages: Sequence[str]
    public_url: str
    updated: datetime

    @property
    def id(self) -> str:
        return tag(self.public_url, f"alerts/{self.lang}")

    @property
    def home(self) -> str:
        return self.address("/")

    def address(self, path: str) -> str:
        return self.public_url.rstrip("/") + quote(path, safe="/")

    def feed(self, path: str, lang: str) -> str:
        """The first language is that of the bare address."""
        return self.address(path) + (f"?lang={lang}" if lang != self.languages[0] else "")

    def page(self, exchange: str) -> str:
        return self.address(f"/exchanges/{exchange}")


def as_values(heading: Heading, bulletins: Sequence[Bulletin], path: str) -> Mapping[str, object]:
    """What the template of the Atom feed needs. path: where it is served."""
    return {
        "heading": heading,
        "author": AUTHOR,
        "updated": stamp(heading.updated),
        "address": heading.feed(path, heading.lang),
        "others": [(lang, heading.feed(path, lang)) for lang in heading.languages if lang != heading.lang],
        "entries": [Entry(one, heading.page(one.exchange), _paragraphs(one, heading)) for one in bulletins],
    }


def _paragraphs(one: Bulletin, heading: Heading) -> tuple[tuple[Line, ...], ...]:
    page = heading.page(one.exchange)
    return tuple(tuple(_line(line, page) for line in each.split("\n")) for each in re.split(r"\n(?: *\n)+", one.text))


def _line(text: str, page: str) -> Line:
    """Only what stands alone, and the page of the exchange: an address that somebody quotes is no link of ours."""
    bare = text.lstrip(" ")
    indent = "\u00a0" * (len(text) - len(bare))
    if _LINK.fullmatch(bare):
        return Line(indent, bare)
    return Line(indent + bare.removesuffix(page), page) if bare.endswith(page) else Line(indent + bare)


def as_json(heading: Heading, bulletins: Sequence[Bulletin], path: str) -> str:
    return json.dumps(
        {
            "version": VERSION,
            "title": heading.title,
            "description": heading.subtitle,
            "home_page_url": heading.home,
            "feed_url": heading.feed(path, heading.lang),
            "language": heading.lang,
            "authors": [{"name": AUTHOR, "url": heading.home}],
            "items": [_item(one, heading.page(one.exchange)) for one in bulletins],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _item(one: Bulletin, page: str) -> dict[str, object]:
    published = stamp(one.published)
    return {
        "id": one.id,
        "url": page,
        "title": one.title,
        "content_text": one.text,
        "date_published": published,
        "date_modified": published,
        "language": one.lang,
        "tags": [reason.value for reason in one.reasons],
        "_repwatch": {"exchange": one.exchange, "in_reply_to": one.answers or None},
    }
