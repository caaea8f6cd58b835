"""Header values that come from outside, made harmless (R-MAIL-4), and a mail whose headers are proved. Pure."""

import re
from collections.abc import Sequence
from email.header import Header
from email.headerregistry import HeaderRegistry, MessageIDHeader, UnstructuredHeader
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, Policy, compat32
from typing import Any
from unicodedata import category, normalize

LIMIT = 150  # characters of a value from outside
WIDTH = 76  # characters of a line with an encoded word (RFC 2047, 2)
_ADDRESS = re.compile(r'([^@\s<>",;:\\]{1,64})@([a-z0-9.-]{1,253})')

Headers = Sequence[tuple[str, str]]


class BadAddress(ValueError):
    """No mail can be sent to this text."""


def clean(value: str) -> str:
    """One short line that no reader of headers can take for more than text."""
    letters = (" " if category(letter) in ("Cc", "Zl", "Zp") else letter for letter in normalize("NFC", value))
    plain = "".join(letter for letter in letters if category(letter) not in ("Cf", "Cs"))
    return " ".join(plain.replace("=?", "= ?").split())[:LIMIT].rstrip()


def address(text: str) -> str:
    """The address with its domain in ASCII. Raises BadAddress."""
    name, _, domain = text.rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError as error:
        raise BadAddress(f"{domain!r} is no domain") from error
    if not _ADDRESS.fullmatch(plain) or not plain.isascii() or not plain.isprintable():
        raise BadAddress(f"{text!r} is no mail address")
    return plain


def masked(address: str) -> str:
    """For the program's log, where the address of a person is not written (R-LOG-1)."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}" if at else address


def mail(headers: Headers, text: str, html: str, boundary: str) -> bytes:
    """multipart/alternative, text first; the same arguments give the same bytes. Raises ValueError as email does."""
    message = EmailMessage(policy=SMTP.clone(header_factory=_registry()))
    for name, value in headers:
        message[name] = value
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(boundary)
    for part in message.iter_parts():
        del part["MIME-Version"]
    return message.as_bytes()


def without(words: str, mailbox: str) -> str:
    """What a server says, which may repeat the address of a person."""
    return (
        re.sub(re.escape(mailbox), lambda _: masked(mailbox), words, flags=re.IGNORECASE) if "@" in mailbox else words
    )


def proved(data: bytes, headers: Headers) -> bool:
    """Do the bytes, read again, have the intended headers, each as often as intended, and no others?"""
    intended = [name for name, _ in headers] + ["MIME-Version", "Content-Type"]
    return sorted(BytesParser(policy=compat32).parsebytes(data, headersonly=True).keys()) == sorted(intended)


class _Subject(UnstructuredHeader):
    """Folded by the older code of the library: the newer one loses spaces between encoded words (seen on 3.11.7)."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        text = str(self)
        folded = Header(text, "us-ascii" if text.isascii() else "utf-8", header_name="Subject", maxlinelen=WIDTH)
        return f"Subject: {folded.encode(linesep=policy.linesep)}{policy.linesep}"


class _Addresses(UnstructuredHeader):
    """Links in angle brackets, broken only between two of them: an encoded word is no link."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"List-Unsubscribe: {str(self).replace(', ', f',{policy.linesep} ')}{policy.linesep}"


def _registry() -> HeaderRegistry:
    """Without this, a long id in these is folded as an encoded word and no program finds the thread or the link."""
    registry = HeaderRegistry()
    registry.map_to_type("subject", _Subject)  # type: ignore[arg-type]  # as below
    registry.map_to_type("list-unsubscribe", _Addresses)  # type: ignore[arg-type]  # as below
    for name in ("in-reply-to", "references"):
        registry.map_to_type(name, MessageIDHeader)  # type: ignore[arg-type]  # the registry makes the BaseHeader of it
    return registry
