"""One mail to one recipient: its headers exactly, and none that somebody else wrote (R-MAIL-1, R-MAIL-4, P9)."""

from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from alerts_builders import delivery
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts import headers
from alerts.mail import mail
from repwatch.model import Delivery, MailSettings

SETTINGS = MailSettings(host="mx.example.org", sender="repwatch <alerts@example.org>", domain="example.org")
NAMES = [
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
]  # fmt: skip
PAYLOADS = {
    "CR LF": "a\r\nBcc: evil@example.net",
    "LF": "a\nBcc: evil@example.net",
    "CR": "a\rBcc: evil@example.net",
    "%0a": "a%0aBcc: evil@example.net",
    "line separator": "a\u2028Bcc: evil@example.net",
    "next line": "a\u0085Bcc: evil@example.net",
    "vertical tab": "a\vBcc: evil@example.net",
    "NUL": "a\0\nBcc: evil@example.net",
    "non-ASCII and LF": "Обмін тілами\nBcc: evil@example.net",
    "encoded word": "=?utf-8?q?a=0ABcc:_evil@example.net?=",
    "200 non-ASCII and LF": "я" * 200 + "\nBcc: evil@example.net",
    "an end of the headers": "a\r\n\r\nbody",
}


def parsed(data: bytes, how: policy.Policy = policy.default) -> EmailMessage:
    return BytesParser(policy=how).parsebytes(data)  # type: ignore[return-value]


def titled(subject: str) -> Delivery:
    owed = delivery()
    return replace(owed, message=replace(owed.message, subject=subject))


def thread(id: str) -> Delivery:
    owed = delivery()
    return replace(owed, message=replace(owed.message, thread=id))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("how", [policy.compat32, policy.default], ids=["compat32", "default"])
def test_a_subject_adds_no_header(payload: str, how: policy.Policy) -> None:
    made = mail(titled(payload), SETTINGS)
    assert parsed(made.data, how).keys() == NAMES
    assert b"\r\nBcc" not in made.data
    assert not made.plain


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("name", ["Subject", "From", "To", "List-Id"])
@pytest.mark.parametrize("how", [policy.compat32, policy.default], ids=["compat32", "default"])
def test_no_header_adds_another_whatever_stands_in_it(payload: str, name: str, how: policy.Policy) -> None:
    """Either the library refuses it, or the proof does, or it is harmless for both kinds of reader."""
    intended = [("From", "a@example.org"), ("To", "b@example.org"), ("Subject", "c"), ("List-Id", "<d.example.org>")]
    written = [(each, headers.clean(payload) if each == name else value) for each, value in intended]
    data = headers.mail(written, "text", "<p>html</p>", "=_b")
    assert headers.proved(data, written)
    assert parsed(data, how).keys() == ["From", "To", "Subject", "List-Id", "MIME-Version", "Content-Type"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"From: a\r\nBcc: e\r\nMIME-Version: 1.0\r\nContent-Type: x\r\n\r\n", id="one more"),
        pytest.param(b"From: a\r\nFrom: b\r\nMIME-Version: 1.0\r\nContent-Type: x\r\n\r\n", id="one twice"),
        pytest.param(b"MIME-Version: 1.0\r\nContent-Type: x\r\n\r\nFrom: a", id="one that slid into the body"),
    ],
)
def test_the_proof_can_fail(data: bytes) -> None:
    assert not headers.proved(data, [("From", "a")])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
@example("000000000000 ¡¡¡¡¡¡ॠ𐀀𐀀𐀀𐀀 ¡").via("a space that the library lost between two encoded words")
def test_any_text_as_a_subject_gives_the_intended_headers(text: str) -> None:
    made = mail(titled(text), SETTINGS)
    again = parsed(made.data, policy.compat32)
    assert again.keys() == NAMES
    assert "=?" not in headers.clean(text)
    assert len(headers.clean(text)) <= headers.LIMIT
    if not made.plain:
        assert " ".join(str(parsed(made.data)["Subject"]).split()) == headers.clean(text)


@pytest.mark.parametrize(
    "subject", ["", " ", "\r\n", "\u200b\u202e", "\ud83d"], ids=["empty", "space", "newline", "marks", "half"]
)
def test_a_subject_that_cannot_be_used_is_replaced_and_the_mail_still_goes(subject: str) -> None:
    made = mail(titled(subject), SETTINGS)
    assert made.plain
    assert parsed(made.data)["Subject"] == f"New figure reported [{delivery().id}]"
    assert parsed(made.data).keys() == NAMES


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("a\r\n b\u2028c\u0085d\te\0f", "a b c d e f", id="every break is a space"),
        pytest.param("a\u202eb\u200bc\ufeffd", "abcd", id="marks of direction and width are dropped"),
        pytest.param("=?utf-8?q?x?= =\u200b?", "= ?utf-8?q?x?= = ?", id="no encoded word, not even a hidden one"),
        pytest.param("e\u0301", "\u00e9", id="composed"),
        pytest.param("x" * 149 + " yz", "x" * 149, id="cut at 150, without a space at its end"),
        pytest.param("Повернули тіла 1 245 захисників", "Повернули тіла 1 245 захисників", id="plain text stays"),
    ],
)
def test_what_becomes_of_a_value_from_outside(value: str, expected: str) -> None:
    assert headers.clean(value) == expected


def test_the_headers_of_a_first_mail_are_exactly_these() -> None:
    made = mail(titled("Обмін 23 October 2025"), SETTINGS)
    assert parsed(made.data).items() == [
        ("From", "repwatch <alerts@example.org>"),
        ("To", "reader@example.org"),
        ("Subject", "Обмін 23 October 2025"),
        ("Date", "Thu, 23 Oct 2025 12:30:00 +0000"),
        ("Message-ID", "<0123456789abcdef0123456789abcdef@example.org>"),
        ("List-Id", "<alerts.example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/alternative; boundary="=_0123456789abcdef0123456789abcdef"'),
    ]
    assert (made.sender, made.recipient) == (
        "bounce+0123456789abcdef0123456789abcdef@example.org",
        "reader@example.org",
    )


def test_a_later_mail_answers_the_first_one_about_the_exchange() -> None:
    made = parsed(mail(thread("f" * 32), SETTINGS).data)
    assert made["In-Reply-To"] == made["References"] == f"<{'f' * 32}@example.org>"
    assert made.keys() == [*NAMES[:5], "In-Reply-To", "References", *NAMES[5:]]


@pytest.mark.parametrize("id", ["", delivery().id], ids=["none yet", "it is the first itself"])
def test_the_first_mail_answers_nothing(id: str) -> None:
    assert parsed(mail(thread(id), SETTINGS).data).keys() == NAMES


def test_long_ids_are_not_folded_into_something_else() -> None:
    long = replace(SETTINGS, domain=".".join(["subdomain"] * 12) + ".example.org")
    raw = mail(thread("f" * 64), long).data
    assert f"<{'f' * 64}@{long.domain}>".encode() in raw.replace(b"\r\n ", b" ")
    assert parsed(raw)["References"] == f"<{'f' * 64}@{long.domain}>"


def test_every_attempt_sends_the_same_bytes() -> None:
    first, later = mail(delivery(), SETTINGS), mail(delivery(attempts=7, lease_token="other"), SETTINGS)
    assert first == later


def test_the_text_comes_first_and_both_parts_are_read_back_as_they_were() -> None:
    owed = delivery()
    said = "To Northland: 1,000 bodies\n.\n\nFrom here: «тіла», " + "слово " * 60 + "\n-- \nrepwatch\n"
    made = mail(replace(owed, message=replace(owed.message, text=said, html=f"<p>{said}</p>\n")), SETTINGS)
    text, html = parsed(made.data).iter_parts()
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    read = [part.get_content().replace("\r\n", "\n") for part in (text, html)]
    assert read == [said, f"<p>{said}</p>\n"]
    assert made.data.isascii()
    assert max(map(len, made.data.split(b"\r\n"))) <= 78
    assert b"\n" not in made.data.replace(b"\r\n", b"")


def test_where_no_bounce_can_arrive_the_sender_is_the_plain_one() -> None:
    assert mail(delivery(), MailSettings()).sender == "repwatch@localhost"


def test_the_date_is_utc_and_that_of_the_message() -> None:
    made = mail(delivery(created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)), SETTINGS)
    assert parsed(made.data)["Date"] == "Fri, 02 Jan 2026 03:04:05 +0000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reader@example.org", "reader@example.org"),
        ("first.last+tag@EXAMPLE.org", "first.last+tag@example.org"),
        pytest.param("reader@пошта.укр", "reader@xn--80a1acn3a.xn--j1amh", id="a domain in other letters"),
    ],
)
def test_an_address(text: str, expected: str) -> None:
    assert headers.address(text) == expected
    assert parsed(mail(delivery(address=text), SETTINGS).data)["To"] == expected


@pytest.mark.parametrize(
    "text",
    ["", "reader", "@example.org", "reader@", "a b@example.org", "a@b@example.org", "reader@example.org\r\nBcc: x@y.z",
     "a@example.org,b@example.org", "Reader <reader@example.org>", '"a"@example.org', "a;b@example.org",
     "x" * 65 + "@example.org", "читач@example.org", "reader@exa mple.org", "reader@[127.0.0.1]", "a\0@example.org",
     "reader@" + "x" * 70 + ".org", "reader@example..org"],
)  # fmt: skip
def test_no_address(text: str) -> None:
    with pytest.raises(headers.BadAddress):
        mail(delivery(address=text), SETTINGS)
