"""Totals through the steps: a missing exchange is asked about, and no longer when its articles come, in any order."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from repwatch.config import load
from repwatch.model import Article, Question
from scheduler.auditing import audit_all
from scheduler.pipeline import run_steps
from scheduler.replay import Arrival, replay
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

JUNE = {11: 1212, 13: 1200, 14: 1200, 15: 1200, 16: 1245}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return replace(make_tools(load(path)))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 6, day, hour, tzinfo=UTC)


def article(name: str, moment: datetime, title: str, text: str) -> Article:
    return Article(
        url=f"https://{name}.example/{moment:%Y/%m/%d/%H}", outlet=name, title=title, text=text, fetched=moment,
        published=moment, lang="en",
    )  # fmt: skip


def handover(day: int, outlet: str = "courier") -> Article:
    count = f"{JUNE[day]:,}"
    return article(
        outlet, at(day), f"Ukraine receives bodies of {count} soldiers",
        f"Russia handed over the bodies of {count} fallen soldiers to Ukraine today, the Coordination Headquarters"
        " said.",
    )  # fmt: skip


def total(count: int, day: int = 16, hour: int = 18, outlet: str = "herald", since: str = "June 11") -> Article:
    return article(
        outlet, at(day, hour), "Handovers of the fallen go on",
        f"In all, Ukraine has received {count:,} bodies since {since}, the Coordination Headquarters said.",
    )  # fmt: skip


def take_in(storage: Storage, tools: Tools, articles: Iterable[Article], *, each: bool) -> None:
    for number, one in enumerate(articles):
        storage.articles.save(one, at(20) + timedelta(minutes=number))
        if each:
            run_steps(storage, tools, at(20) + timedelta(minutes=number))
    for _ in range(2):
        run_steps(storage, tools, at(21))


def about_totals(storage: Storage) -> list[Question]:
    return [one for one in storage.reviews.open_questions() if one.kind.startswith("total.")]


def arrivals(articles: Iterable[Article]) -> list[Arrival]:
    return [Arrival(one.fetched, one) for one in sorted(articles, key=lambda one: one.fetched)]


def test_the_missing_exchange_of_june_is_asked_about_until_its_articles_come(storage: Storage, tools: Tools) -> None:
    story = [*(handover(day) for day in JUNE if day != 13), total(6057)]
    list(replay(storage, tools, arrivals(story)))
    (asked,) = about_totals(storage)
    assert "6,057" in asked.text
    assert "4,857" in asked.text
    assert "1,200 missing: 13 June 2025" in asked.text
    late = replace(handover(13), fetched=at(17))
    list(replay(storage, tools, arrivals([late])))
    assert about_totals(storage) == []
    assert [found.verdict.value for found in audit_all(storage, tools)] == ["agrees"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("each", [True, False], ids=["one by one", "all at once"])
def test_the_questions_do_not_hang_on_the_order(storage: Storage, tools: Tools, seed: int, each: bool) -> None:
    story = [handover(day, outlet) for day in JUNE if day != 14 for outlet in ("courier", "kestrel")]
    story += [total(3612, 14), total(6057), total(6057, 17, outlet="kestrel"), total(2412, 13)]
    random.Random(seed).shuffle(story)
    take_in(storage, tools, story, each=each)
    asked = {(one.key[:8], one.kind, one.text) for one in about_totals(storage)}
    assert len(asked) == 1
    (text,) = (text for _, _, text in asked)
    assert "3,612" in text
    assert "1,200 missing: 14 June 2025" in text
    assert "3 totals show" in text
    take_in(storage, tools, [handover(14)], each=each)
    assert about_totals(storage) == []


def test_an_exchange_that_is_there_from_the_first_asks_nothing(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, [*(handover(day) for day in JUNE), total(6057), total(4812, 15)], each=True)
    assert about_totals(storage) == []
    assert [found.gap for found in audit_all(storage, tools)] == [0, 0]


def test_a_total_that_its_outlet_corrects_asks_no_longer(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, [*(handover(day) for day in JUNE), total(6075)], each=True)
    (asked,) = about_totals(storage)
    assert asked.kind == "total.unexplained"
    assert "It is 18 more than the ledger has" in asked.text
    take_in(storage, tools, [total(6057)], each=True)
    assert about_totals(storage) == []


def test_a_baseline_total_and_one_the_ledger_does_not_reach_ask_nothing(storage: Storage, tools: Tools) -> None:
    old = replace(total(6075), baseline=True)
    far = total(15801, 16, 19, since="January 2025")
    take_in(storage, tools, [*(handover(day) for day in JUNE), old, far], each=True)
    assert about_totals(storage) == []
    assert [found.verdict.value for found in audit_all(storage, tools)] == ["out-of-reach", "unexplained"]


def test_a_gap_is_named_when_somebody_tells_of_the_missing_handover(storage: Storage, tools: Tools) -> None:
    """Before that its size alone is known: no exchange of these days was as large, and no history has it."""
    days = [handover(day) for day in JUNE]
    take_in(storage, tools, [*days, total(6390, 18)], each=True)
    (asked,) = about_totals(storage)
    assert asked.kind == "total.unexplained"
    told = article(
        "kestrel", at(18, 20), "Russia receives bodies of 22 soldiers",
        "Russia received the bodies of 22 fallen soldiers today, Moscow said."
        " The previous handover was on June 17, when Ukraine received 333 bodies.",
    )  # fmt: skip
    take_in(storage, tools, [told], each=True)
    (asked,) = about_totals(storage)
    assert asked.kind == "total.missing-named"
    assert "333 missing: 17 June 2025 (kestrel)" in asked.text


def test_a_page_reads_the_latest_totals_and_no_day_by_half(storage: Storage, tools: Tools) -> None:
    outlets = ("courier", "herald", "kestrel")
    story = [handover(11), *(total(1212, day, outlet=outlet) for day in (12, 13, 14) for outlet in outlets)]
    take_in(storage, tools, story, each=False)
    latest = audit_all(storage, tools)
    assert len(latest) == storage.totals.many() == 9
    assert [len(audit_all(storage, tools, most)) for most in (1, 3, 4, 9, 50)] == [3, 3, 6, 9, 9]
    assert audit_all(storage, tools, 4) == latest[:6]


def test_questions_of_one_day_do_not_touch_those_of_another(storage: Storage, tools: Tools) -> None:
    def told(name: str, day: int, of: int) -> Article:
        return article(
            name, at(day), "Russia receives bodies of 22 soldiers",
            f"Russia received the bodies of 22 fallen soldiers today, {'Moscow' if name == 'kestrel' else 'Kyiv'} said."
            f" The previous handover was on June {of}, when Ukraine received 333 bodies.",
        )  # fmt: skip

    def missed() -> list[str]:
        return sorted(one.text.split(", bodies")[0][-12:] for one in storage.reviews.open_questions()
                      if one.kind == "missed")  # fmt: skip

    take_in(storage, tools, [told(name, 18, 2) for name in ("kestrel", "herald")], each=True)
    take_in(storage, tools, [told(name, 19, 6) for name in ("kestrel", "herald")], each=True)
    assert missed() == [" 2 June 2025", " 6 June 2025"]
    late = article("post", at(6), "Ukraine receives bodies of 333 soldiers",
                   "Russia handed over the bodies of 333 fallen soldiers to Ukraine today.")  # fmt: skip
    take_in(storage, tools, [late], each=True)
    assert missed() == [" 2 June 2025"]
