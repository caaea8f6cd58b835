"""May we ask for this address, as the site's robots.txt says (R-CRAWL-8)? Pure.

In: what robots.txt last answered, and now. Out: a verdict, or "ask again".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

from crawler.charset import decode
from repwatch.model import Robots

LONGEST_DELAY = 86400.0  # seconds of Crawl-delay; with more of it a robots.txt could never be asked for again
LONGEST = 500 * 1024  # bytes that are read of it
ORDINARY = 16 * 1024  # characters; a longer one is parsed each time (0.1 s), for many of them would fill the memory
FRESH = timedelta(hours=24)
FRESH_AFTER_FAILURE = timedelta(hours=1)
OLDEST = timedelta(days=30)  # an older copy stands in for an answer that fails
AGENT = "repwatch"


class Verdict(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    UNREACHABLE = "unreachable"  # a failing answer and no older copy: everything is denied for an hour
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Ruling:
    """delay: seconds of Crawl-delay for us. status, wait: of a robots.txt that failed, and seconds to the next try."""

    verdict: Verdict
    delay: float = 0
    status: int = 0
    wait: float = 0


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def failed(status: int) -> bool:
    """Does this status say nothing about what is allowed?"""
    return status == 429 or status >= 500


def ruling(robots: Robots | None, url: str, now: datetime) -> Ruling:
    """ASK also where there was no answer at all (status 0): the poll that failed with it says when to try again."""
    if robots is None or robots.status == 0:
        return Ruling(Verdict.ASK)
    fresh = FRESH_AFTER_FAILURE if failed(robots.status) else FRESH
    left = (fresh - (now - robots.fetched_at)).total_seconds()
    if left <= 0:
        return Ruling(Verdict.ASK)
    return Ruling(Verdict.UNREACHABLE, 0, robots.status, left) if failed(robots.status) else rules(robots, url)


def stand_in(robots: Robots | None, now: datetime) -> Robots | None:
    """The older copy, if it may outlive an answer that fails: for 30 days."""
    usable = robots and robots.status and not failed(robots.status) and now - robots.fetched_at < OLDEST
    return robots if usable else None


def rules(robots: Robots, url: str) -> Ruling:
    """What a copy that did not fail says, whatever its age."""
    if not 200 <= robots.status < 300:
        return Ruling(Verdict.ALLOWED)
    parsed = _parsed(robots.body)
    allowed = parsed.can_fetch(url, AGENT)
    delay = min(float(parsed.crawl_delay(AGENT) or 0), LONGEST_DELAY)
    return Ruling(Verdict.ALLOWED if allowed else Verdict.DENIED, delay)


def body_text(body: bytes, content_type: str) -> str:
    """The body as kept: UTF-8 or what it is labelled with or Latin, at most 500 KiB; a web page holds no rules."""
    text = decode(body[:LONGEST], content_type).text
    return "" if text.lstrip()[:1] == "<" else text


def _parsed(body: str) -> Protego:
    return _parsed_before(body) if len(body) <= ORDINARY else Protego.parse(body)


@lru_cache(maxsize=256)
def _parsed_before(body: str) -> Protego:
    return Protego.parse(body)
