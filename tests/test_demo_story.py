"""The demo's story without processes: its own order, and what the product makes of it in any order of arrival."""

import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from story_replay import STORY, Row, counted, played, replayed, rows_of, story_tools

from alerts.policy import together
from demo.june import load
from demo.story import Break, Event, Mend, Publish, Revise, Story, StoryInvalid, story_of
from matcher.relevance import why_relevant
from repwatch.jsonl import article_of
from repwatch.model import Article
from scheduler.pipeline import alert, match, reconcile
from scheduler.replay import EVERYONE, open_for_replay
from scheduler.tools import Tools
from storage import Storage

ROOT = Path(__file__).parent.parent
SEEDS, ORDERS, SPLITS = range(10), range(20), range(6)
PRINTED = [event for event in STORY.events if isinstance(event, Publish | Revise)]
WEEKDAYS = (
    ("Monday", "понеділок", "понедельник"), ("Tuesday", "вівторок", "вторник"), ("Wednesday", "середу", "среду"),
    ("Thursday", "четвер", "четверг"), ("Friday", "п'ятницю", "пятницу"), ("Saturday", "суботу", "субботу"),
    ("Sunday", "неділю", "воскресенье"),
)  # fmt: skip


@pytest.fixture
def tools() -> Tools:
    return story_tools()


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with open_for_replay(tmp_path / "replay.db", tmp_path / "live.db") as storage:
        yield storage


# ---- What comes of it ----


@pytest.mark.parametrize("order", ORDERS)
def test_the_ledger_is_what_happened_in_whatever_order_the_articles_come(order: int) -> None:
    assert played(order).counts == STORY.happened


@pytest.mark.parametrize("seed", SEEDS)
def test_a_subscriber_gets_the_same_alerts_in_each_order_of_the_story(
    seed: int, tools: Tools, storage: Storage, tmp_path: Path
) -> None:
    story = load(seed)
    told = told_of(storage, tools, rows_of(story), tmp_path)
    assert Counter(told) == Counter(story.alerts)
    assert counted(storage) == story.happened


@pytest.mark.parametrize("split", SPLITS)
def test_it_does_not_matter_which_articles_the_daemon_takes_in_at_once(
    split: int, tools: Tools, storage: Storage
) -> None:
    """Each message tells one thing, so that messages can be held against the alerts too."""
    story = load(split)
    messages = _messages(storage, tools, _batches(story, random.Random(split)))
    assert Counter(messages) == Counter(story.alerts)


def test_the_slip_stands_until_its_outlet_corrects_it(tools: Tools, storage: Storage, tmp_path: Path) -> None:
    (revise,) = [event for event in STORY.events if isinstance(event, Revise)]
    before = [row for row in rows_of(STORY) if row["fetched"] < revise.at.isoformat()]
    list(told_of(storage, tools, before, tmp_path))
    assert counted(storage)["2025-06-14"] == {"ukraine": "1020"}


def test_what_an_outlet_lists_is_enough_to_have_its_figures_read(tools: Tools) -> None:
    """A feed shows the title and the first paragraph, a listing page the title, and the rest is fetched only then."""
    for event in PRINTED:
        shown = (event.title,) if STORY.lists[event.outlet] == "listing" else (event.title, event.text[0])
        if re.search(r"\b(1[,\s]?2(00|12|45|48)|27|51)\b", " ".join(event.text)) and event.at.day in (
            11,
            13,
            14,
            15,
            16,
        ):
            assert why_relevant(tools.lexicon, *shown, side=tools.outlets[event.outlet].side), event.key


# ---- How it is told ----


@pytest.mark.parametrize("seed", SEEDS)
def test_every_order_keeps_the_days_and_what_must_come_first(seed: int) -> None:
    events = load(seed).events
    place = {event.key: number for number, event in enumerate(events)}
    assert len(place) == len(events) == len(STORY.events)
    assert [event.at for event in events] == sorted(event.at for event in STORY.events)
    assert {event.key: event.at.date() for event in events} == {event.key: event.at.date() for event in STORY.events}
    for table in _tables()["event"]:
        for first in (table.get("after"), table.get("of")):
            assert first is None or place[first] < place[table["key"]], table["key"]
    _assert_breaks_are_mended(events)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_waits_for_quiet_does_so_in_every_order(seed: int) -> None:
    written, played = _stages(STORY.events), _stages(load(seed).events)
    assert [{event.key for event in stage} for stage in played] == [{event.key for event in stage} for stage in written]


def test_seeds_differ_and_repeat() -> None:
    assert load(3) == load(3)
    assert len({tuple(event.key for event in load(seed).events) for seed in SEEDS}) > len(SEEDS) // 2


def test_there_is_enough_of_everything() -> None:
    assert len(STORY.outlets) >= 9
    assert min(Counter(outlet.lang for outlet in STORY.outlets)[lang] for lang in ("en", "uk", "ru")) >= 3
    assert {outlet.side for outlet in STORY.outlets} == {"ukraine", "russia", "neutral"}
    assert set(STORY.lists.values()) == {"rss", "atom", "json", "telegram", "listing"}
    assert sum(isinstance(event, Publish) for event in STORY.events) >= 45
    assert {type(event) for event in STORY.events} == {Publish, Revise, Break, Mend}
    assert {outlet.agency for outlet in STORY.outlets} - {""} <= {outlet.id for outlet in STORY.outlets}


def test_one_outlet_alone_falls_silent() -> None:
    last = {event.outlet: event.at for event in STORY.events if isinstance(event, Publish)}
    assert last.pop(STORY.silent) == STORY.silent_since
    assert STORY.silent_since.date() == date(2025, 6, 9)
    assert set(last) == {outlet.id for outlet in STORY.outlets} - {STORY.silent}
    assert min(last.values()) >= datetime(2025, 6, 11, tzinfo=UTC)


@pytest.mark.parametrize("event", PRINTED, ids=lambda event: event.key)
def test_a_story_is_true_to_its_date(event: Publish | Revise) -> None:
    """Datelines are of the day, and so is "today, 11 June"; a weekday beside a date is that date's."""
    zone = next(outlet.zone for outlet in STORY.outlets if outlet.id == event.outlet)
    text = "\n".join((event.title, *event.text))
    assert event.at.astimezone(ZoneInfo(zone)).date() == event.at.date()
    assert datetime(2025, 6, 2, tzinfo=UTC) <= event.at < datetime(2025, 6, 21, tzinfo=UTC)
    said_today = re.findall(r"(?m)^[A-ZА-Я]{4,}, (?:June )?(\d+)|(?i:сьогодні|сегодня|today), (\d+)", text)
    assert {int(one or two) for one, two in said_today} <= {event.at.day}
    for number, names in enumerate(WEEKDAYS):
        for day in re.findall(rf"(?i:{'|'.join(names)}), (\d+) (?:June|червня|июня)", text):
            assert date(2025, 6, int(day)).weekday() == number
    assert 2 <= len(event.text) <= 6
    assert all(paragraph.strip() == paragraph != "" for paragraph in (event.title, *event.text))


def test_no_real_outlet_is_named() -> None:
    real = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["outlet"]
    assert not {outlet.id for outlet in STORY.outlets} & {each["id"] for each in real}
    told = "\n".join([*(outlet.name for outlet in STORY.outlets), *(" ".join((e.title, *e.text)) for e in PRINTED)])
    media = [each for each in real if each["kind"] not in ("official", "intermediary")]
    assert not [each["id"] for each in media for word in (each["id"], each["name"]) if _says(told, word)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param({"after": "a"}, "a waits for itself", id="a story that waits for itself"),
        pytest.param({"do": "burn", "outlet": "x"}, "a: nothing can 'burn'", id="an unknown thing to do"),
    ],
)
def test_a_story_that_cannot_be_played_is_refused(wrong: Row, message: str) -> None:
    event = {"key": "a", "at": datetime(2025, 6, 2, tzinfo=UTC), "outlet": "x", "title": "T", "text": ["P"], **wrong}
    outlets = {"x": {"name": "X", "list": "rss"}}
    with pytest.raises(StoryInvalid, match=message):
        story_of({"event": [event], "outlets": outlets, "happened": {}, "alerts": [], "silent": "x"}, {})


# ---- Its articles, as the product reads them ----


def told_of(storage: Storage, tools: Tools, rows: Sequence[Row], folder: Path) -> list[tuple[str, str]]:
    """Day and reason of each alert."""
    return [(str(one.settlement.exchange.date), one.reason.value) for one in replayed(storage, tools, rows, folder)]


def _stages(events: Sequence[Event]) -> list[list[Event]]:
    """What may come together: the director waits before each of them."""
    stages: list[list[Event]] = []
    for _, day in groupby(events, key=lambda event: event.at.date()):
        for number, event in enumerate(day):
            if number == 0 or event.after_quiet:
                stages.append([])
            stages[-1].append(event)
    return stages


def _batches(story: Story, chance: random.Random) -> Iterator[list[Article]]:
    """The articles of each stage in a chance order, in heaps of a chance size."""
    rows = {row["id"]: row for row in rows_of(story)}
    for stage in _stages(story.events):
        articles = [article_of(json.dumps(rows[event.key]))[1] for event in stage if event.key in rows]
        chance.shuffle(articles)
        while articles:
            size = chance.randint(1, len(articles))
            yield articles[:size]
            del articles[:size]


def _messages(storage: Storage, tools: Tools, batches: Iterator[list[Article]]) -> Iterator[tuple[str, str]]:
    tools = replace(tools, config=replace(tools.config, subscriptions=(EVERYONE,)))
    storage.subscriptions.welcome(EVERYONE.id, datetime.min.replace(tzinfo=UTC))
    seen: set[str] = set()
    for batch in batches:
        for article in batch:
            storage.articles.save(article, article.fetched)
        for step in (match, reconcile, alert):
            step(storage, tools, batch[-1].fetched)
        fresh = [one for one in storage.subscriptions.waiting(EVERYONE.id) if one.key not in seen]
        seen.update(one.key for one in fresh)
        for message in together(fresh):
            assert len(message) == 1
            yield str(message[0].settlement.exchange.date), message[0].reason.value


def _assert_breaks_are_mended(events: Sequence[Event]) -> None:
    ill: set[str] = set()
    for event in events:
        if isinstance(event, Break):
            ill.add(event.outlet)
        elif isinstance(event, Mend):
            ill.remove(event.outlet)
    assert not ill


def _tables() -> dict[str, list[Row]]:
    return tomllib.loads((ROOT / "demo" / "story.toml").read_text(encoding="utf-8"))


def _says(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))
