"""Polls are recorded together: a commit that reaches the disk costs more than most of them.

Those that brought nothing wait a moment for others. What brought news waits only while others are being written.
A crash loses the states of the last moment at most, and the next poll of these feeds restores them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from repwatch.model import Poll

MOST = 32  # in one transaction
STORIES = 1000  # listed in it, about: all who write wait for its end, and so many of bench/farm.py take 30 ms
DELAY = 0.1  # seconds that the first of them waits for others

Dated = tuple[Poll, datetime]  # and when it ended: its plan counts from then, whenever it is written
Record = Callable[[Sequence[Dated]], Awaitable[Sequence[int | None]]]
_Waiting = tuple[Dated, "asyncio.Future[int | None]"]


class Together:
    def __init__(self, record: Record) -> None:
        self._record = record
        self._quiet: list[_Waiting] = []
        self._news: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None  # of the first in quiet
        self._enough = False  # it has waited its time
        self._writing: asyncio.Task[None] | None = None

    async def record(self, poll: Poll, now: datetime, *, news: bool) -> int | None:
        """As Outlets.record_poll, once it is committed. What one of them raises, all that were with it raise."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[int | None] = loop.create_future()
        (self._news if news else self._quiet).append(((poll, now), done))
        if self._timer is None and self._quiet:
            self._timer = loop.call_later(DELAY, self._waited)
        self._write()
        return await done

    def _waited(self) -> None:
        self._enough = True
        self._write()

    def _write(self) -> None:
        """What it is time for, unless others are being written: their end comes here again."""
        if self._writing or not (self._news or self._enough or len(self._quiet) >= MOST):
            return
        waiting = self._first()
        if self._timer and not self._quiet:
            self._timer.cancel()
            self._timer, self._enough = None, False
        self._writing = asyncio.get_running_loop().create_task(self._written(waiting))
        self._writing.add_done_callback(self._next)

    def _first(self) -> list[_Waiting]:
        """One poll at least, news before the others."""
        taken: list[_Waiting] = []
        stories = 0
        for waiting in (self._news, self._quiet):
            while waiting and len(taken) < MOST and stories < STORIES:
                taken.append(waiting.pop(0))
                stories += len(taken[-1][0][0].listed)
        return taken

    def _next(self, written: "asyncio.Task[None]") -> None:
        self._writing = None
        self._write()

    async def _written(self, waiting: Sequence[_Waiting]) -> None:
        polls = [dated for dated, _ in waiting]
        try:
            results = await self._record(polls)
        except Exception as error:  # noqa: BLE001  each who waits raises it
            for _, done in waiting:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), result in zip(waiting, results, strict=True):
            if not done.done():
                done.set_result(result)
