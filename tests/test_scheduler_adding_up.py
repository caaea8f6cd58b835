"""A total that does not agree with the ledger is told once to who asked, and what becomes of it in its thread."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_alerts_schema import SCHEMA
from test_scheduler_auditing import JUNE, about_totals, article, at, handover, total

from repwatch.config import load
from repwatch.model import Article, Delivery, Reason, Standing, Subscriber, Subscription
from scheduler.adding_up import tell_gaps
from scheduler.archive import Archive, Intake
from scheduler.pipeline import run_steps
from scheduler.replay import Arrival
from scheduler.subscribed import begin, resume
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
START = at(20)
ANNA = Subscription("anna", "smtp", "anna@example.org", (Reason.GAP,))
DAILY = replace(ANNA, id="daily", address="daily@example.org", cadence="daily", at="07:00")
RUSSIA = replace(ANNA, id="russia", address="r@example.org", parties=("russia",))
EVERYTHING = replace(ANNA, id="everything", address="e@example.org", reasons=())
NEWER = replace(ANNA, id="newer", address="n@example.org")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en", "uk", "ru"]\n[web]\npublic_url = "https://ledger.example"\n')
    return make_tools(load(path))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        with opened.transaction():
            for one in (ANNA, DAILY, RUSSIA, EVERYTHING):
                subscribe(opened, one, START)
        yield opened


def subscribe(storage: Storage, one: Subscription, now: datetime) -> None:
    storage.subscribers.add(Subscriber(one, Standing.PENDING, now, "operator"))
    begin(storage, one, now)


def take_in(storage: Storage, tools: Tools, *articles: Article, now: datetime = START) -> None:
    for one in articles:
        storage.articles.save(one, now)
    for _ in range(2):
        run_steps(storage, tools, now)
    tell_gaps(storage, tools, now)


def owed(storage: Storage, one: Subscription = ANNA) -> list[Delivery]:
    """About totals, oldest first."""
    whys = {each.delivery.id for each in storage.deliveries.recent(999) if ("ledger.gap", "") in each.whys}
    return [each for each in reversed(storage.outbox.recent(999)) if each.subscription == one.id and each.id in whys]


def told(storage: Storage, one: Subscription = ANNA) -> list[tuple[str, int, int | None]]:
    """State, difference, and what it was before, of each."""
    found = [gap for each in owed(storage, one) for gap in _gaps(each)]
    return [(gap["state"], gap["difference"], gap["before"]) for gap in found]


def _gaps(one: Delivery) -> list[dict[str, Any]]:
    body = json.loads(one.message.payload)
    Draft202012Validator(SCHEMA).validate(body)
    assert body["type"] == "ledger.gap"
    return list(body["data"]["gaps"])


WITHOUT_13 = [handover(day) for day in JUNE if day != 13]


def test_it_is_told_once_with_what_was_stated_the_sum_and_what_explains_it(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, now=START + 59 * MINUTE)
    assert told(storage) == [], "the article that explains it may be the next one"
    for minutes in (60, 61, 600):
        take_in(storage, tools, now=START + minutes * MINUTE)
    (one,) = owed(storage)
    assert one.message.subject == "To Ukraine: a stated total has 1,200 bodies more than the known exchanges"
    for words in (
        "Stated: 6,057, from 11 June 2025 to 16 June 2025, by Coordination Headquarters",
        '"In all, Ukraine has received 6,057 bodies since June 11, the Coordination Headquarters said."',
        "herald, 16 June 2025, 18:00 UTC, in English",
        "The ledger: 4,857 in 4 exchanges of these days.",
        "Difference: 1,200.",
        "What may explain it: 1,200 missing, 13 June 2025 (told of by: known history",
        "https://ledger.example/totals",
        "https://ledger.example/u/",
    ):
        assert words in one.message.text
        assert words.replace('"', "") in one.message.html
    (gap,) = _gaps(one)
    assert (gap["difference"], gap["verdict"]) == (1200, "missing-named")
    assert gap["missing"][0]["date"] == "2025-06-13"
    assert gap["ledger"] == {"low": 4857, "high": 4857, "exchanges": 4}
    assert [owed(storage, each) for each in (RUSSIA, EVERYTHING)] == [[], []], "not asked for"


def test_what_becomes_of_it_is_said_in_its_thread(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, now=START + HOUR)
    take_in(storage, tools, handover(13), now=START + DAY)
    take_in(storage, tools, now=START + DAY + HOUR)
    assert told(storage) == [("open", 1200, None), ("settled", 0, 1200)]
    first, second = owed(storage)
    assert second.message.thread == first.id
    assert second.message.subject == "To Ukraine: the stated total and the known exchanges agree now"
    assert "The ledger: 6,057 in 5 exchanges" in second.message.text
    take_in(storage, tools, now=START + 9 * DAY)
    assert len(owed(storage)) == 2


def test_one_that_is_explained_within_the_hour_is_never_told(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, handover(13), now=START + 50 * MINUTE)
    take_in(storage, tools, now=START + DAY)
    assert told(storage) == []


def test_a_total_that_its_outlet_takes_back_is_said_to_be_so(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *(handover(day) for day in JUNE), total(6075))
    take_in(storage, tools, now=START + HOUR)
    gone = replace(total(6075), title="Weather", text="It rained.")
    take_in(storage, tools, gone, now=START + DAY)
    take_in(storage, tools, now=START + DAY + HOUR)
    assert told(storage) == [("open", 18, None), ("withdrawn", 0, 18)]
    assert owed(storage)[1].message.subject.endswith("is stated no more")


def test_a_total_that_its_outlet_corrects_is_settled_by_what_it_says_now(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *(handover(day) for day in JUNE), total(6075))
    take_in(storage, tools, now=START + HOUR)
    take_in(storage, tools, total(6057), now=START + DAY)
    take_in(storage, tools, now=START + DAY + HOUR)
    assert told(storage) == [("open", 18, None), ("settled", 0, 18)]
    assert "Stated: 6,057" in owed(storage)[1].message.text


def test_a_difference_that_becomes_another_one_is_told_as_its_change(storage: Storage, tools: Tools) -> None:
    without = [handover(day) for day in JUNE if day not in (13, 16)]
    take_in(storage, tools, *without, total(6057))
    take_in(storage, tools, now=START + HOUR)
    take_in(storage, tools, handover(16), now=START + DAY)
    take_in(storage, tools, now=START + DAY + HOUR)
    assert told(storage) == [("open", 2445, None), ("open", 1200, 2445)]
    first, second = owed(storage)
    assert second.message.thread == first.id
    assert "Before this message: 2,445." in second.message.text


def test_it_is_told_again_when_what_explains_it_changes(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *(handover(day) for day in JUNE), total(6390, 18))
    take_in(storage, tools, now=START + HOUR)
    named = article(
        "kestrel", at(18, 20), "Russia receives bodies of 22 soldiers",
        "Russia received the bodies of 22 fallen soldiers today, Moscow said."
        " The previous handover was on June 17, when Ukraine received 333 bodies.",
    )  # fmt: skip
    take_in(storage, tools, named, now=START + DAY)
    take_in(storage, tools, now=START + DAY + HOUR)
    assert told(storage) == [("open", 333, None), ("open", 333, None)]
    assert ["333 missing, 17 June" in one.message.text for one in owed(storage)] == [False, True]
    take_in(storage, tools, total(6390, 19, outlet="kestrel"), now=START + 2 * DAY)
    take_in(storage, tools, now=START + 3 * DAY)
    assert len(owed(storage)) == 2, "that another total shows the same is no news"


def test_it_is_told_anew_when_it_comes_up_again(storage: Storage, tools: Tools) -> None:
    for day, articles in enumerate(([*WITHOUT_13, total(6057)], [handover(13)])):
        take_in(storage, tools, *articles, now=START + day * DAY)
        take_in(storage, tools, now=START + day * DAY + HOUR)
    gone = replace(handover(13), title="Weather", text="It rained.")
    take_in(storage, tools, gone, now=START + 2 * DAY)
    take_in(storage, tools, now=START + 2 * DAY + HOUR)
    assert [state for state, _, _ in told(storage)] == ["open", "settled", "open"]
    assert {one.message.thread for one in owed(storage)[1:]} == {owed(storage)[0].id}


def test_who_reads_once_a_day_gets_it_at_his_hour(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    for hours in range(1, 19):
        take_in(storage, tools, now=START + hours * HOUR)
        assert told(storage, DAILY) == []
    for hours in range(19, 72):
        take_in(storage, tools, now=START + hours * HOUR)
    assert told(storage, DAILY) == [("open", 1200, None)]
    (logged,) = [each for each in storage.deliveries.recent(99) if each.delivery.subscription == DAILY.id and
                 ("ledger.gap", "") in each.whys]  # fmt: skip
    assert logged.digest == "daily gaps"


def test_who_begins_later_hears_of_what_comes_up_later(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    with storage.transaction():
        subscribe(storage, NEWER, START + MINUTE)
    take_in(storage, tools, now=START + HOUR + MINUTE)
    take_in(storage, tools, handover(13), now=START + DAY)
    take_in(storage, tools, now=START + 2 * DAY)
    assert (len(told(storage)), told(storage, NEWER)) == (2, [])


def test_what_came_up_in_a_pause_is_not_told_after_it_but_what_became_of_the_rest_is(
    storage: Storage, tools: Tools
) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, now=START + HOUR)
    storage.subscribers.stand(ANNA.id, Standing.PAUSED)
    take_in(storage, tools, handover(13), total(6075, 17, outlet="kestrel"), now=START + DAY)
    take_in(storage, tools, now=START + 2 * DAY)
    with storage.transaction():
        resume(storage, ANNA, START + 2 * DAY)
    take_in(storage, tools, now=START + 3 * DAY)
    assert told(storage) == [("open", 1200, None), ("settled", 0, 1200)]
    assert ("open", 18, None) in told(storage, DAILY)


def test_what_was_said_before_the_first_start_is_no_news(storage: Storage, tools: Tools) -> None:
    storage.meta.started(at(18))
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, now=START + DAY)
    assert told(storage) == []
    take_in(storage, tools, total(6057, 19), now=START + 2 * DAY)
    take_in(storage, tools, now=START + 2 * DAY + HOUR)
    assert told(storage) == [("open", 1200, None)], "somebody says it now"


def imported(storage: Storage, tools: Tools, one: Article, now: datetime) -> None:
    intake = Intake()
    list(Archive(storage, tools).take([Arrival(one.fetched, one)], now, intake))
    assert intake.new == 1


def test_what_an_import_brings_up_is_not_told(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *(handover(day) for day in JUNE), total(6057))
    old = article("archive", at(12), "Ukraine receives bodies of 500 soldiers",
                  "Russia handed over the bodies of 500 fallen soldiers to Ukraine today.")  # fmt: skip
    imported(storage, tools, old, START + MINUTE)
    assert [one.kind for one in about_totals(storage)] == ["total.left-out"], "the desk is asked"
    take_in(storage, tools, now=START + DAY)
    assert told(storage) == []


def test_what_an_import_explains_is_told_to_those_who_were_told(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, now=START + HOUR)
    imported(storage, tools, handover(13), START + DAY)
    take_in(storage, tools, now=START + 2 * DAY)
    assert told(storage) == [("open", 1200, None), ("settled", 0, 1200)]


def test_a_removed_person_leaves_nothing(storage: Storage, tools: Tools) -> None:
    take_in(storage, tools, *WITHOUT_13, total(6057))
    take_in(storage, tools, now=START + HOUR)
    with storage.transaction():
        storage.subscribers.remove(ANNA.id, START + DAY)
    assert last_told(storage, ANNA) == set()
    assert last_told(storage, DAILY) == set()


def last_told(storage: Storage, one: Subscription) -> set[str]:
    """What is not told again: marks of what stands, as the subscription knows them."""
    rows = storage._db.execute("SELECT gap, mark FROM gaps_told WHERE subscription = ?", [one.id])
    return {f"{gap} {mark}" for gap, mark in rows if mark.startswith("open ")}


@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_articles_come_all_are_told_the_same_in_the_end(
    storage: Storage, tools: Tools, seed: int
) -> None:
    chance = random.Random(seed)
    story = [handover(day, outlet) for day in JUNE if day != 14 for outlet in ("courier", "kestrel")]
    story += [total(3612, 14), total(6057), total(6057, 17, outlet="kestrel"), total(6075, 18, outlet="post")]
    chance.shuffle(story)
    now = START
    while story:
        size = chance.randint(1, 4)
        take_in(storage, tools, *story[:size], now=now)
        del story[:size]
        now += chance.choice((MINUTE, 2 * HOUR, DAY))
    for days in range(4):
        take_in(storage, tools, now=now + days * DAY)
    expected = {"1200 open 1200 1200 missing-named 1200 2025-06-14", "1218 open 1218 1218 unexplained"}
    assert last_told(storage, ANNA) == last_told(storage, DAILY) == expected
    _nothing_twice(told(storage))


def _nothing_twice(rows: Iterable[tuple[str, int, int | None]]) -> None:
    """No two messages about one difference say that it stands, without one between that says otherwise."""
    standing: set[int] = set()
    for state, difference, before in rows:
        if before is not None and (state != "open" or before != difference):
            standing.discard(before)
        if state == "open":
            assert difference not in standing
            standing.add(difference)


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_it_comes_in_the_language_of_the_reader(tools: Tools, lang: str) -> None:
    with Storage(MEMORY, migrate=True) as storage:
        with storage.transaction():
            subscribe(storage, replace(ANNA, lang=lang), START)
        take_in(storage, tools, *WITHOUT_13, total(6057))
        take_in(storage, tools, now=START + HOUR)
        (one,) = owed(storage)
    said = {
        "uk": ("Україні: у названому загальному числі на 1 200 тіл більше", "бракує 1\xa0200, 13 червня 2025 року"),
        "ru": ("Украине: в названном общем числе на 1 200 тел больше", "не хватает 1\xa0200, 13 июня 2025 года"),
    }[lang]
    assert said[0] in one.message.subject.replace("\xa0", " ")
    assert said[1] in one.message.text
    assert "In all, Ukraine has received 6,057 bodies" in one.message.html, "quotes stay as they were written"
