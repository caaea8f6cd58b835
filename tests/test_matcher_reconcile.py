"""What all claims about one exchange add up to, and which totals do not agree."""

import pytest
from builders_ledger import AGENCY, NORTH, NORTH_STAFF, SOUTH_ENVOY, claim

from matcher.audit import disputed_totals, last_counted
from matcher.origins import Ties, independent, origins
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
    return settle(EXCHANGE, claims, independent(claims, Ties(relays=frozenset({"agency"})), EXCHANGE.date))


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
            "one_origin",
            640,
            ["INEXACT"],
            id="a floor above: asked, and nobody agrees",
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
            "one_origin",
            640,
            [],
            id="outlets that name nobody repeat who is named",
        ),
        pytest.param(
            [claim(640), claim(650, gates=("side",), by=ENVOY)], "one_origin", 640, [], id="doubtful ones wait"
        ),
        pytest.param(
            [claim(640), claim(640, scope=Scope.PREVIOUS, by=ENVOY), claim(6, scope=Scope.COMPONENT, by=ENVOY)],
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


def summary(found: Settlement) -> list[tuple[str, str | None, list[int]]]:
    return [(one.type, one.to, [value.low for value in one.values]) for one in found.conflicts]


def both(north: int, south: int, outlet: str, *, gates: tuple[str, ...] = (), **other: object) -> list[StoredClaim]:
    """One article about both sides."""
    sides = ((north, "north"), (south, "south"))
    return [claim(count, to, outlet=outlet, gates=gates, **other) for count, to in sides]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "conflicts", "values"),
    [
        pytest.param(
            [*both(640, 22, "courier"), *both(640, 22, "herald", by=ENVOY), *both(22, 640, "post", by=())],
            [("SIDE", "north", [22, 640])],
            {"north": 640, "south": 22},
            id="one article against two is set aside",
        ),
        pytest.param(
            [*both(640, 22, "courier", by=()), *both(22, 640, "post", gates=("size",))],
            [("SIDE", "north", [22, 640])],
            {"north": 640, "south": 22},
            id="whoever is against the sizes is set aside, whomever it names",
        ),
        pytest.param(
            [*both(640, 22, "courier"), *both(640, 22, "herald"), claim(640, "south", outlet="post", by=())],
            [("SIDE", "north", [640, 640])],
            {"north": 640, "south": 22},
            id="half an exchange, with the other side's figure",
        ),
        pytest.param(
            [*both(1003, 26, "courier"), *both(1003, 26, "h"), *both(26, 1000, "post", by=ENVOY, precision=ROUND)],
            [("SIDE", "north", [26, 1003])],
            {"north": 1003, "south": 26},
            id="rounded and exchanged",
        ),
        pytest.param(
            [*both(640, 22, "courier"), *both(22, 640, "post", by=ENVOY)],
            [("SIDE", "north", [22, 640])],
            {"north": None, "south": None},
            id="nothing tells who is right: both sides stay open",
        ),
        pytest.param(
            [*both(50, 50, "courier"), *both(50, 50, "post", by=ENVOY)],
            [],
            {"north": 50, "south": 50},
            id="as many for each side are not exchanged",
        ),
        pytest.param(
            [*both(640, 22, "courier"), *both(643, 24, "post", by=ENVOY)],
            [("HARD", "north", [640, 643]), ("HARD", "south", [22, 24])],
            {"north": None, "south": None},
            id="other figures are no exchanged sides",
        ),
    ],
)
def test_exchanged_sides_are_one_question_and_no_dispute(
    claims: list[StoredClaim], conflicts: list[tuple[str, str, list[int]]], values: dict[str, int | None]
) -> None:
    for order in (claims, claims[::-1]):
        found = settled(*order)
        assert [(kind, to, sorted(counts)) for kind, to, counts in summary(found)] == conflicts
        assert {side.to: side.best for side in found.received} == values


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(claim(25, "south", scope=Scope.PREVIOUS, gates=("scope",)), [26, 25], id="25 for 26"),
        pytest.param(claim(26, "south", scope=Scope.PREVIOUS, gates=("scope",)), None, id="the figure that stands"),
        pytest.param(claim(5, "south", scope=Scope.PREVIOUS, gates=("scope",)), [26, 5], id="however far off"),
        pytest.param(claim(5, "south", scope=Scope.COMPONENT, gates=("scope",)), None, id="a part of it"),
        pytest.param(
            claim(25, "south", scope=Scope.PREVIOUS, gates=("scope", "side")), None, id="of a side that is not clear"
        ),
        pytest.param(
            claim(30, "south", scope=Scope.PREVIOUS, gates=("scope",), precision=WORD), None, id="some thirty in words"
        ),
        pytest.param(claim(1000, scope=Scope.PREVIOUS, gates=("scope",), precision=ROUND), None, id="a rounding"),
        pytest.param(claim(1040, scope=Scope.PREVIOUS, gates=("scope",)), [1003, 1040], id="another exact one"),
    ],
)
def test_a_later_text_that_repeats_a_settled_figure_wrongly_is_listed_and_changes_nothing(
    told: StoredClaim, expected: list[int] | None
) -> None:
    stand = [*both(1003, 26, "courier"), *both(1003, 26, "herald")]
    found = settled(*stand, told)
    assert [(one.type, [value.low for value in one.values]) for one in found.conflicts] == (
        [("RESTATEMENT-ERROR", expected)] if expected else []
    )
    assert found.received == settled(*stand).received


def test_an_article_that_contradicts_itself_is_measured_against_nobody() -> None:
    doubt = [claim(count, "south", outlet="post", gates=("contradiction",)) for count in (26, 29)]
    found = settled(*both(1003, 26, "courier"), *doubt)
    assert summary(found) == [("INTERNAL", "south", [26, 29])]
    assert {side.to: side.best for side in found.received} == {"north": 1003, "south": 26}


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        pytest.param(950, [("SUM-MISMATCH", None, [950, 43, 909])], id="two too few"),
        pytest.param(952, [], id="it closes"),
        pytest.param(2000, [], id="another kind of total"),
    ],
)
def test_parts_that_do_not_make_the_total_stay_with_their_article(
    total: int, expected: list[tuple[str, str | None, list[int]]]
) -> None:
    found = settled(*both(909, 43, "courier"), claim(total, None, outlet="courier", gates=("side",)))
    assert summary(found) == expected
    assert {side.to: side.best for side in found.received} == {"north": 909, "south": 43}


@pytest.mark.parametrize(
    ("claims", "stated_by"),
    [
        pytest.param([claim(26, by=STAFF)], "receiver", id="the receiver's officials"),
        pytest.param([claim(26, by=ENVOY), claim(26, by=(AGENCY,))], "giver", id="the giver's officials"),
        pytest.param([claim(26, by=ENVOY), claim(26, by=STAFF, outlet="h")], "both", id="both"),
        pytest.param([claim(26, by=STAFF), claim(29, by=ENVOY, outlet="h")], "both", id="both, in dispute"),
        pytest.param([claim(26, by=()), claim(26, by=(AGENCY,))], "none", id="no official"),
    ],
)
def test_each_direction_says_whose_officials_state_it(claims: list[StoredClaim], stated_by: str) -> None:
    (side,) = settled(*claims).received
    assert side.stated_by == stated_by


def test_one_direction_may_have_other_sources_than_the_other() -> None:
    """As on 19 December 2025: both sides on the one figure, one side alone on the other."""
    found = settled(*both(1003, 26, "courier", by=ENVOY), claim(1003, outlet="herald"))
    assert {side.to: (side.best, side.stated_by.value) for side in found.received} == {
        "north": (1003, "both"),
        "south": (26, "receiver"),
    }


def test_a_side_that_becomes_known_later_is_no_conflict() -> None:
    found = settled(claim(1003), claim(26, "south", by=ENVOY, hours=5, outlet="h"))
    assert (found.conflicts, found.status) == ((), ExchangeStatus.CONFIRMED)


@pytest.mark.parametrize(
    ("claims", "best", "rule"),
    [
        pytest.param([claim(640), claim(640, by=ENVOY)], 640, None, id="nothing to choose"),
        pytest.param([claim(1003), claim(1000, by=ENVOY, precision=WORD)], 1003, "exact-digits", id="a rounding"),
        pytest.param(
            [claim(1003, url="x/1"), claim(1000, url="x/2", precision=ROUND, hours=1)], 1003, "exact-digits",
            id="one origin, rounded in digits",
        ),
        pytest.param(
            [claim(640), claim(700, by=ENVOY, qualifier=AT_LEAST)], 640, "exact-above-hedged", id="a floor above"
        ),
        pytest.param([claim(640, url="x/1"), claim(643, url="x/2", hours=1)], 643, "newest", id="a correction"),
        pytest.param(
            [claim(640, url="x/1"), claim(640, url="x/2"), claim(643, url="x/3", hours=1)], 640, "newest-of-two",
            id="a slip",
        ),
        pytest.param(
            [claim(640, url="x/1"), claim(640, url="x/2"), claim(643, url="x/3")], 640, "newest-of-two",
            id="at one time",
        ),
        pytest.param([claim(640, url="x/1"), claim(643, url="x/2")], 643, "newest", id="at one time, one article each"),
        pytest.param([claim(640), claim(643, by=ENVOY)], None, None, id="disputed: no figure and no rule"),
    ],
)  # fmt: skip
def test_a_rule_that_is_named_sets_the_figure(claims: list[StoredClaim], best: int | None, rule: str | None) -> None:
    for order in (claims, claims[::-1]):
        (side,) = settled(*order).received
        assert (side.best, side.rule) == (best, rule)


def test_copies_without_credit_do_not_back_a_slip() -> None:
    """The one outlet that misquotes the staff, and two that rewrite it, are newer than the two that quote it."""
    slip = claim(1030, outlet="post", hours=3)
    rewritten = [claim(1030, by=(), outlet=outlet, hours=4) for outlet in ("mail", "echo")]
    (side,) = settled(claim(1003), claim(1003, outlet="herald"), slip, *rewritten).received
    assert (side.best, side.origins, side.status) == (1003, 1, Status.ONE_ORIGIN)


def test_a_conflict_says_how_far_its_values_lie_apart() -> None:
    (conflict,) = settled(claim(1245), claim(1248, by=ENVOY, hours=1)).conflicts
    assert conflict.difference == 3
    assert [value.first.said_at.hour for value in conflict.values if value.first] == [12, 13]


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
            [total(6057, "2031-06-16"), total(6060, "2031-06-16", ENVOY), total(220, "2031-06-16", ENVOY)],
            {"e16": [6057, 6060]},
            id="one that is far off hides no others",
        ),
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
    assert [status.value for status in Status] == ["one_origin", "agreed", "rounded", "disputed", "decided"]
