"""A daily message that comes though nothing is new: one a day over both changes of the clock."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from test_scheduler_pipeline import NOON, READER, start, story, take_in, with_subscriptions

from repwatch.config import load
from repwatch.model import Article, Feed, Outlet
from scheduler.pipeline import digest
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

KYIV = ZoneInfo("Europe/Kyiv")
DAILY = replace(READER, id="daily", cadence="daily", at="03:30", zone="Europe/Kyiv", heartbeat=True)
SILENT = replace(DAILY, id="silent", heartbeat=False)
HOUR = timedelta(hours=1)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return with_subscriptions(make_tools(load(path)), DAILY, SILENT)


def near_miss() -> Article:
    text = "The Coordination Headquarters said that Ukraine may receive bodies of the dead from Russia in some months."
    return Article("https://post.example/1", "post", "Talks about the dead", text, NOON, NOON, lang="en")


def test_400_days_with_both_clock_changes_are_400_messages(storage: Storage, tools: Tools) -> None:
    """At 03:30 in Kyiv, an hour that is skipped in spring and comes twice in autumn."""
    start(storage, tools, datetime(2025, 1, 1, 12, tzinfo=UTC))
    days = [date(2025, 1, 2) + timedelta(days=n) for n in range(400)]
    for day in days:
        for at in (time(2), time(4), time(5), time(20)):
            digest(storage, tools, datetime.combine(day, at, KYIV).astimezone(UTC))
        assert storage.outbox.counts()["pending"] == (day - days[0]).days + 1, day
    assert len({one.message.subject for one in storage.outbox.recent(999)}) == 400


def test_it_says_what_was_looked_at(storage: Storage, tools: Tools) -> None:
    outlets = tuple(Outlet(one, one.title(), "en", feeds=(Feed(f"https://{one}.example/"),)) for one in ("a", "b"))
    start(storage, tools)
    storage.outlets.sync(outlets, NOON)
    other = replace(
        near_miss(), url="https://post.example/2", title="Grain", text="Farmers brought in 60 million tonnes."
    )
    take_in(storage, tools, near_miss(), other)
    digest(storage, tools, NOON + 15 * HOUR)
    (message,) = [one.message for one in storage.outbox.recent(9)]
    assert message.subject == "7 May 2031, nothing new: 0 outlets checked, 0 silent, 1 near miss"
    body = json.loads(message.payload)
    assert (body["type"], body["data"]["exchanges"]) == ("digest", [])
    assert body["data"]["looked_at"] == {"outlets_checked": 0, "outlets_silent": 0, "near_misses": 1}


def test_with_news_it_is_a_digest_as_for_everybody(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, story(1245))
    digest(storage, tools, NOON + 15 * HOUR)
    assert [one.message.subject.split(":")[0] for one in storage.outbox.recent(9)] == ["1,245 bodies to Ukraine"] * 2


@pytest.mark.parametrize(
    ("lang", "said"),
    [("uk", "нічого нового: перевірено 0 видань"), ("ru", "ничего нового: проверено 0 изданий")],
)
def test_it_comes_in_the_language_of_the_reader(storage: Storage, tools: Tools, lang: str, said: str) -> None:
    spoken = with_subscriptions(tools, replace(DAILY, lang=lang))
    start(storage, spoken)
    digest(storage, spoken, NOON + 15 * HOUR)
    (message,) = [one.message for one in storage.outbox.recent(9)]
    assert said in message.subject
    assert said in message.html
