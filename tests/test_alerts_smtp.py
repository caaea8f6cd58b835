"""Mails over real connections: what a mail server answers, or does not, and what becomes of the delivery (R-MAIL-3)."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from threading import Event, Thread
from time import monotonic
from typing import Any, Self

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from alerts_builders import NOW, delivery
from alerts_certificate import Certificate
from receivers import MailServer, free_port

from alerts.channels import Refused, Smtp, Unreachable
from repwatch.model import MailSettings

FAST = {"attempt": 5.0, "step": 0.3, "after_dot": 0.3}  # seconds
HANG, DROP = b"hang", b"drop"


def smtp(port: int, context: ssl.SSLContext | None = None, **changes: Any) -> Smtp:
    settings = MailSettings("127.0.0.1", port, "none", sender="alerts@example.org", domain="example.org")
    return Smtp(replace(settings, **changes), **FAST, context=context)


class Handler:
    """answers: by step; what is not there is taken. mails: envelope sender, recipients, content."""

    def __init__(self, **answers: str) -> None:
        self._answers = answers
        self.mails: list[tuple[str | None, list[str], bytes]] = []

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, sender: str, options: list[str]) -> str:
        envelope.mail_from = sender
        return self._answers.get("mail", "250 OK")

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(to)
        return self._answers.get("rcpt", "250 OK")

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, content))
        return self._answers.get("data", "250 2.0.0 queued as 4711")


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    with ExitStack() as stack:

        def start(handler: Handler, **options: Any) -> int:
            controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
            controller.start()
            stack.callback(controller.stop)
            return controller.port

        yield start


@dataclass
class Scripted:
    """A server by hand, for what a well-made one never does. answers: by verb; "" is the greeting, "." the last one."""

    answers: Mapping[str, bytes]
    heard: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._over = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with closing(connection), connection.makefile("rb") as lines:
            try:
                in_data, more = False, self._say(connection, "")
                while more and (line := lines.readline()):
                    words = line.decode("latin-1").split()  # a handshake of TLS, too, may come here
                    verb = words[0].upper() if words else ""
                    if in_data and verb != ".":
                        continue
                    self.heard.append(verb)
                    in_data = verb == "DATA"
                    more = self._say(connection, verb)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client has had enough

    def _say(self, connection: socket.socket, verb: str) -> bool:
        usual = {"": b"220 hello\r\n", "DATA": b"354 go on\r\n"}.get(verb, b"250 fine\r\n")
        answer = self.answers.get(verb, usual)
        if answer == HANG:
            self._over.wait(10)
        elif answer.startswith(b"late "):
            self._over.wait(0.4)
            connection.sendall(answer.removeprefix(b"late "))
        elif answer.startswith(b"slowly "):
            while not self._over.wait(0.1):
                connection.sendall(answer.removeprefix(b"slowly "))
        elif answer != DROP:
            connection.sendall(answer)
        return answer not in (HANG, DROP)


def test_a_mail_that_is_taken_arrives_as_it_was_made(serve: Callable[..., int]) -> None:
    owed, handler = delivery(), Handler()
    owed = replace(owed, message=replace(owed.message, text=".\n..\nFrom x\n\n.end\n" + "я" * 500 + "\n"))
    channel = smtp(serve(handler))
    assert channel.send(owed, NOW) == "250 2.0.0 queued as 4711"
    ((sender, to, content),) = handler.mails
    assert (sender, to) == (f"bounce+{owed.id}@example.org", ["reader@example.org"])
    assert b"\r\n..\r\n" in content
    assert b"Message-ID: <" + owed.id.encode() + b"@example.org>\r\n" in content


def test_every_attempt_has_the_same_message_id() -> None:
    with MailServer() as server:
        for attempts in (0, 1):
            smtp(server.port).send(delivery(attempts=attempts), NOW)
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{delivery().id}@example.org>"
    assert first.as_bytes() == second.as_bytes()


@pytest.mark.parametrize(
    ("answers", "code", "permanent"),
    [
        pytest.param({"rcpt": "550 5.1.1 no such user"}, 550, True, id="no such recipient: for good"),
        pytest.param({"rcpt": "450 4.2.1 try later"}, 450, False, id="recipient busy: later"),
        pytest.param({"rcpt": "452 4.2.2 mailbox full"}, 452, False, id="mailbox full: later"),
        pytest.param(
            {"rcpt": "530 5.7.0 authentication required"}, 530, False, id="our login: the operator can mend it"
        ),
        pytest.param({"mail": "553 5.1.8 sender not allowed"}, 553, False, id="our sender: the operator can mend it"),
        pytest.param({"mail": "421 4.3.2 shutting down"}, 421, False, id="going down: later"),
        pytest.param({"data": "554 5.7.1 refused as spam"}, 554, True, id="this message: for good"),
        pytest.param({"data": "451 4.3.0 out of disk"}, 451, False, id="trouble over there: later"),
    ],
)
def test_what_a_refusal_means(answers: dict[str, str], code: int, permanent: bool, serve: Callable[..., int]) -> None:
    with pytest.raises(Refused) as refused:
        smtp(serve(Handler(**answers))).send(delivery(), NOW)
    assert (refused.value.code, refused.value.permanent) == (code, permanent)
    assert str(refused.value) == next(iter(answers.values()))


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"": HANG}, id="says nothing at all"),
        pytest.param({"": b"slowly 220-hello\r\n"}, id="greets for ever"),
        pytest.param({"EHLO": HANG}, id="hangs at EHLO"),
        pytest.param({"RCPT": HANG}, id="hangs at RCPT"),
        pytest.param({"DATA": HANG}, id="hangs at DATA"),
        pytest.param({".": HANG}, id="hangs after the message"),
        pytest.param({"": DROP}, id="drops the line at once"),
        pytest.param({"MAIL": DROP}, id="drops it at MAIL"),
        pytest.param({"DATA": DROP}, id="drops it at DATA"),
        pytest.param({".": DROP}, id="drops it after the message"),
        pytest.param({"": b"SSH-2.0-OpenSSH_9.2\r\n"}, id="is no mail server"),
    ],
)
def test_no_answer_is_tried_again_and_takes_no_longer_than_it_may(answers: dict[str, bytes]) -> None:
    began = monotonic()
    with Scripted(answers) as server, pytest.raises(Unreachable) as unreachable:
        smtp(server.port).send(delivery(), NOW)
    assert monotonic() - began < 3
    assert str(unreachable.value)


def test_the_answer_to_the_whole_message_may_take_longer_than_the_others() -> None:
    with Scripted({".": b"late 250 taken\r\n"}) as server:
        assert replace(smtp(server.port), step=0.2, after_dot=3.0).send(delivery(), NOW) == "250 taken"
    with Scripted({"DATA": b"late 354 go on\r\n"}) as server, pytest.raises(Unreachable):
        replace(smtp(server.port), step=0.2, after_dot=3.0).send(delivery(), NOW)


@pytest.mark.parametrize("step", ["MAIL", "."], ids=["before the message", "after it"])
def test_an_answer_that_drips_ends_with_the_attempt(step: str) -> None:
    began = monotonic()
    with Scripted({step: b"slowly 250-more\r\n"}) as server, pytest.raises(Unreachable, match="in time"):
        replace(smtp(server.port), attempt=0.8).send(delivery(), NOW)
    assert monotonic() - began < 3


@pytest.mark.parametrize("goodbye", [HANG, DROP, b"500 what?\r\n"], ids=["hangs", "drops", "is rude"])
def test_a_message_that_is_taken_is_sent_however_the_server_says_goodbye(goodbye: bytes) -> None:
    with Scripted({"QUIT": goodbye}) as server:
        assert smtp(server.port).send(delivery(), NOW) == "250 fine"
    assert server.heard[-2:] == [".", "QUIT"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(b"250 " + b"x" * 100_000 + b"\r\n", 500, id="a line without end"),
        pytest.param(b"250 \x1b[31m\xff\x00ok\r\n", 250, id="control characters"),
    ],
)
def test_an_odd_answer_leaves_nothing_odd_in_the_log(answer: bytes, code: int) -> None:
    with Scripted({".": answer}) as server:
        try:
            said = smtp(server.port).send(delivery(), NOW)
        except Refused as refused:
            said = str(refused)
    assert said.startswith(str(code))
    assert said.isprintable()
    assert len(said) < 250


def test_where_nobody_listens_it_is_tried_again() -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        smtp(free_port()).send(delivery(), NOW)


def test_an_address_that_is_none_is_refused_for_good_without_a_connection() -> None:
    with pytest.raises(Refused, match="is no mail address") as refused:
        smtp(free_port()).send(delivery(address="reader@example.org\nBcc: evil@example.net"), NOW)
    assert refused.value.permanent


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


def test_starttls_with_a_login(serve: Callable[..., int], certificate: Certificate) -> None:
    handler, logins = Handler(), []

    def authenticate(_: SMTP, session: Session, __: Envelope, ___: str, data: Any) -> AuthResult:
        logins.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=data.password == b"secret", handled=False)

    port = serve(handler, tls_context=certificate.server, require_starttls=True, authenticator=authenticate)
    channel = smtp(port, certificate.client, security="starttls", user="repwatch", password="secret")
    assert channel.send(delivery(), NOW).startswith("250")
    assert logins == [(True, b"repwatch", b"secret")]
    assert len(handler.mails) == 1
    with pytest.raises(Refused) as refused:
        replace(channel, settings=replace(channel.settings, password="wrong")).send(delivery(), NOW)
    assert (refused.value.code, refused.value.permanent) == (535, False)
    assert "wrong" not in str(refused.value)


def test_tls_from_the_first_byte(serve: Callable[..., int], certificate: Certificate) -> None:
    handler = Handler()
    port = serve(handler, ssl_context=certificate.server)
    assert smtp(port, certificate.client, security="tls").send(delivery(), NOW).startswith("250")
    assert len(handler.mails) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_cannot_prove_its_name_gets_nothing(
    security: str, serve: Callable[..., int], certificate: Certificate
) -> None:
    handler = Handler()
    options = {"ssl_context": certificate.server} if security == "tls" else {"tls_context": certificate.server}
    with pytest.raises(Unreachable, match=r"(?i)certificate"):
        smtp(serve(handler, **options), security=security).send(delivery(), NOW)
    assert not handler.mails


def test_a_server_without_starttls_gets_nothing(serve: Callable[..., int]) -> None:
    handler = Handler()
    with pytest.raises(Unreachable, match=r"(?i)starttls"):
        smtp(serve(handler), security="starttls").send(delivery(), NOW)
    assert not handler.mails
