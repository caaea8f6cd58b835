"""What an editor decided about figures, applied to what the rules read of an article. Pure.

A decision finds its claim by the figure as it was read and by its sentence. Where new rules read another figure there,
it fits nothing any more, and the desk is shown that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from repwatch.model import (
    LONGEST_SENTENCE,
    Claim,
    Conflict,
    DateBasis,
    Decision,
    Evidence,
    Figure,
    Kind,
    OfAdded,
    OfDays,
    OfFigure,
    OfSide,
    Right,
    Ruling,
)

ANSWERED = frozenset({"HARD", "INEXACT", "ROUND-SUSPECT"})  # conflicts that a word about the side settles
RULE = "decided"  # among the rules of a claim that a person accepted or corrected


@dataclass(frozen=True, slots=True)
class Word:
    """What editors said of one exchange. sides: side -> what they said of it. days: others that are about its day."""

    sides: Mapping[str, OfSide] = field(default_factory=dict)
    days: Collection[str] = ()


NOTHING = Word()


def chosen(found: Iterable[Conflict], word: OfSide | None) -> int | None:
    """The figure that an editor chose for a side, as long as no other stands than those that were looked at."""
    values = {value.low for conflict in found if conflict.type in ANSWERED for value in conflict.values}
    return word.count if word and word.count in values and values <= set(word.values) else None


def decide(claims: Sequence[Claim], decisions: Iterable[Decision]) -> tuple[tuple[Claim, ...], dict[int, int]]:
    """The claims that are left, and how many each decision fits, by its id. The latest decision about a claim holds."""
    ordered = sorted(decisions, key=lambda one: one.id)
    fits = {one.id: sum(refers(one, claim) for claim in claims) for one in ordered}
    left = []
    for claim in claims:
        latest = next((one for one in reversed(ordered) if refers(one, claim)), None)
        if latest is None:
            left.append(claim)
        elif latest.ruling is not Ruling.REJECT:
            left.append(_corrected(claim, latest))
    added = {one.id: _added(one.conflict, one.about) for one in ordered if isinstance(one.about, OfAdded)}
    return (*left, *added.values()), fits | dict.fromkeys(added, 1)


def _added(conflict: str, about: OfAdded) -> Claim:
    """What an editor saw in an article where the rules read nothing."""
    return Claim(
        conflict, Kind.BODIES, about.to, Figure(about.count, about.count), about.scope,
        (Evidence("text", 0, len(about.quote), about.quote, about.quote[:LONGEST_SENTENCE]),), about.day,
        DateBasis.EXPLICIT, (about.by,) if about.by else (), rules=(RULE,),
    )  # fmt: skip


def refers(decision: Decision, claim: Claim) -> bool:
    about = decision.about
    if not isinstance(about, OfFigure) or decision.conflict != claim.conflict:
        return False
    same = (claim.figure.low, claim.figure.high) == (about.low, about.high)
    return same and (
        not about.sentence or any(about.sentence in one.shown or one.shown in about.sentence for one in claim.evidence)
    )


def _corrected(claim: Claim, decision: Decision) -> Claim:
    right = decision.about.right if isinstance(decision.about, OfFigure) else Right()
    return replace(
        claim,
        figure=claim.figure if right.count is None else Figure(right.count, right.count),
        to=right.to or claim.to,
        day=right.day or claim.day,
        day_basis=DateBasis.EXPLICIT if right.day else claim.day_basis,
        scope=right.scope or claim.scope,
        claimants=(right.by, *claim.claimants[1:]) if right.by else claim.claimants,
        rules=(*claim.rules, RULE),
        gates=(),
    )


def merged(decisions: Iterable[Decision]) -> Mapping[str, str]:
    """Day -> the day that what is said of it is about. Chains are followed; the latest word about a day holds."""
    direct: dict[str, str] = {}
    for one in sorted(decisions, key=lambda one: one.id):
        if one.ruling is Ruling.MERGE and isinstance(one.about, OfDays):
            direct[one.about.day] = one.about.into
            direct.pop(one.about.into, None)  # or two days would point at each other
    found = {}
    for day in direct:
        end, seen = direct[day], {day}
        while end in direct and end not in seen:
            seen.add(end)
            end = direct[end]
        found[day] = end
    return found


def split(decisions: Iterable[Decision]) -> frozenset[tuple[date, date]]:
    """Pairs of days, the earlier first, that are two exchanges."""
    pairs = (
        tuple(sorted((date.fromisoformat(one.about.day), date.fromisoformat(one.about.into))))
        for one in decisions
        if one.ruling is Ruling.SPLIT and isinstance(one.about, OfDays)
    )
    return frozenset((first, second) for first, second in pairs)
