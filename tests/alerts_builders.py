"""Short ways to write exchanges, claims and subscriptions for the tests of alerts/."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.sections import Names
from repwatch.model import (
    Alert,
    Claim,
    Claimant,
    Conflict,
    Delivery,
    Evidence,
    Exchange,
    ExchangeStatus,
    Figure,
    Kind,
    Message,
    Precision,
    Qualifier,
    Reason,
    Reconciliation,
    Scope,
    Settlement,
    Stated,
    StatedBy,
    Status,
    StoredClaim,
    Subscription,
    Told,
)

NOW = datetime(2025, 10, 23, 12, 30, tzinfo=UTC)
URL = "https://ledger.example"
WAR = "northland-southland"
OUTLETS = {"courier": "The Courier", "visnyk": "Вісник", "lenta": "Лента"}
NAMES = Names(
    parties={WAR: {"north": "Northland", "south": "Southland"}},
    outlets=OUTLETS,
    spoken={
        "uk": Names(
            {WAR: {"north": "Північчина", "south": "Південщина"}},
            OUTLETS,
            {WAR: {"north": "Північчині", "south": "Південщині"}},
        ),
        "ru": Names(
            {WAR: {"north": "Северия", "south": "Южания"}}, OUTLETS, {WAR: {"north": "Северии", "south": "Южании"}}
        ),
    },
)
OFFICE = Claimant("Office for the Missing", id="office", side="north", official=True)
AGENCY = Claimant("Southland State Agency", id="ssa", side="south", official=True)
DESK = Subscription("desk", "smtp", "editor@example.org")


def figure(count: int, high: int | None = None, qualifier: Qualifier = Qualifier.EXACT) -> Figure:
    return Figure(count, count if high is None else high, qualifier, Precision.EXACT_DIGITS)


def claim(
    number: int,
    to: str,
    count: int | Figure,
    claimants: Sequence[Claimant] = (OFFICE,),
    outlet: str = "courier",
    lang: str = "en",
    quote: str = "",
    at: datetime = NOW - timedelta(hours=2),
) -> StoredClaim:
    stated = count if isinstance(count, Figure) else figure(count)
    said = quote or f"{stated.low:,} bodies were handed over, the office said."
    read = Claim(
        conflict="northland-southland",
        kind=Kind.BODIES,
        to=to,
        figure=stated,
        scope=Scope.CURRENT,
        evidence=(Evidence("text", 0, len(said), said),),
        day="2025-10-23",
        claimants=tuple(claimants),
    )
    url = f"https://{outlet}.example/{number}"
    return StoredClaim(number, read, number, number, outlet, url, "A headline", lang, at, baseline=False)


def side(to: str, *claims: StoredClaim, status: Status = Status.ONE_ORIGIN) -> Reconciliation:
    """Agreed on the figure of the first claim."""
    count = claims[0].claim.figure.low
    roots = {each.claim.claimants[:1] or each.outlet for each in claims if each.article}
    return Reconciliation(to, status, count, count, count, len(roots), claims, stated_by(to, claims))


def stated_by(to: str, claims: Sequence[StoredClaim]) -> StatedBy:
    sides = {one.side for each in claims for one in each.claim.claimants[:1] if one.official}
    if to in sides:
        return StatedBy.BOTH if len(sides) > 1 else StatedBy.RECEIVER
    return StatedBy.GIVER if sides else StatedBy.NONE


def bounds(to: str, low: int, high: int | None, best: int | None = None, *claims: StoredClaim) -> Reconciliation:
    return Reconciliation(to, Status.ONE_ORIGIN, low, high, best, 1, claims, stated_by(to, claims))


def dispute(to: str, *claims: StoredClaim) -> tuple[Reconciliation, Conflict]:
    """Each claim against the others."""
    counts = [each.claim.figure.low for each in claims]
    stated = tuple(
        Stated(count, count, each.claim.claimants[0].text if each.claim.claimants else each.outlet, (each,))
        for count, each in zip(counts, claims, strict=True)
    )
    result = Reconciliation(
        to, Status.DISPUTED, min(counts), max(counts), None, len(claims), claims, stated_by(to, claims)
    )
    return result, Conflict("HARD", to, stated)


def settlement(
    *sides: Reconciliation | tuple[Reconciliation, Conflict],
    status: ExchangeStatus | None = None,
    baseline: bool = False,
    id: str = "2025-10-23-1",
    date: str | None = "2025-10-23",
) -> Settlement:
    received = tuple(each[0] if isinstance(each, tuple) else each for each in sides)
    conflicts = tuple(each[1] for each in sides if isinstance(each, tuple))
    usual = ExchangeStatus.DISPUTED if conflicts else ExchangeStatus.CLAIMED if received else ExchangeStatus.RETRACTED
    articles = len({each.article for one in received for each in one.claims if each.article})
    exchange = Exchange(id, "northland-southland", date)
    return Settlement(exchange, status or usual, received, conflicts, articles, baseline)


def told(*rows: tuple[str, str, int, int | None], exchange: str = "2025-10-23-1") -> tuple[Told, ...]:
    return tuple(Told(exchange, *row) for row in rows)


def alert(
    state: Settlement,
    reason: Reason = Reason.NEW,
    to: str = "",
    before: Sequence[Told] = (),
    at: datetime = NOW,
    subscription: Subscription = DESK,
) -> Alert:
    key = f"{subscription.id}/{state.exchange.id}/{to}/{reason.value}/{at}"
    return Alert(key, subscription.id, state.exchange.id, to, reason, state, tuple(before), at)


def daily(zone: str = "UTC", at: str = "07:00") -> Subscription:
    return replace(DESK, id="families", cadence="daily", at=at, zone=zone)


def delivery(number: int = 0, **changes: Any) -> Delivery:
    """A mail that is due. number: another one, otherwise alike."""
    id = f"{number:x}".rjust(32, "0") if number else "0123456789abcdef" * 2
    message = Message("Changed figure", "1,000 bodies\n", "<p>1,000 bodies</p>\n", '{"type":"exchange.corrected"}')
    return replace(Delivery(id, "smtp", "reader@example.org", "desk", message, 0, NOW), **changes)
