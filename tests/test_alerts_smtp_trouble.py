"""What becomes of messages owed while a mail server fails in each of its ways: told, tried again or parked with its
reason, and never in the way of the others (R-MAIL-3, R-OUT-4)."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.parser import BytesParser
from itertools import pairwise

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from alerts_builders import NOW, delivery
from receivers import MailServer, free_port
from returned_mails import owe
from test_alerts_smtp import DROP, Scripted

from alerts.channels import Smtp
from alerts.deliver import deliver
from repwatch.model import AlertSettings, Config, Delivery, Logged, MailSettings, Report
from storage import MEMORY, Storage

MAIL = MailSettings("127.0.0.1", 25, "none", sender="alerts@example.org", domain="example.org", domain_at_once=8)
CONFIG = Config("nowhere", ("en",), (), mail=MAIL)  # type: ignore[arg-type]  # no file of it is touched
SECONDS = AlertSettings().retry


class Moody:
    """Fails as the name of the mailbox says, as long as mood says so. mails: Message-ID -> how often it was taken."""

    def __init__(self) -> None:
        self.well = False
        self.mails: dict[str, int] = {}
        self.contents: set[bytes] = set()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(to)
        if to.startswith("nobody"):
            return "550 5.1.1 no such user"
        return "450 4.7.1 greylisted" if to.startswith("later") and not self.well else "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        to, content = envelope.rcpt_tos[0], envelope.original_content or b""
        if to.startswith("hang") and not self.well:
            await asyncio.wait({asyncio.ensure_future(asyncio.Event().wait())}, timeout=1.5)
            return "451 too late"
        id_ = str(BytesParser().parsebytes(content, headersonly=True)["Message-ID"])
        self.mails[id_] = self.mails.get(id_, 0) + 1
        self.contents.add(content)
        if to.startswith("twice") and not self.well:
            server.transport.abort()
        return "250 taken"

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def __enter__(self) -> "Moody":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


def send(storage: Storage, port: int, now: datetime = NOW, **changes: object) -> Report:
    channel = Smtp(replace(MAIL, port=port, **changes), attempt=5.0, step=0.3, after_dot=0.3)  # type: ignore[arg-type]
    return deliver(storage, {"smtp": channel}, CONFIG, now, lambda: 0.0)


def logged(storage: Storage, owed: Delivery) -> Logged:
    return storage.deliveries.beginning(owed.id)[0]


TROUBLES = {
    "later@a.example": ("pending", "450 4.7.1 greylisted"),
    "hang@a.example": ("pending", "timed out"),
    "twice@a.example": ("pending", "closed"),
    "nobody@a.example": ("failed", "550 5.1.1 no such user"),
    "reader@a.example\r\nBcc: evil@a.example": ("failed", "is no mail address"),
    "reader@a.example\nDATA": ("failed", "is no mail address"),
    "reader": ("failed", "is no mail address"),
}


def test_each_trouble_is_parked_with_its_reason_and_all_others_are_sent(storage: Storage) -> None:
    with Moody() as server:
        bad = [owe(storage, delivery(number, address=each)) for number, each in enumerate(TROUBLES, 1)]
        good = [owe(storage, delivery(number, address=f"{number}@a.example")) for number in range(20, 40)]
        report = send(storage, server.port)
        assert (report.done, report.failed) == (len(good), len(bad))
        assert all("\n" not in note and "\r" not in note for note in report.notes)
        for owed, (state, reason) in zip(bad, TROUBLES.values(), strict=True):
            found = logged(storage, owed).delivery
            assert (found.state, reason in found.last_error) == (state, True), found.last_error
        assert all(logged(storage, each).delivery.state == "sent" for each in good)
        server.well = True
        report = send(storage, server.port, NOW + timedelta(seconds=5))
        assert (report.done, report.failed) == (3, 0)
        assert storage.outbox.counts() == {"sent": 23, "failed": 4}


def test_a_mail_that_was_taken_although_the_line_broke_comes_once_more_and_looks_the_same(storage: Storage) -> None:
    """At most one extra copy a break, and programs that compare ids show one (R-MAIL-3)."""
    with Moody() as server:
        owed = owe(storage, delivery(1, address="twice@a.example"))
        assert send(storage, server.port).failed == 1
        server.well = True
        assert send(storage, server.port, NOW + timedelta(seconds=5)).done == 1
        assert send(storage, server.port, NOW + timedelta(days=9)).done == 0
    assert server.mails == {f"<{owed.id}@example.org>": 2}
    assert len(server.contents) == 1
    assert [each.state for each in logged(storage, owed).tried] == ["pending", "sent"]


def test_a_day_of_temporary_answers_is_tried_at_the_times_of_the_table_until_it_is_taken(storage: Storage) -> None:
    owed, at, attempts = owe(storage, delivery(1, address="later@a.example")), NOW, []
    with Moody() as server:
        while logged(storage, owed).delivery.state == "pending":
            due = logged(storage, owed).delivery.next_attempt_at
            assert due
            assert send(storage, server.port, due - timedelta(milliseconds=1)).failed == 0, "not before its time"
            at, server.well = due, due - NOW >= timedelta(days=1)
            send(storage, server.port, at)
            attempts.append(at)
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(attempts)]
    assert waits == list(SECONDS[1:8])
    assert at - NOW == timedelta(hours=31, minutes=35, seconds=5)
    assert [each.answer for each in logged(storage, owed).tried] == ["450 4.7.1 greylisted"] * 7 + ["250 taken"]
    assert server.mails == {f"<{owed.id}@example.org>": 1}
    assert storage.suppressions.score("later@a.example") is None, "no bounce: the mail server only asked for time"


def test_a_server_that_is_not_there_is_tried_until_it_is(storage: Storage) -> None:
    owed = owe(storage, delivery(1))
    assert send(storage, free_port()).failed == 1
    assert "refused" in logged(storage, owed).delivery.last_error.lower()
    with MailServer() as server:
        assert send(storage, server.port, NOW + timedelta(seconds=5)).done == 1
        assert list(server.by_id) == [f"<{owed.id}@example.org>"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(DROP, id="drops the line"),
        pytest.param(b"220 go on\r\nthis is no handshake\r\n", id="begins with something else"),
        pytest.param(b"454 not now\r\n", id="cannot now"),
        pytest.param(b"250 never mind\r\n", id="goes on without"),
    ],
)
def test_tls_that_breaks_off_sends_nothing_in_the_clear_and_is_tried_again(answer: bytes, storage: Storage) -> None:
    owed = owe(storage, delivery(1))
    with Scripted({"EHLO": b"250-hello\r\n250 STARTTLS\r\n", "STARTTLS": answer}) as server:
        assert send(storage, server.port, security="starttls").failed == 1
    found = logged(storage, owed).delivery
    assert (found.state, found.next_attempt_at) == ("pending", NOW + timedelta(seconds=5))
    assert found.last_error
    assert server.heard[:2] == ["EHLO", "STARTTLS"]
    assert not {"MAIL", "RCPT", "DATA", "AUTH"} & set(server.heard)
