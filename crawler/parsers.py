"""The processes that read what others wrote: each may be killed, and costs one task when it is.

Feeds and pages can take a parser minutes or gigabytes (R-FEED-1): so no parsing in the crawler's own process.
"""

import asyncio
import importlib
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import IO, Any, ParamSpec, TypeVar, cast, get_type_hints

import msgspec

from crawler.entries import Page, Parsed, Source
from crawler.leads import Found
from repwatch import loading

Given = ParamSpec("Given")
Result = TypeVar("Result")

SECONDS = 5.0  # from hand-over; longer and the process is killed
START = 60.0  # for the start of a process, which loads all that parsers need the first time
LAST_RESORT = 8.0  # and by its own alarm, if by then nobody has: the crawler was killed
TASKS = 500  # then a process is replaced, for what leaks
MEMORY = 700 * 1024 * 1024  # bytes of address space
_HEAD = 8  # bytes before a message on the socket: how long it is
_DONE, _CRASHED = b"\0", b"\1"  # what an answer begins with
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


class ParserDied(Exception):
    """The process ended before it answered: what it was given was more than it could take, or it was killed."""


class ParserPool:
    """Each process has one task at a time, so that a kill costs one task and a waiting task does not use up its time.

    The processes come with the first task: a poll of what has not changed needs none.
    """

    def __init__(self, size: int, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._size, self._closed = size, False
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([_FIRST, *(module for module, _ in _READERS.values())])
        self._all: list[_Parser] = []
        self._free: asyncio.Queue[_Parser] = asyncio.Queue()

    async def run(self, parse: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result | Crash:
        """Raises TimeoutError after self.seconds, ParserDied if the process died, RuntimeError after close()."""
        if self._closed:
            raise RuntimeError("the pool of parsers is closed")
        while self._size:
            self._size -= 1
            self._add()
        task = pickle.dumps((parse, args, kwargs), pickle.HIGHEST_PROTOCOL)
        parser = await self._free.get()
        try:
            result: Result | Crash = _result(await parser.ask(task, self.seconds), parse)
        except (TimeoutError, ParserDied, asyncio.CancelledError):
            self._replace(parser)
            raise
        except BaseException:
            self._free.put_nowait(parser)
            raise
        if parser.tasks < TASKS:
            self._free.put_nowait(parser)
        else:
            self._replace(parser)
        return result

    def close(self) -> None:
        """Kills each, also one that hangs."""
        self._closed = True
        closing, self._all = self._all, []
        for parser in closing:
            parser.kill()

    def _add(self) -> None:
        parser = _Parser(self._context)
        self._all.append(parser)
        self._free.put_nowait(parser)

    def _replace(self, parser: "_Parser") -> None:
        if parser in self._all:  # not at the end, when close() has killed it
            self._all.remove(parser)
            parser.kill()
            self._add()


class _Parser:
    """A process, started with its first task, and the socket to it. tasks: how many it was given."""

    def __init__(self, context: ForkServerContext) -> None:
        self.tasks = 0
        self._context = context
        self._process: ForkServerProcess | None = None
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._killed = False

    async def ask(self, task: bytes, seconds: float) -> bytes:
        """Its answer. Raises TimeoutError, ParserDied: then it is of no use any more."""
        self.tasks += 1
        reader, writer = self._streams or await self._start()
        try:
            async with asyncio.timeout(seconds):
                writer.writelines((_head(task), task))
                await writer.drain()
                return await reader.readexactly(int.from_bytes(await reader.readexactly(_HEAD), "big"))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ParserDied("the process of the parser has ended") from error

    def kill(self) -> None:
        self._killed = True
        if self._process:
            self._process.kill()
        if self._streams:
            self._streams[1].close()

    async def _start(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """In a thread, for the first one waits until all that parsers need is loaded."""
        ours, theirs = socket.socketpair()
        try:
            async with asyncio.timeout(START):
                await asyncio.to_thread(self._launch, theirs)
            self._streams = await asyncio.open_unix_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        return self._streams

    def _launch(self, theirs: socket.socket) -> None:
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with theirs:
            process.start()
        self._process = process
        if self._killed:  # meanwhile
            process.kill()


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


def _head(message: bytes) -> bytes:
    return len(message).to_bytes(_HEAD, "big")


def _serve(crawler: socket.socket) -> None:
    """In the process, until the crawler has ended."""
    loading.done()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the crawler's to answer
    _limit_memory()
    threading.Thread(target=_end_with_crawler, daemon=True).start()
    with crawler, crawler.makefile("rb") as tasks, crawler.makefile("wb") as answers:
        while task := _message(tasks):
            answer = _attempt(task)
            answers.write(_head(answer))
            answers.write(answer)
            answers.flush()


def _message(stream: IO[bytes]) -> bytes:
    return stream.read(int.from_bytes(stream.read(_HEAD), "big"))


def _end_with_crawler() -> None:
    """A crawler that is killed can kill nobody, and parsers without one would wait for work for ever."""
    if crawler := multiprocessing.parent_process():
        crawler.join()
        os._exit(1)


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _attempt(task: bytes) -> bytes:
    """In the process: whatever a parser raises comes back as a value; an exception might not survive the way."""
    signal.setitimer(signal.ITIMER_REAL, LAST_RESORT)  # the alarm kills, also where no line of Python is reached
    try:
        parse, args, kwargs = pickle.loads(task)  # noqa: S301  from the crawler, through a socket without a name
        return _DONE + msgspec.msgpack.encode(parse(*args, **kwargs))
    except MemoryError:
        return _crashed(Crash("it needs more memory than a parser may have", memory=True))
    except Exception as error:  # noqa: BLE001  the item boundary: a parser raises what it likes
        return _crashed(Crash(f"{type(error).__name__}: {error}"[:300].encode(errors="replace").decode()))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _crashed(crash: Crash) -> bytes:
    return _CRASHED + msgspec.msgpack.encode(crash)


def _result(answer: bytes, parse: Callable[..., Any]) -> Any:
    """Data of the type that the parser returns, and nothing that could be run: hostile pages were in that process."""
    decoder = _decoder(Crash if answer[:1] == _CRASHED else get_type_hints(parse).get("return", Any))
    try:
        return decoder.decode(memoryview(answer)[1:])
    except msgspec.DecodeError as error:
        raise ParserDied("the process of the parser has answered what none returns") from error


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
