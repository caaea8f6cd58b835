"""From a change to a delivered message: who is told what, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from repwatch.model.exchanges import Settlement


class Reason(StrEnum):
    """Why somebody is told something; the webhook type is R-HOOK-1's name for it."""

    NEW = "exchange.new"
    FIGURE = "exchange.figure"
    CONFIRMED = "exchange.confirmed"
    CONFLICT = "exchange.conflict"
    SETTLED = "exchange.settled"
    CORRECTED = "exchange.corrected"
    REVIEWED = "exchange.reviewed"
    RETRACTED = "exchange.retracted"
    GAP = "ledger.gap"
    SILENT = "outlet.silent"
    BACK = "outlet.back"
    TROUBLE = "system.trouble"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants what, by which channel, how often. at: "07:00" in zone, for daily."""

    id: str
    channel: str  # smtp, webhook, file
    address: str
    reasons: tuple[Reason, ...] = ()  # empty: all about exchanges
    parties: tuple[str, ...] = ()  # empty: all
    cadence: str = "immediate"  # immediate, daily
    at: str = "07:00"
    zone: str = "UTC"
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a subscription was last told about one side of one exchange. to "": the exchange as a whole."""

    exchange: str
    to: str
    status: str
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell. to "": the exchange as a whole."""

    key: str
    subscription: str
    exchange: str
    to: str
    reason: Reason
    settlement: Settlement
    before: tuple[Told, ...]  # what this subscription was told before
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A digest as it will be sent, the same on every attempt. thread: id of the first message about this exchange."""

    subject: str
    text: str
    html: str
    payload: str  # JSON body of a webhook
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message owed to one address. id: stable hex, stands in Message-ID and webhook-id."""

    id: str
    channel: str
    address: str
    subscription: str
    message: Message
    attempts: int
    created_at: datetime
    lease_token: str = ""
    state: str = "pending"  # pending, leased, sent, failed, cancelled
    next_attempt_at: datetime | None = None
    last_error: str = ""
    sent_at: datetime | None = None
