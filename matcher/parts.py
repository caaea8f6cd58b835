"""The drafts of one article in, the same with the parts of a total told: they close to it, or name places. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from matcher.draft import Draft
from matcher.some_of import PART_OPENING
from repwatch.model import Kind, Scope

_LISTED = 3  # parts after which a last one that closes to the whole can be nothing else


def components(drafts: list[Draft]) -> list[Draft]:
    """The two or more figures of its side or none that follow a total, or stand before it in its sentence, and add up
    to it exactly."""
    done = list(drafts)
    for index, total in enumerate(drafts):
        if total.kind is not Kind.BODIES or total.to is None or total.number.low < 10 or total.scope is Scope.COMPONENT:
            continue
        span = _closing(done, index) or _closed(done, index)
        for place in span:
            done[place] = replace(
                done[place],
                to=total.to,
                scope=Scope.COMPONENT,
                scope_rule="components.close",
                side_rule="components.close",
                side_strength=max(2, total.side_strength),
                day=total.day,
                day_basis=total.day_basis,
                total=False,
                flags=(),
            )
    return _parts_elsewhere(done)


def _parts_elsewhere(drafts: list[Draft]) -> list[Draft]:
    """A part of a closing total that stands in another sentence too is the same part there; so is any part where
    nothing but the figure tells to whom it went ("five soldiers died in captivity")."""
    closing = {(one.to, one.value) for one in drafts if one.scope_rule == "components.close"}
    told = {(one.to, one.value) for one in drafts if one.scope is Scope.COMPONENT and one.side_rule != "same.figure"}
    return [
        replace(one, scope=Scope.COMPONENT, scope_rule="components.repeated", flags=())
        if one.scope is Scope.CURRENT
        and one.kind is Kind.BODIES
        and (one.to, one.value) in (told if one.side_rule == "same.figure" else closing)
        else one
        for one in drafts
    ]


def wholes_again(drafts: list[Draft]) -> list[Draft]:
    """ "Of those 640, ...": a number that opens the parts and was told before is their whole, named again."""
    done: list[Draft] = []
    for draft in drafts:
        told = [
            one
            for one in done
            if one.scope is not Scope.COMPONENT and (one.kind, one.value) == (draft.kind, draft.value)
        ]
        if draft.scope_rule == PART_OPENING and told:
            draft = replace(
                draft, scope=told[-1].scope, scope_rule="whole.again", day=told[-1].day, day_basis=told[-1].day_basis
            )
        done.append(draft)
    return done


def places(drafts: list[Draft]) -> list[Draft]:
    """Several figures of one side and sentence, with places, after a larger one: parts, even if some are left out."""
    largest: dict[str, int] = {}
    side = ""  # of the last figure of this transfer: the entries of a list seldom name it
    done = list(drafts)
    for index, draft in enumerate(drafts):
        listed = draft.zone == "list" and draft.place
        draft = replace(draft, to=draft.to or side or None) if listed else draft
        if draft.kind is not Kind.BODIES or not draft.to or draft.scope is not Scope.CURRENT:
            continue
        side = draft.to
        beside = [one for one in drafts if (one.sentence, one.to, one.scope) == (draft.sentence, draft.to, draft.scope)]
        smaller = all(one.number.low < largest.get(draft.to, 0) for one in [*beside, draft])
        if draft.place and smaller and (len(beside) > 1 or listed or _goes_on_with_parts(done, index)):
            done[index] = replace(draft, scope=Scope.COMPONENT, scope_rule="part.places", flags=())
        else:
            largest[draft.to] = max(largest.get(draft.to, 0), draft.number.low)
    return done


def _goes_on_with_parts(drafts: Sequence[Draft], index: int) -> bool:
    """A sentence right before gave parts of the same side: "also 154 from morgues"."""
    draft, before = drafts[index], drafts[index - 1] if index else None
    return (
        before is not None
        and before.scope is Scope.COMPONENT
        and before.to == draft.to
        and draft.sentence - before.sentence in (1, 2)
    )


def _closing(drafts: list[Draft], index: int) -> list[int]:
    total = drafts[index]
    for first in range(index + 1, min(index + 4, len(drafts))):
        left, span = total.number.low, list[int]()
        for place in range(first, min(first + 14, len(drafts))):
            part = drafts[place]
            if part.kind is not Kind.BODIES or part.number.low >= total.number.low:
                break
            left -= part.number.low
            last = left == 0 and part.place and len(span) >= _LISTED  # closes a list of places: its side is of a place
            elsewhere = part.to not in (None, total.to) and part.side_strength >= 2 and not last
            if elsewhere or (part.own_day and part.day != total.day):
                break
            span.append(place)
            if left == 0 and len(span) > 1:
                return span
            if left < 0:
                break
    return []


def _closed(drafts: list[Draft], index: int) -> list[int]:
    """ "27 on the first day and 51 on the last, 78 altogether"."""
    total = drafts[index]
    left, span = total.number.low, []
    for place in range(index - 1, -1, -1):
        part = drafts[place]
        same = (part.sentence, part.kind, part.to) == (total.sentence, total.kind, total.to)
        whole = part.scope is Scope.CUMULATIVE or part.number.low * 20 > total.number.low * 19
        if not same or part.own_day or whole or part.number.low > left:
            break
        left -= part.number.low
        span.append(place)
        if left == 0:
            return span if len(span) > 1 else []
    return []
