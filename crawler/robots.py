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

LONGEST = 500 * 1024  # bytes that are read of it
FRESH = timedelta(hours=24)
FRESH_AFTER_FAILURE = timedelta(hours=1)
OLDEST = timedelta(days=30)  # an older copy stands in for an answer that fails
AGENT = "repwatch"


class Verdict(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    UNREACHABLE = "unreachable"  # no answer or a failing one, and no copy: everything is denied for an hour
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Ruling:
    """delay: seconds of Crawl-delay for us."""

    verdict: Verdict
    delay: float = 0


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def failed(status: int) -> bool:
    """Does this status say nothing about what is allowed? 0: no answer at all."""
    return status == 0 or status == 429 or status >= 500


def ruling(robots: Robots | None, url: str, now: datetime) -> Ruling:
    if robots is None:
        return Ruling(Verdict.ASK)
    age = now - robots.fetched_at
    if failed(robots.status):
        return Ruling(Verdict.UNREACHABLE if age < FRESH_AFTER_FAILURE else Verdict.ASK)
    return Ruling(Verdict.ASK) if age >= FRESH else rules(robots, url)


def kept(older: Robots | None, answer: Robots) -> Robots:
    """Which of two stands: an older copy outlives an answer that fails, for 30 days."""
    if older is None or failed(older.status) or not failed(answer.status):
        return answer
    return older if answer.fetched_at - older.fetched_at < OLDEST else answer


def rules(robots: Robots, url: str) -> Ruling:
    """What the copy says, whatever its age."""
    if failed(robots.status):
        return Ruling(Verdict.UNREACHABLE)
    if not 200 <= robots.status < 300:
        return Ruling(Verdict.ALLOWED)
    parsed = _parsed(robots.body)
    allowed = parsed.can_fetch(url, AGENT)
    return Ruling(Verdict.ALLOWED if allowed else Verdict.DENIED, float(parsed.crawl_delay(AGENT) or 0))


def body_text(body: bytes, content_type: str) -> str:
    """The body as kept: UTF-8 or what it is labelled with or Latin, at most 500 KiB; a web page holds no rules."""
    text = decode(body[:LONGEST], content_type).text
    return "" if text.lstrip()[:1] == "<" else text


@lru_cache(maxsize=256)
def _parsed(body: str) -> Protego:
    return Protego.parse(body)
