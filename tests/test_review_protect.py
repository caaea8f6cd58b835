"""Whom the page answers, how, and what leaves with every answer; by a real server over a real database."""

import concurrent.futures
import re
from datetime import datetime
from pathlib import Path

import pytest
from builders_desk import Client, configured, enter, filled, publish, served
from builders_review import NAMES, NOW, stored

from repwatch.model import Exchange, Role
from review.app import build
from review.protect import HEADERS, refusal
from review.public import ROUTES

EXCHANGE = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return configured(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def admin(config, desk):
    return enter(config, desk, Role.ADMIN)


@pytest.fixture(scope="module")
def desk(config):
    filled(config)
    publish(config, EXCHANGE, stored(640))
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield client


def paths() -> list[str]:
    return [
        path.replace("{exchange_id:path}", EXCHANGE.id).replace("{article_id}", "1").replace("{year}", "2031")
        for path in ROUTES
    ]


@pytest.mark.parametrize("path", [*paths(), "/static/style.css", "/static/icon.svg"])
def test_every_page_answers_to_get_and_head(admin, path):
    assert admin.ask(path).status == 200
    head = admin.ask(path, "HEAD")
    assert (head.status, head.text) == (200, "")


@pytest.mark.parametrize(
    "path", [*paths(), "/static/style.css", "/nothing", "/exchanges/none", "/docs", "/openapi.json"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "TRACE"])
def test_every_answer_carries_the_guarding_headers(desk, path, method):
    answer = desk.ask(path, method)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Content-Type"].startswith("image/") or "charset=utf-8" in answer.headers["Content-Type"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/nothing", "/static/style.css", "/healthz"])
def test_it_can_only_be_read(desk, path, method):
    answer = desk.ask(path, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", ["/nothing", "/exchanges/none", "/exchanges/", "/docs", "/redoc", "/openapi.json", "/static/"]
)
def test_there_is_nothing_else(desk, path):
    answer = desk.ask(path)
    assert answer.status == 404
    assert "There is no page at this address." in answer.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fpyproject.toml"])
def test_static_files_stay_in_their_folder(desk, path):
    assert desk.ask(path).status == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("127.0.0.1:8080", 200, id="loopback"),
        pytest.param("localhost", 200, id="localhost"),
        pytest.param("LOCALHOST.:80", 200, id="case and final dot"),
        pytest.param("[::1]:8080", 200, id="loopback of IPv6"),
        pytest.param("evil.example", 400, id="a name that was rebound to loopback"),
        pytest.param("localhost.evil.example", 400, id="a name that begins like ours"),
        pytest.param("localhost@evil.example", 400, id="user information"),
        pytest.param("", 400, id="none"),
    ],
)
def test_it_answers_only_to_its_own_names(desk, host, status):
    answer = desk.ask("/", headers={"Host": host})
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_public_address_is_one_of_its_names(tmp_path):
    config = configured(tmp_path, public_url="https://ledger.example.org/x")
    filled(config)
    with served(build(config.database, config, NAMES, NOW)) as client:
        answer = client.ask("/", headers={"Host": "ledger.example.org"})
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_two_hosts_are_none():
    assert refusal("GET", "", {"localhost"}) == 400


def test_a_page_that_fails_says_nothing_but_a_number(tmp_path, caplog):
    config = configured(tmp_path)
    filled(config)

    def stopped() -> datetime:
        raise RuntimeError("secret of the machine")

    with served(build(config.database, config, NAMES, NOW, clock=stopped)) as client:
        answer = client.ask("/healthz")
    number = re.search(r"Request ([0-9a-f]{16})", answer.text)
    assert answer.status == 500
    assert number
    assert number[1] in caplog.text
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_templates_trust_nothing():
    """R-WEB-5: no |safe, no Markup, no inline script or style, nothing from elsewhere."""
    review = Path(__file__).parent.parent / "review"
    templates = list((review / "templates").rglob("*.html"))
    assert len(templates) >= 20
    for file in [*templates, *review.rglob("*.py")]:
        source = file.read_text()
        assert not re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", source), file
    for file in templates:
        source = file.read_text().replace('<script src="/static/desk.js" defer></script>', "")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(src|href)=\"(https?:)?//", source), file
    assert not re.search(
        r"innerHTML|insertAdjacent|document\.write|eval\(", (review / "static" / "desk.js").read_text()
    )
    assert not re.search(r"url\(|@import", (review / "static" / "style.css").read_text())


def test_a_reader_holds_up_no_other(desk: Client):
    """Each request has a connection of its own: thirty at once are all answered."""
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: desk.ask("/").status, range(60)))
    assert answers == [200] * 60
