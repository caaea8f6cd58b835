"""What an editor decided about figures and days, applied to what the rules read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from matcher.decided import RULE, decide, merged, split
from repwatch.model import (
    Claim,
    DateBasis,
    Decision,
    Evidence,
    Figure,
    Kind,
    OfDays,
    OfFigure,
    Right,
    Ruling,
    Scope,
)

AT = datetime(2031, 6, 16, tzinfo=UTC)
SENTENCE = "The Staff of North received 640 bodies."
URL = "https://courier.example/1"


def read(number: int, sentence: str = SENTENCE, to: str | None = "north", gates: tuple[str, ...] = ()) -> Claim:
    evidence = (Evidence("text", 0, 3, str(number), sentence),)
    return Claim("north-south", Kind.BODIES, to, Figure(number, number), Scope.CURRENT, evidence, "2031-06-16",
                 DateBasis.PUBLICATION, gates=gates)  # fmt: skip


def about(ruling: Ruling, low: int = 640, sentence: str = SENTENCE, number: int = 1, **right: Any) -> Decision:
    figure = OfFigure(URL, low, low, sentence, Right(**right))
    return Decision(number, ruling, "north-south", figure, "editor", "", AT)


def days(ruling: Ruling, *pairs: tuple[str, str]) -> list[Decision]:
    return [
        Decision(number, ruling, "north-south", OfDays(*pair), "editor", "", AT) for number, pair in enumerate(pairs, 1)
    ]


def seen(claims: tuple[Claim, ...]) -> list[tuple[int, str | None, str | None, str, bool]]:
    return [(one.figure.low, one.to, one.day, one.scope.value, one.sure) for one in claims]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        pytest.param([], [(640, "north", "2031-06-16", "current", False)], id="without a word it stays as it was read"),
        pytest.param(
            [about(Ruling.ACCEPT)], [(640, "north", "2031-06-16", "current", True)], id="accepted it counts"
        ),
        pytest.param([about(Ruling.REJECT)], [], id="rejected it is gone"),
        pytest.param(
            [about(Ruling.CORRECT, count=460, to="south", day="2031-06-15", scope=Scope.PREVIOUS)],
            [(460, "south", "2031-06-15", "previous", True)],
            id="corrected in everything",
        ),
        pytest.param(
            [about(Ruling.CORRECT, count=0)], [(0, "north", "2031-06-16", "current", True)], id="corrected to none"
        ),
        pytest.param(
            [about(Ruling.REJECT), about(Ruling.ACCEPT, number=2)],
            [(640, "north", "2031-06-16", "current", True)],
            id="the latest word holds",
        ),
        pytest.param(
            [about(Ruling.REJECT, low=641)],
            [(640, "north", "2031-06-16", "current", False)],
            id="a word about another figure is none about this one",
        ),
        pytest.param(
            [about(Ruling.REJECT, sentence="In May it received 640 bodies.")],
            [(640, "north", "2031-06-16", "current", False)],
            id="nor one about the same figure in another sentence",
        ),
        pytest.param(
            [about(Ruling.REJECT, sentence=f"{SENTENCE} More follow.")], [], id="a sentence quoted longer is the same"
        ),
    ],
)  # fmt: skip
def test_what_becomes_of_a_doubtful_figure(decisions: list[Decision], expected: list[object]) -> None:
    claims, _ = decide([read(640, gates=("day",))], decisions)
    assert seen(claims) == expected


def test_a_decision_says_how_many_claims_it_fits_and_leaves_the_others() -> None:
    other = read(25, "South received 25.", "south")
    claims, fits = decide([read(640), other], [about(Ruling.REJECT), about(Ruling.REJECT, low=7, number=2)])
    assert claims == (other,)
    assert fits == {1: 1, 2: 0}


def test_a_corrected_day_is_as_sure_as_a_named_one_and_the_claim_says_who_read_it() -> None:
    (claim,), _ = decide([read(640)], [about(Ruling.CORRECT, day="2031-06-15")])
    assert claim.day_basis is DateBasis.EXPLICIT
    assert claim.rules[-1] == RULE


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([("2031-01-30", "2031-01-29")], {"2031-01-30": "2031-01-29"}, id="one day is about another"),
        pytest.param(
            [("2031-01-30", "2031-01-29"), ("2031-01-29", "2031-01-28")],
            {"2031-01-30": "2031-01-28", "2031-01-29": "2031-01-28"},
            id="a chain is followed to its end",
        ),
        pytest.param(
            [("2031-01-30", "2031-01-29"), ("2031-01-29", "2031-01-30")],
            {"2031-01-29": "2031-01-30"},
            id="the other way round is a change of mind",
        ),
        pytest.param(
            [("2031-01-01", "2031-01-02"), ("2031-01-02", "2031-01-03"), ("2031-01-03", "2031-01-01")],
            {"2031-01-02": "2031-01-01", "2031-01-03": "2031-01-01"},
            id="a ring ends where the latest word points",
        ),
    ],
)  # fmt: skip
def test_which_day_is_meant(pairs: list[tuple[str, str]], expected: dict[str, str]) -> None:
    assert merged(days(Ruling.MERGE, *pairs)) == expected


def test_days_kept_apart_are_pairs_the_earlier_first() -> None:
    decisions = [*days(Ruling.SPLIT, ("2031-01-30", "2031-01-29")), *days(Ruling.MERGE, ("2031-02-01", "2031-02-02"))]
    assert split(decisions) == {(date(2031, 1, 29), date(2031, 1, 30))}
