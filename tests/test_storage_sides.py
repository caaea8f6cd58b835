"""What the ledger adds up to, as every connection sees it, whoever changed it and whether the change came to stay."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders_ledger import claim

from matcher.reconcile import settle
from repwatch.model import Exchange
from storage import Storage

NOW = datetime(2031, 8, 1, tzinfo=UTC)
WAR = "north-south"


def count(storage: Storage, day: str, number: int | None) -> None:
    """So many to the north on that day; None: it is taken back."""
    exchange = Exchange(f"{WAR}-{day}", WAR, day)
    said = [claim(number, day=day)] if number is not None else []
    storage.exchanges.keep(exchange, NOW)
    storage.totals.count(settle(exchange, said, {one.id: ("staff",) for one in said}))


def summed(storage: Storage, to: str = "north") -> tuple[list[str], list[int]]:
    book = storage.sides.book(WAR, to)
    return list(book.days), list(book.lows)


def count_and_fail(storage: Storage) -> None:
    with storage.transaction():
        count(storage, "2031-06-17", 100)
        assert summed(storage)[1] == [0, 1200, 1300]
        raise OSError("the disk is full")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Storage, Storage]]:
    """Two connections to one file."""
    with (
        Storage(tmp_path / "repwatch.db", migrate=True, checkpoints=True) as one,
        Storage(tmp_path / "repwatch.db") as two,
    ):
        yield one, two


def test_what_one_connection_counts_the_other_sees(both: tuple[Storage, Storage]) -> None:
    one, two = both
    assert summed(one) == summed(two) == ([], [0])
    count(one, "2031-06-16", 1200)
    assert summed(two) == (["2031-06-16"], [0, 1200])
    count(two, "2031-06-11", 300)
    assert summed(one) == (["2031-06-11", "2031-06-16"], [0, 300, 1500])
    count(one, "2031-06-16", 1245)
    count(two, "2031-06-11", None)
    assert summed(one) == summed(two) == (["2031-06-16"], [0, 1245])


def test_an_exchange_is_there_for_the_side_that_nobody_states(both: tuple[Storage, Storage]) -> None:
    one, _ = both
    assert summed(one, "south") == ([], [0])
    count(one, "2031-06-16", 1200)
    (unknown,) = one.sides.book(WAR, "south").handovers
    assert (unknown.low, unknown.high) == (0, None)


def test_what_is_not_committed_yet_only_its_own_connection_sees(both: tuple[Storage, Storage]) -> None:
    one, two = both
    count(one, "2031-06-16", 1200)
    with one.transaction():
        count(one, "2031-06-17", 100)
        assert summed(one)[1] == [0, 1200, 1300]
        assert summed(two)[1] == [0, 1200]
    assert summed(two)[1] == [0, 1200, 1300]


def test_what_was_rolled_back_nobody_sees(both: tuple[Storage, Storage]) -> None:
    one, two = both
    count(one, "2031-06-16", 1200)
    with pytest.raises(OSError, match="full"):
        count_and_fail(one)
    assert summed(one)[1] == summed(two)[1] == [0, 1200]
    count(two, "2031-06-18", 7)
    assert summed(one)[1] == [0, 1200, 1207]
