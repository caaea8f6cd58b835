"""Walls around a process that runs a library which speaks to services: for alerts/courier.py alone, never undone. Edge.

Every connection goes through repwatch.guard, at the address (scheme, host, port), at what its name leads to, and at the
very IP that is connected to (R-SSRF). An audit hook sees what the library does by whatever way: it refuses other
connections, datagrams and other programs.
"""

import resource
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from alerts.errands import Outcome
from repwatch import guard

MEMORY = 256 << 20  # bytes of address space; 46 to 61 MB are needed
CPU = 15  # seconds
FILES = 64
LAST_RESORT = 25.0  # seconds, if whoever started us is gone
CONNECT, READ = 5.0, 10.0  # seconds: TCP and TLS, and for an answer to begin
BODY = 3.0  # seconds for the rest of an answer whose status is there; with those before less than services.TOTAL
ANSWER = 1 << 20  # bytes of an answer that are read at most: libraries read lists of rooms in it
LATER = (429, 502, 503, 504)  # the service wants to be asked later: the library shall not wait and ask by itself
FORBIDDEN = frozenset(
    ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn",
     "socket.sendto", "socket.sendmsg")
)  # fmt: skip


class Ended(BaseException):
    """The errand is over, whatever the library would do next: it catches no such exception."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.said)
        self.outcome = outcome


NOT_ALLOWED = Outcome(sent=False, said=guard.NOT_ALLOWED, at="address")


@dataclass(frozen=True, slots=True)
class Walls:
    """What may be connected to, and what makes words from outside fit to be shown.

    only_look: what would be asked is checked, and the errand ends there.
    """

    allow: Collection[guard.Network]
    clean: Callable[[str], str]
    only_look: bool = False


def limit() -> None:
    """Memory, time and files; nothing can be written to a disk."""
    signal.setitimer(signal.ITIMER_REAL, LAST_RESORT)  # the alarm kills
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (soft, soft))


def enclose(walls: Walls) -> list[Outcome]:
    """The answers that have come until now, the latest last; a list that grows."""
    answers: list[Outcome] = []
    _watch(walls.allow)
    _resolve(walls.allow)
    _ask(walls, answers)
    return answers


def _watch(allow: Collection[guard.Network]) -> None:
    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in FORBIDDEN or (event == "socket.connect" and not _may_connect(args[1], allow)):
            raise Ended(NOT_ALLOWED)

    sys.addaudithook(hook)


def _may_connect(address: object, allow: Collection[guard.Network]) -> bool:
    """An IP, for a name would be resolved behind our back; elsewhere than in networks of ours by http ports alone."""
    if not isinstance(address, tuple):
        return False
    ip, port = str(address[0]), address[1]
    url = f"http://[{ip}]" if ":" in ip else f"http://{ip}"
    return guard.allowed(ip, allow) and (port in guard.PORTS.values() or guard.inside(url, allow))


def _resolve(allow: Collection[guard.Network]) -> None:
    resolve = socket.getaddrinfo

    def resolved(*args: Any, **kwargs: Any) -> Sequence[tuple[Any, ...]]:
        found = resolve(*args, **kwargs)
        if not all(guard.allowed(str(entry[4][0]), allow) for entry in found):
            raise Ended(NOT_ALLOWED)  # a name is as good as its worst address
        return found

    socket.getaddrinfo = resolved  # type: ignore[assignment]  # its answer is that of the one it stands for


def _ask(walls: Walls, answers: list[Outcome]) -> None:
    """Every request of every service goes through HTTPAdapter.send, also after a redirect."""
    send = HTTPAdapter.send

    def asked(self: HTTPAdapter, request: requests.PreparedRequest, *_: Any, **given: Any) -> requests.Response:
        url = request.url or ""
        if guard.refusal(url, walls.allow) or not (url.startswith("https://") or guard.inside(url, walls.allow)):
            raise Ended(NOT_ALLOWED)
        if walls.only_look:
            raise Ended(Outcome(sent=True, said="its address can be used"))
        try:
            answer = send(
                self, request, stream=True, timeout=(CONNECT, READ), verify=given.get("verify") or True,
                cert=given.get("cert"), proxies={},
            )  # fmt: skip
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise Ended(_unanswered(error, walls.clean)) from None
        answer.raw = BytesIO(_read(answer))
        answers.append(_answered(answer, walls.clean))
        if answer.status_code in LATER:
            raise Ended(answers[-1])
        return answer

    HTTPAdapter.send = asked  # type: ignore[method-assign]  # every plugin calls requests.post and the like


def _read(answer: requests.Response) -> bytes:
    """As much as comes in time: what the answer means is in its status, and a body may drip for ever."""
    body = b""
    with suppress(HTTPError, OSError, ValueError), _at_most(BODY):
        while len(body) < ANSWER and (part := answer.raw.read1(65536, decode_content=True)):
            body += part
    answer.close()
    return body


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises TimeoutError then, out of whatever waits. The alarm that kills is put off meanwhile."""

    def over(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, over)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, max(1.0, left - seconds))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _answered(answer: requests.Response, clean: Callable[[str], str]) -> Outcome:
    """Not yet whether it was taken: some services say no with 200."""
    status, later = answer.status_code, answer.headers.get("Retry-After", "")
    said = clean(answer.content.decode("utf-8", "replace")) or phrase(status)
    return Outcome(sent=False, said=said, code=status, at="service", retry_after=later)


def phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""


def _unanswered(error: Exception, clean: Callable[[str], str]) -> Outcome:
    causes = list(_causes(error))
    if any(isinstance(one, TimeoutError | requests.Timeout) for one in causes):
        return Outcome(sent=False, said="no answer: not in time", answered=False, at="connection")
    at = "connection"
    if any(isinstance(one, ssl.SSLError) for one in causes):
        at = "encryption"
    elif any(isinstance(one, socket.gaierror) for one in causes):
        at = "name"
    words = [one.strerror for one in causes if isinstance(one, OSError) and one.strerror]
    said = clean(words[-1]) if words else type(error).__name__
    return Outcome(sent=False, said=f"no answer: {said}", answered=False, at=at)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """And what is wrapped in it: by Python, and by urllib3 as a reason."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
