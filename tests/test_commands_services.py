"""Subscriptions to a service, by command and by config.toml: tried first, told like others, shown without secrets."""

import json
import sys
from collections.abc import Iterator

import pytest
from alerts_receiver import Receiver, says
from office import BY, RUSSIAN, Office
from test_commands import repwatch

from repwatch.model.services import INSTALL

TOPIC = "families-7c1f9e"
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD"  # of three tokens one is missing


@pytest.fixture
def ntfy() -> Iterator[Receiver]:
    with Receiver(says(200)) as receiver:
        yield receiver


def subscription(office: Office, *lines: str) -> None:
    with (office.folder / "config.toml").open("a", encoding="utf-8") as file:
        kind = () if any(line.startswith("channel") for line in lines) else ('channel = "apprise"',)
        file.write("\n".join(('[[subscription]]\nid = "chat"', *kind, *lines, "")))


def test_a_service_is_tried_then_told_and_its_address_is_never_shown(office: Office, ntfy: Receiver) -> None:
    address = f"ntfy://127.0.0.1:{ntfy.port}/{TOPIC}"
    seen = []

    def run(*words: str, stdin: str = "", code: int = 0) -> str:
        done = repwatch(*words, cwd=office.folder, stdin=stdin, code=code)
        seen.append(done.stdout + done.stderr)
        return seen[-1]

    said = run("subscribers", "add", "-", *BY, "--channel", "apprise", "--lang", "uk", stdin=f"{address}\n")
    id, untried = said.split()[0], "told nothing until it has taken a test"
    assert "ntfy://***" in said
    assert untried in said
    office.hears(1245)
    office.run("deliver")
    assert ntfy.asked == [], "it has not taken a test yet"

    assert "was taken: 200 OK" in run("alerts", "test", address)
    assert json.loads(ntfy.asked[0].body)["title"] == "Пробне повідомлення, новин немає"
    office.hears(1248, RUSSIAN, "post")
    office.run("deliver")
    body = json.loads(ntfy.asked[1].body)
    assert body["topic"] == TOPIC
    assert "1 245 або 1 248" in body["title"].replace("\xa0", " ")
    assert f"Ви отримали це за підпискою «{id}»" in body["message"]

    again = run("subscribers", "add", address, *BY, "--channel", "apprise", code=1)
    assert f"ntfy://*** has the subscription {id} already" in again
    run("subscribers", "list")
    run("subscribers", "list", "--json")
    run("subscribers", "show", id)
    run("deliveries", "list")
    assert [one["address"] for one in office.listed("deliveries", "list", "--subscription", id)] == ["ntfy://***"]
    run("deliveries", "show", office.listed("deliveries", "list", "--subscription", id)[0]["id"])
    exchange = json.loads(office.run("ledger", "--format", "json"))[0]["id"]
    shown = run("alerts", "preview", exchange, "--as", id, "--anew")
    assert shown.startswith("To: ntfy://***\n\nУкраїні — 1 245 або 1 248 тіл")
    assert untried in run("subscribers", "change", id, "--address", "-", stdin=f"{address}3\n")
    assert "there is no subscription ntfy://***" in run("subscribers", "show", address, code=1)
    run("subscribers", "remove", id, "--yes")
    assert not [words for words in seen if TOPIC in words]
    assert TOPIC.encode() not in (office.folder / "var" / "repwatch.db").read_bytes()


def test_what_is_wrong_in_the_configuration_is_told_without_the_address(office: Office) -> None:
    (office.folder / "chat").write_text(f"{SLACK}\n")
    subscription(office, 'address_file = "chat"')
    said = office.run("config", "check", code=78)
    assert "subscription[chat]: its address cannot be used: An invalid Slack" in said
    assert "T1JJ3T3L2" not in said
    (office.folder / "chat").write_text("ntfys://ntfy.example.org/topic\n")
    assert "2 subscriptions" in office.run("config", "check")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param((), "address: is missing; give it, or in address_file", id="none"),
        pytest.param(('address = "mailto://a:s3cret@b.example"',), "begins with mailto://, which is not", id="mail"),
        pytest.param(('address = ["s3cret"]',), "address: must be text", id="a list"),
        pytest.param(('address_file = "chat"', 'address = "json://s3cret"'), "stands beside address", id="two"),
        pytest.param(
            ('address = "slack://s3cret"', "channel = 'smtp'"), "is slack://***, of a service", id="as a mail"
        ),
        pytest.param(('address_file = "nowhere"',), 'names "nowhere", which cannot be read', id="no file"),
    ],
)
def test_a_wrong_address_is_told(office: Office, lines: tuple[str, ...], told: str) -> None:
    (office.folder / "chat").write_text("json://s3cret.example\n")
    subscription(office, *lines)
    said = office.run("config", "check", code=78)
    assert told in said
    assert "s3cret" not in said


def test_without_the_extra_it_is_told_at_the_check_and_when_subscribing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    said = office.run("subscribers", "add", "ntfys://ntfy.example/x", *BY, "--channel", "apprise", code=2)
    assert INSTALL in said
    subscription(office, 'address = "ntfys://ntfy.example/x"')
    assert INSTALL in office.run("config", "check", code=78)
    assert INSTALL in office.run("run", code=78)
