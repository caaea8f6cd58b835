"""How do claims about one exchange disagree beside two origins' values? By day, inside one article, and later. Pure.

None of these is told to anybody: a day is a question, an article that contradicts itself stays with its claims, and a
later text that repeats a settled figure differently counts against its outlet alone.
"""

from collections.abc import Collection, Iterable, Sequence

from matcher.intervals import interval, is_exact, overlap
from matcher.stated import by_value, order, stated
from repwatch.model import Conflict, Exchange, Kind, Reconciliation, Scope, StoredClaim

CONTRADICTION = "contradiction"  # the gate of a claim that its own article contradicts
NEAR = 0.05  # of a total: two numbers further apart are not a total and its parts
_HARMLESS = {"scope", "day"}  # gates that leave no doubt about the figure and its side


def other_days(exchange: Exchange, counted: Iterable[StoredClaim], settled: Collection[str] = ()) -> list[Conflict]:
    """Claims that name another day than the exchange's, against those that name its own.

    settled: days that an editor said are this exchange's.
    """
    dated = [claim for claim in counted if claim.article and claim.claim.day and len(claim.claim.day) == 10]
    own = [claim for claim in dated if claim.claim.day == exchange.date]
    away: dict[str, list[StoredClaim]] = {}
    for claim in dated:
        if claim.claim.day not in (exchange.date, *settled) and claim.claim.day_basis.explicit:
            away.setdefault(str(claim.claim.day), []).append(claim)
    if not own or not away:
        return []
    return [Conflict("DATE", None, (stated(own), *(stated(said) for _, said in sorted(away.items()))))]


def restated(received: Iterable[Reconciliation], linked: Iterable[StoredClaim]) -> list[Conflict]:
    """Later texts that repeat a figure otherwise than it stands; a disputed one only beyond all that was stated."""
    linked = list(linked)
    found = []
    for side in received:
        wrong = [claim for claim in linked if _is_restatement(claim, side) and _off(claim, side)]
        right = [claim for claim in side.claims if claim.claim.figure.low == side.best] or list(side.claims)
        if wrong:
            found.append(Conflict("RESTATEMENT-ERROR", side.to, (stated(right), *by_value(wrong))))
    return found


def inside(linked: Iterable[StoredClaim]) -> list[Conflict]:
    """Articles that contradict themselves, and articles whose parts do not make their total."""
    articles: dict[int, list[StoredClaim]] = {}
    for claim in linked:
        if claim.article and claim.claim.kind is Kind.BODIES:
            articles.setdefault(claim.article, []).append(claim)
    by_address = sorted(articles.values(), key=lambda said: min(map(order, said)))
    return [one for said in by_address for one in (*_contradictions(said), *_sums(said))]


def _is_restatement(claim: StoredClaim, side: Reconciliation) -> bool:
    read = claim.claim
    previous = read.kind is Kind.BODIES and read.scope is Scope.PREVIOUS and read.to == side.to
    return previous and is_exact(read.figure) and set(read.gates) <= _HARMLESS


def _off(claim: StoredClaim, side: Reconciliation) -> bool:
    """Beyond all that stands."""
    return not overlap(interval(claim.claim.figure), (side.low, side.high))


def _contradictions(said: Sequence[StoredClaim]) -> list[Conflict]:
    found = []
    for to in sorted({str(claim.claim.to) for claim in said if CONTRADICTION in claim.claim.gates}):
        values = by_value(one for one in said if one.claim.to == to and CONTRADICTION in one.claim.gates)
        if len(values) > 1:
            found.append(Conflict("INTERNAL", to, tuple(values)))
    return found


def _sums(said: Sequence[StoredClaim]) -> list[Conflict]:
    """Both sides together against a total that names no side."""
    current = [one for one in said if one.claim.scope is Scope.CURRENT and is_exact(one.claim.figure)]
    totals = [one for one in current if one.claim.to is None]
    sides = {to: [one for one in current if one.claim.to == to] for to in {one.claim.to for one in current} - {None}}
    if len(totals) != 1 or len(sides) != 2 or any(len(found) != 1 for found in sides.values()):
        return []
    parts = [one for found in sides.values() for one in found]
    gap = abs(totals[0].claim.figure.low - sum(one.claim.figure.low for one in parts))
    if not 0 < gap <= NEAR * totals[0].claim.figure.low:
        return []
    return [Conflict("SUM-MISMATCH", None, (stated(totals), *by_value(parts)))]
