"""What the parts of the crawler process share: the configuration, the storage thread, the gate, the parsers.

Scrapy copies its settings, so an open database or a gate in them would become several; the spider carries this instead.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from crawler.gate import Gate
from crawler.intake import WhyRelevant
from crawler.parsers import ParserPool
from crawler.room import Room
from matcher.relevance import why_relevant
from matcher.words import Lexicon, build
from repwatch import lexicon
from repwatch.model import Config, Outlet
from storage import Storage

Result = TypeVar("Result")

PARSERS = 2  # processes; the machine we promise to run on has two cores


class StorageThread:
    """All of the crawler's SQL: waiting for another process's lock may take seconds and must not hold the loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")
        self._storage: Storage | None = None
        self._closed = False

    async def __call__(self, work: Callable[[Storage], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    def close(self) -> None:
        """May be called again."""
        if not self._closed:
            self._closed = True
            self._thread.submit(self._close).result()
            self._thread.shutdown()

    def _run(self, work: Callable[[Storage], Result]) -> Result:
        if self._storage is None:
            self._storage = Storage(self._path)
        return work(self._storage)

    def _close(self) -> None:
        if self._storage is not None:
            self._storage.close()


@dataclass(slots=True)
class Workshop:
    """outlets: as known at the last lease. delays: Crawl-delay by host, in seconds. counts: for the heartbeat."""

    config: Config
    storage: StorageThread
    pool: ParserPool
    relevance: Callable[[Outlet], WhyRelevant]
    outlets: Mapping[str, Outlet]
    gate: Gate = field(default_factory=Gate)
    delays: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    room: Room = field(init=False)
    _outlets: tuple[Outlet, ...] = ()  # those of outlets, in order

    def __post_init__(self) -> None:
        self.room = Room(self.config)

    async def leased(self, lease: Callable[[Storage], list[Result]]) -> list[Result]:
        """What is due, and from then on the outlets of it are known: some were added while we run."""

        def leasing(storage: Storage) -> list[Result]:
            due = lease(storage)
            if due and (outlets := storage.added.beside(self.config.outlets)) is not self._outlets:
                self._outlets, self.outlets = outlets, {one.id: one for one in outlets}
            return due

        return await self.storage(leasing)

    def outlet(self, identity: str) -> Outlet:
        """Of one that was taken out nothing is known, and pages of it may still be due."""
        return self.outlets.get(identity) or Outlet(identity, "")

    def close(self) -> None:
        """May be called again."""
        self.pool.close()
        self.storage.close()


def open_workshop(config: Config) -> Workshop:
    @cache
    def words() -> Lexicon:
        """With the first story that is new: many polls bring none."""
        return build(lexicon.tables(config.languages, config.conflicts))

    return Workshop(
        config,
        StorageThread(config.database),
        ParserPool(PARSERS),
        lambda outlet: partial(why_relevant, words(), side=outlet.side),
        {outlet.id: outlet for outlet in config.outlets},
    )


def workshop_of(crawler: Any) -> Workshop:
    """Of the crawler whose spider carries it."""
    workshop: Workshop = crawler.spider.workshop
    return workshop
