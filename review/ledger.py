"""Settlements in, the ledger as JSON, CSV, Markdown and plain rows out. Pure.

The shapes are an interface that other programs use; docs/ledger.md describes every field.
"""

import csv
import io
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from alerts.quotes import without_names
from matcher.life import life
from matcher.series import NONE, AllSeries, series_of
from repwatch.model import AnyLine, AnySide, Claim, Conflict, Reconciliation, Settlement, Stated, Step, StoredClaim
from review import words

Entry = TypeVar("Entry", bound=AnyLine)
History = Mapping[str, Sequence[Step]]  # exchange id -> its steps, oldest first

CSV_COLUMNS = (
    "id",
    "conflict",
    "date",
    "date_to",
    "status",
    "to",
    "best",
    "low",
    "high",
    "figure_status",
    "origins",
    "claims",
    "conflicts",
    "articles",
    "stated_by",
    "side_articles",
    "rule",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def listed(lines: Iterable[Entry]) -> list[Entry]:
    """The ledger lists only exchanges with a standing current claim."""
    return [line for line in lines if any(found.many for found in line.received)]


def as_json(settlements: Iterable[Settlement], history: History, series: AllSeries = NONE) -> str:
    """A JSON list. A lone surrogate in a quote is escaped, so the text can always be encoded."""
    return json.dumps(as_objects(settlements, history, series), ensure_ascii=True, indent=1)


def as_objects(settlements: Iterable[Settlement], history: History, series: AllSeries = NONE) -> list[dict[str, Any]]:
    return [
        as_object(settlement, history.get(settlement.exchange.id, ()), series) for settlement in listed(settlements)
    ]


def as_csv(settlements: Iterable[AnyLine]) -> str:
    """One row for each receiving side of each exchange, with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for settlement in listed(settlements):
        writer.writerows(_csv_row(settlement, found) for found in settlement.received)
    return out.getvalue()


def as_markdown(settlements: Iterable[AnyLine], names: Mapping[str, str]) -> str:
    header, *rows = as_rows(settlements, names)
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(f"| {' | '.join(_markdown_cell(cell) for cell in line)} |\n" for line in lines)


def as_rows(settlements: Iterable[AnyLine], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Plain text cells, the header first: day, one column a side, state, articles."""
    chosen = listed(settlements)
    sides = parties(chosen, names)
    header = ("date", *(f"to {names.get(side, side)}" for side in sides), "state", "articles")
    return [header, *(_row(settlement, sides) for settlement in chosen)]


def parties(settlements: Iterable[AnyLine], names: Mapping[str, str]) -> tuple[str, ...]:
    """The receiving sides in the order of names. A side that no name is known for comes last, under its id."""
    seen = {found.to for settlement in settlements for found in settlement.received}
    return (*names, *sorted(seen - names.keys()))


def bounds(text: str | None) -> tuple[str | None, str | None]:
    """First and last day an exchange may have happened; the last only where no day is known: "2025-06"."""
    if text is None or text.count("-") != 1:
        return text, None
    year, month = map(int, text.split("-"))
    return f"{text}-01", f"{text}-{monthrange(year, month)[1]:02}"


def attribution(claim: Claim) -> str | None:
    """Who the figure goes back to: the root of the chain."""
    return claim.claimants[0].text if claim.claimants else None


def addresses(claims: Iterable[StoredClaim]) -> list[str]:
    """Of the articles that print these claims, each once, in their order. The known history has none."""
    return list(dict.fromkeys(claim.url for claim in claims if claim.id >= 0))


def as_object(settlement: Settlement, steps: Sequence[Step], series: AllSeries) -> dict[str, Any]:
    return {
        **head(settlement, series),
        "received": {found.to: _received(found) for found in settlement.received},
        "conflicts": [_conflict(conflict) for conflict in settlement.conflicts],
        "articles": settlement.articles,
        "announced": [_claim(stored) for stored in settlement.announced],
        "history": [_step(step) for step in life(settlement, steps)],
    }


def head(line: AnyLine, series: AllSeries) -> dict[str, Any]:
    """Which exchange it is, and how it stands."""
    first, last = bounds(line.exchange.date)
    return {
        "id": line.exchange.id,
        "conflict": line.exchange.conflict,
        "date": first,
        "date_to": last,
        "series": series_of(line.exchange.date, series.get(line.exchange.conflict, {})),
        "status": line.status.value,
    }


def side(found: AnySide) -> dict[str, Any]:
    """What one side received, without the claims behind it."""
    return {
        "best": found.best,
        "low": found.low,
        "high": found.high,
        "status": found.status.value,
        "origins": found.origins,
        "articles": found.articles,
        "stated_by": found.stated_by.value,
        "rule": {"id": found.rule.value, "text": words.rule(found)} if found.rule else None,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": words.stamp(step.at),
        "step": step.name.value,
        "status": step.status.value if step.status else None,
        "received": {to: {"low": low, "high": high} for to, low, high in step.received},
    }


def _received(found: Reconciliation) -> dict[str, Any]:
    return {**side(found), "claims": [_claim(stored) for stored in found.claims]}


def _claim(stored: StoredClaim) -> dict[str, Any]:
    """Named like the figures of `repwatch match`, with the article around it."""
    claim = stored.claim
    said = {
        "id": stored.id,
        "kind": claim.kind.value,
        "to": claim.to,
        "count": _count(claim.figure.low, claim.figure.high),
        "qualifier": claim.figure.qualifier.value,
        "event_date": claim.day,
        "scope": claim.scope.value,
        "attributed_to": attribution(claim),
        "said_at": words.stamp(stored.said_at),
    }
    if stored.id < 0:
        return said | {"reporters": stored.reporters, "sources": list(stored.sources)}
    return said | _printed(stored)


def _printed(stored: StoredClaim) -> dict[str, Any]:
    claim = stored.claim
    first = claim.evidence[0] if claim.evidence else None
    return {
        "outlet": stored.outlet,
        "article": stored.article,
        "revision": stored.revision,
        "url": stored.url,
        "title": without_names(stored.title),
        "lang": stored.lang,
        "quote": without_names(first.quote) if first else None,
        "in": first.zone if first else None,
        "start": first.start if first else None,
        "end": first.end if first else None,
        "rules": list(claim.rules),
        "points": claim.score,
        "sure": claim.sure,
        "gates": list(claim.gates),
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "type": conflict.type,
        "to": conflict.to,
        "difference": conflict.difference,
        "values": [_stated(stated) for stated in conflict.values],
    }


def _stated(stated: Stated) -> dict[str, Any]:
    """said_at, quote, lang, outlet and url: of the article that stated it first; the known history has none."""
    first = stated.first
    printed = first if first and first.id >= 0 else None
    evidence = printed.claim.evidence if printed else ()
    return {
        "count": _count(stated.low, stated.high),
        "day": first.claim.day if first else None,
        "attributed_to": stated.attributed_to or None,
        "said_at": words.stamp(printed.said_at) if printed else None,
        "quote": without_names(evidence[0].quote) if evidence else None,
        "lang": printed.lang if printed else None,
        "outlet": printed.outlet if printed else None,
        "url": printed.url if printed else None,
        "articles": addresses(stated.claims),
    }


def _count(low: int, high: int | None) -> int | list[int | None]:
    return low if low == high else [low, high]


def _csv_row(settlement: AnyLine, found: AnySide) -> list[str]:
    first, last = bounds(settlement.exchange.date)
    cells = (
        settlement.exchange.id,
        settlement.exchange.conflict,
        first,
        last,
        settlement.status.value,
        found.to,
        found.best,
        found.low,
        found.high,
        found.status.value,
        found.origins,
        found.many,
        " ".join(conflict.type for conflict in settlement.conflicts if conflict.to in (found.to, None)),
        settlement.articles,
        found.stated_by.value,
        found.articles,
        found.rule.value if found.rule else None,
    )
    return [csv_cell(cell) for cell in cells]


def csv_cell(cell: object) -> str:
    """Spreadsheets run a text cell that starts like a formula: such a one gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else str(cell)


def _markdown_cell(cell: str) -> str:
    escaped = cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return " ".join(escaped.split())


def _row(settlement: AnyLine, sides: Sequence[str]) -> tuple[str, ...]:
    found = {reconciliation.to: reconciliation for reconciliation in settlement.received}
    exchange = settlement.exchange
    return (
        words.day(exchange.date, exchange.precision),
        *(_figure(found.get(side)) for side in sides),
        words.state(settlement),
        words.number(settlement.articles),
    )


def _figure(found: AnySide | None) -> str:
    standing = words.standing(found)
    return f"{words.value(found)} ({standing})" if standing else words.value(found)
