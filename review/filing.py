"""Everything that storage knows about one card, and what a decision about it would change. Edge."""

import logging
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from repwatch.model import Article, Card, Decision, Draft, Foreseen, Question, Settlement, StoredClaim
from review import words
from review.answering import Matter
from review.desk import Desk
from review.numbers import number_in
from review.pages.cards import File, disputed, voices
from review.pages.disputes import quoted
from storage import DatabaseTrouble, Storage

CLAIM = "claim-"  # the key of a card that is about a claim and no question
KIND = "claim"
logger = logging.getLogger(__name__)


def file_of(storage: Storage, key: str, now: datetime) -> File | None:
    """None: there is no such question."""
    card = _of_claim(storage, key) if key.startswith(CLAIM) else storage.cards.get(key, now)
    if card is None:
        return None
    question = card.question
    claim = storage.claims.by_ids([question.claim]).get(question.claim) if question.claim else None
    settlement = storage.exchanges.settlement(question.exchange) if question.exchange else None
    linked = storage.claims.of_exchange(question.exchange) if question.exchange else []
    article = storage.articles.revision(claim.revision) if claim else None
    return File(
        card, claim, article, settlement, linked, _decisions(storage, claim, settlement), _said(storage, settlement)
    )


def _of_claim(storage: Storage, key: str) -> Card | None:
    """A card about any claim, without a question: whoever doubts a figure that the machine was sure of overrules it."""
    number = number_in(key.removeprefix(CLAIM))
    if number is None:
        return None
    stored = storage.claims.by_ids([number]).get(number)
    if stored is None:
        return None
    text = f"A figure as it was read: {words.figure(stored.claim.figure)} {stored.claim.kind.value}."
    exchange = storage.claims.links([stored.id]).get(stored.id)
    return Card(Question(key, KIND, text, exchange, stored.id), stored.said_at)


def matter_of(file: File, names: Mapping[str, str]) -> Matter:
    return Matter(file.claim, file.settlement, tuple(names), voices(file.linked))


def foreseen(desk: Desk, draft: Draft | None) -> list[Foreseen] | None:
    """None: nobody looked ahead, or it could not be done just now."""
    if draft is None or desk.foresee is None:
        return None
    try:
        with Storage(desk.database, write=True) as storage:
            return desk.foresee(storage, draft, desk.clock())
    except (DatabaseTrouble, sqlite3.Error) as error:
        logger.warning("what a decision would change could not be found out: %s", error)
        return None


def _decisions(storage: Storage, claim: StoredClaim | None, settlement: Settlement | None) -> list[Decision]:
    """Those that hold about it, oldest first."""
    found = storage.decisions.about(settlement.exchange) if settlement else []
    of_article = storage.decisions.of_url(claim.url) if claim else []
    return sorted({one.id: one for one in (*found, *of_article)}.values(), key=lambda one: one.id)


def _said(storage: Storage, settlement: Settlement | None) -> dict[int, Article]:
    """The revisions whose words stand in a dispute, by their id."""
    ids = {stored.article for stored in quoted(disputed(settlement))}
    return {article.revision: article for id in sorted(ids) for article in storage.articles.revisions(id)}
