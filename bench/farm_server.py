"""Serves a farm of bench/farm.py over HTTP on loopback addresses, until its input ends.

    python bench/farm_server.py FOLDER PORT TARPITS

/<feed> is a feed, gzipped, on any of 127.0.1.1 to 127.0.1.250; /robots.txt is not there (404). 127.0.2.1 and the next
TARPITS - 1 addresses take a request and say nothing. Orders come as lines on standard input and are answered by a line
of JSON: "version 1"; "mode nocond" (no validators, always 200) and "mode cond" (304 where nothing changed); "counts"
(answers by status since the last time, and connections).
"""

import asyncio
import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from zlib import crc32

from farm import HOSTS

HEAD = b"HTTP/1.1 %b\r\nContent-Length: %d\r\nConnection: %b\r\n%b\r\n"


class Farm:
    def __init__(self, folder: Path) -> None:
        self.folder, self.version, self.conditional = folder, 0, True
        self.counts: Counter[str] = Counter()

    def order(self, line: str) -> dict[str, int]:
        verb, _, value = line.partition(" ")
        if verb == "version":
            self.version = int(value)
        elif verb == "mode":
            self.conditional = value == "cond"
        counts, self.counts = self.counts, Counter()
        return dict(counts)

    def answer(self, path: str, headers: dict[str, str]) -> bytes:
        """The whole answer to one request."""
        keep = b"close" if headers.get("connection", "").lower() == "close" else b"keep-alive"
        file = self.folder / f"v{self.version}" / f"{path.strip('/')}.gz"
        if not file.is_file():
            return self._reply(b"404 Not Found", keep)
        packed = file.read_bytes()
        tag = f'"{crc32(packed):x}"'
        extra = b"Content-Type: application/xml; charset=utf-8\r\n"
        if self.conditional:
            extra += f"ETag: {tag}\r\nLast-Modified: Mon, 0{self.version + 1} Jun 2026 00:00:00 GMT\r\n".encode()
            if headers.get("if-none-match") == tag:
                return self._reply(b"304 Not Modified", keep, extra)
        if "gzip" in headers.get("accept-encoding", ""):
            return self._reply(b"200 OK", keep, extra + b"Content-Encoding: gzip\r\n", packed)
        return self._reply(b"200 OK", keep, extra, gzip.decompress(packed))

    def _reply(self, status: bytes, keep: bytes, extra: bytes = b"", body: bytes = b"") -> bytes:
        self.counts[status[:3].decode()] += 1
        return HEAD % (status, len(body), keep, extra) + body


class Connection(asyncio.Protocol):
    def __init__(self, farm: Farm, silent: bool) -> None:
        self.farm, self.silent, self.waiting = farm, silent, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.farm.counts["tarpit" if self.silent else "connections"] += 1

    def data_received(self, data: bytes) -> None:
        if self.silent:
            return
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, self.waiting = self.waiting.split(b"\r\n\r\n", 1)
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self.transport.write(self.farm.answer(first.split(" ")[1], headers))
            if headers.get("connection", "").lower() == "close":
                self.transport.close()


async def main(folder: Path, port: int, tarpits: int) -> None:
    farm, loop = Farm(folder), asyncio.get_running_loop()
    for number in range(1, HOSTS + 1):
        await loop.create_server(lambda: Connection(farm, False), f"127.0.1.{number}", port, backlog=4096)
    for number in range(1, tarpits + 1):
        await loop.create_server(lambda: Connection(farm, True), f"127.0.2.{number}", port, backlog=64)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print("{}", flush=True)
    while line := (await reader.readline()).decode():
        print(json.dumps(farm.order(line.strip())), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
