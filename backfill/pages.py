"""What is found in an archive of pages, and what becomes of each. Pure.

A capture is one page as it stood at one time; an archive file holds thousands, one record each.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from repwatch.model import Article, Reading


class Why(StrEnum):
    """Why a page was left out; the cheapest test first."""

    STATUS = "status"  # the server did not answer with a page
    HOST = "host"  # of no outlet that was asked for
    TYPE = "type"  # no HTML
    TIME = "time"  # outside --since and --until
    SIZE = "size"  # larger than --largest
    STEMS = "stems"  # no word of the dead in the raw bytes
    WORDS = "words"  # no words of a transfer of bodies between the parties on the page
    PAGE = "page"  # no readable article, or a wall in its place
    TEXT = "text"  # no such words in the article itself: they stood beside it
    CRASH = "crash"  # reading it took more time or memory than a page may
    FAULT = "fault"  # it could not be read; a fault of repwatch


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a capture before its body is read. offset: in the file as stored, in bytes. size: declared."""

    url: str
    at: datetime
    offset: int
    status: int
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """detail: for a person."""

    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    article: Article
    reading: Reading


@dataclass(frozen=True, slots=True)
class Damage:
    """Records that cannot be read. offset: of the first, or of the last good one before it. resumed: where reading
    went on, None: nowhere, the rest of the file is lost."""

    offset: int
    resumed: int | None
    error: str


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
