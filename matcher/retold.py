"""When a running total was told that an article tells again: "in December he spoke of 11,000". Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from matcher.dates import resolve
from matcher.draft import Draft
from matcher.parties import TRANSFERS
from matcher.reading import Sentence
from matcher.words import Item
from repwatch.model import Scope


def retold(drafts: Sequence[Draft], read: Sequence[Sentence], reference: date | None) -> list[Draft]:
    """Totals with the day or month that the words before them name as that of their telling, if that is over; what the
    paragraph goes on with shares it."""
    done: list[Draft] = []
    for draft in drafts:
        if draft.scope is Scope.CUMULATIVE and draft.day is None and reference is not None:
            items = read[draft.sentence].read.items
            draft = _told(items, draft, reference) or _with(items, draft, done) or draft
        done.append(draft)
    return done


def _told(items: Sequence[Item], draft: Draft, reference: date) -> Draft | None:
    for at in range(draft.at):
        when = items[at].value
        if items[at].kind != "date" or not when.month or when.last or _is_since(items, at):
            continue
        day = resolve(when, reference)
        over = bool(day) and str(day) < reference.isoformat()[: len(str(day))]
        if over and (_is_as_of(items, at) or _is_said(items, at, draft.at)):
            return replace(draft, day=day, day_basis=when.basis)
    return None


def _with(items: Sequence[Item], draft: Draft, done: Sequence[Draft]) -> Draft | None:
    """ "... By his account, 201 were received in return": no time of its own."""
    last = next((one for one in reversed(done) if one.scope is Scope.CUMULATIVE and one.day), None)
    if last is None or last.group != draft.group or not 0 <= draft.sentence - last.sentence <= 1:
        return None
    timed = any(item.kind == "date" or item.has("NOW") for item in items) and last.sentence != draft.sentence
    return None if timed else replace(draft, day=last.day, day_basis=last.day_basis)


def _is_since(items: Sequence[Item], at: int) -> bool:
    return any(item.has("SINCE", "SINCEPREP", "DEAL", "WARSTART") for item in items[max(0, at - 2) : at + 1])


def _is_as_of(items: Sequence[Item], at: int) -> bool:
    """ "By 11 December", "as of November"."""
    return at > 0 and items[at - 1].has("ASOF")


def _is_said(items: Sequence[Item], at: int, figure: int) -> bool:
    """ "In December Mr A said that South had handed over 11,000": somebody speaks between the day and the figure, or
    before the day, and no transfer is told before."""
    says = [place for place in range(figure) if items[place].has("SAY", "ACCORDING")]
    if not says:
        return False
    return not any(item.has(*TRANSFERS) and not item.has("SAY") for item in items[: max(at, says[0])])
