"""Does a figure count bodies of a transfer? By the verb of its sentence, else by what stands around it. Pure."""

from collections.abc import Sequence

from matcher.agreed import tells_of_exchange
from matcher.draft import Draft
from matcher.events import each_of_row, took_place
from matcher.frames import Candidate
from matcher.held import holder
from matcher.kinds import has_part
from matcher.parties import TRANSFERS, Role
from matcher.reading import Sentence
from matcher.totals import cumulative
from matcher.words import Item
from matcher.zones import Zone
from repwatch.model import Kind, Scope

_TO_STORE = 4  # items from "to" to the word for where bodies are kept
_HEAD = 3  # items in which a sentence names what it goes on about


def is_about_transfer(
    read: Sequence[Sentence], number: int, candidate: Candidate, near: Draft | None, done: Sequence[Draft]
) -> bool:
    """number: of the sentence in read. near: the last figure of its paragraph; done: all figures before it."""
    sentence = read[number]
    mine = _own(sentence, candidate)
    if _is_of_known(candidate, done):
        return True
    if candidate.first and sentence.read.items[candidate.first - 1].has("OTHER"):
        return False  # "identified 2,800 of the bodies that it received"
    if _comes_to_store(sentence, candidate):
        return False
    part = near is not None and has_part(sentence)
    other = [item for item in mine if item.has("OTHER") and not (part and item.has("DEADPART"))]
    if other and not _has_own_verb(sentence, candidate):
        return _fell_there(sentence, candidate, done)
    told = took_place(sentence.read.items) or any(item.term("FAIL", "place", "event") for item in sentence.read.items)
    if _has_lost(sentence, candidate) or _is_done_to(sentence, candidate):
        return False
    if sentence.read.verbs or told or _goes(sentence, candidate, mine):
        return True
    if _is_its_formula(read, number, candidate):
        return True
    if counts_losses(sentence, candidate, done):
        return False
    if sentence.zone is Zone.HEADLINE and not any(item.has("OTHER") for item in sentence.read.items):
        return True
    return bool(done) and (
        holder(sentence.read, candidate) is not None
        or each_of_row(sentence.read.items, [one.at for one in sentence.found])
        or _names_again(sentence, candidate, done)
        or _leans(sentence, candidate, near)
        or _goes_on(read, number)
        or _totals(sentence, candidate, done)
    )


def _is_its_formula(read: Sequence[Sentence], number: int, candidate: Candidate) -> bool:
    """ "They exchanged bodies on 2 June. The formula: 160 for 160"."""
    paired = candidate.partner >= 0 or any(one.partner == candidate.at for one in read[number].found)
    before = read[number - 1] if number else None
    return paired and before is not None and before.group == read[number].group and tells_of_exchange(before)


def _comes_to_store(sentence: Sentence, candidate: Candidate) -> bool:
    """ "64 bodies arrived at the city's morgue": from anywhere, unless an exchange or a giver is named."""
    read = sentence.read
    verb = read.verb_of(candidate.at)
    swapped = any(item.has("EXCHANGE", "BODYSWAP") for item in read.items)
    sided = swapped or any(one.role in (Role.SUBJECT, Role.SOURCE) for one in read.parties)
    if verb is None or verb.cls != "MOVE" or sided:
        return False
    mine = _own(sentence, candidate)
    for at, item in enumerate(mine):
        if item.term("PLACE", "store"):
            before = next((one for one in reversed(mine[max(0, at - _TO_STORE) : at]) if one.has("PREP")), None)
            return before is not None and bool(before.term("PREP", "to", "into", "in"))
    return False


def counts_losses(sentence: Sentence, candidate: Candidate, done: Sequence[Draft]) -> bool:
    """ "over 46,000 soldiers killed, the president says": the dead of a war, more than any that were handed over; or
    any number where losses are counted and no body is named."""
    dead = any(item.has("DEADPART") for item in sentence.read.items)
    if any(item.has("LOSS") for item in sentence.read.items):
        return not any(item.has("BODY", "SHIELD", "HOME") for item in sentence.read.items)
    handed = any(item.has("BODY", "SHIELD", "HOME", "PART") for item in sentence.read.items)
    return dead and not handed and not any(one.number.low >= candidate.number.low for one in done)


def _fell_there(sentence: Sentence, candidate: Candidate, done: Sequence[Draft]) -> bool:
    """ "320 died near Donetsk": parts of a handover that was told; what is larger than any of it is a loss."""
    placed = not candidate.stated and any(item.has("PLACE") for item in sentence.read.items)
    return placed and any(one.number.low > candidate.number.low for one in done)


def _own(sentence: Sentence, candidate: Candidate) -> list[Item]:
    read = sentence.read
    return [read.items[at] for at in read.range_of(read.segment[candidate.at])]


def _has_own_verb(sentence: Sentence, candidate: Candidate) -> bool:
    read = sentence.read
    return any(read.segment[verb.at] == read.segment[candidate.at] for verb in read.verbs)


def _is_of_known(candidate: Candidate, done: Sequence[Draft]) -> bool:
    """ "62 of the 563": the whole is a figure that was told before."""
    return candidate.whole > 0 and any(
        one.kind is Kind.BODIES and one.number.low == candidate.whole and one.to for one in done
    )


def _goes(sentence: Sentence, candidate: Candidate, mine: Sequence[Item]) -> bool:
    """ "640 bodies to North, 22 to South": who gets them stands beside, though no verb."""
    goes = any(one.role is Role.RECIPIENT for one in sentence.read.in_segment(candidate.at))
    bodies = candidate.kind is Kind.BODIES
    leans = goes and candidate.kind is None and any(one.kind is Kind.BODIES for one in sentence.found)
    return leans or (bodies and (goes or any(item.has("HOME") for item in mine)))


def _is_done_to(sentence: Sentence, candidate: Candidate) -> bool:
    """ "have identified 640 of those returned": what was done to them is no transfer."""
    place = candidate.first - 1
    while place > 0 and sentence.read.items[place].has("QUAL", "MORE", "DET"):
        place -= 1
    item = sentence.read.items[max(0, place)]
    return item.has("OTHER") and not item.has("DEADPART", "BODY", "POW", *TRANSFERS)


def _has_lost(sentence: Sentence, candidate: Candidate) -> bool:
    """ "South has 46,000 dead": it lost them."""
    items = sentence.read.items
    phrase = items[candidate.first : candidate.last + 1]
    dead = any(item.has("DEAD", "DEADPART") for item in phrase) and not any(item.has("BODY") for item in phrase)
    return dead and not sentence.read.verbs and any(item.has("HAVE") for item in items[: candidate.first][-2:])


def _names_again(sentence: Sentence, candidate: Candidate, done: Sequence[Draft]) -> bool:
    """ "Not all of the 43 were soldiers": a figure of this exchange, told before."""
    before = sentence.read.items[max(0, candidate.at - 1) : candidate.at]
    now = {one.number.low for one in done if one.scope is Scope.CURRENT and one.kind is Kind.BODIES and one.to}
    return any(item.has("DET", "PARTOF") for item in before) and candidate.number.low in now


def _leans(sentence: Sentence, candidate: Candidate, near: Draft | None) -> bool:
    return (
        sentence.zone is Zone.LIST
        or near is not None
        or any(one.stated for one in sentence.found)
        or candidate.partner >= 0
        or candidate.whole > 0
        or has_part(sentence)
        or any(one.partner == candidate.at for one in sentence.found)
        or any(item.has("OPPOSITE") for item in sentence.read.items)
    )


def _goes_on(read: Sequence[Sentence], number: int) -> bool:
    """ "The first, on June 2, comprised 640", after a sentence about a transfer."""
    before = read[number - 1] if number else None
    if before is None or before.group != read[number].group:
        return False
    told = any(item.has(*TRANSFERS) or item.term("NOW", "nth") for item in before.read.items)
    return told and any(item.has("NTH") for item in read[number].read.items[:_HEAD])


def _totals(sentence: Sentence, candidate: Candidate, done: Sequence[Draft]) -> bool:
    """ "The total stands at 6,057": more than any figure before it, and nothing else is counted."""
    largest = max(one.number.low for one in done)
    counted = candidate.number.low > largest and done[-1].kind is Kind.BODIES
    return counted and cumulative(sentence.read, candidate, previous=False)
