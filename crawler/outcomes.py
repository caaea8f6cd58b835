"""How a request ended, as one of the classes of R-CRAWL-6, and in plain words for a person. Pure.

The words name no IP address (R-SSRF-5) and no time: when it is tried again stands beside them.
"""

from collections.abc import Iterator

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionLost, DNSLookupError, TCPTimedOutError
from twisted.internet.error import TimeoutError as TwistedTimeout

from repwatch.guard import NOT_ALLOWED
from repwatch.model import Outcome


class Failed(IgnoreRequest):
    """Raised by our middlewares: the request ended in this class before an article or feed could come of it.

    detail: as of words(). retry_after: seconds for which the host is left alone.
    """

    def __init__(self, outcome: Outcome, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail or outcome.value)
        self.outcome = outcome
        self.detail = detail
        self.retry_after = retry_after


class Postponed(IgnoreRequest):
    """Not asked now, nothing is known: the lease is given back."""


_WORDS = {
    Outcome.DNS: "the name {detail} cannot be found; is this machine's network up?",
    Outcome.CONNECT: "no connection: the server cannot be reached",
    Outcome.TLS: "no safe connection: the server's certificate or encryption is not valid",
    Outcome.TIMEOUT: "the server did not answer in time",
    Outcome.RESET: "the server broke the answer off",
    Outcome.HTTP_5XX: "the server answered {detail}: it has a fault of its own",
    Outcome.MEMORY: "the answer needed more memory than it may have",
    Outcome.HTTP_429: "the server answered {detail}: it was asked too often",
    Outcome.HTTP_503: "the server answered {detail}: it is busy or closed for a while",
    Outcome.HTTP_401: "the server answered {detail}: it wants a log-in",
    Outcome.HTTP_403: "the server answered {detail}: it refuses programs like this one",
    Outcome.HTTP_404: "the server answered {detail}: there is nothing at this address",
    Outcome.HTTP_4XX: "the server answered {detail}: it does not take this request",
    Outcome.HTTP_410: "the server answered {detail}: this address is gone for good",
    Outcome.TOO_BIG: "the answer is larger than 5 MiB",
    Outcome.NOT_FEED: "the answer is not a feed",
    Outcome.NOT_PAGE: "the page holds no readable text",
    Outcome.PAYWALL: "the page is for those who pay; only what it shows to everybody is read",
    Outcome.CONSENT: "the site asks for consent in place of an answer, and nothing is clicked away",
    Outcome.CHALLENGE: "the site tests whether a person is asking, in place of an answer; nothing is evaded",
    Outcome.PARSE_FATAL: "the feed is damaged and lists nothing",
    Outcome.PARSE_TIMEOUT: "reading the answer took too long and was stopped",
    Outcome.PARSE_CRASH: "the answer broke the program that reads it: {detail}",
    Outcome.ENCODING: "the answer is packed or written in a way that cannot be read",
    Outcome.REDIRECT_LOOP: "the address leads on and on to others and never arrives",
    Outcome.SSRF_BLOCKED: NOT_ALLOWED,
    Outcome.ROBOTS_DENIED: "the site's robots.txt does not allow this address",
}
_STATUS = {401: Outcome.HTTP_401, 403: Outcome.HTTP_403, 404: Outcome.HTTP_404, 410: Outcome.HTTP_410}
_STATUS |= {429: Outcome.HTTP_429, 503: Outcome.HTTP_503}
# Said the same whatever the detail.
_ALWAYS_SO = (Outcome.SSRF_BLOCKED, Outcome.CHALLENGE, Outcome.CONSENT)
# What stands in for a detail that is not known.
_UNSAID = {outcome: str(status) for status, outcome in _STATUS.items()} | {Outcome.DNS: "of the host"}
# First match wins; the order puts the special before the general.
_CLASSES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Outcome], ...] = (
    (MemoryError, Outcome.MEMORY),
    ((TlsError, VerificationError), Outcome.TLS),
    ((CannotResolveHostError, DNSLookupError), Outcome.DNS),
    (DownloadCancelledError, Outcome.TOO_BIG),
    (UnsupportedURLSchemeError, Outcome.SSRF_BLOCKED),
    ((DownloadTimeoutError, TwistedTimeout, TCPTimedOutError, TimeoutError), Outcome.TIMEOUT),
    (ConnectionLost, Outcome.RESET),
    ((DownloadConnectionRefusedError, ConnectError, OSError), Outcome.CONNECT),
)


def of_status(status: int) -> Outcome:
    """Of an answer that is no redirect; what is neither success nor refusal counts as a refusal."""
    if 200 <= status < 300:
        return Outcome.OK
    if status == 304:
        return Outcome.NOT_MODIFIED
    return _STATUS.get(status, Outcome.HTTP_5XX if status >= 500 else Outcome.HTTP_4XX)


def of_exception(exception: BaseException) -> Outcome:
    """Whatever is not known by name broke while the answer came in."""
    if failed := failed_in(exception):
        return failed.outcome
    causes = list(_causes(exception))
    for kind, outcome in _CLASSES:
        if any(isinstance(cause, kind) for cause in causes):
            return outcome
    return Outcome.RESET


def failed_in(exception: BaseException) -> Failed | None:
    """Ours, which Twisted and Scrapy may have wrapped."""
    return next((cause for cause in _causes(exception) if isinstance(cause, Failed)), None)


def words(outcome: Outcome, detail: str = "") -> str:
    """For a person. detail: a status, a host name that is not found, or what the parser says of the body."""
    if outcome.good:
        return ""
    pattern = _WORDS[outcome]
    if "{detail}" in pattern:
        return pattern.format(detail=detail or _UNSAID.get(outcome, "with an error"))
    return detail if detail and outcome not in _ALWAYS_SO else pattern


def _causes(exception: BaseException) -> Iterator[BaseException]:
    """An exception and what it wraps: Twisted keeps the reasons of a failed answer in a list of its own."""
    waiting, seen = [exception], set[int]()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        reasons = getattr(current, "reasons", None)
        waiting += [reason.value for reason in reasons or () if hasattr(reason, "value")]
        waiting += [cause for cause in (current.__cause__, current.__context__) if cause]
