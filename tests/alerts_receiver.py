"""A webhook receiver that answers as a test wants it to, and a channel that may post to it."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Event, Thread
from time import monotonic
from typing import Any, Self

from alerts_builders import delivery
from receivers import SECRET

from alerts.webhooks import Webhook
from repwatch.model import Delivery

LOOPBACK = (ip_network("127.0.0.0/8"),)
TOTAL = 0.6  # seconds
BODY = '{"type":"exchange.corrected","data":"тіла"}'
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """answer: what a request is answered with. asked: the requests that came."""

    answer: Answer
    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        receiver, self.over = self, Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.asked.append(Asked(self.path, dict(self.headers.items()), body))
                try:
                    receiver.answer(self)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    self.close_connection = True  # the client has had enough

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A handshake that the client broke off is what some tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if self.context:
            self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1&b=ї"


def says(status: int, *headers: tuple[str, str], body: bytes = b"") -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def raw(*parts: bytes, for_ever: bytes = b"", pause: float = 0.0) -> Answer:
    """Bytes as they are; for_ever: and then these again and again, until the client has had enough."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"".join(parts))
        request.wfile.flush()
        end = monotonic() + 5
        while for_ever and monotonic() < end:
            request.wfile.write(for_ever)
            NEVER.wait(pause)
        request.close_connection = True

    return answer


NEVER = Event()


def hook(**changes: Any) -> Webhook:
    return replace(Webhook({"desk": (SECRET,)}, "repwatch/1 (+https://x.example)", LOOPBACK, total=TOTAL), **changes)


def owed(url: str, body: str = BODY) -> Delivery:
    made = delivery(channel="webhook", address=url)
    return replace(made, message=replace(made.message, payload=body))


@contextmanager
def receivers() -> Iterator[Callable[..., Receiver]]:
    """A function that starts one; all have ended afterwards."""
    with ExitStack() as stack:
        yield lambda answer, context=None: stack.enter_context(Receiver(answer, context))
