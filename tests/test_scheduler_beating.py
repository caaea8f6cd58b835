"""Operators who asked for it hear once a day that repwatch runs, so that silence is itself an alarm (P7)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from test_alerts_schema import SCHEMA
from test_scheduler_pipeline import with_subscriptions

from alerts.heartbeat import Heartbeat, compose_heartbeat
from alerts.render import renderer
from repwatch import __version__
from repwatch.model import Config, Delivery, Feed, Message, Outlet, Reason, Subscription, Trouble, TroubleKind
from scheduler.beating import beat
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAYS, HOURS, MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
OPERATOR = Subscription("operator", "file", "mail", (Reason.HEARTBEAT,), at="07:00", zone="Europe/Kyiv")
READER = Subscription("reader", "file", "others")
FOUND = Heartbeat("1.2", NOON - 3 * DAYS, 41, 2, 0, None, 12_340_000_000, 40 * 10**9, 0)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    state = tmp_path_factory.mktemp("state")
    return make_tools(Config(state, ("en",), ("ukraine-russia",), subscriptions=(OPERATOR, READER)))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        opened.meta.started(NOON)
        opened.meta.runs(NOON)
        for one in (OPERATOR, READER):
            opened.subscriptions.welcome(one.id, NOON)
        yield opened


def beats(storage: Storage, tools: Tools, now: datetime) -> list[Delivery]:
    beat(storage, tools, now)
    return [one for one in reversed(storage.outbox.recent(999)) if one.subscription == OPERATOR.id]


def test_it_says_what_it_finds_and_only_to_who_asked(storage: Storage, tools: Tools) -> None:
    outlets = tuple(Outlet(one, one.title(), "en", feeds=(Feed(f"https://{one}.example/"),)) for one in ("a", "b"))
    storage.outlets.sync(outlets, NOON)
    storage.incidents.begin(Trouble(TroubleKind.NETWORK, NOON, words="all are away"), NOON)
    with storage.transaction():
        row = storage.subscriptions.digest("k", READER.id, "urgent", "k", NOON)
        assert row
        owed = Delivery("aaaa1", "file", "others", READER.id, Message("s", "t", "h", "{}"), 0, NOON + HOURS)
        storage.outbox.owe(owed, "k", row)
    (one,) = beats(storage, tools, NOON + DAYS)
    assert len(storage.outbox.recent(9)) == 2, "the reader was told nothing more"
    body = json.loads(one.message.payload)
    Draft202012Validator(SCHEMA).validate(body)
    assert body["type"] == "system.heartbeat"
    size, free = body["data"].pop("disk_size"), body["data"].pop("disk_free")
    assert 0 <= free <= size > 0
    assert body["data"] == {
        "subscription": "operator", "version": __version__, "running_since": "2026-03-02T12:00:00Z",
        "running_for": 86400, "outlets_checked": 0, "outlets_silent": 0, "messages_owed": 1,
        "oldest_owed": "2026-03-02T13:00:00Z", "incidents": 1,
    }  # fmt: skip
    (logged,) = [one for one in storage.deliveries.recent(9) if one.delivery.subscription == OPERATOR.id]
    assert logged.whys == (("system.heartbeat", ""),)


def test_400_days_with_both_clock_changes_are_400_heartbeats(storage: Storage, tools: Tools) -> None:
    days = [date(2026, 3, 3) + timedelta(days=n) for n in range(400)]
    for day in days:
        for at in (time(1), time(6, 59), time(7), time(7, 1), time(23)):
            beat(storage, tools, datetime.combine(day, at, KYIV).astimezone(UTC))
            counted = storage.outbox.counts().get("pending", 0)
            assert counted == (day - days[0]).days + (at >= time(7)), (day, at)


AFTER = [
    ("a few minutes", 5 * MINUTES, 1), ("half a day", 12 * HOURS, 1), ("ten days", 10 * DAYS + HOURS, 1),
    ("none", timedelta(), 1), ("not yet", -MINUTES, 0),
]  # fmt: skip


@pytest.mark.parametrize(("late", "wanted"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_after_a_downtime_there_is_one(storage: Storage, tools: Tools, late: timedelta, wanted: int) -> None:
    seven = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)  # in Kyiv
    for minutes in (0, 1, 30):
        assert len(beats(storage, tools, seven + late + minutes * timedelta(seconds=1))) == wanted


def test_quiet_hours_put_it_off_and_do_not_lose_it(storage: Storage, tools: Tools) -> None:
    quiet = with_subscriptions(tools, replace(OPERATOR, quiet="22:00-08:00"))
    assert beats(storage, quiet, datetime(2026, 3, 3, 5, 30, tzinfo=UTC)) == []
    assert len(beats(storage, quiet, datetime(2026, 3, 3, 6, 0, tzinfo=UTC))) == 1


def test_one_that_cannot_be_made_holds_up_no_other(storage: Storage, tools: Tools) -> None:
    broken = with_subscriptions(tools, replace(OPERATOR, id="broken", zone="Nowhere/None"), OPERATOR)
    storage.subscriptions.welcome("broken", NOON)
    report = beat(storage, broken, NOON + DAYS)
    assert (report.done, report.failed) == (1, 1)


SAYINGS = [
    ("en", FOUND, "repwatch runs: 41 outlets checked, 2 silent",
     ("has run for 3 days, since 27 February 2026, 12:00 UTC", "No message waits", "12.3 GB of 40 GB",
      "The next one is due on 3 March 2026 at 07:00 (Europe/Kyiv)")),
    ("en", replace(FOUND, incidents=1, messages_owed=2, oldest_owed=NOON - HOURS, running_since=NOON - 5 * HOURS),
     "repwatch runs, 1 incident: 41 outlets checked, 2 silent",
     ("for 5 hours,", "2 messages wait to be delivered, the oldest made on 2 March 2026, 11:00 UTC", "1 incident is")),
    ("en", replace(FOUND, running_since=NOON + DAYS), "repwatch runs: 41 outlets checked, 2 silent",
     ("for less than an hour",)),
    ("uk", FOUND, "repwatch працює: перевірено 41 видання, 2 мовчать", ("3 дні", "12,3 ГБ із 40 ГБ")),
    ("ru", FOUND, "repwatch работает: проверено 41 издание, 2 молчат", ("3 дня", "12,3 ГБ из 40 ГБ")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "found", "subject", "said"),
    SAYINGS,
    ids=["all is well", "something is wrong", "the clock went back", "uk", "ru"],
)
def test_what_it_reads_like(lang: str, found: Heartbeat, subject: str, said: tuple[str, ...]) -> None:
    one = replace(OPERATOR, lang=lang)
    message = compose_heartbeat(found, one, date(2026, 3, 2), renderer(), "https://ledger.example", NOON)
    assert message.subject == subject
    for words in said:
        assert words in message.text
        assert words in message.html


def test_a_late_one_names_the_very_next_hour(storage: Storage, tools: Tools) -> None:
    """At six in the morning for the day before: the next one comes at seven."""
    (one,) = beats(storage, tools, datetime(2026, 3, 4, 4, 0, tzinfo=UTC))
    assert "The next one is due on 4 March 2026" in one.message.text
