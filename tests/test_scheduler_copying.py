"""Forty articles, how many origins: whole articles through all steps, in several orders, over a real database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest

from repwatch.config import load
from repwatch.model import Article, Reconciliation
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
HQ = "the Coordination Headquarters"
QUOTE = "this is the result of months of work by people whose names nobody will ever know"
TAIL = (
    "The convoy crossed the border shortly before noon. Experts of the interior ministry will identify the remains. "
    "The mediators were present throughout. Relatives are asked to wait for a call from the investigators."
)
_numbers = count(1)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return make_tools(replace(load(path), subscriptions=()))


def story(text: str, day: datetime = NOON, outlet: str = "", title: str = "Fallen soldiers brought home") -> Article:
    outlet = outlet or f"outlet{next(_numbers)}"
    at = day + timedelta(minutes=next(_numbers))
    return Article(f"https://{outlet}.example/{day:%Y/%m/%d}", outlet, title, text, at, at, lang="en")


def news(number: int, by: str = "", verb: str = "handed over") -> str:
    said = f", {by} said" if by else ""
    return f"Russia {verb} the bodies of {number:,} fallen soldiers to Ukraine today{said}."


def ledger(storage: Storage, tools: Tools, articles: Sequence[Article]) -> dict[str, Reconciliation]:
    """Day -> what the larger side received, after each article has come by itself."""
    for one in articles:
        storage.articles.save(one, one.fetched)
        run_steps(storage, tools, NOON)
    found = storage.exchanges.settlements(known=False)
    return {str(one.exchange.date): side for one in found for side in one.received if side.to == "ukraine"}


VERBS = ("handed over", "returned", "transferred", "gave back")
REWRITES = [news(640, HQ if number % 2 else "", VERBS[number % 4]) for number in range(40)]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(REWRITES, id="with and without credit"),
        pytest.param([f"{text}\n{TAIL}" for text in REWRITES], id="near copies"),
        pytest.param([news(640, "a source" if number else HQ) + f' "{QUOTE}," he wrote.' for number in range(40)],
                     id="a shared quote"),
        pytest.param([f"KYIV (Reuters) - {news(640)}" for _ in range(40)], id="one agency"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(2))
def test_forty_rewrites_of_one_post_are_one_origin(storage: Storage, tools: Tools, texts: list[str], seed: int) -> None:
    articles = [story(text) for text in texts]
    Random(seed).shuffle(articles)
    (side,) = ledger(storage, tools, articles).values()
    assert (side.origins, side.articles, side.best, side.status.value) == (1, 40, 640, "one_origin")


def test_a_slip_in_a_copy_is_no_conflict_whichever_came_first(tools: Tools) -> None:
    pair = [story(f"{news(640, HQ)}\n{TAIL}"), story(f"{news(643)}\n{TAIL}")]
    for order in (pair, pair[::-1]):
        with Storage(MEMORY, migrate=True) as storage:
            (side,) = ledger(storage, tools, order).values()
            (settlement,) = storage.exchanges.settlements()
            assert (side.best, side.origins, [one.type for one in settlement.conflicts]) == (640, 1, ["REVISION"])


def test_the_same_slip_in_a_text_of_its_own_is_a_conflict(storage: Storage, tools: Tools) -> None:
    (side,) = ledger(storage, tools, [story(f"{news(640, HQ)}\n{TAIL}"), story(news(643))]).values()
    assert (side.best, side.origins, side.status.value) == (None, 2, "disputed")


def test_the_same_announcement_of_three_months_is_three_exchanges_that_share_nothing(
    storage: Storage, tools: Tools
) -> None:
    days = [NOON, NOON + timedelta(days=31), NOON + timedelta(days=60)]
    articles = [story(f"{news(1000, by)}\n{TAIL}", day) for day in days for by in (HQ, "Vladimir Medinsky")]
    found = ledger(storage, tools, articles)
    assert [(side.best, side.origins, side.articles) for side in found.values()] == [(1000, 2, 2)] * 3
    assert {len(storage.copies.among(claim.revision for claim in side.claims)) for side in found.values()} == {2}
    everything = [claim.revision for side in found.values() for claim in side.claims]
    assert len(storage.copies.among(everything)) == 6, "and no pair across two months"


def test_two_officials_quoted_in_one_article_stay_two(storage: Storage, tools: Tools) -> None:
    text = f"{news(640, HQ)}\nVladimir Medinsky said that 643 bodies of Ukrainian soldiers were handed over."
    (side,) = ledger(storage, tools, [story(text), story(news(643, "Vladimir Medinsky"))]).values()
    assert (side.low, side.high, side.origins) == (640, 643, 2)


def test_an_edited_article_is_compared_anew(storage: Storage, tools: Tools) -> None:
    post, other = story(f"{news(640, HQ)}\n{TAIL}"), story(f"{news(643)}\n{TAIL}", outlet="late")
    ledger(storage, tools, [post, other])
    (side,) = ledger(storage, tools, [replace(other, text=news(643))]).values()
    assert (side.status.value, side.origins) == ("disputed", 2)
    (side,) = ledger(storage, tools, [other]).values()
    assert (side.status.value, side.origins) == ("one_origin", 1)
