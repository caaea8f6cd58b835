"""Mails as mail servers send them back, written for the tests."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from alerts_builders import NOW, delivery

from repwatch.model import Delivery
from storage import Storage

DOMAIN = "example.org"


def dsn(
    action: str = "failed",
    status: str = "5.1.1",
    quoted: bytes = b"",
    address: str = "reader@example.org",
    to: str = "",
) -> bytes:
    """A delivery status notification (RFC 3464). quoted: the mail, or its headers, that it sends back."""
    parts = [
        (
            "text/plain; charset=us-ascii",
            b"I am sorry to have to inform you that your message could not be delivered.\r\n",
        ),
        (
            "message/delivery-status",
            b"Reporting-MTA: dns; mx.example.net\r\n\r\n"
            + f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n".encode()
            + b"Diagnostic-Code: smtp; 550 no\r\n",
        ),
    ]
    if quoted:
        parts.append(("message/rfc822", quoted))
    return _report("delivery-status", parts, to)


def complaint(kind: str = "abuse", quoted: bytes = b"", to: str = "") -> bytes:
    """A report in the Abuse Reporting Format (RFC 5965)."""
    fields = f"Feedback-Type: {kind}\r\nUser-Agent: Some/1.0\r\nVersion: 1\r\n".encode()
    parts = [("text/plain", b"This is an email abuse report.\r\n"), ("message/feedback-report", fields)]
    return _report("feedback-report", [*parts, ("message/rfc822", quoted or b"Subject: x\r\n\r\ny\r\n")], to)


def _report(kind: str, parts: list[tuple[str, bytes]], to: str) -> bytes:
    head = (
        "From: MAILER-DAEMON@mx.example.net\r\nTo: x@example.org\r\nSubject: about your mail\r\nMIME-Version: 1.0\r\n"
    )
    head += f"Delivered-To: {to}\r\n" if to else ""
    head += (
        f'Content-Type: multipart/report; report-type={kind}; boundary="--b"\r\nAuto-Submitted: auto-replied\r\n\r\n'
    )
    body = b"".join(b"----b\r\nContent-Type: " + type_.encode() + b"\r\n\r\n" + text + b"\r\n" for type_, text in parts)
    return head.encode() + body + b"----b--\r\n"


def letter(text: str = "Thank you.\r\n", **headers: str) -> bytes:
    """From a person, but for what the headers say."""
    made = EmailMessage(policy=SMTP)
    for name, value in {"From": "anna@example.net", "To": "x@example.org", "Subject": "Re: alerts", **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def verp(owed: Delivery) -> str:
    return f"bounce+{owed.id}@{DOMAIN}"


def owe(storage: Storage, owed: Delivery, kind: str = "urgent", subscription: str = "desk") -> Delivery:
    with storage.transaction():
        row = storage.subscriptions.digest(owed.id, subscription, kind, owed.id, NOW)
        storage.outbox.owe(owed, owed.id, row or 0)
    return owed


def sent(storage: Storage, number: int, address: str = "reader@example.org", at: datetime = NOW) -> Delivery:
    """A mail that was sent."""
    owed = owe(storage, delivery(number, address=address))
    (leased,) = storage.outbox.lease(at)
    assert storage.outbox.record_sent(leased, at, "250 taken")
    return owed
