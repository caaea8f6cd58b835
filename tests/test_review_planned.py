"""Announced handovers that wait: which are listed, until when, and how they are grouped."""

from dataclasses import replace
from datetime import date

import pytest
from builders_ledger import AGENCY, claim

from repwatch.model import Scope, StoredClaim
from review.planned import as_object, as_row, waiting

NAMES = {"north": "North", "south": "South"}


def plan(number: int, day: str | None = "2031-06-20", **changes: object) -> StoredClaim:
    return claim(number, day=day, scope=Scope.PLANNED, **{"gates": ("scope",), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "today", "listed"),
    [
        pytest.param("2031-06-20", date(2031, 6, 20), True, id="on its day"),
        pytest.param("2031-06-20", date(2031, 7, 4), True, id="two weeks after it: it may be late"),
        pytest.param("2031-06-20", date(2031, 7, 5), False, id="later it is no news any more"),
        pytest.param("2031-06", date(2031, 6, 30), True, id="planned for a month, to its end"),
        pytest.param("2031-06", date(2031, 7, 1), False, id="and not beyond"),
        pytest.param(None, date(2031, 6, 30), True, id="without a day, two weeks from when it was said"),
        pytest.param(None, date(2031, 7, 1), False, id="and not longer"),
    ],
)
def test_how_long_a_plan_is_listed(day: str | None, today: date, listed: bool) -> None:
    assert bool(waiting([plan(1000, day)], today)) == listed


def test_what_several_articles_announce_alike_is_one_row_with_who_said_it_first() -> None:
    said = [
        plan(1000, "2031-06-22", outlet="herald", by=(AGENCY,)), plan(1000, outlet="courier"), plan(909, hours=72),
    ]  # fmt: skip
    plans = waiting(said, date(2031, 6, 20))
    assert [(one.low, one.articles, one.outlet) for one in plans] == [(909, 1, "courier"), (1000, 2, "courier")]
    assert as_row(plans[1], NAMES)[:4] == (
        "20 June 2031 or 22 June 2031",
        "North",
        "1,000",
        "North's Staff, courier (2 articles)",
    )
    assert as_object(plans[1])["until"] == "2031-07-06"


def test_a_plan_without_a_side_or_a_day_says_so_and_a_doubtful_one_is_left_out() -> None:
    nobody = replace(plan(6000, None), claim=replace(plan(6000, None).claim, to=None))
    (found,) = waiting([nobody, plan(700, gates=("scope", "side"))], date(2031, 6, 20))
    assert as_row(found, NAMES)[:3] == ("no day is named", "no side is named", "6,000")
