"""A server on loopback that gives out the files of a folder whole or in parts, as web servers and object stores do."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Store:
    """hold: how many first readings wait until freed. held: counts down when one waits."""

    folder: Path
    port: int = 0
    hold: int = 0
    held: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    freed: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait(self, path: str) -> None:
        """In the server: the first readings of the first files are kept waiting."""
        with self.lock:
            first = path not in self.asked
            self.asked.append(path)
            waits = first and path.endswith(".gz") and self.hold > 0
            self.hold -= waits
        if waits:
            self.held.release()
            self.freed.wait(60)


@contextmanager
def store(folder: Path, hold: int = 0) -> Iterator[Store]:
    there = Store(folder, hold=hold)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"store": there}))
    server.daemon_threads = True
    there.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield there
    finally:
        there.freed.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    store: Store
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self.store.wait(self.path)
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        file = self.store.folder / self.path.split("?")[0].lstrip("/")
        if not file.is_file():
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = file.read_bytes()
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first, last = (int(part[1]), min(int(part[2] or len(body)), len(body) - 1)) if part else (0, len(body) - 1)
        self.send_response(206 if part else 200)
        if part:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
        for name, value in (
            ("Accept-Ranges", "bytes"), ("Content-Length", str(last - first + 1)), ("ETag", '"1"'),
            ("Last-Modified", "Fri, 27 Nov 2026 00:00:00 GMT"), ("Content-Type", "application/octet-stream"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body[first : last + 1])

    def log_message(self, *_: object) -> None:
        """Says nothing."""
