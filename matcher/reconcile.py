"""What do all claims about one exchange add up to? Values in, values out: the algebra of conflicts. Pure.

Each origin is held to one value a side. A value becomes an interval: exact digits v..v; round digits and round words
half a unit of the last significant digit, at most 5 %; "about" 5 %; floors and ceilings are open. Disjoint intervals
of two origins are a HARD conflict where both are exact; the other kinds are noted and alert nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from matcher.origins import official_sides
from repwatch.model import (
    Conflict,
    Exchange,
    ExchangeStatus,
    Figure,
    Kind,
    Precision,
    Qualifier,
    Reconciliation,
    Scope,
    Settlement,
    Stated,
    Status,
    StoredClaim,
)

TOLERANCE = 0.05  # of a hedged figure, and at most of a rounded one
DIGITS = (Precision.EXACT_DIGITS, Precision.ROUND_DIGITS)

Origins = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Voice:
    """One origin's value for one side, with all claims of that origin that state it, and those that state another."""

    origin: str
    figure: Figure
    claims: tuple[StoredClaim, ...]
    others: tuple[StoredClaim, ...]


def interval(figure: Figure) -> tuple[float, float | None]:
    """What the figure allows the true count to be; None: no upper bound."""
    low, high = figure.low, figure.high
    match figure.qualifier:
        case Qualifier.AT_LEAST:
            return low, None
        case Qualifier.MORE_THAN:
            return low + 1, None
        case Qualifier.UP_TO:
            return 0, high
    slack = TOLERANCE * high if figure.qualifier is Qualifier.ABOUT else _rounding(figure)
    return low - slack, high + slack


def settle(
    exchange: Exchange, claims: Iterable[StoredClaim], origins: Origins, totals: Iterable[Conflict] = ()
) -> Settlement:
    """claims: all that are linked to the exchange; only current, sure figures of bodies with a side count.

    totals: disputed running totals that stand at this exchange.
    """
    counted = [claim for claim in claims if counts(claim)]
    sides = sorted({str(claim.claim.to) for claim in counted})
    received, conflicts = [], []
    for side in sides:
        result, found = reconcile(side, [claim for claim in counted if claim.claim.to == side], origins)
        received.append(result)
        conflicts += found
    return Settlement(
        exchange=exchange,
        status=_status(received, counted),
        received=tuple(received),
        conflicts=(*conflicts, *_date_conflict(exchange, counted), *totals),
        articles=len({claim.article for claim in counted if claim.article}),
        baseline=bool(counted) and all(claim.baseline for claim in counted),
    )


def counts(claim: StoredClaim) -> bool:
    read = claim.claim
    return read.kind is Kind.BODIES and read.scope is Scope.CURRENT and read.to is not None and read.sure


def reconcile(to: str, claims: Sequence[StoredClaim], origins: Origins) -> tuple[Reconciliation, list[Conflict]]:
    """claims: at least one, all about bodies that this side received in this exchange."""
    voices = _voices(claims, origins)
    conflicts = [conflict for one, two in combinations(voices, 2) if (conflict := _compare(to, one, two))]
    conflicts += [revision for voice in voices if (revision := _revision(to, voice))]
    merged = _merge(conflicts)
    hard = [conflict for conflict in merged if conflict.type == "HARD"]
    low, high, best = _range(voices) if not hard else _span(hard[0])
    rounded = any(conflict.type in ("ROUNDING", "ROUND-SUSPECT") for conflict in merged)
    read = [voice for voice in voices if any(claim.article for claim in voice.claims)]
    status = (
        Status.DISPUTED
        if hard
        else Status.ROUNDED
        if rounded
        else Status.AGREED
        if len(voices) > 1
        else Status.ONE_ORIGIN
    )
    return Reconciliation(to, status, low, high, best, len(read), tuple(claims)), merged


def _voices(claims: Sequence[StoredClaim], origins: Origins) -> list[Voice]:
    by_origin: dict[str, list[StoredClaim]] = {}
    for claim in sorted(claims, key=lambda claim: (claim.said_at, claim.url, claim.id)):
        for origin in origins[claim.id]:
            by_origin.setdefault(origin, []).append(claim)
    return [_voice(origin, said) for origin, said in sorted(by_origin.items())]


def _voice(origin: str, said: Sequence[StoredClaim]) -> Voice:
    """The newest value that two articles state, else the newest: one outlet's slip does not revise an official body.

    Digits win over words and hedges of the same origin: "a thousand" beside 1,003 is how somebody told it.
    """
    exact = [claim for claim in said if _is_exact(claim.claim.figure)] or list(said)
    backed = [claim for claim in exact if len({one.article for one in exact if _same(one, claim)}) > 1] or exact
    chosen = backed[-1]
    same = tuple(claim for claim in said if _same(claim, chosen))
    return Voice(origin, chosen.claim.figure, same, tuple(claim for claim in exact if not _same(claim, chosen)))


def _compare(to: str, one: Voice, two: Voice) -> Conflict | None:
    if (one.figure.low, one.figure.high) == (two.figure.low, two.figure.high):
        return None
    kind = _kind(one.figure, two.figure)
    return Conflict(kind, to, (_stated(one.claims), _stated(two.claims))) if kind else None


def _kind(one: Figure, two: Figure) -> str | None:
    exact = [figure.qualifier is Qualifier.EXACT for figure in (one, two)]
    if not _overlap(interval(one), interval(two)):
        return "HARD" if all(exact) else "INEXACT"
    if not all(exact) or one.low != one.high or two.low != two.high:
        return None  # "over 600" and 640 agree
    return "ROUNDING" if Precision.ROUND_WORD in (one.precision, two.precision) else "ROUND-SUSPECT"


def _revision(to: str, voice: Voice) -> Conflict | None:
    """The same origin said another exact value before, or somebody misquoted it."""
    digits = tuple(claim for claim in voice.others if _is_exact(claim.claim.figure))
    if not digits or not _is_exact(voice.figure):
        return None
    return Conflict("REVISION", to, (_stated(digits), _stated(voice.claims)))


def _merge(conflicts: Sequence[Conflict]) -> list[Conflict]:
    """One conflict a type, each value once with all its claims, whoever was first in front."""
    merged = []
    for kind in sorted({conflict.type for conflict in conflicts}):
        values: dict[tuple[int, int | None], list[StoredClaim]] = {}
        for conflict in (one for one in conflicts if one.type == kind):
            for stated in conflict.values:
                values.setdefault((stated.low, stated.high), []).extend(stated.claims)
        sides = [_stated(tuple({claim.id: claim for claim in claims}.values())) for claims in values.values()]
        to = next(conflict.to for conflict in conflicts if conflict.type == kind)
        merged.append(Conflict(kind, to, tuple(sorted(sides, key=lambda one: (one.claims[0].said_at, one.low)))))
    return merged


def _stated(claims: Sequence[StoredClaim]) -> Stated:
    ordered = sorted(claims, key=lambda claim: (claim.said_at, claim.url, claim.id))
    figure, chain = ordered[0].claim.figure, next((one.claim.claimants for one in ordered if one.claim.claimants), ())
    return Stated(figure.low, figure.high, chain[0].text if chain else ordered[0].outlet, tuple(ordered))


def _range(voices: Sequence[Voice]) -> tuple[int, int | None, int | None]:
    """Lowest, highest and best value where nothing is disputed: an exact figure, else the tightest bounds."""
    for wanted in (Precision.EXACT_DIGITS, Precision.ROUND_DIGITS, Precision.ROUND_WORD):
        for voice in voices:
            figure = voice.figure
            if figure.qualifier is Qualifier.EXACT and figure.precision is wanted and figure.low == figure.high:
                return figure.low, figure.low, figure.low
    bounds = [interval(voice.figure) for voice in voices]
    highs = [high for _, high in bounds if high is not None]
    low, high = int(max(low for low, _ in bounds)), int(min(highs)) if highs else None
    hedged = [voice.figure.low for voice in voices if voice.figure.qualifier is Qualifier.ABOUT]
    return low, high, hedged[0] if hedged else None


def _span(conflict: Conflict) -> tuple[int, int | None, int | None]:
    """A disputed side has no best value until an editor sets one."""
    return min(stated.low for stated in conflict.values), max(stated.high or 0 for stated in conflict.values), None


def _status(received: Sequence[Reconciliation], counted: Sequence[StoredClaim]) -> ExchangeStatus:
    if not counted:
        return ExchangeStatus.RETRACTED
    if any(side.status is Status.DISPUTED for side in received):
        return ExchangeStatus.DISPUTED
    confirming = {side for claim in counted for side in official_sides(claim)}
    return ExchangeStatus.CONFIRMED if len(confirming) > 1 else ExchangeStatus.CLAIMED


def _date_conflict(exchange: Exchange, counted: Sequence[StoredClaim]) -> list[Conflict]:
    """Claims that name another day than the exchange's, against those that name its own."""
    away = [claim for claim in counted if claim.article and claim.claim.day and len(claim.claim.day) == 10]
    other = [claim for claim in away if claim.claim.day != exchange.date and claim.claim.day_basis.explicit]
    own = [claim for claim in away if claim.claim.day == exchange.date]
    return [Conflict("DATE", None, (_stated(own), _stated(other)))] if own and other else []


def _rounding(figure: Figure) -> float:
    if figure.precision is Precision.EXACT_DIGITS or not figure.high:
        return 0
    unit = 1
    while figure.high % (unit * 10) == 0:
        unit *= 10
    return min(unit / 2, TOLERANCE * figure.high)


def _is_exact(figure: Figure) -> bool:
    return figure.qualifier is Qualifier.EXACT and figure.precision in DIGITS and figure.low == figure.high


def _same(one: StoredClaim, two: StoredClaim) -> bool:
    a, b = one.claim.figure, two.claim.figure
    return (a.low, a.high, a.qualifier) == (b.low, b.high, b.qualifier)


def _overlap(one: tuple[float, float | None], two: tuple[float, float | None]) -> bool:
    return (one[1] is None or two[0] <= one[1]) and (two[1] is None or one[0] <= two[1])
