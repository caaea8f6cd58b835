"""A delivery as the bytes of one mail to one recipient, with the headers of R-MAIL-1. Pure."""

from dataclasses import dataclass
from email.utils import format_datetime

from alerts import headers
from repwatch.model import Delivery, MailSettings

VERP_DIGITS = 48  # of the delivery's id: the part before @ has room for 64 characters (RFC 5321, 4.5.3.1.1)
LOCAL = "localhost"


@dataclass(frozen=True, slots=True)
class Mail:
    """sender: of the envelope. plain: the subject could not be used and was replaced."""

    sender: str
    recipient: str
    data: bytes
    plain: bool


def mail(delivery: Delivery, settings: MailSettings) -> Mail:
    """The same on every attempt. Raises headers.BadAddress if the recipient is none."""
    recipient = headers.address(delivery.address)
    data = _proved(delivery, recipient, settings, headers.clean(delivery.message.subject))
    plain = data is None
    if data is None:
        data = _bytes(_headers(delivery, recipient, settings, _fallback(delivery)), delivery)
    return Mail(_envelope_sender(delivery, settings), recipient, data, plain)


def _proved(delivery: Delivery, recipient: str, settings: MailSettings, subject: str) -> bytes | None:
    intended = _headers(delivery, recipient, settings, subject)
    try:
        data = _bytes(intended, delivery)
    except (ValueError, IndexError, TypeError, LookupError):  # what the library has raised on odd subjects
        return None
    return data if subject and headers.proved(data, intended) else None


def _fallback(delivery: Delivery) -> str:
    return f"New figure reported [{delivery.id}]"


def _bytes(intended: headers.Headers, delivery: Delivery) -> bytes:
    return headers.mail(intended, delivery.message.text, delivery.message.html, f"=_{delivery.id[:VERP_DIGITS]}")


def _headers(delivery: Delivery, recipient: str, settings: MailSettings, subject: str) -> headers.Headers:
    thread = delivery.message.thread
    answered = f"<{thread}@{settings.domain}>" if thread and thread != delivery.id else ""
    return [
        ("From", settings.sender),
        ("To", recipient),
        ("Subject", subject),
        ("Date", format_datetime(delivery.created_at)),
        ("Message-ID", f"<{delivery.id}@{settings.domain}>"),
        *([("In-Reply-To", answered), ("References", answered)] if answered else []),
        ("List-Id", f"<alerts.{settings.domain}>"),
        *_unsubscribing(delivery.message.unsubscribe, settings.domain),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]


def _unsubscribing(page: str, domain: str) -> list[tuple[str, str]]:
    """One click needs https (RFC 8058, 3.1); the address of a mailbox, a domain that takes mail."""
    token = page.rpartition("/")[2]
    mailbox = [f"<mailto:unsubscribe+{token}@{domain}>"] if page and domain != LOCAL else []
    if not page.startswith("https://"):
        return [("List-Unsubscribe", mailbox[0])] if mailbox else []
    return [
        ("List-Unsubscribe", ", ".join([f"<{page}>", *mailbox])),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _envelope_sender(delivery: Delivery, settings: MailSettings) -> str:
    """Bounces find their delivery by the address they come to, where there is a domain that takes them."""
    if settings.domain == LOCAL:
        return settings.sender
    return f"bounce+{delivery.id[:VERP_DIGITS]}@{settings.domain}"
