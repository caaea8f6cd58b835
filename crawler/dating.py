"""When a page says that it was published, and which of its signs says so. Pure.

Beside a story stand many dates: of other stories, of the last change, of the template. So the surest sign that can be
true is taken, and one that cannot be is left out: a story without a date is better than one with a wrong date.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import etree, html

from crawler.dates import Moment
from crawler.entries import Source, published
from crawler.text import linked_data
from repwatch.model import DatedBy

_METADATA = tuple(map(etree.XPath, (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='publish-date' or @name='date' or @name='DC.date.issued']/@content",
)))  # fmt: skip
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*("(?:[^"\\]|\\.){4,60}")')
_PRINTED = tuple(map(etree.XPath, ("//article//time/@datetime", "//main//time/@datetime")))
_IN_ADDRESS = re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)|/(20\d\d)(\d\d)(\d\d)(?=[/_-]|$)")
# Two signs so near each other speak of one publication; two further apart do not.
NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Sign:
    at: Moment
    by: DatedBy


@dataclass(frozen=True, slots=True)
class Dated:
    """sure: another sign of the page says the same, so that it may contradict the list that led there."""

    at: Moment
    by: DatedBy
    sure: bool


def signs(tree: html.HtmlElement, source: Source) -> list[Sign]:
    """As the page prints them, surest first. Before the text is taken out of it, which takes the page apart."""
    texts = [(text, DatedBy.METADATA) for path in _METADATA for text in map(str, path(tree))]
    texts += [(text, DatedBy.METADATA) for text in _json_dates(tree)]
    texts += [(text, DatedBy.PAGE) for path in _PRINTED for text in map(str, path(tree)[:1])]
    return [Sign(moment, by) for text, by in texts if (moment := published(text, source))]


def address_sign(url: str) -> Sign | None:
    for found in _IN_ADDRESS.finditer(url):
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return Sign(Moment(datetime(year, month, day, 12, tzinfo=UTC), day=True), DatedBy.ADDRESS)
        except ValueError:
            continue
    return None


def dated(found: Sequence[Sign], address: Sign | None, source: Source) -> Dated | None:
    """None: no sign, or none that can be true."""
    every = [*found, address] if address else list(found)
    for sign in every:
        others = [one for one in every if one is not sign and one.by is not sign.by]
        agreed = any(abs(one.at.at - sign.at.at) <= NEAR for one in others)
        if not is_suspect(sign, address, agreed, source):
            return Dated(sign.at, sign.by, agreed)
    return None


def is_suspect(sign: Sign, address: Sign | None, agreed: bool, source: Source) -> bool:
    """A date before the story's address came to be, or the midnight of 1 January, which stands for "some year"."""
    if address and sign.at.at < address.at.at - NEAR:
        return True
    fresh = source.now - sign.at.at <= NEAR
    return _is_new_years_stamp(sign.at, source.zone) and not (agreed or fresh)


def _is_new_years_stamp(moment: Moment, zone: str) -> bool:
    times = [moment.at.astimezone(UTC), moment.at.astimezone(ZoneInfo(zone))]
    return any(_is_first(time.date()) and (moment.day or (time.hour, time.minute) == (0, 0)) for time in times)


def _is_first(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _json_dates(tree: html.HtmlElement) -> Iterator[str]:
    for script in linked_data(tree):
        for quoted in _JSON_DATE.findall(script):
            yield _unquoted(quoted)


def _unquoted(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return ""
