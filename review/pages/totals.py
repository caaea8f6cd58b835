"""Running totals of the known history in, rows for the page out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from repwatch.model import StoredClaim
from review import words


@dataclass(frozen=True, slots=True)
class Total:
    """What somebody said had been handed over altogether. since: the first day that he counted."""

    said: str
    side: str
    value: str
    since: str
    reporter: str
    sources: tuple[str, ...]
    notes: str


def rows(claims: Iterable[StoredClaim], names: Mapping[str, str]) -> tuple[Total, ...]:
    return tuple(_row(stored, names) for stored in claims)


def _row(stored: StoredClaim, names: Mapping[str, str]) -> Total:
    claim = stored.claim
    return Total(
        said=words.day(claim.day),
        side=names.get(str(claim.to), str(claim.to)),
        value=words.figure(claim.figure),
        since=words.day(claim.base),
        reporter=stored.reporters,
        sources=stored.sources,
        notes=stored.notes,
    )
