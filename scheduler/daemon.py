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
from collections.abc import Callable, Iterator
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from alerts.deliver import Deliverer
from crawler.room import shortage
from repwatch.config import ConfigError
from repwatch.model import Vitals
from scheduler.backing_up import Backups
from scheduler.crawler_process import CrawlerProcess
from scheduler.jobs import STUCK, Jobs, name_of
from scheduler.renewing import renewed
from scheduler.rounds import Rounds, clock, keep_up, overgrown, tidy_up, turn_back
from scheduler.step_thread import StepThread
from scheduler.tools import Tools
from scheduler.watchdog import Watchdog, notify
from scheduler.web import Front, application, close, listen, server
from storage import Storage

logger = logging.getLogger(__name__)

DELIVER_EVERY = 1.0  # seconds
INDEX_EVERY = 1.0
MAINTAIN_EVERY = 60.0
BACKUP_LOOK = 60.0  # seconds between two looks whether a backup is due
LOOK_EVERY = 5  # ticks between two looks at how the outlets fare
CLOCK_LOOK = 5.0  # seconds
CLOCK_STEP = 30.0  # seconds by which wall and steady clock may drift apart before it counts as a step (R-SCH-3)
UNWELL = 45.0  # seconds without progress until /healthz says so: before the service manager acts (P7)


class Daemon:
    """Made within the loop it runs in. run() returns when it was told to stop; all that it started has ended then."""

    def __init__(self, config_path: Path, tools: Tools) -> None:
        self._path, self._config = config_path, tools.config
        self._steps, self._rounds = StepThread(self._config.database), Rounds(tools)
        self._crawler = CrawlerProcess(self._config, lambda: self._steps.do(lambda storage: storage.outlets.reclaim()))
        self._deliverer = Deliverer(
            tools.channels, self._config.alerts.retry, random.random, self._attempt_ended, self._config.mail
        )
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._loop = asyncio.get_running_loop()
        self._stop, self._attempted, self._renewed = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._jobs, self._backups = Jobs(), Backups()
        self._front = Front()
        self._ready, self._mistaken = False, ""
        self._offset = time.time() - time.monotonic()

    async def run(self, ready: Callable[[], None]) -> None:
        """ready is called once the page answers. Raises PortTaken, storage.DatabaseTrouble."""
        listener = listen(self._config.web)
        with contextlib.closing(listener):
            await self._steps.open()
            await self._steps.do(self._rounds.begin)
            self._front.app = application(self._rounds.tools, clock(), self.vitals)
            web = server(self._front, self._config.web)
            serving = asyncio.create_task(web.serve(sockets=[listener]))
            crawling = asyncio.create_task(self._crawler.keep())
            works = (self._watch_the_clock, self._keep_sending, self._keep_renewing)
            beside = [asyncio.create_task(each()) for each in works]
            self._take_signals()
            self._schedule()
            self._scheduler.start()
            while not web.started and not serving.done():
                await asyncio.sleep(0.01)
            with self._watched():
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

    def vitals(self) -> Vitals:
        """Also asked for by other threads."""
        return Vitals(
            ready=self._ready,
            ages=self._jobs.ages(),
            stuck=self._jobs.stuck(UNWELL),
            failing=self._jobs.failing(),
            crawler=self._crawler.trouble,
            backup=self._backups.trouble,
            disk=shortage(self._config),
            broken=self._jobs.broken(),
            replaced=self._crawler.replacements,
            done=dict(self._rounds.done),
            failed=dict(self._rounds.failed),
            runs_failed=dict(self._jobs.failures),
        )

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """The service manager hears that we are ready, then signs of life, then that we end."""
        watchdog = Watchdog(lambda: self._jobs.stuck(STUCK))
        self._ready = True
        notify("READY=1", "STATUS=reading, and serving the page")
        watchdog.start()
        try:
            yield
        finally:
            self._ready = False
            watchdog.stop()
            notify("STOPPING=1")

    async def _end(self, crawling: asyncio.Task[None]) -> None:
        """Nobody takes new work; what runs may finish; the database is closed last."""
        self._scheduler.pause()
        self._crawler.stop()
        await crawling
        await self._steps.do(lambda storage: self._rounds.note([self._deliverer.stop(storage, clock())]))
        await self._steps.close()
        self._scheduler.shutdown(wait=False)

    def _take_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self.stop)
        self._loop.add_signal_handler(signal.SIGHUP, self._renewed.set)

    def _schedule(self) -> None:
        """Also when the configuration has changed."""
        tick = self._config.alerts.tick
        for work, seconds in (
            (self._tick, tick),
            (self._look_after, tick * LOOK_EVERY),
            (self._deliver, DELIVER_EVERY),
            (self._index, INDEX_EVERY),
            (self._try_rules, INDEX_EVERY),
            (self._maintain, MAINTAIN_EVERY),
            (self._back_up, BACKUP_LOOK),
        ):
            self._scheduler.add_job(
                self._jobs.run, "interval", seconds=seconds, args=[work], id=name_of(work), replace_existing=True
            )
            if work != self._back_up:  # which takes as long as the database is large
                self._jobs.expect(name_of(work), seconds)

    async def _tick(self) -> None:
        """Until nothing waits: one run reads a bounded heap, so that deliveries get their turn between two."""
        while await self._steps.do(self._rounds.steps_if_changed) and not self._stop.is_set():
            self._jobs.progress("tick")

    async def _look_after(self) -> None:
        await self._steps.do(self._rounds.look_if_changed)

    async def _deliver(self) -> None:
        await self._steps.do(lambda storage: self._rounds.note([self._deliverer.tick(storage, clock())]))

    async def _index(self) -> None:
        await self._steps.do(self._rounds.index_some)

    async def _try_rules(self) -> None:
        await self._steps.do(self._rounds.try_rules)

    async def _keep_sending(self) -> None:
        """A tick as soon as an attempt has ended, so that whoever answers quickly is not held up by the clock."""
        while True:
            await self._attempted.wait()
            self._attempted.clear()
            await self._jobs.run(self._deliver)

    def _attempt_ended(self) -> None:
        """Called in the attempt's own thread, which may outlive the loop."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._attempted.set)

    async def _back_up(self) -> None:
        """In a thread of its own: for a large database it takes seconds, and neither steps nor page wait for it."""
        await asyncio.to_thread(self._backups.tick, self._config, clock())

    async def _maintain(self) -> None:
        room = shortage(self._config), overgrown(self._config.database)
        told = (self._jobs.broken(), *room, self._backups.trouble, self._mistaken)
        work = "; ".join(filter(None, told))
        troubles = {"trouble": self._crawler.trouble, "trouble.work": work}
        await self._steps.do(lambda storage: keep_up(storage, troubles))
        self._jobs.mended()
        await self._steps.do(lambda storage: tidy_up(storage, self._config.keep))

    async def _keep_renewing(self) -> None:
        """Each time that we are told so: read the configuration anew."""
        while True:
            await self._renewed.wait()
            self._renewed.clear()
            await self._jobs.run(self._renew)

    async def _renew(self) -> None:
        """The old configuration is kept as a whole when anything in the new one is wrong."""
        try:
            tools = await asyncio.to_thread(renewed, self._path, self._config)
        except ConfigError as error:
            self._mistaken = f"the configuration that was read anew is wrong, the old one is kept: {error}"
            logger.error("%s", self._mistaken)  # noqa: TRY400  the message is all a person needs
            return

        def use(storage: Storage) -> None:
            self._rounds.use(storage, tools)
            self._deliverer.use(tools.channels, tools.config.mail)

        await self._steps.do(use)
        self._config, self._mistaken = tools.config, ""
        self._front.app = application(tools, clock(), self.vitals)
        self._schedule()
        self._crawler.renew(tools.config)
        logger.info("the configuration was read anew: %d outlets", len(tools.config.outlets))

    async def _watch_the_clock(self) -> None:
        """By the steady clock: after a step back of the wall clock no job of the scheduler would run for that long."""
        while not self._stop.is_set():
            await asyncio.sleep(CLOCK_LOOK)
            await self._jobs.run(self._look_at_the_clock)

    async def _look_at_the_clock(self) -> None:
        """After a step of the wall clock the scheduler's next times are stale: have it look at once."""
        offset = time.time() - time.monotonic()
        if abs(offset - self._offset) > CLOCK_STEP:
            logger.warning("the clock stepped by %.0f s", offset - self._offset)
            await self._steps.do(turn_back)
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=clock())
            self._scheduler.wakeup()
        self._offset = offset
