"""Figures of an article that tells of a process: in "bodies come back constantly; 641 are already home" it is a running
total, not a transfer. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from matcher.draft import Draft
from matcher.parties import TRANSFERS
from matcher.reading import Sentence
from repwatch.model import DateBasis, Kind, Qualifier, Scope

RULE = "total.ongoing"
_REACH = 2  # sentences from one that tells of the process to the total
_ANSWERS = 5  # items from "already" to the figure: "are already home: another 641"


def ongoing(drafts: Sequence[Draft], read: Sequence[Sentence]) -> list[Draft]:
    """What nobody dates, after such a sentence: the total that has "already" come, then what its paragraph goes on to
    count, which is smaller."""
    done: list[Draft] = []
    told = any(_tells_when(one) for one in read)
    for draft in drafts:
        if _is_plain(draft) and (_is_total(draft, read, told) or _goes_on(draft, done)):
            draft = replace(
                draft, scope=Scope.CUMULATIVE, scope_rule=RULE, day=None, day_basis=DateBasis.NONE, own_day=False
            )
        done.append(draft)
    return done


def _is_plain(draft: Draft) -> bool:
    current = draft.scope is Scope.CURRENT and draft.kind is Kind.BODIES and draft.scope_rule == "default"
    return current and not draft.own_day


def _is_undated(draft: Draft) -> bool:
    return draft.day_basis in (DateBasis.PUBLICATION, DateBasis.ADDRESS, DateBasis.NONE)


def _tells_when(sentence: Sentence) -> bool:
    """It names the day on which a transfer took place, which is then that of the others too."""
    items = sentence.read.items
    return any(item.kind == "date" for item in items) and any(item.has("TOOKPLACE") for item in items)


def _is_total(draft: Draft, read: Sequence[Sentence], told: bool) -> bool:
    exact = draft.number.qualifier is Qualifier.EXACT and draft.zone != "headline"
    near = read[max(0, draft.sentence - _REACH) : draft.sentence + 1]
    process = _is_undated(draft) and any(_tells_of_process(one) for one in near)
    return exact and (
        (process and _already(read[draft.sentence], draft.at))
        or (not told and _managed(read[draft.sentence], draft.at))
    )


def _managed(sentence: Sentence, at: int) -> bool:
    """ "We have already managed to take 640", "640 we have already managed to take": what was achieved so far, by
    whoever goes on with it."""
    items = sentence.read.items
    after = items[at + 1 : at + 1 + _ANSWERS]
    so_far = any(item.has("ALREADY") and then.has("ACHIEVE") for item, then in pairwise(after))
    if so_far and not any(item.has("NOW") for item in items):
        return True
    return any(item.has("ACHIEVE") for item in items) and _already(sentence, at)


def _already(sentence: Sentence, at: int) -> bool:
    items = sentence.read.items
    near = any(item.has("ALREADY") for item in items[max(0, at - _ANSWERS) : at])
    return near and not any(item.has("NOW") for item in items)


def _tells_of_process(sentence: Sentence) -> bool:
    """A word like "constantly" in the clause of a transfer."""
    told = sentence.read
    transfers = {told.segment[at] for at, item in enumerate(told.items) if item.has(*TRANSFERS, "EVENTS")}
    return any(item.has("ONGOING") and told.segment[at] in transfers for at, item in enumerate(told.items))


def _goes_on(draft: Draft, done: Sequence[Draft]) -> bool:
    totals = [one for one in done if one.scope_rule == RULE and one.group == draft.group]
    return _is_undated(draft) and any(
        one.to in (draft.to, None) and one.number.low > draft.number.low > 0 for one in totals
    )
