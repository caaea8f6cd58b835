"""What is wrong with repwatch itself is told to its operators once when it begins and once when it is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channels import Refused, Unreachable
from alerts.receiving import failed, succeeded
from repwatch.model import Config, Delivery, Message, Reason, Subscription
from scheduler.tools import Tools, make_tools
from scheduler.watching import look_after
from storage import Storage
from storage.database import MEMORY

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OPERATOR = Subscription("operator", "file", "mail", reasons=(Reason.TROUBLE,))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        opened.meta.started(NOON - timedelta(days=9))
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return make_tools(Config(tmp_path_factory.mktemp("state"), ("en",), ("ukraine-russia",), subscriptions=(OPERATOR,)))


def owed(storage: Storage, channel: str, at: datetime) -> Delivery:
    one = Delivery("aaaa1", channel, "somewhere", "partner", Message("s", "t", "h", "{}"), 0, at)
    with storage.transaction():
        row = storage.subscriptions.digest("k", "partner", "urgent", "k", at)
        assert row
        storage.outbox.owe(one, "k", row)
    return one


def told(storage: Storage, tools: Tools, now: datetime) -> list[str]:
    """The subjects of what operators are told, oldest first; it arrives at once."""
    look_after(storage, tools, now)
    for one in storage.outbox.lease(now, {"somewhere"}):
        storage.outbox.record_sent(one, now, "written")
    found = [one for one in storage.outbox.recent(20) if one.subscription == OPERATOR.id]
    return [one.message.subject for one in reversed(found)]


def attempt(storage: Storage, one: Delivery, error: Exception | None, now: datetime) -> None:
    with storage.transaction():
        if error:
            failed(storage, one, error, now)
        else:
            succeeded(storage, one)


@pytest.mark.parametrize(
    ("channel", "error", "who"),
    [
        ("webhook", Refused(500, "no"), "the receiver of partner"),
        ("webhook", Unreachable("no answer"), "the receiver of partner"),
        ("smtp", Unreachable("no answer"), "the mail server"),
    ],
    ids=["a receiver that refuses", "a receiver out of reach", "the mail server out of reach"],
)
def test_an_hour_of_failures_is_told(storage: Storage, tools: Tools, channel: str, error: Exception, who: str) -> None:
    one = owed(storage, channel, NOON + timedelta(days=1))
    attempt(storage, one, error, NOON)
    attempt(storage, one, error, NOON + timedelta(minutes=50))
    assert told(storage, tools, NOON + timedelta(minutes=59)) == []
    for minutes in (61, 62, 90):
        subjects = told(storage, tools, NOON + timedelta(minutes=minutes))
        assert subjects == ["Messages cannot be delivered"]
    said = next(one for one in storage.outbox.recent(9) if one.subscription == OPERATOR.id).message
    assert f"{who} has failed since 2026-03-02 12:00 UTC" in said.text
    attempt(storage, one, None, NOON + timedelta(hours=2))
    assert told(storage, tools, NOON + timedelta(hours=2))[-1] == "All messages can be delivered again"


def test_a_mailbox_that_refuses_is_not_the_mail_server(storage: Storage, tools: Tools) -> None:
    one = owed(storage, "smtp", NOON + timedelta(days=1))
    attempt(storage, one, Refused(550, "no such user", permanent=True), NOON)
    assert told(storage, tools, NOON + timedelta(hours=2)) == []


def test_a_message_that_waits_for_half_an_hour_is_told(storage: Storage, tools: Tools) -> None:
    owed(storage, "webhook", NOON)
    assert told(storage, tools, NOON + timedelta(minutes=29)) == []
    assert told(storage, tools, NOON + timedelta(minutes=31)) == ["Messages are overdue"]
    (leased,) = storage.outbox.lease(NOON + timedelta(minutes=32))
    storage.outbox.record_sent(leased, NOON + timedelta(minutes=32), "204")
    assert told(storage, tools, NOON + timedelta(minutes=33))[-1] == "No message is overdue any more"


def test_what_the_daemon_notes_of_its_parts_is_told(storage: Storage, tools: Tools) -> None:
    storage.meta.set("trouble.work", "tick keeps failing: OperationalError('database or disk is full')")
    assert told(storage, tools, NOON) == ["A part of the service keeps failing"]
    storage.meta.set("trouble.work", "")
    assert told(storage, tools, NOON + timedelta(minutes=1))[-1] == "All parts of the service work again"


def test_nobody_is_told_who_has_not_asked(storage: Storage, tools: Tools, tmp_path: Path) -> None:
    quiet = make_tools(Config(tmp_path, ("en",), ("ukraine-russia",), subscriptions=(Subscription("a", "file", "b"),)))
    storage.meta.set("trouble.work", "tick keeps failing")
    look_after(storage, quiet, NOON)
    assert storage.outbox.recent(9) == []
