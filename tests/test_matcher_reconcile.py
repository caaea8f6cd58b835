"""What all claims about one exchange add up to, and which totals do not agree."""

import pytest
from builders_ledger import AGENCY, NORTH, NORTH_STAFF, SOUTH_ENVOY, claim

from matcher.audit import disputed_totals, last_counted
from matcher.origins import origins
from matcher.reconcile import interval, settle
from repwatch.model import (
    DateBasis,
    Exchange,
    ExchangeStatus,
    Figure,
    Precision,
    Qualifier,
    Scope,
    Settlement,
    Status,
    StoredClaim,
)

EXCHANGE = Exchange("north-south-2031-06-16", "north-south", "2031-06-16")
ENVOY, STAFF = (SOUTH_ENVOY,), (NORTH_STAFF,)
ABOUT, AT_LEAST, MORE, UP_TO = Qualifier.ABOUT, Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.UP_TO
ROUND, WORD = Precision.ROUND_DIGITS, Precision.ROUND_WORD


def settled(*claims: StoredClaim) -> Settlement:
    return settle(EXCHANGE, claims, origins(claims, {}))


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(Figure(1245, 1245), (1245, 1245), id="exact"),
        pytest.param(Figure(200, 200, AT_LEAST), (200, None), id="a floor"),
        pytest.param(Figure(200, 200, MORE), (201, None), id="more than"),
        pytest.param(Figure(200, 200, UP_TO), (0, 200), id="a ceiling"),
        pytest.param(Figure(200, 200, ABOUT), (190, 210), id="about: 5 %"),
        pytest.param(Figure(1000, 1000, precision=WORD), (950, 1050), id="a thousand: 5 %, less than half a thousand"),
        pytest.param(Figure(1200, 1200, precision=ROUND), (1150, 1250), id="round digits: half of the last digit"),
        pytest.param(Figure(900, 1000), (900, 1000), id="a stated range"),
    ],
)
def test_what_a_figure_allows(figure: Figure, expected: tuple[float, float | None]) -> None:
    assert interval(figure) == expected


@pytest.mark.parametrize(
    ("claims", "status", "best", "types"),
    [
        pytest.param([claim(200), claim(200, outlet="h")], "one_origin", 200, [], id="reprints are one origin"),
        pytest.param([claim(200), claim(200, by=ENVOY)], "agreed", 200, [], id="two origins, one figure"),
        pytest.param(
            [claim(200), claim(150, by=ENVOY, qualifier=AT_LEAST)], "agreed", 200, [], id="at least 150 allows 200"
        ),
        pytest.param([claim(1245), claim(1248, by=ENVOY)], "disputed", None, ["HARD"], id="two origins, two figures"),
        pytest.param(
            [claim(1245), claim(1245, outlet="h"), claim(1248, by=ENVOY), claim(1248, by=ENVOY, outlet="h")],
            "disputed",
            None,
            ["HARD"],
            id="however often each is printed, one dispute",
        ),
        pytest.param(
            [claim(1003), claim(1000, by=ENVOY, precision=WORD)],
            "rounded",
            1003,
            ["ROUNDING"],
            id="a thousand is 1,003",
        ),
        pytest.param(
            [claim(1003), claim(1000, by=ENVOY, precision=ROUND)], "rounded", 1003, ["ROUND-SUSPECT"], id="1000 may be"
        ),
        pytest.param(
            [claim(640), claim(700, by=ENVOY, qualifier=AT_LEAST)],
            "agreed",
            640,
            ["INEXACT"],
            id="a floor above: asked",
        ),
        pytest.param(
            [claim(1200), claim(1000, by=ENVOY, precision=WORD)], "disputed", None, ["HARD"], id="too far for rounding"
        ),
        pytest.param(
            [claim(1000, url="x/1"), claim(1003, hours=5, url="x/2")],
            "one_origin",
            1003,
            ["REVISION"],
            id="it corrects itself",
        ),
        pytest.param(
            [claim(1000, url="x/1"), claim(1000, url="x/2"), claim(1030, hours=5, url="x/3")],
            "one_origin",
            1000,
            ["REVISION"],
            id="one misquotation later revises nothing",
        ),
        pytest.param(
            [claim(1003, url="x/1"), claim(1000, precision=WORD, hours=5, url="x/2")],
            "one_origin",
            1003,
            [],
            id="somebody rounds what the origin said",
        ),
        pytest.param(
            [claim(640), claim(640, by=()), claim(640, by=(), outlet="h")],
            "agreed",
            640,
            [],
            id="outlets speak for themselves",
        ),
        pytest.param(
            [claim(640), claim(650, gates=("side",), by=ENVOY)], "one_origin", 640, [], id="doubtful ones wait"
        ),
        pytest.param(
            [claim(640), claim(99, scope=Scope.PREVIOUS, by=ENVOY)],
            "one_origin",
            640,
            [],
            id="earlier ones do not count",
        ),
        pytest.param(
            [claim(640, by=(NORTH,)), claim(640)], "one_origin", 640, [], id="the party and its staff are one voice"
        ),
        pytest.param([claim(600, qualifier=MORE)], "one_origin", None, [], id="a floor alone has no best value"),
        pytest.param([claim(0, by=ENVOY)], "one_origin", 0, [], id="none at all is a figure"),
    ],
)
def test_what_the_claims_add_up_to(claims: list[StoredClaim], status: str, best: int | None, types: list[str]) -> None:
    for order in (claims, claims[::-1]):
        found = settled(*order)
        (side,) = found.received
        assert (side.status, side.best, [conflict.type for conflict in found.conflicts]) == (status, best, types)


def test_a_conflict_keeps_both_values_and_who_was_first() -> None:
    found = settled(claim(1248, by=ENVOY), claim(1245, hours=2), claim(1245, hours=3, outlet="h"), claim(51, "south"))
    (conflict,) = found.conflicts
    assert [(one.low, one.attributed_to, len(one.claims)) for one in conflict.values] == [
        (1248, "the Envoy", 1),
        (1245, "North's Staff", 2),
    ]
    assert [(side.to, side.low, side.high, side.best) for side in found.received] == [
        ("north", 1245, 1248, None),
        ("south", 51, 51, 51),
    ]
    assert found.status is ExchangeStatus.DISPUTED


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        pytest.param([claim(640)], "claimed", id="one side's official"),
        pytest.param([claim(640), claim(22, "south")], "claimed", id="one official on both directions"),
        pytest.param([claim(640), claim(22, "south", by=ENVOY)], "confirmed", id="an official of each side"),
        pytest.param([claim(640, by=(NORTH_STAFF, SOUTH_ENVOY))], "confirmed", id="both named behind one figure"),
        pytest.param([claim(640), claim(640, by=(AGENCY,))], "claimed", id="an agency confirms nothing"),
        pytest.param([claim(640, scope=Scope.PLANNED)], "retracted", id="nothing stands"),
    ],
)
def test_how_far_an_exchange_is_confirmed(claims: list[StoredClaim], status: str) -> None:
    assert settled(*claims).status == status


def test_another_day_beside_the_exchange_is_noted() -> None:
    found = settled(claim(1000), claim(1000, outlet="h", day="2031-06-17"))
    assert [conflict.type for conflict in found.conflicts] == ["DATE"]
    published = claim(1000, outlet="h", day="2031-06-17", basis=DateBasis.PUBLICATION)
    assert settled(claim(1000), published).conflicts == ()


def test_only_first_polls_and_known_history_are_the_baseline() -> None:
    assert settled(claim(640, baseline=True)).baseline
    assert not settled(claim(640, baseline=True), claim(640, outlet="h")).baseline


def total(count: int, said_on: str, by: tuple[object, ...] = STAFF, base: str = "series:june") -> StoredClaim:
    return claim(count, day=said_on, by=by, scope=Scope.CUMULATIVE, base=base, outlet=f"o{count}{said_on}")  # type: ignore[arg-type]


LEDGER = [Exchange(f"e{day}", "north-south", f"2031-06-{day}") for day in (11, 13, 14, 15, 16)]
SERIES = {"june": ("2031-06-11", "2031-06-16")}


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        pytest.param(
            [total(6057, "2031-06-16"), total(6060, "2031-06-17", ENVOY)],
            {"e16": [6057, 6060]},
            id="one series, one day",
        ),
        pytest.param([total(4812, "2031-06-15"), total(6057, "2031-06-16", ENVOY)], {}, id="the count went on"),
        pytest.param([total(6057, "2031-06-16"), total(6060, "2031-06-16")], {}, id="one voice"),
        pytest.param([total(6057, "2031-06-16"), total(6060, "2031-06-16", ENVOY, "war")], {}, id="another base"),
        pytest.param(
            [total(6057, "2031-06-16"), total(9000, "2031-06-16", ENVOY)], {}, id="too far apart to count the same"
        ),
        pytest.param([total(6057, "2031-06-16", base=""), total(6060, "2031-06-16", ENVOY, "")], {}, id="no base"),
        pytest.param(
            [total(6057, "2031-06-16"), total(6060, "2031-09-01", ENVOY)], {"e16": [6057, 6060]}, id="told again later"
        ),
    ],
)
def test_disputed_totals_stand_at_the_last_exchange_of_their_series(
    totals: list[StoredClaim], expected: dict[str, list[int]]
) -> None:
    found = disputed_totals(totals, LEDGER, SERIES, origins(totals, {}))
    assert {at: [value.low for value in one.values] for at, (one,) in found.items()} == expected


def test_a_total_since_a_day_counts_up_to_the_last_exchange_before_it() -> None:
    assert last_counted(total(5503, "2031-06-14", base="2031-06-12"), LEDGER, {}) == "e14"
    assert last_counted(total(5503, "2031-06-12", base="2031-06-12"), LEDGER, {}) is None


def test_status_words_are_those_of_the_interface() -> None:
    assert [status.value for status in Status] == ["one_origin", "agreed", "rounded", "disputed"]
