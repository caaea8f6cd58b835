"""The known history that ships with the program: rows of two tables -> claims of their named reporters. Pure.

Figures in brackets behind a reporter are "to the first party / to the second"; a single one belongs to the side whose
own column is nearest to it. A reporter without figures stands for all figures of the row that nobody else states.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from repwatch.model import Claim, Claimant, DateBasis, Figure, Kind, Precision, Qualifier, Scope

BRACKET = re.compile(r"^(?P<who>.*?)\s*\((?P<figures>[\d,]+(?:\s*/\s*[\d,]+)?)\)$")
ROUND = 100  # from two trailing zeros on a count may be rounded


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """key: the same for the same row, so loading again changes nothing. day: of the exchange; totals have none."""

    key: str
    day: str | None
    precision: str
    claim: Claim
    reporters: str
    sources: str
    notes: str


def exchanges(rows: Sequence[Mapping[str, str]], conflict: str, parties: Sequence[str]) -> list[KnownClaim]:
    return [known for row in rows for known in _of_exchange(row, conflict, parties)]


def totals(rows: Sequence[Mapping[str, str]], conflict: str, parties: Sequence[str]) -> list[KnownClaim]:
    """Cumulative claims; base is the first day that is counted."""
    return [
        KnownClaim(
            _key(row, party, row["reporter"], row[f"to_{party}"]),
            None,
            "total",
            _claim(conflict, party, int(row[f"to_{party}"]), row["date"], row["reporter"], row["scope_from"],
                   Qualifier(row[f"qualifier_{party}"])),
            row["reporter"],
            row["source"],
            row["notes"],
        )
        for row in rows
        for party in parties
        if row[f"to_{party}"]
    ]  # fmt: skip


def _of_exchange(row: Mapping[str, str], conflict: str, parties: Sequence[str]) -> list[KnownClaim]:
    said = [(who, party, count) for who, counts in _reporters(row, parties) for party, count in counts.items()]
    day = row["date"][:7] if row["date_precision"] == "month" else row["date"]
    return [
        KnownClaim(
            _key(row, party, who, str(count)), day, row["date_precision"],
            _claim(conflict, party, count, day, who), row["reporters"], row["sources"], row["notes"],
        )
        for who, party, count in said
    ]  # fmt: skip


def _reporters(row: Mapping[str, str], parties: Sequence[str]) -> list[tuple[str, dict[str, int]]]:
    columns = {party: int(row[f"to_{party}"]) for party in parties if row[f"to_{party}"]}
    named, plain = [], []
    for text in (part.strip() for part in row["reporters"].split(";")):
        found = BRACKET.match(text)
        if found:
            named.append((found["who"], _figures(found["figures"], columns, parties)))
        elif text:
            plain.append(text)
    stated = {(party, count) for _, counts in named for party, count in counts.items()}
    rest = {party: count for party, count in columns.items() if (party, count) not in stated}
    return [*named, *([("; ".join(plain) or "not named", rest)] if rest else [])]


def _figures(text: str, columns: Mapping[str, int], parties: Sequence[str]) -> dict[str, int]:
    counts = [int(part.strip().replace(",", "")) for part in text.split("/")]
    if len(counts) > 1:
        return dict(zip(parties, counts, strict=True))
    return {min(columns, key=lambda party: (abs(columns[party] - counts[0]), party)): counts[0]}


def _claim(
    conflict: str, to: str, count: int, day: str, who: str, base: str = "", qualifier: Qualifier = Qualifier.EXACT
) -> Claim:
    rounded = count >= ROUND and count % ROUND == 0
    return Claim(
        conflict=conflict,
        kind=Kind.BODIES,
        to=to,
        figure=Figure(count, count, qualifier, Precision.ROUND_DIGITS if rounded else Precision.EXACT_DIGITS),
        scope=Scope.CUMULATIVE if base else Scope.CURRENT,
        evidence=(),
        day=day,
        day_basis=DateBasis.EXPLICIT,
        claimants=(Claimant(who),),
        base=base,
        rules=("known.history",),
    )


def _key(row: Mapping[str, str], *more: str) -> str:
    return sha256("\0".join((*row.values(), *more)).encode()).hexdigest()
