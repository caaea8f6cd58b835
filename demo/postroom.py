"""Where the demo's messages arrive, for real: a mail server, a webhook receiver, and a page that shows what came.

Every mail is kept as an .eml file named by its Message-ID, every post as a line of JSON: a message that comes twice is
one file and one id, as it is for any receiver that follows docs/webhooks.md.
"""

import json
import re
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import Environment, PackageLoader, StrictUndefined
from standardwebhooks import Webhook, WebhookVerificationError

LARGEST = 1 << 20  # bytes of one post
_ENVIRONMENT = Environment(
    loader=PackageLoader("demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, auto_reload=False
)


class Postroom:
    """folder: keeps mail/ and posts.jsonl from one run to the next. secret: as the subscription has it."""

    def __init__(self, folder: Path, secret: str, smtp: int, hook: int) -> None:
        self.mail, self.posts_file = folder / "mail", folder / "posts.jsonl"
        self.mail.mkdir(parents=True, exist_ok=True)
        self._verifier = Webhook(secret)
        self._lock = threading.Lock()
        self._smtp = Controller(self, hostname="127.0.0.1", port=smtp)
        self._http = ThreadingHTTPServer(("127.0.0.1", hook), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, name="postroom")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        name = re.sub(r"[^A-Za-z0-9@.-]", "", str(message_from_bytes(raw, policy=default)["Message-ID"]))
        (self.mail / f"{name}.eml").write_bytes(raw)
        return "250 taken"

    def take(self, headers: dict[str, str], body: bytes) -> bool:
        """False: the signature does not verify."""
        try:
            self._verifier.verify(body, headers)
        except WebhookVerificationError:
            return False
        with self._lock, self.posts_file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"id": headers["webhook-id"], "body": json.loads(body)}) + "\n")
        return True

    def posts(self) -> dict[str, dict[str, Any]]:
        """By id."""
        if not self.posts_file.exists():
            return {}
        rows = [json.loads(line) for line in self.posts_file.read_text(encoding="utf-8").splitlines()]
        return {row["id"]: row["body"] for row in rows}

    def mails(self) -> Iterator[tuple[str, EmailMessage]]:
        """By name, oldest first."""
        files = sorted(self.mail.glob("*.eml"), key=lambda file: (file.stat().st_mtime, file.name))
        for file in files:
            yield file.stem, message_from_bytes(file.read_bytes(), policy=default)

    def __enter__(self) -> Self:
        self._smtp.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._smtp.stop()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def page(postroom: Postroom, path: str) -> str | None:
    """The list, or one mail as its reader sees it; None: no such page."""
    mails = dict(postroom.mails())
    if path == "/":
        return _ENVIRONMENT.get_template("mails.html").render(mails=mails, posts=postroom.posts())
    mail = mails.get(path.removeprefix("/mail/"))
    text = mail.get_body(("plain",)) if mail else None
    return _ENVIRONMENT.get_template("mail.html").render(mail=mail, text=text.get_content()) if text else None


def _handler(postroom: Postroom) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown = page(postroom, unquote(self.path))
            self._answer(200 if shown else 404, (shown or "not here").encode())

        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), LARGEST))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(204 if postroom.take(headers, body) else 400, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet: the terminal belongs to the demo."""

    return Handler
