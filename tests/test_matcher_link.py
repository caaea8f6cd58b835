"""Which exchange is a claim about: by day, claimant and figures, never by a number alone, in any order of arrival."""

from itertools import permutations

import pytest
from builders_ledger import claim

from matcher.attach import Sight, attached, restated
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
            [claim(503, day="2031-12-20"), claim(503, day="2031-12-22", outlet="h", basis=DateBasis.PUBLICATION)],
            {"2031-12-20": {503}},
            id="put out again two days later without a day, with a figure that is no round one",
        ),
        pytest.param(
            [claim(503, day="2031-12-22"), claim(503, day="2031-12-20", outlet="h", basis=DateBasis.PUBLICATION)],
            {"2031-12-20": {503}, "2031-12-22": {503}},
            id="published two days before the day that is named",
        ),
        pytest.param(
            [claim(503, day=f"2031-12-{day}", outlet="h", basis=DateBasis.PUBLICATION) for day in (20, 22)],
            {"2031-12-20": {503}, "2031-12-22": {503}},
            id="one outlet's two pages, neither with a day",
        ),
        pytest.param(
            [claim(503, day="2031-12-20"), claim(503, day="2031-12-23", outlet="h", basis=DateBasis.PUBLICATION)],
            {"2031-12-20": {503}, "2031-12-23": {503}},
            id="a figure that is no round one three days later",
        ),
        pytest.param(
            [claim(1000, day="2031-12-20"), claim(1000, day="2031-12-22", outlet="h", basis=DateBasis.PUBLICATION)],
            {"2031-12-20": {1000}, "2031-12-22": {1000}},
            id="a round figure two days later may be another exchange",
        ),
        pytest.param(
            [
                claim(503, day="2031-12-20"),
                *both(503, 40, "2031-12-21", "p"),
                claim(503, day="2031-12-22", outlet="h", basis=DateBasis.PUBLICATION),
            ],
            {"2031-12-20": {503, 40}},
            id="a slip between and a page put out again",
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
        pytest.param(
            [claim(25, day="2031-09-20", outlet="courier"), claim(25, day="2031-10-25", outlet="courier")],
            {"2031-09-20": {25}, "2031-10-25": {25}},
            id="equal figures of one outlet in two months are two",
        ),
        pytest.param(
            [*both(1000, 19, "2031-07-17", "courier"), *both(1000, 19, "2031-08-19", "herald")],
            {"2031-07-17": {1000, 19}, "2031-08-19": {1000, 19}},
            id="figures of both sides equal a month apart are two",
        ),
        pytest.param(
            [claim(1200, day=f"2031-05-{day}", outlet="courier") for day in (13, 14, 15)],
            {f"2031-05-{day}": {1200} for day in (13, 14, 15)},
            id="an outlet that tells of three days running tells of three exchanges",
        ),
        pytest.param(
            [claim(1200, day="2031-05-13", outlet=name) for name in "abc"]
            + [claim(1200, day="2031-05-14", outlet="a"), claim(1200, day="2031-05-15", outlet="a")],
            {f"2031-05-{day}": {1200} for day in (13, 14, 15)},
            id="an outlet that names the day before too does not slip",
        ),
        pytest.param(
            [
                *both(640, 22, "2031-03-07", "courier"),
                *both(640, 23, "2031-03-09", "herald", basis=DateBasis.PUBLICATION),
            ],
            {"2031-03-07": {640, 22}, "2031-03-09": {640, 23}},
            id="another figure to one side two days later is another exchange",
        ),
    ],
)
def test_linking(claims: list[StoredClaim], expected: dict[str, set[int]]) -> None:
    assert days(claims) == expected
    assert days(list(reversed(claims))) == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        pytest.param(
            [*both(1000, 38, "2031-01-29", "staff"), *both(1000, 38, "2031-01-30", "staff")],
            {"2031-01-29": {1000, 38}, "2031-01-30": {1000, 38}},
            id="two days in one official's own publications are two exchanges",
        ),
        pytest.param(
            [*both(1000, 38, "2031-01-29", "staff"), *both(1000, 38, "2031-01-30", "envoy")],
            {"2031-01-29": {1000, 38}, "2031-01-30": {1000, 38}},
            id="two officials a day apart stay apart, for a person to decide",
        ),
        pytest.param(
            [claim(1000, day="2031-01-29", outlet="staff")]
            + [one for name in "abcd" for one in both(1000, 38, "2031-01-30", name)],
            {"2031-01-29": {1000}, "2031-01-30": {1000, 38}},
            id="many outlets do not move the day that an official names",
        ),
        pytest.param(
            [*both(1000, 38, "2031-01-29", "staff"), *both(1000, 38, "2031-01-30", "post")],
            {"2031-01-29": {1000, 38}},
            id="an outlet that relays an official with the next day",
        ),
        pytest.param(
            [
                *both(1000, 38, "2031-01-30", "staff"),
                *(one for name in "ab" for one in both(1000, 38, "2031-01-29", name)),
            ],
            {"2031-01-30": {1000, 38}},
            id="the claimant's own day wins over two outlets",
        ),
        pytest.param(
            [
                *both(1000, 38, "2031-01-29", "staff", basis=DateBasis.PUBLICATION),
                *both(1000, 38, "2031-01-30", "staff", basis=DateBasis.PUBLICATION, url="https://staff.example/2"),
            ],
            {"2031-01-29": {1000, 38}, "2031-01-30": {1000, 38}},
            id="between two statements of one official there is no slack, though neither names a day",
        ),
    ],
)
def test_what_officials_say_themselves(claims: list[StoredClaim], expected: dict[str, set[int]]) -> None:
    for order in (claims, claims[::-1]):
        assert days(order, officials=("staff", "envoy")) == expected


def test_inside_a_series_equal_figures_on_neighbouring_days_stay_apart() -> None:
    claims = [claim(1200, day=f"2031-06-{day}", outlet=f"o{day}") for day in (13, 14, 15)]
    claims.append(claim(1200, day="2031-06-14", outlet="late", basis=DateBasis.PUBLICATION))
    assert set(days(claims, series=SERIES)) == {"2031-06-13", "2031-06-14", "2031-06-15"}


def test_four_days_of_a_series_stay_four_exchanges() -> None:
    told = {"12": (1212, 27), "13": (1200, None), "14": (1200, None), "15": (1200, None), "16": (1245, 51)}
    claims = [
        one
        for day, (north, south) in told.items()
        for name in ("courier", "herald")
        for one in (
            both(north, south, f"2031-06-{day}", name) if south else [claim(north, day=f"2031-06-{day}", outlet=name)]
        )
    ]
    claims += both(1248, 51, "2031-06-16", "post")
    assert {day[-2:]: counts for day, counts in days(claims, series=SERIES).items()} == {
        "12": {1212, 27}, "13": {1200}, "14": {1200}, "15": {1200}, "16": {1245, 1248, 51},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("south", "expected"),
    [
        pytest.param(27, {"2031-06-13": {1212, 27}}, id="both figures again: told a day late"),
        pytest.param(0, {"2031-06-13": {1212, 0}, "2031-06-14": {1212, 0}}, id="nothing given is no figure to tell by"),
    ],
)
def test_inside_a_series_a_page_of_the_day_after(south: int, expected: dict[str, set[int]]) -> None:
    claims = [
        *both(1212, south, "2031-06-13", "courier"),
        *both(1212, south, "2031-06-14", "late", basis=DateBasis.PUBLICATION),
    ]
    assert days(claims, series=SERIES) == expected


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
        pytest.param(claim(7, day="2031-07-03", scope=Scope.PREVIOUS), "2031-07-02", id="a day off, with its figure"),
        pytest.param(claim(8, day="2031-07-03", scope=Scope.PREVIOUS), None, id="a day off, with another figure"),
        pytest.param(claim(9, day="2031-07-03", scope=Scope.PREVIOUS), None, id="a day off, and two have the figure"),
        pytest.param(claim(9, day="2031-07-06", scope=Scope.PREVIOUS), None, id="two days off"),
        pytest.param(claim(909, day="2031-06-12", scope=Scope.PREVIOUS), None, id="a day off inside a series"),
        pytest.param(claim(8, day="2031-07-02", scope=Scope.PREVIOUS), "2031-07-02", id="by its day, misquoted"),
    ],
)
def test_what_an_earlier_figure_tells_of(said: StoredClaim, found: str | None) -> None:
    told = {"2031-06-11": {909}, "2031-06-13": {1200}, "2031-06-14": {1200}, "2031-07-02": {7, 9}, "2031-07-04": {9}}
    known = [exchange(day) for day in told]
    values = {one.id: {"north": frozenset(told[str(one.date)])} for one in known}
    linked = restated(said, Sight(known, values), SERIES)
    assert (linked.date if linked else None) == found


DOUBTFUL = {"gates": ("side",)}


@pytest.mark.parametrize(
    ("said", "own", "found"),
    [
        pytest.param(claim(5, day="2031-06-11", **DOUBTFUL), (), "2031-06-11", id="a doubtful one by its day"),
        pytest.param(
            claim(5, day="2031-06-12", **DOUBTFUL), (), None, id="a doubtful one of a day without an exchange"
        ),
        pytest.param(
            claim(5, day="2031-06-12", **DOUBTFUL),
            (("2031-06-11", "2031-06-11"),),
            None,
            id="a day that the text names is not overruled by its article",
        ),
        pytest.param(
            claim(5, day="2031-06-12", basis=DateBasis.PUBLICATION, **DOUBTFUL),
            (("2031-06-11", "2031-06-11"),),
            "2031-06-11",
            id="a day of publication gives way to the only exchange of its article",
        ),
        pytest.param(
            claim(5, day="2031-06-12", scope=Scope.COMPONENT),
            (("2031-06-12", "2031-06-13"), ("2031-06-14", "2031-06-14")),
            "2031-06-13",
            id="a part goes where its article's figures of that day went",
        ),
        pytest.param(
            claim(5, day=None, scope=Scope.COMPONENT),
            (("2031-06-13", "2031-06-13"), ("2031-06-14", "2031-06-14")),
            None,
            id="a part without a day beside two exchanges",
        ),
        pytest.param(claim(5, day="2031-06-11", scope=Scope.PLANNED), (), None, id="a plan is about none yet"),
        pytest.param(claim(5, day="2031-06-11", scope=Scope.CUMULATIVE), (), None, id="a total is about many"),
    ],
)
def test_what_opens_none_goes_with_its_article_or_its_day(
    said: StoredClaim, own: tuple[tuple[str, str], ...], found: str | None
) -> None:
    known = [exchange(day) for day in ("2031-06-11", "2031-06-13", "2031-06-14")]
    ids = {one.date: one.id for one in known}
    linked = attached(said, Sight(known, {}, [(day, ids[at]) for day, at in own]), SERIES)
    assert (linked.date if linked else None) == found


def test_the_shipped_history_is_found_in_whatever_order_it_was_loaded() -> None:
    """An exchange that articles opened gives way to the history's own, even on its day."""
    old, own = exchange("2031-03-05", "shipped", known=True, precision="reported"), exchange("2031-03-07")
    claims = [claim(640, day="2031-03-07")]
    near = Near((old, own), {old.id: {"north": frozenset({640})}}, {claims[0].id: own.id})
    assert set(days(claims, near)) == {"2031-03-05"}


def test_the_history_inside_a_series_has_no_slack() -> None:
    old = exchange("2031-06-13", known=True)
    near = Near((old,), {old.id: {"north": frozenset({1200})}}, {})
    assert set(days([claim(1200, day="2031-06-14")], near, SERIES)) == {"2031-06-14"}


def test_what_was_withdrawn_comes_back_under_its_name_but_not_before_one_that_moves_there() -> None:
    gone, moving = exchange("2031-01-29", "gone"), exchange("2031-01-30", "moving")
    claims = both(1000, 38, "2031-01-29", "courier")
    assert link("north-south", statements(claims), Near((gone,), {}, {}, {"gone"}), {})[0].exchange.id == "gone"
    near = Near((gone, moving), {}, dict.fromkeys((one.id for one in claims), "moving"), {"gone"})
    assert link("north-south", statements(claims), near, {})[0].exchange.id == "moving"


def test_a_new_exchange_takes_no_name_that_another_took_along() -> None:
    near = Near((), {}, {}, names={"north-south-2031-01-29", "north-south-2031-01-29-2"})
    (found,) = link("north-south", statements([claim(1, day="2031-01-29")]), near, {})
    assert found.exchange.id == "north-south-2031-01-29-3"
