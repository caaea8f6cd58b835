"""Whether a reader has the newest already: an answer's validators, and the conditions of a request (RFC 9110). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

SETTLED = timedelta(minutes=1)  # after which nothing more is written under a time


@dataclass(frozen=True, slots=True)
class Validators:
    """etag: with its quotes. modified: whole seconds, None: not known."""

    etag: str
    modified: datetime | None

    @property
    def headers(self) -> dict[str, str]:
        dated = {"Last-Modified": format_datetime(self.modified, usegmt=True)} if self.modified else {}
        return {"ETag": self.etag, **dated}


def validators(what: tuple[str, ...], changed_at: datetime | None, now: datetime) -> Validators:
    """what: all that the answer is made of. changed_at: of its newest part; None: it has none."""
    etag = sha256("\0".join(what).encode()).hexdigest()[:32]
    return Validators(f'"{etag}"', _modified(changed_at, now) if changed_at else None)


def _modified(changed_at: datetime, now: datetime) -> datetime | None:
    """A second, or a step that writes for seconds, may bring more under one time. Until that is over a reader is given
    an earlier one: whoever comes back with it alone is answered in full."""
    whole = changed_at.astimezone(UTC).replace(microsecond=0)
    if changed_at > now:  # the clock was set back; no date may lie ahead
        return None
    return whole if now - changed_at >= SETTLED else whole - SETTLED


def is_known(asked: Mapping[str, str], now: Validators) -> bool:
    """asked: the headers of the request. ETags go before dates; a date must be the very one that was given."""
    tags = asked.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or now.etag in [one.strip().removeprefix("W/") for one in tags.split(",")]
    return now.modified is not None and _date(asked.get("if-modified-since", "")) == now.modified


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
