"""The open questions in, in the order in which they are worth an editor's time out. Pure."""

from collections.abc import Iterable

from repwatch.model import Card

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


def rank(card: Card) -> int:
    kind = card.question.kind
    return next((place for place, start in enumerate(ORDER) if kind.startswith(start)), len(ORDER))


def ordered(cards: Iterable[Card], person: str = "") -> list[Card]:
    """What waits for this person's second word first, what they were not sure of last; of one kind the newest first."""
    newest = sorted(cards, key=lambda card: (card.asked_at, card.question.key), reverse=True)
    return sorted(newest, key=lambda card: (not _waits_for(card, person), person in card.unsure, rank(card)))


def next_free(cards: Iterable[Card], person: str, after: str = "") -> Card | None:
    """The next one that nobody else has, in their order; after the last the first again. None: there is none."""
    line = [card for card in ordered(cards, person) if card.held_by in ("", person) and not _is_own(card, person)]
    keys = [card.question.key for card in line]
    start = keys.index(after) + 1 if after in keys else 0
    rest = [card for card in (*line[start:], *line[:start]) if card.question.key != after]
    fresh = [card for card in rest if person not in card.unsure]
    return next(iter(fresh or rest), None)


def _waits_for(card: Card, person: str) -> bool:
    return bool(person) and card.proposal is not None and card.proposal.by != person


def _is_own(card: Card, person: str) -> bool:
    """It waits for somebody else's word."""
    return card.proposal is not None and card.proposal.by == person
