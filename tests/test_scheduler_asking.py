"""Questions that wait for the desk are told to the editors who want that, each once, and when."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.questions import SHOWN, compose_questions, is_urgent, issue_of
from alerts.render import renderer
from repwatch.model import Config, Message, Question, Reason, Subscription
from scheduler.asking import ask_editors
from scheduler.tools import Tools, make_tools
from storage import Storage
from storage.database import MEMORY

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EDITOR = Subscription("editor", "file", "mail", reasons=(Reason.QUESTION,), at="07:00")
CONFLICT = Question("c", "conflict.hard", "Which is right, 1,245 or 1,248?")
MISSED = Question("m", "missed", "Was there an exchange on 1 March 2026?")
GATE = Question("g", "gate.side", "Is this right? 31 bodies to Southland.")
MINUTES, DAY = timedelta(minutes=1), date(2026, 3, 2)

URGENT = [(CONFLICT, True), (MISSED, True), (GATE, False), (replace(GATE, kind="total.short"), False)]


@pytest.mark.parametrize(("question", "urgent"), URGENT, ids=[one.kind for one, _ in URGENT])
def test_what_cannot_wait(question: Question, urgent: bool) -> None:
    assert is_urgent(question) is urgent


DUE = [
    ("nothing waits", [], "immediate", None, None, NOON, None),
    ("a conflict, the first", [CONFLICT], "immediate", None, DAY, NOON, "questions"),
    ("a conflict, soon after another", [CONFLICT], "immediate", NOON - 59 * MINUTES, DAY, NOON, None),
    ("an hour after another", [CONFLICT, GATE], "immediate", NOON - 60 * MINUTES, DAY, NOON, "questions"),
    ("a doubt, told today already", [GATE], "immediate", None, DAY, NOON, None),
    ("a doubt, at its hour", [GATE], "immediate", None, date(2026, 3, 1), NOON, "daily questions"),
    ("a conflict for who reads once a day", [CONFLICT], "daily", None, DAY, NOON, None),
    ("at his hour", [CONFLICT], "daily", None, date(2026, 3, 1), NOON, "daily questions"),
]


@pytest.mark.parametrize(
    ("waiting", "cadence", "at", "day", "now", "kind"), [row[1:] for row in DUE], ids=[row[0] for row in DUE]
)
def test_when_it_is_told(
    waiting: Sequence[Question], cadence: str, at: datetime | None, day: date | None, now: datetime, kind: str | None
) -> None:
    found = issue_of(waiting, replace(EDITOR, cadence=cadence), at, day, now, NOON - timedelta(days=9))
    assert (found and found[0]) == kind


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    subscriptions = (EDITOR, Subscription("reader", "file", "others"))
    state = tmp_path_factory.mktemp("state")
    return make_tools(Config(state, ("en",), ("ukraine-russia",), subscriptions=subscriptions))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        opened.meta.started(NOON - timedelta(days=9))
        opened.subscriptions.welcome(EDITOR.id, NOON - timedelta(hours=1))
        yield opened


def ask(storage: Storage, question: Question, at: datetime) -> None:
    with storage.transaction():
        storage.reviews.ask_one(question.key, question, at)


def told(storage: Storage, tools: Tools, now: datetime) -> list[Message]:
    ask_editors(storage, tools, now)
    return [one.message for one in reversed(storage.outbox.recent(9))]


def test_each_is_told_once_and_only_to_who_asked(storage: Storage, tools: Tools) -> None:
    ask(storage, MISSED, NOON - timedelta(days=3))
    ask(storage, CONFLICT, NOON)
    (message,) = told(storage, tools, NOON)
    assert message.subject == "1 question waits for the desk"
    assert CONFLICT.text in message.text
    assert MISSED.text not in message.text, "it was asked before he began"
    assert json.loads(message.payload)["data"]["questions"][0]["kind"] == "conflict.hard"
    assert len(told(storage, tools, NOON + timedelta(hours=3))) == 1
    ask(storage, GATE, NOON + timedelta(hours=4))
    assert len(told(storage, tools, NOON + timedelta(hours=5))) == 1, "it waits for the morning"
    assert GATE.text in told(storage, tools, NOON + timedelta(hours=20))[-1].text
    assert len(told(storage, tools, NOON + timedelta(days=3))) == 2
    (logged,) = [one for one in storage.deliveries.recent(9) if one.digest == "questions"]
    assert logged.whys == (("desk.question", ""),)
    assert {one.delivery.subscription for one in storage.deliveries.recent(9)} == {EDITOR.id}


def test_one_that_closed_by_itself_is_not_told(storage: Storage, tools: Tools) -> None:
    ask(storage, GATE, NOON)
    with storage.transaction():
        storage.reviews.ask_one(GATE.key, None, NOON)
    assert told(storage, tools, NOON + timedelta(hours=20)) == []


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_of_very_many_the_first_are_shown_and_the_rest_is_counted(lang: str) -> None:
    many = [replace(GATE, key=str(number), text=f"Question {number}? " + "x" * 900) for number in range(99)]
    message = compose_questions(many, replace(EDITOR, lang=lang), renderer(), "https://ledger.example", NOON)
    assert "99" in message.subject
    assert str(99 - SHOWN) in message.text
    body = json.loads(message.payload)
    assert len(message.payload.encode()) <= 20_000
    assert len(body["data"]["questions"]) + body["data"]["omitted"] == 99
