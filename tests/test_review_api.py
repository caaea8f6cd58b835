"""The JSON API as programs of others use it: by its own description, over a real server."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders_desk import configured, elsewhere, enter, filled, publish, served
from builders_review import NAMES, NOW, history, received, settled, stored
from jsonschema import Draft202012Validator

from repwatch.model import Exchange, ExchangeStatus, Role
from review.app import build
from review.lines import Gap, Wanted, chosen, gap

STATIC = Path(__file__).parent.parent / "review" / "static"
DAYS = ["2031-05-06", "2031-05-04", "2031-02", "2030-12-24", "2029-02-01"]


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("api"))
    filled(config)
    for number, day in enumerate(DAYS):
        exchange = Exchange(f"north-south-{day}", "north-south", day)
        publish(config, exchange, elsewhere(stored(640 + number, day=day), number))
    publish(
        config, Exchange("north-south-2031-05-01", "north-south", "2031-05-01"),
        elsewhere(stored(1245, day="2031-05-01"), 10),
        elsewhere(stored(1248, day="2031-05-01", claimant="Envoy", outlet="herald"), 11),
        elsewhere(stored(7, "south", day="2031-05-01"), 12),
    )  # fmt: skip
    return config


@pytest.fixture(scope="module")
def client(config):
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield client


@pytest.fixture(scope="module")
def described(client):
    return json.loads(client.ask("/api/v1/openapi.json").text)


def fits(described, name, found):
    shapes = json.loads(json.dumps(described["components"]["schemas"]).replace("#/components/schemas/", "#/$defs/"))
    Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": shapes}).validate(found)


def ids(client, query=""):
    return [one["date"] for one in json.loads(client.ask(f"/api/v1/exchanges{query}").text)["exchanges"]]


@pytest.mark.parametrize(
    ("query", "dates"),
    [
        pytest.param(
            "", ["2031-05-06", "2031-05-04", "2031-05-01", "2031-02-01", "2030-12-24", "2029-02-01"], id="all"
        ),
        pytest.param("?since=2031-05-04", ["2031-05-06", "2031-05-04"], id="since a day"),
        pytest.param("?since=2031-02-15&until=2031-03", ["2031-02-01"], id="a month that may be meant"),
        pytest.param("?until=2030", ["2030-12-24", "2029-02-01"], id="until a year"),
        pytest.param("?status=disputed", ["2031-05-01"], id="disputed"),
        pytest.param("?to=south", ["2031-05-01"], id="to a side"),
        pytest.param("?conflict=east-west", [], id="another war"),
        pytest.param("?limit=2", ["2031-05-06", "2031-05-04"], id="the first two"),
        pytest.param("?limit=2&after=north-south-2031-05-04", ["2031-05-01", "2031-02-01"], id="the next two"),
    ],
)
def test_what_is_asked_for_is_listed(client, query, dates):
    assert ids(client, query) == dates


def test_pages_lead_to_all_exchanges_once(client):
    found, after = [], ""
    while after is not None:
        page = json.loads(client.ask(f"/api/v1/exchanges?limit=4{f'&after={after}' if after else ''}").text)
        found += [one["id"] for one in page["exchanges"]]
        after = page["next"]
    assert page["count"] == len(found) == len(set(found)) == len(DAYS) + 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/exchanges", "exchanges"),
        ("/api/v1/exchanges/north-south-2031-05-01", "exchange"),
        ("/api/v1/totals", "totals"),
        ("/api/v1/reach", "reach"),
        ("/api/v1/exchanges?limit=0", "error"),
        ("/api/v1/exchanges?since=yesterday", "error"),
        ("/api/v1/exchanges?after=nothing", "error"),
        ("/api/v1/exchanges/nothing", "error"),
        ("/api/v1/nothing", "error"),
    ],
)
def test_every_answer_is_as_described(client, described, path, name):
    answer = client.ask(path)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert (answer.status >= 400) == (name == "error")
    fits(described, name, json.loads(answer.text))


def test_an_exchange_says_what_the_whole_ledger_says_of_it(client):
    whole = {one["id"]: one for one in json.loads(client.ask("/ledger.json").text)}
    assert next(iter(whole)) == "north-south-2031-05-06"
    for id, one in whole.items():
        assert json.loads(client.ask(f"/api/v1/exchanges/{id}").text) == one
    listed = json.loads(client.ask("/api/v1/exchanges").text)["exchanges"]
    assert [one["id"] for one in listed] == list(whole)
    for one in listed:
        for to, side in one.pop("received").items():
            assert side.items() <= whole[one["id"]]["received"][to].items()
        del one["conflicts"]
        assert one.items() <= whole[one["id"]].items()


def test_the_description_is_openapi_and_names_every_address(client, described):
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/api/v1/exchanges", "/api/v1/exchanges/{id}", "/api/v1/totals", "/api/v1/reach", "/api/v1/openapi.json",
    }  # fmt: skip
    text = json.dumps(described)
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= set(described["components"]["schemas"])


def test_every_address_and_field_of_the_api_is_explained(described):
    page = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    own = json.loads((STATIC / "api.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert all(f"`{path}`" in page for path in described["paths"])
    fields = {name for shape in ("exchanges", "reach", "error") for name in own[shape]["properties"]}
    assert not [name for name in fields if f"`{name}`" not in page]
    asked = {one["name"] for path in described["paths"].values() for one in path["get"].get("parameters", ())}
    assert not [name for name in asked if f"`{name}`" not in page]


def test_who_has_it_already_is_not_sent_it_again(client, config):
    for path in ("/api/v1/exchanges?limit=1", "/api/v1/exchanges/north-south-2031-05-06", "/api/v1/reach",
                 "/api/v1/totals", "/ledger.json", "/ledger.csv", "/ledger.atom", "/totals.json"):  # fmt: skip
        first = client.ask(path)
        assert "public" in first.headers["Cache-Control"], path
        again = client.ask(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, again.text) == (304, ""), path
        assert client.ask(path, headers={"If-None-Match": '"other"'}).status == 200, path


def test_a_change_of_the_ledger_changes_the_tag(tmp_path):
    config = configured(tmp_path)
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        tags = [client.ask("/ledger.csv").headers["ETag"]]
        assert client.ask("/ledger.json").text == "[]"
        publish(config, Exchange("north-south-2031-05-06", "north-south", "2031-05-06"), stored(640))
        tags.append(client.ask("/ledger.csv").headers["ETag"])
        assert len(set(tags)) == 2


def test_a_ledger_that_is_not_public_is_refused_in_the_form_of_the_api(tmp_path):
    config = replace(configured(tmp_path, public=False))
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        answer = client.ask("/api/v1/exchanges")
    assert (answer.status, json.loads(answer.text)) == (401, {"error": "sign in to read the ledger"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_names_of_the_dead_leave_the_desk(tmp_path):
    config = configured(tmp_path)
    filled(config)
    quote = "Anna Berg, Carl Dorn, Emil Falk and 637 others were returned"
    publish(config, Exchange("north-south-2031-05-06", "north-south", "2031-05-06"), stored(640, quote=quote))
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        for path in ("/ledger.json", "/api/v1/exchanges/north-south-2031-05-06"):
            text = client.ask(path).text
            assert "637 others" in text
            assert "Berg" not in text


@pytest.mark.parametrize(
    ("until", "since", "expected"),
    [
        ("2030-02-26", datetime(2031, 5, 6, 12, tzinfo=UTC), Gap("2030-02-27", "2031-05-06")),
        ("2030-02", datetime(2031, 5, 6, 12, tzinfo=UTC), Gap("2030-03-01", "2031-05-06")),
        ("2030-02-26", datetime(2030, 2, 27, 12, tzinfo=UTC), None),
        ("2030-02-26", None, None),
    ],
    ids=["a year", "of the last one only the month is known", "watched from the next day on", "not started yet"],
)
def test_where_nobody_watched(until, since, expected):
    known = replace(history(), exchange=replace(history().exchange, date=until))
    assert gap([settled(received(stored(640))), known], since) == expected
    assert gap([settled(received(stored(640)))], since) is None


def test_nothing_of_an_unknown_day_lies_in_a_time():
    line = settled(received(stored(640)), date=None)
    assert chosen([line], Wanted()) == [line]
    assert chosen([line], Wanted(since="2031")) == chosen([line], Wanted(until="2031")) == []
    assert chosen([line], Wanted(status=ExchangeStatus.CLAIMED)) == [line]


def test_what_is_made_for_who_is_signed_in_is_kept_by_nobody(client, config):
    editor = enter(config, client, Role.EDITOR)
    for path in ("/", "/api/v1/exchanges", "/ledger.json", "/exchanges/north-south-2031-05-06"):
        assert editor.ask(path).headers["Cache-Control"] == "no-store", path
