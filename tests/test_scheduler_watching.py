"""From failing polls to messages: once when it begins, once when it is over, and our own network is one incident."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repwatch.model import (
    Action,
    Config,
    CrawlSettings,
    Delivery,
    Entry,
    Feed,
    Listed,
    Outcome,
    Outlet,
    Poll,
    Reason,
    Silence,
    Standing,
    Subscriber,
    Subscription,
)
from scheduler.subscribed import begin
from scheduler.tools import Tools, make_tools
from scheduler.watching import look_after
from storage import MEMORY, Storage

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPERATOR = Subscription("operator", "smtp", "op@desk.example", (Reason.SILENT, Reason.BACK, Reason.TROUBLE))
READER = Subscription("reader", "smtp", "reader@people.example")
NAMES = ("courier", "herald", "gazette", "observer", "post")


class World:
    """Five outlets that were read at the start, and who is told of them."""

    def __init__(self, storage: Storage, folder: Path, *subscriptions: Subscription) -> None:
        outlets = tuple(
            Outlet(name, f"The {name.title()}", "en", feeds=(Feed(f"https://{name}.example/feed"),)) for name in NAMES
        )
        config = Config(folder, (), (), crawl=CrawlSettings(), outlets=outlets, subscriptions=subscriptions)
        self.storage, self.tools = storage, make(config)
        storage.outlets.sync(outlets, START)
        for name in NAMES:
            self.poll(START, name, stories=3)
        self.look(START)

    def poll(self, now: datetime, *names: str, outcome: str = "ok", stories: int = 0) -> None:
        for name in names:
            (feed,) = self.storage.outlets.lease_feeds(now, 9, only=(name,))
            listed = tuple(_story(f"{now:%d%H%M}-{n}") for n in range(stories))
            wait = HOUR if outcome == "ok" else DAY
            error = "" if outcome == "ok" else f"it ended in {outcome}"
            self.storage.outlets.record_poll(Poll(feed, Outcome(outcome), now + wait, listed, error=error), now)

    def look(self, now: datetime) -> list[Delivery]:
        """What is owed since the last look."""
        before = {one.id for one in self.storage.outbox.recent(99)}
        look_after(self.storage, self.tools, now)
        return [one for one in self.storage.outbox.recent(99) if one.id not in before]

    def subjects(self, now: datetime) -> list[str]:
        return sorted(one.message.subject for one in self.look(now))

    def wait(self, name: str, now: datetime) -> timedelta:
        """Until the next poll."""
        (feed,) = [one for one in self.storage.outlets.health() if one.outlet == name]
        assert feed.next_poll_at
        return feed.next_poll_at - now

    def fail(self, name: str, *, days: float = 1.1, outcome: str = "http_404") -> datetime:
        """Twice, so many days apart; the others are well. When it failed last."""
        self.poll(START + HOUR, name, outcome=outcome)
        at = START + HOUR + days * DAY
        self.poll(at, name, outcome=outcome)
        self.poll(at, *(other for other in NAMES if other != name), stories=1)
        return at


def make(config: Config) -> Tools:
    return make_tools(replace(config, languages=("en",), conflicts=("ukraine-russia",)))


def _story(guid: str) -> Listed:
    return Listed(Entry(guid, f"https://any.example/{guid}", guid), Action.PASS, "nothing of it")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Storage(MEMORY, migrate=True) as storage:
        yield World(storage, tmp_path, OPERATOR, READER)


def test_who_is_well_is_not_spoken_of(world: World) -> None:
    world.poll(START + DAY, *NAMES, stories=1)
    assert world.look(START + DAY) == []


def test_an_outlet_that_fails_is_told_once_to_the_operator_alone_and_once_when_it_is_back(world: World) -> None:
    at = world.fail("courier")
    (message,) = world.look(at)
    assert (message.address, message.message.subject) == (OPERATOR.address, "The Courier cannot be read")
    assert "it ended in http_404" in message.message.text
    assert "https://courier.example/feed" in message.message.text
    for later in range(1, 30):
        world.poll(at + later * DAY, "courier", outcome="http_404" if later % 2 else "timeout")
        world.poll(at + later * DAY, "herald", "gazette", "observer", "post", stories=1)
        assert world.look(at + later * DAY) == []
    world.poll(at + 30 * DAY, "courier", stories=1)
    (back,) = world.look(at + 30 * DAY)
    assert back.message.subject == "The Courier is back"
    assert json.loads(back.message.payload)["type"] == "outlet.back"
    assert world.look(at + 31 * DAY) == []
    assert world.fail("courier", days=40)
    assert world.subjects(START + HOUR + 40 * DAY) == ["The Courier cannot be read"], "another incident"


@pytest.mark.parametrize(
    ("outcome", "subject"),
    [("http_403", "The Courier refuses us"), ("challenge", "The Courier refuses us"),
     ("robots_denied", "The Courier refuses us"), ("not_feed", None), ("dns", "The Courier cannot be read")],
)  # fmt: skip
def test_what_kind_of_failure_it_is(world: World, outcome: str, subject: str | None) -> None:
    assert world.subjects(world.fail("courier", outcome=outcome)) == ([subject] if subject else [])


def test_gone_is_told_at_once_even_after_failing_and_how_to_take_it_up_again(world: World) -> None:
    at = world.fail("courier")
    world.look(at)
    world.poll(at + HOUR, "courier", outcome="http_410")
    (gone,) = world.look(at + HOUR)
    assert gone.message.subject == "The Courier: the feed is gone for good"
    assert "repwatch crawl" in gone.message.text
    world.poll(at + 2 * HOUR, "courier", stories=1)
    assert world.subjects(at + 2 * HOUR) == ["The Courier is back"]


def test_an_outlet_that_lists_nothing_new_falls_silent_and_is_back_with_its_next_story(world: World) -> None:
    others = NAMES[1:]
    for day in range(1, 9):
        world.poll(START + day * DAY, *others, stories=1)
        world.poll(START + day * DAY, "courier")
        expected = ["The Courier has fallen silent"] if day == 8 else []
        assert world.subjects(START + day * DAY + MINUTE) == expected
    world.poll(START + 9 * DAY, *NAMES, stories=1)
    assert world.subjects(START + 9 * DAY) == ["The Courier is back"]


def test_a_busy_outlet_is_silent_sooner_than_a_week(world: World) -> None:
    for day in range(1, 9):
        world.poll(START + day * DAY, *NAMES, stories=20)
    world.poll(START + 10 * DAY, *NAMES[1:], stories=20)
    world.poll(START + 10 * DAY, "courier")
    (silent,) = world.look(START + 10 * DAY)
    assert silent.message.subject == "The Courier has fallen silent"
    assert "about 20 stories a day" in silent.message.text


def test_many_at_once_are_one_message(world: World) -> None:
    for name in NAMES[:4]:
        world.poll(START + HOUR, name, outcome="robots_denied")
    (message,) = world.look(START + HOUR)
    assert message.message.subject == "The Courier refuses us (and 3 more)"
    payload = json.loads(message.message.payload)
    assert (payload["type"], len(payload["data"]["incidents"])) == ("outlet.silent", 4)


def test_our_own_network_down_is_one_incident_and_counts_against_nobody(world: World) -> None:
    for hour in range(1, 30):
        world.poll(START + hour * HOUR, *NAMES, outcome="dns")
        expected = ["Our own network is down: no outlet can be reached"] if hour == 1 else []
        assert world.subjects(START + hour * HOUR + MINUTE) == expected
        assert all(feed.errors == 0 for feed in world.storage.outlets.health())
        assert world.wait("courier", START + hour * HOUR) <= timedelta(minutes=20), "it is tried on"
    back = START + 30 * HOUR
    world.poll(back, "courier", stories=1)
    (message,) = world.look(back + MINUTE)
    assert message.message.subject == "The network is back"
    assert json.loads(message.message.payload)["type"] == "system.trouble"
    assert world.wait("herald", back + MINUTE) <= timedelta(minutes=5), "the others are asked at once"
    assert world.look(back + 2 * MINUTE) == []
    world.poll(back + HOUR, "herald", outcome="dns")
    assert world.look(back + HOUR) == [], "it is failing since now, not since yesterday"
    world.poll(back + HOUR, "gazette", "observer", "post", stories=1)
    assert world.look(back + 2 * HOUR) == []


def test_one_that_was_dead_before_the_outage_is_told_as_ever(world: World) -> None:
    assert world.subjects(world.fail("courier", outcome="dns")) == ["The Courier cannot be read"]
    at = START + 2 * DAY
    world.poll(at, *NAMES, outcome="timeout")
    assert world.subjects(at) == ["Our own network is down: no outlet can be reached"]
    world.poll(at + HOUR, "herald", stories=1)
    assert world.subjects(at + HOUR) == ["The network is back"]


def test_a_crawler_that_keeps_failing_is_told(world: World) -> None:
    world.storage.meta.set("trouble", "the crawler was replaced too often")
    assert world.subjects(START + HOUR) == ["The crawler keeps failing"]
    assert world.look(START + HOUR + MINUTE) == []
    world.storage.meta.set("trouble", "")
    assert world.subjects(START + 2 * HOUR) == ["The crawler runs again"]


def test_once_a_day_for_who_wants_it_so(tmp_path: Path) -> None:
    daily = replace(OPERATOR, cadence="daily", at="07:00")
    with Storage(MEMORY, migrate=True) as storage:
        world = World(storage, tmp_path, daily)
        world.poll(START + HOUR, "courier", outcome="robots_denied")
        assert world.look(START + HOUR) == []
        world.poll(START + 2 * HOUR, "herald", outcome="robots_denied")
        assert world.look(START + 2 * HOUR) == []
        assert world.subjects(START + 20 * HOUR) == ["The Courier refuses us (and 1 more)"]
        assert world.look(START + 21 * HOUR) == []
        world.poll(START + 22 * HOUR, "courier", "herald", stories=1)
        assert world.look(START + 22 * HOUR) == []
        assert world.subjects(START + 44 * HOUR) == ["The Courier is back (and 1 more)"]


def test_a_crash_between_the_steps_says_nothing_twice(world: World) -> None:
    at = world.fail("courier")
    look_after(world.storage, world.tools, at)
    look_after(world.storage, world.tools, at)
    assert len(world.storage.outbox.recent(9)) == 1


def test_one_that_is_switched_off_is_not_called_back(world: World) -> None:
    world.look(world.fail("courier"))
    off = [replace(one, enabled=one.id != "courier", note="why") for one in world.tools.config.outlets]
    world.storage.outlets.sync(off, START + 3 * DAY)
    assert world.look(START + 3 * DAY) == []
    assert world.storage.incidents.open() == []


def subscribe(world: World, one: Subscription) -> None:
    with world.storage.transaction():
        assert world.storage.subscribers.add(Subscriber(one, Standing.PENDING, START, "operator"))
        begin(world.storage, one, START)


def test_an_operator_in_the_database_is_told_as_the_one_of_the_configuration(world: World) -> None:
    subscribe(world, replace(OPERATOR, id="sub_second", address="second@desk.example"))
    at = world.fail("courier")
    assert {one.address for one in world.look(at)} == {OPERATOR.address, "second@desk.example"}


def test_a_silenced_outlet_is_told_of_when_its_silence_is_over(world: World) -> None:
    at = world.fail("courier")
    world.storage.silences.add(Silence("outlet", "courier", "olena", "it moves", at + HOUR, at))
    assert world.look(at) == []
    world.poll(at, "herald", stories=1)
    assert world.look(at + HOUR - MINUTE) == []
    assert world.subjects(at + HOUR) == ["The Courier cannot be read"]
    assert world.look(at + HOUR) == []


def test_quiet_hours_hold_back_what_is_told_of_outlets(storage_and_folder: tuple[Storage, Path]) -> None:
    quiet = replace(OPERATOR, quiet="14:00-17:00")
    world = World(*storage_and_folder, quiet)
    at = world.fail("courier")  # at 15:24 UTC
    assert at.hour == 15
    assert world.look(at) == []
    assert world.subjects(at.replace(hour=17, minute=0)) == ["The Courier cannot be read"]


def test_whose_zone_is_no_more_holds_up_nobody_else(world: World) -> None:
    subscribe(world, replace(OPERATOR, id="sub_lost", cadence="daily", zone="Nowhere/At-All"))
    at = world.fail("courier")
    assert world.subjects(at) == ["The Courier cannot be read"]


@pytest.fixture
def storage_and_folder(tmp_path: Path) -> Iterator[tuple[Storage, Path]]:
    with Storage(MEMORY, migrate=True) as storage:
        yield storage, tmp_path


FEEDS = ("news", "war", "society")


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[World]:
    """A sixth outlet, "paper", with three feeds."""
    feeds = tuple(Feed(f"https://{name}.paper.example/feed") for name in FEEDS)
    with Storage(MEMORY, migrate=True) as storage:
        world = World(storage, tmp_path, OPERATOR)
        outlets = (*world.tools.config.outlets, Outlet("paper", "The Paper", "en", feeds=feeds))
        world.tools = make(replace(world.tools.config, outlets=outlets))
        storage.outlets.sync(outlets, START)
        yield world


def ask(world: World, now: datetime, ill: dict[str, str]) -> list[str]:
    """Poll every outlet. ill: how a feed of the paper ends that is not well. The subjects of what is owed."""
    world.poll(now, *NAMES, stories=1)
    due = world.storage.outlets.lease_feeds(now, 9, only=("paper",))
    assert len(due) == len(FEEDS)
    for feed in due:
        outcome = ill.get(feed.url.removeprefix("https://").partition(".")[0], "ok")
        listed = (_story(f"{feed.id}{now:%d%H%M}"),) if outcome == "ok" else ()
        error = "" if outcome == "ok" else f"it ended in {outcome}"
        poll = Poll(feed, Outcome(outcome), now + HOUR, listed, error=error)
        world.storage.outlets.record_poll(poll, now)
    return world.subjects(now + MINUTE)


def test_an_outlet_with_several_feeds_is_told_as_one(paper: World) -> None:
    some, most, all_ = (dict.fromkeys(FEEDS[:count], "http_404") for count in (1, 2, 3))
    told = {
        day: subjects
        for day, ill in enumerate([{}, some, some, most, most, all_, all_, most, most, {}, {}])
        if (subjects := ask(paper, START + 1.1 * day * DAY, ill))
    }
    assert told == {
        2: ["The Paper cannot be read (1 of 3 feeds)"],
        6: ["The Paper cannot be read (all 3 feeds)"],
        9: ["The Paper is back (2 of 3 feeds)"],
    }
    assert paper.storage.incidents.open() == []


def test_all_feeds_of_an_outlet_that_fail_at_once_are_one_line_of_one_message(paper: World) -> None:
    ill = dict.fromkeys(FEEDS, "robots_denied")
    assert ask(paper, START + DAY, ill) == ["The Paper refuses us (all 3 feeds)"]
    assert ask(paper, START + 2 * DAY, ill) == []
    (one,) = paper.storage.incidents.open()
    assert one.trouble.words == "all 3 feeds: it ended in robots_denied"
