"""Twenty articles within an hour about one exchange: one alert, and one update after it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from test_scheduler_pipeline import NOON, READER, start, story, with_subscriptions

from repwatch.config import load
from repwatch.model import Article
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

MINUTE = timedelta(minutes=1)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return with_subscriptions(make_tools(load(path)), READER)


def both(outlet: str, who: str) -> Article:
    return replace(
        story(1245, who, outlet),
        text=(
            f"Russia handed over the bodies of 1,245 fallen soldiers to Ukraine today, {who} said."
            f" In return, Ukraine gave Russia the bodies of 51 Russian soldiers, {who} said."
        ),
    )


def sent(storage: Storage) -> list[str]:
    return [one.message.subject for one in sorted(storage.outbox.recent(99), key=lambda one: one.created_at)]


def test_twenty_articles_in_an_hour_are_one_alert_and_one_update(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for minute in range(20):
        who = "Vladimir Medinsky" if minute >= 5 else "the Coordination Headquarters"
        make = story(1245, who, f"paper{minute}") if minute < 2 else both(f"paper{minute}", who)
        storage.articles.save(make, NOON + minute * MINUTE)
        run_steps(storage, tools, NOON + minute * MINUTE)
    assert [one.split(":")[0] for one in sent(storage)] == ["1,245 bodies to Ukraine"]
    for minute in range(20, 200):
        run_steps(storage, tools, NOON + minute * MINUTE)
    alert, update = sent(storage)
    assert update.startswith("First figure, 51 bodies to Russia, confirmed")
    (message,) = [one for one in storage.outbox.recent(99) if one.message.subject == update]
    assert message.created_at == NOON + 60 * MINUTE
    assert message.message.thread, f"it answers {alert}"


def test_a_conflict_does_not_wait_and_takes_the_update_along(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    waits = both("herald", "the Coordination Headquarters")
    conflict = story(1248, "Vladimir Medinsky", "post")
    for minute, one in enumerate((story(1245), waits, conflict)):
        storage.articles.save(one, NOON + minute * MINUTE)
        run_steps(storage, tools, NOON + minute * MINUTE)
    assert len(sent(storage)) == 2
    assert sent(storage)[1].startswith("Figures differ")
    for minute in range(3, 200):
        run_steps(storage, tools, NOON + minute * MINUTE)
    assert len(sent(storage)) == 2, "the figure of the other side was told with the conflict"
