"""A signed POST to the address of a subscription, as Standard Webhooks has it (R-HOOK-1 to R-HOOK-4). Edge.

The address is checked by repwatch.guard, resolved once, and the very IP that was checked is connected to.
"""

import hmac
import logging
import socket
import ssl
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from alerts.channels import Refused, Unreachable, deadline, printable, stage
from alerts.policy import parse_retry_after
from repwatch import guard
from repwatch.model import Delivery

CONNECT = 5.0  # seconds
TOTAL = 20.0  # seconds for one attempt after the name is resolved; its lease is 120
ANSWER = 65536  # bytes of the answer that are read at most
HEADERS = 32768  # and of its headers
PREFIX = "whsec_"
SAFE = "/%:@!$&'()*+,;=~"  # what stays as it is in the path and query of an address

logger = logging.getLogger(__name__)
Resolve = Callable[..., Sequence[tuple[Any, ...]]]


def sign(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """One signature of webhook-signature. Raises ValueError if the secret is not base64."""
    try:
        key = b64decode(secret.removeprefix(PREFIX) + "==", validate=False)
    except NotBase64 as error:
        raise ValueError("the secret is not base64") from error
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, sha256).digest()
    return f"v1,{b64encode(digest).decode()}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """secrets: by subscription, newest first; two while one is changed. agent: who asks, for User-Agent.
    A subscription in the database has its secrets on the delivery.

    context None: the system's authorities. resolve: socket.getaddrinfo, or what a test puts in its place.
    """

    secrets: Mapping[str, Sequence[str]]
    agent: str = "repwatch"
    allow_networks: Collection[guard.Network] = ()
    context: ssl.SSLContext | None = None
    resolve: Resolve = socket.getaddrinfo
    total: float = TOTAL

    def send(self, delivery: Delivery, now: datetime) -> str:
        with stage("address"):
            parts = self._checked(delivery.id, delivery.address)
        with stage("secret"):
            headers, body = self._signed(delivery, now), delivery.message.payload.encode()
        try:
            answer, text = self._post(parts, {**headers, "Host": parts.netloc}, body)
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            raise Unreachable(f"no answer: {_words(error)}") from error
        said = f"{answer.status} {text or _phrase(answer.status)}"
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return said
        raise Refused(
            answer.status,
            text or _phrase(answer.status),
            permanent=answer.status == HTTPStatus.GONE,
            retry_after=parse_retry_after(answer.headers.get("Retry-After"), now),
        )

    def reach(self, url: str) -> None:
        """Connect, with TLS, and send nothing. Raises Refused, Unreachable."""
        try:
            connection = self._connection(self._checked("", url))
            try:
                connection.connect()
            finally:
                connection.close()
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            raise Unreachable(f"no answer: {_words(error)}") from error

    def _checked(self, id: str, url: str) -> SplitResult:
        why = guard.refusal(url, self.allow_networks)
        if not why and urlsplit(url).scheme != "https" and not guard.inside(url, self.allow_networks):
            why = "is not https"
        if why:
            logger.warning("delivery %s: %s %s", id, url, why)
            raise Refused(0, guard.NOT_ALLOWED)
        return urlsplit(url)

    def _signed(self, delivery: Delivery, now: datetime) -> dict[str, str]:
        id, timestamp, body = f"msg_{delivery.id}", int(now.timestamp()), delivery.message.payload.encode()
        secrets = delivery.secrets or self.secrets.get(delivery.subscription, ())
        if not any(secrets):
            raise Refused(0, f"subscription {delivery.subscription} has no secret")
        try:
            signatures = [sign(secret, id, timestamp, body) for secret in secrets]
        except ValueError as error:
            raise Refused(0, f"subscription {delivery.subscription}: {error}") from error
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": self.agent,
            "Accept-Encoding": "identity",
            "Connection": "close",
            "webhook-id": id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signatures),
        }

    def _post(self, parts: SplitResult, headers: Mapping[str, str], body: bytes) -> tuple[BaseHTTPResponse, str]:
        with stage("name"):
            connection = self._connection(parts)
        began = monotonic()
        try:
            with stage("connection"):
                connection.connect()  # TCP and TLS have CONNECT seconds each, dripping or not
            line = Line(connection.sock)  # connection lets go of it as soon as the headers of the answer are there
            with deadline(line, self.total - (monotonic() - began)):
                connection.timeout = self.total
                connection.request("POST", _target(parts), body, headers, preload_content=False, decode_content=False)
                answer, text = connection.getresponse(), b""
                with suppress(OSError, HTTPError, HTTPException):
                    text = answer.read(ANSWER)  # the answer is in the status; what follows is for the log
            return answer, printable(text)
        finally:
            connection.close()

    def _connection(self, parts: SplitResult) -> HTTPConnection:
        host = (parts.hostname or "").removesuffix(".").encode("idna").decode("ascii")
        ip, port = self._address(host, parts.port or guard.PORTS[parts.scheme])
        if parts.scheme == "http":
            connection = HTTPConnection(ip, port, timeout=CONNECT)
        else:
            context = self.context or ssl.create_default_context()
            connection = HTTPSConnection(ip, port, timeout=CONNECT, server_hostname=host, ssl_context=context)
        connection.response_class = _Answer
        return connection

    def _address(self, host: str, port: int) -> tuple[str, int]:
        """The first IP of the name, and the port that was resolved with it.

        Refused if any of them is not allowed: a name is as good as its worst address.
        """
        found = [(str(entry[4][0]), int(entry[4][1])) for entry in self.resolve(host, port, type=socket.SOCK_STREAM)]
        refused = [ip for ip, _ in found if not guard.allowed(ip, self.allow_networks)]
        if refused or not found:
            logger.warning("%s resolves to %s, which is not allowed", host, ", ".join(refused) or "nothing")
            raise Refused(0, guard.NOT_ALLOWED)
        return found[0]


@dataclass(frozen=True, slots=True)
class Line:
    sock: Any


class _Answer(HTTPResponse):
    """Its headers have an end: the library alone would take 6.5 MB of them."""

    def begin(self) -> None:
        whole = self.fp
        self.fp = _Limited(whole, HEADERS)  # type: ignore[assignment]  # it is asked for lines alone until they end
        try:
            super().begin()
        finally:
            self.fp = whole


@dataclass(slots=True)
class _Limited:
    file: Any
    left: int

    def readline(self, limit: int) -> bytes:
        line = bytes(self.file.readline(limit))
        self.left -= len(line)
        if not line:  # the library would take what came so far for the whole
            raise HTTPException("cut off within its headers")
        if self.left < 0:
            raise HTTPException("its headers do not end")
        return line

    def close(self) -> None:
        self.file.close()


def _target(parts: SplitResult) -> str:
    query = f"?{quote(parts.query, safe=SAFE + '?')}" if parts.query else ""
    return quote(parts.path or "/", safe=SAFE) + query


def _words(error: Exception) -> str:
    return "not in time" if isinstance(error, TimeoutError) else printable(f"{error}") or type(error).__name__


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
