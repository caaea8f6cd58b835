"""What is said to who watches the service: well or not, ready or not, and in numbers."""

import json
from dataclasses import replace
from datetime import timedelta
from html import unescape
from ipaddress import ip_network
from pathlib import Path

import pytest
from builders_desk import configured, filled, served
from builders_people import arrived
from builders_review import NAMES, NOW
from prometheus_client.parser import text_string_to_metric_families

from repwatch.model import Vitals, WebSettings
from review.app import build
from review.health import may_watch
from review.pages.outlets import unanswered
from storage import Storage
from storage.endpoints import MAIL_SERVER

DOCS = Path(__file__).parent.parent / "docs" / "metrics.md"
MINUTE = timedelta(minutes=1)


def asked(config, path, vitals=None, after=MINUTE, headers=None):
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW + after, vitals=vitals)) as client:
        return client.ask(path, headers=headers)


@pytest.fixture
def config(tmp_path):
    config = configured(tmp_path)
    filled(config)
    return config


@pytest.mark.parametrize(
    ("vitals", "failing"),
    [
        (Vitals(ready=True), []),
        (Vitals(ready=True, stuck=("tick", "deliver")), ["deliver", "tick"]),
        (Vitals(ready=True, failing=("maintain",)), ["maintain"]),
        (Vitals(ready=True, crawler="the crawler was replaced too often"), ["crawler"]),
        (Vitals(ready=True, backup="no backup can be made: it is damaged"), ["backup"]),
    ],
    ids=["all is well", "a loop hangs", "a loop fails", "the crawler dies", "a damaged database"],
)
def test_what_ails_the_daemon_makes_it_unwell(config, vitals, failing):
    answer = asked(config, "/healthz", lambda: vitals)
    assert (answer.status, json.loads(answer.text)["failing"]) == (503 if failing else 200, failing)


ILL = Vitals(
    ready=True,
    failing=("tick",),
    broken="tick keeps failing: OperationalError('database or disk is full')",
    disk="the disk of /var/lib/repwatch has 3 MiB of room, less than 500: no outlet is asked",
    crawler="the crawler was replaced too often",
)


@pytest.mark.parametrize(
    ("vitals", "said"),
    [
        pytest.param(None, [], id="no daemon beside the pages"),
        pytest.param(Vitals(ready=True), [], id="all is well"),
        pytest.param(Vitals(ready=True, stuck=("tick", "deliver")), ["to an end: tick, deliver."], id="a loop hangs"),
        pytest.param(ILL, ["The disk of /var/lib/repwatch", "may not be kept", "too often."], id="a full disk"),
    ],
)
def test_what_ails_the_daemon_is_said_to_those_at_the_desk_and_not_to_readers(config, vitals, said):
    app = build(config.database, config, NAMES, NOW, clock=lambda: NOW, vitals=vitals and (lambda: vitals))
    with served(app) as client:
        page = arrived(config, client, "olena").open("/questions").text
        reader = client.ask("/").text
    assert [words for words in said if words not in unescape(page)] == []
    assert ("repwatch doctor" in page) == bool(said)
    assert "repwatch doctor" not in reader


def test_a_mail_server_that_fails_for_half_an_hour_makes_it_unwell(config):
    with Storage(config.database) as storage:
        storage.endpoints.failed(MAIL_SERVER, NOW - 29 * MINUTE)
    assert asked(config, "/healthz", after=0 * MINUTE).status == 200
    assert json.loads(asked(config, "/healthz", after=2 * MINUTE).text)["failing"] == ["mail"]


@pytest.mark.parametrize(
    ("answered", "started", "minutes", "said"),
    [
        (None, 0, 10_000, False),
        ((NOW, 900.0), -60, 29, False),
        ((NOW, 900.0), -60, 31, True),
        ((NOW, 0.3), -60, 14, False),
        ((NOW, 0.3), -60, 16, True),
        ((NOW, 900.0), 600, 629, False),
    ],
    ids=["nothing yet", "soon", "too long ago", "a demo: not too soon", "a demo", "after a long sleep"],
)
def test_twice_the_interval_without_an_answer_is_too_long(answered, started, minutes, said):
    assert unanswered(answered, NOW + started * MINUTE, NOW + minutes * MINUTE) is said


def test_the_interval_is_the_shortest_of_those_that_answered(config):
    with Storage(config.database) as storage:
        at, interval = storage.gauges.answered()
        assert interval == 900
        storage._db.execute("UPDATE feeds SET interval = 300 WHERE outlet = 'herald'")  # which has never answered
        assert storage.gauges.answered() == (at, 900)
        storage._db.execute("UPDATE feeds SET last_ok_at = (SELECT max(last_ok_at) FROM feeds) WHERE outlet = 'herald'")
        assert storage.gauges.answered() == (at, 300)


def test_it_is_ready_while_the_daemon_works(config, tmp_path):
    for ready, status in ((True, 200), (False, 503)):
        assert asked(config, "/readyz", lambda ready=ready: Vitals(ready=ready)).status == status
    assert asked(config, "/readyz").status == 200, "the pages alone are ready by themselves"
    config.database.write_text("no database" * 999)
    assert json.loads(asked(config, "/readyz").text) == {"status": "not ready", "failing": ["database"]}


VITALS = Vitals(
    ready=True, ages={"tick": 1.5}, replaced=2, done={"match": 7}, failed={"match": 1}, runs_failed={"deliver": 3},
    crawler="replaced too often",
)  # fmt: skip


def test_the_numbers_are_read_as_prometheus_reads_them(config):
    config.backup_folder.mkdir()
    (config.backup_folder / "repwatch-20310506T120000Z.db").touch()
    answer = asked(config, "/metrics", lambda: VITALS)
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    families = {each.name: each for each in text_string_to_metric_families(answer.text)}
    samples = {(one.name, *one.labels.values()): one.value for each in families.values() for one in each.samples}
    assert samples["repwatch_feeds", "answering"] == 1
    assert samples["repwatch_feeds", "failing"] == 1
    assert samples["repwatch_loop_age_seconds", "tick"] == 1.5
    assert samples["repwatch_loop_failures_total", "deliver"] == 3
    assert samples["repwatch_step_items_total", "match"] == 7
    assert samples["repwatch_crawler_replacements_total",] == 2
    assert samples["repwatch_trouble", "crawler"] == 1
    assert samples["repwatch_failing", "mail"] == 0
    assert samples["repwatch_database_bytes",] > 100_000
    assert samples["process_resident_memory_bytes",] > 1e6
    described = DOCS.read_text(encoding="utf-8")
    for name, family in families.items():
        assert name.startswith(("repwatch_", "process_"))
        assert family.documentation
        exposed = f"{name}_total" if family.type == "counter" and name.startswith("repwatch") else name
        assert name.startswith("process_") or f"`{exposed}`" in described, name


def test_no_number_is_described_that_is_not_there(config):
    config.backup_folder.mkdir()
    (config.backup_folder / "repwatch-20310506T120000Z.db").touch()
    text = asked(config, "/metrics", lambda: VITALS).text
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `repwatch_") and "absent" not in line:
            assert line.split("`")[1] in text


@pytest.mark.parametrize(
    ("web", "ip", "headers", "may"),
    [
        ({}, "127.0.0.1", ["host"], True),
        ({}, "::1", [], True),
        ({}, "192.0.2.1", [], False),
        ({}, "", [], False),
        ({}, "127.0.0.1", ["X-Forwarded-For"], False),
        ({"proxies": ("127.0.0.1",)}, "127.0.0.1", ["X-Forwarded-For"], True),
        ({"proxies": ("127.0.0.1",)}, "192.0.2.1", ["X-Forwarded-For"], False),
        ({"metrics": (ip_network("192.0.2.0/24"),)}, "192.0.2.1", [], True),
        ({"metrics": ()}, "127.0.0.1", [], False),
    ],
    ids=[
        "this machine", "this machine, IPv6", "another", "none", "a proxy that is not configured", "through a proxy",
        "somebody through a proxy", "a configured one", "nobody",
    ],
)  # fmt: skip
def test_who_may_read_the_numbers(web, ip, headers, may):
    assert may_watch(WebSettings(**web), ip, headers) is may


def test_who_may_not_is_refused(config):
    closed = replace(config, web=replace(config.web, metrics=()))
    assert asked(closed, "/metrics").status == 403
    assert asked(config, "/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status == 403
