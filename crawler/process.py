"""Runs the spider in Scrapy's engine on the asyncio loop: settings, heartbeat, and the ways to end.

The order at the end: the gate refuses whatever still waits in it, the engine finishes what is on the wire, the
spider's closed() kills the parsers and closes the database. What is still on the wire after some seconds is given
back; whatever hangs is killed with the group.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler import heads, keeping
from crawler.handing import handed
from crawler.hops import LARGEST
from crawler.spider import PLACES, OutletSpider, ProbeSpider
from crawler.workshop import open_workshop
from repwatch import __version__, loading, logs
from repwatch.config import ConfigError, load
from repwatch.model import Config
from storage import DatabaseTrouble, Storage

logger = logging.getLogger(__name__)

HEARTBEAT = 10.0  # seconds
PATIENCE = 4.0  # seconds from the wish to end until requests on the wire are given up
GRACE = 8.0  # seconds from the wish to end to the kill
EXIT_CONFIG = 78
# Scrapy's own three that are used stand among ours, and its bases are empty: what is only switched off is loaded all
# the same, aiohttp and a list of all domains with it, half a second at each start.
MIDDLEWARES = {
    "crawler.hops.GuardMiddleware": 100,
    "crawler.politeness.RobotsMiddleware": 200,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.hops.RedirectMiddleware": 600,
    "crawler.hops.UnpackMiddleware": 700,
    "crawler.politeness.ValidatorsMiddleware": 880,
    "crawler.tracing.TraceMiddleware": 890,
    "crawler.politeness.GateMiddleware": 900,
}
TALKATIVE = ("scrapy", "twisted", "charset_normalizer")  # loggers whose warnings alone are worth reading


def run(path: str, once: bool, only: tuple[str, ...], probes: str | None = None) -> int:
    """probes: a folder with a database of probes; they are answered, and nothing else is done."""
    try:
        config = handed() or load(Path(path))
        logs.install(config, _worth_reading)
        config = replace(config, state=Path(probes)) if probes else config
        with Storage(config.database):
            pass  # only to see that its schema is ours
    except (ConfigError, DatabaseTrouble) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_CONFIG
    return CrawlerRun(config, once or bool(probes), only, ProbeSpider if probes else OutletSpider).run()


class CrawlerRun:
    def __init__(self, config: Config, once: bool, only: tuple[str, ...], spider: type[OutletSpider]) -> None:
        self.once, self.only = once, only
        self.output = _own_output()
        self.process = AsyncCrawlerProcess(_settings(config))
        heads.bound()
        keeping.bound()
        _quiet()
        self.loop = asyncio.get_event_loop_policy().get_event_loop()
        self.workshop = open_workshop(config)
        self.crawler = self.process.create_crawler(spider)
        self.ending = False
        loading.done()

    def run(self) -> int:
        """The exit code. Ends when the spider does."""
        crawl = self.process.crawl(self.crawler, self.workshop, self.once, self.only)
        for number in (signal.SIGTERM, signal.SIGINT):
            self.loop.add_signal_handler(number, self.end)
        tasks = (
            [] if self.once else [self.loop.create_task(self._beat()), self.loop.create_task(self._until_input_ends())]
        )
        self.process.start(stop_after_crawl=True, install_signal_handlers=False)
        for task in tasks:
            task.cancel()
        self.workshop.close()  # also if the spider never opened
        if self.once:
            self._say(_summary(self.workshop.counts))
        broken = isinstance(self.crawler.spider, OutletSpider) and self.crawler.spider.broken
        return 1 if broken or crawl.cancelled() or crawl.exception() else 0

    def end(self) -> None:
        """Once; a second wish ends at once."""
        if self.ending:
            os._exit(1)
        self.ending = self.workshop.gate.closing = True
        killer = threading.Timer(GRACE, _kill_group)
        killer.daemon = True
        killer.start()
        self._stopping = self.loop.create_task(self._stop())

    async def _stop(self) -> None:
        stop = asyncio.ensure_future(self.crawler.stop_async())
        done, _ = await asyncio.wait([stop], timeout=PATIENCE)
        if not done:
            if isinstance(self.crawler.spider, OutletSpider):
                await self.crawler.spider.give_back()
            self.workshop.close()
            os._exit(0)

    async def _beat(self) -> None:
        while True:
            counts = {name: self.workshop.counts[name] for name in ("polls", "pages", "failed", "new", "articles")}
            self._say({"heartbeat": datetime.now(UTC).isoformat(), **counts})
            await asyncio.sleep(HEARTBEAT)

    async def _until_input_ends(self) -> None:
        reader = asyncio.StreamReader()
        await self.loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while await reader.read(1024):
            pass
        self.end()

    def _say(self, message: dict[str, Any]) -> None:
        self.output.write(json.dumps(message) + "\n")
        self.output.flush()


def _settings(config: Config) -> dict[str, Any]:
    """R-CRAWL-2; what differs from Scrapy's default is here because of what the default does."""
    return {
        "ASYNCIO_EVENT_LOOP": None,
        "CONCURRENT_REQUESTS": PLACES,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Encoding": "gzip"},
        "CONCURRENT_ITEMS": 1,  # each answer gives one; for each answer Scrapy starts as many tasks as may be
        "DOWNLOAD_DELAY": 0.01,
        "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOAD_MAXSIZE": LARGEST,
        "DOWNLOAD_TIMEOUT": config.crawl.timeout,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "EXTENSIONS_BASE": {},
        "ITEM_PIPELINES": {"crawler.pipelines.RecordPipeline": 100},
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_LEVEL": "WARNING",
        "REPWATCH_ALLOW_NETWORKS": [str(network) for network in config.crawl.allow_networks],
        # Which host's turn it is we have decided before: first in, first out.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.ScrapyPriorityQueue",
        # Depth, referer, length and status of what a spider yields: ours yields records, and asks for any status.
        "SPIDER_MIDDLEWARES_BASE": {},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",  # our own counts are in the heartbeat
        "TWISTED_DNS_RESOLVER": "crawler.resolver.GuardedResolver",
        "USER_AGENT": f"repwatch/{__version__} (+{config.crawl.contact})",
    }


def _worth_reading(record: logging.LogRecord) -> bool:
    """Scrapy sets its loggers to DEBUG while it is built and talks at once, so that levels alone come too late."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in TALKATIVE


def _quiet() -> None:
    """After Scrapy is built; spares it the making of records that nobody reads."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _own_output() -> IO[str]:
    """Standard output under a number that no child inherits; whoever prints by mistake prints to the log.

    A parser that outlives a killed crawler would otherwise hold the pipe open, and the parent would wait for ever.
    """
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "w", encoding="utf-8")


def _kill_group() -> None:
    """Only a group that is ours alone: started from a shell by hand, we stand in the shell's."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def _summary(counts: dict[str, int]) -> dict[str, Any]:
    outcomes = {name.removeprefix("outcome:"): number for name, number in counts.items() if name.startswith("outcome:")}
    named = {name: counts[name] for name in ("polls", "pages", "failed", "new", "articles", "stale")}
    return {**named, "outcomes": dict(sorted(outcomes.items()))}
