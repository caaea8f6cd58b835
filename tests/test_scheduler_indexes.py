"""No statement that follows a new claim reads a whole table: the ledger may be as long as it likes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders_ledger import NORTH_STAFF, SOUTH_ENVOY
from ledger_world import WAR, Printed, opened, settle_and_tell, take_in, world

from repwatch.model import Claim, Figure, Kind, Scope
from storage import Storage

TOOLS = world()
READING = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b", re.IGNORECASE)
WHOLE = re.compile(r"SCAN (?!CONSTANT ROW)(.*)|SEARCH .*(\(conflict=\?\))")
# What waits to be done, which is nothing when it is done; what one statement has put together; a row a subscription; a
# row an outlet of which an editor said that it reprints another.
SHORT = re.compile(
    r"exchanges_unsettled|totals_stale|decisions_(?:waiting|reprints)|to_ask|^s$|subscri(?:bers|ptions_active)|^\d+$"
)
FIRST = datetime(2031, 1, 2, 12, tzinfo=UTC)


def said(day: datetime, number: int, scope: Scope = Scope.CURRENT, to: str = "north", base: str = "") -> Claim:
    named = None if scope is Scope.CUMULATIVE else day.date().isoformat()
    who = (SOUTH_ENVOY if to == "south" else NORTH_STAFF,)
    return Claim(WAR, Kind.BODIES, to, Figure(number, number), scope, (), named, claimants=who, base=base)


def printed(name: str, day: datetime, *claims: Claim) -> Printed:
    return Printed("courier", name, claims, day + timedelta(hours=3), name)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """Forty exchanges, with earlier figures, some of which fit none, and totals, some of which do not add up."""
    with opened(tmp_path_factory.mktemp("ledger") / "repwatch.db") as storage:
        for number in range(40):
            day, before = FIRST + timedelta(days=5 * number), FIRST + timedelta(days=5 * number - 5)
            told = said(day, 100), said(day, 20, to="south"), said(before, 100, Scope.PREVIOUS)
            total = said(day, 100 * number + 100 + number % 3, Scope.CUMULATIVE, base="2031-01-01")
            lost = said(day - timedelta(days=2), 31, Scope.PREVIOUS)
            take_in(storage, TOOLS, printed(f"{number}", day, *told, total, lost))
        settle_and_tell(storage, TOOLS)
        yield storage


LATE, MIDDLE = FIRST + timedelta(days=5 * 39), FIRST + timedelta(days=5 * 20)


@pytest.mark.parametrize(
    "coming",
    [
        pytest.param(printed("a", LATE, said(LATE, 100)), id="the last exchange is told again"),
        pytest.param(printed("b", MIDDLE, said(MIDDLE, 120)), id="an old one is told otherwise"),
        pytest.param(printed("c", LATE, said(MIDDLE, 100, Scope.PREVIOUS)), id="a known earlier one"),
        pytest.param(printed("d", LATE, said(MIDDLE + timedelta(2), 1, Scope.PREVIOUS)), id="one that nobody knows"),
        pytest.param(
            printed("e", LATE, replace(said(LATE, 1, Scope.PREVIOUS), day=None)), id="an earlier one without a day"
        ),
        pytest.param(
            printed("f", LATE, replace(said(LATE, 9), day=None, gates=("day",))), id="a doubtful figure without a day"
        ),
        pytest.param(printed("g", LATE, said(LATE, 4000, Scope.CUMULATIVE, base="2031-01-01")), id="a total"),
        pytest.param(printed("h", LATE, said(LATE, 4009, Scope.CUMULATIVE, base="2031-01-01")), id="a wrong total"),
        pytest.param(printed("i", LATE + timedelta(30), said(LATE + timedelta(30), 77)), id="a new exchange"),
        pytest.param(printed("39", LATE), id="an article that takes everything back"),
    ],
)
def test_nothing_reads_a_whole_table(storage: Storage, coming: Printed) -> None:
    connection = storage._db.conn
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    take_in(storage, TOOLS, coming)
    settle_and_tell(storage, TOOLS)
    connection.set_trace_callback(None)
    read = sorted({one for one in statements if READING.match(one) and " IN ()" not in one})  # that one reads nothing
    assert len(read) > 20
    for statement in read:
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
            found = WHOLE.match(step)
            assert not found or SHORT.search(found[1] or ""), f"{step}: {statement}"


def test_a_table_that_is_read_whole_is_seen(tmp_path: Path) -> None:
    with Storage(tmp_path / "repwatch.db", migrate=True) as storage:
        plans = [
            storage._db.conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM exchanges WHERE {where}").fetchone()[3]
            for where in ("known = 1", "conflict = 'a' AND date || '' > '2031'")
        ]
    assert all(WHOLE.match(plan) for plan in plans)
