"""From an answer, or its absence, to a Poll or a PageResult. Pure: what came, how, and now in; the record out."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from crawler.entries import Page
from crawler.outcomes import Failed, of_exception, of_status, words
from crawler.schedule import Pace, Wishes, next_poll, page_retry, pause
from repwatch.model import Article, DueFeed, DuePage, Listed, Outcome, Outlet, PageResult, Poll

NONE = Wishes()
LASTING = frozenset((301, 308))  # redirects that say: for good


@dataclass(frozen=True, slots=True)
class Answer:
    """url: the last one. hops: the statuses of the redirects on the way. etag, last_modified: bytes as received."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: bytes = b""
    last_modified: bytes = b""
    hops: tuple[int, ...] = ()
    wishes: Wishes = NONE

    @property
    def body_hash(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def settled(self) -> bool:
        """Validators belong to the last address; behind a passing redirect it may be another next time."""
        return LASTING.issuperset(self.hops)

    @property
    def outcome(self) -> Outcome:
        return of_status(self.status)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended. detail: as of crawler.outcomes.words."""

    outcome: Outcome
    detail: str = ""
    wishes: Wishes = NONE


@dataclass(frozen=True, slots=True)
class Moment:
    """now, how fast this feed may be polled, and where in the jitter this poll falls (-1 to 1)."""

    now: datetime
    pace: Pace
    chance: float = 0


def feed_ending(feed: DueFeed, answer: Answer) -> Ending | None:
    """How a poll ended if the body need not be read; None: it must."""
    outcome = answer.outcome
    if outcome is Outcome.OK:
        same = bool(feed.body_hash) and answer.body_hash == feed.body_hash
        return Ending(Outcome.SAME_BODY, wishes=answer.wishes) if same else None
    if outcome is Outcome.NOT_MODIFIED and not (feed.etag or feed.last_modified):
        return Ending(Outcome.NOT_FEED, "the server answered 304 although nothing was known of this feed")
    return Ending(outcome, str(answer.status), answer.wishes)


def page_ending(answer: Answer) -> Ending | None:
    """As feed_ending, for a page, which is never asked for conditionally."""
    outcome = Outcome.HTTP_4XX if answer.outcome is Outcome.NOT_MODIFIED else answer.outcome
    return None if outcome is Outcome.OK else Ending(outcome, str(answer.status), answer.wishes)


def failure_ending(why: BaseException, host: str) -> Ending:
    """How a request ended that was not answered, or not by what it asked for. host: the last one that was asked."""
    outcome = of_exception(why)
    if isinstance(why, Failed):
        return Ending(outcome, why.detail, Wishes(retry_after=why.retry_after))
    return Ending(outcome, host if outcome is Outcome.DNS else "")


def poll(feed: DueFeed, ending: Ending, at: Moment) -> Poll:
    """Without entries: unchanged, or failed."""
    wait = next_poll(ending.outcome, feed.errors, at.pace, ending.wishes, at.chance)
    held = pause(ending.outcome, feed.errors, ending.wishes)
    return Poll(
        feed,
        ending.outcome,
        at.now + wait,
        error=words(ending.outcome, ending.detail),
        pause_host=at.now + held if held else None,
    )


def full_poll(feed: DueFeed, answer: Answer, listed: tuple[Listed, ...], ttl: float, at: Moment) -> Poll:
    wishes = Wishes(max(answer.wishes.at_least, ttl), answer.wishes.retry_after)
    return Poll(
        feed,
        Outcome.OK,
        at.now + next_poll(Outcome.OK, 0, at.pace, wishes, at.chance),
        listed,
        etag=answer.etag if answer.settled else b"",
        last_modified=answer.last_modified if answer.settled else b"",
        body_hash=answer.body_hash,
    )


def page_result(page: DuePage, outlet: Outlet, ending: Ending, now: datetime) -> PageResult:
    """A page that did not come: again later, or for good. Then the story is what its feed said of it."""
    retry = page_retry(ending.outcome, page.attempts, ending.wishes)
    held = pause(ending.outcome, page.attempts, ending.wishes)
    return PageResult(
        page,
        ending.outcome,
        article=None if retry else listed_article(page, outlet, now),
        retry_at=now + retry if retry else None,
        error=words(ending.outcome, ending.detail),
        pause_host=now + held if held else None,
    )


def read_result(page: DuePage, outlet: Outlet, read: Page, now: datetime) -> PageResult:
    """A wall in place of the story says less than the feed did; then the feed's words are the story."""
    entry, found = page.entry, read.published
    if len(read.text) < len(entry.summary):
        return page_result(page, outlet, Ending(Outcome.NOT_PAGE, "the page says less than the feed"), now)
    article = Article(
        page.url,
        outlet.id,
        read.title or entry.title,
        read.text,
        now,
        published=entry.published or (found.at if found else None),
        published_day=entry.published is None and bool(found and found.day),
        lang=outlet.lang,
        baseline=page.baseline,
    )
    return PageResult(page, Outcome.OK, article)


def listed_article(page: DuePage, outlet: Outlet, now: datetime) -> Article | None:
    """The story as its feed listed it; None if that is nothing."""
    entry = page.entry
    if not (entry.title or entry.summary or entry.text):
        return None
    return Article(
        page.url,
        outlet.id,
        entry.title,
        entry.text or entry.summary,
        now,
        published=entry.published,
        lang=outlet.lang,
        baseline=page.baseline,
    )
