"""What somebody only said earlier: a figure of this exchange, or of one before it? Pure."""

from collections.abc import Sequence
from dataclasses import replace

from matcher.draft import Draft
from repwatch.model import Kind, Scope

RULE = "previous.said"  # of a figure in a sentence like "earlier the headquarters said that North got 640"


def said_earlier(drafts: list[Draft]) -> list[Draft]:
    """The figure of this exchange is one of it whenever it was said; so is what an official said alone of the other
    direction, where nothing else is known of that."""
    current = {(one.to, one.value) for one in drafts if _is_now(one)}
    done = []
    for draft in drafts:
        if draft.scope_rule == RULE and (draft.to, draft.value) in current:
            draft = replace(draft, scope=Scope.CURRENT, scope_rule="said.earlier")
        elif now := _other_half(draft, drafts):
            draft = replace(draft, scope=Scope.CURRENT, scope_rule="said.half", day=now.day, day_basis=now.day_basis)
        done.append(draft)
    return done


def _is_now(draft: Draft) -> bool:
    return draft.scope is Scope.CURRENT and draft.kind is Kind.BODIES


def _other_half(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """ "South got 22. Earlier the headquarters reported that North had got 640": a figure of the one direction, to
    which the other is lacking. What was said of both was said of another exchange."""
    official = bool(draft.claimants) and draft.claimants[0].official
    if draft.scope_rule != RULE or draft.kind is not Kind.BODIES or draft.own_day or not draft.to or not official:
        return None
    now = [one for one in drafts if _is_now(one) and one.to and one.number.low and one.side_strength > 1]
    both = any(one.sentence == draft.sentence and one.to != draft.to for one in drafts)
    told = [one for one in drafts if one is not draft and one.kind is Kind.BODIES and one.to == draft.to]
    known = any(one.scope in (Scope.CURRENT, Scope.PREVIOUS) for one in told)
    return now[0] if now and not both and not known else None
