"""Drafts of an article in, the same with an agreed formula told as done where the exchange took place. Pure.

"On 2 June an exchange of bodies took place. The sides had agreed on the formula 160 for 160": whoever writes so gives
no other figure, and the formula is what was exchanged, on that day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from matcher.dates import resolve
from matcher.days import Reported
from matcher.draft import Draft
from matcher.events import took_place
from matcher.reading import Sentence
from matcher.zones import Zone
from repwatch.model import Kind, Scope

TOOK_PLACE = "agreed.took_place"  # the rule of such a figure
_LEAD = 3  # sentences with which the text opens
_LATE = timedelta(days=7)  # the ministry told of 2 June 2022 two days later, outlets wrote of it until the 7th


def agreed_on(
    drafts: Sequence[Draft], read: Sequence[Sentence], reference: date | None
) -> tuple[list[Draft], Reported | None]:
    """The day that the article reports, if a formula was what it reports; it is told only where nothing else is."""
    formulas = {place for place, one in enumerate(drafts) if _is_agreed(one, drafts, read[one.sentence])}
    others = any(_is_current(one) for place, one in enumerate(drafts) if place not in formulas)
    if not formulas or others or reference is None:
        return list(drafts), None
    day = next((day for place in sorted(formulas) if (day := _day_before(drafts[place], read, reference))), None)
    if day is None:
        return list(drafts), None
    done = [
        replace(one, scope=Scope.CURRENT, scope_rule=TOOK_PLACE, firm=False) if place in formulas else one
        for place, one in enumerate(drafts)
    ]
    return done, day


def _is_current(draft: Draft) -> bool:
    return draft.scope is Scope.CURRENT and draft.kind is Kind.BODIES and bool(draft.to and draft.number.low)


def _is_agreed(draft: Draft, drafts: Sequence[Draft], sentence: Sentence) -> bool:
    """One of two numbers of a formula that has no day, planned only because it was agreed on, for no other exchange."""
    paired = draft.partner >= 0 or any(
        (one.sentence, one.partner) == (draft.sentence, draft.at) for one in drafts if one.partner >= 0
    )
    items = sentence.read.items
    ahead = any(verb.tense in ("future", "infinitive") for verb in sentence.read.verbs)
    another = any(
        item.has("NTH", "NOW", "FAIL", "NEG") or item.term("MORE", "again") or item.kind == "date" for item in items
    )
    once = sum(item.has("PLAN") for item in items) < 2
    return paired and draft.scope_rule in ("planned", "default") and once and not ahead and not another


def _day_before(draft: Draft, read: Sequence[Sentence], reference: date) -> Reported | None:
    """Of the sentence right before it, or of one that opens the text."""
    text = [number for number, one in enumerate(read) if one.field == "text" and one.zone is not Zone.HEADLINE]
    near = [number for number in (*text[:_LEAD], draft.sentence - 1) if 0 <= number < draft.sentence]
    return next((day for number in near if (day := _day_of(read[number], reference))), None)


def _day_of(sentence: Sentence, reference: date) -> Reported | None:
    """When an exchange of bodies took place, if the sentence says no more than that."""
    items = sentence.read.items
    told = took_place(items) and any(item.has("BODY", "DEAD", "BODYSWAP") for item in items)
    failed = any(item.has("FAIL") and not item.term("FAIL", "place") for item in items)
    if not told or failed or sentence.found or any(item.has("PREV", "PLAN", "NEG") for item in items):
        return None
    for item in items:
        day = resolve(item.value, reference) if item.kind == "date" and item.value.day else None
        if day and len(day) == len("2022-06-02") and reference - _LATE <= date.fromisoformat(day) <= reference:
            return Reported(day, item.value.basis, told=True)
    return None
