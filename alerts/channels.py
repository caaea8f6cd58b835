"""Ways to send: a Channel takes one Delivery and returns what the other side said, or raises why not. Edge.

Webhook is in alerts/webhooks.py, Apprise in alerts/services.py.
"""

import logging
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from socket import SHUT_RDWR
from threading import Event, Timer
from time import monotonic
from typing import Any, Protocol

from alerts.headers import BadAddress
from alerts.mail import Mail, mail
from alerts.scores import MESSAGE, RECIPIENT
from repwatch.model import Delivery, MailSettings

ATTEMPT = 700.0  # seconds for one mail; its lease is 720 (R-OUT-2)
STEP = 60.0  # seconds for an answer of the mail server (R-MAIL-3)
AFTER_DOT = 600.0  # and for its answer to the whole message (RFC 5321, 4.5.3.2.6)
GOODBYE = 1.0  # and for its answer to QUIT
SAID = 200  # characters that are kept of what the other side said
# Answers that speak of our login or of encryption, not of this recipient or message: the operator can mend them.
OURS = (530, 534, 535, 538)

logger = logging.getLogger(__name__)


class Refused(Exception):
    """The other side said no. permanent: asking again is no use. retry_after: as it asked, seconds or a time.

    about: what a mail server refused, the recipient or the message (alerts.scores); "" where that says nothing of it.
    """

    def __init__(
        self,
        code: int,
        text: str,
        *,
        permanent: bool = False,
        retry_after: float | datetime | None = None,
        about: str = "",
    ) -> None:
        super().__init__(f"{code} {text}".strip() if code else text)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.about = about


class Unreachable(Exception):
    """There was no answer."""


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What fails in it carries this name as its first note: where an attempt ended (`repwatch alerts test`)."""
    try:
        yield
    except Exception as error:
        if not getattr(error, "__notes__", ()):
            error.add_note(name)
        raise


def failed_at(error: BaseException) -> str:
    """The stage in which an attempt failed, "" if none is noted."""
    cause: BaseException | None = error
    while cause is not None:
        for note in getattr(cause, "__notes__", ()):
            return str(note)
        cause = cause.__cause__
    return ""


class Channel(Protocol):
    def send(self, delivery: Delivery, now: datetime) -> str:
        """One attempt. Returns what the other side said; raises Refused or Unreachable. Used by several threads."""
        ...


def letter(delivery: Delivery, settings: MailSettings) -> Mail:
    """The mail of a delivery; Refused for good if its address is none."""
    try:
        made = mail(delivery, settings)
    except BadAddress as error:
        raise Refused(0, str(error), permanent=True) from error
    if made.plain:
        logger.warning("delivery %s: its subject could not be used in a mail header and was replaced", delivery.id)
    return made


@dataclass(frozen=True, slots=True)
class File:
    """Writes the mail to a folder instead of sending it; the same delivery again is the same file.

    The address is a folder below root; for a mail address the folder is root itself.
    """

    root: Path
    settings: MailSettings

    def send(self, delivery: Delivery, now: datetime) -> str:
        folder = self.root
        if "@" not in delivery.address:
            folder = self._below(delivery.address)
            delivery = replace(delivery, address=f"{delivery.subscription}@{self.settings.domain}")
        try:
            return f"written to {write(folder, f'{delivery.id}.eml', letter(delivery, self.settings).data)}"
        except OSError as error:
            error.add_note("folder")
            raise Unreachable(f"{folder}: {error.strerror}") from error

    def _below(self, name: str) -> Path:
        root = self.root.resolve()
        folder = (root / name).resolve()
        if folder == root or not folder.is_relative_to(root):
            raise Refused(0, f"{name} is no folder below {root}", permanent=True)
        return folder


def write(folder: Path, name: str, data: bytes) -> Path:
    """Whole or not at all, also after a power cut."""
    folder.mkdir(parents=True, exist_ok=True)
    path, draft = folder / name, folder / f".{name}.part"
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
    return path


@dataclass(frozen=True, slots=True)
class Smtp:
    """One connection and one recipient a mail. The server is the operator's word: the guard is not asked.

    The seconds are arguments so that a test need not wait for ten minutes.
    """

    settings: MailSettings
    attempt: float = ATTEMPT
    step: float = STEP
    after_dot: float = AFTER_DOT
    context: ssl.SSLContext | None = None  # None: the system's authorities

    def send(self, delivery: Delivery, now: datetime) -> str:
        with stage("address"):
            made = letter(delivery, self.settings)
        return self._speak(lambda session: self._transfer(session, made))

    def greet(self) -> None:
        """Connect, encrypt and log in, and send nothing. Raises Refused, Unreachable."""
        self._speak(self._goodbye)

    def _speak(self, say: Callable[[smtplib.SMTP], str]) -> str:
        began, said = monotonic(), ""
        try:
            with stage("connection"):
                session = self._session()
            try:
                with deadline(session, self.attempt - (monotonic() - began)):
                    self._enter(session)
                    said = say(session)
            finally:
                session.close()
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"{self.settings.host}:{self.settings.port}: {_words(error)}") from error
        return said

    def _session(self) -> smtplib.SMTP:
        host, port = self.settings.host, self.settings.port
        if self.settings.security == "tls":
            return _SecureSession(host, port, timeout=self.step, context=self._trusted())
        return _Session(host, port, timeout=self.step)

    def _enter(self, session: smtplib.SMTP) -> None:
        with stage("connection"):
            session.ehlo_or_helo_if_needed()
        if self.settings.security == "starttls":
            with stage("encryption"):
                session.starttls(context=self._trusted())
                session.ehlo_or_helo_if_needed()
        if self.settings.user:
            with stage("login"):
                session.login(self.settings.user, self.settings.password)

    def _transfer(self, session: smtplib.SMTP, made: Mail) -> str:
        with stage("sender"):
            _expect(session.mail(made.sender))
        with stage("recipient"):
            _expect(session.rcpt(made.recipient), RECIPIENT)
        with stage("message"):
            said = _expect(self._data(session, made.data), MESSAGE)
        self._goodbye(session)  # the message is theirs; a server that does not say goodbye changes nothing
        return said

    def _goodbye(self, session: smtplib.SMTP) -> str:
        _wait(session, GOODBYE)
        with suppress(OSError, smtplib.SMTPException):
            session.quit()
        return ""

    def _data(self, session: smtplib.SMTP, data: bytes) -> tuple[int, bytes]:
        """Not smtplib's data(): it has one time-out for DATA and for the answer after the dot."""
        _expect(session.docmd("DATA"), MESSAGE, wanted=3)
        body = data.replace(b"\r\n.", b"\r\n..")
        session.send((b"." + body if body.startswith(b".") else body).removesuffix(b"\r\n") + b"\r\n.\r\n")
        _wait(session, self.after_dot)
        return session.getreply()

    def _trusted(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()


def _expect(answer: tuple[int, bytes], about: str = "", *, wanted: int = 2) -> str:
    """What the server said. about: what a 5xx here means, this recipient or this message."""
    code, said = answer
    if code // 100 != wanted:
        raise _refusal(code, said, about)
    return f"{code} {printable(said)}"


def _refusal(code: int, said: bytes | str, about: str = "") -> Refused | Unreachable:
    if code < 200:  # smtplib's -1: the line was closed or made no sense
        return Unreachable(printable(said) or "the connection was lost")
    permanent = about != "" and code // 100 == 5 and code not in OURS
    return Refused(code, printable(said), permanent=permanent, about=about if permanent else "")


def printable(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:SAID]


def _words(error: Exception) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else f"{error}" or type(error).__name__


class HasSocket(Protocol):
    @property
    def sock(self) -> Any:
        """The socket it has now, or None: STARTTLS gives it another one."""


@contextmanager
def deadline(connection: HasSocket, seconds: float) -> Iterator[None]:
    """Ends a conversation that drips: time-outs of a socket count from the last byte. Raises TimeoutError then."""
    over = Event()

    def end() -> None:
        over.set()
        with suppress(OSError):  # it is closed already
            if connection.sock is not None:
                connection.sock.shutdown(SHUT_RDWR)

    timer = Timer(max(0.0, seconds), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if over.is_set():
            raise TimeoutError(f"not done after {seconds:g} s") from error
        raise
    finally:
        timer.cancel()


def _wait(session: smtplib.SMTP, seconds: float) -> None:
    if session.sock is not None:
        session.sock.settimeout(seconds)


class _Session(smtplib.SMTP):
    """The greeting, too, must come in time."""

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        with deadline(self, self.timeout):
            return super().connect(host, port, source_address)


class _SecureSession(_Session, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""
