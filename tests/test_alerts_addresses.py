"""Where a webhook is posted to: a checked address, the very one that was checked, with a proven name (R-SSRF-3)."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alerts_builders import NOW
from alerts_certificate import Certificate
from alerts_receiver import Receiver, hook, owed, receivers, says
from spellings import LOOPBACK, REFUSED, REFUSED_IPS

from alerts.channels import Refused, Unreachable


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    with receivers() as start:
        yield start


class Names:
    """A name server. answers: the addresses it gives, call after call; the last again and again."""

    def __init__(self, *answers: list[str], port: int = 443) -> None:
        self._answers, self._port = list(answers), port
        self.calls: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        self.calls.append(host)
        found = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, self._port)) for ip in found]


@pytest.mark.parametrize("scheme", ["http:", "https:"])
@pytest.mark.parametrize("spelling", [*REFUSED, *LOOPBACK], ids=lambda text: ascii(text)[:60])
def test_what_is_not_allowed_is_not_even_resolved(spelling: str, scheme: str, receive: Callable[..., Receiver]) -> None:
    receiver, names = receive(says(200)), Names(["127.0.0.1"])
    url = spelling.replace("{at}", f":{receiver.port}").replace("http:", scheme)
    with pytest.raises(Refused) as refused:
        hook(allow_networks=(), resolve=names).send(owed(url), NOW)
    assert str(refused.value) == "address not allowed"
    assert (names.calls, receiver.asked) == ([], [])


def test_a_webhook_is_asked_by_https_alone() -> None:
    names = Names(["93.184.216.34"])
    with pytest.raises(Refused, match="address not allowed"):
        hook(allow_networks=(), resolve=names).send(owed("http://hook.example.org/"), NOW)
    assert names.calls == []


@pytest.mark.parametrize("address", REFUSED_IPS)
def test_no_name_leads_to_an_address_that_is_not_allowed(address: str) -> None:
    with pytest.raises(Refused, match="address not allowed"):
        hook(allow_networks=(), resolve=Names([address])).send(owed("https://hook.example.org/"), NOW)


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["::1"],
     ["::ffff:10.0.0.1"], ["fe80::1%eth0"], []],
    ids=lambda each: ", ".join(each) or "none",
)  # fmt: skip
def test_a_name_is_as_good_as_its_worst_address(addresses: list[str]) -> None:
    names = Names(addresses)
    with pytest.raises(Refused) as refused:
        hook(allow_networks=(), resolve=names).send(owed("https://hook.example.org/"), NOW)
    assert str(refused.value) == "address not allowed"
    assert names.calls == ["hook.example.org"]


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    def resolve(*_: object, **__: object) -> list[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Unreachable, match="Name or service not known"):
        hook(resolve=resolve).send(owed("https://hook.example.org/"), NOW)


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    tmp_path: Path, receive: Callable[..., Receiver]
) -> None:
    certificate, shown = Certificate(tmp_path, "hook.example.org"), []
    certificate.server.sni_callback = lambda _, name, __: shown.append(name)
    receiver = receive(says(200), certificate.server)
    names = Names(["127.0.0.1"], ["10.0.0.1"], port=receiver.port)
    channel = hook(context=certificate.client, resolve=names)
    assert channel.send(owed("https://hook.example.org./in?x=1"), NOW).startswith("200")
    assert names.calls == ["hook.example.org"]  # asked once: there is no second answer to be lied to by
    assert shown == ["hook.example.org"]
    assert receiver.asked[0].headers["Host"] == "hook.example.org."
    with pytest.raises(Refused, match="address not allowed"):
        channel.send(owed("https://hook.example.org./in"), NOW)
    assert len(receiver.asked) == 1


@pytest.mark.parametrize("trusted", [True, False], ids=["for another name", "from nobody we trust"])
def test_a_certificate_must_prove_the_name(trusted: bool, tmp_path: Path, receive: Callable[..., Receiver]) -> None:
    certificate = Certificate(tmp_path, "other.example.org" if trusted else "hook.example.org")
    receiver = receive(says(200), certificate.server)
    channel = hook(context=certificate.client if trusted else None, resolve=Names(["127.0.0.1"], port=receiver.port))
    with pytest.raises(Unreachable, match=r"(?i)certificate"):
        channel.send(owed("https://hook.example.org/"), NOW)
    assert receiver.asked == []
