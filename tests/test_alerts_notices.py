"""What an operator reads of outlets and of repwatch itself, and what a webhook gets."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from builders_health import NOW, ago, incident

from alerts.notices import OPERATORS, SHOWN, by_reason, compose_notices, notices, reason
from alerts.payload import LIMIT
from alerts.render import renderer
from repwatch.model import Message, Notice, Reason, Subscription, TroubleKind

WEBHOOKS = (Path(__file__).parent.parent / "docs" / "webhooks.md").read_text(encoding="utf-8")
OPERATOR = Subscription("operator", "smtp", "op@desk.example", OPERATORS)
NAMES = {"outlet1": "The Courier", "outlet2": "The <b>Herald</b>"}


def told(*incidents, over: bool = False) -> list[Notice]:
    return [notice for one in incidents for notice in notices(one, over, [OPERATOR], NOW)]


def message(*incidents, over: bool = False) -> Message:
    return compose_notices(told(*incidents, over=over), OPERATOR, renderer(), "https://watch.example/", NAMES)


@pytest.mark.parametrize(
    ("kind", "over", "expected"),
    [
        *[(kind, False, Reason.SILENT) for kind in ("silent", "failing", "blocked", "gone")],
        *[(kind, True, Reason.BACK) for kind in ("silent", "failing", "blocked", "gone")],
        *[
            (kind, over, Reason.TROUBLE)
            for kind in ("network", "crawler", "moved", "mailbox", "sending")
            for over in (False, True)
        ],
    ],
)
def test_the_reason_of_each_kind(kind, over, expected):
    assert reason(incident(kind=kind), over=over) is expected


@pytest.mark.parametrize(
    ("reasons", "count"),
    [
        pytest.param((), 0, id="who asked for nothing in particular gets exchanges"),
        pytest.param((Reason.NEW,), 0, id="or what he asked for"),
        pytest.param((Reason.NEW, Reason.SILENT), 1, id="who asked for it"),
        pytest.param((Reason.BACK,), 0, id="not its beginning"),
    ],
)
def test_only_who_asked_for_it_is_told(reasons, count):
    assert len(notices(incident(), False, [replace(OPERATOR, reasons=reasons)], NOW)) == count


def test_beginning_and_end_are_two_notices_and_the_same_one_has_the_same_key():
    (began,), (again,), (ended,) = told(incident()), told(incident()), told(incident(), over=True)
    assert began.key == again.key != ended.key


def test_one_message_a_reason():
    mixed = told(incident(1), incident(2, "network")) + told(incident(3), over=True) + told(incident(4, "gone"))
    assert [[one.incident.id for one in group] for group in by_reason(mixed)] == [[1, 4], [3], [2]]


@pytest.mark.parametrize(
    ("kind", "over", "subject"),
    [
        ("silent", False, "The Courier has fallen silent"),
        ("failing", False, "The Courier cannot be read"),
        ("blocked", False, "The Courier refuses us"),
        ("gone", False, "The Courier: the feed is gone for good"),
        ("moved", False, "The Courier has moved"),
        ("failing", True, "The Courier is back"),
        ("network", False, "Our own network is down: no outlet can be reached"),
        ("network", True, "The network is back"),
        ("crawler", False, "The crawler keeps failing"),
        ("crawler", True, "The crawler runs again"),
    ],
)
def test_the_subject_says_it_all(kind, over, subject):
    made = message(incident(kind=kind, until=NOW if over else None), over=over)
    assert made.subject == subject
    assert made.text.startswith(subject)
    assert subject in made.html


@pytest.mark.parametrize("kind", list(TroubleKind))
@pytest.mark.parametrize("over", [False, True])
def test_every_kind_is_whole_sentences(kind, over):
    made = message(incident(kind=kind, until=NOW if over else None), over=over)
    assert not re.search(r"None|\{\{|\.\.(?!\.)|  +\.", made.text), made.text


def test_the_text():
    made = message(incident(words="the server answered 404: there is nothing at this address"))
    assert (
        made.text
        == """The Courier cannot be read
  Since 5 March 2026, 12:00 UTC.
  the server answered 404: there is nothing at this address.
  https://outlet1.example/feed

How all of them are doing, and when each is asked next: https://watch.example/outlets
You are told once when it begins and once when it is over.

--\x20
repwatch, https://watch.example
You get this because of the subscription “operator” (at once).
"""
    )


def test_a_feed_that_moved_says_where_to_and_one_that_is_gone_how_to_take_it_up_again():
    assert (
        "It is read at https://new.example/ from now on"
        in message(incident(1, "moved", words="https://new.example/")).text
    )
    assert "repwatch crawl with its id" in message(incident(1, "gone")).text


def test_what_others_wrote_is_text():
    made = message(incident(2, words="<script>\r\nBcc: all@people.example"))
    assert "<script>" not in made.html
    assert "&lt;b&gt;Herald" in made.html
    assert "\r" not in made.subject + made.text


def test_many_are_one_message_and_the_rest_is_counted():
    made = message(*(incident(number, words="w" * 5000) for number in range(1, 61)))
    data = json.loads(made.payload)["data"]
    assert made.subject == "The Courier cannot be read (and 59 more)"
    assert (len(data["incidents"]), data["omitted"]) == (SHOWN, 60 - SHOWN)
    assert "And 20 more." in made.text
    assert len(made.payload.encode()) <= LIMIT


def test_a_body_that_would_be_too_long_holds_fewer():
    made = message(*(incident(number, words="ж" * 5000) for number in range(1, 61)))
    data = json.loads(made.payload)["data"]
    assert 0 < len(data["incidents"]) < SHOWN
    assert len(data["incidents"]) + data["omitted"] == 60
    assert len(made.payload.encode()) <= LIMIT


def test_the_body_of_a_webhook_is_that_of_the_docs():
    sent = message(incident(7, "silent", outlet="outlet1", outcome="", words="it answers, and lists nothing new"))
    shown = map(json.loads, re.findall(r"^```json\n(.*?)^```", WEBHOOKS, re.DOTALL | re.MULTILINE))
    assert [json.loads(sent.payload)] == [one for one in shown if one["type"] == "outlet.silent"]
    explained = set(re.findall(r"`(?:data\.)?([a-z_]+)`", WEBHOOKS))
    assert set(json.loads(sent.payload)["data"]["incidents"][0]) <= explained


def test_an_incident_that_is_over_says_from_when_to_when():
    made = message(incident(1, since=ago(days=2), until=NOW), over=True)
    assert "From 4 March 2026, 12:00 UTC to 6 March 2026, 12:00 UTC." in made.text
    (one,) = json.loads(made.payload)["data"]["incidents"]
    assert (one["over"], one["began"], one["ended"]) == (True, "2026-03-04T12:00:00Z", "2026-03-06T12:00:00Z")


def test_how_much_of_an_outlet_is_meant_stands_in_the_headline_and_in_the_body_of_a_webhook():
    made = message(incident(1, words="1 of 3 feeds: the server answered 404"))
    assert made.subject == "The Courier cannot be read (1 of 3 feeds)"
    assert "\n  the server answered 404.\n" in made.text
    (one,) = json.loads(made.payload)["data"]["incidents"]
    assert one["words"] == "1 of 3 feeds: the server answered 404"


@pytest.mark.parametrize(
    ("kind", "over", "subject", "line"),
    [
        pytest.param(
            "mailbox", False, "A subscriber gets no mail any more: the mailbox sends it back",
            "  why. Nothing is sent there until you lift it: repwatch suppressions remove, with the address.",
            id="mailbox",
        ),
        pytest.param("sending", False, "The sending of mails has paused itself", "  why.", id="paused"),
        pytest.param("sending", True, "Mails are sent again", "  It was: why.", id="goes on"),
    ],
)  # fmt: skip
def test_what_is_said_of_mails(kind, over, subject, line):
    found = incident(1, kind, until=NOW if over else None)
    found = replace(found, trouble=replace(found.trouble, words="why"))
    made = message(found, over=over)
    assert made.subject == subject
    assert line in made.text.splitlines()
    assert f"`{kind}`" in WEBHOOKS
