"""What is told, why, in one message with what, and under which key."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from alerts_builders import (
    AGENCY,
    DESK,
    NOW,
    alert,
    bounds,
    claim,
    dispute,
    figure,
    settlement,
    side,
    told,
)

from alerts.policy import (
    IMPORTANCE,
    alert_key,
    disputed,
    news,
    ranges,
    together,
    told_now,
)
from repwatch.model import ExchangeStatus, Qualifier, Reason, Settlement, Status, Told

NORTH = side("north", claim(1, "north", 1000))
SOUTH = side("south", claim(2, "south", 31, (AGENCY,)))
OTHER = side("north", claim(3, "north", 1200))
DISPUTE = dispute("north", claim(1, "north", 1000), claim(4, "north", 1200, (AGENCY,)))
GONE = settlement()
CLAIMED, CONFIRMED, RETRACTED = ("", "claimed", 0, None), ("", "confirmed", 0, None), ("", "retracted", 0, None)
HISTORY = ("", "history claimed", 0, None)
WAS_1000, WAS_31 = ("north", "one_origin", 1000, 1000), ("south", "one_origin", 31, 31)
WAS_DISPUTED = ("north", "disputed", 1000, 1200)


def plain(*sides: object) -> Settlement:
    return settlement(*sides)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "before", "expected"),
    [
        pytest.param(plain(NORTH, SOUTH), (), [(Reason.NEW, "")], id="never told: one alert for the whole"),
        pytest.param(plain(DISPUTE), (), [(Reason.NEW, "")], id="disputed at the first telling: still one alert"),
        pytest.param(plain(NORTH), (CLAIMED, WAS_1000), [], id="told and the same: nothing"),
        pytest.param(
            plain(NORTH, SOUTH), (CLAIMED, WAS_1000), [(Reason.FIGURE, "south")], id="a second side becomes known"
        ),
        pytest.param(plain(DISPUTE), (CLAIMED, WAS_1000), [(Reason.CONFLICT, "north")], id="one value, now two"),
        pytest.param(plain(DISPUTE), (("", "disputed", 0, None), WAS_DISPUTED), [], id="the same dispute is told once"),
        pytest.param(
            plain(DISPUTE),
            (("", "disputed", 0, None), ("north", "disputed", 1000, 1100)),
            [(Reason.CONFLICT, "north")],
            id="a dispute that grows is told again",
        ),
        pytest.param(
            plain(NORTH), (("", "disputed", 0, None), WAS_DISPUTED), [(Reason.SETTLED, "north")], id="two, now one"
        ),
        pytest.param(plain(OTHER), (CLAIMED, WAS_1000), [(Reason.CORRECTED, "north")], id="another value"),
        pytest.param(
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (CLAIMED, WAS_1000),
            [(Reason.CONFIRMED, "")],
            id="claimed, now confirmed",
        ),
        pytest.param(
            settlement(NORTH, SOUTH, status=ExchangeStatus.CONFIRMED),
            (CLAIMED, WAS_1000),
            [(Reason.FIGURE, "south")],
            id="a figure and the confirmation at once: the figure, whose message says that it is confirmed",
        ),
        pytest.param(
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (("", "disputed", 0, None), WAS_DISPUTED),
            [(Reason.SETTLED, "north")],
            id="the end of a dispute confirms it: one alert",
        ),
        pytest.param(
            plain(DISPUTE, SOUTH),
            (CLAIMED, ("south", "one_origin", 8, 8)),
            [(Reason.CORRECTED, "south"), (Reason.FIGURE, "north")],
            id="both sides at once: what was told wrongly comes first",
        ),
        pytest.param(
            plain(NORTH), (CONFIRMED, WAS_1000), [], id="confirmed, now only claimed: nothing that can be told"
        ),
        pytest.param(GONE, (CLAIMED, WAS_1000), [(Reason.RETRACTED, "")], id="nothing left"),
        pytest.param(GONE, (RETRACTED, ("north", "retracted", 0, None)), [], id="withdrawn once is enough"),
        pytest.param(GONE, (), [], id="withdrawn before it was told: nothing"),
        pytest.param(GONE, (HISTORY, WAS_1000), [], id="history that nobody was told of is withdrawn in silence"),
        pytest.param(
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (HISTORY, WAS_1000),
            [(Reason.CONFIRMED, "")],
            id="news confirms what only history claimed",
        ),
        pytest.param(
            replace(GONE, baseline=True),
            (CLAIMED, WAS_1000),
            [(Reason.RETRACTED, "")],
            id="no claims count as baseline",
        ),
        pytest.param(
            plain(SOUTH), (CLAIMED, WAS_1000, WAS_31), [(Reason.RETRACTED, "north")], id="one side is withdrawn"
        ),
        pytest.param(
            plain(NORTH),
            (CLAIMED, ("north", "retracted", 0, None)),
            [(Reason.CORRECTED, "north")],
            id="a withdrawn side stands again",
        ),
        pytest.param(
            plain(NORTH, SOUTH),
            (RETRACTED, ("north", "retracted", 0, None)),
            [(Reason.CORRECTED, "")],
            id="a withdrawn exchange stands again: told once",
        ),
        pytest.param(settlement(NORTH, baseline=True), (), [], id="what was there before the first poll is no news"),
        pytest.param(
            plain(replace(NORTH, status=Status.AGREED, origins=2)),
            (CLAIMED, WAS_1000),
            [],
            id="more origins are no news",
        ),
        pytest.param(
            plain(replace(NORTH, status=Status.ROUNDED, origins=2)),
            (CLAIMED, WAS_1000),
            [],
            id="a rounding of it is no news",
        ),
        pytest.param(
            plain(side("north", claim(5, "north", 1003))),
            (CLAIMED, WAS_1000),
            [(Reason.CORRECTED, "north")],
            id="the exact value behind a rounded one is",
        ),
        pytest.param(
            plain(side("north", claim(5, "north", 800))),
            (CLAIMED, ("north", "one_origin", 800, None)),
            [],
            id="at least 800 that is 800 is no news",
        ),
    ],
)
def test_what_is_news(
    state: Settlement, before: tuple[tuple[str, str, int, int | None], ...], expected: object
) -> None:
    assert news(state, told(*before), DESK) == expected


@pytest.mark.parametrize(
    ("reasons", "parties", "state", "before", "expected"),
    [
        pytest.param((Reason.CONFLICT,), (), plain(NORTH), (), [], id="who wants conflicts gets no new exchange"),
        pytest.param(
            (Reason.CONFLICT,), (), plain(DISPUTE), (), [(Reason.CONFLICT, "north")], id="but one that is disputed"
        ),
        pytest.param(
            (Reason.CONFIRMED,),
            (),
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (),
            [(Reason.CONFIRMED, "")],
            id="confirmed from the start is confirmed",
        ),
        pytest.param(
            (Reason.CONFIRMED,),
            (),
            settlement(NORTH, SOUTH, status=ExchangeStatus.CONFIRMED),
            (CLAIMED, WAS_1000),
            [(Reason.CONFIRMED, "")],
            id="who wants confirmations alone gets this one though a figure came with it",
        ),
        pytest.param(
            (Reason.CONFIRMED,),
            (),
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (("", "disputed", 0, None), WAS_DISPUTED),
            [(Reason.CONFIRMED, "")],
            id="and one that ends a dispute",
        ),
        pytest.param((), ("south",), plain(NORTH), (), [], id="no figure of the wanted side: not yet new"),
        pytest.param((), ("south",), plain(NORTH, SOUTH), (), [(Reason.NEW, "")], id="it has come: new"),
        pytest.param((), ("south",), plain(DISPUTE), (CLAIMED, WAS_1000), [], id="a dispute of the other side"),
        pytest.param((), ("north",), plain(DISPUTE), (CLAIMED, WAS_1000), [(Reason.CONFLICT, "north")], id="its own"),
        pytest.param((), ("north",), GONE, (CLAIMED, WAS_1000), [(Reason.RETRACTED, "")], id="withdrawn after telling"),
        pytest.param((), ("south",), GONE, (CLAIMED, WAS_1000), [], id="withdrawn, but of the other side alone"),
        pytest.param(
            (Reason.NEW,),
            (),
            plain(OTHER),
            (CLAIMED, WAS_1000),
            [(Reason.CORRECTED, "north")],
            id="a correction of what was sent, whatever was asked for",
        ),
        pytest.param((Reason.NEW,), (), GONE, (CLAIMED, WAS_1000), [(Reason.RETRACTED, "")], id="a withdrawal of it"),
    ],
)
def test_a_subscription_gets_what_it_asked_for(
    reasons: tuple[Reason, ...],
    parties: tuple[str, ...],
    state: Settlement,
    before: tuple[tuple[str, str, int, int | None], ...],
    expected: object,
) -> None:
    assert news(state, told(*before), replace(DESK, reasons=reasons, parties=parties)) == expected


@pytest.mark.parametrize(
    ("state", "before", "expected"),
    [
        pytest.param(plain(OTHER), (CLAIMED, WAS_1000), [], id="no correction"),
        pytest.param(GONE, (CLAIMED, WAS_1000), [], id="no withdrawal"),
        pytest.param(plain(DISPUTE), (CLAIMED, WAS_1000), [(Reason.CONFLICT, "north")], id="a conflict is news"),
        pytest.param(
            plain(NORTH, SOUTH),
            (RETRACTED, ("north", "retracted", 0, None)),
            [(Reason.NEW, "")],
            id="what is reported again is new",
        ),
    ],
)
def test_who_was_sent_nothing_of_it_is_corrected_in_nothing(state, before, expected) -> None:
    assert news(state, told(*before), DESK, sent=()) == expected


@pytest.mark.parametrize(
    ("reasons", "state", "before", "sent", "expected"),
    [
        pytest.param((Reason.NEW,), plain(OTHER), WAS_DISPUTED, WAS_1000, [(Reason.CORRECTED, "north")],
                     id="settled otherwise than he was sent, and no word of the dispute"),
        pytest.param((Reason.NEW,), plain(NORTH), WAS_DISPUTED, WAS_1000, [], id="settled as he was sent"),
        pytest.param((Reason.NEW,), plain(DISPUTE), WAS_DISPUTED, WAS_1000, [], id="in dispute still"),
        pytest.param((Reason.NEW,), plain(SOUTH), WAS_DISPUTED, WAS_1000, [(Reason.RETRACTED, "north")],
                     id="withdrawn after a dispute"),
        pytest.param((Reason.SETTLED,), plain(OTHER), WAS_DISPUTED, WAS_1000, [(Reason.CORRECTED, "north")],
                     id="who asked for ends of disputes alone: to him it is a correction"),
        pytest.param((Reason.SETTLED,), plain(OTHER), WAS_DISPUTED, WAS_DISPUTED, [(Reason.SETTLED, "north")],
                     id="he was sent the dispute"),
        pytest.param((Reason.NEW,), plain(OTHER), WAS_1000, WAS_DISPUTED, [], id="never sent as a figure of its own"),
        pytest.param((Reason.NEW,), plain(NORTH), WAS_31, (), [], id="nothing was sent"),
    ],
)  # fmt: skip
def test_what_was_sent_is_corrected_and_nothing_else(
    reasons: tuple[Reason, ...],
    state: Settlement,
    before: tuple[str, str, int, int | None],
    sent: tuple[str, str, int, int | None] | tuple[()],
    expected: object,
) -> None:
    rows = told(CLAIMED, sent) if sent else ()
    found = news(state, told(CLAIMED, before), replace(DESK, reasons=reasons), sent=rows)
    assert found == expected


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(plain(NORTH, SOUTH), id="two sides"),
        pytest.param(plain(DISPUTE, SOUTH), id="a dispute"),
        pytest.param(settlement(NORTH, status=ExchangeStatus.CONFIRMED), id="confirmed"),
        pytest.param(GONE, id="nothing left"),
        pytest.param(plain(bounds("north", 800, None, None, claim(1, "north", figure(800)))), id="a floor"),
        pytest.param(plain(bounds("north", 0, 50)), id="a ceiling"),
        pytest.param(plain(bounds("north", 950, 1050, 1000)), id="about"),
    ],
)
def test_what_was_told_is_not_told_again(state: Settlement) -> None:
    before = told(CLAIMED, ("north", "one_origin", 7, 7), ("south", "one_origin", 8, 8))
    assert news(state, told_now(state, before), DESK) == []


def test_a_side_that_is_gone_is_recorded_as_gone() -> None:
    recorded = told_now(plain(NORTH), told(CLAIMED, WAS_1000, WAS_31))
    assert recorded == (
        Told("2025-10-23-1", "", "claimed", 0, None),
        Told("2025-10-23-1", "north", "one_origin", 1000, 1000),
        Told("2025-10-23-1", "south", "retracted", 0, None),
    )


@pytest.mark.parametrize(
    ("count", "low", "high", "best", "expected"),
    [
        pytest.param(figure(1000), 1000, 1000, 1000, (1000, 1000), id="exact"),
        pytest.param(figure(1000, qualifier=Qualifier.ABOUT), 950, 1050, 1000, (1000, 1000), id="about 1,000 is 1,000"),
        pytest.param(figure(600, qualifier=Qualifier.MORE_THAN), 601, None, None, (601, None), id="more than 600"),
        pytest.param(figure(50, qualifier=Qualifier.UP_TO), 0, 50, None, (0, 50), id="up to 50"),
        pytest.param(figure(40, 50), 40, 50, None, (40, 50), id="40 to 50"),
    ],
)
def test_which_range_is_told(count: object, low: int, high: int | None, best: int | None, expected: object) -> None:
    state = plain(bounds("north", low, high, best, claim(1, "north", count)))  # type: ignore[arg-type]
    assert ranges(state, "north") == (expected,)


def test_ranges_of_a_dispute_are_its_values_and_of_the_whole_those_of_all_sides() -> None:
    state = plain(DISPUTE, SOUTH)
    assert ranges(state, "north") == ((1000, 1000), (1200, 1200))
    assert ranges(state, "") == ((31, 31), (1000, 1000), (1200, 1200))


def test_a_key_is_the_same_for_the_same_thing_and_another_for_everything_else() -> None:
    key = alert_key("desk", "x1", "north", Reason.CONFLICT, [(1200, 1200), (1000, None), (1000, 1000), (1000, 1000)])
    assert len(key) == 64
    assert key == alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1000), (1000, None), (1200, 1200)])
    others = {
        alert_key("desk2", "x1", "north", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x2", "north", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x1", "south", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x1", "north", Reason.SETTLED, [(1000, 1000)]),
        alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1001)]),
        alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1000)], 1),
        alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1000)], 2),
    }
    assert len(others) == 8


def test_alerts_that_wait_together_are_one_message_an_exchange_named_by_its_oldest_and_most_important() -> None:
    later, june = NOW + timedelta(minutes=1), settlement(NORTH, id="2025-06-16-1")
    confirmed, figure_ = alert(plain(NORTH), Reason.CONFIRMED), alert(plain(NORTH), Reason.FIGURE, "south")
    corrected, other = alert(plain(NORTH), Reason.CORRECTED, "north", at=later), alert(june, at=later)
    for waiting in permutations((confirmed, figure_, corrected, other)):
        assert sorted(together(waiting), key=len) == [[other], [figure_, confirmed, corrected]]


def test_every_reason_has_its_importance() -> None:
    assert sorted(IMPORTANCE) == sorted(Reason)


def test_exchanged_sides_that_nothing_decides_are_told_with_both_figures() -> None:
    found, hard = dispute("north", claim(1, "north", 640), claim(2, "north", 22))
    open_side = settlement((found, replace(hard, type="SIDE")))
    assert [(value.low, value.high) for value in disputed(open_side, found)] == [(640, 640), (22, 22)]
    assert ranges(open_side, "north") == ((22, 22), (640, 640))


@pytest.mark.parametrize(
    ("before", "status"),
    [
        pytest.param((), "history claimed", id="never told"),
        pytest.param((HISTORY, WAS_1000), "history claimed", id="still never told"),
        pytest.param((CLAIMED, WAS_1000), "claimed", id="told once: whoever was told must hear if it is withdrawn"),
    ],
)
def test_an_exchange_of_history_is_recorded_as_never_told(before, status):
    recorded = told_now(settlement(NORTH, baseline=True), told(*before))
    assert [each.status for each in recorded if each.to == ""] == [status]
