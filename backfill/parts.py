"""The pages of one archive file, read in their order, a part of them at a time. An edge: it reads the file.

Every record is an item of its own: one that cannot be read costs the file nothing else. What comes of it depends on the
file and the job alone, not on the process, the time or what was read before.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from backfill.pages import Damage, Dropped, Head, Passed, Why
from backfill.records import captures
from backfill.rows import Row, article_row, claim_rows, dropped_row
from backfill.weigh import Selection, at_first_sight, weigh

logger = logging.getLogger(__name__)

PART = 1000  # captures; as many are read again when one kills the process
Guard = Callable[[int], AbstractContextManager[None]]


@dataclass(slots=True)
class Part:
    """counts: pages, and by reason those left out. following: the number of the next capture. cpu: seconds."""

    articles: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    following: int = 0
    cpu: float = 0.0

    def add(self, other: "Part") -> None:
        """What comes behind it."""
        self.articles += other.articles
        self.claims += other.claims
        self.dropped += other.dropped
        self.damages += other.damages
        self.counts += other.counts
        self.following, self.cpu = other.following, self.cpu + other.cpu


def parts(
    address: str,
    chosen: Selection,
    start: int = 0,
    fatal: Mapping[int, str] | None = None,
    guard: Guard = lambda _: nullcontext(),
    size: int = PART,
) -> Iterator[Part]:
    """From the capture of that number on. fatal: by number, what reading a page did to the process that tried.

    guard: entered with its number for each page. size: captures of a part. Raises OSError if the file cannot be had.
    """
    part, began, number = Part(), time.thread_time(), -1
    for number, one in enumerate(captures(address, partial(at_first_sight, selection=chosen), chosen.largest)):
        if number < start:
            continue
        if isinstance(one, Damage):
            part.damages.append(one)
        else:
            with guard(number):
                _take(part, address, *one, chosen, (fatal or {}).get(number))
        if (number + 1) % size == 0:
            yield _finished(part, number, began)
            part, began = Part(), time.thread_time()
    yield _finished(part, number, began)


def _finished(part: Part, last: int, began: float) -> Part:
    part.following, part.cpu = last + 1, time.thread_time() - began
    return part


def _take(part: Part, address: str, head: Head, body: bytes | Dropped, chosen: Selection, fatal: str | None) -> None:
    outcome = body if isinstance(body, Dropped) else _weighed(head, body, chosen, fatal)
    part.counts["pages"] += 1
    if isinstance(outcome, Dropped):
        part.counts[outcome.why.value] += 1
        part.dropped.append(dropped_row(head, outcome))
        return
    row = article_row(outcome.article, outcome.reading.reason, address, head.offset)
    claims = list(claim_rows(row, outcome.reading.claims))
    part.counts.update(passed=1, claims=len(claims))
    part.articles.append(row)
    part.claims.extend(claims)


def _weighed(head: Head, body: bytes, chosen: Selection, fatal: str | None) -> Passed | Dropped:
    if fatal is not None:
        return Dropped(Why.CRASH, fatal)
    try:
        return weigh(head, body, chosen)
    except MemoryError:
        return Dropped(Why.CRASH, "it needs more memory than a page may")
    except Exception as error:  # the item boundary: one page must not cost the file the rest
        logger.exception("page %s at %d could not be read", head.url, head.offset)
        return Dropped(Why.FAULT, repr(error)[:300])
