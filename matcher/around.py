"""What the sentences around one leave it with: an earlier exchange, a denial, a handover that failed. Pure."""

from collections.abc import Sequence

from matcher import scope, undone
from matcher.draft import Draft
from matcher.events import opens_with_nth, took_place
from matcher.parties import Role
from matcher.reading import Sentence
from matcher.zones import Zone
from repwatch.model import Kind, Scope

_NEAR = 2  # sentences from one that tells of a failure to a figure that no verb says was received


def moved(
    read: Sequence[Sentence], number: int, carry: scope.Carry, near: Draft | None, done: Sequence[Draft] = ()
) -> scope.Carry:
    """near: the last figure of the paragraph. done: all so far."""
    group = read[number].group
    before = read[number - 1] if number else read[number]
    after = read[number + 1] if number + 1 < len(read) else None
    current = [one.number.low for one in done if one.kind is Kind.BODIES and one.scope is Scope.CURRENT]
    earlier = scope.tells_of_earlier(before.read) or (bool(current) and _was_first(before))
    told = before.group == group and not before.found and earlier
    came = undone.crosses(read[number].read)  # what is told as done, a swap put off afterwards does not undo
    denied = after is not None and after.group == group and (undone.denies(after.read) or (not came and _failed(after)))
    denied = denied or (not came and _fails_near(read, number))
    bodies = near.number.low if near and near.kind is Kind.BODIES else 0
    rest = after is not None and after.group == group and _tells_of_rest(after)
    return scope.Carry(
        carry.rest, near.scope if near else Scope.CURRENT, told, denied, bodies, max(current, default=0), rest
    )


def _was_first(sentence: Sentence) -> bool:
    """ "The first exchange was held in June", after figures of another one: "It was 160 for 160" goes on with it."""
    items = sentence.read.items
    return opens_with_nth(items, len(items)) and took_place(items)


def acting_before(read: Sequence[Sentence], number: int) -> str:
    """The only party that is a subject in the sentence before, of the same paragraph."""
    before = read[number - 1] if number else None
    if before is None or before.group != read[number].group:
        return ""
    acting = {one.party for one in before.read.parties if one.role is Role.SUBJECT and not one.party.startswith("@")}
    return next(iter(acting)) if len(acting) == 1 else ""


def _tells_of_rest(after: Sentence) -> bool:
    """ "The rest came from morgues": so what came before was a part."""
    return not after.found and any(item.term("PART", "rest") for item in after.read.items[:2])


def _failed(after: Sentence) -> bool:
    return undone.comes_to_nothing(after.read) and not any(item.kind == "date" for item in after.read.items)


def _fails_near(read: Sequence[Sentence], number: int) -> bool:
    """In the headline, or close by: "Kyiv put off the handover. The lorries with 640 bodies have come"."""
    for place, sentence in enumerate(read):
        close = abs(place - number) <= _NEAR or sentence.zone is Zone.HEADLINE
        close = close or sentence.group == read[number].group
        if place != number and close and undone.comes_to_nothing(sentence.read):
            return True
    return False
