"""A mail that came to us -> what it is and which message of ours it speaks of. Pure.

In: its bytes as the mail server hands them over, the address it came to, our domain. Out: Returned. Who writes to us is
not to be believed: a mail speaks of a message of ours when it came to the sender address of that message alone, or
quotes its Message-ID or sender address, which nobody else knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from flufl.bounce import all_failures

from repwatch.model import Came

MOST = 1 << 19  # bytes that are read of a mail; what a returned mail says stands at its beginning
BOUNCE, UNSUBSCRIBE = "bounce", "unsubscribe"  # what the names of our addresses begin with
PROOFS = 5  # ids at most
_ID = r"([0-9a-f]{32,64})"
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MBOX = re.compile(rb"\A>?From [^\n]*\n")  # a line that some mail servers put before a mail, with the time of the day
_TO = ("X-Original-To", "Delivered-To", "Envelope-To")  # where a mail server writes whom it was for
_COMPLAINTS = ("abuse", "fraud", "virus", "opt-out", "opt-out-list", "other")  # RFC 5965 and 6650; else no complaint
_ROBOTS = ("bulk", "junk", "list", "auto_reply")


@dataclass(frozen=True, slots=True)
class Address:
    """One of ours that a mail came to. kind "": it is none of them. extension: what stands after the plus."""

    kind: str = ""
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """ids: how the ids of the messages begin that it speaks of. named: mailboxes that it says have failed.

    automatic: a program wrote it. words: what was not understood, for people.
    """

    came: Came
    ids: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    status: str = ""
    automatic: bool = False
    words: str = ""


def key(data: bytes, to: str) -> str:
    """The same for the same mail, however often it is handed over."""
    return sha256(to.encode() + b"\0" + _MBOX.sub(b"", data)).hexdigest()


def address(to: str) -> Address:
    """unsubscribe+token@…, bounce+id@…, and both without anything after the plus. The token keeps its letters."""
    name = to.strip().rpartition("@")[0]
    kind, _, extension = name.partition("+")
    return Address(kind.lower(), extension) if kind.lower() in (BOUNCE, UNSUBSCRIBE) else Address()


def recipient(data: bytes) -> str:
    """Whom the mail server says it was for, if the one who calls did not say."""
    headers = _parsed(data)
    found = [str(value) for name in _TO for value in headers.get_all(name, [])]
    ours = [each for each in found if address(each).kind]
    return (ours or found or [""])[0]


def read(data: bytes, to: str, domain: str) -> Returned:
    """Never raises: what cannot be read is UNKNOWN, and words say why."""
    try:
        return _read(data[:MOST], to, domain)
    except Exception as error:  # noqa: BLE001  a mail may be anything, and one that broke us is kept with this reason
        return Returned(Came.UNKNOWN, automatic=True, words=f"it could not be read: {type(error).__name__}")


def _read(data: bytes, to: str, domain: str) -> Returned:
    mail = _parsed(data)
    ids = tuple(_ids(data, to, domain))
    if (kind := _feedback(mail)) is not None:
        if kind in _COMPLAINTS:
            return Returned(Came.COMPLAINT, ids, automatic=True)
        return Returned(Came.UNKNOWN, ids, automatic=True, words=f"a report that is no complaint: {kind or 'no kind'}")
    temporary, permanent = all_failures(_from_somebody(mail))
    named = tuple(sorted(each.decode("ascii", "replace") for each in permanent or temporary))
    if permanent:
        return Returned(Came.PERMANENT, ids, named, _status(mail, "fail"), automatic=True)
    if temporary:
        return Returned(Came.TEMPORARY, ids, named, _status(mail, "delay"), automatic=True)
    return Returned(Came.UNKNOWN, ids, automatic=_automatic(mail), words="it is no returned mail that is known")


def _parsed(data: bytes) -> "Message[str, str]":
    return message_from_bytes(_MBOX.sub(b"", data[:MOST]))


def _from_somebody(mail: "Message[str, str]") -> "Message[str, str]":
    """flufl.bounce 6.0.0 takes it for granted that a mail says who it is from, and breaks where none does."""
    if not any(address for _, address in getaddresses([str(mail.get("From", ""))])):
        del mail["From"]
        mail["From"] = "nobody@invalid"
    return mail


def _ids(data: bytes, to: str, domain: str) -> Iterator[str]:
    """Each once: of the address it came to first, then those that it quotes."""
    own, ours = address(to), re.escape(domain).encode()
    found = [own.extension.lower()] if own.kind == BOUNCE and re.fullmatch(_ID, own.extension.lower()) else []
    quoted = re.finditer(rb"(?:<|bounce\+)" + _ID.encode() + rb"@" + ours + rb"\b", data, re.IGNORECASE)
    found += [match[1].decode().lower() for match in quoted]
    yield from list(dict.fromkeys(found))[:PROOFS]


def _feedback(mail: "Message[str, str]") -> str | None:
    """The kind of a report in the Abuse Reporting Format (RFC 5965); None: it is none."""
    for part in mail.walk():
        if part.get_content_type() == "message/feedback-report":
            block = next(iter(_blocks(part)), part)
            return str(block.get("Feedback-Type") or _field(block, "feedback-type")).strip().lower()
    return None


def _blocks(part: "Message[str, str]") -> "list[Message[str, str]]":
    """Of fields, into which the library takes such a part."""
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _field(part: "Message[str, str]", name: str) -> str:
    """Of a block of fields that the library takes for text."""
    body = part.get_payload(decode=True)
    lines = body.decode("utf-8", "replace").splitlines() if isinstance(body, bytes) else []
    return next((line.partition(":")[2] for line in lines if line.lower().startswith(f"{name}:")), "")


def _status(mail: "Message[str, str]", action: str) -> str:
    """The code of the first recipient that fared so (RFC 3464)."""
    for part in mail.walk():
        for block in _blocks(part) if part.get_content_type() == "message/delivery-status" else ():
            if str(block.get("Action", "")).lower().startswith((action, "error")):
                found = _STATUS.search(str(block.get("Status", "")))
                if found:
                    return found[1]
    return ""


def _automatic(mail: "Message[str, str]") -> bool:
    said = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        said != "no"
        or str(mail.get("Precedence", "")).strip().lower() in _ROBOTS
        or str(mail.get("Return-Path", "x")).strip() in ("", "<>")
    )
