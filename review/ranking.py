"""The open questions in, in the order in which they are worth an editor's time out. Pure."""

from collections.abc import Iterable
from functools import cache

from repwatch.model import Waiting

# The beginning of a kind, most consequential first: what nobody was told of yet, what people were told and may be
# wrong, what is doubtful beside a ledger that stands, sums.
ORDER = (
    "missed",
    "stray.",
    "same",
    "conflict.side",
    "conflict.date",
    "conflict.",
    "gate.",
    "total.",
)


@cache
def rank(kind: str) -> int:
    return next((place for place, start in enumerate(ORDER) if kind.startswith(start)), len(ORDER))


def ordered(line: Iterable[Waiting], person: str = "") -> list[Waiting]:
    """What waits for this person's second word first, what they were not sure of last; of one kind the newest first."""
    newest = sorted(line, key=lambda one: (one.asked_at, one.key), reverse=True)
    return sorted(newest, key=lambda one: (not _waits_for(one, person), person in one.unsure, rank(one.kind)))


def next_free(line: Iterable[Waiting], person: str, after: str = "") -> Waiting | None:
    """The next one that nobody else has, in their order; after the last the first again. None: there is none."""
    free = [one for one in ordered(line, person) if one.held_by in ("", person) and one.proposed_by != person]
    keys = [one.key for one in free]
    start = keys.index(after) + 1 if after in keys else 0
    rest = [one for one in (*free[start:], *free[:start]) if one.key != after]
    fresh = [one for one in rest if person not in one.unsure]
    return next(iter(fresh or rest), None)


def _waits_for(one: Waiting, person: str) -> bool:
    return bool(person and one.proposed_by) and one.proposed_by != person
