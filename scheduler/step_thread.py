"""The thread that runs the steps: it owns the one connection that checkpoints, opens first and closes last."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from storage import Storage

T = TypeVar("T")


class StepThread:
    """Work is done one after the other, in the order in which it was given."""

    def __init__(self, database: Path) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="steps")
        self._database = database
        self._storage: Storage | None = None

    async def open(self) -> None:
        """Migrates. Raises storage.DatabaseTrouble."""
        await self._run(self._open)

    async def do(self, work: Callable[[Storage], T]) -> T:
        """Raises what the work raises."""
        return await self._run(lambda: work(self._opened))

    async def close(self) -> None:
        """After all work that was given before."""
        await self._run(self._close)
        self._executor.shutdown(wait=False)

    @property
    def _opened(self) -> Storage:
        if self._storage is None:
            raise RuntimeError("the step thread has no database open")
        return self._storage

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def _open(self) -> None:
        self._storage = Storage(self._database, checkpoints=True, migrate=True, owner="daemon")

    def _close(self) -> None:
        if self._storage:
            self._storage.close()
            self._storage = None
