"""The day of an exchange that an article tells of some days later: "the exchange took place on 2 June". Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from matcher.agreed import tells_of_exchange
from matcher.dates import resolve
from matcher.days import Reported
from matcher.draft import Draft
from matcher.parties import TRANSFERS
from matcher.reading import Sentence
from matcher.words import Item
from matcher.zones import Zone
from repwatch.model import DateBasis, Kind, Scope

_LATE = timedelta(days=7)  # as of a formula that was agreed on: outlets wrote of 2 June 2022 until the 7th
_ALONE = timedelta(days=5)  # as of one figure at the head of an article
_NAMED = 3  # the strength of a side that the sentence names
_OF_ANOTHER = ("NTH", "SINCE", "REPEAT", "LARGEST", "POW", "NOW")


def told_late(
    drafts: Sequence[Draft], read: Sequence[Sentence], reported: Reported, reference: date | None
) -> Reported:
    """reported: the day as it was read so far; it gives way only if nothing but publication tells it, and if a sentence
    right beside the only figures says when their exchange was."""
    if reported.told or reference is None or reported.basis not in (DateBasis.PUBLICATION, DateBasis.ADDRESS):
        return reported
    now = [one for one in drafts if one.scope is Scope.CURRENT and one.kind is Kind.BODIES and one.number.low]
    if (day := _of_lead(now, read, reference)) is not None:
        return day
    counts = {(one.to, one.number.low) for one in now}
    own_time = any(_has_time(read[one.sentence].read.items) for one in now)
    if not now or own_time or len({to for to, _ in counts}) < len(counts):
        return reported
    near = {one.sentence + step for one in now for step in (-1, 1)}
    for place in sorted(near & set(range(len(read)))):
        if (day := _day_of(read[place], reference)) is not None:
            return day
    return reported


def _has_time(items: Sequence[Item]) -> bool:
    """A day, "now", "another": a time of its own."""
    return any(item.kind == "date" or item.has("NOW") or item.term("MORE", "again") for item in items)


def _day_of(sentence: Sentence, reference: date) -> Reported | None:
    return _late(sentence.read.items, reference) if _tells(sentence, sentence.read.items) else None


def _late(items: Sequence[Item], reference: date, most: timedelta = _LATE) -> Reported | None:
    """Its only day, if that is some days ago."""
    days = [item.value for item in items if item.kind == "date" and item.value.day]
    day = resolve(days[0], reference) if len(days) == 1 else None
    if day is None or len(day) != len("2022-06-02"):
        return None
    late = reference - most <= date.fromisoformat(day) < reference
    return Reported(day, days[0].basis, told=True) if late else None


def _of_lead(now: Sequence[Draft], read: Sequence[Sentence], reference: date) -> Reported | None:
    """The first figure of the text has a day, and no other has one or contradicts it: "On 2 June North was given 160.
    Each side got 160", "On 2 June North received 640"."""
    text = [one for one in now if read[one.sentence].zone is not Zone.HEADLINE]
    places = {one.sentence for one in now if _has_time(read[one.sentence].read.items)}
    alike = len({one.number.low for one in now}) == 1 and len({one.sentence for one in now}) > 1
    alone = not alike and bool(text) and _leads(text[0], now, read)
    if not text or not (alike or alone) or places != {min(one.sentence for one in text)}:
        return None
    items = read[text[0].sentence].read.items
    another = any(item.has(*_OF_ANOTHER, "PREV", "PLAN", "FAIL", "NEG") or item.term("MORE", "again") for item in items)
    return None if another else _late(items, reference, _ALONE if alone else _LATE)


def _leads(first: Draft, now: Sequence[Draft], read: Sequence[Sentence]) -> bool:
    """It stands at the head of the text, names who received or gave, and each side has one count."""
    text = next((place for place, one in enumerate(read) if one.field == "text"), 0)
    counts = {(one.to, one.number.low) for one in now if one.to}
    named = first.side_strength == _NAMED and first.sentence - text <= 1
    return named and len({to for to, _ in counts}) == len(counts)


def _tells(sentence: Sentence, items: Sequence[Item]) -> bool:
    """It tells of the exchange, not of another, a similar or the next one: every word up to it is known."""
    event = next((at for at, item in enumerate(items) if item.has(*TRANSFERS, "BODYSWAP")), len(items))
    another = any(item.has(*_OF_ANOTHER) or item.term("MORE", "again") for item in items)
    known = all(item.terms or (item.capital and at) or item.kind != "word" for at, item in enumerate(items[:event]))
    return known and not another and (tells_of_exchange(sentence) or _took_place(sentence, items, event))


def _took_place(sentence: Sentence, items: Sequence[Item], event: int) -> bool:
    """ "It took place on 2 June" said of the exchange, though it names no bodies."""
    other = any(item.has("PREV", "PLAN", "FAIL", "NEG") for item in items)
    return event < len(items) and not other and not sentence.found and any(item.term("TOOKPLACE", "") for item in items)
