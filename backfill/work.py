"""What a worker does: have one archive file read and give back what was in it, as tables. An edge."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from backfill.apart import reader
from backfill.job import Job, selection
from backfill.pages import Damage
from backfill.parts import Part, parts
from backfill.tables import ARTICLES, CLAIMS, DROPPED, table


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


def read_file(address: str, job: Job, *, apart: bool = False) -> FileRead:
    """apart: by a process of its own, which a page may cost its life.

    Raises OSError if the file cannot be had, OtherVersion if this is not the worker for it.
    """
    started, cpu = time.monotonic(), time.thread_time()
    found = _whole(reader(job).read(address) if apart else parts(address, selection(job)))
    tables = table(found.articles, ARTICLES), table(found.claims, CLAIMS), table(found.dropped, DROPPED)
    spent = time.thread_time() - cpu + (found.cpu if apart else 0)
    return FileRead(address, *tables, tuple(found.damages), dict(found.counts), time.monotonic() - started, spent)


def _whole(read: Iterable[Part]) -> Part:
    whole = Part()
    for part in read:
        whole.add(part)
    return whole
