"""The drafts of one article in, the same with those flagged that contradict each other. Pure."""

from dataclasses import replace

from matcher.doubtful import doubtful
from matcher.draft import Draft
from repwatch.model import Kind, Qualifier, Scope

NAMED = 2  # the strength of a side that the text names


def contradictions(drafts: list[Draft]) -> list[Draft]:
    """Two exact current values of one side with one root, or with none named: the article contradicts itself.

    A figure whose side the text does not name puts only itself in doubt beside one whose side it names.
    """
    current = [one for one in drafts if one.scope is Scope.CURRENT and one.kind is Kind.BODIES and one.to]
    flagged: set[int] = set()
    for place, one in enumerate(current):
        for other in current[place + 1 :]:
            if _contradict(one, other):
                weak = [draft for draft in (one, other) if draft.side_strength < NAMED]
                flagged.update(map(id, weak if len(weak) == 1 else doubtful(one, other)))
    return [replace(one, flags=(*one.flags, "contradiction")) if id(one) in flagged else one for one in drafts]


def _contradict(one: Draft, two: Draft) -> bool:
    if one.to != two.to or one.value == two.value or one.day != two.day:
        return False
    exact = {one.number.qualifier, two.number.qualifier} == {Qualifier.EXACT}
    rounded = one.number.precision != two.number.precision and close(one.number.low, two.number.low)
    roots = {claimants[0].id or claimants[0].text for claimants in (one.claimants, two.claimants) if claimants}
    return exact and not rounded and len(roots) < 2


def close(one: int, two: int) -> bool:
    """By a twentieth: one may be a rounding of the other."""
    return abs(one - two) <= max(one, two) * 0.05
