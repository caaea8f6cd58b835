"""The day of each figure: its own, or the one of the transfer that the article reports. Pure.

A day before the reported one makes a current figure a previous one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher.beside import is_day_of_beside
from matcher.clauses import Clauses
from matcher.dates import When, resolve
from matcher.draft import Draft
from matcher.events import took_place
from matcher.kinds import spoken_kind
from matcher.other_days import is_month_of_deal, is_of_deal, is_of_else, is_of_other
from matcher.reading import Sentence
from matcher.scope import TOLD_AS_PREVIOUS, WHEN_PREVIOUS
from matcher.some_of import PART, PART_EARLIER
from matcher.told_before import day_before
from matcher.words import Item
from repwatch.model import Article, DateBasis, Kind, Scope

_RECENT = timedelta(days=3)  # a transfer older than this is not what an article reports (corpus rules)
_AHEAD = timedelta(days=1)  # by which time zones put a day after that of publication
_LEAD = 12  # sentences in which an article says when it took place


@dataclass(frozen=True, slots=True)
class Reported:
    """The day of the transfer that an article reports. told: a sentence says when it took place."""

    day: str | None
    basis: DateBasis
    told: bool = False


def before_war(draft: Draft, read: Sequence[Sentence], began: str) -> bool:
    """Told of a year before the war: the last year named in its sentence up to the figure, else in the one before."""
    sentence = read[draft.sentence]
    before = read[draft.sentence - 1] if draft.sentence else None
    earlier = before.read.items if before is not None and before.group == sentence.group else ()
    items = (*earlier, *sentence.read.items[: draft.at])
    last = next((at for at in range(len(items) - 1, -1, -1) if items[at].kind == "date"), None)
    if last is None or not items[last].value.year or (last and items[last - 1].has("SINCE", "SINCEPREP")):
        return False
    return f"{items[last].value.year:04}-{items[last].value.month or 12:02}" < began[:7]


def _own_date(draft: Draft, sentence: Sentence, told: bool) -> When | None:
    """The date of the figure's segment, else the nearest one of its sentence that belongs to no figure after it.

    told: another sentence says when the transfer took place, so a day beside a word of saying is that of the saying.
    """
    read = sentence.read
    own = read.segment[draft.at]
    numbered = {read.segment[at] for at, item in enumerate(read.items) if item.kind == "number"}
    dates = [
        at
        for at, item in enumerate(read.items)
        if item.kind == "date" and (read.segment[at] == own or at < draft.at or read.segment[at] not in numbered)
        if read.segment[at] == own or read.segment[at] not in read.relative or _transfers(read, at, own)
    ]
    dates = [at for at in dates if (read.segment[at] == own or not _opens(read, at)) and not is_of_deal(read.items, at)]
    dates = [at for at in dates if not is_of_else(read.items, at)]
    if any(read.items[at].value.day for at in dates):
        dates = [at for at in dates if read.items[at].value.day or not is_month_of_deal(read.items, at)]
    dates = [at for at in dates if not _of_another(read, at) or _leads_to(read, at, draft.at)]
    dates = [at for at in dates if not (is_day_of_beside(read, at, draft.at) or is_of_other(read, at, own))]
    dates = [at for at in dates if not any(_opens_another(item) for item in read.items[draft.at : at + 1])]
    dates = [at for at in dates if not (told and read.segment[at] != own and _is_said(read, at))]
    this_one = any(item.has("NOW") for at, item in enumerate(read.items) if read.segment[at] == own)
    if this_one:
        dates = [at for at in dates if read.segment[at] == own]
    said = [
        at
        for at in dates
        if _is_said(read, at) and not any(item.has("THAT") for item in read.items[max(0, at - 3) : at])
    ]
    if any(read.items[at].value.day for at in dates if at not in said):
        dates = [at for at in dates if at not in said]
    since = _when(read, draft.at)
    if since is not None:
        return since
    if not dates:
        return None
    near = min(dates, key=lambda at: (read.segment[at] != own, abs(at - draft.at)))
    when: When = read.items[near].value
    return when


def _opens_another(item: Item) -> bool:
    return item.has("PREV") or item.term("AFTER", "beside") is not None


def _leads_to(read: Clauses, at: int, figure: int) -> bool:
    """ "The first took place on June 2, when North received 640": the figure is that of the first."""
    return at + 1 < figure


def _when(read: Clauses, figure: int) -> When | None:
    """ "... since June 2, when North got 640, South 22": the day right before the word is that of what follows."""
    for at in range(figure - 1, 1, -1):
        if read.items[at].kind == "date":
            return None
        if read.items[at].has("WHEN"):
            when: When | None = read.items[at - 2].value if read.after_when(figure) else None
            return when
    return None


def _is_said(read: Clauses, at: int) -> bool:
    return any(item.has("SAY") for item in read.items[max(0, at - 3) : at])


def _transfers(read: Clauses, at: int, own: int) -> bool:
    """ "640 soldiers, whom South returned yesterday": a describing clause that tells of the transfer, where the clause
    of the figure has none to tell."""
    told = {read.segment[verb.at] for verb in read.verbs if verb.tense == "done"}
    return own not in told and read.segment[at] in told and own < read.segment[at] <= own + 2


def _opens(read: Clauses, at: int) -> bool:
    """The day after "since": a total counts from it, nothing beside the total happened on it."""
    return any(item.has("SINCE") for item in read.items[max(0, at - 2) : at])


def _date_of(draft: Draft, read: Sequence[Sentence], told: bool) -> When | None:
    """Its own; with "that day", or after "then" or a sentence on an earlier exchange, that of the sentence before."""
    when = _own_date(draft, read[draft.sentence], told)
    before = read[draft.sentence - 1] if draft.sentence else None
    if when is not None or before is None or before.group != read[draft.sentence].group:
        return when
    items = read[draft.sentence].read.items
    then = any(item.has("THEN") for item in items[: draft.at]) or any(item.term("THEN", "day") for item in items)
    if not then and (draft.scope is not Scope.PREVIOUS or before.found):
        return day_before(read, draft.sentence, draft.number.low) if draft.scope is Scope.CURRENT else None
    dates = [item.value for item in before.read.items if item.kind == "date"]
    return dates[-1] if dates else None


def reported_day(
    drafts: Sequence[Draft], read: Sequence[Sentence], reference: date | None, article: Article
) -> Reported:
    """The day of the transfer that the article reports: where it says when it took place, else that of its first
    current figure that has one, else publication."""
    told = _told_day(read, reference)
    dated_days, ahead = [], []
    for draft in drafts:
        when = _own_date(draft, read[draft.sentence], told is not None)
        if draft.scope is not Scope.CURRENT or when is None or draft.kind is not Kind.BODIES:
            continue
        day = resolve(when, reference)
        if day and len(day) == 10 and (reference is None or _is_recent(day, reference)):
            dated_days.append((day, when.basis))
        elif day and len(day) == 10 and reference and when.basis is DateBasis.EXPLICIT and _is_ahead(day, reference):
            ahead.append((day, when.basis))
    if told:
        return Reported(*told, told=True)
    if dated_days or ahead:
        return Reported(*max(dated_days or ahead, key=lambda one: one[0]))
    if reference is None:
        return Reported(None, DateBasis.NONE)
    published = article.published.date() if article.published else None
    return Reported(reference.isoformat(), DateBasis.PUBLICATION if reference == published else DateBasis.ADDRESS)


def _told_day(read: Sequence[Sentence], reference: date | None) -> tuple[str, DateBasis] | None:
    """ "The exchange took place on June 2": a day of its own, close to publication, and not that of an earlier one."""
    counted = False  # a sentence of the text has told how many
    for sentence in read[:_LEAD]:
        items = sentence.read.items
        told = took_place(items) and not any(item.has("PREV", "PLAN", "FAIL") for item in items)
        told = told and not (counted and spoken_kind(sentence) is Kind.PRISONERS)
        for at, item in enumerate(items):
            day = resolve(item.value, reference) if told and item.kind == "date" else None
            if not day or len(day) != 10 or (_counts(sentence, at, counted) and _of_another(sentence.read, at)):
                continue
            if reference is None or _is_recent(day, reference):
                return day, item.value.basis
        counted = counted or (sentence.field == "text" and bool(sentence.found))
    return None


def _counts(sentence: Sentence, at: int, before: bool) -> bool:
    return before or (sentence.field == "text" and any(one.at < at for one in sentence.found))


def _of_another(read: Clauses, at: int) -> bool:
    """ "The first took place on June 2", after the figures: an ordinal that nothing ties to a year or an event."""
    own = [read.items[place] for place in read.range_of(read.segment[at])]
    ordinal = any(item.has("NTH") or item.term("NOW", "nth") for item in own)
    tied = any(item.has("YEARSTART", "SINCE", "WARSTART") or (item.kind == "date" and _is_year(item)) for item in own)
    return ordinal and not tied and any(item.has("TOOKPLACE") for item in own)


def _is_year(item: Item) -> bool:
    return item.value.year is not None and item.value.month is None


def _is_recent(day: str, reference: date) -> bool:
    return -_RECENT <= date.fromisoformat(day) - reference <= _AHEAD


def _is_ahead(day: str, reference: date) -> bool:
    """A finished transfer of a day after publication, which no page can report: the metadata errs, not the text."""
    return _AHEAD < date.fromisoformat(day) - reference <= _RECENT


def dated(draft: Draft, read: Sequence[Sentence], reference: date | None, reported: Reported) -> Draft:
    """A current figure of an earlier day is a previous one; a part of an earlier day stays a part."""
    day, basis = reported.day, reported.basis
    when = _date_of(draft, read, reported.told)
    own = resolve(when, reference) if when else None
    unknown = when is not None and (when.vague or (when.past and own is None))
    if unknown and draft.scope is Scope.CURRENT and not draft.firm:
        return replace(draft, scope=Scope.PREVIOUS, scope_rule="date.vague")
    if own and when:
        draft = replace(draft, day=own, day_basis=when.basis, own_day=True)
        if draft.scope is Scope.COMPONENT and _tells_of_death(when, read[draft.sentence]):
            return replace(draft, day=day, day_basis=basis, own_day=False)
        earlier = day is not None and own < day[: len(own)] and not draft.firm
        if draft.scope is Scope.CURRENT and earlier:
            rule = TOLD_AS_PREVIOUS if draft.scope_rule == WHEN_PREVIOUS else "date.earlier"
            return replace(draft, scope=Scope.PREVIOUS, scope_rule=rule)
        if draft.scope_rule == PART and earlier:
            return replace(draft, scope_rule=PART_EARLIER)
        if draft.scope is Scope.CUMULATIVE and not (day and own[:4] < day[:4] and _opens_with(when, draft, read)):
            return replace(draft, day=None, day_basis=DateBasis.NONE)
        return draft
    if draft.scope in (Scope.CURRENT, Scope.COMPONENT):
        return replace(draft, day=day, day_basis=basis)
    return draft


def _opens_with(when: When, draft: Draft, read: Sequence[Sentence]) -> bool:
    """ "In June 2022 Mr A had counted 210": the sentence tells of that time, before any number."""
    items = read[draft.sentence].read.items
    place = next((at for at, item in enumerate(items) if item.kind == "date" and item.value is when), len(items))
    before = items[: min(place, draft.at)]
    return place < draft.at and not any(item.kind == "number" or item.has("SINCE") for item in before)


def _tells_of_death(when: When, sentence: Sentence) -> bool:
    """ "62 who may have died in the crash of 24 January": a day of the dying is not that of the transfer."""
    items = sentence.read.items
    place = next((at for at, item in enumerate(items) if item.kind == "date" and item.value is when), 0)
    return any(item.has("DEADPART", "OTHER") for item in items[max(0, place - 8) : place])
