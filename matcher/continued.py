"""A figure that goes on where another one stopped shares its earlier day: half sentences, "in return", "then". Pure."""

from collections.abc import Sequence
from dataclasses import replace

from matcher.draft import Draft
from matcher.reading import Sentence
from matcher.some_of import PART_EARLIER, PART_RULES
from repwatch.model import Kind, Qualifier, Scope


def continued(drafts: Sequence[Draft], read: Sequence[Sentence]) -> list[Draft]:
    """A sentence that goes on ("in return it got 22", "four of them") shares the earlier day of the one before it."""
    done: list[Draft] = []
    for draft in drafts:
        last = next((one for one in reversed(done) if one.sentence < draft.sentence), None)
        head = read[draft.sentence].read.items[:4]
        goes_on = any(item.has("THEN", "INRETURN", "PRON") for item in head) or any(
            item.has("INRETURN") for item in read[draft.sentence].read.items[: draft.at]
        )
        follows = (
            last is not None
            and last.scope is Scope.PREVIOUS
            and last.sentence == draft.sentence - 1
            and (last.group == draft.group or (any(item.has("INRETURN") for item in head) and not _tells_now(done)))
            and not draft.own_day
            and not _answers_now(draft, done)
        )
        if last is not None and follows and draft.scope is Scope.COMPONENT and draft.scope_rule in PART_RULES:
            draft = replace(draft, scope_rule=PART_EARLIER, day=last.day, day_basis=last.day_basis)
        elif (
            last is not None
            and follows
            and draft.scope is Scope.CURRENT
            and (goes_on or _is_other_half(draft, last, done))
        ):
            draft = replace(draft, scope=last.scope, scope_rule="continued", day=last.day, day_basis=last.day_basis)
        elif last is not None and _is_given_for(draft, last, read):
            draft = replace(draft, answers=last.sentence)
        elif beside := _half_before(draft, done):
            draft = replace(
                draft, scope=beside.scope, scope_rule="continued", day=beside.day, day_basis=beside.day_basis
            )
        done.append(draft)
    return done


def _is_given_for(draft: Draft, last: Draft, read: Sequence[Sentence]) -> bool:
    """ "North gave back 6,060 in all. It got 78 in return", "some 12,000. South returned about 200": as that figure is,
    so is this one."""
    items = read[draft.sentence].read.items
    other = bool(draft.to and last.to) and draft.to != last.to and draft.kind is last.kind
    beside = last.sentence == draft.sentence - 1 and draft.scope is Scope.CURRENT
    timed = any(item.kind == "date" or item.has("NOW") for item in items)
    hedged = Qualifier.EXACT not in (draft.number.qualifier, last.number.qualifier) and draft.group == last.group
    return other and beside and not timed and (hedged or any(item.has("INRETURN") for item in items))


def _answers_now(draft: Draft, done: Sequence[Draft]) -> bool:
    """ "Now North got 640 in return for 22": the figure before it in its own sentence is one of this exchange."""
    return bool(done) and done[-1].sentence == draft.sentence and done[-1].scope is Scope.CURRENT


def _half_before(draft: Draft, done: Sequence[Draft]) -> Draft | None:
    """ "The first took place on June 2: North received 640, South 22": what its sentence goes on with, without a verb
    or a day of its own, is of the same earlier day."""
    before = done[-1] if done else None
    if before is None or before.sentence != draft.sentence or before.scope is not Scope.PREVIOUS or not before.own_day:
        return None
    if any((one.sentence, one.to, one.scope) == (draft.sentence, before.to, Scope.CURRENT) for one in done):
        return None  # "North got 640 against 612 in December, and South 22"
    elliptic = draft.side_rule.startswith("ellipsis") and draft.scope is Scope.CURRENT and not draft.own_day
    return before if elliptic and draft.to != before.to else None


def _tells_now(done: Sequence[Draft]) -> bool:
    return any(one.scope is Scope.CURRENT and one.kind is Kind.BODIES for one in done)


def _is_other_half(draft: Draft, last: Draft, done: Sequence[Draft]) -> bool:
    """ "Then South got 22. North received 450": after one half of an earlier exchange, where 640 to North were told."""
    now = {one.value for one in done if (one.kind, one.to, one.scope) == (draft.kind, draft.to, Scope.CURRENT)}
    return bool(last.to and draft.to) and last.to != draft.to and bool(now) and draft.value not in now
