"""Audited totals in, the page that lays them beside the ledger's sums out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from repwatch.model import Audit, StoredClaim
from review import gaps, totals
from review.pages.said import Said, said
from review.tongue import ENGLISH, Tongue

SHOWN = 200  # rows; the command and totals.json have all
READ = 300  # statements, since many say the same: auditing more would keep the reader waiting


@dataclass(frozen=True, slots=True)
class Total:
    """What somebody said had been handed over altogether, and what the ledger adds up to over the same days.

    quoted: the article that said it first; None: the known history. more: further articles that say the same.
    open: neither a late count nor another first day explains the gap.
    """

    said: str
    side: str
    value: str
    by: str
    quoted: Said | None
    more: int
    period: str
    ledger: str
    exchanges: str
    gap: str
    open: bool
    explanation: str
    sources: tuple[str, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class TotalsPage:
    """left_out: older statements."""

    rows: tuple[Total, ...]
    left_out: int


def page(
    audits: Iterable[Audit],
    stated: int,
    names: Mapping[str, str],
    outlets: Mapping[str, str],
    tongue: Tongue = ENGLISH,
) -> TotalsPage:
    """audits: of the latest statements. stated: how many there are in all."""
    groups = totals.grouped(audits)[:SHOWN]
    return TotalsPage(tuple(_row(group, names, outlets, tongue) for group in groups), stated - sum(map(len, groups)))


def _row(group: totals.Group, names: Mapping[str, str], outlets: Mapping[str, str], tongue: Tongue) -> Total:
    one = group[0]
    stored: StoredClaim = one.claim
    claim = stored.claim
    return Total(
        said=tongue.day(totals.said(one)),
        side=names.get(str(claim.to), str(claim.to)),
        value=tongue.figure(claim.figure),
        by=gaps.said_by(stored),
        quoted=said(stored, outlets, tongue) if stored.id > 0 else None,
        more=len(group) - 1,
        period=totals.period(one, tongue),
        ledger=totals.summed(one, tongue),
        exchanges=tongue.exchanges(one.exchanges) if totals.summed(one) else "",
        gap=gaps.gap(one, tongue),
        open=one.verdict.open,
        explanation=gaps.sentence(one, tongue),
        sources=stored.sources,
        notes=stored.notes,
    )
