"""The day that "today" means in an article: of a dateline, else of its address, else of publication. Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from matcher.clauses import Clauses
from matcher.dates import resolve
from matcher.events import is_event, took_place
from matcher.kinds import spoken_kind
from matcher.reading import Sentence
from matcher.words import Item
from repwatch.model import Article, Kind

_NEAR = timedelta(days=3)  # what a page says of its own day differs less from its metadata
_HEAD = 6  # sentences
_DATELINE = 9  # items at most
_IN_ADDRESS = re.compile(r"(?<!\d)(20\d\d)[-/_]?([01]\d)[-/_]?([0-3]\d)(?!\d)|(?<!\d)([0-3]\d)([01]\d)(20\d\d)(?!\d)")


def reference_day(article: Article, read: Sequence[Sentence]) -> date | None:
    """The day that "today" means: of a dateline, else of the address if metadata is far off, else of publication."""
    published = article.published.date() if article.published else None
    address = _address_day(article.url or "")
    if address and (published is None or abs(address - published) > _NEAR):
        published = address
    for sentence in read[:_HEAD]:
        living = spoken_kind(sentence) is Kind.PRISONERS
        if sentence.field == "text" and not sentence.found and not living and _is_dateline(sentence.read):
            for item in sentence.read.items:
                day = resolve(item.value, published) if item.kind == "date" and item.value.day else None
                if day and (published is None or abs(date.fromisoformat(day) - published) <= _NEAR):
                    return date.fromisoformat(day)
    return published


def _is_dateline(read: Clauses) -> bool:
    another = any(item.has("PREV", "NTH") or item.term("NOW", "nth") for item in read.items)
    relative = any(item.kind == "date" and item.value.offset for item in read.items)  # "yesterday, 4 August"
    if len(read.items) > _DATELINE or another or relative:
        return False
    return _is_header(read.items) or _is_told(read.items)


def _is_header(items: Sequence[Item]) -> bool:
    """ "NORTHVILLE, June 9.": names, marks and the time of day; not "the summit opened on June 9"."""
    day = next((at for at, item in enumerate(items) if item.kind == "date" and item.value.day), 0)
    before = items[day - 1] if day else None
    if before is not None and not (before.kind != "word" or before.capital or before.has("SAY")):
        return False
    clock = next((at for at in range(day + 1, len(items)) if items[at].kind != "word"), len(items))
    return all(item.capital or item.has("PREP", "YEARWORD") or len(item.text) == 1 for item in items[day + 1 : clock])


def _is_told(items: Sequence[Item]) -> bool:
    """ "On 11 October 2022 another handover took place"; "this was told on 8 November by the headquarters"."""
    event = took_place(items) and any(is_event(items, at) for at in range(len(items)))
    known = all(item.terms or item.capital or item.kind != "word" for item in items)
    said = any(item.has("SAY") for item in items) and any(item.has("CLAIMANT") for item in items)
    return event or (said and known)


def _address_day(url: str) -> date | None:
    for found in _IN_ADDRESS.finditer(url):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
