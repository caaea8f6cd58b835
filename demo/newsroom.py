"""A newsroom on loopback: real outlets over real HTTP, each on an address of its own, that publish while they run.

For the demo and the tests. It answers as servers do, also when they are ill: see Fault. Every request is written down.

    with Newsroom() as newsroom:
        paper = newsroom.open("gazette", kind="rss")
        url = paper.publish("Headline", "First paragraph.", "Second paragraph.")
        paper.fail("/feed", Fault(status=503, headers={"Retry-After": "120"}))
"""

import asyncio
import contextlib
import gzip
import itertools
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from types import TracebackType
from typing import Self

from demo import pages, printing
from demo.printing import Story

FEED = "/feed"
LISTING = "/news/"
REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone"}
LONGEST_HEAD = 65536
DEADLINE = 10.0  # seconds to start, to stop, or to hear the end of a request


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived. at: monotonic seconds. beside: other requests to this outlet in flight then."""

    at: float
    outlet: str
    path: str
    headers: Mapping[str, str]
    beside: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in for the right answer. times: after so many uses the outlet is well again; None: it stays ill.

    manner: "answer"; "hang": accept and say nothing; "truncate": stop in the middle of the body; "reset": close
    without a word; "drip": a byte every tenth of a second; "heads": header lines without end.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: str = "answer"
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Paper:
    """One outlet. kind: rss, atom, json, telegram, listing. full: the feed carries whole texts. declared: it says its
    charset. lang: of the furniture around its texts.

    Everything may be changed while it runs, from any thread; a change of one attribute is one step.
    """

    def __init__(self, name: str, host: str, kind: str = "rss", *, full: bool = False, charset: str = "utf-8") -> None:
        self.name, self.host, self.kind, self.full, self.charset = name, host, kind, full, charset
        self.declared, self.lang = True, "en"
        self.port = 0
        self.robots: str | None = None
        self.packed = True
        self.validators = True
        self.stories: tuple[Story, ...] = ()
        self.faults: dict[str, Fault] = {}
        self._numbers = itertools.count(1)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def list_path(self) -> str:
        """Of what is polled: its feed, preview or listing page."""
        return {"telegram": f"/s/{self.name}", "listing": LISTING}.get(self.kind, FEED)

    @property
    def feed_url(self) -> str:
        return self.origin + self.list_path

    def publish(self, title: str, *paragraphs: str, published: datetime | None = None, guid: str = "") -> str:
        """The address of the new story. published None: now; it stands in feed and page."""
        number = next(self._numbers)
        story = Story(number, title, paragraphs, published or datetime.now(UTC), guid or f"{self.name}-{number}")
        self.stories = (story, *self.stories)
        return self.url_of(story)

    def publish_undated(self, title: str, *paragraphs: str) -> str:
        url = self.publish(title, *paragraphs)
        self.stories = (replace(self.stories[0], published=None), *self.stories[1:])
        return url

    def revise(self, url: str, title: str, *paragraphs: str) -> None:
        """The same address with another text, in feed and page."""
        self.stories = tuple(
            replace(story, title=title, paragraphs=paragraphs) if self.url_of(story) == url else story
            for story in self.stories
        )

    def url_of(self, story: Story) -> str:
        return f"{self.origin}/{self.name}/{story.number}" if self.kind == "telegram" else f"{self.origin}{story.path}"

    def fail(self, path: str, fault: Fault) -> None:
        self.faults[path] = fault

    def mend(self, path: str) -> None:
        self.faults.pop(path, None)

    def reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        """The right answer."""
        if path == "/robots.txt":
            return Reply(404) if self.robots is None else _text(self.robots.encode(), "text/plain")
        if path == self.list_path:
            return self._conditional(_text(*self._list()), headers)
        for story in self.stories:
            if self.url_of(story) == self.origin + path:
                return _text(*pages.page(self, story))
        return Reply(404, b"<h1>Not here</h1>", {"Content-Type": "text/html"})

    def fault(self, path: str) -> Fault | None:
        """Of this path, used up by one."""
        found = self.faults.get(path)
        if found and found.times is not None:
            if found.times <= 1:
                self.mend(path)
            else:
                self.faults[path] = replace(found, times=found.times - 1)
        return found

    def _list(self) -> tuple[bytes, str]:
        return pages.listing_page(self) if self.kind == "listing" else printing.listing(self)

    def _conditional(self, reply: Reply, asked: Mapping[str, str]) -> Reply:
        if not self.validators:
            return reply
        etag = f'W/"{sha256(reply.body).hexdigest()[:16]}"'
        changed = max((story.published for story in self.stories if story.published), default=datetime.now(UTC))
        said = {"ETag": etag, "Last-Modified": format_datetime(changed.replace(microsecond=0), usegmt=True)}
        if asked.get("if-none-match") == etag:
            return Reply(304, headers=said)
        return replace(reply, headers={**reply.headers, **said})


class Newsroom:
    """Runs every outlet in one thread of its own."""

    def __init__(self) -> None:
        self.papers: dict[str, Paper] = {}
        self.log: list[Asked] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="newsroom")
        self._servers: dict[str, asyncio.Server] = {}
        self._talks: set[asyncio.Task[None]] = set()
        self._in_flight: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(DEADLINE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(DEADLINE)
        self._loop.close()

    def open(self, name: str, kind: str = "rss", *, full: bool = False, charset: str = "utf-8", port: int = 0) -> Paper:
        """A new outlet, on 127.0.1.N; port 0: a free one."""
        paper = Paper(name, f"127.0.1.{len(self.papers) + 1}", kind, full=full, charset=charset)
        paper.port = port
        self.papers[name] = paper
        self.come_back(paper)
        return paper

    def go_down(self, paper: Paper) -> None:
        """Nobody listens at its address any more."""
        asyncio.run_coroutine_threadsafe(self._close(paper.name), self._loop).result(DEADLINE)

    def come_back(self, paper: Paper) -> None:
        asyncio.run_coroutine_threadsafe(self._listen(paper), self._loop).result(DEADLINE)

    def asked(self, paper: Paper, path: str = "") -> list[Asked]:
        """What was asked of one outlet, of all its paths or one."""
        return [one for one in list(self.log) if one.outlet == paper.name and path in ("", one.path)]

    async def _listen(self, paper: Paper) -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task:
                self._talks.add(task)
                task.add_done_callback(self._talks.discard)
            with contextlib.suppress(asyncio.CancelledError):  # by our own end; asyncio would log it as a fault
                await self._talk(paper, reader, writer)

        server = await asyncio.start_server(talk, paper.host, paper.port, limit=LONGEST_HEAD)
        paper.port = server.sockets[0].getsockname()[1]
        self._servers[paper.name] = server

    async def _close(self, name: str) -> None:
        self._servers.pop(name).close()

    async def _end(self) -> None:
        for name in list(self._servers):
            await self._close(name)
        for task in list(self._talks):
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, paper: Paper, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), DEADLINE)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            writer.close()
            return
        asked = self._asked(paper, head)
        self.log.append(asked)
        self._in_flight[paper.name] += 1
        try:
            await _answer(writer, paper, asked)
        except ConnectionError:
            writer.close()  # the other side has gone
        finally:
            self._in_flight[paper.name] -= 1
            writer.close()

    def _asked(self, paper: Paper, head: bytes) -> Asked:
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        path = [*first.split(" "), "", ""][1]
        return Asked(time.monotonic(), paper.name, path, headers, self._in_flight[paper.name])


async def _answer(writer: asyncio.StreamWriter, paper: Paper, asked: Asked) -> None:
    fault = paper.fault(asked.path)
    if fault is None:
        reply = paper.reply(asked.path, asked.headers)
        if paper.packed and reply.body and "gzip" in asked.headers.get("accept-encoding", ""):
            headers = {**reply.headers, "Content-Encoding": "gzip"}
            reply = replace(reply, body=gzip.compress(reply.body, 1), headers=headers)
        writer.write(_bytes(reply))
        await writer.drain()
        return
    reply = Reply(fault.status, fault.body, {"Content-Type": fault.content_type, **fault.headers})
    await _misbehave(writer, fault.manner, _bytes(reply))


async def _misbehave(writer: asyncio.StreamWriter, manner: str, answer: bytes) -> None:
    if manner == "hang":
        await asyncio.sleep(3600)
    elif manner == "drip":
        for number in range(len(answer)):
            writer.write(answer[number : number + 1])
            await writer.drain()
            await asyncio.sleep(0.1)
    elif manner == "heads":
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in itertools.count():
            writer.write(b"X-%d: %s\r\n" % (number, b"x" * 4000))
            await writer.drain()
    elif manner != "reset":
        writer.write(answer[:-20] if manner == "truncate" else answer)
        await writer.drain()


def _bytes(reply: Reply) -> bytes:
    lines = [
        f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Because')}",
        f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
    ]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    lines += [f"Content-Length: {len(reply.body)}"] * (reply.status != 304) + ["Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1") + reply.body


def _text(body: bytes, content_type: str) -> Reply:
    return Reply(200, body, {"Content-Type": content_type})
