"""What another sentence tells of the day: "the exchange began on 2 June. North got 640". Pure."""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.dates import When
from matcher.kinds import spoken_kind
from matcher.parties import TRANSFERS
from matcher.reading import Sentence
from matcher.zones import Zone
from repwatch.model import Kind

_NEAR = 6  # items between a word like "began" and the transfer that did
_BESIDE = 2  # items from "began" to its day


def day_before(read: Sequence[Sentence], number: int, value: int) -> When | None:
    """The only day of the sentence before number, if that tells how a transfer began or took place, counts nothing and
    plans nothing, and this one has no time of its own. What the headline counts too is news, not what once began."""
    before = read[number - 1].read
    dates = [at for at, item in enumerate(before.items) if item.kind == "date" and item.value.day]
    own_time = any(item.kind == "date" or item.has("NOW", "PREV", "NTH") for item in read[number].read.items)
    news = any(one.number.low == value for line in read if line.zone is Zone.HEADLINE for one in line.found)
    if read[number - 1].found or len(dates) != 1 or own_time or news or not _happened(before, dates[0]):
        return None
    goes_on = any(item.term("BEGIN", "still") for item in before.items)
    if (
        goes_on
        or spoken_kind(read[number - 1]) is Kind.PRISONERS
        or any(item.has("PLAN", "FAIL", "SINCE", "WARSTART", "LARGEST") for item in before.items)
    ):
        return None
    when: When = before.items[dates[0]].value
    return when


def _happened(read: Clauses, day: int) -> bool:
    """A transfer began or took place, right beside the day, or "on 2 June, when the transfer began"; or the sides
    exchanged bodies on it."""
    items = read.items
    when = any(item.has("WHEN") for item in items[day + 1 : day + 1 + _BESIDE])
    for at, item in enumerate(items):
        near = [items[one] for one in read.range_of(read.segment[at]) if abs(one - at) <= _NEAR]
        if item.has("TOOKPLACE", "BEGIN") and any(one.has(*TRANSFERS, "BODYSWAP", "EVENTS") for one in near):
            beside = abs(at - day) <= _BESIDE and read.segment[day] not in read.relative
            if beside or (when and at > day):
                return True
    done = (verb for verb in read.verbs if verb.cls == "EXCHANGE" and verb.tense == "done")
    return any(read.segment[verb.at] == read.segment[day] for verb in done)
