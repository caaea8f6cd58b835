"""A figure that another one comes on top of: "the bodies are in addition to 640 that were sent on Friday". Pure."""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.frames import Candidate
from matcher.parties import TRANSFERS, Role
from matcher.words import Item

_REACH = 6  # items from such a word to its figure: "in addition to the bodies of 640"
_FAR = 6  # items from the figure to its transfer, and from there to its day


def beside_earlier(read: Clauses, candidate: Candidate) -> bool:
    """After "in addition to": what came before, if the whole sentence says only that, or if a day of its own does."""
    items = read.items
    at = _cue(items, candidate.first)
    whole = at > 0 and items[at - 1].has("BE", "PRON", "DET")
    return at >= 0 and (whole or (_sent_before(items, candidate.last) and not _is_to_both(read)))


def is_day_of_beside(read: Clauses, at: int, figure: int) -> bool:
    """at: of a day after "in addition to 640 sent on", which is not that of another figure of the sentence."""
    items = read.items
    number = next((place for place in range(at - 1, -1, -1) if items[place].kind == "number"), -1)
    last = number
    while items[last + 1].has("BODY", "DEAD", "PERSON", "ADJ"):
        last += 1
    sent = number not in (-1, figure) and _cue(items, number) >= 0 and _sent_before(items, last)
    return sent and not _is_to_both(read)


def _cue(items: Sequence[Item], first: int) -> int:
    """The word that the figure follows, or -1."""
    for at in range(first - 1, max(-1, first - _REACH), -1):
        if items[at].term("AFTER", "beside"):
            return at
        if items[at].kind in ("number", "mark") or items[at].has(*TRANSFERS):
            return -1
    return -1


def _is_to_both(read: Clauses) -> bool:
    """ "In addition to 640 sent to North, South got 22": two halves of one exchange."""
    gets = any(verb.cls == "RECEIVE" for verb in read.verbs)
    roles = (Role.RECIPIENT, Role.SUBJECT) if gets else (Role.RECIPIENT,)
    return len({one.party for one in read.parties if one.role in roles}) > 1


def _sent_before(items: Sequence[Item], last: int) -> bool:
    """ "in addition to 640 that were sent on Monday": right after the figure a transfer with a day of its own."""
    after = items[last + 1 :]
    told = (at for at, item in enumerate(after) if item.has(*TRANSFERS) or (item.kind == "word" and not item.terms))
    verb = next(told, _FAR)  # or a participle, which no list has
    linked = all(
        item.has("THAT", "REL", "BE", "HAVE", "ALREADY", "FILLER") or item.text == "," for item in after[:verb]
    )
    day = next((item for item in after[verb + 1 : verb + 1 + _FAR] if item.kind in ("date", "number")), None)
    return verb < _FAR and linked and day is not None and day.kind == "date" and day.value.offset != 0
