"""What a message holds whatever it says: its limits, its types, its order; both sides alike, figures as stated."""

import json
import re
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from alerts_builders import (
    AGENCY,
    DESK,
    NAMES,
    OFFICE,
    URL,
    alert,
    bounds,
    claim,
    daily,
    dispute,
    figure,
    settlement,
    side,
    told,
)

from alerts.digest import compose
from alerts.payload import LIMIT
from alerts.render import TEMPLATES, renderer
from repwatch.model import (
    Alert,
    Claimant,
    Figure,
    Message,
    Qualifier,
    Reason,
    Settlement,
    Subscription,
)

RENDER = renderer()
NORTH = side("north", claim(1, "north", 1000))
SOUTH = side("south", claim(2, "south", 31, (AGENCY,)))
DISPUTE = dispute("north", claim(1, "north", 1000), claim(4, "north", 1200, (AGENCY,)))
TYPE = re.compile(r"[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*")  # R-HOOK-1
BEFORE = told(("", "claimed", 0, None), ("north", "one_origin", 1000, 1000))


def made(*alerts: Alert, subscription: Subscription = DESK) -> Message:
    return compose(alerts, subscription, RENDER, URL, NAMES)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("to", ["", "north", "south"])
@pytest.mark.parametrize(
    "state",
    [
        pytest.param(settlement(NORTH, SOUTH), id="both sides"),
        pytest.param(settlement(NORTH), id="one side"),
        pytest.param(settlement(DISPUTE), id="disputed"),
        pytest.param(settlement(), id="withdrawn"),
        pytest.param(settlement(NORTH, date="2025-06"), id="a month"),
        pytest.param(settlement(NORTH, date=None), id="no day"),
    ],
)
def test_every_reason_makes_a_whole_message_of_its_type(reason: Reason, to: str, state: Settlement) -> None:
    message = made(alert(state, reason, to, BEFORE))
    assert message.subject.strip()
    assert not re.search(r"None|\{|\}|Reason\.|,\s*:", message.subject + message.text)
    assert f"{URL}/exchanges/2025-10-23-1" in message.text
    assert json.loads(message.payload)["type"] == reason.value
    assert TYPE.fullmatch(reason.value)


def test_several_alerts_are_a_digest_with_the_newest_exchange_first() -> None:
    june = settlement(NORTH, id="2025-06-16-1", date="2025-06-16")
    undated = settlement(NORTH, id="undated-1", date=None)
    body = json.loads(made(alert(undated), alert(june), alert(settlement(NORTH)), subscription=daily()).payload)
    assert body["type"] == "digest"
    assert [each["id"] for each in body["data"]["exchanges"]] == ["2025-10-23-1", "2025-06-16-1", "undated-1"]


def test_a_payload_of_one_exchange_with_a_hundred_and_fifty_figures_still_holds_it() -> None:
    many = [claim(n, "north", 1000 + n, [Claimant("Ю" * 200, id=f"c{n}")]) for n in range(150)]
    message = made(alert(settlement(dispute("north", *many))))
    body = json.loads(message.payload)
    assert len(message.payload.encode()) <= LIMIT
    assert body["data"]["omitted"] == 0
    assert [each["low"] for each in body["data"]["exchanges"][0]["received"][0]["values"]] == list(range(1000, 1150))


def test_both_sides_are_shown_in_the_order_of_the_conflict_whatever_came_first() -> None:
    one, two = made(alert(settlement(SOUTH, NORTH))), made(alert(settlement(NORTH, SOUTH)))
    assert one.subject == two.subject == "1,000 bodies to Northland, 31 to Southland: exchange of 23 October 2025"
    assert one.text.index("To Northland") < one.text.index("To Southland")


def test_forty_articles_of_one_origin_are_three_reports_and_a_number() -> None:
    state = settlement(side("north", *(claim(number, "north", 1000) for number in range(1, 41))))
    message = made(alert(state))
    assert message.text.count("https://courier.example/") == 3
    assert "37 more articles on the page of this exchange." in message.text


def test_claimants_beyond_three_are_counted() -> None:
    many = [claim(number, "north", 1000, [Claimant(f"Speaker {number}")]) for number in range(1, 6)]
    assert "stated by Speaker 1, Speaker 2, Speaker 3 and 2 more" in made(alert(settlement(side("north", *many)))).text


@pytest.mark.parametrize(
    ("count", "low", "high", "best", "said"),
    [
        pytest.param(figure(800, qualifier=Qualifier.AT_LEAST), 800, None, None, "at least 800 bodies", id="floor"),
        pytest.param(figure(600, qualifier=Qualifier.MORE_THAN), 601, None, None, "more than 600 bodies", id="above"),
        pytest.param(figure(50, qualifier=Qualifier.UP_TO), 0, 50, None, "up to 50 bodies", id="ceiling"),
        pytest.param(figure(1000, qualifier=Qualifier.ABOUT), 950, 1050, 1000, "about 1,000 bodies", id="about"),
        pytest.param(figure(40, 50), 40, 50, None, "40 to 50 bodies", id="range"),
        pytest.param(figure(1), 1, 1, 1, "1 body", id="one"),
        pytest.param(figure(0), 0, 0, 0, "0 bodies", id="none"),
    ],
)
def test_a_figure_is_worded_as_it_was_stated(
    count: object, low: int, high: int | None, best: int | None, said: str
) -> None:
    stated = claim(1, "north", count)  # type: ignore[arg-type]
    message = made(alert(settlement(bounds("north", low, high, best, stated))))
    assert f"To Northland: {said}\n  stated by Office for the Missing [1]" in message.text
    assert "also stated" not in message.text


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (figure(800, qualifier=Qualifier.AT_LEAST), {"low": 800, "high": None, "wording": "at_least"}),
        (figure(600, qualifier=Qualifier.MORE_THAN), {"low": 600, "high": None, "wording": "more_than"}),
        (figure(50, qualifier=Qualifier.UP_TO), {"low": 0, "high": 50, "wording": "up_to"}),
        (figure(1000, qualifier=Qualifier.ABOUT), {"low": 1000, "high": 1000, "wording": "about"}),
        (figure(40, 50), {"low": 40, "high": 50, "wording": "between"}),
    ],
    ids=lambda each: each["wording"] if isinstance(each, dict) else "",
)
def test_a_program_can_use_the_bounds_of_a_figure(count: Figure, expected: dict[str, object]) -> None:
    state = settlement(side("north", claim(1, "north", 1000)), dispute("south", claim(2, "south", count)))
    value = json.loads(made(alert(state)).payload)["data"]["exchanges"][0]["received"][1]["values"][0]
    assert {name: value[name] for name in expected} == expected


def test_an_unknown_party_or_outlet_is_shown_by_its_id() -> None:
    message = made(alert(settlement(side("elsewhere", claim(1, "elsewhere", 5, (), "gazette")))))
    assert "To elsewhere: 5 bodies\n  stated by gazette [1]" in message.text


def test_the_subject_is_one_line_of_150_characters_at_most() -> None:
    names = replace(NAMES, parties={"northland-southland": {"north": "N" * 200, "south": "South\r\nBcc: x"}})
    subject = compose([alert(settlement(SOUTH, NORTH))], DESK, RENDER, URL, names).subject
    assert len(subject) == 150
    assert subject.endswith("…")
    assert "\n" not in subject


@pytest.mark.parametrize("exchanges", [1, 3, 40, 400])
def test_a_payload_fits_20_kilobytes_and_says_what_it_left_out(exchanges: int) -> None:
    said = "Ж" * 5000
    states = [
        settlement(
            side("north", *(claim(n, "north", 1000, [Claimant("Ю" * 200)], quote=f"{n}{said}") for n in range(9))),
            id=f"x{number}",
        )
        for number in range(exchanges)
    ]
    message = made(*(alert(state) for state in states))
    body = json.loads(message.payload)
    assert len(message.payload.encode()) <= LIMIT
    assert len(body["data"]["exchanges"]) + body["data"]["omitted"] == exchanges
    assert body["data"]["exchanges"]


def test_nothing_to_tell_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no alert for subscription desk"):
        made()


def test_html_escapes_text_does_not_and_both_use_the_same_phrases() -> None:
    state = settlement(side("north", claim(1, "north", 5, [Claimant("A & <B>")], quote='<img src=x> & "5"')))
    message = made(alert(state))
    assert "A & <B>" in message.text
    assert "<img" not in message.html
    assert "A &amp; &lt;B&gt;" in message.html
    assert not re.search(r"<img|<script|https?://(?!ledger\.example|courier\.example)", message.html)


def test_a_template_that_asks_for_what_is_not_there_fails_instead_of_leaving_a_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        RENDER("mail.txt.j2", {})


@pytest.mark.parametrize("template", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_no_template_switches_escaping_off(template: Path) -> None:
    assert not re.search(r"\|\s*safe|autoescape|Markup", template.read_text(encoding="utf-8"))


def test_officials_are_named_as_they_were() -> None:
    assert OFFICE.text in made(alert(settlement(NORTH))).text
