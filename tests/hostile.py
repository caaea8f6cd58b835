"""Servers that do what no server should: each manner at an address of its own on loopback, raw bytes, no library.

A manner answers /feed; robots.txt is not there (404) unless the manner is about it, and named so.
"""

import asyncio
import gzip
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from alerts_certificate import made

Manner = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Bodies of 61 fallen soldiers'
    b" returned to Ukraine</title><link>http://{host}/1</link><guid>1</guid></item></channel></rss>"
)
XML = b"Content-Type: application/rss+xml\r\n"
MIB = 1 << 20


class Hostile:
    """Used with `with`. url: by manner. connections: how often somebody connected to each."""

    def __init__(self) -> None:
        self.url: dict[str, str] = {}
        self.connections: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> "Hostile":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def host(self) -> str:
        """Of the server that is opened next."""
        return f"127.0.3.{len(self._servers) + 1}"

    def open(self, name: str, manner: Manner, secure: ssl.SSLContext | None = None) -> str:
        """The address of its feed."""
        host = self.host
        started = asyncio.start_server(self._counted(name, manner), host, 0, ssl=secure)
        server = asyncio.run_coroutine_threadsafe(started, self._loop).result(5)
        self._servers.append(server)
        self.connections[name] = 0
        port = server.sockets[0].getsockname()[1]
        self.url[name] = f"{'https' if secure else 'http'}://{host}:{port}/feed"
        return self.url[name]

    def _counted(self, name: str, manner: Manner) -> Manner:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections[name] += 1
            with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                head = await reader.readuntil(b"\r\n\r\n")
                if b" /robots.txt " in head.split(b"\r\n")[0] and not name.startswith("robots"):
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                else:
                    await manner(reader, writer)
                await writer.drain()
            writer.close()

        return serve

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        for task in asyncio.all_tasks(self._loop) - {asyncio.current_task()}:
            task.cancel()


def says(body: bytes = FEED, headers: bytes = XML, status: bytes = b"200 OK", length: int | None = None) -> Manner:
    """A whole answer. length: as it claims, if that is not true."""

    async def manner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = b"Content-Length: %d\r\n" % (len(body) if length is None else length)
        writer.write(b"HTTP/1.1 " + status + b"\r\n" + headers + size + b"Connection: close\r\n\r\n" + body)

    return manner


def raw(answer: bytes) -> Manner:
    async def manner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return manner


def on_and_on(start: bytes, piece: bytes, pause: float = 0) -> Manner:
    """Without end. pause: seconds between two pieces."""

    async def manner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return manner


def keeps(answer: bytes) -> Manner:
    """An answer after which the connection stays; what is asked on it next finds it closed."""

    async def manner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await reader.readuntil(b"\r\n\r\n")

    return manner


def leads_to(target: str, status: bytes = b"302 Found") -> Manner:
    return says(b"", b"Location: " + target.encode() + b"\r\n", status)


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


def packed(depth: int, size: int = 256 * MIB) -> bytes:
    """Zeros, gzipped so many times; 256 MiB become 260 kB, and those 900 bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(bytes(MIB)) for _ in range(size // MIB)) + packer.flush()
    for _ in range(depth - 1):
        body = gzip.compress(body)
    return body


def certified(folder: Path, host: str, days: int = 1) -> ssl.SSLContext:
    """For a server. The certificate lies in folder, for who is to trust it; days: from now to its end."""
    file = folder / f"{host}.{days}.pem"
    file.write_bytes(made(host, days))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
