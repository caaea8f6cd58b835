"""In whatever order, in whatever heaps and with whatever restarts articles come in, the ledger is the same."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders_ledger import NORTH, NORTH_STAFF, SOUTH_ENVOY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_world import NOW, STAFF, WAR, Coming, Printed, Undone, played, played_at_once, world

from repwatch.model import (
    ABOUT,
    About,
    Claim,
    Claimant,
    DateBasis,
    Decision,
    Figure,
    Kind,
    OfAdded,
    OfDays,
    OfFigure,
    OfOutlet,
    OfSide,
    Precision,
    Qualifier,
    Right,
    Ruling,
    Scope,
)

TOOLS = world()
OUTLETS = ("courier", "herald", "post", "wire", STAFF)
DAYS = [f"2031-06-{day}" for day in (10, 11, 12, 13, 17, 18, 19, 20, 21, 24)]
REST = (Scope.CURRENT, Scope.PREVIOUS, Scope.PREVIOUS, Scope.COMPONENT, Scope.PLANNED)
FIGURES = (
    Figure(1000, 1000, Qualifier.EXACT, Precision.ROUND_DIGITS), Figure(1000, 1000), Figure(1003, 1003),
    Figure(900, 900, Qualifier.MORE_THAN),
)  # fmt: skip
FEW, TOTALS = (Figure(25, 25), Figure(25, 25), Figure(26, 26)), (Figure(6057, 6057), Figure(6060, 6060))
BASES = (DateBasis.EXPLICIT, DateBasis.EXPLICIT, DateBasis.PUBLICATION)
OFFICE = Claimant("the Office", "north-office", "north", official=True)
VOICES: tuple[tuple[Claimant, ...], ...] = (
    (), (NORTH_STAFF,), (OFFICE,), (NORTH,), (SOUTH_ENVOY,), (NORTH_STAFF, SOUTH_ENVOY),
)  # fmt: skip
ALL = Claim(WAR, Kind.BODIES, "north", FIGURES[0], Scope.CURRENT, ())


@st.composite
def statements(draw: st.DrawFn) -> list[Claim]:
    """What an article says of its exchange: one side or both."""
    said = replace(
        ALL,
        day=draw(st.sampled_from(DAYS)),
        day_basis=draw(st.sampled_from(BASES)),
        claimants=draw(st.sampled_from(VOICES)),
    )
    north = replace(said, figure=draw(st.sampled_from(FIGURES)))
    south = replace(said, to="south", figure=draw(st.sampled_from(FEW)))
    return draw(st.sampled_from(([north], [south], [north, south], [north, south])))


@st.composite
def asides(draw: st.DrawFn) -> Claim:
    """What opens no exchange: an earlier figure, a part, a plan, a doubtful one, or a running total."""
    day = draw(st.sampled_from([*DAYS, *DAYS, "2031-06", "2031-06", None]))
    said = replace(ALL, day=day, day_basis=draw(st.sampled_from(BASES)), claimants=draw(st.sampled_from(VOICES)))
    if draw(st.booleans()):
        base = draw(st.sampled_from(("series:talks", "2031-01-01")))
        return replace(said, scope=Scope.CUMULATIVE, base=base, figure=draw(st.sampled_from(TOTALS)))
    to, figure = draw(
        st.sampled_from((("north", FIGURES[0]), ("north", FIGURES[2]), ("south", FEW[0]), (None, FEW[2])))
    )
    return replace(said, to=to, figure=figure, scope=draw(st.sampled_from(REST)), gates=("side",))


@st.composite
def readings(draw: st.DrawFn) -> list[Claim]:
    said = draw(st.lists(statements(), max_size=2))
    return [*(claim for one in said for claim in one), *draw(st.lists(asides(), max_size=2))]


@st.composite
def stories(draw: st.DrawFn) -> list[list[Printed]]:
    """Articles, each with its revisions."""
    articles = []
    for number in range(draw(st.integers(3, 9))):
        outlet = draw(st.sampled_from(OUTLETS))
        published = datetime(2031, 6, draw(st.integers(10, 28)), 12, number, tzinfo=UTC)
        printed = draw(st.lists(readings(), min_size=1, max_size=2))
        articles.append([
            Printed(outlet, str(number), tuple(read), published, f"revision {each}")
            for each, read in enumerate(printed)
        ])  # fmt: skip
    return articles


@st.composite
def decisions(draw: st.DrawFn, articles: Sequence[Sequence[Printed]]) -> list[Coming]:
    """Of an editor, oldest first: about figures that were read, about sides, about days; some are taken back."""
    claims = [(read, claim) for one in articles for read in one for claim in read.claims]
    made: list[Coming] = []
    for number in range(draw(st.integers(0, 4))):
        ruling = draw(st.sampled_from(Ruling))
        if ABOUT[ruling] is OfDays:
            one, two = draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True))
            about: About = OfDays(one, two)
        elif ABOUT[ruling] is OfOutlet:
            about = OfOutlet(*draw(st.lists(st.sampled_from(OUTLETS), min_size=2, max_size=2, unique=True)))
        elif ABOUT[ruling] is OfAdded:
            url = f"https://hand.example/{draw(st.integers(1, 2))}"
            count, day = draw(st.sampled_from((1000, 1003))), draw(st.sampled_from(DAYS))
            about = OfAdded(url, "hand.example", "", f"They were {count}.", day, "north", count)
        elif ABOUT[ruling] is OfSide or not claims:
            ruling, day = Ruling.BEST, draw(st.sampled_from(DAYS))
            about = draw(
                st.sampled_from((OfSide(day, "north", 1003, (1000, 1003)), OfSide(day, "south", 26, (25, 26))))
            )
        else:
            read, claim = draw(st.sampled_from(claims))
            day = draw(st.sampled_from(DAYS)) if ruling is Ruling.CORRECT else None
            about = OfFigure(read.url, claim.figure.low, claim.figure.high, "", Right(day=day))
        made.append(Decision(0, ruling, WAR, about, "editor", "", NOW + timedelta(seconds=number)))
    return [*made, *(Undone(number) for number in range(1, len(made) + 1) if draw(st.integers(0, 2)) == 0)]


def shuffled(articles: Sequence[Sequence[Coming]], chance: random.Random) -> list[list[Coming]]:
    """In heaps of a chance size, the revisions of one article in their order, and so the decisions."""
    order = [number for number, readings in enumerate(articles) for _ in readings]
    chance.shuffle(order)
    waiting = [list(readings) for readings in articles]
    coming = [waiting[number].pop(0) for number in order]
    batches = []
    while coming:
        size = chance.randint(1, len(coming))
        batches.append(coming[:size])
        del coming[:size]
    return batches


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles=stories(), seed=st.integers(0, 10**6))
def test_the_order_of_arrival_changes_nothing(articles: list[list[Printed]], seed: int) -> None:
    assert_same_in_any_order(articles, random.Random(seed))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles=stories(), seed=st.integers(0, 10**6))
def test_a_restart_between_batches_changes_nothing(articles: list[list[Printed]], seed: int) -> None:
    chance = random.Random(seed)
    expected = played_at_once(TOOLS, [[one] for readings in articles for one in readings])
    with TemporaryDirectory() as folder:
        assert_equal(played(Path(folder) / "restarted.db", TOOLS, shuffled(articles, chance)), expected)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), articles=stories(), seed=st.integers(0, 10**6))
def test_an_editor_who_decides_early_or_late_changes_nothing(
    data: st.DataObject, articles: list[list[Printed]], seed: int
) -> None:
    assert_same_in_any_order([*articles, data.draw(decisions(articles))], random.Random(seed))


@pytest.mark.slow
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), articles=stories(), seed=st.integers(0, 10**6))
def test_an_editor_who_decides_early_or_late_changes_nothing_in_many_stories(
    data: st.DataObject, articles: list[list[Printed]], seed: int
) -> None:
    assert_same_in_any_order([*articles, data.draw(decisions(articles))], random.Random(seed))


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles=stories(), seed=st.integers(0, 10**6))
def test_the_order_of_arrival_changes_nothing_in_many_stories(articles: list[list[Printed]], seed: int) -> None:
    assert_same_in_any_order(articles, random.Random(seed))


def assert_same_in_any_order(articles: Sequence[Sequence[Coming]], chance: random.Random) -> None:
    first, *others = [played_at_once(TOOLS, shuffled(articles, chance)) for _ in range(3)]
    for other in others:
        assert_equal(other, first)


def assert_equal(found: dict[str, object], expected: dict[str, object]) -> None:
    for part in expected:
        assert found[part] == expected[part], part
