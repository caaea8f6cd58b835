"""Which news of an exchange go out at once, which wait for what belongs to them, and which came to nothing."""

from datetime import datetime, timedelta

import pytest
from alerts_builders import AGENCY, NOW, alert, claim, dispute, settlement, side, told

from alerts.grouping import URGENT, came_to_nothing, due
from repwatch.model import Alert, AlertSettings, ExchangeStatus, Reason

SETTINGS = AlertSettings(group_wait=30, group_interval=3600)
NORTH, SOUTH = side("north", claim(1, "north", 1000)), side("south", claim(2, "south", 31, (AGENCY,)))
DISPUTE = dispute("north", claim(1, "north", 1000), claim(4, "north", 1200, (AGENCY,)))
BEFORE = told(("", "claimed", 0, None), ("north", "one_origin", 1000, 1000))
BOTH = settlement(NORTH, SOUTH)
AT_ONCE, MINUTE, HOUR = timedelta(0), timedelta(minutes=1), timedelta(hours=1)
FIGURE = alert(BOTH, Reason.FIGURE, "south", BEFORE)
CONFIRMED = alert(settlement(NORTH, SOUTH, status=ExchangeStatus.CONFIRMED), Reason.CONFIRMED, "", BEFORE, NOW + MINUTE)
CONFLICT = alert(settlement(DISPUTE, SOUTH), Reason.CONFLICT, "north", BEFORE, NOW + MINUTE)
BACK = alert(settlement(NORTH), Reason.RETRACTED, "south", BEFORE, NOW + MINUTE)


@pytest.mark.parametrize(
    ("alerts", "last", "after", "expected"),
    [
        pytest.param([alert(BOTH)], None, AT_ONCE, True, id="a new exchange"),
        pytest.param([CONFLICT], NOW, MINUTE, True, id="a conflict a minute after the alert"),
        pytest.param([FIGURE], None, AT_ONCE, False, id="an update waits for what belongs to it"),
        pytest.param([FIGURE], None, timedelta(seconds=30), True, id="but not for long"),
        pytest.param([FIGURE], NOW, HOUR - MINUTE, False, id="nor comes soon after the last message"),
        pytest.param([FIGURE, CONFIRMED], NOW, HOUR - MINUTE, False, id="two of them neither"),
        pytest.param([FIGURE, CONFIRMED], NOW, HOUR, True, id="after the hour they come together"),
        pytest.param([FIGURE, CONFLICT], NOW, MINUTE, True, id="what is urgent takes along what waits"),
    ],
)
def test_when_news_of_an_exchange_go_out(
    alerts: list[Alert], last: datetime | None, after: timedelta, expected: bool
) -> None:
    assert due(alerts, last, SETTINGS, NOW + after) is expected


def test_no_wait_is_no_wait() -> None:
    assert due([FIGURE], NOW, AlertSettings(group_wait=0, group_interval=0), NOW)


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [
        pytest.param([FIGURE], False, id="an update"),
        pytest.param([FIGURE, CONFIRMED], False, id="two"),
        pytest.param([FIGURE, BACK], True, id="a figure that was taken back before anybody was told"),
        pytest.param([alert(BOTH)], False, id="a new exchange"),
    ],
)
def test_what_came_to_nothing(alerts: list[Alert], expected: bool) -> None:
    assert came_to_nothing(alerts) is expected


def test_a_number_that_is_wrong_or_in_doubt_never_waits() -> None:
    assert {Reason.CONFLICT, Reason.CORRECTED, Reason.RETRACTED} < URGENT
