"""Audited totals in, rows for page, terminal and programs out. Pure.

What many articles state of one day is one row: the one that said it first, and how many more there are.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alerts.quotes import without_names
from repwatch.model import Audit, Verdict
from review import gaps, ledger, words
from review.tongue import ENGLISH, Tongue

COLUMNS = (
    "date", "conflict", "to", "count", "qualifier", "attributed_to", "statements", "from", "until", "ledger_low",
    "ledger_high", "exchanges", "gap", "gap_most", "verdict", "explanation", "url",
)  # fmt: skip
COMPARED = frozenset(Verdict) - {Verdict.OUT_OF_REACH, Verdict.NO_BASE}

Group = Sequence[Audit]  # of equal statements, never empty, first said first


def grouped(audits: Iterable[Audit]) -> list[Group]:
    """Latest first. The known history, which has no articles, stays one row a reporter."""
    groups: dict[tuple[object, ...], list[Audit]] = {}
    for one in audits:
        claim, figure = one.claim.claim, one.claim.claim.figure
        who = one.claim.reporters or claim.base
        groups.setdefault(
            (said(one), claim.to, figure.low, figure.high, figure.qualifier.value, one.first, who), []
        ).append(one)
    chosen = [
        sorted(group, key=lambda one: (one.claim.said_at, one.claim.url, one.claim.id)) for group in groups.values()
    ]
    return sorted(chosen, key=lambda group: (said(group[0]), group[0].gap != 0, group[0].claim.url), reverse=True)


def said(one: Audit) -> str:
    """The day; of the known history as far as it is known."""
    return str(one.claim.claim.day) if one.claim.id < 0 else one.claim.said_at.date().isoformat()


def summed(one: Audit, tongue: Tongue = ENGLISH) -> str:
    """What the ledger adds up to; empty where there is nothing to compare."""
    return tongue.span(one.low, one.high) if one.verdict in COMPARED else ""


def period(one: Audit, tongue: Tongue = ENGLISH) -> str:
    first, last = tongue.day(one.first), tongue.day(one.last)
    return tongue.pgettext("days", "%(first)s to %(last)s", first=first, last=last) if one.first else ""


def as_objects(audits: Iterable[Audit]) -> list[dict[str, Any]]:
    return [_object(group) for group in grouped(audits)]


def as_json(audits: Iterable[Audit]) -> str:
    return json.dumps(as_objects(audits), ensure_ascii=True, indent=1)


def as_csv(audits: Iterable[Audit]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in as_objects(audits):
        flat = {**one, "ledger_low": one["ledger"]["low"], "ledger_high": one["ledger"]["high"], "url": one["url"]}
        flat["exchanges"] = one["ledger"]["exchanges"]
        writer.writerow([ledger.csv_cell(flat[name]) for name in COLUMNS])
    return out.getvalue()


def as_rows(audits: Iterable[Audit], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Plain text cells, the header first."""
    header = ("said", "bodies", "to", "by", "ledger", "gap", "what explains it")
    return [header, *(_row(group, names) for group in grouped(audits))]


def _row(group: Group, names: Mapping[str, str]) -> tuple[str, ...]:
    one, claim = group[0], group[0].claim.claim
    who = gaps.said_by(one.claim) + (f" (+{len(group) - 1})" if len(group) > 1 else "")
    to = names.get(str(claim.to), str(claim.to))
    return said(one), words.figure(claim.figure), to, who, summed(one), gaps.gap(one), gaps.sentence(one)


def _object(group: Group) -> dict[str, Any]:
    one, claim = group[0], group[0].claim.claim
    compared = one.verdict in COMPARED
    known = one.claim.id < 0
    figure = claim.figure
    return {
        "claim": one.claim.id,
        "conflict": claim.conflict,
        "to": claim.to,
        "count": figure.low if figure.low == figure.high else [figure.low, figure.high],
        "qualifier": figure.qualifier.value,
        "precision": figure.precision.value,
        "date": said(one),
        "attributed_to": gaps.said_by(one.claim),
        "statements": len(group),
        "outlet": one.claim.outlet or None,
        "url": one.claim.url or None,
        "quote": without_names(claim.evidence[0].quote) if claim.evidence else None,
        "sources": list(one.claim.sources) if known else [each.claim.url for each in group],
        "from": one.first or None,
        "until": one.last or None,
        "ledger": {
            "low": one.low if compared else None,
            "high": one.high if compared else None,
            "exchanges": one.exchanges if compared else None,
        },
        "counted_from": one.after.claim.figure.low if one.after else None,
        "gap": one.gap if compared else None,
        "gap_most": max(one.spread) * (1 if one.gap > 0 else -1) if compared else None,
        "verdict": one.verdict.value,
        "missing": gaps.sizes(one.parts),
        "fits_from": one.base or None,
        "fits_until": one.until or None,
        "explanation": gaps.sentence(one),
    }
