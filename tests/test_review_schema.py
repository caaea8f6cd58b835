"""review/static/ledger.schema.json holds for every ledger, and says the same as docs/ledger.md."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders_review import NOW, disputed, floor, history, received, said, settled, stored
from corpus_replay import corpus_database
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from story_replay import rows_of as story_rows
from test_commands import repwatch

from demo.june import load as load_story
from repwatch.config import load
from repwatch.model import Conflict, ExchangeStatus, Figure, Qualifier, Rule, Scope, StatedBy, Status, Step
from review import ledger
from review.pages.disputes import TYPES
from scheduler.history import load_history
from scheduler.pipeline import run_steps
from scheduler.tools import make_tools
from storage import MEMORY, Storage

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "review" / "static" / "ledger.schema.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
VALID = Draft202012Validator(SCHEMA)
OBJECTS = {name: one for name, one in SCHEMA["$defs"].items() if "properties" in one}
FULL = [  # every kind of object occurs in it
    replace(
        disputed(),
        received=tuple(replace(side, rule=Rule.NEWEST) for side in disputed().received),
        announced=(stored(1200, None, scope=Scope.PLANNED),),
    ),
    history(),
]
ODD = [
    pytest.param(settled(received(stored(0))), id="none were given"),
    pytest.param(settled(received(stored(0, "south", figure=Figure(40, 50)))), id="a stated range"),
    pytest.param(settled(received(stored(200, figure=floor(200)), high=None, best=None)), id="no upper end"),
    pytest.param(settled(received(stored(5, figure=floor(5, Qualifier.UP_TO)), low=0)), id="up to five"),
    pytest.param(settled(received(stored(1, evidence=(), claimants=()))), id="nobody and no words"),
    pytest.param(settled(received(stored(1, day=None, title="\ud800", quote="\ud800"))), id="half a character"),
    pytest.param(settled(received(stored(1)), date="2022-06"), id="only the month is known"),
    pytest.param(settled(received(stored(1)), date=None), id="no day is known"),
    pytest.param(settled(), id="nothing stands: not listed"),
    pytest.param(disputed(), id="a dispute"),
    pytest.param(history(), id="the known history"),
    *(
        pytest.param(settled(received(stored(1)), conflicts=(Conflict(kind, None, (said(stored(1)),)),)), id=kind)
        for kind in sorted(TYPES)
    ),
    *(pytest.param(settled(received(stored(1), status=one)), id=f"a side that is {one}") for one in Status),
    *(pytest.param(settled(received(stored(1), rule=one)), id=f"a figure by {one}") for one in Rule),
    *(pytest.param(settled(received(stored(1), stated_by=one)), id=f"a figure of {one}") for one in StatedBy),
    *(
        pytest.param(settled(received(stored(1)), status=one), id=f"an exchange that is {one}")
        for one in ExchangeStatus
    ),
]


def test_the_schema_is_one_and_leaves_no_object_open() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert len(OBJECTS) >= 7
    for one in _all_objects(SCHEMA):
        assert one["additionalProperties"] is not True
        assert set(one.get("required", ())) <= set(one.get("properties", ()))


def _all_objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict) and part.get("type") == "object":
        yield part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _all_objects(one)


@pytest.mark.parametrize("settlement", ODD)
def test_odd_ledgers_follow_it(settlement: Any) -> None:
    steps = {settlement.exchange.id: [Step(NOW, ExchangeStatus.CLAIMED, (("north", 640, None),))]}
    VALID.validate(json.loads(ledger.as_json([settlement], steps)))
    VALID.validate(json.loads(ledger.as_json([settlement, settlement], {})))


def test_an_empty_ledger_follows_it() -> None:
    VALID.validate(json.loads(ledger.as_json([], {})))


def test_the_corpus_and_the_demo_as_a_replay_leaves_them_and_the_known_history_follow_it(tmp_path: Path) -> None:
    corpus = ("--db", str(corpus_database()))
    replayed = json.loads(repwatch("ledger", "--format", "json", *corpus, cwd=tmp_path).stdout)
    VALID.validate(replayed)
    assert len(replayed) > 30
    rows = "".join(f"{json.dumps(row)}\n" for row in story_rows(load_story(0)))
    (tmp_path / "demo.jsonl").write_text(rows, encoding="utf-8")
    repwatch("replay", "demo.jsonl", "--db", "demo.db", cwd=tmp_path)
    demo = json.loads(repwatch("ledger", "--format", "json", "--db", "demo.db", cwd=tmp_path).stdout)
    VALID.validate(demo)
    assert len(demo) == len(load_story(0).happened)
    with Storage(MEMORY, migrate=True) as storage:
        (tmp_path / "config.toml").write_text('languages = ["en"]\n')
        tools = make_tools(load(tmp_path / "config.toml"))
        load_history(storage, tools, "", NOW)
        run_steps(storage, tools, NOW)
        known = ledger.as_objects(storage.exchanges.settlements(), {})
    VALID.validate(known)
    assert len(known) == 65


@pytest.mark.parametrize("name", OBJECTS)
def test_a_field_that_is_not_described_fails_and_so_does_one_that_is_missing(name: str) -> None:
    one = 1 if name == "known" else 0  # of the two ledger entries below
    steps = {each.exchange.id: [Step(NOW, ExchangeStatus.CLAIMED, ())] for each in FULL}
    found = json.loads(ledger.as_json(FULL, steps))
    place = _place(found[one], name)
    del place[OBJECTS[name]["required"][0]]
    with pytest.raises(ValidationError):
        VALID.validate(found)
    found = json.loads(ledger.as_json(FULL, steps))
    _place(found[one], name)["surprise"] = 1
    with pytest.raises(ValidationError):
        VALID.validate(found)


def _place(exchange: dict[str, Any], name: str) -> dict[str, Any]:
    north = exchange["received"]["north"]
    places = {
        "exchange": [exchange],
        "step": exchange["history"],
        "plan": exchange["announced"],
        "side": [north],
        "claim": north["claims"],
        "known": north["claims"],
        "rule": [north["rule"]],
        "conflict": exchange["conflicts"],
        "stated": [value for each in exchange["conflicts"] for value in each["values"]],
    }
    return places[name][0]


@pytest.mark.parametrize(
    ("name", "field"),
    [pytest.param(name, field, id=f"{name}.{field}") for name in OBJECTS for field in OBJECTS[name]["properties"]],
)
def test_every_field_has_a_row_in_the_page_under_the_title_of_its_object(name: str, field: str) -> None:
    title = re.escape(OBJECTS[name]["title"])
    section = re.search(rf"^#+ {title}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/ledger.md has no heading {OBJECTS[name]['title']}"
    rows = [line.split("|")[1] for line in section[1].splitlines() if line.startswith("| `")]
    assert any(f"`{field}`" in row for row in rows)


def test_every_type_of_conflict_is_in_the_page_and_in_the_schema() -> None:
    assert set(OBJECTS["conflict"]["properties"]["type"]["enum"]) == set(TYPES)
    assert all(f"| `{kind}`" in PAGE or f"`{kind}`," in PAGE or f", `{kind}` |" in PAGE for kind in TYPES)
