"""Totals that are audited again only when something they hang on changes ask what they would if all were audited anew.

Many small exchanges, totals that nearly add up, and handovers told of; in every order, in heaps of any size.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders_ledger import NORTH_STAFF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_world import WAR, Printed, played_at_once, world

from repwatch.model import Claim, Figure, Kind, Precision, Qualifier, Scope

TOOLS = world()
DAYS = ("2030-12-31", "2031-06-01", "2031-06-11", "2031-06-14", "2031-06-20")
BASES = ("2031-01-01", "2031-01-01", "2030-12-31", "2031-06-11", "series:talks", "2030-01-01", "")
SIZES = (100, 200, 310)
ABOUT = (Qualifier.EXACT, Qualifier.EXACT, Qualifier.EXACT, Qualifier.MORE_THAN)
SAID = Claim(WAR, Kind.BODIES, "north", Figure(1, 1), Scope.CURRENT, (), claimants=(NORTH_STAFF,))


@st.composite
def claims(draw: st.DrawFn, sizes: dict[str, int], day: str) -> Claim:
    """Of that day. sizes: what was handed over on each day."""
    said = replace(SAID, to=draw(st.sampled_from(("north", "north", "north", "north", "south"))), day=day)
    said = replace(said, figure=Figure(sizes[day], sizes[day]))
    scope = draw(st.sampled_from((Scope.CURRENT, Scope.CURRENT, Scope.CUMULATIVE, Scope.CUMULATIVE, Scope.PREVIOUS)))
    if scope is Scope.PREVIOUS:
        return replace(said, scope=scope, day=draw(st.sampled_from((*DAYS, "2031-06-28", "2031-06", None))))
    if scope is Scope.CUMULATIVE:
        base = draw(st.sampled_from(BASES))
        first = "2031-06-11" if base.startswith("series") else base
        counted = sum(size for one, size in sizes.items() if first <= one <= day)
        low = max(counted + draw(st.sampled_from((0, 0, 0, 0, 3, *SIZES[:2], -sizes[day]))), 1)
        precision = draw(st.sampled_from((Precision.EXACT_DIGITS, Precision.EXACT_DIGITS, Precision.ROUND_DIGITS)))
        figure = Figure(low, low, draw(st.sampled_from(ABOUT)), precision)
        return replace(said, scope=scope, day=None, figure=figure, base=base)
    return said


@st.composite
def stories(draw: st.DrawFn) -> list[list[Printed]]:
    """Articles, some of which are revised."""
    sizes = {day: draw(st.sampled_from(SIZES)) for day in DAYS}
    began = datetime(2030, 12, 31, 12, tzinfo=UTC)
    received = replace(SAID, figure=Figure(sizes[DAYS[0]], sizes[DAYS[0]]), day=DAYS[0])
    articles = [[Printed("herald", "first", (received,), began)]]  # what most totals count from
    for number in range(draw(st.integers(4, 14))):
        day = draw(st.sampled_from(DAYS))
        hours, days = draw(st.sampled_from((12, 22))), draw(st.sampled_from((0, 0, 1, 9)))
        published = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hours, days=days)
        said = draw(st.lists(st.lists(claims(sizes, day), max_size=2).map(tuple), min_size=1, max_size=2))
        articles.append([
            Printed("courier", str(number), read, published, f"revision {each}") for each, read in enumerate(said)
        ])  # fmt: skip
    return articles


def in_turn(articles: Sequence[Sequence[Printed]], chance: random.Random) -> list[Printed]:
    """The revisions of one article in their order."""
    order = [number for number, readings in enumerate(articles) for _ in readings]
    chance.shuffle(order)
    waiting = [list(readings) for readings in articles]
    return [waiting[number].pop(0) for number in order]


def assert_asks_the_same(articles: list[list[Printed]], seed: int) -> None:
    at_once = played_at_once(TOOLS, [in_turn(articles, random.Random(seed))])
    one_by_one = played_at_once(TOOLS, [[one] for one in in_turn(articles, random.Random(seed + 1))])
    assert one_by_one["questions"] == at_once["questions"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles=stories(), seed=st.integers(0, 10**6))
def test_what_is_asked_does_not_hang_on_when_totals_were_audited(articles: list[list[Printed]], seed: int) -> None:
    assert_asks_the_same(articles, seed)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles=stories(), seed=st.integers(0, 10**6))
def test_what_is_asked_does_not_hang_on_it_in_many_stories(articles: list[list[Printed]], seed: int) -> None:
    assert_asks_the_same(articles, seed)


def test_a_total_that_fits_another_first_day_is_looked_at_again_when_somebody_tells_of_what_it_lacks() -> None:
    said = [
        replace(SAID, figure=Figure(100, 100), day="2030-12-31"),
        replace(SAID, figure=Figure(100, 100), day="2031-06-01"),
        replace(SAID, figure=Figure(200, 200), day="2031-06-11"),
        replace(SAID, figure=Figure(300, 300), scope=Scope.CUMULATIVE, base="2031-06-11"),
        replace(SAID, figure=Figure(100, 100), day="2031-06-14", scope=Scope.PREVIOUS),
    ]
    articles = [
        Printed("courier", str(number), (claim,), datetime.fromisoformat(f"{claim.day or '2031-06-20'}T12:00:00+00:00"))
        for number, claim in enumerate(said)
    ]
    (asked,) = played_at_once(TOOLS, [[one] for one in articles])["questions"]
    assert asked[0] == "total.missing-named"
