"""Messages through Apprise over real connections: what is sent, what an answer means, what is never connected to."""

import ast
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from importlib import import_module
from pathlib import Path
from time import monotonic

import pytest
from alerts_builders import AGENCY, DESK, NAMES, NOW, URL, alert, claim, delivery, dispute, settlement, side
from alerts_certificate import Certificate
from alerts_receiver import LOOPBACK, NEVER, Receiver, raw, receivers, says

from alerts.channels import Refused, Unreachable, failed_at
from alerts.digest import compose
from alerts.render import renderer
from alerts.services import Apprise
from repwatch import guard
from repwatch.model import Message
from repwatch.model.services import INSTALL, SERVICES

SECRET = "hunter2-hunter2"
QUOTE = "The office said that 1,245 bodies were handed over, and that more is known of <45> of them, @everyone."
PAGE = f"{URL}/exchanges/2025-10-23-1"
HTTP_ONLY = {  # what a plugin that speaks to its service by requests alone imports beside Apprise itself
    "__future__", "base64", "collections", "contextlib", "contextvars", "copy", "cryptography", "dataclasses",
    "datetime", "enum", "gzip", "hashlib", "hmac", "html", "io", "itertools", "json", "logging", "math", "os", "random",
    "re", "requests", "secrets", "string", "struct", "threading", "time", "typing", "urllib", "uuid",
}  # fmt: skip


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Receiver]]:
    """Starts receivers; a proxy that nobody runs stands in the environment."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receivers() as start:
        yield start


def told(lang: str = "en", many: int = 1, quote: str = QUOTE) -> Message:
    """An exchange with figures that differ on one side."""
    claims = [claim(number, "north", 1245, quote=quote) for number in range(1, many + 1)]
    state = settlement(
        dispute("north", *claims, claim(90, "north", 1000, (AGENCY,))), side("south", claim(91, "south", 31))
    )
    return compose([alert(state)], replace(DESK, lang=lang), renderer(), URL, NAMES)


def sent(address: str, message: Message | None = None, **changes: object) -> str:
    channel = replace(Apprise("repwatch", "https://x.example/bot", LOOPBACK), **changes)  # type: ignore[arg-type]
    return channel.send(replace(delivery(channel="apprise", address=address), message=message or told()), NOW)


@pytest.mark.parametrize("scheme", SERVICES)
def test_a_service_speaks_http_and_nothing_else(scheme: str) -> None:
    name, plugin = SERVICES[scheme]
    module = import_module(f"apprise.plugins.{name}")
    found = getattr(module, plugin)
    schemes = [found.protocol, found.secure_protocol]
    assert scheme in {one for each in schemes for one in ((each,) if isinstance(each, str) else each or ())}
    file = Path(str(module.__file__))
    files = file.parent.glob("*.py") if file.name == "__init__.py" else [file]
    imported = {
        each.split(".")[0]
        for one in files
        for node in ast.walk(ast.parse(one.read_text(encoding="utf-8")))
        for each in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
        )
    }  # fmt: skip
    assert "requests" in imported
    assert imported <= HTTP_ONLY, imported - HTTP_ONLY


@pytest.mark.parametrize(
    ("address", "path", "title", "text"),
    [
        pytest.param("ntfy://127.0.0.1:{port}/news?format=html", "/", "title", "message", id="ntfy"),
        pytest.param("mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4",
                     "/hooks/3ccdd113474722377935511fc85d3dd4", "text", "text", id="like Slack"),
    ],
)  # fmt: skip
def test_a_service_is_sent_the_text_of_the_mail(
    address: str, path: str, title: str, text: str, receive: Callable[..., Receiver]
) -> None:
    receiver = receive(says(200, body=b"ok"))
    assert sent(address.format(port=receiver.port)) == "200 OK"
    (asked,) = receiver.asked
    body = json.loads(asked.body)
    assert asked.path == path
    assert "1,245 or 1,000 bodies to Northland" in body[title]
    assert "Why you get this: a new exchange was reported." in body[text]
    assert "You get this because of the subscription “desk” (at once)." in body[text]
    assert "more is known of <45> of them, @\u2060everyone" in body[text], "as it was said, and it rings nobody"
    assert PAGE in body[text]


def test_what_is_too_long_ends_with_the_way_to_all_of_it(receive: Callable[..., Receiver]) -> None:
    receiver, message = receive(says(200)), told("uk", 8, "Тіла 1245 загиблих передано, повідомили в установі. " * 9)
    sent(f"ntfy://127.0.0.1:{receiver.port}/news", message)
    (asked,) = receiver.asked
    text = json.loads(asked.body)["message"]
    assert len(asked.body) < 8000, "more would be sent as a file"
    assert f"…\n\nУсі дані та цитати: {PAGE}" in text
    assert "Ви отримали це за підпискою «desk»" in text
    assert set(text.replace("@\u2060", "@").splitlines()) - {"…"} <= set(message.text.splitlines())


ANSWERS = [
    pytest.param(says(410), "410 Gone", True, None, id="410: it is gone"),
    pytest.param(says(429, ("Retry-After", "120")), "429 Too Many Requests", False, 120, id="429: asked later"),
    pytest.param(says(302, ("Location", "http://127.0.0.1:{port}/in")), "302 Found", False, None, id="a redirect"),
]


@pytest.mark.parametrize(("answer", "said", "permanent", "after"), ANSWERS)
def test_what_an_answer_means(
    answer: Callable[[BaseHTTPRequestHandler], None],
    said: str,
    permanent: bool,
    after: int | None,
    receive: Callable[..., Receiver],
) -> None:
    receiver = receive(answer)
    with pytest.raises(Refused) as refused:
        sent(f"json://127.0.0.1:{receiver.port}/in?retry=3&redirect=yes&optional=yes")
    assert str(refused.value).startswith(said)
    assert str(refused.value).isprintable()
    assert (refused.value.permanent, failed_at(refused.value)) == (permanent, "service")
    assert refused.value.retry_after == (NOW + timedelta(seconds=after) if after else None)
    assert len(receiver.asked) == 1, "the outbox tries again, not the library"


def test_a_server_that_hangs_or_floods_holds_up_nothing(receive: Callable[..., Receiver]) -> None:
    hanging, began = receive(lambda _: NEVER.wait(3)), monotonic()
    with pytest.raises(Unreachable, match="not in time"):
        sent(f"json://127.0.0.1:{hanging.port}/in?rto=60", total=1.0)
    assert monotonic() - began < 2.5
    flooding = receive(raw(b"HTTP/1.1 200 OK\r\n\r\n", for_ever=b"x" * 65536))
    assert sent(f"json://127.0.0.1:{flooding.port}/in") == "200 OK"


def test_a_certificate_is_checked_whatever_the_address_says(receive: Callable[..., Receiver], tmp_path: Path) -> None:
    receiver = receive(says(200), Certificate(tmp_path, "127.0.0.1").server)
    with pytest.raises(Unreachable, match="certificate verify failed") as error:
        sent(f"jsons://127.0.0.1:{receiver.port}/in?verify=no")
    assert failed_at(error.value) == "encryption"
    assert receiver.asked == []


def test_nobody_there_is_no_answer(receive: Callable[..., Receiver]) -> None:
    with pytest.raises(Unreachable, match="no answer: Connection refused") as error:
        sent("json://127.0.0.1:9/in")
    assert failed_at(error.value) == "connection"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("json://127.0.0.1:{port}/in", id="loopback"),
        pytest.param("jsons://localhost:{port}/in", id="a private name"),
    ],
)
def test_an_address_that_is_not_allowed_is_not_connected_to(address: str, receive: Callable[..., Receiver]) -> None:
    receiver = receive(says(200))
    with pytest.raises(Refused) as refused:
        sent(address.format(port=receiver.port), allow_networks=())
    assert (str(refused.value), failed_at(refused.value)) == (guard.NOT_ALLOWED, "address")
    assert receiver.asked == []


def test_no_part_of_an_address_comes_back_in_words(
    receive: Callable[..., Receiver], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    receiver = receive(
        says(403, body=f"{SECRET} may not post to /{SECRET.upper()}, nor a {SECRET[:7]}\x1b[31m".encode())
    )
    with pytest.raises(Refused) as refused:
        sent(f"json://anna:{SECRET}@127.0.0.1:{receiver.port}/{SECRET}")
    assert receiver.asked[0].headers["Authorization"].startswith("Basic")
    assert str(refused.value) == "403 *** may not post to /***, nor a hunter2 [31m"
    assert not refused.value.permanent
    assert Apprise(allow_networks=LOOPBACK).fault(f"slack://{SECRET}/b/c").startswith("its address cannot be used")
    everything = repr(refused.value) + caplog.text + "".join(capfd.readouterr())
    assert SECRET not in everything


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Refused) as refused:
        sent("ntfys://ntfy.example/topic")
    assert INSTALL in str(refused.value)
    assert failed_at(refused.value) == "extra"
