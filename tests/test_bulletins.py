"""The public feeds say what somebody is told who wants all at once: once each, and nothing that is known already."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders_ledger import SOUTH_ENVOY
from ledger_world import NOW, READER, WAR, Printed, take_in, world
from test_scheduler_deciding import DAY, of, printed, said
from test_scheduler_pipeline import NOON, story, with_subscriptions
from test_scheduler_pipeline import start as begin
from test_scheduler_pipeline import take_in as read_in

from repwatch.config import load
from repwatch.model import PUBLIC, AlertSettings, Article, Bulletin, Decision, OfSide, Reason, Ruling, Silence
from scheduler.archive import Archive, Intake
from scheduler.history import load_history
from scheduler.pipeline import alert, decide, digest, reconcile, run_steps
from scheduler.replay import Arrival
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

MINUTE = timedelta(minutes=1)
ABOUT_READERS = {reason for reason in Reason if reason.value.startswith("exchange.")}


def publishing(tools: Tools, *, on: bool = True, **alerts: float) -> Tools:
    web = replace(tools.config.web, alert_feeds=on, public_url="https://ledger.example")
    return replace(tools, config=replace(tools.config, web=web, alerts=AlertSettings(**alerts)))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\nhistory_until = "2022-01-01"\n')
    return with_subscriptions(publishing(make_tools(load(path))), READER)


def published(storage: Storage, lang: str = "en") -> list[Bulletin]:
    """Oldest first."""
    return storage.bulletins.latest(lang, 1000)[::-1]


def reasons(storage: Storage) -> list[str]:
    return [one.reasons[0].value.removeprefix("exchange.") for one in published(storage)]


def said_to_the_reader(storage: Storage) -> list[tuple[str, str, datetime, str]]:
    """Subject, text without what concerns him, when, and the subject of what it answers; oldest first."""
    sent = sorted(storage.outbox.recent(1000), key=lambda one: one.created_at)
    subjects = {one.id: one.message.subject for one in sent}
    return [
        (
            one.message.subject,
            one.message.text.partition("\n-- \n")[0].strip().replace("Why you get this:", "Why this is published:"),
            one.created_at,
            subjects[one.message.thread or one.id],
        )
        for one in sent
    ]


def said_to_everybody(storage: Storage) -> list[tuple[str, str, datetime, str]]:
    found = published(storage)
    titles = {one.id: one.title for one in found}
    return [(one.title, one.text, one.published, titles[one.answers or one.id]) for one in found]


def edited(outlet: str, text: str, *claims: object) -> Printed:
    return replace(printed(outlet, *claims), text=text)  # type: ignore[arg-type]


NORTH = OfSide(DAY, "north", 640, (604, 640))
SOUTH = said(26, to="south", claimants=(SOUTH_ENVOY,))
STORY: dict[str, Printed | Decision | int] = {
    "a new exchange": printed("courier", said(640)),
    "a first figure for the other side": printed("post", said(26, to="south")),
    "and that side's own officials": printed("wire", SOUTH),
    "a conflict": printed("herald", said(604, claimants=(SOUTH_ENVOY,))),
    "an editor decides it": Decision(0, Ruling.BEST, WAR, NORTH, "editor", "why", NOW),
    "and takes that back": 1,
    "the other figure is edited away": edited("herald", "edited"),
    "an editor accepts the figure": Decision(0, Ruling.ACCEPT, WAR, of("courier", 640), "editor", "why", NOW),
    "it is edited": edited("courier", "edited", said(641)),
    "all is taken back": edited("courier", "edited again"),
    "also this": edited("post", "edited"),
    "and this": edited("wire", "edited"),
    "and stands again": edited("courier", "edited once more", said(641)),
}


def told_of(storage: Storage, tools: Tools) -> None:
    """Each thing with all steps behind it, as the daemon does them."""
    for number, one in enumerate(STORY.values()):
        now = NOW + number * MINUTE
        if isinstance(one, Printed):
            take_in(storage, tools, one, now)
        elif isinstance(one, Decision):
            storage.decisions.add(one)
        else:
            assert storage.decisions.undo(one, "editor", now)
        for step in (decide, reconcile, alert, digest):
            step(storage, tools, now)


def test_it_says_exactly_what_an_immediate_subscriber_is_told_for_every_reason(storage: Storage) -> None:
    storage.subscriptions.welcome(READER.id, NOW)
    storage.subscriptions.welcome(PUBLIC.id, NOW)
    told_of(storage, publishing(world(), group_wait=0, group_interval=0))
    found = said_to_everybody(storage)
    assert found == said_to_the_reader(storage)
    assert len(found) >= len(ABOUT_READERS)
    assert {reason for one in published(storage) for reason in one.reasons} == ABOUT_READERS
    for lang in ("uk", "ru"):
        others = published(storage, lang)
        assert [one.reasons for one in others] == [one.reasons for one in published(storage)]
        assert len({one.id for one in [*others, *published(storage)]}) == 2 * len(found), "an id of its own"


def test_updates_come_together_as_for_a_subscriber(storage: Storage) -> None:
    storage.subscriptions.welcome(READER.id, NOW)
    storage.subscriptions.welcome(PUBLIC.id, NOW)
    tools = publishing(world(), group_wait=30, group_interval=3600)
    told_of(storage, tools)
    few = len(published(storage))
    for step in (alert, digest):
        step(storage, tools, NOW + timedelta(hours=2))
    assert said_to_everybody(storage) == said_to_the_reader(storage)
    with Storage(MEMORY, migrate=True) as other:
        other.subscriptions.welcome(PUBLIC.id, NOW)
        told_of(other, publishing(world(), group_wait=0, group_interval=0))
        assert few < len(published(other))


def test_an_entry_answers_the_first_one_about_its_exchange_and_has_an_id_for_ever(
    storage: Storage, tools: Tools
) -> None:
    begin(storage, tools)
    read_in(storage, tools, story(1245))
    read_in(storage, tools, story(31, day=NOON + timedelta(days=9)), at=NOON + timedelta(days=9))
    read_in(storage, tools, story(1248, "Vladimir Medinsky", "post"), at=NOON + timedelta(days=10))
    first, other, conflict = published(storage)
    assert (first.answers, other.answers, conflict.answers) == ("", "", first.id)
    assert first.id.startswith("tag:ledger.example,2026:alerts/en/")
    web = replace(tools.config.web, public_url="https://moved.example:8443")
    moved = replace(tools, config=replace(tools.config, web=web))
    read_in(storage, moved, story(1250, "the Red Cross", "herald"), at=NOON + timedelta(days=11))
    *before, last = published(storage)
    assert before == [first, other, conflict], "what is published never changes"
    assert last.id.startswith("tag:moved.example,2026:8443/alerts/en/")
    assert last.answers == first.id


def test_the_feed_is_none_of_the_subscriptions(storage: Storage, tools: Tools) -> None:
    begin(storage, tools)
    read_in(storage, tools, story(1245))
    assert reasons(storage) == ["new"]
    assert {one.subscription for one in storage.subscriptions.recent(10)} == {READER.id}
    assert {one.subscription for one in storage.outbox.recent(10)} == {READER.id}
    assert storage.subscribers.all() == []


def test_known_history_first_polls_and_what_happened_before_are_not_published(storage: Storage, tools: Tools) -> None:
    load_history(storage, tools, "", NOON)
    begin(storage, tools, NOON)
    read_in(storage, tools, replace(story(1245), baseline=True))
    read_in(storage, tools, story(1245, outlet="herald"))
    read_in(storage, tools, story(909, day=NOON - timedelta(days=2)))
    assert len(storage.exchanges.settlements()) > 60
    assert published(storage) == []


@pytest.mark.parametrize("known", [pytest.param(True, id="a feed"), pytest.param(False, id="a feed that begins later")])
def test_an_import_publishes_nothing(storage: Storage, tools: Tools, known: bool) -> None:
    begin(storage, tools if known else publishing(tools, on=False))
    archive, later = Archive(storage, tools), NOON + timedelta(days=3)
    archive.begin(NOON)
    old = [story(1245), story(1248, "Vladimir Medinsky", "post"), story(31, day=later)]
    taken = Intake()
    list(archive.take([Arrival(one.fetched, one) for one in old], NOON, taken))
    assert taken.new == len(old)
    assert (storage.subscriptions.since(PUBLIC.id) is not None) is known, "the daemon begins it"
    for hours in (0, 1):
        run_steps(storage, tools, NOON + timedelta(hours=hours))
    assert published(storage) == []
    read_in(storage, tools, story(33, "Vladimir Medinsky", "post", later), at=later)
    assert reasons(storage) == ["conflict"]


def test_a_feed_that_is_switched_on_begins_with_what_comes_then(storage: Storage, tools: Tools) -> None:
    begin(storage, publishing(tools, on=False))
    read_in(storage, publishing(tools, on=False), story(1245))
    assert published(storage) == []
    run_steps(storage, tools, NOON)
    assert published(storage) == []
    read_in(storage, tools, story(1248, "Vladimir Medinsky", "post"))
    assert reasons(storage) == ["conflict"]


def test_what_comes_while_it_is_switched_off_is_published_in_its_newest_state(storage: Storage, tools: Tools) -> None:
    begin(storage, tools)
    read_in(storage, tools, story(1245))
    read_in(storage, publishing(tools, on=False), story(1248, "Vladimir Medinsky", "post"))
    read_in(storage, publishing(tools, on=False), story(1250, "the Red Cross", "herald"))
    assert reasons(storage) == ["new"]
    run_steps(storage, tools, NOON)
    assert reasons(storage) == ["new", "conflict"]
    assert published(storage)[-1].title.startswith("Figures differ, 1,245, 1,248 or 1,250 bodies")


def test_what_is_silenced_is_published_at_its_end_in_its_newest_state(storage: Storage, tools: Tools) -> None:
    begin(storage, tools)
    hour = timedelta(hours=1)
    storage.silences.add(Silence("exchange", f"ukraine-russia-{NOON:%Y-%m-%d}", "editor", "why", NOON + hour, NOON))
    read_in(storage, tools, story(1245), story(1248, "Vladimir Medinsky", "post"))
    assert published(storage) == []
    run_steps(storage, tools, NOON + hour)
    (only,) = published(storage)
    assert only.title.startswith("1,245 or 1,248 bodies")


def run_over(path: Path, tools: Tools, *coming: Article) -> list[Bulletin]:
    """By a daemon that starts, works and ends."""
    with Storage(path, checkpoints=True, migrate=True) as storage:
        for number, one in enumerate(coming):
            storage.articles.save(one, NOON + number * MINUTE)
            run_steps(storage, tools, NOON + number * MINUTE)
        for hours in (2, 4):
            run_steps(storage, tools, NOON + timedelta(hours=hours))
        return published(storage)


def test_a_restart_repeats_nothing_and_a_restore_only_under_the_same_id(tmp_path: Path, tools: Tools) -> None:
    live, copy = tmp_path / "live.db", tmp_path / "copy.db"
    with Storage(live, migrate=True) as storage:
        begin(storage, tools)
    coming = [story(1245), story(1248, "Vladimir Medinsky", "post"), story(31, day=NOON + timedelta(days=5))]
    before = run_over(live, tools, coming[0])
    with closing(sqlite3.connect(live)) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
    whole = run_over(live, tools, *coming)
    assert len(whole) > len(before) == 1
    assert run_over(live, tools, *coming) == whole
    restored = run_over(copy, tools, *coming)
    assert [(one.id, one.title, one.text) for one in restored] == [(one.id, one.title, one.text) for one in whole]


def test_what_a_crash_takes_back_is_published_again_once_under_its_id(storage: Storage, tools: Tools) -> None:
    begin(storage, tools)
    storage.articles.save(story(1245), NOON)
    ids: set[str] = set()

    def crash() -> None:
        with storage.transaction():
            run_steps(storage, tools, NOON)
            ids.update(one.id for one in published(storage))
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            crash()
        assert published(storage) == []
    run_steps(storage, tools, NOON)
    run_steps(storage, tools, NOON)
    assert ids == {one.id for one in published(storage)}
    assert len(published(storage)) == 1


def test_a_text_that_cannot_be_made_holds_up_no_subscriber_and_is_published_later(
    storage: Storage, tools: Tools
) -> None:
    begin(storage, tools)

    def broken(template: str, context: dict[str, object], lang: str = "en") -> str:
        if template == "bulletin.txt.j2":
            raise ValueError("a fault in a template")
        return str(tools.render(template, context, lang))

    read_in(storage, replace(tools, render=broken), story(1245))  # type: ignore[arg-type]
    assert len(storage.outbox.recent(10)) == 1
    assert published(storage) == []
    run_steps(storage, tools, NOON)
    assert reasons(storage) == ["new"]
    assert len(storage.outbox.recent(10)) == 1


def test_the_time_of_an_entry_is_when_it_was_published(storage: Storage, tools: Tools) -> None:
    begin(storage, tools)
    later = datetime(2031, 5, 6, 15, 30, tzinfo=UTC)
    read_in(storage, tools, story(1245), at=later)
    assert [one.published for one in published(storage)] == [later]
