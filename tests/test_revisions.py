"""An outlet edits its article: three readings, two diffs, the claims of each, the page, the command, the ledger."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from builders_desk import Client, served
from builders_review import NOW as CLOCK
from test_commands import lines, repwatch

from repwatch.config import load
from repwatch.model import Article
from review.app import build
from scheduler.tools import make_tools
from storage import Storage

FIRST = {
    "id": "1",
    "url": "https://courier.example/1",
    "outlet": "courier",
    "published": "2026-01-29T10:00:00Z",
    "fetched": "2026-01-29T10:00:00Z",
    "lang": "en",
    "title": "Ukraine receives bodies of 1,200 soldiers",
    "text": "Ukraine received the bodies of 1,200 fallen soldiers on Jan. 29, the Coordination Headquarters said.\n"
    "Among them are Ivan Petrenko, Petro Ivanenko and Oles Honchar. <script>alert(1)</script>",
}


def edited(number: str, fetched: str) -> dict[str, str]:
    return {name: text.replace("1,200", number) for name, text in FIRST.items()} | {"fetched": fetched}


BACK_AND_FORTH = (FIRST, edited("1,245", "2026-01-29T14:02:00Z"), edited("1,200", "2026-01-29T15:00:00Z"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("played")
    (folder / "a.jsonl").write_text(lines(*BACK_AND_FORTH), encoding="utf-8")
    (folder / "alerts.jsonl").write_text(
        repwatch("replay", "a.jsonl", "--db", "r.db", "--json", cwd=folder).stdout, encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def page(played: Path) -> Iterator[Client]:
    (played / "config.toml").write_text("")
    tools = make_tools(load(played / "config.toml"))
    with served(build(played / "r.db", tools.config, tools.party_names, CLOCK)) as client:
        yield client


def test_the_ledger_and_the_alerts_follow_there_and_back(played: Path) -> None:
    told = [json.loads(line) for line in (played / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["type"] for one in told] == ["exchange.new", "exchange.corrected", "exchange.corrected"]
    assert [one["replay"]["seconds_since_first_article"] for one in told] == [0, 4 * 3600 + 120, 5 * 3600]
    (exchange,) = json.loads(repwatch("ledger", "--format", "json", "--db", "r.db", cwd=played).stdout)
    assert exchange["received"]["ukraine"]["best"] == 1200
    assert [step["received"]["ukraine"]["low"] for step in exchange["history"]] == [1200, 1245, 1200]


def test_figures_of_every_reading_stay_as_what_was_said_then(played: Path) -> None:
    with Storage(played / "r.db", write=False) as storage:
        article = storage.articles.by_url(FIRST["url"])
        assert article
        revisions = storage.articles.revisions(article.id)
        said = [[one.claim.figure.low for one in storage.claims.of_revision(each.revision)] for each in revisions]
        assert [each.number for each in revisions] == [1, 2, 3]
        assert [set(each) for each in said] == [{1200}, {1245}, {1200}]
        assert {one.revision for one in storage.claims.of_article(article.id)} == {revisions[-1].revision}


def test_the_command_tells_each_reading_its_figures_and_what_changed(played: Path) -> None:
    out = repwatch("revisions", FIRST["url"], "--db", "r.db", cwd=played).stdout
    assert out.startswith("courier.example/1: 3 readings of courier\n")
    assert "2. read 29 January 2026, 14:02 UTC" in out
    assert "1,245 to Ukraine (this exchange, 29 January 2026), according to Coordination Headquarters" in out
    assert "title: Ukraine receives bodies of [-1,200-] {+1,245+} soldiers" in out
    assert out.count("text: Ukraine received the bodies of [-1,2") == 2
    assert "\x1b" not in out
    assert "Petrenko" not in out
    objects = [
        json.loads(line)
        for line in repwatch("revisions", FIRST["url"], "--db", "r.db", "--json", cwd=played).stdout.splitlines()
    ]
    assert [one["revision"] for one in objects] == [1, 2, 3]
    assert [{figure["count"] for figure in one["figures"]} for one in objects] == [{1200}, {1245}, {1200}]
    assert ["removed", "1,200 "] in objects[1]["changed"]["title"]
    assert objects[0]["changed"] == {"title": [], "text": []}
    assert "not stored" in repwatch("revisions", "https://a.example/0", "--db", "r.db", cwd=played, code=1).stderr


def test_the_exchange_says_who_changed_a_figure_and_links_to_the_words(page: Client) -> None:
    told = page.ask("/exchanges/ukraine-russia-2026-01-29").text
    changed = re.findall(r"courier changed its figure to Ukraine: ([\d,]+ → [\d,]+), <", told)
    assert changed == ["1,200 → 1,245", "1,245 → 1,200"]
    (address, anchor) = re.findall(r'<a href="(/articles/\d+)#(reading-2)"', told)[0]
    answer = page.ask(address)
    assert answer.status == 200
    assert f'id="{anchor}"' in answer.text
    assert "<del>1,200</del> <ins>1,245</ins> " in answer.text
    assert "<del>1,245</del> <ins>1,200</ins> " in answer.text
    assert answer.text.index("Reading 3") < answer.text.index("Reading 2") < answer.text.index("Reading 1")
    assert "Petrenko" not in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "path", ["/articles/99", "/articles/x", "/articles/-1", "/articles/" + "9" * 40, "/articles/²"]
)
def test_an_article_that_is_not_there_is_not_found(page: Client, path: str) -> None:
    assert page.ask(quote(path)).status == 404


def test_the_feed_is_served_and_every_page_names_it(page: Client, played: Path) -> None:
    answer = page.ask("/ledger.atom")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    assert "1,200 to Ukraine" in answer.text
    for path in ("/", "/articles/1", "/outlets"):
        assert '<link rel="alternate" type="application/atom+xml"' in page.ask(path).text
    assert "<feed" in repwatch("ledger", "--format", "atom", "--db", "r.db", cwd=played).stdout


def test_a_withdrawn_exchange_keeps_its_address(tmp_path: Path) -> None:
    gone: dict[str, Any] = {**FIRST, "fetched": "2026-01-29T16:00:00Z", "title": "Correction", "text": "Nothing today."}
    (tmp_path / "a.jsonl").write_text(lines(FIRST, gone), encoding="utf-8")
    repwatch("replay", "a.jsonl", "--db", "r.db", cwd=tmp_path)
    (tmp_path / "config.toml").write_text("")
    tools = make_tools(load(tmp_path / "config.toml"))
    with served(build(tmp_path / "r.db", tools.config, tools.party_names, CLOCK)) as client:
        answer = client.ask("/exchanges/ukraine-russia-2026-01-29")
        assert answer.status == 200
        assert "Withdrawn" in answer.text
        assert "courier dropped its figure to Ukraine: 1,200" in answer.text
        assert "withdrawn" in client.ask("/ledger.atom").text
    assert json.loads(repwatch("ledger", "--format", "json", "--db", "r.db", cwd=tmp_path).stdout) == []


def test_a_reading_that_was_replaced_before_it_was_read_says_nothing_about_figures(tmp_path: Path) -> None:
    article = Article("https://a.example/1", "a", "One", "text", CLOCK)
    with Storage(tmp_path / "x.db", migrate=True) as storage:
        for number, title in enumerate(("One", "Two")):
            storage.articles.save(replace(article, title=title), CLOCK + timedelta(hours=number))
        (latest,) = storage.articles.unmatched("rules", 10)
        storage.claims.failed(latest, "rules", "broken")
        assert [one.number for one in storage.articles.read_revisions(latest.id)] == [2]
