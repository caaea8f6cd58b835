"""What a worker is told, and what it makes of it once: words, sieve and sites. An edge: it reads the lexicon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from backfill.sieve import sieve
from backfill.sites import sites
from backfill.weigh import Selection
from matcher.words import build
from repwatch import lexicon
from repwatch.model import Feed, Outlet

LARGEST = 5 * 1024 * 1024  # bytes of a page, as the crawler has it (R-FEED-1)


class OtherVersion(Exception):
    """A worker has another repwatch installed than the command; the message says so."""


@dataclass(frozen=True, slots=True)
class Job:
    """only_known: leave out pages of other hosts. version: of the rules, as whoever asks has them."""

    languages: tuple[str, ...]
    conflicts: tuple[str, ...]
    outlets: tuple[Outlet, ...] = ()
    only_known: bool = False
    since: datetime | None = None
    until: datetime | None = None
    largest: int = LARGEST
    version: str = ""


@lru_cache(maxsize=2)
def selection(job: Job) -> Selection:
    """Made once in each process. Raises OtherVersion."""
    words = build(lexicon.tables(job.languages, job.conflicts))
    if job.version not in ("", words.version):
        raise OtherVersion("a worker reads by other rules; install the same repwatch on every machine")
    known = sites(job.outlets)
    return Selection(words, sieve(words), known, job.only_known, job.since, job.until, job.largest)


def publishers(outlets: Iterable[Outlet]) -> tuple[Outlet, ...]:
    """What of them decides how a page is read; a new interval must not make it another job."""
    return tuple(
        Outlet(
            one.id, one.name, one.lang, one.side, one.kind, one.agency, one.zone,
            tuple(Feed(feed.url, feed.kind) for feed in one.feeds), page=one.page, hosts=one.hosts,
        )
        for one in outlets
    )  # fmt: skip
