"""What a mail that came to us is, and which message of ours it speaks of."""

from time import process_time

import pytest
from alerts_builders import delivery
from returned_mails import DOMAIN, complaint, dsn, letter, verp

from alerts.mail import mail
from alerts.returned import MOST, PROOFS, Address, address, key, read, recipient
from repwatch.model import Came, MailSettings

ID = delivery().id
OURS = mail(delivery(), MailSettings("mx", sender="alerts@example.org", domain=DOMAIN)).data
QMAIL = (
    b"From: MAILER-DAEMON@mx.example.net\r\nSubject: failure notice\r\n\r\n"
    b"Hi. This is the qmail-send program at mx.example.net.\r\n"
    b"I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
    b"This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
    b"<reader@example.org>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
    b"--- Below this line is a copy of the message.\r\n\r\n" + OURS
)


@pytest.mark.parametrize(
    ("data", "to", "came", "ids", "status"),
    [
        pytest.param(dsn(), verp(delivery()), Came.PERMANENT, (ID,), "5.1.1", id="to the address of a mail"),
        pytest.param(dsn(), verp(delivery()).upper(), Came.PERMANENT, (ID,), "5.1.1", id="in large letters"),
        pytest.param(dsn(quoted=OURS), "alerts@example.org", Came.PERMANENT, (ID,), "5.1.1", id="it quotes the mail"),
        pytest.param(QMAIL, "", Came.PERMANENT, (ID,), "", id="it quotes it as text"),
        pytest.param(dsn().partition(b"\n")[2], verp(delivery()), Came.PERMANENT, (ID,), "5.1.1", id="from nobody"),
        pytest.param(b"Subject: x\r\n\r\nx\r\n", verp(delivery()), Came.UNKNOWN, (ID,), "", id="a word from nobody"),
        pytest.param(dsn(), "bounce@example.org", Came.PERMANENT, (), "5.1.1", id="it proves nothing"),
        pytest.param(dsn(), "bounce+../../x@example.org", Came.PERMANENT, (), "5.1.1", id="no id"),
        pytest.param(
            dsn(quoted=OURS.replace(b"@example.org>", b"@other.example>")), "", Came.PERMANENT, (), "5.1.1",
            id="the mail of somebody else",
        ),
        pytest.param(dsn("delayed", "4.4.1"), verp(delivery()), Came.TEMPORARY, (ID,), "4.4.1", id="still being tried"),
        pytest.param(dsn("failed", "4.4.7"), verp(delivery()), Came.PERMANENT, (ID,), "4.4.7", id="given up"),
        pytest.param(dsn("relayed", "2.0.0"), verp(delivery()), Came.UNKNOWN, (ID,), "", id="it arrived"),
        pytest.param(complaint(quoted=OURS), "fbl@example.org", Came.COMPLAINT, (ID,), "", id="a complaint"),
        pytest.param(complaint("opt-out"), verp(delivery()), Came.COMPLAINT, (ID,), "", id="who wants no more of it"),
        pytest.param(complaint("not-spam", OURS), "", Came.UNKNOWN, (ID,), "", id="the opposite of a complaint"),
        pytest.param(complaint("auth-failure", OURS), "", Came.UNKNOWN, (ID,), "", id="a report for the postmaster"),
        pytest.param(letter(), verp(delivery()), Came.UNKNOWN, (ID,), "", id="a person"),
        pytest.param(b"", "", Came.UNKNOWN, (), "", id="nothing"),
        pytest.param(b"\0\xff\r\n" * 99, "", Came.UNKNOWN, (), "", id="no mail"),
    ],
)  # fmt: skip
def test_what_a_mail_is(data: bytes, to: str, came: Came, ids: tuple[str, ...], status: str) -> None:
    found = read(data, to, DOMAIN)
    assert (found.came, found.ids, found.status) == (came, ids, status)
    assert bool(found.words) == (came is Came.UNKNOWN)
    assert "could not be read" not in found.words


@pytest.mark.parametrize(
    ("data", "automatic"),
    [
        pytest.param(letter(), False, id="a person"),
        pytest.param(letter(Auto_Submitted="no"), False, id="a person, and it is said"),
        pytest.param(letter(Auto_Submitted="auto-replied"), True, id="who is on holiday"),
        pytest.param(letter(Auto_Submitted="auto-generated; owner=x"), True, id="a program"),
        pytest.param(letter(Precedence="bulk"), True, id="a mailing"),
        pytest.param(letter(Return_Path="<>"), True, id="without a sender"),
        pytest.param(letter(Return_Path="<anna@example.net>"), False, id="with one"),
        pytest.param(dsn(), True, id="a returned mail"),
    ],
)
def test_whether_a_program_wrote_it(data: bytes, automatic: bool) -> None:
    assert read(data, "x@example.org", DOMAIN).automatic is automatic


NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number) for number in range(2000)
)
HOSTILE = {
    "2,000 parts in one another": NESTED,
    "one part without end": b'Content-Type: multipart/report; boundary="x"\r\n\r\n' + b"--x\r\n\r\n" * 60_000,
    "a line of half a megabyte": b"Subject: " + b"<x@example.org>: " * 40_000,
    "100,000 headers": b"A: b\r\n" * 100_000,
    "500,000 line ends": b"From: a\r\n\r\n" + b"\r\n" * 500_000,
    "addresses without end": b"From: a\r\n\r\nfailed:\r\n" + b"<a@b.example>\r\n" * 40_000,
    "ids without end": dsn(quoted=b"".join(b"<%032x@example.org>\r\n" % number for number in range(9000))),
    "an unknown charset": letter().replace(b"utf-8", b"x-none"),
    "a status part that is text": dsn().replace(b"message/delivery-status", b"message/delivery-status; x=\xff"),
    "blanks": b"From: a\r\n\r\n" + b" " * 500_000 + b"\r\nx",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_no_mail_breaks_it_or_holds_it_up(data: bytes) -> None:
    began = process_time()
    found = read(data, "bounce@example.org", DOMAIN)
    assert process_time() - began < 10
    assert len(found.ids) <= PROOFS


def test_only_the_beginning_of_a_long_mail_is_read() -> None:
    assert read(dsn() + b"x" * 3 * MOST, "", DOMAIN).came is Came.PERMANENT
    assert read(b"From: a\r\n\r\n" + b"x" * MOST + QMAIL, "", DOMAIN).came is Came.UNKNOWN


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("bounce+abc@example.org", Address("bounce", "abc")),
        ("Bounce@example.org", Address("bounce", "")),
        pytest.param(
            "unsubscribe+AbC-_9@example.org", Address("unsubscribe", "AbC-_9"), id="a token keeps its letters"
        ),
        pytest.param("unsubscribe+a+b@example.org", Address("unsubscribe", "a+b"), id="two pluses"),
        ("alerts@example.org", Address()),
        ("bounced+abc@example.org", Address()),
        ("", Address()),
        ("bounce", Address()),
    ],
)
def test_which_of_our_addresses_it_is(to: str, expected: Address) -> None:
    assert address(to) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Delivered_To": "bounce+1@example.org"}, "bounce+1@example.org"),
        ({"X_Original_To": "bounce+2@example.org", "Delivered_To": "repwatch@localhost"}, "bounce+2@example.org"),
        pytest.param(
            {"X_Original_To": "repwatch@localhost", "Delivered_To": "bounce+3@example.org"}, "bounce+3@example.org",
            id="ours first",
        ),
        ({"Envelope_To": "alerts@example.org"}, "alerts@example.org"),
        ({}, ""),
    ],
)  # fmt: skip
def test_whom_the_mail_says_it_was_for(headers: dict[str, str], expected: str) -> None:
    assert recipient(letter(**headers)) == expected


def test_the_line_with_the_time_that_some_servers_add_makes_no_other_mail_of_it() -> None:
    first, second = (b"From anna@example.net Thu Oct 23 12:%d:00 2025\n" % minute + dsn() for minute in (30, 31))
    assert key(first, "a") == key(second, "a") == key(dsn(), "a")
    assert key(dsn(), "a") != key(dsn(), "b")
    assert read(first, verp(delivery()), DOMAIN).came is Came.PERMANENT
