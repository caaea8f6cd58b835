"""What is wrong with repwatch itself is told to its operators once when it begins and once when it is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channels import Refused, Unreachable
from alerts.receiving import failed, succeeded
from repwatch.model import (
    Config,
    Delivery,
    Feed,
    Message,
    Outcome,
    Outlet,
    Poll,
    Reason,
    Standing,
    Subscriber,
    Subscription,
    Suppression,
    Why,
)
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
    ("channel", "error", "who", "patience"),
    [
        ("webhook", Refused(500, "no"), "the receiver of partner", 60),
        ("webhook", Unreachable("no answer"), "the receiver of partner", 60),
        ("smtp", Unreachable("no answer"), "the mail server", 30),
    ],
    ids=["a receiver that refuses", "a receiver out of reach", "the mail server out of reach"],
)
def test_what_fails_for_long_is_told(
    storage: Storage, tools: Tools, channel: str, error: Exception, who: str, patience: int
) -> None:
    one = owed(storage, channel, NOON + timedelta(days=1))
    attempt(storage, one, error, NOON)
    attempt(storage, one, error, NOON + timedelta(minutes=patience - 10))
    assert told(storage, tools, NOON + timedelta(minutes=patience - 1)) == []
    for minutes in (patience + 1, patience + 2, 90):
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


def test_a_crawler_that_lives_and_reads_nothing_is_told(storage: Storage, tools: Tools) -> None:
    """P7. After a long sleep it has its time, as everything has."""
    storage.outlets.sync([Outlet("a", "A", feeds=(Feed("https://a.example/feed"),))], NOON)
    storage.meta.runs(NOON + timedelta(days=2))
    for minutes, subjects in ((14, []), (16, ["The crawler keeps failing"])):
        assert told(storage, tools, NOON + timedelta(days=2, minutes=minutes)) == subjects
    (feed,) = storage.outlets.lease_feeds(NOON + timedelta(days=2, minutes=17), 9)
    storage.outlets.record_poll(Poll(feed, Outcome.OK, NOON + timedelta(days=3)), NOON + timedelta(days=2, minutes=17))
    assert told(storage, tools, NOON + timedelta(days=2, minutes=18))[-1] == "The crawler runs again"


def test_nobody_is_told_who_has_not_asked(storage: Storage, tools: Tools, tmp_path: Path) -> None:
    quiet = make_tools(Config(tmp_path, ("en",), ("ukraine-russia",), subscriptions=(Subscription("a", "file", "b"),)))
    storage.meta.set("trouble.work", "tick keeps failing")
    look_after(storage, quiet, NOON)
    assert storage.outbox.recent(9) == []


KEPT = Subscription("sub_1", "smtp", "anna@example.org")


def give_up(storage: Storage, number: int, now: datetime, subscription: str = "partner", kind: str = "urgent") -> str:
    """A message whose last attempt has just failed. Its id."""
    mail = subscription == KEPT.id
    channel, address = ("smtp", KEPT.address) if mail else ("webhook", f"https://partner.example/{number}")
    made = Delivery(f"{number:08x}", channel, address, subscription, Message("s", "t", "h", "{}"), 0, now)
    with storage.transaction():
        row = storage.subscriptions.digest(f"k{number}", subscription, kind, f"n{number}", now)
        assert row
        storage.outbox.owe(made, f"k{number}", row)
    (one,) = [each for each in storage.outbox.lease(now, limit=99) if each.id == made.id]
    assert storage.outbox.record_failure(one, f"503 {one.address} has no room" + "!" * 99, None, now)
    return made.id


def looked(storage: Storage, tools: Tools, now: datetime) -> list[str]:
    """What operators were told of messages that were given up, oldest first."""
    look_after(storage, tools, now)
    found = [one for one in storage.outbox.recent(99) if one.subscription == OPERATOR.id]
    return [one.message.text for one in reversed(found) if one.message.subject == "Messages were given up"]


def test_a_message_that_was_given_up_is_told_at_once_and_more_within_the_hour_together(
    storage: Storage, tools: Tools
) -> None:
    give_up(storage, 1, NOON - timedelta(days=1))
    assert looked(storage, tools, NOON) == [], "of before the first look"
    give_up(storage, 2, NOON)
    for minutes in (0, 1, 5):
        (text,) = looked(storage, tools, NOON + timedelta(minutes=minutes))
    assert "00000002 to partner (1 attempt: 503 its address has no room!" in text
    for number in range(3, 8):
        give_up(storage, number, NOON + timedelta(minutes=number))
    assert len(looked(storage, tools, NOON + timedelta(minutes=59))) == 1
    _, text = looked(storage, tools, NOON + timedelta(minutes=61))
    assert "00000003 to partner" in text
    assert "5 messages: " in text
    assert len(looked(storage, tools, NOON + timedelta(days=9))) == 2


def test_one_that_is_sent_again_meanwhile_is_not_told(storage: Storage, tools: Tools) -> None:
    looked(storage, tools, NOON)
    again = give_up(storage, 1, NOON)
    assert storage.deliveries.send_again(again, NOON)
    assert looked(storage, tools, NOON) == []


@pytest.mark.parametrize(
    ("kind", "suppressed", "count"),
    [("urgent", False, 1), ("urgent", True, 0), ("letter", False, 0), ("notice", False, 0)],
    ids=["a reader's", "whose mailbox is gone", "a link that somebody asked for", "what operators are told"],
)
def test_of_readers_only_what_the_operator_can_mend_is_told(
    storage: Storage, tools: Tools, kind: str, suppressed: bool, count: int
) -> None:
    storage.subscribers.add(Subscriber(KEPT, Standing.ACTIVE, NOON, "reader", NOON))
    looked(storage, tools, NOON)
    give_up(storage, 1, NOON, KEPT.id, kind)
    if suppressed:
        storage.suppressions.add(Suppression(KEPT.address, Why.BOUNCED, "550 no such user", NOON, "repwatch"))
    texts = looked(storage, tools, NOON)
    assert len(texts) == count
    assert all("503 a***@example.org" in text and KEPT.address not in text for text in texts)


def test_what_waits_for_a_receiver_that_is_closed_is_told_with_it(storage: Storage, tools: Tools) -> None:
    looked(storage, tools, NOON)
    one = owed(storage, "webhook", NOON)
    attempt(storage, one, Refused(410, "gone"), NOON)
    look_after(storage, tools, NOON)
    (text,) = [one.message.text for one in storage.outbox.recent(9) if one.subscription == OPERATOR.id]
    assert "given up with it: 1 that waited" in text
