"""What a worker does: read one archive file and give back what was in it, as tables. An edge.

Every record is an item of its own: one that cannot be read costs the file nothing else. What is given back depends on
the file and the job alone, not on the worker, the time or what was read before.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from backfill.apart import Answer, reader
from backfill.job import Job, selection
from backfill.pages import Damage, Dropped, Head, Passed, Why
from backfill.records import captures
from backfill.tables import ARTICLES, CLAIMS, DROPPED, Row, article_row, claim_rows, dropped_row, table
from backfill.weigh import Selection, at_first_sight, at_second_sight, read

logger = logging.getLogger(__name__)

ReadPage = Callable[[Head, bytes], Answer]


@dataclass(frozen=True, slots=True)
class FileRead:
    """seconds, cpu: that it took. counts: pages, and by reason those left out."""

    address: str
    articles: pa.Table
    claims: pa.Table
    dropped: pa.Table
    damages: tuple[Damage, ...]
    counts: Mapping[str, int]
    seconds: float
    cpu: float


@dataclass(slots=True)
class _Found:
    articles: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    apart: float = 0.0  # CPU seconds of another process


def read_file(address: str, job: Job, *, apart: bool = False) -> FileRead:
    """apart: articles are read by a process of their own, which a page may cost its life.

    Raises OSError if the file cannot be had, OtherVersion if this is not the worker for it.
    """
    chosen = selection(job)
    read_page = reader(job).read if apart else partial(_read_here, chosen=chosen)
    started, cpu, found = time.monotonic(), time.thread_time(), _Found()
    for one in captures(address, partial(at_first_sight, selection=chosen), job.largest):
        if isinstance(one, Damage):
            found.damages.append(one)
        else:
            head, body = one
            answer = Answer(body) if isinstance(body, Dropped) else _weighed(head, body, chosen, read_page)
            found.apart += answer.cpu
            _keep(found, address, head, answer.outcome)
    return FileRead(
        address, table(found.articles, ARTICLES), table(found.claims, CLAIMS), table(found.dropped, DROPPED),
        tuple(found.damages), dict(found.counts), time.monotonic() - started, time.thread_time() - cpu + found.apart,
    )  # fmt: skip


def _read_here(head: Head, body: bytes, chosen: Selection) -> Answer:
    return Answer(read(head, body, chosen))


def _weighed(head: Head, body: bytes, chosen: Selection, read_page: ReadPage) -> Answer:
    try:
        dropped = at_second_sight(head, body, chosen)
        return Answer(dropped) if dropped else read_page(head, body)
    except Exception as error:  # the item boundary: one page must not cost the file the rest
        logger.exception("page %s at %d could not be read", head.url, head.offset)
        return Answer(Dropped(Why.FAULT, repr(error)[:300]))


def _keep(found: _Found, address: str, head: Head, outcome: Passed | Dropped) -> None:
    found.counts["pages"] += 1
    if isinstance(outcome, Dropped):
        found.counts[outcome.why.value] += 1
        found.dropped.append(dropped_row(head, outcome))
        return
    row = article_row(outcome.article, outcome.reading.reason, address, head.offset)
    claims = list(claim_rows(row, outcome.reading.claims))
    found.counts.update(passed=1, claims=len(claims))
    found.articles.append(row)
    found.claims.extend(claims)
