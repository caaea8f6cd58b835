"""From an answer, or its absence, to a Poll or a PageResult. Pure: what came, how, and now in; the record out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from crawler.dating import NEAR
from crawler.entries import Page, Parsed
from crawler.journeys import Journey
from crawler.moves import follow, settled
from crawler.outcomes import failed_in, of_exception, of_status, words
from crawler.schedule import Pace, Wishes, next_poll, page_retry, pause
from crawler.walls import instead_of_list, is_challenge
from repwatch.model import (
    Article,
    DatedBy,
    DueFeed,
    DuePage,
    Entry,
    Listed,
    Moving,
    Outcome,
    Outlet,
    PageResult,
    Poll,
)

NONE = Wishes()
LASTING = frozenset((301, 308))  # redirects that say: for good
FEW = 4  # dated stories; fewer say nothing about what is usual
REFUSALS = frozenset((401, 403, 429, 503))
_TRANSIENT = (
    Outcome.DNS, Outcome.CONNECT, Outcome.TLS, Outcome.TIMEOUT, Outcome.RESET, Outcome.HTTP_5XX, Outcome.MEMORY,
    Outcome.HTTP_429, Outcome.HTTP_503,
)  # fmt: skip


@dataclass(frozen=True)  # without slots: its hash is worked out once
class Answer:
    """url: the last one. hops: the statuses of the redirects on the way. etag, last_modified: bytes as received.

    lasting: where redirects led that say "for good", "" if there was none. challenged: by a header of its own.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: bytes = b""
    last_modified: bytes = b""
    hops: tuple[int, ...] = ()
    wishes: Wishes = NONE
    lasting: str = ""
    challenged: bool = False

    @cached_property
    def body_hash(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def settled(self) -> bool:
        """Validators belong to the last address; behind a passing redirect it may be another next time."""
        return LASTING.issuperset(self.hops)

    @property
    def outcome(self) -> Outcome:
        walled = self.status in REFUSALS and is_challenge(self.body)
        return Outcome.CHALLENGE if walled or self.challenged else of_status(self.status)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended. detail: as of crawler.outcomes.words. lasting: as of Answer."""

    outcome: Outcome
    detail: str = ""
    wishes: Wishes = NONE
    lasting: str = ""


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
        return Ending(Outcome.SAME_BODY, wishes=answer.wishes, lasting=answer.lasting) if same else None
    if outcome is Outcome.NOT_MODIFIED and not (feed.etag or feed.last_modified):
        return Ending(Outcome.NOT_FEED, "the server answered 304 although nothing was known of this feed")
    return _refusal(answer)


def no_list(answer: Answer, error: str) -> Ending:
    """How a poll ended whose answer is no list. error: what the parser says of it."""
    found = instead_of_list(answer.url, answer.body)
    return Ending(found, wishes=answer.wishes) if found else Ending(Outcome.NOT_FEED, error)


def page_ending(answer: Answer) -> Ending | None:
    """As feed_ending, for a page, which is never asked for conditionally."""
    if answer.outcome is Outcome.NOT_MODIFIED:
        return Ending(Outcome.HTTP_4XX, str(answer.status), answer.wishes)
    return None if answer.outcome is Outcome.OK else _refusal(answer)


def _refusal(answer: Answer) -> Ending:
    detail = "" if answer.outcome is Outcome.CHALLENGE else str(answer.status)
    return Ending(answer.outcome, detail, answer.wishes, answer.lasting)


def failure_ending(why: BaseException, host: str) -> Ending:
    """How a request ended that was not answered, or not by what it asked for. host: the last one that was asked."""
    outcome = of_exception(why)
    if failed := failed_in(why):
        return Ending(outcome, failed.detail, Wishes(retry_after=failed.retry_after))
    return Ending(outcome, host if outcome is Outcome.DNS else "")


def poll(feed: DueFeed, ending: Ending, at: Moment) -> Poll:
    """Without entries: unchanged, or failed. What its list asked for holds on while the list is the same."""
    wishes = Wishes(max(ending.wishes.at_least, feed.wish), ending.wishes.retry_after)
    good = ending.outcome.good
    wait = next_poll(ending.outcome, feed.errors, at.pace, wishes if good else ending.wishes, at.chance)
    held = pause(ending.outcome, feed.errors, ending.wishes)
    moving = follow(feed.moving, ending.lasting, at.now) if good else feed.moving
    return Poll(
        feed,
        ending.outcome,
        at.now + wait,
        error=words(ending.outcome, ending.detail),
        pause_host=at.now + held if held else None,
        wish=feed.wish,
        moving=moving,
        address=_address(moving, at.now) if good else _back(feed, ending.outcome),
    )


def full_poll(feed: DueFeed, answer: Answer, listed: tuple[Listed, ...], parsed: Parsed, at: Moment) -> Poll:
    wishes = Wishes(max(answer.wishes.at_least, parsed.ttl), answer.wishes.retry_after)
    moving = follow(feed.moving, answer.lasting, at.now)
    return Poll(
        feed,
        Outcome.OK,
        at.now + next_poll(Outcome.OK, 0, at.pace, wishes, at.chance),
        listed,
        etag=answer.etag if answer.settled else b"",
        last_modified=answer.last_modified if answer.settled else b"",
        body_hash=answer.body_hash,
        marks=parsed.marks,
        wish=parsed.ttl,
        moving=moving,
        known_since=_whole_since(listed, at.now) if feed.first else None,
        address=_address(moving, at.now),
    )


def marks_before(feed: DueFeed, answer: Answer) -> bytes:
    """By which known stories are left out. At another address all are wanted: does its list hold one that is known?"""
    return b"" if feed.moving or answer.lasting else feed.marks


def journey_poll(feed: DueFeed, journey: Journey, listed: tuple[Listed, ...], at: Moment) -> Poll:
    """Of several answers: an unchanged first one would not mean that nothing is new, so no validators are kept."""
    wait = next_poll(Outcome.OK, 0, at.pace, journey.wishes, at.chance)
    held = at.now + journey.pause if journey.pause else None
    return Poll(
        feed,
        Outcome.OK,
        at.now + wait,
        listed,
        pause_host=held,
        resume=journey.resume,
        moving=feed.moving,
        wish=feed.wish,
    )


def _whole_since(listed: Sequence[Listed], now: datetime) -> datetime:
    """The time of the middle one of the dated stories: a list may keep an old one for ever, but not half a list."""
    dated = sorted(one.entry.published for one in listed if one.entry.published and one.entry.published <= now)
    return dated[(len(dated) - 1) // 2] if len(dated) >= FEW else now


def _address(moving: Moving | None, now: datetime) -> str | None:
    return moving.to if moving and settled(moving, now) else None


def _back(feed: DueFeed, outcome: Outcome) -> str | None:
    """A new address that is gone, or has failed lastingly three times in a row, was none: back to the declared one."""
    lost = outcome is Outcome.HTTP_410 or (outcome not in _TRANSIENT and feed.errors >= 2)
    return "" if feed.moved and lost else None


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
    entry = page.entry
    if len(read.text) < len(entry.summary):
        why = Ending(Outcome.PAYWALL) if read.paid else Ending(Outcome.NOT_PAGE, "the page says less than the feed")
        return page_result(page, outlet, why, now)
    published, day, by = _published(entry, read)
    article = Article(
        read.url or page.url,
        outlet.id,
        read.title or entry.title,
        read.text,
        now,
        published=published,
        published_day=day,
        lang=outlet.lang,
        baseline=page.baseline,
        dated=by,
    )
    outcome = Outcome.PAYWALL if read.paid else Outcome.OK
    return PageResult(page, outcome, article, error=words(outcome))


def _published(entry: Entry, read: Page) -> tuple[datetime | None, bool, DatedBy]:
    """When, whether only the day is known, and what says so. The list's word, unless the page says twice that the story
    is older: lists that give old stories a new date do not make them new."""
    found = read.published
    if entry.published and not (read.sure and found and found.at < entry.published - NEAR):
        return entry.published, False, DatedBy.LIST
    return (found.at, found.day, read.dated) if found else (None, False, DatedBy.NOTHING)


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
        dated=DatedBy.LIST if entry.published else DatedBy.NOTHING,
    )
