"""The other side of every message, for real: a mail server and a webhook receiver on loopback."""

import asyncio
import json
import random
import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
NEVER = threading.Event()


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Look again and again; fails the test when it does not come true in time."""
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        NEVER.wait(0.05)
    raise AssertionError(f"not within {seconds} s: {getattr(condition, '__name__', condition)}")


def free_port() -> int:
    """Below those that the system gives to outgoing connections, which may take one before its server is up."""
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with closing(socket.socket()) as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


class MailServer:
    """Takes every mail, or answers something else. mails: as they came, newest last.

    pause: seconds that it takes before a mail is its own, and again before it says so.
    """

    def __init__(self, pause: Callable[[], float] = lambda: 0.0) -> None:
        self.answer, self.pause = "", pause
        self.mails: list[Mail] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer:
            return self.answer
        await asyncio.sleep(self.pause())
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self.mails.append(BytesParser(policy=default).parsebytes(raw))
        await asyncio.sleep(self.pause())
        return "250 taken"

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def by_id(self) -> dict[str, str]:
        """Message-ID -> Subject."""
        return {str(mail["Message-ID"]): str(mail["Subject"]) for mail in list(self.mails)}

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


@dataclass(frozen=True, slots=True)
class Post:
    id: str
    body: dict[str, Any]
    path: str = ""


class HookReceiver:
    """Verifies every post with the reference library. posts: those that verified. pause: as of the mail server."""

    def __init__(self, secret: str = SECRET, pause: Callable[[], float] = lambda: 0.0) -> None:
        self.secret, self.pause = secret, pause
        self.posts: list[Post] = []
        self.refused: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:  # whoever was sending it was killed: nothing has arrived
                    self.close_connection = True
                    return
                NEVER.wait(receiver.pause())
                try:
                    Webhook(receiver.secret).verify(body, {name.lower(): value for name, value in self.headers.items()})
                except (WebhookVerificationError, KeyError, ValueError) as error:
                    receiver.refused.append(repr(error))
                    self.send_response(400)
                else:
                    receiver.posts.append(Post(self.headers["webhook-id"], json.loads(body), self.path))
                    NEVER.wait(receiver.pause())
                    self.send_response(204)
                with suppress(BrokenPipeError, ConnectionResetError):  # who asked was killed meanwhile
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    @property
    def by_id(self) -> dict[str, str]:
        """webhook-id -> type."""
        return {post.id: post.body["type"] for post in list(self.posts)}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
