"""From when on a side of an exchange may be told to whom, and that nobody is left alone with a figure he was told."""

from dataclasses import replace

import pytest
from alerts_builders import AGENCY, DESK, OFFICE, bounds, claim, dispute, settlement, told

from alerts.minimum import reached, visible
from alerts.policy import news
from repwatch.model import Minimum, Reconciliation, Settlement, Status, Told

CONFIRMED = replace(DESK, minimum=Minimum.CONFIRMED)


def of(to: str, count: int, origins: int, status: Status = Status.ONE_ORIGIN) -> Reconciliation:
    return replace(bounds(to, count, count, count, claim(1, to, count)), origins=origins, status=status)


ONE, TWO = of("north", 1000, 1), of("north", 1000, 2, Status.AGREED)
OTHER = of("south", 31, 1)
DISPUTED, _ = dispute(
    "north", claim(1, "north", 1000, claimants=(OFFICE,)), claim(2, "north", 1003, claimants=(AGENCY,))
)
DECIDED = replace(DISPUTED, status=Status.DECIDED, best=1000)
_READ = claim(3, "north", 1000)
CORRECTED = replace(ONE, claims=(replace(_READ, claim=replace(_READ.claim, rules=("decided",))),))


@pytest.mark.parametrize(
    ("side", "confirmed", "reviewed"),
    [
        pytest.param(ONE, False, False, id="one origin"),
        pytest.param(TWO, True, False, id="two origins that agree"),
        pytest.param(of("north", 1000, 2, Status.ROUNDED), True, False, id="two origins, one of them in round numbers"),
        pytest.param(DISPUTED, False, False, id="two origins that differ"),
        pytest.param(DECIDED, True, True, id="an editor said which stands"),
        pytest.param(CORRECTED, True, True, id="an editor accepted or corrected a figure"),
        pytest.param(of("north", 1000, 0), False, False, id="the known history alone"),
    ],
)
def test_a_minimum_is_reached(side: Reconciliation, confirmed: bool, reviewed: bool) -> None:
    found = [reached(side, each) for each in (Minimum.IMMEDIATELY, Minimum.CONFIRMED, Minimum.REVIEWED)]
    assert found == [True, confirmed, reviewed]


NORTH_TOLD = ("north", "agreed", 1000, 1000)
WHOLE = ("", "claimed", 0, None)


@pytest.mark.parametrize(
    ("state", "before", "sides"),
    [
        pytest.param(settlement(TWO, OTHER), (), ["north"], id="each side for itself"),
        pytest.param(settlement(ONE, OTHER), (), [], id="none yet"),
        pytest.param(settlement(ONE, OTHER), told(WHOLE, NORTH_TOLD), ["north"], id="what was told, however weak"),
        pytest.param(
            settlement(DISPUTED, OTHER), told(WHOLE, NORTH_TOLD), ["north"], id="a side that was told, now in doubt"
        ),
        pytest.param(
            settlement(ONE), told(WHOLE, ("north", "retracted", 0, None)), [], id="not one that was taken back since"
        ),
        pytest.param(settlement(OTHER), told(WHOLE, NORTH_TOLD), ["south"], id="what there is instead"),
        pytest.param(settlement(), told(WHOLE, NORTH_TOLD), [], id="an exchange that is gone"),
    ],
)
def test_who_wants_confirmed_figures_sees(state: Settlement, before: tuple[Told, ...], sides: list[str]) -> None:
    assert [side.to for side in visible(state, before, CONFIRMED).received] == sides
    assert visible(state, before, DESK) == state


def test_a_side_that_was_told_and_loses_an_origin_is_not_called_withdrawn() -> None:
    before = told(WHOLE, NORTH_TOLD, ("south", "agreed", 31, 31))
    state = settlement(ONE, of("south", 31, 2, Status.AGREED))
    assert news(visible(state, before, CONFIRMED), before, CONFIRMED) == []
