"""From claims to exchanges: what all claims about one handover add up to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.claims import Claim


class Status(StrEnum):
    """What all claims about one side of one exchange add up to."""

    ONE_ORIGIN = "one_origin"
    AGREED = "agreed"
    ROUNDED = "rounded"
    DISPUTED = "disputed"


class ExchangeStatus(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim with the article that prints it. id -1 and below: the known history, which has no article."""

    id: int
    claim: Claim
    article: int
    revision: int
    outlet: str
    url: str
    title: str
    lang: str
    said_at: datetime  # published, else fetched
    baseline: bool
    reporters: str = ""  # known history: who reported it, and where
    sources: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One handover on one day. known: it comes from the shipped history."""

    id: str
    conflict: str
    date: str | None
    known: bool = False
    precision: str = "day"  # known history: day, reported, month


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the claims about one receiving side add up to. high None: no upper bound; best None: disputed."""

    to: str
    status: Status
    low: int
    high: int | None
    best: int | None
    origins: int
    claims: tuple[StoredClaim, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """One side of a disagreement: a value, who stated it first, and every claim that states it."""

    low: int
    high: int | None
    attributed_to: str
    claims: tuple[StoredClaim, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    type: str  # a type of docs/ledger.md: HARD, CUMULATIVE, …
    to: str | None
    values: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The state of one exchange at one time, from everything known about it then."""

    exchange: Exchange
    status: ExchangeStatus
    received: tuple[Reconciliation, ...]
    conflicts: tuple[Conflict, ...] = ()
    articles: int = 0
    baseline: bool = False  # nothing but known history or first polls speaks of it


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person must decide. key: the same question is asked once."""

    key: str
    kind: str
    text: str
    exchange: str | None = None
    claim: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One dated row of an exchange's history: what was known of it from then on."""

    at: datetime
    status: ExchangeStatus
    received: tuple[tuple[str, int, int | None], ...]  # side, low, high

    @property
    def what(self) -> str:
        spans = [
            f"{low:,}{'' if low == high else f'-{high:,}' if high else ' or more'} → {to}"
            for to, low, high in self.received
        ]
        return f"{self.status}: {', '.join(spans) or '-'}"
