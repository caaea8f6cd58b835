"""What do all claims about one exchange add up to? Values in, values out: the algebra of conflicts. Pure.

Each origin is held to one value a side. Intervals (intervals.py) of two origins that leave each other no room are a
HARD conflict where both are exact; the other kinds (differ.py, swapped.py) are noted and alert nobody. The answer
depends on the set of claims only: ties are broken by what articles say, never by the order in which they came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from matcher.decided import NOTHING, Word, chosen
from matcher.differ import inside, other_days, restated
from matcher.intervals import fit, interval, is_exact, is_one, rounds
from matcher.origins import official_sides
from matcher.stated import merged, order, stated
from matcher.swapped import swapped
from repwatch.model import (
    Conflict,
    Exchange,
    ExchangeStatus,
    Figure,
    Kind,
    Precision,
    Qualifier,
    Reconciliation,
    Rule,
    Scope,
    Settlement,
    StatedBy,
    Status,
    StoredClaim,
)

__all__ = ["Origins", "counts", "interval", "reconcile", "settle"]

Origins = Mapping[int, tuple[str, ...]]
Span = tuple[int, int | None, int | None]  # lowest, highest, best


@dataclass(frozen=True, slots=True)
class Voice:
    """One origin's value for one side: the claims that state it, those that round it and those that state another.

    rule: what chose it, if the origin stated several.
    """

    origin: str
    figure: Figure
    claims: tuple[StoredClaim, ...]
    rounded: tuple[StoredClaim, ...] = ()
    others: tuple[StoredClaim, ...] = ()
    rule: Rule | None = None


def settle(
    exchange: Exchange,
    claims: Iterable[StoredClaim],
    origins: Origins,
    totals: Iterable[Conflict] = (),
    word: Word = NOTHING,
) -> Settlement:
    """claims: all that are linked to the exchange; only current, sure figures of bodies with a side count.

    totals: disputed running totals that stand at this exchange. word: what editors said of it.
    """
    linked = sorted(claims, key=order)
    swap = swapped(linked, origins)
    counted = [claim for claim in linked if counts(claim) and claim.id not in swap.aside]
    received, conflicts = [], list(swap.conflicts)
    for side in sorted({str(claim.claim.to) for claim in counted}):
        result, found = reconcile(side, [claim for claim in counted if claim.claim.to == side], origins)
        if swap.aside and result.rule is None:
            result = replace(result, rule=Rule.SWAPPED_ASIDE)
        received.append(_decided(result, chosen(found, word.sides.get(side)), origins))
        conflicts += [one for one in found if not (one.type == "HARD" and side in swap.open)]
    return Settlement(
        exchange=exchange,
        status=_status(received, counted),
        received=tuple(received),
        conflicts=(
            *conflicts,
            *other_days(exchange, counted, word.days),
            *restated(received, linked),
            *inside(linked),
            *totals,
        ),
        articles=len({claim.article for claim in counted if claim.article}),
        baseline=bool(counted) and all(claim.baseline for claim in counted),
        announced=tuple(claim for claim in linked if claim.claim.scope is Scope.PLANNED),
    )


def _decided(result: Reconciliation, count: int | None, origins: Origins) -> Reconciliation:
    """With the figure that an editor chose, and who states that; result as it is where nobody chose."""
    if count is None:
        return result
    stating = [claim for claim in result.claims if claim.claim.figure.low == claim.claim.figure.high == count]
    return replace(
        result,
        status=Status.DECIDED,
        low=count,
        high=count,
        best=count,
        origins=len({origin for claim in stating if claim.article for origin in origins[claim.id]}),
        stated_by=_stated_by(result.to, stating),
        rule=Rule.EDITOR,
    )


def counts(claim: StoredClaim) -> bool:
    read = claim.claim
    return read.kind is Kind.BODIES and read.scope is Scope.CURRENT and read.to is not None and read.sure


def reconcile(to: str, claims: Sequence[StoredClaim], origins: Origins) -> tuple[Reconciliation, list[Conflict]]:
    """claims: at least one, all about bodies that this side received in this exchange."""
    voices = _voices(claims, origins)
    conflicts = [conflict for one, two in combinations(voices, 2) if (conflict := _compare(to, one, two))]
    conflicts += [conflict for voice in voices for conflict in _within(to, voice)]
    found = merged(conflicts)
    types = {conflict.type for conflict in found}
    low, high, best = _range(voices) if "HARD" not in types else _span(found)
    agreeing = voices if "HARD" in types else [one for one in voices if _agrees(one, low, high)]
    read = [voice for voice in agreeing if any(claim.article for claim in voice.claims)]
    result = Reconciliation(
        to, _side_status(types, agreeing), low, high, best, len(read), tuple(sorted(claims, key=order))
    )
    return replace(result, stated_by=_stated_by(to, claims), rule=_rule(types, voices, best)), found


def _voices(claims: Sequence[StoredClaim], origins: Origins) -> list[Voice]:
    by_origin: dict[str, list[StoredClaim]] = {}
    for claim in sorted(claims, key=order):
        for origin in origins[claim.id]:
            by_origin.setdefault(origin, []).append(claim)
    return [_voice(origin, said) for origin, said in sorted(by_origin.items())]


def _voice(origin: str, said: Sequence[StoredClaim]) -> Voice:
    """The newest value that two articles state, else the newest: one outlet's slip does not revise an official body.

    Digits win over words and hedges of the same origin, and exact digits over round ones that may stand for them: "a
    thousand" and 1,000 beside 1,003 are how somebody told it. An outlet that copies without credit backs nothing.
    """
    named = [claim for claim in said if claim.claim.claimants] or said
    exact = [claim for claim in named if is_exact(claim.claim.figure)] or list(named)
    fine = {claim.claim.figure for claim in exact}
    coarse = {figure for figure in {claim.claim.figure for claim in said} if any(rounds(figure, one) for one in fine)}
    rounded = {claim.id: claim for claim in said if claim.claim.figure in coarse}
    values: dict[object, list[StoredClaim]] = {}
    for claim in exact:
        if claim.id not in rounded:
            values.setdefault(_value(claim), []).append(claim)
    backed = [group for group in values.values() if _articles(group) > 1]
    chosen = max(backed or values.values(), key=lambda group: (group[-1].said_at, _articles(group), _value(group[0])))
    same = tuple(claim for claim in said if _value(claim) == _value(chosen[0]))
    told = {claim.id for claim in same} | set(rounded)
    others = tuple(claim for claim in said if claim.id not in told and is_exact(claim.claim.figure))
    rule = (Rule.NEWEST_OF_TWO if backed else Rule.NEWEST) if len(values) > 1 else None
    return Voice(origin, chosen[0].claim.figure, same, tuple(rounded.values()), others, rule)


def _compare(to: str, one: Voice, two: Voice) -> Conflict | None:
    if (one.figure.low, one.figure.high) == (two.figure.low, two.figure.high):
        return None
    kind = _kind(one.figure, two.figure)
    return Conflict(kind, to, (stated(one.claims), stated(two.claims))) if kind else None


def _kind(one: Figure, two: Figure) -> str | None:
    exact = [figure.qualifier is Qualifier.EXACT for figure in (one, two)]
    if not fit(one, two):
        return "HARD" if all(exact) else "INEXACT"
    if not is_one(one) or not is_one(two):
        return None  # "over 600" and 640 agree
    return "ROUNDING" if Precision.ROUND_WORD in (one.precision, two.precision) else "ROUND-SUSPECT"


def _within(to: str, voice: Voice) -> list[Conflict]:
    """The same origin said another exact value before, or somebody misquoted it, or rounded it in digits."""
    found = []
    if voice.rounded:
        found.append(Conflict("ROUND-SUSPECT", to, (stated(voice.rounded), stated(voice.claims))))
    if voice.others and is_exact(voice.figure):
        found.append(Conflict("REVISION", to, (stated(voice.others), stated(voice.claims))))
    return found


def _range(voices: Sequence[Voice]) -> Span:
    """Where nothing is disputed: an exact figure, the finest first, else the tightest bounds that all allow."""
    single = [voice.figure for voice in voices if is_one(voice.figure)]
    if single:
        best = min(single, key=lambda one: (_FINEST.index(one.precision), _width(one), one.low)).low
        return best, best, best
    bounds = [interval(voice.figure) for voice in voices]
    highs = [high for _, high in bounds if high is not None]
    low, high = int(max(low for low, _ in bounds)), int(min(highs)) if highs else None
    if high is not None and low > high:  # two hedged figures that leave each other no room
        return int(min(low for low, _ in bounds)), int(max(highs)), None
    hedged = [voice.figure.low for voice in voices if voice.figure.qualifier is Qualifier.ABOUT]
    return low, high, min(hedged) if hedged else None


_FINEST = (Precision.EXACT_DIGITS, Precision.ROUND_DIGITS, Precision.ROUND_WORD, Precision.VAGUE)


def _width(figure: Figure) -> float:
    low, high = interval(figure)
    return (high or 0) - low


def _span(conflicts: Sequence[Conflict]) -> Span:
    """A disputed side has no best value until an editor sets one."""
    (hard,) = (conflict for conflict in conflicts if conflict.type == "HARD")
    return min(value.low for value in hard.values), max(value.high or 0 for value in hard.values), None


def _agrees(voice: Voice, low: int, high: int | None) -> bool:
    stands = Figure(low, high if high is not None else low, Qualifier.EXACT if high is not None else Qualifier.AT_LEAST)
    return fit(voice.figure, stands)


def _side_status(types: set[str], agreeing: Sequence[Voice]) -> Status:
    if "HARD" in types:
        return Status.DISPUTED
    if types & {"ROUNDING", "ROUND-SUSPECT"}:
        return Status.ROUNDED
    return Status.AGREED if len(agreeing) > 1 else Status.ONE_ORIGIN


def _stated_by(to: str, claims: Iterable[StoredClaim]) -> StatedBy:
    sides = {side for claim in claims for side in official_sides(claim)}
    if to in sides:
        return StatedBy.BOTH if sides - {to} else StatedBy.RECEIVER
    return StatedBy.GIVER if sides else StatedBy.NONE


def _rule(types: set[str], voices: Sequence[Voice], best: int | None) -> Rule | None:
    """Why this figure stands, where something else was stated too; none while it is disputed."""
    if best is None:
        return None
    if types & {"ROUNDING", "ROUND-SUSPECT"}:
        return Rule.EXACT_DIGITS
    if "INEXACT" in types:
        return Rule.EXACT_ABOVE_HEDGED
    return next((voice.rule for voice in voices if voice.rule and voice.figure.low == best), None)


def _status(received: Sequence[Reconciliation], counted: Sequence[StoredClaim]) -> ExchangeStatus:
    if not counted:
        return ExchangeStatus.RETRACTED
    if any(side.status is Status.DISPUTED for side in received):
        return ExchangeStatus.DISPUTED
    confirming = {side for claim in counted for side in official_sides(claim)}
    return ExchangeStatus.CONFIRMED if len(confirming) > 1 else ExchangeStatus.CLAIMED


def _articles(claims: Iterable[StoredClaim]) -> int:
    return len({claim.article for claim in claims})


def _value(claim: StoredClaim) -> tuple[int, int, str]:
    figure = claim.claim.figure
    return figure.low, figure.high, figure.qualifier.value
