"""What is published for whoever wants no account: the feeds of alerts."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from repwatch.model.messages import Reason, Subscription

# Told by the same rules as everybody who wants all at once. It stands in no configuration and belongs to no person; no
# other subscription can have this id.
PUBLIC = Subscription("_public", "feed", "")
SINCE = "2026"  # RFC 4151 wants a year in which the host was the publisher's; it is part of every id


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One entry of a feed, in one language, the same for ever. id: a tag URI. answers: id of the first one about it."""

    id: str
    lang: str
    exchange: str
    reasons: tuple[Reason, ...]
    title: str
    text: str
    published: datetime
    answers: str = ""


def tag(public_url: str, what: str) -> str:
    """A name for ever (RFC 4151) of something that is published there."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    host = host if host and ":" not in host else "localhost"  # an IPv6 address is no host to a tag
    return f"tag:{host},{SINCE}:{f'{parts.port}/' if parts.port else ''}{quote(what, safe='/')}"
