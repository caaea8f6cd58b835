"""Small stories taken in by the real steps: what hangs on an exchange follows it, and nothing else is done anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from builders_ledger import NORTH_STAFF, SOUTH_ENVOY
from ledger_world import NOW, SERIES, STAFF, WAR, Printed, played, read, settle_and_tell, take_in, world

from matcher.gather import opens
from repwatch.model import Claim, Claimant, DateBasis, Exchange, Figure, Kind, Scope
from scheduler.linking import link_days
from scheduler.tools import Tools
from scheduler.windows import windows
from storage import MEMORY, Storage
from storage.known import KnownClaim

TOOLS = world()


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        opened.subscriptions.welcome("reader", NOW)
        yield opened


def said(
    number: int,
    day: str | None,
    to: str | None = "north",
    scope: Scope = Scope.CURRENT,
    *,
    basis: DateBasis = DateBasis.EXPLICIT,
    by: Claimant = NORTH_STAFF,
    gates: tuple[str, ...] = (),
    base: str = "",
) -> Claim:
    return Claim(WAR, Kind.BODIES, to, Figure(number, number), scope, (), day, basis, (by,), base, gates=gates)


def printed(outlet: str, *claims: Claim, name: str = "1", day: int = 20) -> Printed:
    return Printed(outlet, name, claims, datetime(2031, 7, day, 12, tzinfo=UTC))


def take(storage: Storage, *articles: Printed, tools: Tools = TOOLS) -> int:
    for article in articles:
        take_in(storage, tools, article)
    return settle_and_tell(storage, tools)


def links(storage: Storage, outlet: str, name: str = "1") -> list[str | None]:
    """Day of the exchange of each of its claims."""
    days = {one.id: one.date for one in storage.exchanges.standing(WAR)}
    article = storage.articles.by_url(f"https://{outlet}.example/{name}")
    assert article
    found = storage.claims.links([claim.id for claim in storage.claims.of_article(article.id)])
    return [days[one] if one else None for _, one in sorted(found.items())]


def kinds(storage: Storage) -> list[str]:
    return sorted(one.kind for one in storage.reviews.open_questions())


CURRENT = said(640, "2031-07-03")


@pytest.mark.parametrize(
    "aside",
    [
        pytest.param(said(640, "2031-07-03", scope=Scope.PREVIOUS), id="an earlier figure, by its day"),
        pytest.param(said(640, "2031-07", scope=Scope.PREVIOUS), id="an earlier figure, by its month"),
        pytest.param(said(640, "2031-07-04", scope=Scope.PREVIOUS), id="an earlier figure, a day off"),
        pytest.param(said(7, "2031-07-03", gates=("side",)), id="a doubtful figure"),
        pytest.param(said(7, "2031-07-03", scope=Scope.COMPONENT), id="a part"),
    ],
)
def test_what_opens_none_finds_its_exchange_before_and_after_it_and_loses_it_with_it(
    aside: Claim, storage: Storage
) -> None:
    take(storage, printed("herald", aside))
    assert links(storage, "herald") == [None]
    take(storage, printed("courier", CURRENT))
    assert links(storage, "herald") == ["2031-07-03"]
    take(storage, printed("post", aside))
    assert links(storage, "post") == ["2031-07-03"]
    take(storage, printed("courier"))
    assert links(storage, "herald") == links(storage, "post") == [None]


def test_a_figure_of_a_month_lets_go_when_a_second_exchange_states_it(storage: Storage) -> None:
    take(storage, printed("herald", said(640, "2031-07", scope=Scope.PREVIOUS)), printed("courier", CURRENT))
    assert links(storage, "herald") == ["2031-07-03"]
    second = printed("courier", said(640, "2031-07-24"), name="2")
    take(storage, second)
    assert links(storage, "herald") == [None]
    take(storage, replace(second, claims=(said(641, "2031-07-24"),)))
    assert links(storage, "herald") == ["2031-07-03"]


def test_the_doubtful_figure_of_an_article_follows_its_exchange(storage: Storage) -> None:
    """The slip of one outlet is folded into the day before when a second outlet names that."""
    slip = printed("post", said(640, "2031-07-04"), said(22, "2031-07-04", "south", gates=("side",)))
    take(storage, slip)
    assert links(storage, "post") == ["2031-07-04"] * 2
    take(storage, printed("courier", CURRENT), printed("herald", CURRENT))
    assert links(storage, "post") == ["2031-07-03"] * 2
    assert [one.date for one in storage.exchanges.standing(WAR)] == ["2031-07-03"]


def test_a_missed_exchange_is_asked_at_once_and_no_more_when_it_is_found(storage: Storage) -> None:
    earlier = said(640, "2031-07-03", scope=Scope.PREVIOUS)
    take(storage, printed("herald", earlier), printed("post", replace(earlier, claimants=(SOUTH_ENVOY,))))
    assert kinds(storage) == ["missed"]
    take(storage, printed("courier", CURRENT))
    assert kinds(storage) == []
    take(storage, printed("courier"))
    assert kinds(storage) == ["missed"]
    take(storage, printed("post"))
    assert kinds(storage) == []


def test_two_officials_a_day_apart_with_equal_figures_are_a_question_until_one_corrects_himself(
    storage: Storage,
) -> None:
    take(storage, printed(STAFF, CURRENT), printed("courier", said(640, "2031-07-04"), name="1"))
    assert "same" not in kinds(storage)  # an outlet's slip
    tools = replace(TOOLS, outlets={**TOOLS.outlets, "envoy": replace(TOOLS.outlets[STAFF], id="envoy")})
    envoy = printed("envoy", said(640, "2031-07-04", by=SOUTH_ENVOY))
    take(storage, envoy, tools=tools)
    assert "same" in kinds(storage)
    take(storage, replace(envoy, claims=(replace(CURRENT, claimants=(SOUTH_ENVOY,)),)), tools=tools)
    assert "same" not in kinds(storage)


def test_equal_figures_on_days_running_are_no_question_in_a_series(storage: Storage) -> None:
    days = ("2031-06-13", "2031-06-14", "2031-06-15")
    take(storage, *(printed(outlet, *(said(1200, day) for day in days)) for outlet in ("courier", "herald")))
    assert [one.date for one in storage.exchanges.standing(WAR)] == list(days)
    assert kinds(storage) == []


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_is_announced_two_days_later_is_one_exchange_whoever_comes_first(
    order: tuple[int, ...], storage: Storage
) -> None:
    """REACH is no smaller than this."""
    late = [said(160, "2031-07-05"), said(161, "2031-07-05", "south")]
    first = [replace(claim, day="2031-07-03") for claim in late]
    articles = [printed("herald", *late), printed("courier", *first), printed("post", said(9, "2031-07-09"))]
    for number in order:
        take(storage, articles[number])
    assert [one.date for one in storage.exchanges.standing(WAR)] == ["2031-07-03", "2031-07-09"]


@pytest.mark.parametrize("history", [0, 1, 2], ids=("loaded first", "loaded between", "loaded last"))
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
def test_days_six_apart_that_one_exchange_of_the_history_lies_between_are_linked_together(
    history: int, order: tuple[int, int], storage: Storage
) -> None:
    """The nearer one is it."""
    articles = [printed("courier", said(640, "2031-07-07")), printed("herald", said(640, "2031-07-12"))]
    coming: list[Printed | None] = [articles[number] for number in order]
    coming.insert(history, None)
    for one in coming:
        if one is None:
            load(storage, "2031-07-09", 640)
        else:
            take(storage, one)
    assert [(one.date, one.known) for one in storage.exchanges.standing(WAR)] == [
        ("2031-07-09", True), ("2031-07-12", False),
    ]  # fmt: skip
    assert links(storage, "courier") == ["2031-07-09"]


def load(storage: Storage, day: str, count: int) -> None:
    """One exchange of a shipped history whose day is only when it was reported."""
    exchange = Exchange(f"{WAR}-{day}", WAR, day, known=True, precision="reported")
    known = KnownClaim(day, day, "reported", said(count, day), "somebody", "", "")
    storage.exchanges.keep(exchange, NOW)
    storage.claims.add_known(known, exchange.id)
    link_days(storage, TOOLS, WAR, [day], NOW)
    settle_and_tell(storage, TOOLS)


def test_a_total_is_settled_again_where_it_stands_when_an_exchange_comes_or_goes_before_it(storage: Storage) -> None:
    totals = [
        printed("herald", said(6057, None, scope=Scope.CUMULATIVE, base="2031-01-01")),
        printed("post", said(6060, None, scope=Scope.CUMULATIVE, base="2031-01-01", by=SOUTH_ENVOY)),
    ]
    take(storage, printed("courier", CURRENT), *totals)
    assert disputes(storage) == {"2031-07-03": ["CUMULATIVE"]}
    later = printed("courier", said(700, "2031-07-10"), name="2")
    take(storage, later)
    assert disputes(storage) == {"2031-07-10": ["CUMULATIVE"]}
    take(storage, replace(later, claims=()))
    assert disputes(storage) == {"2031-07-03": ["CUMULATIVE"]}


def disputes(storage: Storage) -> dict[str, list[str]]:
    found = storage.exchanges.settlements()
    return {str(one.exchange.date): [each.type for each in one.conflicts] for one in found if one.conflicts}


def test_new_rules_settle_only_what_they_touch_and_tell_nothing_that_was_told(storage: Storage) -> None:
    days = ("2031-07-03", "2031-07-10", "2031-07-17")
    for number, day in enumerate(days):
        take(storage, printed("courier", said(640, day), name=str(number)))
    before = settled(storage)
    article = storage.articles.by_url("https://courier.example/1")
    assert article
    read(storage, TOOLS, article, (said(640, days[1]),), rules="rules-2")
    assert settle_and_tell(storage, TOOLS) == 0
    assert {day for day in days if settled(storage)[day] != before[day]} == {days[1]}
    read(storage, TOOLS, article, (said(641, days[1]),), rules="rules-3")
    assert settle_and_tell(storage, TOOLS) == 1
    assert {day for day in days if settled(storage)[day] != before[day]} == {days[1]}


def settled(storage: Storage) -> dict[str, int]:
    """The latest settlement of each day."""
    ids = {one.id: str(one.date) for one in storage.exchanges.standing(WAR)}
    return {ids[exchange]: row for exchange, row in storage.exchanges.news_for("nobody")}


@pytest.mark.parametrize("apart", [3, 5])
def test_a_window_never_runs_over_the_ledger(apart: int, storage: Storage) -> None:
    """Exchanges as near to each other as they may be, each told of on the day after too."""
    start = datetime(2032, 1, 1, tzinfo=UTC)
    for number in range(30):
        day = (start + timedelta(days=apart * number)).date().isoformat()
        take_in(storage, TOOLS, printed("courier", said(640, day), name=str(number)))
    middle = (start + timedelta(days=apart * 15)).date().isoformat()
    (window,) = windows(storage, WAR, [middle])
    assert [claim.claim.day for claim in window.claims] == [middle]
    assert all(opens(claim) for claim in window.claims)


def test_the_world_of_these_tests_has_a_series() -> None:
    assert TOOLS.series == {WAR: SERIES}


def test_the_same_story_in_a_file_that_is_closed_between_articles(tmp_path: Path) -> None:
    articles = [
        printed("courier", CURRENT),
        printed("herald", said(640, "2031-07", scope=Scope.PREVIOUS)),
        printed("post", said(640, "2031-07-04"), said(22, "2031-07-04", "south", gates=("side",))),
        printed(STAFF, CURRENT, said(22, "2031-07-03", "south")),
    ]
    ledgers = [
        played(tmp_path / f"{number}.db", TOOLS, [[one] for one in order])
        for number, order in enumerate(permutations(articles))
    ]
    assert all(one == ledgers[0] for one in ledgers)
    assert list(ledgers[0]["told"]) == ["2031-07-03"]  # type: ignore[call-overload]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_a_plan_becomes_the_first_exchange_with_its_figure_in_any_order(
    storage: Storage, order: tuple[int, ...]
) -> None:
    articles = (
        printed("courier", said(1212, "2031-07-07", scope=Scope.PLANNED), name="plan", day=7),
        printed("courier", said(1212, "2031-07-11"), name="done", day=11),
        printed("herald", said(1212, "2031-07-18"), name="again", day=18),
        printed("post", said(6000, "2031-07-07", scope=Scope.PLANNED), name="all", day=7),
    )
    for number in order:
        take(storage, articles[number])
    assert links(storage, "courier", "plan") == ["2031-07-11"]
    assert links(storage, "post", "all") == [None]
    settled = storage.exchanges.settlement(f"{WAR}-2031-07-11")
    assert settled
    assert [claim.claim.figure.low for claim in settled.announced] == [1212]
    assert [side.best for side in settled.received] == [1212]


def test_a_plan_goes_on_waiting_when_its_exchange_is_withdrawn(storage: Storage) -> None:
    done = printed("courier", said(1212, "2031-07-11"), name="done", day=11)
    take(storage, printed("herald", said(1212, "2031-07-07", scope=Scope.PLANNED), day=7), done)
    assert links(storage, "herald") == ["2031-07-11"]
    take(storage, replace(done, claims=()))
    assert links(storage, "herald") == [None]


def test_a_series_total_told_late_is_weighed_where_it_was_said_too_in_any_order() -> None:
    """Whom it names tells that two of the other totals have origins of their own or one."""
    office = Claimant("the Office", "north-office", "north", official=True)
    party = Claimant("North", "north", "north", official=True)
    series = next(iter(SERIES))
    articles = (
        printed("courier", said(1000, SERIES[series][1]), said(1000, "2031-07-17"), name="given", day=17),
        printed("courier", said(6057, None, scope=Scope.CUMULATIVE, base=f"series:{series}"), name="0", day=20),
        printed("courier", said(6060, None, scope=Scope.CUMULATIVE, base="2031-01-01", by=office), name="1", day=20),
        printed("courier", said(6057, None, scope=Scope.CUMULATIVE, base="2031-01-01", by=party), name="2", day=20),
    )
    found = set()
    for order in permutations(articles):
        with Storage(MEMORY, migrate=True) as opened:
            opened.subscriptions.welcome("reader", NOW)
            for article in order:
                take(opened, article)
            settled = opened.exchanges.settlement(f"{WAR}-2031-07-17")
            assert settled
            found.add(tuple(conflict.type for conflict in settled.conflicts))
    assert len(found) == 1
