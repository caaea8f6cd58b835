"""What machines are asked not to read: the desk, and links that are for one reader."""

from urllib.robotparser import RobotFileParser

import pytest
from builders_desk import configured, filled, served
from builders_review import NAMES, NOW
from protego import Protego

from review.access import robots
from review.app import build


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("/?lang=uk", True), ("/years/2031", True), ("/exchanges/north-south-2031-05-06", True),
        ("/articles/1", True), ("/alerts.atom", True), ("/ledger.json", True), ("/static/style.css", True),
        ("/articles/1/text", False), ("/alerts", False), ("/questions", False), ("/questions/claim-1", False),
        ("/search", False), ("/people", False), ("/login", False), ("/invite/abc", False), ("/u/abc", False),
        ("/c/abc", False), ("/api/v1/exchanges", False),
    ],
)  # fmt: skip
def test_what_may_be_read_by_machines(path, allowed):
    assert Protego.parse(robots(public=True)).can_fetch(f"https://ledger.example{path}", "any") == allowed


def test_nothing_of_a_closed_ledger_may():
    closed = RobotFileParser()
    closed.parse(robots(public=False).splitlines())
    assert not closed.can_fetch("any", "/")


@pytest.mark.parametrize(("public", "first"), [(True, "Disallow: /alerts$"), (False, "Disallow: /")])
def test_it_is_there_for_everybody(tmp_path, public, first):
    config = configured(tmp_path, public=public)
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        answer = client.ask("/robots.txt")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert first in answer.text.splitlines()
