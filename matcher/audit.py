"""Do the stated running totals agree with each other? Pure.

In: cumulative claims and the exchanges of the ledger. Out: disputed totals, each at the last exchange that it counts.
Totals of one base (a series, a first day) that were stated after the same exchange should be equal. Rounded and hedged
ones are left alone, and so are totals too far apart to count the same thing.
"""

from collections.abc import Iterable, Mapping, Sequence

from matcher.bases import SERIES
from matcher.reconcile import Origins
from matcher.stated import order, stated
from repwatch.model import Conflict, Exchange, Kind, Precision, Qualifier, Scope, StoredClaim

NEAR = 0.02  # of the larger: totals further apart have another base, whatever they say (extraction: totals audit)
NEAR_COUNT = 10  # or this many, where the totals are small


def disputed_totals(
    claims: Iterable[StoredClaim],
    exchanges: Sequence[Exchange],
    series: Mapping[str, tuple[str, str]],
    origins: Origins,
) -> dict[str, list[Conflict]]:
    """By exchange. exchanges: of one war. series: id -> first and last day."""
    groups: dict[tuple[str, str, str], list[StoredClaim]] = {}
    for claim in claims:
        at = last_counted(claim, exchanges, series)
        if at and claim.claim.to and _exact_total(claim):
            groups.setdefault((at, str(claim.claim.to), claim.claim.base), []).append(claim)
    found: dict[str, list[Conflict]] = {}
    for (at, to, _), group in sorted(groups.items()):
        for near in _near(group):
            if conflict := _conflict(to, near, origins):
                found.setdefault(at, []).append(conflict)
    return found


def last_counted(
    claim: StoredClaim, exchanges: Sequence[Exchange], series: Mapping[str, tuple[str, str]]
) -> str | None:
    """The id of the last exchange that was over when the total was stated; of its series, if it counts one."""
    base = claim.claim.base
    if not base:
        return None
    first, last = series.get(base.removeprefix(SERIES), ("", "")) if base.startswith(SERIES) else (base, "9999")
    end = min(last, claim.told_on)
    counted = [one for one in exchanges if one.date and first <= one.date <= end]
    return max(counted, key=lambda one: (str(one.date), one.id)).id if counted else None


def _near(group: Iterable[StoredClaim]) -> list[list[StoredClaim]]:
    """Totals that may count the same; one that is far off has another base and hides no others."""
    found: list[list[StoredClaim]] = []
    for claim in sorted(group, key=lambda one: one.claim.figure.low):
        count = claim.claim.figure.low
        if found and count - found[-1][-1].claim.figure.low <= max(NEAR_COUNT, NEAR * count):
            found[-1].append(claim)
        else:
            found.append([claim])
    return found


def _conflict(to: str, group: Sequence[StoredClaim], origins: Origins) -> Conflict | None:
    values: dict[int, list[StoredClaim]] = {}
    for claim in sorted(group, key=order):
        values.setdefault(claim.claim.figure.low, []).append(claim)
    voices = {origin for claim in group for origin in origins[claim.id]}
    if len(values) < 2 or len(voices) < 2:
        return None
    return Conflict("CUMULATIVE", to, tuple(stated(said) for said in values.values()))


def _exact_total(claim: StoredClaim) -> bool:
    read = claim.claim
    exact = read.figure.qualifier is Qualifier.EXACT and read.figure.precision is Precision.EXACT_DIGITS
    return exact and read.kind is Kind.BODIES and read.scope is Scope.CUMULATIVE
