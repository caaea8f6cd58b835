"""Polls that brought nothing new are recorded together: a commit that reaches the disk costs more than such a poll.

A crash loses the states of the last moment at most, and the next poll of these feeds restores them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from repwatch.model import Poll

MOST = 32  # in one transaction
DELAY = 0.1  # seconds that the first of them waits for others

Dated = tuple[Poll, datetime]  # and when it ended: its plan counts from then, whenever it is written
Record = Callable[[Sequence[Dated]], Awaitable[Sequence[int | None]]]


class Together:
    def __init__(self, record: Record) -> None:
        self._record = record
        self._waiting: list[tuple[Dated, asyncio.Future[int | None]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Task[None]] = set()

    async def record(self, poll: Poll, now: datetime) -> int | None:
        """As Outlets.record_poll, once it is committed. What one of them raises, all that were with it raise."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[int | None] = loop.create_future()
        self._waiting.append(((poll, now), done))
        if len(self._waiting) >= MOST:
            self._write()
        elif self._timer is None:
            self._timer = loop.call_later(DELAY, self._write)
        return await done

    def _write(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer, waiting, self._waiting = None, self._waiting, []
        task = asyncio.get_running_loop().create_task(self._written(waiting))
        self._writing.add(task)  # the loop itself does not keep a task alive
        task.add_done_callback(self._writing.discard)

    async def _written(self, waiting: list[tuple[Dated, "asyncio.Future[int | None]"]]) -> None:
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
