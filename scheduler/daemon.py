"""The daemon: the steps on a clock, the crawler process, the web server, start and stop.

One asyncio loop. The steps run in a thread of their own, since they use the database; what is due is decided from the
database, so the clock only says when to look.
"""

import asyncio
import contextlib
import logging
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from alerts.deliver import Deliverer
from repwatch.model import Report
from scheduler.adding_up import tell_gaps
from scheduler.asking import ask_editors
from scheduler.beating import beat
from scheduler.crawler_process import CrawlerProcess
from scheduler.history import load_history
from scheduler.indexing import index
from scheduler.pipeline import BATCH, run_steps
from scheduler.selfservice import serve
from scheduler.step_thread import StepThread
from scheduler.tools import Tools
from scheduler.watching import look_after
from scheduler.web import application, close, listen, server
from storage import Storage

logger = logging.getLogger(__name__)

DELIVER_EVERY = 1.0  # seconds
INDEX_EVERY = 1.0
MAINTAIN_EVERY = 60.0
LOOK_EVERY = 5  # ticks between two looks at how the outlets fare
LOOKS = (look_after, ask_editors, tell_gaps, beat)
UNCHANGED = 30.0  # seconds after which the steps look for work though nothing was written: a digest's hour may come
CLOCK_LOOK = 5.0  # seconds
CLOCK_STEP = 30.0  # seconds by which wall and steady clock may drift apart before it counts as a step (R-SCH-3)
WORDS = 300  # characters of what keeps failing, for the operator
FAILURES = 5  # in a row, of one job, before it is trouble (R-SCH-4)


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Watch:
    """What the ticks remember from one to the next."""

    seen: int = -1  # storage.changes() after the last run
    ran_at: float = 0.0
    looked: int = -1  # as seen, of looking after the outlets
    looked_at: float = 0.0
    failures: dict[str, int] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)  # jobs that failed too often, until that is written down
    offset: float = field(default_factory=lambda: time.time() - time.monotonic())


class Daemon:
    """Made within the loop it runs in. run() returns when it was told to stop; all that it started has ended then."""

    def __init__(self, config_path: Path, tools: Tools) -> None:
        self._tools, self._config = tools, tools.config
        self._steps = StepThread(self._config.database)
        self._crawler = CrawlerProcess(config_path, lambda: self._steps.do(lambda storage: storage.outlets.reclaim()))
        self._deliverer = Deliverer(
            tools.channels, self._config.alerts.retry, random.random, self._attempt_ended, self._config.mail
        )
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._loop = asyncio.get_running_loop()
        self._stop, self._attempted = asyncio.Event(), asyncio.Event()
        self._watch = Watch()

    async def run(self, ready: Callable[[], None]) -> None:
        """ready is called once the page answers. Raises PortTaken, storage.DatabaseTrouble."""
        listener = listen(self._config.web)
        with contextlib.closing(listener):
            await self._steps.open()
            await self._steps.do(self._begin)
            web = server(application(self._tools, clock()), self._config.web)
            serving = asyncio.create_task(web.serve(sockets=[listener]))
            crawling = asyncio.create_task(self._crawler.keep())
            beside = [asyncio.create_task(each()) for each in (self._watch_the_clock, self._keep_sending)]
            self._take_signals()
            self._schedule()
            while not web.started and not serving.done():
                await asyncio.sleep(0.01)
            ready()
            await self._stop.wait()
            for task in beside:
                task.cancel()
            await self._end(crawling)
            await close(web, serving)

    def stop(self) -> None:
        """The second call ends the process on the spot: leases make that safe."""
        if self._stop.is_set():
            os._exit(1)
        self._stop.set()

    def _begin(self, storage: Storage) -> None:
        """The baseline: known history and the present outlets, before anything can alert."""
        now = clock()
        storage.meta.started(now)
        storage.meta.runs(now)
        self._turn_back(storage)
        storage.outbox.reclaim()  # we hold the lock, so the daemon that had leased them is dead
        storage.outlets.sync(self._config.outlets, now)
        load_history(storage, self._tools, self._config.history_until, now)
        self._note([serve(storage, self._tools, now), *run_steps(storage, self._tools, now)])

    async def _end(self, crawling: asyncio.Task[None]) -> None:
        """Nobody takes new work; what runs may finish; the database is closed last."""
        self._scheduler.pause()
        self._crawler.stop()
        await crawling
        await self._steps.do(lambda storage: self._note([self._deliverer.stop(storage, clock())]))
        await self._steps.close()
        self._scheduler.shutdown(wait=False)

    def _take_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)

    def _schedule(self) -> None:
        for work, seconds in (
            (self._tick, self._config.alerts.tick),
            (self._look_after, self._config.alerts.tick * LOOK_EVERY),
            (self._deliver, DELIVER_EVERY),
            (self._index, INDEX_EVERY),
            (self._maintain, MAINTAIN_EVERY),
        ):
            self._scheduler.add_job(
                self._guarded, "interval", seconds=seconds, args=[work], id=work.__name__.strip("_")
            )
        self._scheduler.start()

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """A job's failure is logged and counted; the next run tries again."""
        name = work.__name__.strip("_")
        try:
            await work()
        except Exception as error:
            self._watch.failures[name] = self._watch.failures.get(name, 0) + 1
            level = logging.CRITICAL if self._watch.failures[name] >= FAILURES else logging.ERROR
            logger.log(level, "%s failed, %d times in a row", name, self._watch.failures[name], exc_info=True)
            if self._watch.failures[name] >= FAILURES:
                self._watch.broken[name] = f"{name.replace('_', ' ')} keeps failing: {error!r}"
        else:
            self._watch.failures[name] = 0

    async def _tick(self) -> None:
        """Until nothing waits: one run reads a bounded heap, so that deliveries get their turn between two."""
        while await self._steps.do(self._steps_if_changed) and not self._stop.is_set():
            pass

    async def _look_after(self) -> None:
        await self._steps.do(self._look_if_changed)

    async def _deliver(self) -> None:
        await self._steps.do(lambda storage: self._note([self._deliverer.tick(storage, clock())]))

    async def _index(self) -> None:
        await self._steps.do(self._index_some)

    async def _keep_sending(self) -> None:
        """A tick as soon as an attempt has ended, so that whoever answers quickly is not held up by the clock."""
        while True:
            await self._attempted.wait()
            self._attempted.clear()
            await self._guarded(self._deliver)

    def _attempt_ended(self) -> None:
        """Called in the attempt's own thread, which may outlive the loop."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._attempted.set)

    async def _maintain(self) -> None:
        troubled = "the crawler was replaced too often" if self._crawler.troubled else ""
        work = "; ".join(self._watch.broken.values())[:WORDS]
        await self._steps.do(lambda storage: self._keep_up(storage, {"trouble": troubled, "trouble.work": work}))
        self._watch.broken = {name: words for name, words in self._watch.broken.items() if self._watch.failures[name]}

    def _steps_if_changed(self, storage: Storage) -> bool:
        """Whether more may wait to be read."""
        changes, steady = storage.changes(), time.monotonic()
        if changes == self._watch.seen and steady - self._watch.ran_at < UNCHANGED:
            return False
        now = clock()
        served, matched, *others = serve(storage, self._tools, now), *run_steps(storage, self._tools, now)
        self._note([served, matched, *others])
        more = matched.done + matched.failed >= BATCH
        self._watch.seen, self._watch.ran_at = -1 if more else storage.changes(), steady
        storage.checkpoint()
        return more

    def _look_if_changed(self, storage: Storage) -> None:
        changes, steady = storage.changes(), time.monotonic()
        if changes == self._watch.looked and steady - self._watch.looked_at < UNCHANGED:
            return
        now = clock()
        self._note([each(storage, self._tools, now) for each in LOOKS])
        self._watch.looked, self._watch.looked_at = storage.changes(), steady

    def _index_some(self, storage: Storage) -> None:
        """What it writes is no work for the steps: they would look for some after each heap of a long archive."""
        before = storage.writes()
        if index(storage).done:
            written = storage.writes() - before
            self._watch.seen, self._watch.looked = (
                one + written if one >= 0 else one for one in (self._watch.seen, self._watch.looked)
            )
            storage.checkpoint()

    @staticmethod
    def _keep_up(storage: Storage, troubles: Mapping[str, str]) -> None:
        for name, words in troubles.items():
            if (storage.meta.get(name) or "") != words:
                storage.meta.set(name, words)
        storage.checkpoint()

    async def _watch_the_clock(self) -> None:
        """By the steady clock: after a step back of the wall clock no job of the scheduler would run for that long."""
        while not self._stop.is_set():
            await asyncio.sleep(CLOCK_LOOK)
            await self._guarded(self._look_at_the_clock)

    async def _look_at_the_clock(self) -> None:
        """After a step of the wall clock the scheduler's next times are stale: have it look at once."""
        offset = time.time() - time.monotonic()
        if abs(offset - self._watch.offset) > CLOCK_STEP:
            logger.warning("the clock stepped by %.0f s", offset - self._watch.offset)
            await self._steps.do(self._turn_back)
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=clock())
            self._scheduler.wakeup()
        self._watch.offset = offset

    @staticmethod
    def _turn_back(storage: Storage) -> None:
        if seconds := storage.turn_back(clock()):
            logger.warning("the clock went back: what was planned is %.0f s earlier", seconds)

    @staticmethod
    def _note(reports: list[Report]) -> None:
        for report in reports:
            if report.done or report.failed:
                notes = "".join(f"; {note}" for note in report.notes)
                logger.info("%s: %d done, %d failed%s", report.step, report.done, report.failed, notes)
