"""Which exchange is a claim about: by day, claimant and figures, never by a number alone, in any order of arrival."""

from itertools import permutations

import pytest
from builders_ledger import claim

from matcher.attach import Sight, restated
from matcher.gather import opens, statements
from matcher.link import Near, link
from matcher.series import Series
from repwatch.model import DateBasis, Exchange, Kind, Scope, StoredClaim

SERIES = {"talks": ("2031-06-11", "2031-06-16")}
NOTHING = Near((), {}, {})


def days(
    claims: list[StoredClaim], near: Near = NOTHING, series: Series | None = None, officials: tuple[str, ...] = ()
) -> dict[str, set[int]]:
    """Day of each exchange -> counts that were linked to it."""
    numbers = {one.id: one.claim.figure.low for one in claims}
    return {
        str(found.exchange.date): {numbers[one] for one in found.claims}
        for found in link("north-south", statements(claims, officials), near, series or {})
    }


def both(north: int, south: int, day: str, outlet: str, **more: object) -> list[StoredClaim]:
    said = {"day": day, "outlet": outlet, **more}
    return [claim(north, "north", **said), claim(south, "south", **said)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        pytest.param(
            [*both(1245, 51, "2031-06-16", "courier"), *both(1248, 51, "2031-06-16", "herald")],
            {"2031-06-16": {1245, 1248, 51}},
            id="two figures for one day are one exchange",
        ),
        pytest.param(
            [claim(1000, day="2031-07-17"), claim(1000, day="2031-08-19")],
            {"2031-07-17": {1000}, "2031-08-19": {1000}},
            id="equal figures a month apart are two",
        ),
        pytest.param(
            [
                *both(1000, 38, "2031-01-29", "courier"),
                *both(1000, 38, "2031-01-29", "herald"),
                *both(1000, 38, "2031-01-30", "post"),
            ],
            {"2031-01-29": {1000, 38}},
            id="one outlet's slip of a day is no second exchange",
        ),
        pytest.param(
            [claim(640, day="2031-03-07", outlet=name) for name in ("a", "b")]
            + [claim(640, day="2031-03-08", outlet=name) for name in ("c", "d")],
            {"2031-03-07": {640}, "2031-03-08": {640}},
            id="two outlets on each of two days are two exchanges",
        ),
        pytest.param(
            [claim(1000, day="2031-01-29", outlet=name) for name in "abcdef"]
            + [claim(1000, day="2031-01-30", outlet=name) for name in "xy"],
            {"2031-01-29": {1000}},
            id="two outlets against six",
        ),
        pytest.param(
            [one for name in "abcde" for one in both(1000, 38, "2031-01-29", name)]
            + [one for name in "xyz" for one in both(1000, 38, "2031-01-30", name)],
            {"2031-01-29": {1000, 38}},
            id="three outlets against five, with the figures of both sides equal",
        ),
        pytest.param(
            [one for name in "abc" for one in both(1000, 38, "2031-01-29", name)]
            + [one for name in "xyz" for one in both(1000, 38, "2031-01-30", name)],
            {"2031-01-29": {1000, 38}, "2031-01-30": {1000, 38}},
            id="three outlets against three stay apart, for a person to decide",
        ),
        pytest.param(
            [
                *both(160, 160, "2031-06-02", "courier"),
                *both(160, 160, "2031-06-04", "herald", basis=DateBasis.PUBLICATION),
            ],
            {"2031-06-02": {160}},
            id="reported two days later without a day, with both figures equal",
        ),
        pytest.param(
            [claim(160, day="2031-06-02"), claim(160, day="2031-06-04", outlet="h", basis=DateBasis.PUBLICATION)],
            {"2031-06-02": {160}, "2031-06-04": {160}},
            id="one equal figure two days later is another exchange",
        ),
        pytest.param(
            [*both(160, 160, "2031-06-02", "courier"), *both(160, 160, "2031-06-04", "herald")],
            {"2031-06-02": {160}},
            id="announced two days later with both figures equal",
        ),
        pytest.param(
            [claim(640, day="2031-03-07"), claim(640, day="2031-03-08", outlet="herald", basis=DateBasis.PUBLICATION)],
            {"2031-03-07": {640}},
            id="published after midnight",
        ),
        pytest.param(
            [
                claim(640, day="2031-03-07"),
                claim(22, "south", day="2031-03-08", outlet="h", basis=DateBasis.PUBLICATION),
            ],
            {"2031-03-07": {640}, "2031-03-08": {22}},
            id="another side a day later shares nothing",
        ),
        pytest.param(
            [claim(640, day="2031-03-08"), claim(700, day="2031-03-08", outlet="h", basis=DateBasis.PUBLICATION)],
            {"2031-03-08": {640, 700}},
            id="a differing figure published on the day is a conflict of that day",
        ),
    ],
)
def test_linking(claims: list[StoredClaim], expected: dict[str, set[int]]) -> None:
    assert days(claims) == expected
    assert days(list(reversed(claims))) == expected


def test_inside_a_series_equal_figures_on_neighbouring_days_stay_apart() -> None:
    claims = [claim(1200, day=f"2031-06-{day}", outlet=f"o{day}") for day in (13, 14, 15)]
    claims.append(claim(1200, day="2031-06-14", outlet="late", basis=DateBasis.PUBLICATION))
    assert set(days(claims, series=SERIES)) == {"2031-06-13", "2031-06-14", "2031-06-15"}


def test_every_order_of_arrival_gives_the_same_exchanges() -> None:
    claims = [
        *both(1000, 38, "2031-01-29", "courier"),
        *both(1000, 38, "2031-01-30", "post"),
        claim(1000, day="2031-01-30", outlet="night", basis=DateBasis.PUBLICATION),
        claim(1003, day="2031-01-29", outlet="odd"),
    ]
    expected = days(claims)
    assert expected == {"2031-01-29": {1000, 1003, 38}}
    for order in permutations(claims):
        assert days(list(order)) == expected


def exchange(day: str, identity: str = "", known: bool = False, precision: str = "day") -> Exchange:
    return Exchange(identity or f"north-south-{day}", "north-south", day, known, precision)


def test_a_known_exchange_within_its_slack_takes_the_claims_when_a_figure_is_equal() -> None:
    old = exchange("2031-03-05", known=True, precision="reported")
    near = Near((old,), {old.id: {"north": frozenset({640})}}, {})
    claims = [claim(640, day="2031-03-07")]
    assert set(days(claims, near)) == {"2031-03-05"}
    assert set(days([claim(641, day="2031-03-07")], near)) == {"2031-03-07"}


def test_an_exchange_keeps_its_id_when_its_day_moves() -> None:
    slip = both(1000, 38, "2031-01-30", "post")
    first = exchange("2031-01-30")
    near = Near((first,), {}, {one.id: first.id for one in slip})
    claims = [*slip, *both(1000, 38, "2031-01-29", "courier"), *both(1000, 38, "2031-01-29", "herald")]
    (found,) = link("north-south", statements(claims), near, {})
    assert (found.exchange.id, found.exchange.date) == (first.id, "2031-01-29")


@pytest.mark.parametrize(
    ("said", "may"),
    [
        pytest.param(claim(640), True, id="a sure current figure with day and side"),
        pytest.param(claim(640, scope=Scope.PREVIOUS), False, id="an earlier one"),
        pytest.param(claim(640, scope=Scope.PLANNED), False, id="a plan"),
        pytest.param(claim(640, scope=Scope.CUMULATIVE), False, id="a running total"),
        pytest.param(claim(640, kind=Kind.PRISONERS), False, id="prisoners"),
        pytest.param(claim(662, None), False, id="the sum of both sides"),
        pytest.param(claim(640, day=None), False, id="no day"),
        pytest.param(claim(640, day="2031-06"), False, id="a month only"),
        pytest.param(claim(640, gates=("side",)), False, id="a doubtful one"),
    ],
)
def test_what_may_open_an_exchange(said: StoredClaim, may: bool) -> None:
    assert opens(said) == may


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param(claim(1200, day="2031-06-14", scope=Scope.PREVIOUS), "2031-06-14", id="by its day"),
        pytest.param(claim(909, day="2031-06", scope=Scope.PREVIOUS), "2031-06-11", id="by month and figure"),
        pytest.param(claim(1200, day="2031-06", scope=Scope.PREVIOUS), None, id="two of that figure in the month"),
        pytest.param(claim(909, day=None, scope=Scope.PREVIOUS), None, id="without a day by nothing"),
        pytest.param(claim(5, day="2031-06-12", scope=Scope.PREVIOUS), None, id="a day that nobody knows"),
    ],
)
def test_what_an_earlier_figure_tells_of(said: StoredClaim, found: str | None) -> None:
    known = [exchange("2031-06-11"), exchange("2031-06-13"), exchange("2031-06-14")]
    values = dict(zip((one.id for one in known), ({"north": frozenset({n})} for n in (909, 1200, 1200)), strict=True))
    linked = restated(said, Sight(known, values), SERIES)
    assert (linked.date if linked else None) == found
