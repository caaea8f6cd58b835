"""From a change to a delivered message: who is told what, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from repwatch.model import services
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
    HEARTBEAT = "system.heartbeat"
    QUESTION = "desk.question"


class Minimum(StrEnum):
    """From when on a subscription is told of a side of an exchange."""

    IMMEDIATELY = "immediately"
    CONFIRMED = "confirmed"  # two independent origins state its figure
    REVIEWED = "reviewed"  # an editor has looked at a figure of it


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants what, by which channel, how often. at: "07:00" in zone, for daily.

    quiet: "22:00-07:00" in zone, empty: never. lang: of the message; quotes stay in theirs. heartbeat: a daily message
    comes when nothing is new, too, and says what was looked at.
    """

    id: str
    channel: str  # smtp, webhook, file, apprise
    address: str
    reasons: tuple[Reason, ...] = ()  # empty: all about exchanges
    parties: tuple[str, ...] = ()  # empty: all
    cadence: str = "immediate"  # immediate, daily
    at: str = "07:00"
    zone: str = "UTC"
    secret: str = field(default="", repr=False)
    minimum: Minimum = Minimum.IMMEDIATELY
    quiet: str = ""
    lang: str = "en"
    heartbeat: bool = False

    @property
    def to(self) -> str:
        """The address as it may be shown."""
        return _shown(self.channel, self.address)


class Standing(StrEnum):
    """Of a subscription that is kept in the database. pending: not confirmed by its owner; nothing is sent."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A subscription that is kept in the database. began_at: what is known then counts as told; None: not yet."""

    subscription: Subscription
    standing: Standing
    created_at: datetime
    created_by: str
    began_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a subscription was last told about one side of one exchange. to "": the exchange as a whole.

    reviewed: an editor had looked at a figure of that side.
    """

    exchange: str
    to: str
    status: str
    low: int
    high: int | None
    reviewed: bool = False


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
    """A digest as it will be sent, the same on every attempt. thread: id of the first message about this exchange.

    unsubscribe: the address of the page that ends the subscription, "" where there is none. whole: a sentence with the
    address of all of it, for channels that must cut the text.
    """

    subject: str
    text: str
    html: str
    payload: str  # JSON body of a webhook
    thread: str = ""
    unsubscribe: str = ""
    whole: str = ""


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
    last_status: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)  # of a subscription in the database, newest first

    @property
    def to(self) -> str:
        """The address as it may be shown."""
        return _shown(self.channel, self.address)


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at a delivery: when, what became of it, what the other side said."""

    at: datetime
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class Logged:
    """A delivery with why it is owed: pairs of reason and exchange or outlet."""

    delivery: Delivery
    digest: str  # urgent, daily, …
    whys: tuple[tuple[str, str], ...]
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The receiver of a webhook, or a service. closed_at: nothing is sent there until somebody opens it again.

    why: in words.
    """

    failing_since: datetime | None = None
    closed_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody is told of it until then; what happens meanwhile is told merged at its end. kind: exchange, outlet."""

    kind: str
    target: str
    author: str
    reason: str
    until: datetime
    began_at: datetime
    id: int = 0
    ended_by: str = ""


def _shown(channel: str, address: str) -> str:
    return services.hidden(address) if channel == services.CHANNEL and address else address
