"""docs/webhooks.schema.json holds for every body that is sent and for the examples of docs/webhooks.md."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alerts_builders import DESK, NOW, URL
from jsonschema import Draft202012Validator
from test_alerts_notices import incident, message

from alerts.questions import compose_questions
from alerts.render import renderer
from alerts.trial import compose_test
from repwatch.model import Question, Reason, TroubleKind

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "alerts"
PAGE = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "webhooks.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA)
GOLDEN = sorted(DATA.glob("*.json"))
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from objects(each)
    elif isinstance(node, list):
        for each in node:
            yield from objects(each)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_it_holds_for_every_golden_body(path: Path) -> None:
    VALID.validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_it_holds_for_the_examples_of_the_page(text: str) -> None:
    VALID.validate(json.loads(text))


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("kind", list(TroubleKind))
def test_it_holds_for_every_incident(kind: TroubleKind, over: bool) -> None:
    VALID.validate(json.loads(message(incident(kind=kind, until=NOW if over else None), over=over).payload))


def test_it_holds_for_a_test_message() -> None:
    VALID.validate(json.loads(compose_test(DESK, renderer(), URL, NOW).payload))


def test_it_holds_for_questions() -> None:
    waiting = [
        Question("k", "gate.side", "Is this right?", "2026-03-01-1", 7),
        Question("m", "missed", "Was there one?"),
    ]
    VALID.validate(json.loads(compose_questions(waiting, DESK, renderer(), URL, NOW).payload))


def test_it_knows_every_reason_and_every_kind_of_incident() -> None:
    words = set(re.findall(r'"([a-z_.]+)"', json.dumps(SCHEMA)))
    assert {reason.value for reason in Reason} <= words
    assert {kind.value for kind in TroubleKind} <= words


def test_the_page_names_every_field_of_the_schema() -> None:
    fields = {name for each in objects(SCHEMA) for name in each.get("properties", {})}
    spelt = ("`{}`", ".{}`", "`{}.")
    assert [name for name in sorted(fields) if not any(form.format(name) in PAGE for form in spelt)] == []


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_a_body_that_lacks_any_field_is_refused(path: Path) -> None:
    """Every object of it, without each of its fields in turn: the schema is no mere list of what may be."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    for place in range(len(list(objects(whole)))):
        for name in list(list(objects(whole))[place]):
            broken = copy.deepcopy(whole)
            del list(objects(broken))[place][name]
            assert not VALID.is_valid(broken), (place, name)
