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
from matcher.events import is_event, took_place
from matcher.reading import Sentence
from matcher.words import Item
from matcher.zones import Zone
from repwatch.model import Kind, Scope

TOOK_PLACE = "agreed.took_place"  # the rule of such a figure
_BESIDE = 3  # items between the word for an exchange and that it took place
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
    """One of two numbers of a formula, planned only because it was agreed on, and for no other exchange."""
    paired = draft.partner >= 0 or any(
        (one.sentence, one.partner) == (draft.sentence, draft.at) for one in drafts if one.partner >= 0
    )
    items = sentence.read.items
    ahead = any(verb.tense in ("future", "infinitive") for verb in sentence.read.verbs)
    another = any(item.has("NTH", "NOW", "NEG") or item.term("MORE", "again") for item in items) or _failed(items)
    dated = any(item.kind == "date" for item in items) and not _took_place_there(items)
    once = sum(item.has("PLAN") for item in items) < 2
    return paired and draft.scope_rule in ("planned", "default") and once and not (ahead or another or dated)


def _failed(items: Sequence[Item]) -> bool:
    return any(item.has("FAIL") and not item.term("FAIL", "place") for item in items)


def _took_place_there(items: Sequence[Item]) -> bool:
    """ "On 2 June an exchange took place, on which they had agreed": it, not a meeting, took place."""
    places = [at for at, item in enumerate(items) if item.has("TOOKPLACE")]
    return any(is_event(items, at) and any(abs(at - place) <= _BESIDE for place in places) for at in range(len(items)))


def _day_before(draft: Draft, read: Sequence[Sentence], reference: date) -> Reported | None:
    """Of its own sentence, the one right before it, or one that opens the text."""
    own = read[draft.sentence]
    if _took_place_there(own.read.items) and (day := _day_in(own.read.items, reference)):
        return day
    text = [number for number, one in enumerate(read) if one.field == "text" and one.zone is not Zone.HEADLINE]
    near = [read[number] for number in (*text[:_LEAD], draft.sentence - 1) if 0 <= number < draft.sentence]
    told = (_day_in(one.read.items, reference) for one in near if tells_of_exchange(one))
    return next((day for day in told if day), None)


def tells_of_exchange(sentence: Sentence) -> bool:
    """It says that bodies were exchanged, and counts none."""
    read, items = sentence.read, sentence.read.items
    bodies = any(item.has("BODY", "DEAD", "BODYSWAP") for item in items)
    event = took_place(items) and any(is_event(items, at) for at in range(len(items)))
    event = event or any(verb.cls == "EXCHANGE" and verb.tense == "done" for verb in read.verbs)
    other = _failed(items) or any(item.has("PREV", "PLAN", "NEG") for item in items)
    return bodies and event and not other and not sentence.found


def _day_in(items: Sequence[Item], reference: date) -> Reported | None:
    for item in items:
        day = resolve(item.value, reference) if item.kind == "date" else None
        if day and len(day) == len("2022-06-02") and reference - _LATE <= date.fromisoformat(day) <= reference:
            return Reported(day, item.value.basis, told=True)
    return None
