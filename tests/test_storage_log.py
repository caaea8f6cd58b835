"""What a reader that does not end does to the write-ahead log, and what becomes of it (P16)."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from repwatch.model import Article
from scheduler.rounds import LOG_ALARM, keep_up, overgrown
from storage import Storage

NORMAL = 64 << 20  # bytes
TEXT = "Farmers brought in the wheat before the rain came. " * 10_000  # half a megabyte, as no real page has
ALONE = 200  # articles
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage(tmp_path / "repwatch.db", checkpoints=True, migrate=True) as storage:
        yield storage


def log_of(folder: Path) -> int:
    return (folder / "repwatch.db-wal").stat().st_size


def writing(storage: Storage, folder: Path, series: str, enough: Callable[[int], bool]) -> int:
    """Articles until then, the log looked after as the daemon does; how large it ever was."""
    largest = 0
    for number in count(1):
        at = NOW + timedelta(seconds=number)
        storage.articles.save(Article(f"https://courier.example/{series}{number}", "courier", "Wheat", TEXT, at), at)
        keep_up(storage, {})
        largest = max(largest, log_of(folder))
        if enough(number):
            break
    return largest


@pytest.mark.slow
def test_the_log_stays_small_grows_under_a_reader_that_does_not_end_is_told_and_is_small_again(
    storage: Storage, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    database = tmp_path / "repwatch.db"
    alone = writing(storage, tmp_path, "alone", lambda number: number == ALONE)
    assert alone <= NORMAL
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchall()
        told_at = writing(storage, tmp_path, "beside", lambda _: bool(overgrown(database)))
    assert LOG_ALARM < told_at < LOG_ALARM + (8 << 20), "by the first article beyond it"
    keep_up(storage, {})
    assert log_of(tmp_path) <= NORMAL
    assert overgrown(database) == ""
    sizes = (alone >> 20, told_at >> 20, log_of(tmp_path) >> 20)
    record_property("measured", "log: {} MiB; under a reader told at {}; after it {}".format(*sizes))
