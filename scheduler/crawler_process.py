"""Keeps one crawler alive: replaces it when it dies, falls silent, grows or has served its time (R-CRAWL-1)."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from crawler.handing import handed_over
from repwatch.model import Config

logger = logging.getLogger(__name__)

SILENCE = 60.0  # seconds without a heartbeat line
SERVICE = 86400.0  # seconds after which a crawler is replaced
LARGEST = 400 << 20  # bytes of resident memory that it may keep; its address space has a limit of its own
LARGE_FOR = 60.0  # seconds beyond that
# A hostile answer ends sooner, as a failure of its own: a crawler that is killed over it asks again at once, and so on.
GRACE = 10.0  # seconds between the end of its input and the end of it
LONGEST_PAUSE = 60.0
OFTEN, OFTEN_WITHIN = 5, 600.0  # so many replacements in so many seconds are trouble
ALIVE_LONG = 60.0  # a crawler that lived so long starts the pauses anew


class CrawlerProcess:
    """keep() runs until stop(). replacements: since the start. prepare: awaited before each start."""

    def __init__(self, config: Config, prepare: Callable[[], Awaitable[None]]) -> None:
        self._prepare, self._config = prepare, config
        self._renewing = False
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._replaced: deque[float] = deque(maxlen=OFTEN)
        self.replacements = 0

    @property
    def trouble(self) -> str:
        """In words; "": there is none."""
        often = len(self._replaced) == OFTEN and time.monotonic() - self._replaced[0] < OFTEN_WITHIN
        return "the crawler was replaced too often" if often else ""

    async def keep(self) -> None:
        quick = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            await self._prepare()
            why = await self._serve()
            if self._stopping.is_set():
                return
            if self._renewing:
                self._renewing, quick = False, 0
                continue
            lived = time.monotonic() - started
            logger.warning("the crawler is replaced after %.0f s: %s", lived, why)
            self._replaced.append(time.monotonic())
            self.replacements += 1
            quick = 0 if lived > ALIVE_LONG else quick + 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), min(2.0**quick / 2, LONGEST_PAUSE))

    def stop(self) -> None:
        """Close its input, which tells it to end; keep() returns when it has."""
        self._stopping.set()
        self._ask_to_end()

    def renew(self, config: Config) -> None:
        """Another one takes its place, with this configuration, once it has ended what it does."""
        self._config, self._renewing = config, True
        self._ask_to_end()

    def _ask_to_end(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()

    async def _serve(self) -> str:
        """Start one, watch it, clear up behind it; says why it ended."""
        with handed_over(self._config) as (name, descriptor):
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "crawler", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                start_new_session=True, env={**os.environ, name: str(descriptor), "MALLOC_ARENA_MAX": "2"},
                pass_fds=[descriptor],
            )  # fmt: skip
        try:
            return await self._watch(process)
        finally:
            await _end(process)

    async def _watch(self, process: asyncio.subprocess.Process) -> str:
        started = heard = small = time.monotonic()
        assert process.stdout  # noqa: S101 (asked for above)
        while process.returncode is None and not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                if not await asyncio.wait_for(process.stdout.readline(), 1):
                    return "its output ended"
                heard = time.monotonic()
            if time.monotonic() - heard > SILENCE:
                return f"no sign of life for {SILENCE:.0f} s"
            if time.monotonic() - started > SERVICE:
                return "it has served its time"
            if _resident(process.pid) <= LARGEST:
                small = time.monotonic()
            elif time.monotonic() - small > LARGE_FOR:
                return f"it was larger than {LARGEST >> 20} MiB for {LARGE_FOR:.0f} s"
        return f"it ended with code {process.returncode}"


async def _end(process: asyncio.subprocess.Process) -> None:
    """After a kill -9 its parsers live on and hold its output open, so wait() alone would not return."""
    if process.stdin:
        process.stdin.close()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), GRACE if process.returncode is None else 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):  # it ended between two looks
        return 0
