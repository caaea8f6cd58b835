"""Values in, the English words of page, terminal and Markdown out. Pure.

Every number, day, time and state is put into words here, so that all views of the ledger say the same.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from repwatch.model import (
    ExchangeStatus,
    Figure,
    Qualifier,
    Reconciliation,
    Rule,
    Settlement,
    StatedBy,
    Status,
    Step,
    StepName,
    services,
)

NOT_STATED = "not stated"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ANSWERS = {
    HTTPStatus.BAD_REQUEST: ("Wrong address", "This page is not served under that host name."),
    HTTPStatus.NOT_FOUND: ("Not found", "There is no page at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Not possible", "This page can only be read."),
    HTTPStatus.FORBIDDEN: (
        "Refused",
        "This form was sent by no page of ours. Open the page again and try once more.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("Too large", "That is more than any form here holds."),
    HTTPStatus.TOO_MANY_REQUESTS: ("Too often", "Please try again in a minute."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("Something went wrong", "The page could not be made. Please try again later."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Not ready", "The ledger cannot be read at the moment. Please try again later."),
}
ADDITIONS = {StepName.EXTENDED: ", a figure added", StepName.REVISED: ", a figure changed"}
STATES = {
    ExchangeStatus.CLAIMED: "reported",
    ExchangeStatus.CONFIRMED: "confirmed by both sides",
    ExchangeStatus.DISPUTED: "disputed",
    ExchangeStatus.RETRACTED: "withdrawn",
}
QUALIFIERS = {
    Qualifier.EXACT: "",
    Qualifier.ABOUT: "about ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.MORE_THAN: "more than ",
    Qualifier.UP_TO: "up to ",
}
MARKS = {Status.ROUNDED: "rounded by some", Status.DECIDED: "decided by the desk"}
# As in alerts/templates/phrases.j2: page, mail and JSON give the same reason.
RULES = {
    Rule.EXACT_DIGITS: "the exact digits stand above the rounding",
    Rule.EXACT_ABOVE_HEDGED: "the exact figure stands above the hedged one, until somebody has looked",
    Rule.NEWEST_OF_TWO: "one origin stated several figures: the newest that two articles state stands",
    Rule.NEWEST: "one origin stated several figures: the newest stands",
    Rule.SWAPPED_ASIDE: "an article that gives the same figures with the sides exchanged is set aside",
    Rule.EDITOR: "several figures were stated, and an editor decided which of them stands",
}
_MAIL = re.compile(r"([^\s<>@,;:\"']{1,64})@([A-Za-z0-9.-]{1,253})")
_SCHEMES = frozenset({"http", "https"})
_ADDRESS_LIMIT = 2048


def number(count: int) -> str:
    return f"{count:,}"


def span(low: int, high: int | None) -> str:
    """A range as a reader says it. high None: no upper bound."""
    if high is None:
        return f"at least {number(low)}"
    if low == high:
        return number(low)
    return f"up to {number(high)}" if low == 0 else f"{number(low)}–{number(high)}"  # noqa: RUF001 — an en dash is meant


def figure(written: Figure) -> str:
    """A figure as its article wrote it: "more than 600"."""
    return QUALIFIERS[written.qualifier] + span(written.low, written.high)


def value(found: Reconciliation | None) -> str:
    """The figure that stands for one side. A disputed one is a range, never one of its ends."""
    if found is None:
        return NOT_STATED
    if found.high is None:
        return _floor(found)
    if found.best is None or found.low == found.high:
        return span(found.low, found.high)
    if found.status == Status.ROUNDED:
        return number(found.best)
    return f"up to {number(found.best)}" if found.low == 0 else f"about {number(found.best)}"


def _floor(found: Reconciliation) -> str:
    """As the claim with the highest floor puts it: "more than 600" is not turned into "at least 601"."""
    floors = [
        stored.claim.figure
        for stored in found.claims
        if stored.claim.figure.qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN)
    ]
    return figure(max(floors, key=lambda each: each.low)) if floors else span(found.low, None)


def standing(found: Reconciliation | None) -> str:
    """How firmly the figure stands: in dispute or not, how many origins and articles. Empty: nothing to say."""
    if found is None:
        return ""
    if found.status == Status.DISPUTED:
        return "disputed"
    told = [MARKS[found.status]] if found.status in MARKS else []
    if found.origins:  # none: the known history, whose reporters are named beside it
        told += [origins(found.origins), count(found.articles, "article", "articles")]
    return ", ".join(told)


def origins(many: int) -> str:
    return "one origin" if many == 1 else f"{number(many)} independent origins"


def stated_by(found: Reconciliation | None, names: Mapping[str, str]) -> str:
    """Whose officials state the figure of this side. Empty: nobody does, or only the known history."""
    if found is None or not found.articles:
        return ""
    match found.stated_by:
        case StatedBy.BOTH:
            return "stated by officials of both sides"
        case StatedBy.RECEIVER:
            return f"stated by officials of {names.get(found.to, found.to)} only"
        case StatedBy.GIVER:
            return "stated by officials of the giving side only"
        case _:
            return "no official of either side is named"


def rule(found: Reconciliation | None) -> str:
    """Why this figure stands where others were stated; empty: there was nothing to choose."""
    return RULES[found.rule] if found and found.rule else ""


def state(settlement: Settlement) -> str:
    """What the exchange as a whole is called."""
    if settlement.exchange.known and settlement.articles == 0 and settlement.status != ExchangeStatus.DISPUTED:
        return "known history"
    return STATES[settlement.status]


def step(taken: Step, names: Mapping[str, str]) -> str:
    """What the ledger said from then on: "reported: 640 to Northland"."""
    order = [*names, *sorted(to for to, _, _ in taken.received if to not in names)]
    sides = {to: f"{span(low, high)} to {names.get(to, to)}" for to, low, high in taken.received}
    said = ", ".join(sides[to] for to in order if to in sides)
    state = STATES[taken.status] if taken.status else "announced"
    what = f"{state}{ADDITIONS.get(taken.name, '')}"
    return f"{what}: {said}" if said else what


def day(text: str | None, precision: str = "day") -> str:
    """ "2025-06-16" or "2025-06" as a reader writes it."""
    if not text:
        return "day not known"
    year, month, *rest = text.split("-")
    named = f"{MONTHS[int(month) - 1]} {year}"
    if not rest:
        return f"{named}, day not known"
    return f"{int(rest[0])} {named}" + (" (day of the report)" if precision == "reported" else "")


def moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def duration(time: timedelta) -> str:
    """Not longer than it must be: "40 min", "1 h 20 min", "3 days"."""
    minutes = int(time.total_seconds()) // 60
    if minutes >= 2 * 24 * 60:
        return count(minutes // (24 * 60), "day", "days")
    hours, rest = divmod(minutes, 60)
    return (
        " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part) or "seconds"
    )


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
