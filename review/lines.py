"""Lines of the ledger in, what the JSON API lists of them out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from matcher.series import AllSeries
from repwatch.model import AnyLine, ExchangeStatus
from review import words
from review.ledger import bounds, head, side


@dataclass(frozen=True, slots=True)
class Wanted:
    """since, until: a day, a month or a year, all of which counts. None: whatever it is."""

    conflict: str | None = None
    to: str | None = None
    status: ExchangeStatus | None = None
    since: str | None = None
    until: str | None = None

    def fits(self, line: AnyLine) -> bool:
        day = line.exchange.date or ""
        return (
            self.conflict in (None, line.exchange.conflict)
            and self.status in (None, line.status)
            and (self.to is None or any(side.to == self.to for side in line.received))
            and (self.since is None or day >= self.since[: len(day)] > "")
            and (self.until is None or "" < day[: len(self.until)] <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """next: the exchange after which the next page begins; None: this was the last one."""

    lines: Sequence[AnyLine]
    next: str | None


def chosen(lines: Sequence[AnyLine], wanted: Wanted) -> list[AnyLine]:
    return [line for line in lines if wanted.fits(line)]


def page(lines: Sequence[AnyLine], after: str | None, limit: int) -> Page | None:
    """None: no such exchange is among them."""
    ids = [line.exchange.id for line in lines]
    if after is not None and after not in ids:
        return None
    start = ids.index(after) + 1 if after is not None else 0
    shown = lines[start : start + limit]
    return Page(shown, shown[-1].exchange.id if start + limit < len(lines) else None)


def as_list(page: Page, many: int, series: AllSeries) -> dict[str, Any]:
    return {"count": many, "exchanges": [as_object(line, series) for line in page.lines], "next": page.next}


def as_object(line: AnyLine, series: AllSeries) -> dict[str, Any]:
    """As in ledger.json, without claims, plans and history."""
    return {
        **head(line, series),
        "received": {found.to: side(found) for found in line.received},
        "conflicts": [{"type": one.type, "to": one.to} for one in line.conflicts],
        "articles": line.articles,
    }


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which nobody watched: after the last one of the shipped history, up to the first of the watch."""

    first: str
    last: str


def gap(lines: Sequence[AnyLine], since: datetime | None) -> Gap | None:
    """None: there is no shipped history, or no watch so far, or nothing between them."""
    known = max((line.exchange.date or "" for line in lines if line.exchange.known), default="")
    if not known or since is None:
        return None
    _, last = bounds(known)
    first = date.fromisoformat(last or known) + timedelta(days=1)
    return Gap(first.isoformat(), since.date().isoformat()) if first < since.date() else None


def reach(lines: Sequence[AnyLine], since: datetime | None, names: Mapping[str, str]) -> dict[str, Any]:
    days = sorted(line.exchange.date for line in lines if line.exchange.date)
    known = [line.exchange.date for line in lines if line.exchange.known and line.exchange.date]
    unwatched = gap(lines, since)
    return {
        "exchanges": len(lines),
        "first": bounds(days[0])[0] if days else None,
        "last": bounds(days[-1])[0] if days else None,
        "history_until": (bounds(max(known))[1] or max(known)) if known else None,
        "watching_since": words.stamp(since) if since else None,
        "unwatched": {"first": unwatched.first, "last": unwatched.last} if unwatched else None,
        "parties": dict(names),
    }
