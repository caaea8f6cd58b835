"""Old articles taken into the live database as history: they are read, linked and reconciled, and alert nobody.

Each article is one transaction: what waited before it is told as usual; then its claims, what the ledger says with
them, and that everybody counts as told this. So the silence is in the data: a daemon beside it never sees the one
without the other, and neither does whoever comes after a kill.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from matcher.extract import extract
from repwatch.model import PUBLIC, Article, Reading
from scheduler.pipeline import alert, keep, match, reconcile
from scheduler.replay import Arrival
from scheduler.telling import hush
from scheduler.tools import Tools
from storage import Storage
from storage.exchanges import Change

logger = logging.getLogger(__name__)

NO_ADDRESS = 'no "url": whoever doubts a figure must be able to look'
NO_TIME = 'neither "published" nor "fetched": nobody knows when it was said'


@dataclass(slots=True)
class Intake:
    """What an import did. refused: "file, line 3: why". changed: say something else than before, or more firmly."""

    new: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


class Archive:
    """Takes in one article after the other. Several may work at once, and beside a daemon."""

    def __init__(self, storage: Storage, tools: Tools) -> None:
        self._storage, self._tools = storage, tools
        self._seen = -1

    def begin(self, now: datetime) -> None:
        """Read what was crawled before and waits: it is news, and must not be taken for something known."""
        while match(self._storage, self._tools, now).done:
            pass
        reconcile(self._storage, self._tools, now)

    def take(self, arrivals: Iterable[Arrival], now: datetime, intake: Intake) -> Iterator[Arrival]:
        """Each arrival once it is done. now: when it is taken in; the article keeps its own times."""
        for one in arrivals:
            if why := _refusal(one):
                intake.refused.append(f"{one.where}: {why}")
            else:
                self._take(replace(one.article, baseline=True), now, intake)
            yield one

    def _take(self, article: Article, now: datetime, intake: Intake) -> None:
        stored = self._storage.articles.by_url(article.url)
        article = replace(article, outlet=stored.outlet, lang=stored.lang) if stored else article
        reading = self._read(article)
        with self._storage.transaction():
            kept = self._storage.articles.take_in(article, now)
            if kept is None:
                intake.known += 1
                return
            self._tell_what_waits(now)
            changes = self._settle_silently(kept, reading, now)
            self._seen = self._storage.changes()  # within: afterwards another could write unseen
        intake.new += 1
        intake.opened |= {one.exchange for one in changes if not one.before}
        intake.changed |= {one.exchange for one in changes if one.before} - intake.opened

    def _read(self, article: Article) -> Reading | None:
        try:
            return extract(article, self._tools.speaker(article), self._tools.lexicon)
        except Exception:  # as in the step: one article must not hold up the rest; it is kept with its error
            logger.exception("article %s could not be read", article.url)
            return None

    def _tell_what_waits(self, now: datetime) -> None:
        """Aloud, to those who are known already: whoever is new is welcomed by the daemon, not here."""
        if self._storage.changes() == self._seen:
            return  # nobody else has written since the last article
        known = set(self._storage.subscriptions.all())
        config = self._tools.config
        there = tuple(one for one in config.subscriptions if one.id in known)
        web = replace(config.web, alert_feeds=config.web.alert_feeds and PUBLIC.id in known)
        reconcile(self._storage, self._tools, now)
        alert(self._storage, replace(self._tools, config=replace(config, subscriptions=there, web=web)), now)

    def _settle_silently(self, article: Article, reading: Reading | None, now: datetime) -> list[Change]:
        if reading is None:
            self._storage.claims.failed(article, self._tools.lexicon.version, "could not be read")
            return []
        mark, turn = self._storage.exchanges.last_reconciliation(), self._storage.gaps.last_turn()
        keep(self._storage, self._tools, article, reading, now)
        reconcile(self._storage, self._tools, now)
        self._storage.gaps.hush(turn)
        return hush(self._storage, mark, [*self._tools.config.subscriptions, *self._storage.subscribers.present()])


def _refusal(one: Arrival) -> str:
    if one.article.url.startswith("jsonl:"):
        return NO_ADDRESS
    return NO_TIME if one.at.year == 1 else ""
