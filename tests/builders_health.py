"""Feeds as they fare, incidents and notices, each with what a test does not care about filled in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from repwatch.model import FeedHealth, Incident, Outcome, Trouble, TroubleKind, Usual

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
WEEK = 7 * 86400.0
BUSY = Usual(a_day=60, quiet=1, days=28)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def feed(number: int = 1, outcome: str = "ok", **fields: object) -> FeedHealth:
    """On a host of its own. A failure began an hour ago; a good one answered a minute ago with a new story."""
    good = Outcome(outcome).good
    url = f"https://outlet{number}.example/feed"
    known = FeedHealth(
        outlet=f"outlet{number}", url=url, address=url, enabled=True, outcome=Outcome(outcome),
        error="" if good else "words", errors=0 if good else 1, last_polled_at=ago(minutes=1),
        last_ok_at=ago(minutes=1) if good else ago(hours=2), last_new_at=ago(minutes=1), next_poll_at=NOW,
        entries=0, articles=0, failing_since=None if good else ago(hours=1), id=number, first_ok_at=ago(days=90),
    )  # fmt: skip
    return replace(known, **fields)  # type: ignore[arg-type]


def incident(number: int = 1, kind: str = "failing", **fields: object) -> Incident:
    """Of the feed of that number; open."""
    url = f"https://outlet{number}.example/feed"
    trouble = Trouble(TroubleKind(kind), ago(days=1), number, f"outlet{number}", url, "dns", "words")
    until = fields.pop("until", None)
    return Incident(number, replace(trouble, **fields), until)  # type: ignore[arg-type]
