"""Around every answer: who may ask (Host), how (POST of our own forms alone), and the headers that guard the reader.

R-WEB-1, R-WEB-3, R-WEB-4, R-WEB-7. It also turns an error into a general page: nothing leaves without headers.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from repwatch.model import WebSettings
from review.access import has_form

logger = logging.getLogger(__name__)

ALLOWED = ("GET", "HEAD")
ONE_CLICK = "/u/"  # asked for by mail services too: the link is the proof (R-SUB-2)
LARGEST = 1_048_576  # bytes of a form (R-WEB-3)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
TLS_ONLY = "max-age=31536000; includeSubDomains"
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)

ErrorPage = Callable[[int, str], str]  # status, request id -> HTML


def hosts(web: WebSettings) -> frozenset[str]:
    """The names this page answers to: loopback, where it listens, and its public address."""
    public = urlsplit(web.public_url).hostname or ""
    named = {"localhost", "127.0.0.1", "[::1]", _bracketed(web.host), _bracketed(public)}
    return frozenset(name.lower() for name in named - {"", "0.0.0.0", "[::]"})  # noqa: S104 — refused, not bound


class Protect:
    """ASGI middleware. error_page renders the page of a status; it must not fail."""

    def __init__(self, app: ASGIApp, web: WebSettings, error_page: ErrorPage) -> None:
        self._app = app
        self._hosts = hosts(web)
        self._tls = web.public_url.startswith("https://")
        self._origin = web.public_url.rstrip("/").lower()
        self._error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, _Guarded(send, self._headers(scope)))

    async def _answer(self, scope: Scope, receive: Receive, send: "_Guarded") -> None:
        status = refusal(scope["method"], _host(scope), self._hosts, scope["path"]) or self._forged(scope)
        request = secrets.token_hex(8)
        if status is None:
            try:
                await self._app(scope, _Bounded(receive), send)
            except _TooLarge:
                status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            except ClientDisconnect:  # within a form: nothing of it was done, and nobody is there to be told
                return
            except Exception:  # one page that fails must not take its headers or its reader's trust with it
                logger.exception("request %s of %s failed", request, ascii(scope["path"]))
                status = HTTPStatus.INTERNAL_SERVER_ERROR
        if status is not None and not send.started:
            await self._refusal(status, request)(scope, receive, send)

    def _refusal(self, status: HTTPStatus, request: str) -> HTMLResponse:
        extra = {"Allow": ", ".join(ALLOWED)} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        return HTMLResponse(self._error_page(status, request), status, extra)

    def _forged(self, scope: Scope) -> HTTPStatus | None:
        if scope["method"] != "POST" or scope["path"].startswith(ONE_CLICK):
            return None
        own = (self._origin, f"{scope['scheme']}://{_host(scope)}".lower())
        trusted = is_ours(_header(scope, b"sec-fetch-site"), _header(scope, b"origin"), own)
        return None if trusted else HTTPStatus.FORBIDDEN

    def _headers(self, scope: Scope) -> dict[str, str]:
        tls = self._tls or scope["scheme"] == "https"
        return HEADERS | ({"Strict-Transport-Security": TLS_ONLY} if tls else {})


class _Guarded:
    """An ASGI send that adds the headers to whatever is answered, and knows whether anything was."""

    def __init__(self, send: Send, headers: dict[str, str]) -> None:
        self._send = send
        self._extra = headers
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            headers.update(self._extra)
            headers.setdefault("Cache-Control", "no-cache")
        await self._send(message)


class _TooLarge(Exception):
    """The body is larger than any form of ours."""


class _Bounded:
    """An ASGI receive that ends with an exception once the body is too large."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = LARGEST

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _TooLarge
        return message


def refusal(method: str, host: str, allowed: Iterable[str], path: str = "/") -> HTTPStatus | None:
    """Why a request is refused before anything looks at it. The port of Host may be any: a proxy changes it."""
    named = _HOST.fullmatch(host)
    if named is None or named[1].lower().rstrip(".") not in allowed:
        return HTTPStatus.BAD_REQUEST
    known = method in ALLOWED or (method == "POST" and has_form(path))
    return None if known else HTTPStatus.METHOD_NOT_ALLOWED


def is_ours(site: str, origin: str, own: Iterable[str]) -> bool:
    """Does a form come from a page of ours, as far as the browser says? One that says nothing is no browser.

    Our pages send no referrer, so that a browser gives their origin as "null"; then its Sec-Fetch-Site decides.
    """
    if site not in ("", "same-origin", "none"):
        return False
    return not origin or origin.lower() in own or (origin == "null" and site != "")


def _host(scope: Scope) -> str:
    """The one Host header; several, or none, are as good as a wrong one."""
    return _header(scope, b"host")


def _header(scope: Scope, wanted: bytes) -> str:
    found = [content for name, content in scope["headers"] if name == wanted]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
