"""A figure and several days in, one draft a day out: "640 on Friday and Saturday each"; or the day of one of as many
figures as days: "640 and 650 on Friday and Saturday". Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from matcher.dates import When, resolve
from matcher.days import Reported
from matcher.draft import Draft
from matcher.reading import Sentence
from matcher.scope import PREVIOUS_AFTER
from matcher.words import Item
from repwatch.model import DateBasis, Scope

_NEAR = 3  # items after the number in which "each" belongs to it


def each_day(draft: Draft, read: Sequence[Sentence], reference: date | None, reported: Reported) -> list[Draft]:
    """The draft as it is, unless its day is one of several named together that share the figure."""
    if draft.scope_rule == PREVIOUS_AFTER and _over_days(read[draft.sentence].read.items, draft, reference):
        total = replace(draft, scope=Scope.CUMULATIVE, scope_rule="total.days", own_day=False)
        return [replace(total, day=None, day_basis=DateBasis.NONE)]
    if not (draft.scope is Scope.CURRENT or draft.scope_rule == "date.earlier"):
        return [draft]
    items = read[draft.sentence].read.items
    row = _row(read[draft.sentence], draft)
    for run in _runs(items):
        listed = [day for at in run for day in _listed(items[at], reference)]
        if row and len(listed) == len(row):
            basis = items[run[0]].value.basis
            return [replace(_on(draft, listed[row.index(draft.at)], reported), day_basis=basis, own_day=True)]
        days = [day for at in run for day in _days(items[at], reference)]
        here = draft.day in days or _follow(items, run, draft, len(days))
        if draft.own_day and here and len(days) > 1 and _shares(items, run, draft):
            return [_on(draft, day, reported) for day in dict.fromkeys(days)]
    return [draft]


def _over_days(items: Sequence[Item], draft: Draft, reference: date | None) -> bool:
    """ "640 that were sent on Monday and Tuesday": both days together."""
    days = [
        day for run in _runs(items) if run and run[0] > draft.at for at in run for day in _days(items[at], reference)
    ]
    return len(set(days)) > 1 and not any(_shares(items, run, draft) for run in _runs(items) if run)


def _row(sentence: Sentence, draft: Draft) -> list[int]:
    """Where the figures stand that only joining words part from each other and from this one, if there are several."""
    row: list[int] = []
    for one in sentence.found:
        between = sentence.read.items[row[-1] + 1 : one.first] if row else []
        if not all(item.text == "," or item.has("CONJ") for item in between):
            if draft.at in row:
                break
            row = []
        row.append(one.at)
    return row if draft.at in row and len(row) > 1 else []


def _listed(item: Item, reference: date | None) -> list[str]:
    """ "18 and 20 June" names two days, whatever lies between them; a month alone is that month."""
    when: When = item.value
    if not when.day and when.month:
        return [month for month in [resolve(when, reference)] if month]
    numbers = (
        [when.day] if not when.last else [int(one) for one in re.findall(r"\d+", item.text) if int(one) <= when.last]
    )
    days = [resolve(replace(when, day=number, last=None), reference) for number in numbers if number]
    return [day for day in days if day and len(day) == 10]


def _runs(items: Sequence[Item]) -> Iterator[list[int]]:
    """Dates with nothing but commas and joining words between them."""
    run: list[int] = []
    for at, item in enumerate(items):
        if item.kind == "date":
            run.append(at)
        elif item.text != "," and not item.has("CONJ", "PREP"):
            yield run
            run = []
    yield run


def _days(item: Item, reference: date | None) -> Iterator[str]:
    """ "13, 14 and 15 June" names three days, "13-15 June" all from the first to the last."""
    when: When = item.value
    if not when.day and when.month and (month := resolve(when, reference)):
        yield month
    numbers = [when.day]
    if when.day and when.last:
        listed = [int(number) for number in re.findall(r"\d+", item.text) if int(number) <= when.last]
        numbers = list(listed) if len(listed) > 2 or "," in item.text else list(range(when.day, when.last + 1))
    for number in numbers:
        day = resolve(replace(when, day=number, last=None), reference)
        if day and len(day) == 10:
            yield day


def _follow(items: Sequence[Item], run: Sequence[int], draft: Draft, count: int) -> bool:
    """The days come after the figure, and no figure in between but how many days there are."""
    if not run or run[0] < draft.at:
        return False
    return not any(item.kind == "number" and item.value.low != count for item in items[draft.at + 1 : run[0]])


def _shares(items: Sequence[Item], run: Sequence[int], draft: Draft) -> bool:
    """ "each" right before the number, between it and the days, or right after it; none at all is none on any day."""
    if draft.number.low == 0 or items[draft.at - 1].term("EACH", "before"):
        return True
    first, last = min(run[-1], draft.at), max(run[0], draft.at)
    near = [*items[first:last], *items[draft.at : draft.at + 1 + _NEAR]]
    return any(
        item.has("REPEAT") or (item.has("EACH") and not item.term("EACH", "before", "sides", "mutual")) for item in near
    )


def _on(draft: Draft, day: str, reported: Reported) -> Draft:
    earlier = reported.day is not None and day < reported.day[: len(day)]
    scope = Scope.PREVIOUS if earlier else Scope.CURRENT
    return replace(draft, day=day, scope=scope, scope_rule="date.earlier" if earlier else "default")
