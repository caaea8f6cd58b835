"""Days of something else than the transfer: of a deal, of a plan, of the dying. Pure."""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.compared import opens_comparison
from matcher.parties import TRANSFERS
from matcher.words import Item

_FAR = 6  # items from the word for a deal to its day: "agreements that were reached in Northville on"
_OTHERS = ("BODY", "DEAD", "PARTY", "WE", "PRON", *TRANSFERS)


def is_month_of_deal(items: Sequence[Item], month: int) -> bool:
    """ "On 13 June 640 came home under the deals made in May": where a day is told too, such a month is the deal's."""
    near = items[max(0, month - _FAR) : month]
    return any(item.has("DEAL") for item in near) and not any(
        item.kind in ("number", "date") or item.has("BODY", "DEAD", *TRANSFERS) for item in near
    )


def is_of_else(items: Sequence[Item], day: int) -> bool:
    """Of the war's beginning, of somebody's dying, or the month in which a deal was reached."""
    return is_of_start(items, day) or is_of_dying(items, day) or is_month_of_reached_deal(items, day)


def is_month_of_reached_deal(items: Sequence[Item], month: int) -> bool:
    """ "... under a deal reached during the talks in June": a word for reaching it, or the talks too, right before."""
    if items[month].value.day or not items[month].value.month:
        return False
    deals = [at for at in range(max(0, month - _FAR - 2), month) if items[at].has("DEAL")]
    between = items[deals[0] + 1 : month] if deals else []
    acts = any(item.has("BODY", "DEAD", *TRANSFERS) and not item.has("REACH") for item in between)
    counted = any(item.kind in ("number", "date") for item in between)
    reached = any(item.has("REACH", "DEAL") or _describes(item) for item in between if not item.has("PREP"))
    return reached and not (acts or counted)


def is_of_deal(items: Sequence[Item], day: int) -> bool:
    """ "640 came home under the deal struck on 2 June": no transfer, party or figure between the deal and the day.
    Right beside it, or after a comma, it may be that of the transfer, and so may a month. "On the eve of the talks" is
    no day."""
    if not items[day].value.day:
        return bool(items[day].value.offset) and day + 1 < len(items) and items[day + 1].term("DEAL", "") is not None
    for at in range(day - 1, max(-1, day - 1 - _FAR), -1):
        item = items[at]
        if item.has("DEAL"):
            tied = at < day - 1 or items[at - 1].kind == "date"  # "on the eve of the talks of 2 June"
            return tied or item.term("DEAL", "verb") is not None
        reached = at > 0 and items[at - 1].has("DEAL")  # one word for reaching a deal and a town
        if item.kind in ("number", "date") or (item.has(*_OTHERS) and not reached):
            return False
        if item.kind == "mark" and not (item.text == "," and at + 1 < day and _describes(items[at + 1])):
            return False
    return False


def is_of_start(items: Sequence[Item], day: int) -> bool:
    """ "The largest since the start of the invasion in February 2022": when the war began, no figure in between."""
    for item in reversed(items[max(0, day - _FAR) : day]):
        if item.has("WARSTART"):
            return True
        if item.kind in ("number", "date", "mark") or item.has("BODY", "DEAD", *TRANSFERS):
            return False
    return False


def _describes(item: Item) -> bool:
    """ "..., reached on 2 June", "..., which were reached on 2 June"."""
    return item.has("REL", "THAT", "PREP") or (item.kind == "word" and not item.terms and not item.capital)


def is_of_dying(items: Sequence[Item], day: int) -> bool:
    """ "640 soldiers killed on 12 January": a calendar day right behind the word for dying is not of the return."""
    at = day - 1
    while at > 0 and items[at].has("PREP", "DATEOF", "DET"):
        at -= 1
    return bool(items[day].value.day) and at > 0 and items[at].has("DEADPART") and not items[at].has("BODY", "DEAD")


def is_of_other(read: Clauses, day: int, own: int) -> bool:
    """own: the figure's segment. A day in another one, where something is planned ("the next is due on 5 February") or
    somebody died ("soldiers, fallen on 2 June"), and no figure and no finished transfer."""
    segment = read.segment[day]
    if segment != own and opens_comparison(read.items, read.range_of(segment)):
        return True  # "640, against 612 in December": when the others were handed over
    if not read.items[day].value.day:
        return False
    items = [read.items[at] for at in read.range_of(segment)]
    if segment == own or any(item.kind == "number" for item in items):
        return False
    if any(read.segment[verb.at] == segment and verb.tense == "done" for verb in read.verbs):
        return False
    before = [read.items[at] for at in read.range_of(segment) if at < day]
    return any(item.has("PLAN") for item in items) or any(item.has("DEAD", "DEADPART") for item in before)
