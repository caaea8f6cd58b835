"""The bytes of an RSS, Atom or JSON feed -> Entries. Pure; runs in the parser pool, for hostile bodies take time.

Only BytesIO reaches feedparser: it would open a file or an address that the content names. Its own sanitising and
relative addresses are switched off because nothing but plain text and checked links leaves crawler.entries.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import feedparser

from crawler.bare import bared
from crawler.charset import decode, xml
from crawler.entries import Parsed, Printed, Source, distinct, entry
from crawler.quick import read_quickly
from crawler.unchanged import unread
from repwatch.model import Outcome

_JSON_FEED = "https://jsonfeed.org/version/"
# How the names of elements end that hold a full text for a search engine's reader, whatever their prefix is: yandex,
# rbc_news, mailru, rambler. And those of Yandex's turbo pages.
_FULL_TEXTS = ("full-text", "fulltext", "full_text")
_TURBO = "turbo_content"
# Stories beside the story (RBC, Yandex): a <link url="…"> in them would pass for its own address with feedparser.
_BESIDE = re.compile(r"<((?:[\w.-]{1,40}:)?related[\w.-]{0,40})(\s[^<>]*)?(?<!/)>")
# Seconds of an update period of the syndication module.
PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
_REFERENCE = re.compile(r"&#([0-9]{1,20}|[xX][0-9a-fA-F]{1,20});")
_UNREADABLE = 0.1  # more broken characters than one in ten is not text


def parse_feed(body: bytes, source: Source) -> Parsed:
    """Entries win over every complaint of the parser (R-FEED-2). May raise whatever feedparser raises."""
    if not body.strip():
        return Parsed(Outcome.NOT_FEED, error="the answer was empty")
    decoded = decode(body, source.content_type)
    if decoded.broken > _UNREADABLE:
        return Parsed(Outcome.ENCODING, error=f"the answer cannot be read as text ({decoded.encoding} was tried)")
    if decoded.text.lstrip().startswith("{"):
        return _parse_json(decoded.text, source)
    return _parse_xml(decoded.text, source)


def _parse_xml(text: str, source: Source) -> Parsed:
    body = xml(_REFERENCE.sub(_possible, _without_related(text)))
    if quick := read_quickly(body):
        return _listing(quick.stories, source, asked_for(quick.wishes))
    found = _patiently(body)
    if found.entries:
        return _listing([_printed(item) for item in found.entries], source, asked_for(found.feed))
    if not found.version:
        return Parsed(Outcome.NOT_FEED, error=_what_it_is(text))
    if found.bozo:
        return Parsed(Outcome.PARSE_FATAL, error=f"the feed is damaged and lists nothing: {found.bozo_exception}"[:300])
    return Parsed(Outcome.OK, ttl=asked_for(found.feed))


def _patiently(body: bytes) -> Any:
    """May raise whatever feedparser raises, but not for what we do not read of a feed."""
    try:
        return _feedparser(body)
    except MemoryError:
        raise
    except Exception:  # it raises what it likes, on odd places, licences, chapters of a podcast …
        if bare := bared(body):
            return _feedparser(bare)
        raise


def _feedparser(body: bytes) -> Any:
    """No content-location: guids that look like relative addresses would change with every move of the feed."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _listing(printed: Sequence[Printed], source: Source, ttl: float = 0) -> Parsed:
    new, marks = unread(printed, source.before)
    return Parsed(Outcome.OK, distinct(entry(one, source) for one in new), ttl=ttl, marks=marks)


def _possible(reference: re.Match[str]) -> str:
    """A blank for a character that XML does not have: on some feedparser raises, and every other story is lost."""
    digits = reference[1].lower()
    code = int(digits[1:], 16) if digits[0] == "x" else int(digits)
    allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return reference[0] if allowed else " "


def _without_related(text: str) -> str:
    """Looks for each end once, so that a body of nothing but beginnings costs no more than another."""
    kept, at = [], 0
    for opened in _BESIDE.finditer(text) if "related" in text else ():
        if opened.start() < at:
            continue
        closing = f"</{opened[1]}>"
        end = text.find(closing, opened.end())
        if end < 0:
            break
        kept.append(text[at : opened.start()])
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def _printed(item: Mapping[str, Any]) -> Printed:
    contents = [str(content.get("value") or "") for content in item.get("content", ())]
    contents += [str(value) for name, value in item.items() if name.endswith(_FULL_TEXTS) or name == _TURBO]
    return Printed(
        guid=str(item.get("id") or ""),
        link=str(item.get("link") or ""),
        title=str(item.get("title") or ""),
        summary=str(item.get("summary") or ""),
        full=max(contents, key=len, default="") or str(item.get("summary") or ""),
        date=str(item.get("published") or item.get("updated") or item.get("created") or ""),
    )


def _parse_json(text: str, source: Source) -> Parsed:
    try:
        feed = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return Parsed(Outcome.PARSE_FATAL, error=f"the answer is damaged JSON: {error}"[:300])
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(_JSON_FEED):
        return Parsed(Outcome.NOT_FEED, error="the answer is JSON, but not a JSON Feed")
    return _listing(list(_json_items(feed.get("items"))), source)


def _json_items(items: Any) -> Iterator[Printed]:
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        said = {name: value for name, value in item.items() if isinstance(value, str)}
        number = item.get("id") if isinstance(item.get("id"), int) else ""
        yield Printed(
            guid=said.get("id") or str(number),
            link=said.get("url") or said.get("external_url", ""),
            title=said.get("title", ""),
            summary=said.get("summary", ""),
            full=said.get("content_html") or said.get("content_text", ""),
            date=said.get("date_published") or said.get("date_modified", ""),
        )


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def asked_for(feed: Mapping[str, Any]) -> float:
    """Seconds between two looks that the feed asks for: by ttl or by the syndication module, the larger."""
    period = PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower(), 0.0)
    times = max(_whole(feed.get("sy_updatefrequency")), 1)
    return max(_whole(feed.get("ttl")) * 60.0, period / times)


def _whole(number: Any) -> int:
    text = number.strip() if isinstance(number, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _what_it_is(text: str) -> str:
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "the answer is a web page, not a feed"
    return "the answer is not a feed"
