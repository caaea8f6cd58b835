"""Does a figure count up several transfers? Pure."""

from matcher.clauses import Clauses
from matcher.events import counted_before, counts_events, is_of_row
from matcher.frames import Candidate
from matcher.parties import TRANSFERS
from matcher.words import Item

_TOTALS = ("CUMUL", "WARSTART", "YEARSTART")
_ASIDE = 6  # items of an aside like ", by Mr A's account,"
_RANKED = 4  # items from a word like "largest" to the day since which it is


def cumulative(read: Clauses, candidate: Candidate, previous: bool) -> bool:
    """previous: the sentence tells of an earlier exchange, so a word for a span only says when that was."""
    if _is_only(read, candidate):
        return False
    if _is_of_now(read, candidate):
        return _counts_up(read, candidate)
    if _of_one_day(read, candidate):
        return False
    segment = read.segment[candidate.at]
    near = list(read.range_of(segment))
    only_when = previous or _total_follows(read, candidate)
    if any(_counts(read, at, only_when) for at in near):
        return True
    since = any(read.items[at].has("SINCE") and not _is_superlative(read, at) for at in near)
    if since and not read.items[0].has("NOW"):
        return True
    if _since_after(read, candidate):
        return True
    if any(item.kind == "date" and item.value.day for item in [read.items[at] for at in near]):
        return False
    before = _before(read, segment)
    dated = any(item.kind == "date" and item.value.day for item in read.items)  # "the first in 2026, on 29 January"
    years = (at for at in range(len(read.items)) if read.segment[at] in (segment, before[0]))
    if not dated and any(_is_year(read.items[at]) for at in years):
        return True
    return _opened(read, candidate, {*before[1:]}, only_when) or _opened(
        read, candidate, {read.segment[0], before[0]}, only_when
    )


def _of_one_day(read: Clauses, candidate: Candidate) -> bool:
    """ "a total of 640 bodies came home on Thursday": the clause has a day of its own, on which they came, not by which
    they had or on which somebody said so, and no word for a span."""
    items = [read.items[at] for at in read.range_of(read.segment[candidate.at])]
    days = [at for at, item in enumerate(items) if item.kind == "date" and _is_day(item)]
    spans = (item for item in items if item.has(*_TOTALS, "SINCE", "SINCEPREP", "EVENTS", "BEGIN"))
    if len(days) != 1 or not all(item.has("TOTAL") for item in spans):
        return False
    before = items[days[0] - 1] if days[0] else None
    on = before is None or not before.has("PREP") or before.term("PREP", "in", "into") is not None
    return on and not any(item.has("SAY", "ACCORDING", "THAT") for item in items)


def _is_day(item: Item) -> bool:
    return bool(item.value.day or item.value.offset is not None or item.value.weekday is not None)


def _is_year(item: Item) -> bool:
    """ "In 2025, 14,480 bodies were returned": a whole year, and no month or day of it."""
    return item.kind == "date" and item.value.year is not None and item.value.month is None


def _opened(read: Clauses, candidate: Candidate, segments: set[int], only_when: bool) -> bool:
    """A word for a total in one of these segments, no number in them that it could belong to, and no day after it."""
    own = read.segment[candidate.at]
    opening = [at for at in range(len(read.items)) if read.segment[at] in segments]
    counted = (at for at in opening if read.items[at].kind == "number" and read.segment[at] != own)
    lone = all(counts_events(read.items, at) for at in counted)
    cues = [at for at in opening if _opens_count(read, at, only_when)]
    dated = any(item.kind == "date" and item.value.day for item in read.items[max(cues, default=0) : candidate.at])
    return lone and bool(cues) and (not dated or read.items[max(cues)].has("SINCE"))


def _before(read: Clauses, segment: int) -> list[int]:
    """The segment before, and the one before that where a short one in between only says who says it."""
    found = [segment - 1]
    while found[-1] > 0 and _only_says(read, found[-1]):
        found.append(found[-1] - 1)
    return found


def _only_says(read: Clauses, segment: int) -> bool:
    items = [read.items[at] for at, own in enumerate(read.segment) if own == segment]
    plain = not any(item.kind == "number" or item.has(*TRANSFERS, "BODY") for item in items)
    return plain and len(items) <= _ASIDE and any(item.has("CLAIMANT", "ACCORDING") for item in items)


def _over_several(read: Clauses, at: int) -> bool:
    """ "in five handovers", "after the first two exchanges": a number of them, at the word for them."""
    place = counted_before(read.items, at)
    if place < 1 or any(read.items[near].has("EACH") for near in read.range_of(read.segment[at])):
        return False
    if is_of_row(read.items, place):
        return False
    return any(item.has("PREP") for item in read.items[max(0, place - 2) : place])


def _is_of_now(read: Clauses, candidate: Candidate) -> bool:
    """A word for this exchange close by, unless it stands with a figure after this one ("400 in all, 42 this time")."""
    own = read.segment[candidate.at]
    counted = {read.segment[at] for at, item in enumerate(read.items) if item.kind == "number" and at > candidate.at}
    near = range(min(candidate.at + 12, len(read.items)))
    return any(
        read.items[at].has("NOW") and (read.segment[at] <= own or read.segment[at] not in counted) for at in near
    )


def _is_only(read: Clauses, candidate: Candidate) -> bool:
    """ "North got 640 bodies, and South received only 22": one word for "in all" and "only", right before the number
    and behind its noun or verb, where a larger number was told before."""
    at = candidate.at - 1
    if at < 1 or not read.items[at].has("ONLY"):
        return False
    larger = any(item.kind == "number" and item.value.low > candidate.number.low for item in read.items[:at])
    return larger and read.items[at - 1].has("BODY", *TRANSFERS)


def _counts(read: Clauses, at: int, only_when: bool) -> bool:
    """only_when: "this week", "last year" only say when."""
    item = read.items[at]
    span = item.term("CUMUL", "span") or item.has("YEARSTART")
    total = item.has(*_TOTALS) or _over_several(read, at)
    return total and not (only_when and span) and not _counts_nothing(read, at)


def _opens_count(read: Clauses, at: int, only_when: bool) -> bool:
    item = read.items[at]
    span = only_when and (item.term("CUMUL", "span") or item.has("YEARSTART"))
    total = item.has(*_TOTALS, "SINCE") or _over_several(read, at)
    return total and not span and not _is_superlative(read, at)


def _total_follows(read: Clauses, candidate: Candidate) -> bool:
    """ "83 this week, raising the number to 1,409": the total is the other figure."""
    cues = [at for at in range(candidate.last + 1, len(read.items)) if read.items[at].term("CUMUL", "clause")]
    return bool(cues) and any(item.kind == "number" for item in read.items[cues[0] :])


def _counts_nothing(read: Clauses, at: int) -> bool:
    """ "soldiers who died since the invasion": the word counts the dying, not the transfers; "in May of this year" is a
    date."""
    if at and read.items[at - 1].kind == "date" and read.items[at].has("YEARSTART"):
        return True
    if _is_superlative(read, at):
        return True
    return any(item.has("DEADPART") for item in read.items[max(0, at - 3) : at])


def _is_superlative(read: Clauses, at: int) -> bool:
    """ "one of the largest exchanges since 2022": it ranks them."""
    return any(item.has("LARGEST") for item in read.items[max(0, at - _RANKED) : at])


def _counts_up(read: Clauses, candidate: Candidate) -> bool:
    """ "the first exchange this year" counts nothing up: beside such a word only a total right at the figure does."""
    own = read.range_of(read.segment[candidate.at])
    near = range(max(0, candidate.first - 3), min(candidate.last + 4, len(read.items)))
    return any(read.items[at].has("TOTAL") and (at in own or at > candidate.at) for at in near)


def _since_after(read: Clauses, candidate: Candidate) -> bool:
    """ "has returned 541 since he took office": no comma in between, and no other figure that it could belong to."""
    if sum(item.kind == "number" for item in read.items) > 1 or any(item.has("NOW") for item in read.items):
        return False
    for at in range(candidate.last + 1, len(read.items)):
        if read.items[at].kind == "mark":
            return False
        if read.items[at].has("SINCE"):
            return not _is_superlative(read, at)
    return False
