"""docs/webhooks.md and docs/mail.md say what is sent: their examples and tables are read here."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from alerts.headers import LIMIT as SUBJECT_LIMIT
from alerts.heartbeat import Heartbeat, compose_heartbeat
from alerts.payload import LIMIT, SEVERAL
from alerts.pulse import Pulse, compose_pulse
from alerts.questions import compose_questions
from alerts.render import renderer
from alerts.webhooks import ANSWER, TOTAL, sign
from repwatch.model import Question, Reason, Subscription

ROOT = Path(__file__).parent.parent
WEBHOOKS = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
MAIL = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
GOLDEN = sorted((ROOT / "tests" / "data" / "alerts").glob("*.json"))


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", WEBHOOKS, re.DOTALL | re.MULTILINE)
    assert found
    return found.group(1)


def fields(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from fields(each)


def test_the_example_is_what_is_sent() -> None:
    sent = (ROOT / "tests" / "data" / "alerts" / "conflict.json").read_text(encoding="utf-8")
    assert json.loads(block("json")) == json.loads(sent)


def example(type_: str, **having: object) -> dict[str, Any]:
    """The one of that type whose data has these."""
    found = map(json.loads, re.findall(r"^```json\n(.*?)^```", WEBHOOKS, re.DOTALL | re.MULTILINE))
    (one,) = [each for each in found if each["type"] == type_ and having.items() <= each["data"].items()]
    return dict(one)


def test_the_example_of_questions_is_what_is_sent() -> None:
    shown = example("desk.question")
    asked = [Question(str(number), **each) for number, each in enumerate(shown["data"]["questions"])]
    one = Subscription("editor", "webhook", "https://editor.example/hook")
    made = compose_questions(asked, one, renderer(), "", datetime.fromisoformat(shown["timestamp"]))
    assert json.loads(made.payload) == shown


def test_the_example_of_a_day_without_news_is_what_is_sent() -> None:
    shown = example("digest", exchanges=[])
    one = Subscription("partner", "webhook", "https://partner.example/hook")
    found = Pulse(**shown["data"]["looked_at"])
    made = compose_pulse(found, one, renderer(), "", datetime.fromisoformat(shown["timestamp"]))
    assert json.loads(made.payload) == shown


def test_the_example_of_a_heartbeat_is_what_is_sent() -> None:
    shown = example("system.heartbeat")
    data, now = dict(shown["data"]), datetime.fromisoformat(shown["timestamp"])
    one = Subscription(data.pop("subscription"), "webhook", "https://operator.example/hook")
    assert data.pop("running_for") > 0
    times = {name: datetime.fromisoformat(data[name]) for name in ("running_since", "oldest_owed")}
    made = compose_heartbeat(Heartbeat(**{**data, **times}), one, now.date(), renderer(), "", now)
    assert json.loads(made.payload) == shown


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_every_field_is_explained(file: Path) -> None:
    explained = set(re.findall(r"`(?:data\.)?([a-z_]+)`", WEBHOOKS)) | {"data"}
    assert set(fields(json.loads(file.read_text(encoding="utf-8")))) <= explained


@pytest.mark.parametrize("type_", [*(reason.value for reason in Reason), SEVERAL])
def test_every_type_is_explained(type_: str) -> None:
    assert re.search(rf"^\| .*`{re.escape(type_)}`.* \|", WEBHOOKS, re.MULTILINE)


def test_the_receiver_of_the_guide_takes_what_is_signed_and_nothing_twice() -> None:
    taken: list[Any] = []
    ids = ["msg_1"]
    names: dict[str, Any] = {"seen_before": lambda id: ids.pop() != id if ids else True, "put_aside": taken.append}
    exec(block("python"), names)
    now = datetime.now(UTC)
    body = '{"type":"system.test"}'
    signature = Webhook(names["SECRET"]).sign("msg_1", now, body)
    assert signature == sign(names["SECRET"], "msg_1", int(now.timestamp()), body.encode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    assert [names["accept"](headers, body.encode()) for _ in range(2)] == [204, 204]
    assert names["accept"](headers, b"{}") == 400
    assert taken == [{"type": "system.test"}]


def test_the_vector_of_the_guide_is_right() -> None:
    secret = re.search(r'SECRET = "(\S+)"', WEBHOOKS)
    id, timestamp, body = re.findall(r"id `(\S+)`, time `(\d+)` and body `(.*?)`", WEBHOOKS)[0]
    assert secret
    assert f"`{sign(secret.group(1), id, int(timestamp), body.encode())}`" in WEBHOOKS


def test_the_numbers_of_the_guides_are_those_of_the_code() -> None:
    assert f"{LIMIT:,} bytes" in WEBHOOKS
    assert f"within {TOTAL:.0f} seconds" in WEBHOOKS
    assert f"{ANSWER // 1024} KiB" in WEBHOOKS
    assert f"cut at {SUBJECT_LIMIT} characters" in MAIL
