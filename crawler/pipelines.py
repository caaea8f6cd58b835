"""Scrapy's item pipeline: hand each Poll and PageResult to storage, in one transaction of its own thread."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Self

from crawler.together import Dated, Together
from crawler.workshop import Workshop, workshop_of
from repwatch.model import Outcome, PageResult, Poll

logger = logging.getLogger(__name__)


class RecordPipeline:
    """A host is asked again only when what came of the last request is stored."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.workshop: Workshop = workshop_of(crawler)
        self._together = Together(self._record)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_item(self, item: Poll | PageResult) -> Poll | PageResult:
        try:
            if isinstance(item, Poll):
                await self._record_poll(item)
            else:
                await self._record_page(item)
        except Exception:
            self.crawler.spider.broken = True
            raise
        finally:
            self.crawler.spider.done(item)
        return item

    async def _record_poll(self, poll: Poll) -> None:
        now = datetime.now(UTC)  # not when it is written: the clock may step between the two
        unchanged = poll.outcome.good and poll.outcome is not Outcome.OK
        new = await self._together.record(poll, now, news=not unchanged)
        self._count("polls", poll.outcome, stale=new is None)
        self.workshop.counts["new"] += new or 0
        if not poll.outcome.good:
            logger.warning(
                "feed %s of %s: %s: %s; next try %s",
                poll.feed.url, poll.feed.outlet, poll.outcome, poll.error, f"{poll.next_poll_at:%Y-%m-%d %H:%M:%S} UTC",
            )  # fmt: skip

    async def _record(self, polls: Sequence[Dated]) -> list[int | None]:
        return await self.workshop.storage(lambda storage: storage.outlets.record_polls(polls))

    async def _record_page(self, result: PageResult) -> None:
        now = datetime.now(UTC)
        recorded = await self.workshop.storage(lambda storage: storage.entries.record_page(result, now))
        self._count("pages", result.outcome, stale=not recorded)
        self.workshop.counts["articles"] += bool(recorded and result.article)
        if not result.outcome.good:
            logger.warning("page %s of %s: %s: %s", result.page.url, result.page.outlet, result.outcome, result.error)

    def _count(self, what: str, outcome: Outcome, *, stale: bool) -> None:
        self.workshop.counts[what] += 1
        self.workshop.counts["failed"] += not outcome.good
        self.workshop.counts["stale"] += stale
        self.workshop.counts[f"outcome:{outcome}"] += 1
