"""When something says it was published. Pure: a date as printed and the outlet's zone in, a time in UTC out.

feedparser takes a time without zone, or with one it does not know, for UTC; so we read what the feed prints ourselves.
Names of months in other languages than the protocols' own are no business of this file: such a date is kept as text.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
LATEST = timedelta(hours=48)  # ahead of now (R-FEED-3)

# Zone names that servers print besides those of RFC 822, in hours; without an entry the outlet's zone stands.
_ZONES = {
    "BST": 1,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "MSD": 4,
    "TRT": 3,
    "UTC": 0,
    "GMT": 0,
}
_ZONE_NAME = re.compile(r"\s*\(?\b([A-Z]{3,4})\)?\s*$")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d:?(?:\d\d)?)?")
_DOTTED = re.compile(
    r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?\s*(Z|[+-]\d\d:?(?:\d\d)?)?"
)
# As nearly all lists print it. Nothing is to be found out about it: English names, four digits, an offset that is one.
_STRICT = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([12]\d{3})"
    r" (\d\d):(\d\d):(\d\d) (?:GMT|([+-])(0\d|1[0-4])([0-5]\d))"
)
_STAMP = re.compile(  # the same of Atom
    r"[12]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Moment:
    """at: aware, UTC. day: only the day was printed, and at is its noon in UTC."""

    at: datetime
    day: bool = False


def read_date(raw: str, zone: str, now: datetime) -> Moment | None:
    """None: not a date, or none that an article can have. Day before month in dotted dates."""
    text = raw.strip()[:100]
    moment = _strict(text) or _stamp(text) or _numeric(text, zone) or _rfc822(text, zone)
    return moment if moment and EARLIEST <= moment.at <= now + LATEST else None


def _strict(text: str) -> Moment | None:
    match = _STRICT.fullmatch(text)
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    shift = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta(0)
    tz = timezone(-shift if sign == "-" else shift) if shift else UTC
    return _moment([int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second)], tz)


def _stamp(text: str) -> Moment | None:
    try:
        return Moment(datetime.fromisoformat(text).astimezone(UTC)) if _STAMP.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def _numeric(text: str, zone: str) -> Moment | None:
    text, named = _without_zone_name(text)
    if match := _ISO.fullmatch(text):
        year, month, day, *clock, offset = match.groups()
    elif match := _DOTTED.fullmatch(text):
        day, month, year, *clock, offset = match.groups()
    else:
        return None
    if clock[0] is None:
        return _moment([int(year), int(month), int(day), 12, 0, 0], UTC, day=True)
    tz = _offset(offset) if offset else named or ZoneInfo(zone)
    return _moment([int(part or 0) for part in (year, month, day, *clock)], tz)


def _rfc822(text: str, zone: str) -> Moment | None:
    _, named = _without_zone_name(text)
    fields = parsedate_tz(text)
    if fields is None or not re.search(r"\d:\d\d", text):
        return None
    if named:
        tz: timezone | ZoneInfo = named
    elif fields[9] is None or (fields[9] == 0 and not re.search(r"(GMT|UT|UTC|Z|[+-]0{4})\W*$", text)):
        tz = ZoneInfo(zone)
    else:
        tz = timezone(timedelta(seconds=fields[9])) if abs(fields[9]) < 86400 else UTC
    return _moment(list(fields[:6]), tz)


def _without_zone_name(text: str) -> tuple[str, timezone | None]:
    match = _ZONE_NAME.search(text) if text[-1:].isalpha() or text.endswith(")") else None
    if match is None or match[1] not in _ZONES:
        return text, None
    return text[: match.start()], timezone(timedelta(hours=_ZONES[match[1]]))


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]) % 24, minutes=int(digits[2:]) % 60)
    return timezone(-shift if text[0] == "-" else shift)


def _moment(fields: list[int], tz: timezone | ZoneInfo, *, day: bool = False) -> Moment | None:
    year, month, date, hour, minute, second = fields
    try:
        at = datetime(year, month, date, hour, minute, min(second, 59), tzinfo=tz)
        return Moment(at if tz is UTC else at.astimezone(UTC), day)
    except (ValueError, OverflowError):
        return None
