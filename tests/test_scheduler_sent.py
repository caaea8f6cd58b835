"""A correction goes to exactly those who were sent what is corrected, whatever they were not told in between."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from test_scheduler_pipeline import NOON, READER, ledger, start, story, take_in, with_subscriptions
from test_storage_migrating import as_of

from repwatch.config import load
from repwatch.model import Article, Message, Reason, Reconciliation, Status
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

HOUR = timedelta(hours=1)
FEW = replace(READER, id="few", address="few", reasons=(Reason.NEW,))
DAILY = replace(FEW, id="daily", address="daily", cadence="daily", at="07:00")
EVERYONE = (READER, FEW, DAILY)
FIRST, OTHER = story(1245), story(1248, "Vladimir Medinsky", "post")
GIVES_WAY = replace(FIRST, text=FIRST.text.replace("1,245", "1,248"), title=FIRST.title.replace("1,245", "1,248"))
TAKEN_BACK = replace(OTHER, title="Weather", text="It rained.")


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return with_subscriptions(make_tools(load(path)), *EVERYONE)


def told(storage: Storage, who: str) -> list[str]:
    found = reversed(storage.subscriptions.recent(100))
    return [one.reason.value.removeprefix("exchange.") for one in found if one.subscription == who]


def messages(storage: Storage, who: str) -> list[Message]:
    owed = sorted(storage.outbox.recent(99), key=lambda one: one.created_at)
    return [one.message for one in owed if one.subscription == who]


def test_a_conflict_that_was_not_asked_for_and_ends_otherwise_is_a_correction(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for number, one in enumerate((FIRST, OTHER, GIVES_WAY)):
        take_in(storage, tools, one, at=NOON + 2 * number * HOUR)
    assert told(storage, READER.id) == ["new", "conflict", "settled"]
    assert told(storage, FEW.id) == ["new", "corrected"]
    first, second = messages(storage, FEW.id)
    assert "1,248" in second.subject
    assert "before this message: 1,245" in second.text
    assert second.thread, "in the same thread"
    assert "1,245" in first.subject
    take_in(storage, tools, story(1248, "Vladimir Medinsky", "herald"), at=NOON + 9 * HOUR)
    assert told(storage, FEW.id) == ["new", "corrected"], "once"


def test_one_that_ends_as_it_was_sent_is_none(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for number, one in enumerate((FIRST, OTHER, TAKEN_BACK)):
        take_in(storage, tools, one, at=NOON + 2 * number * HOUR)
    assert told(storage, READER.id) == ["new", "conflict", "settled"]
    assert told(storage, FEW.id) == ["new"]


def test_a_figure_that_was_never_sent_is_not_corrected(storage: Storage, tools: Tools) -> None:
    """Of the other side, which this subscription did not ask to hear of."""
    only = with_subscriptions(tools, replace(FEW, reasons=(Reason.NEW, Reason.CORRECTED)))
    start(storage, only)
    for number, count in enumerate((None, 31, 35)):
        back = f" In return, Ukraine gave Russia the bodies of {count} Russian soldiers, he said." if count else ""
        take_in(storage, only, replace(FIRST, text=FIRST.text + back), at=NOON + 2 * number * HOUR)
    (settlement,) = ledger(storage)
    assert {side.to: side.best for side in settlement.received} == {"ukraine": 1245, "russia": 35}
    assert told(storage, FEW.id) == ["new"]


def test_who_reads_once_a_day_is_corrected_in_what_he_was_sent(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, FIRST)
    take_in(storage, tools, at=NOON + 20 * HOUR)
    take_in(storage, tools, OTHER, at=NOON + 24 * HOUR)
    take_in(storage, tools, GIVES_WAY, at=NOON + 25 * HOUR)
    take_in(storage, tools, at=NOON + 44 * HOUR)
    assert told(storage, DAILY.id) == ["new", "corrected"]
    assert "before this message: 1,245" in messages(storage, DAILY.id)[-1].text


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_was_sent_last_is_what_stands_in_any_order(storage: Storage, tools: Tools, order: tuple[int, ...]) -> None:
    """Two articles, and one of them revised: in each order the last message to everybody has the figure that stands."""
    start(storage, tools)
    coming: tuple[Article, ...] = (FIRST, OTHER, story(1248, "Vladimir Medinsky", "herald"))
    for number, place in enumerate(order):
        take_in(storage, tools, coming[place], at=NOON + 2 * number * HOUR)
    take_in(storage, tools, GIVES_WAY, at=NOON + 9 * HOUR)
    take_in(storage, tools, at=NOON + 40 * HOUR)
    for who in (READER, FEW, DAILY):
        assert "1,248" in messages(storage, who.id)[-1].subject, who.id


def test_a_file_of_before_counts_as_sent_what_was_told(tmp_path: Path, tools: Tools) -> None:
    with Storage(tmp_path / "new.db", migrate=True, checkpoints=True) as new:
        start(new, tools)
        take_in(new, tools, FIRST)
        as_of("m0029_gaps_and_sent", tmp_path / "new.db", tmp_path / "old.db")
        (exchange,) = [one.exchange.id for one in ledger(new)]
        with Storage(tmp_path / "old.db", migrate=True, checkpoints=True) as old:
            assert old.subscriptions.sent(FEW.id, exchange) == new.subscriptions.sent(FEW.id, exchange) != []
            for number, one in enumerate((OTHER, GIVES_WAY), 1):
                take_in(old, tools, one, at=NOON + 2 * number * HOUR)
            assert told(old, FEW.id) == ["new", "corrected"]


PAPERS = (("courier", "the Coordination Headquarters"), ("post", "Vladimir Medinsky"), ("herald", "Kyrylo Budanov"))


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_left_with_a_figure_that_stands_no_more(storage: Storage, tools: Tools, seed: int) -> None:
    """Three outlets that revise themselves by chance: whenever one figure stands, the last message to everybody has it,
    unless it said that figures differ."""
    chance = random.Random(seed)
    start(storage, tools)
    for number in range(12):
        outlet, who = chance.choice(PAPERS)
        count = chance.choice((1245, 1248, 1300))
        take_in(storage, tools, story(count, who, outlet), at=NOON + 2 * number * HOUR)
        ((side,),) = [one.received for one in ledger(storage)]
        for one in (READER, FEW):
            _says(messages(storage, one.id)[-1], side, (number, one.id))


def _says(message: Message, side: Reconciliation, where: object) -> None:
    ((said, _),) = [one["received"] for one in json.loads(message.payload)["data"]["exchanges"]]
    if Status.DISPUTED not in (said["status"], side.status):
        assert [each["low"] for each in said["values"]] == [side.best], where
