"""Several alerts about one exchange in one message: which reasons are given, in which order, and its type."""

import json
from datetime import timedelta

import pytest
from alerts_builders import AGENCY, DESK, NAMES, NOW, URL, alert, claim, daily, dispute, settlement, side, told

from alerts.digest import compose
from alerts.render import renderer
from repwatch.model import Alert, ExchangeStatus, Message, Reason, Settlement, Subscription, Told

RENDER = renderer()
NORTH = side("north", claim(1, "north", 1000))
SOUTH = side("south", claim(2, "south", 31, (AGENCY,)))
OTHER = side("north", claim(4, "north", 1200, (AGENCY,)))
DISPUTE = dispute("north", claim(1, "north", 1000), claim(4, "north", 1200, (AGENCY,)))
BEFORE = told(("", "claimed", 0, None), ("north", "one_origin", 1000, 1000))


def made(*alerts: Alert, subscription: Subscription = DESK) -> Message:
    return compose(alerts, subscription, RENDER, URL, NAMES)


@pytest.mark.parametrize(
    ("alerts", "type_", "reasons"),
    [
        pytest.param(
            [(settlement(NORTH), Reason.NEW, ""), (settlement(NORTH, SOUTH), Reason.FIGURE, "south")],
            "exchange.new",
            [("exchange.new", None)],
            id="what is new needs no second reason",
        ),
        pytest.param(
            [(settlement(DISPUTE), Reason.CONFLICT, "north"), (settlement(NORTH), Reason.SETTLED, "north")],
            "exchange.settled",
            [("exchange.settled", "north")],
            id="a dispute that is over is not announced",
        ),
        pytest.param(
            [(settlement(NORTH), Reason.SETTLED, "north"), (settlement(DISPUTE), Reason.CONFLICT, "north")],
            "exchange.conflict",
            [("exchange.conflict", "north")],
            id="nor its end when it is back",
        ),
        pytest.param(
            [(settlement(NORTH), Reason.NEW, ""), (settlement(), Reason.RETRACTED, "")],
            "exchange.retracted",
            [("exchange.retracted", None)],
            id="withdrawn outweighs all",
        ),
        pytest.param(
            [
                (settlement(NORTH, SOUTH), Reason.FIGURE, "south"),
                (settlement(NORTH, SOUTH, status=ExchangeStatus.CONFIRMED), Reason.CONFIRMED, ""),
            ],
            "exchange.figure",
            [("exchange.figure", "south"), ("exchange.confirmed", None)],
            id="two reasons that hold are both given, the type is the more important one",
        ),
    ],
)
def test_one_exchange_is_shown_in_its_newest_state_with_the_reasons_that_hold(
    alerts: list[tuple[Settlement, Reason, str]], type_: str, reasons: list[tuple[str, str | None]]
) -> None:
    rows = [alert(state, why, to, (), NOW + timedelta(hours=at)) for at, (state, why, to) in enumerate(alerts)]
    body = json.loads(made(*reversed(rows)).payload)
    assert body["type"] == type_
    assert [(each["type"], each["to"]) for each in body["data"]["exchanges"][0]["reasons"]] == reasons


@pytest.mark.parametrize(
    ("alerts", "before", "reasons"),
    [
        pytest.param(
            [(settlement(DISPUTE), Reason.CONFLICT, "north"), (settlement(OTHER), Reason.SETTLED, "north")],
            BEFORE,
            [("exchange.corrected", "north")],
            id="a dispute that came and went: the figure changed",
        ),
        pytest.param(
            [(settlement(DISPUTE), Reason.CONFLICT, "north"), (settlement(NORTH), Reason.SETTLED, "north")],
            BEFORE,
            [("exchange.settled", "north")],
            id="and if it did not change, the dispute is over",
        ),
        pytest.param(
            [
                (settlement(NORTH, SOUTH), Reason.FIGURE, "south"),
                (settlement(NORTH, side("south", claim(3, "south", 35))), Reason.CORRECTED, "south"),
            ],
            BEFORE,
            [("exchange.figure", "south")],
            id="a first figure that this reader was never told is not corrected",
        ),
        pytest.param(
            [
                (settlement(OTHER), Reason.CORRECTED, "north"),
                (settlement(OTHER, SOUTH, status=ExchangeStatus.CONFIRMED), Reason.FIGURE, "south"),
            ],
            BEFORE,
            [("exchange.corrected", "north"), ("exchange.figure", "south"), ("exchange.confirmed", None)],
            id="news of both sides and the confirmation, in the order of importance",
        ),
        pytest.param(
            [
                (settlement(NORTH, SOUTH), Reason.FIGURE, "north"),
                (settlement(NORTH, SOUTH), Reason.CORRECTED, "south"),
            ],
            told(("", "claimed", 0, None), ("south", "one_origin", 13, 13)),
            [("exchange.corrected", "south"), ("exchange.figure", "north")],
            id="what was told wrongly comes before what was not known, whichever side",
        ),
    ],
)
def test_a_digest_tells_what_changed_since_the_last_message(
    alerts: list[tuple[Settlement, Reason, str]],
    before: tuple[Told, ...],
    reasons: list[tuple[str, str | None]],
) -> None:
    rows = [alert(state, why, to, before, NOW + timedelta(hours=at)) for at, (state, why, to) in enumerate(alerts)]
    body = json.loads(made(*rows, subscription=daily()).payload)
    assert body["type"] == reasons[0][0]
    assert [(each["type"], each["to"]) for each in body["data"]["exchanges"][0]["reasons"]] == reasons


def test_a_figure_whose_message_confirms_says_so_in_its_subject_and_text() -> None:
    message = made(alert(settlement(NORTH, SOUTH, status=ExchangeStatus.CONFIRMED), Reason.FIGURE, "south", BEFORE))
    assert message.subject == "First figure, 31 bodies to Southland, confirmed: exchange of 23 October 2025"
    assert "Also: officials of both sides have now spoken of this exchange." in message.text
