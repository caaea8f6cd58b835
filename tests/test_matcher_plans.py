"""What was announced: from when to when it may happen, and which exchange it became. Values in, values out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders_ledger import claim

from matcher.life import life
from matcher.plans import fulfilled, reach
from repwatch.model import Exchange, ExchangeStatus, Kind, Scope, Settlement, Step, StepName, StoredClaim


def plan(number: int, day: str | None, said: str, to: str | None = "north", outlet: str = "courier") -> StoredClaim:
    made = claim(number, to, day=day, scope=Scope.PLANNED, outlet=outlet)
    return replace(made, said_at=datetime.fromisoformat(f"{said}T12:00:00").replace(tzinfo=UTC))


def exchange(day: str) -> Exchange:
    return Exchange(f"north-south-{day}", "north-south", day)


@pytest.mark.parametrize(
    ("day", "said", "expected"),
    [
        pytest.param("2031-06-07", "2031-06-07", ("2031-06-07", "2031-06-21"), id="for the day it was said on"),
        pytest.param("2031-06-10", "2031-06-07", ("2031-06-07", "2031-06-24"), id="for a day to come"),
        pytest.param("2031-06-30", "2031-06-02", ("2031-06-16", "2031-07-14"), id="at most two weeks early"),
        pytest.param("2031-06-07", "2031-12-01", ("2031-06-07", "2031-06-21"), id="told of long after"),
        pytest.param(None, "2031-06-07", ("2031-06-07", "2031-06-21"), id="without a day"),
        pytest.param("2031-06", "2031-06-07", ("2031-06-07", "2031-06-30"), id="for the rest of this month"),
        pytest.param("2031-07", "2031-06-07", ("2031-07-01", "2031-07-31"), id="for the next month"),
        pytest.param("2031-05", "2031-06-07", ("2031-05-01", "2031-05-31"), id="for a month that is over"),
    ],
)
def test_when_what_is_planned_may_happen(day, said, expected):
    assert reach(plan(1212, day, said)) == expected


STANDING = [exchange("2031-06-20"), exchange("2031-06-11"), exchange("2031-06")]
VALUES = {
    "north-south-2031-06-11": {"north": frozenset({1212}), "south": frozenset({27})},
    "north-south-2031-06-20": {"north": frozenset({1212, 900})},
    "north-south-2031-06": {"north": frozenset({1212})},
}


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        pytest.param(plan(1212, "2031-06-07", "2031-06-07"), "2031-06-11", id="what waited is handed over days later"),
        pytest.param(
            plan(1212, "2031-06-12", "2031-06-12"), "2031-06-20", id="what was said after one is for the next"
        ),
        pytest.param(plan(27, "2031-06-07", "2031-06-07", None), "2031-06-11", id="a plan that names no side"),
        pytest.param(plan(1212, "2031-06-07", "2031-06-07", "south"), None, id="the same figure to the other side"),
        pytest.param(plan(6000, "2031-06-07", "2031-06-07"), None, id="a figure that nobody handed over waits"),
        pytest.param(plan(1212, "2031-05-20", "2031-05-20"), None, id="too long before"),
        pytest.param(plan(1212, "2031-07", "2031-06-07"), None, id="planned for another month"),
    ],
)
def test_which_exchange_a_plan_became(planned, expected):
    found = fulfilled(planned, STANDING, VALUES)
    assert (found.date if found else None) == expected


def test_planned_prisoners_become_no_exchange_of_bodies():
    prisoners = plan(1212, "2031-06-07", "2031-06-07")
    prisoners = replace(prisoners, claim=replace(prisoners.claim, kind=Kind.PRISONERS))
    assert fulfilled(prisoners, STANDING, VALUES) is None


AT = datetime(2031, 6, 11, 9, tzinfo=UTC)
NORTH, SOUTH = ("north", 1212, 1212), ("south", 27, 27)


def step(hour: int, status: ExchangeStatus, *received: tuple[str, int, int | None]) -> Step:
    return Step(AT.replace(hour=hour), status, received)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([step(9, ExchangeStatus.CLAIMED, NORTH)], ["claimed"], id="first told"),
        pytest.param(
            [step(9, ExchangeStatus.CLAIMED, NORTH), step(10, ExchangeStatus.CLAIMED, NORTH, SOUTH)],
            ["claimed", "extended"],
            id="a side became known",
        ),
        pytest.param(
            [step(9, ExchangeStatus.CLAIMED, NORTH), step(10, ExchangeStatus.CLAIMED, ("north", 1213, 1213))],
            ["claimed", "revised"],
            id="a figure was changed",
        ),
        pytest.param(
            [
                step(9, ExchangeStatus.CLAIMED, NORTH),
                step(10, ExchangeStatus.DISPUTED, ("north", 1212, 1215)),
                step(11, ExchangeStatus.CONFIRMED, NORTH),
                step(12, ExchangeStatus.RETRACTED),
            ],
            ["claimed", "disputed", "confirmed", "retracted"],
            id="disputed, confirmed, withdrawn",
        ),
    ],
)
def test_what_the_steps_of_an_exchange_are_called(steps, expected):
    found = life(Settlement(exchange("2031-06-11"), ExchangeStatus.CLAIMED, ()), steps)
    assert [one.name.value for one in found] == expected


def test_an_announcement_opens_the_life_of_its_exchange_and_its_repeats_do_not():
    told = (
        plan(1212, "2031-06-07", "2031-06-07"),
        plan(1212, "2031-06-07", "2031-06-08", outlet="herald"),
        plan(27, None, "2031-06-09", "south", outlet="post"),
    )
    settled = Settlement(exchange("2031-06-11"), ExchangeStatus.CLAIMED, (), announced=told)
    first, second, last = life(settled, [step(9, ExchangeStatus.CLAIMED, NORTH)])
    assert (first.name, first.status, first.received) == (StepName.ANNOUNCED, None, (NORTH,))
    assert (second.at.day, second.received, last.name) == (9, (SOUTH,), StepName.CLAIMED)
