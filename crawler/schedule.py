"""When a feed is polled next, and how long a host is left alone (R-CRAWL-5, R-CRAWL-6). Pure: no clock, no chance.

In: how a poll ended, what the server asked for, now, and a jitter between -1 and 1. Out: times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from repwatch.model import Outcome, Usual

MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0
# Between two polls of one feed, whatever the operator wishes; lower only inside allow_networks.
LEAST_INTERVAL = 5 * MINUTE
# Between two requests to one host (P23); lower only inside allow_networks.
LEAST_SPACING = 5.0
# Days that a feed is watched before its interval is fitted to it.
KNOWN_AFTER = 7
# A busy feed is polled up to so many times as often; a quiet one, with less than a story in QUIET intervals (two a day
# at 15 minutes), so many times as seldom. That is little: who seldom speaks may be the one that all wait for.
OFTENER, SELDOMER, QUIET = 3.0, 2.0, 48
# A page that failed for a passing reason is tried so often in all.
PAGE_ATTEMPTS = 3

_PASSING = frozenset(
    (Outcome.DNS, Outcome.CONNECT, Outcome.TLS, Outcome.TIMEOUT, Outcome.RESET, Outcome.HTTP_5XX, Outcome.MEMORY)
)
_BUSY = frozenset((Outcome.HTTP_429, Outcome.HTTP_503))
_REFUSED = frozenset((Outcome.HTTP_401, Outcome.HTTP_403, Outcome.PAYWALL, Outcome.CONSENT, Outcome.CHALLENGE))
_LASTING = frozenset((Outcome.REDIRECT_LOOP, Outcome.SSRF_BLOCKED, Outcome.ROBOTS_DENIED, Outcome.HTTP_410))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the server asked for, in seconds: max-age, ttl and Crawl-delay in at_least; retry_after None: not said."""

    at_least: float = 0
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """interval: of the feed, in seconds. jitter: the share by which a time may move, ± (0.1: up to 10 %)."""

    interval: float
    floor: float = LEAST_INTERVAL
    jitter: float = 0.1


def fitted(interval: float, usual: Usual | None, floor: float) -> float:
    """The interval of config.toml, fitted to how much the feed usually lists. floor: seconds, never less."""
    if usual is None or usual.days < KNOWN_AFTER:
        return interval
    expected = usual.a_day * interval / DAY
    if expected * QUIET < 1:
        return min(interval * SELDOMER, DAY)
    return max(interval / min(max(expected, 1.0), OFTENER), min(floor, interval))


def next_poll(outcome: Outcome, errors: int, pace: Pace, wishes: Wishes, chance: float) -> timedelta:
    """From now to the next poll, never less than the server asked for.

    errors: of this kind or another, in a row, before this one. chance: -1 to 1.
    """
    wait = _wait(outcome, errors, pace.interval, wishes.retry_after)
    wait = max(wait, wishes.at_least, wishes.retry_after or 0)
    moved = wait * (1 + pace.jitter * chance)
    return timedelta(seconds=min(max(moved, pace.floor, wishes.at_least, wishes.retry_after or 0), DAY))


def pause(outcome: Outcome, errors: int, wishes: Wishes) -> timedelta | None:
    """How long the whole host is left alone, if it asked for that."""
    if outcome not in _BUSY and wishes.retry_after is None:
        return None
    return timedelta(seconds=min(_wait(Outcome.HTTP_429, errors, 0, wishes.retry_after), DAY))


def page_retry(outcome: Outcome, attempts: int, wishes: Wishes) -> timedelta | None:
    """From now to the next try of a page. None: for good. attempts: made before this one."""
    if outcome not in _PASSING | _BUSY or attempts + 1 >= PAGE_ATTEMPTS:
        return None
    return timedelta(seconds=min(max(5 * MINUTE * 4**attempts, wishes.retry_after or 0), DAY))


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds of a Retry-After in seconds or as a date, at most a day; None if it cannot be read."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), DAY)
    at = _moment(text)
    return min(max((at - now).total_seconds(), 0), DAY) if at else None


def max_age(cache_control: str) -> float:
    """Seconds of Cache-Control: max-age, 0 if it does not say."""
    for part in cache_control.lower().split(","):
        name, _, value = part.strip().partition("=")
        value = value.strip('" ')
        if name.strip() == "max-age" and value.isascii() and value.isdigit():
            return min(float(value[:9]), DAY)
    return 0


def expires(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds until Expires by the server's own clock; 0 if that is past, or if it is no date."""
    at, sent = (_moment(headers.get(name, "")) for name in ("expires", "date"))
    return min(max((at - (sent or now)).total_seconds(), 0), DAY) if at else 0


def wishes(headers: Mapping[str, str], now: datetime, at_least: float = 0) -> Wishes:
    """headers: with names in lower case. at_least: ttl of the feed and Crawl-delay, the larger.

    Expires counts where Cache-Control does not speak of an age, as RFC 9111 has it.
    """
    control = headers.get("cache-control", "")
    age = max_age(control) if "max-age" in control.lower() else expires(headers, now)
    return Wishes(max(age, at_least), retry_after(headers.get("retry-after", ""), now))


def _moment(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text.strip())
    except (ValueError, OverflowError):  # a day or hour of twenty digits overflows
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _wait(outcome: Outcome, errors: int, interval: float, retry: float | None) -> float:
    doubled = 2.0 ** min(errors, 10)
    if outcome.good:
        return interval
    if outcome is Outcome.MEMORY and not errors:  # mostly another answer took it, and this one was only under way too
        return min(interval, 15 * MINUTE)
    if outcome in _PASSING:
        return 15 * MINUTE * doubled
    if outcome in _BUSY:
        return retry if retry is not None else HOUR * doubled
    if outcome in _REFUSED:
        return 6 * HOUR
    if outcome in _LASTING:
        return DAY
    return HOUR * doubled
