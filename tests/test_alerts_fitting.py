"""What a service is sent of a long message: never half a number, and always the way to all of it."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from alerts_builders import URL
from test_alerts_services import told

from alerts.courier import Notes, one_piece, parts_of, sent, service_of
from alerts.errands import Errand
from alerts.fitting import fitted, narrow, quiet
from repwatch.model import Message
from repwatch.model.services import SERVICES, fault, hidden, scrubbed

HEAD = (
    "Exchange of 23 October 2025\nWhy you get this: a new exchange.\n\nTo Northland: 1,245 or 1,000 bodies\n  1,245 [1]"
)
REPORTS = '\n\n[1] The Courier\n    "1,245 bodies"\n    https://a.example/1\n[2] Lenta\n    "1,000 bodies"'
SIGNED = "\n\n-- \nrepwatch\nYou get this because of “desk”."
WHOLE = "All figures: https://x.example/1"
END = f"\n\n…\n\n{WHOLE}"
MESSAGE = Message("S", f"{HEAD}{REPORTS}\n\n{WHOLE}{SIGNED}\n", "", "", whole=WHOLE)
FIRST = REPORTS.partition("\n[2]")[0]
ADDRESSES = {
    "apprise": "//127.0.0.1/token123", "bark": "//127.0.0.1/devicekey123",
    "discord": "//4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "form": "//127.0.0.1/a", "gchat": "//space/key123/token123",
    "gotify": "//127.0.0.1/token123", "hassio": "//127.0.0.1/accesstoken12345", "json": "//127.0.0.1/a",
    "line": "//tokenABCDEFGH/Utarget12345", "mastodon": "//accesskey@127.0.0.1", "matrix": "//token@127.0.0.1/!room:a",
    "mmost": "//127.0.0.1/3ccdd113474722377935511fc85d3dd4", "nctalk": "//user:pass@127.0.0.1/room1",
    "ntfy": "//127.0.0.1/topic", "pbul": "//accesstoken12345", "pover": f"//{'u' * 30}@{'a' * 30}",
    "prowl": f"//{'a' * 40}", "rocket": f"//{'a' * 24}/{'b' * 24}@127.0.0.1",
    "signal": "//127.0.0.1/+15551234567/+15557654321",
    "slack": "//T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", "synology": "//127.0.0.1/token12345",
    "tgram": "//123456789:abcdefg_hijk/12345/", "threema": "//*THEGWID@secret12345/ABCDEFGH",
    "viber": "//token12345678/receiverid==", "webex": f"//{'a' * 80}",
    "workflows": "//host.example/flow123/signature123",
    "wxteams": f"//{'a' * 80}", "xml": "//127.0.0.1/a", "zoom": "//webhookid12345/tokentokentoken",
    "zulip": f"//bot@organization/{'a' * 32}/stream1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        pytest.param(1000, MESSAGE.text.strip(), id="all of it"),
        pytest.param(len(HEAD + FIRST + END), HEAD + FIRST + END, id="without a report"),
        pytest.param(len(HEAD + END), HEAD + END, id="without all reports"),
        pytest.param(len(HEAD + END) - 1, HEAD.partition("\n\nTo")[0] + END, id="without a side"),
        pytest.param(70, END.strip(), id="nothing but the way to it"),
    ],
)
def test_it_is_cut_between_paragraphs_and_reports(limit: int, text: str) -> None:
    assert fitted(MESSAGE, limit) == text
    assert len(text) <= limit


def test_why_this_reader_gets_it_stays_where_there_is_room() -> None:
    long = Message("S", MESSAGE.text.replace(REPORTS, REPORTS + "x" * 200), "", "", whole=WHOLE)
    assert fitted(long, 400) == HEAD + FIRST + END + SIGNED


def test_a_letter_that_needs_more_bytes_takes_more_room() -> None:
    assert (narrow("abc"), narrow("тіла")) == (6, 26)


@pytest.mark.parametrize(
    ("said", "rings"),
    [
        ("ask @all of them", True), ("@Everyone!", True), ("@**all**", True), ("<!here>", True), ("<users/all>", True),
        ("write to a@b.example", False), ("@allan said", False), ("fewer than <1,000>", False),
    ],
)  # fmt: skip
def test_a_quoted_sentence_rings_nobody(said: str, rings: bool) -> None:
    assert (quiet(said) != said) is rings
    assert quiet(said).replace("\u2060", "") == said


def as_read(text: str) -> str:
    """Without what is not seen: signs of a format, kinds of spaces, what keeps a line empty or a name silent."""
    plain = html.unescape(re.sub(r"</?b>", "", text.replace("<br/>", "\n")))
    return "\n".join(line.replace("\xa0", " ").replace("\u2060", "").strip() for line in plain.splitlines())


@pytest.mark.parametrize("scheme", SERVICES)
@pytest.mark.parametrize(
    "message",
    [
        pytest.param(told("uk", 9, "Тіла 1245 <загиблих> & інших_людей *передано*, повідомили. " * 9), id="long"),
        pytest.param(told(), id="short"),
    ],
)
def test_every_service_gets_one_message_with_the_page_in_it(scheme: str, message: Message) -> None:
    address = scheme + ":" + (ADDRESSES.get(scheme) or ADDRESSES[scheme.removesuffix("s")])
    errand = Errand(address, message, "repwatch", "https://x.example")
    service = service_of(errand)
    pieces: list[dict[str, Any]] = []
    text = one_piece(service, errand)
    assert text
    service.send = lambda **piece: pieces.append(piece) or True
    assert service.notify(**parts_of(service, *text))
    (piece,) = pieces
    assert len(piece["body"]) <= service.body_maxlen
    read = as_read(f"{piece['title']}\n{piece['body']}")
    assert f"{URL}/exchanges/2025-10-23-1" in read
    assert as_read(message.subject) in read
    assert set(read.splitlines()) <= {*as_read(f"{message.text}\n{message.subject}").splitlines(), "…", ""}
    assert (service.retry, service.optional, service.verify_certificate, service.redirects) == (0, False, True, False)


def test_a_channel_is_not_lost_as_a_fragment() -> None:
    assert service_of(Errand(f"slack:{ADDRESSES['slack']}", MESSAGE, "", "")).channels == ["#general"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("ntfy://127.0.0.1/a/b", "names 2 receivers", id="two topics"),
        pytest.param("matrix://user:pass@127.0.0.1", "names no receivers", id="all rooms that were joined"),
        pytest.param("tgram://123456789:abcdefg_hijk/", "names no receivers", id="whoever wrote last to a bot"),
        pytest.param("slack://T1JJ3T3L2/A1BRTD4JD", "cannot be used: An invalid Slack", id="a token is missing"),
        pytest.param("tgram://x", "cannot be read", id="no token"),
    ],
)
def test_what_an_address_must_name(address: str, said: str) -> None:
    outcome = sent(Errand(address, MESSAGE, "", ""), [], Notes(), str)
    assert (outcome.sent, outcome.at) == (False, "address")
    assert said in outcome.said


@pytest.mark.parametrize(
    ("address", "why"),
    [
        pytest.param("ntfys://ntfy.example/news", "", id="a service"),
        pytest.param("SLACK://a/b/c", "", id="in large letters"),
        pytest.param("mailto://user:secret@example.org", "begins with mailto://", id="mail is ours"),
        pytest.param("dbus://secret", "begins with dbus://", id="the desktop"),
        pytest.param("syslog://secret", "begins with syslog://", id="a log"),
        pytest.param("https://hooks.slack.com/services/secret", "begins with https://", id="no scheme of a service"),
        pytest.param("secret", "is no address of a service", id="nothing like it"),
        pytest.param("slack://a/b/c?Template=/etc/secret", "holds the parameter template", id="a file of ours"),
        pytest.param("slack://a/b/c?to=#secret", "holds a #", id="a fragment, which would be lost"),
        pytest.param("slack://a b/secret", "holds a space", id="a space"),
        pytest.param("slack://secret" + "a" * 2048, "is too long", id="too long"),
    ],
)
def test_what_may_be_an_address(address: str, why: str) -> None:
    assert fault(address).startswith(why) if why.startswith(("begins", "is no", "holds the")) else why in fault(address)
    assert bool(fault(address)) is bool(why)
    assert "secret" not in fault(address)


def test_an_address_is_shown_without_what_it_holds() -> None:
    assert (hidden("Slack://secret/x"), hidden("secret"), hidden("")) == ("slack://***", "***", "***")
    said = scrubbed(
        "POST /T0KEN/b%2Fcdef failed for t0ken, b/cdef at 10.0.0.9", "slack://T0KEN/b%2Fcdef@10.0.0.9?fail=no"
    )
    assert said == "POST /***/b%*** failed for ***, b/*** at ***"


def test_every_service_stands_in_its_page() -> None:
    page = (Path(__file__).parent.parent / "docs" / "services.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([a-z]+)://", page)) == set(SERVICES)
