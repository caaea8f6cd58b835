"""Values in, the English words of page, terminal and Markdown out. Pure.

Every number, day, time and state is put into words here, so that all views of the ledger say the same.
"""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from repwatch.model import services
from review.tongue import ENGLISH, N_

ANSWERS = {
    HTTPStatus.BAD_REQUEST: (N_("Wrong address"), N_("This page is not served under that host name.")),
    HTTPStatus.NOT_FOUND: (N_("Not found"), N_("There is no page at this address.")),
    HTTPStatus.METHOD_NOT_ALLOWED: (N_("Not possible"), N_("This page can only be read.")),
    HTTPStatus.FORBIDDEN: (
        N_("Refused"),
        N_("This form was sent by no page of ours. Open the page again and try once more."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (N_("Too large"), N_("That is more than any form here holds.")),
    HTTPStatus.TOO_MANY_REQUESTS: (N_("Too often"), N_("Please try again in a minute.")),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        N_("Something went wrong"),
        N_("The page could not be made. Please try again later."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        N_("Not ready"),
        N_("The ledger cannot be read at the moment. Please try again later."),
    ),
}
_MAIL = re.compile(r"([^\s<>@,;:\"']{1,64})@([A-Za-z0-9.-]{1,253})")
_SCHEMES = frozenset({"http", "https"})
_ADDRESS_LIMIT = 2048


# The same words for all that is English alone: the terminal, Markdown, JSON, and the desk.
number, span, figure, value = ENGLISH.number, ENGLISH.span, ENGLISH.figure, ENGLISH.value
standing, origins, stated_by, rule = ENGLISH.standing, ENGLISH.origins, ENGLISH.stated_by, ENGLISH.rule
state, step, day, moment, duration = ENGLISH.state, ENGLISH.step, ENGLISH.day, ENGLISH.moment, ENGLISH.duration


def stamp(at: datetime) -> str:
    """For machines: the datetime attribute, JSON."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def count(many: int, one: str, more: str) -> str:
    return f"{number(many)} {one if many == 1 else more}"


def masked(address: str) -> str:
    """Who is written to, without saying it: a***@example.org; of others only host, service or name."""
    parts = urlsplit(address) if linkable(address) else None
    if parts is not None:
        return f"{parts.hostname}/…"
    if services.scheme_of(address) not in ("", *_SCHEMES):
        return services.hidden(address)
    if _MAIL.fullmatch(address):
        return scrubbed(address)
    return "…/" + address.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def scrubbed(text: str) -> str:
    """The same text with every mail address masked: what a mail server answers may repeat it."""
    return _MAIL.sub(lambda found: f"{found[1][0]}***@{found[2]}", text)


def linkable(address: str) -> bool:
    """May this address become a link? Only http and https, with a host, printable, of sane length."""
    if len(address) > _ADDRESS_LIMIT or not address.isprintable() or " " in address or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.username is None
    except ValueError:  # "http://[": no address at all
        return False


def bare(address: str) -> str:
    """An address without its scheme, to be read rather than followed."""
    return address.removeprefix("https://").removeprefix("http://")


def site(address: str) -> str:
    """The host that a link leads to, as its text."""
    return (urlsplit(address).hostname or "").removeprefix("www.")
