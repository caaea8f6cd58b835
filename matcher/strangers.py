"""Dead of the side that gave them, among what the other side received: sent by mistake, and no exchange of their own.

"North received the bodies of 20 southerners instead of its own" tells what was found among bodies of earlier handovers.
Pure.
"""

from collections.abc import Sequence
from dataclasses import replace

from matcher.draft import Draft
from repwatch.model import Kind, Scope

RULE = "part.strangers"
_NATION = "nation"  # the rule by which the dead belong to a side
_NAMED = 3  # the strength of a side that the sentence names


def strangers(drafts: Sequence[Draft]) -> list[Draft]:
    """What an article counts so in one sentence is that in the others too. Where both sides got strangers, the outlet
    has confused whose the dead were, not who got them."""
    found = {(one.to, one.number.low) for one in drafts if _is_stranger(one)}
    if len({to for to, _ in found}) > 1:
        return list(drafts)
    return [
        replace(one, scope=Scope.COMPONENT, scope_rule=RULE, flags=())
        if one.scope is Scope.CURRENT and one.kind is Kind.BODIES and (one.to, one.number.low) in found
        else one
        for one in drafts
    ]


def _is_stranger(draft: Draft) -> bool:
    """The sentence names who received them, and says of the dead that they were the other side's."""
    other = any(rule == _NATION and side != draft.to for rule, side in draft.lost)
    return other and draft.to is not None and draft.kind is Kind.BODIES and draft.side_strength >= _NAMED
