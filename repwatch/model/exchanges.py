"""From claims to exchanges: what all claims about one handover add up to."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.claims import Claim, Figure, Qualifier, Scope


class Status(StrEnum):
    """What all claims about one side of one exchange add up to."""

    ONE_ORIGIN = "one_origin"
    AGREED = "agreed"
    ROUNDED = "rounded"
    DISPUTED = "disputed"
    DECIDED = "decided"  # disputed, until an editor said which of the figures stands


class StatedBy(StrEnum):
    """Whose officials state the figure of one receiving side; none: other people, or nobody who is named."""

    NONE = "none"
    GIVER = "giver"
    RECEIVER = "receiver"
    BOTH = "both"


class Rule(StrEnum):
    """What set the figure that stands where several were stated. Shown wherever the figure is.

    exact digits: above a rounding. newest of two: one origin's newest value that two articles state. swapped aside:
    articles that give the same figures with the sides exchanged do not count. editor: a person decided between them.
    """

    EXACT_DIGITS = "exact-digits"
    EXACT_ABOVE_HEDGED = "exact-above-hedged"
    NEWEST_OF_TWO = "newest-of-two"
    NEWEST = "newest"
    SWAPPED_ASIDE = "swapped-aside"
    EDITOR = "editor"


class ExchangeStatus(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


class StepName(StrEnum):
    """What happened to an exchange at a step of its history."""

    ANNOUNCED = "announced"  # somebody planned it, before the ledger had it
    CLAIMED = "claimed"  # somebody states it
    CONFIRMED = "confirmed"  # an official of each side does
    DISPUTED = "disputed"
    EXTENDED = "extended"  # a side became known that was not before
    REVISED = "revised"  # a figure is another than before
    RETRACTED = "retracted"  # nobody stands by it any more


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

    @property
    def told_on(self) -> str:
        """The day on which it was said: of a running total retold later, the last one of the time that its words name
        ("in December he spoke of 11,000")."""
        said, day = self.said_at.date().isoformat(), self.claim.day or ""
        if self.claim.scope is not Scope.CUMULATIVE or not day or day >= said[: len(day)]:
            return said
        year, month = map(int, day.split("-")[:2])
        return day if len(day) == len(said) else f"{day}-{monthrange(year, month)[1]:02}"


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
    """What the claims about one receiving side add up to. high None: no upper bound; best None: disputed.

    origins: independent ones that state it in articles; if it is disputed, all that state any figure. rule: what set
    the figure that stands, if several were stated.
    """

    to: str
    status: Status
    low: int
    high: int | None
    best: int | None
    origins: int
    claims: tuple[StoredClaim, ...]
    stated_by: StatedBy = StatedBy.NONE
    rule: Rule | None = None

    @property
    def articles(self) -> int:
        """How many state a figure for this side; the known history has none."""
        return len({claim.article for claim in self.claims if claim.article})

    @property
    def many(self) -> int:
        """Claims behind it."""
        return len(self.claims)

    @property
    def was_read(self) -> bool:
        """False: nothing but the shipped history states it."""
        return any(claim.id >= 0 for claim in self.claims)

    @property
    def floor(self) -> Figure | None:
        """Where nothing bounds it: the highest "at least" or "more than" as somebody wrote it, if somebody did."""
        if self.high is not None:
            return None
        hedged = (Qualifier.AT_LEAST, Qualifier.MORE_THAN)
        floors = [claim.claim.figure for claim in self.claims if claim.claim.figure.qualifier in hedged]
        return max(floors, key=lambda each: each.low, default=None)


@dataclass(frozen=True, slots=True)
class Stated:
    """One side of a disagreement: a value, who stated it first, and every claim that states it."""

    low: int
    high: int | None
    attributed_to: str
    claims: tuple[StoredClaim, ...]

    @property
    def first(self) -> StoredClaim | None:
        """Who stated it first in an article, else in the known history."""
        return next((claim for claim in self.claims if claim.id >= 0), next(iter(self.claims), None))


@dataclass(frozen=True, slots=True)
class Conflict:
    type: str  # a type of docs/ledger.md: HARD, CUMULATIVE, …
    to: str | None
    values: tuple[Stated, ...]

    @property
    def difference(self) -> int | None:
        """How far the stated values lie apart; None where one has no upper end, or all fit."""
        highs = [value.high for value in self.values if value.high is not None]
        if len(highs) < len(self.values) or not highs:
            return None
        return max(value.low for value in self.values) - min(highs) or None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The state of one exchange at one time, from everything known about it then."""

    exchange: Exchange
    status: ExchangeStatus
    received: tuple[Reconciliation, ...]
    conflicts: tuple[Conflict, ...] = ()
    articles: int = 0
    baseline: bool = False  # nothing but known history or first polls speaks of it
    announced: tuple[StoredClaim, ...] = ()  # the plans that became this exchange, earliest first

    @property
    def reporters(self) -> tuple[str, ...]:
        """Who reported what the known history says of it, each once."""
        return tuple(dict.fromkeys(one.reporters for side in self.received for one in side.claims if one.reporters))

    @property
    def sources(self) -> tuple[str, ...]:
        """Addresses that the known history gives, each once."""
        return tuple(dict.fromkeys(one for side in self.received for claim in side.claims for one in claim.sources))


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
    """One dated row of an exchange's history: what was known of it from then on.

    status: None for an announcement, which is no state of the ledger. received: side, low, high.
    """

    at: datetime
    status: ExchangeStatus | None
    received: tuple[tuple[str, int, int | None], ...]
    name: StepName = StepName.CLAIMED
