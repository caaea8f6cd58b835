"""What happened against what was detected. Pure.

In: the story's own account, and the ledger and the messages as they came out. Out: rows for a table, and whether
all agrees.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repwatch.model import Reason, Settlement

Counts = Mapping[str, str]  # party -> a count, or "low-high" where two figures stand against each other


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange. happened, detected: by party; None: not there."""

    day: str
    happened: Counts | None
    detected: Counts | None

    @property
    def right(self) -> bool:
        return self.happened == self.detected


@dataclass(frozen=True, slots=True)
class Told:
    """One alert, and how often it was told and should have been."""

    day: str
    reason: str
    expected: int
    told: int


def ledger_rows(happened: Mapping[str, Counts], settlements: Iterable[Settlement]) -> list[Row]:
    detected = {str(one.exchange.date): counts(one) for one in settlements}
    return [Row(day, happened.get(day), detected.get(day)) for day in sorted(happened.keys() | detected.keys())]


def counts(settlement: Settlement) -> Counts:
    """Sides without a figure are left out, as a story leaves them out that does not know them."""
    return {side.to: span(side.low, side.high) for side in settlement.received}


def span(low: int, high: int | None) -> str:
    return str(low) if low == high else f"{low}-{high if high is not None else ''}"


def told_of(posts: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Day and reason of all that the bodies of webhooks tell; see docs/webhooks.md."""
    exchanges = [exchange for post in posts for exchange in post["data"]["exchanges"]]
    return [(exchange["date"], reason) for exchange in exchanges for reason in _news(exchange)]


def _news(exchange: Mapping[str, Any]) -> list[str]:
    """That officials of both sides have spoken is no news of its own beside another; see alerts/policy.py."""
    reasons = [str(reason["type"]) for reason in exchange["reasons"]]
    return [reason for reason in reasons if reason != Reason.CONFIRMED] or reasons


def alert_rows(expected: Sequence[tuple[str, str]], told: Sequence[tuple[str, str]]) -> list[Told]:
    """Pairs of day and reason; told: each message once, however often it came."""
    wanted, seen = Counter(expected), Counter(told)
    return [Told(day, reason, wanted[day, reason], seen[day, reason]) for day, reason in sorted(wanted | seen)]


def all_right(rows: Iterable[Row], alerts: Iterable[Told]) -> bool:
    return all(row.right for row in rows) and all(one.expected == one.told for one in alerts)
