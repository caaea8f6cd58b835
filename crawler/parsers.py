"""The processes that read what others wrote: each may be killed, and costs one task when it is.

Feeds and pages can take a parser minutes or gigabytes (R-FEED-1): so no parsing in the crawler's own process.
"""

import asyncio
import contextlib
import importlib
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

from crawler.entries import Page, Parsed, Source
from crawler.leads import Found
from repwatch import loading

Given = ParamSpec("Given")
Result = TypeVar("Result")

SECONDS = 5.0  # from hand-over; longer and the process is killed
LAST_RESORT = 8.0  # and by its own alarm, if by then nobody has: the crawler was killed
TASKS = 500  # then a process is replaced, for what leaks
MEMORY = 700 * 1024 * 1024  # bytes of address space
# By kind of source. Named, not imported: what they load is large and stays out of the crawler's own process.
_FIRST = "crawler.loaded"  # the others are loaded after it
_READERS = {
    "feed": ("crawler.feed", "parse_feed"),
    "telegram": ("crawler.telegram", "parse_telegram"),
    "sitemap": ("crawler.sitemap", "parse_sitemap"),
    "listing": ("crawler.listing", "parse_listing"),
    "page": ("crawler.page", "parse_page"),
    "site": ("crawler.finding", "parse_site"),
}


@dataclass(frozen=True, slots=True)
class Crash:
    """The parser raised. error: kind and message, without the traceback. memory: it had too little of it."""

    error: str
    memory: bool = False


class ParserPool:
    """One executor for each process, so that a kill costs one task and a waiting task does not use up its time.

    The processes come with the first task: a poll of what has not changed needs none.
    """

    def __init__(self, size: int, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._size, self._closed = size, False
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([_FIRST, *(module for module, _ in _READERS.values())])
        self._all: list[ProcessPoolExecutor] = []
        self._free: asyncio.Queue[ProcessPoolExecutor] = asyncio.Queue()

    async def run(self, parse: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result | Crash:
        """Raises TimeoutError after self.seconds, BrokenProcessPool if the process died, RuntimeError after close()."""
        if self._closed:
            raise RuntimeError("the pool of parsers is closed")
        while self._size:
            self._size -= 1
            self._add()
        executor = await self._free.get()
        try:
            future = asyncio.wrap_future(executor.submit(_attempt, parse, args, kwargs))
            result: Result | Crash = await asyncio.wait_for(future, self.seconds)
        except (TimeoutError, BrokenProcessPool, asyncio.CancelledError):
            if executor in self._all:  # not at the end, when close() has killed it
                self._all.remove(executor)
                _kill(executor)
                self._add()
            raise
        except BaseException:
            self._free.put_nowait(executor)
            raise
        self._free.put_nowait(executor)
        return result

    def close(self) -> None:
        """Python would wait for a hung process at its exit, for ever; so each is killed."""
        self._closed = True
        closing, self._all = self._all, []
        for executor in closing:
            _kill(executor)

    def _add(self) -> None:
        executor = ProcessPoolExecutor(1, self._context, _prepare, max_tasks_per_child=TASKS)
        self._all.append(executor)
        self._free.put_nowait(executor)


def read_list(body: bytes, source: Source) -> Parsed:
    """For run(): any kind of list."""
    return cast(Parsed, _read(body, source))


def read_page(body: bytes, source: Source) -> Page:
    """For run(): an article's page."""
    return cast(Page, _read(body, source))


def read_site(body: bytes, source: Source) -> Found:
    """For run(): any page of a site."""
    return cast(Found, _read(body, source))


def _read(body: bytes, source: Source) -> Any:
    module, name = _READERS[source.kind]
    return getattr(importlib.import_module(module), name)(body, source)


def _kill(executor: ProcessPoolExecutor) -> None:
    for process in list((executor._processes or {}).values()):  # a private name; a test stands on it
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    executor.shutdown(wait=False, cancel_futures=True)


def _prepare() -> None:
    """At the start of a process."""
    loading.done()
    _limit_memory()
    threading.Thread(target=_end_with_crawler, daemon=True).start()


def _end_with_crawler() -> None:
    """A crawler that is killed can kill nobody, and parsers without one would wait for work for ever."""
    if crawler := multiprocessing.parent_process():
        crawler.join()
        os._exit(1)


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _attempt(parse: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """In the process: whatever a parser raises comes back as a value; an exception might not survive the way."""
    signal.setitimer(signal.ITIMER_REAL, LAST_RESORT)  # the alarm kills, also where no line of Python is reached
    try:
        return parse(*args, **kwargs)
    except MemoryError:
        return Crash("it needs more memory than a parser may have", memory=True)
    except Exception as error:  # noqa: BLE001  the item boundary: a parser raises what it likes
        return Crash(f"{type(error).__name__}: {error}"[:300])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
