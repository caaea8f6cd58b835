"""One exchange as one line of the ledger: what it adds up to, without the claims behind it.

A list of years is made of these; a page that proves its figures needs the Settlement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from repwatch.model.claims import Figure
from repwatch.model.exchanges import (
    Conflict,
    Exchange,
    ExchangeStatus,
    Reconciliation,
    Rule,
    Settlement,
    StatedBy,
    Status,
)


class AnySide(Protocol):
    """What is received by one side: a Reconciliation, or a LineSide."""

    @property
    def to(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int | None: ...
    @property
    def best(self) -> int | None: ...
    @property
    def origins(self) -> int: ...
    @property
    def stated_by(self) -> StatedBy: ...
    @property
    def rule(self) -> Rule | None: ...
    @property
    def articles(self) -> int: ...
    @property
    def many(self) -> int: ...
    @property
    def was_read(self) -> bool: ...
    @property
    def floor(self) -> Figure | None: ...


class AnyConflict(Protocol):
    @property
    def type(self) -> str: ...
    @property
    def to(self) -> str | None: ...


class AnyLine(Protocol):
    """A Settlement, or a Line."""

    @property
    def exchange(self) -> Exchange: ...
    @property
    def status(self) -> ExchangeStatus: ...
    @property
    def received(self) -> Sequence[AnySide]: ...
    @property
    def conflicts(self) -> Sequence[AnyConflict]: ...
    @property
    def articles(self) -> int: ...
    @property
    def reporters(self) -> tuple[str, ...]: ...
    @property
    def sources(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class LineSide:
    """A Reconciliation without its claims. many: how many those are; the others as its properties."""

    to: str
    status: Status
    low: int
    high: int | None
    best: int | None
    origins: int
    stated_by: StatedBy
    rule: Rule | None
    articles: int
    many: int
    was_read: bool
    floor: Figure | None


@dataclass(frozen=True, slots=True)
class LineConflict:
    type: str
    to: str | None


@dataclass(frozen=True, slots=True)
class LineBody:
    """All of a line that comes from the settlement, as it is stored beside it."""

    status: ExchangeStatus
    received: tuple[LineSide, ...]
    conflicts: tuple[LineConflict, ...]
    articles: int
    reporters: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """turn: of the ledger, when it began to say this; it grows with every change."""

    exchange: Exchange
    body: LineBody
    turn: int

    @property
    def status(self) -> ExchangeStatus:
        return self.body.status

    @property
    def received(self) -> tuple[LineSide, ...]:
        return self.body.received

    @property
    def conflicts(self) -> tuple[LineConflict, ...]:
        return self.body.conflicts

    @property
    def articles(self) -> int:
        return self.body.articles

    @property
    def reporters(self) -> tuple[str, ...]:
        return self.body.reporters

    @property
    def sources(self) -> tuple[str, ...]:
        return self.body.sources


def line_body(settlement: Settlement) -> LineBody:
    return LineBody(
        settlement.status,
        tuple(_side(one) for one in settlement.received),
        tuple(_conflict(one) for one in settlement.conflicts),
        settlement.articles,
        settlement.reporters,
        settlement.sources,
    )


def _conflict(one: Conflict) -> LineConflict:
    return LineConflict(one.type, one.to)


def _side(one: Reconciliation) -> LineSide:
    return LineSide(
        one.to, one.status, one.low, one.high, one.best, one.origins, one.stated_by, one.rule, one.articles, one.many,
        one.was_read, one.floor,
    )  # fmt: skip
