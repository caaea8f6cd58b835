"""Between the crawler and storage: what is due, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.articles import Article, Entry


class Outcome(StrEnum):
    """How a poll or a page ended: the first three are success, the rest the error classes of R-CRAWL-6."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"  # 304
    SAME_BODY = "same_body"  # 200 with the bytes of last time
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    HTTP_5XX = "http_5xx"
    MEMORY = "memory"
    HTTP_429 = "http_429"
    HTTP_503 = "http_503"
    HTTP_401 = "http_401"
    HTTP_403 = "http_403"
    HTTP_404 = "http_404"
    HTTP_4XX = "http_4xx"
    HTTP_410 = "http_410"
    TOO_BIG = "too_big"
    NOT_FEED = "not_feed"
    NOT_PAGE = "not_page"  # a page without readable text
    PAYWALL = "paywall"  # the page says that it is for those who pay; what it shows to everybody is kept
    CONSENT = "consent"  # a question for consent in place of the answer
    CHALLENGE = "challenge"  # a test for browsers in place of the answer
    PARSE_FATAL = "parse_fatal"
    PARSE_TIMEOUT = "parse_timeout"
    PARSE_CRASH = "parse_crash"
    ENCODING = "encoding"
    REDIRECT_LOOP = "redirect_loop"
    SSRF_BLOCKED = "ssrf_blocked"
    ROBOTS_DENIED = "robots_denied"

    @property
    def good(self) -> bool:
        return self in (Outcome.OK, Outcome.NOT_MODIFIED, Outcome.SAME_BODY)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a feed over the last four weeks. days: of how many of them it is known, at most 28.

    a_day: new stories a day. quiet: the longest time between two days with a story, in days.
    """

    a_day: float
    quiet: float
    days: float


@dataclass(frozen=True, slots=True)
class Moving:
    """Where a feed's redirects lead that say "for good": since when, and at how many polls in a row it was there."""

    to: str
    since: datetime
    polls: int


AGAIN = 60  # seconds within which a host that is asked again keeps its connection (R-CRAWL-3)


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed leased for one poll. first: never polled with success, so all that it lists is the baseline.

    declared: its address in config.toml; url is another once it has moved. wish: seconds that its list asks to be left
    alone for. again: another feed of its host is due within AGAIN.
    """

    id: int
    outlet: str
    url: str
    kind: str
    interval: float
    token: str
    etag: bytes = b""
    last_modified: bytes = b""
    body_hash: str = ""
    errors: int = 0
    first: bool = True
    declared: str = ""
    resume: tuple[str, ...] = ()  # older pages of its list that an earlier poll did not reach
    wish: float = 0
    usual: Usual | None = None
    moving: Moving | None = None
    marks: bytes = b""  # of the stories of its last list, by which those that stand there unchanged are known
    again: bool = False

    @property
    def moved(self) -> bool:
        return bool(self.declared) and self.url != self.declared


class Action(StrEnum):
    """What becomes of a listed story."""

    STORE = "store"  # the entry carries the whole text: it is the article
    FETCH = "fetch"  # its page is fetched
    PASS = "pass"  # noqa: S105  not about an exchange: kept with the reason, not fetched


@dataclass(frozen=True, slots=True)
class Listed:
    entry: Entry
    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Poll:
    """How one poll ended and when the next one is due. pause_host: the whole host is left alone until then.

    wish: what its list asks for, in seconds. known_since: of a first poll, from when on its list is taken for whole, so
    that it tells what is usual. address: where it is read from now on, if the list holds a story that is
    known, "": where config.toml says; None: as before. marks: of all stories on the list; listed are those that it did
    not have before.
    """

    feed: DueFeed
    outcome: Outcome
    next_poll_at: datetime
    listed: tuple[Listed, ...] = ()
    etag: bytes = b""
    last_modified: bytes = b""
    body_hash: str = ""
    marks: bytes = b""
    error: str = ""  # for a person, in plain words
    pause_host: datetime | None = None
    wish: float = 0
    moving: Moving | None = None
    known_since: datetime | None = None
    address: str | None = None
    resume: tuple[str, ...] = ()  # as of DueFeed; read again only after a success


@dataclass(frozen=True, slots=True)
class DuePage:
    """A listed story whose page is leased. id: of the entry. again: another page of its host is due too."""

    id: int
    outlet: str
    url: str
    token: str
    entry: Entry
    attempts: int
    baseline: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class PageResult:
    """retry_at None and no article: given up, the reason is kept."""

    page: DuePage
    outcome: Outcome
    article: Article | None = None
    retry_at: datetime | None = None
    error: str = ""
    pause_host: datetime | None = None


@dataclass(frozen=True, slots=True)
class LostPage:
    """The page of a story that could not be read at the last try. error: for a person, may be empty."""

    url: str
    title: str
    outcome: Outcome
    error: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Robots:
    """robots.txt of one scheme, host and port as last answered. status 0: no answer."""

    origin: str
    status: int
    body: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How one feed fares, for the page and the operator. url: as config.toml has it; address: as it is read now.

    paused_until: its host asked to be left alone. pages: how the latest pages of its stories ended. entries, articles,
    pages: nothing where nobody asked for them.
    """

    outlet: str
    url: str
    enabled: bool
    outcome: Outcome | None  # None: not polled yet
    error: str
    errors: int
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    next_poll_at: datetime | None
    entries: int
    articles: int
    failing_since: datetime | None = None
    note: str = ""
    id: int = 0
    address: str = ""
    first_ok_at: datetime | None = None
    gone_at: datetime | None = None  # since it answered 410: it is not asked again by itself
    paused_until: datetime | None = None
    usual: Usual | None = None
    moving: Moving | None = None
    pages: tuple[Outcome, ...] = ()
    silent_after: float = 0  # seconds, of its outlet; 0: by what is usual for it


@dataclass(frozen=True, slots=True)
class Faring:
    """feeds: of each outlet how its feeds answered last, each outcome once; None: not asked yet.

    last, next: when any of them was asked, and will be. questions: open ones.
    """

    feeds: frozenset[tuple[str, Outcome | None]]
    last: datetime | None
    next: datetime | None
    questions: int
