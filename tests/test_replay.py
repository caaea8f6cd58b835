"""`repwatch replay`: how long each alert took, where the clock stops, and what differs from another ledger."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_commands import ARTICLE, lines, on_a_terminal, repwatch

from repwatch.replaying import end_of

REPLAY = ("replay", "a.jsonl")
FETCHED = {**ARTICLE, "fetched": "2026-01-29T10:40:00Z"}
LATER = {
    **ARTICLE,
    "id": "2",
    "url": "https://b.example/2",
    "outlet": "B",
    "published": "2026-01-29T12:00:00Z",
    "title": "Ukraine receives 1,003 bodies",
    "text": "Ukraine received the bodies of 1,003 fallen soldiers on Jan. 29, Vladimir Medinsky said.",
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("played")
    (folder / "a.jsonl").write_text(lines(LATER, FETCHED), encoding="utf-8")
    done = repwatch("replay", "a.jsonl", "--db", "r.db", cwd=folder)
    (folder / "told.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    ledger = repwatch("ledger", "--format", "json", "--db", "r.db", cwd=folder).stdout
    (folder / "ledger.json").write_text(ledger, encoding="utf-8")
    return folder


def test_each_alert_says_how_long_after_the_first_article_it_came(played: Path) -> None:
    first, second, summary = (played / "told.txt").read_text(encoding="utf-8").splitlines()
    assert first.endswith("[0 s after the first article (40 min after its publication)]")
    assert second.endswith("[1 h 20 min after the first article (2 h after its publication)]")
    assert summary.startswith("2 articles, 1 exchanges, 2 alerts; ")
    assert "first article to first alert p50 0 s, p95 0 s" in summary
    assert "its publication to first alert p50 40 min, p95 40 min" in summary
    assert "\r" not in summary


def test_how_far_it_has_come_is_for_terminals_only(played: Path) -> None:
    seen = on_a_terminal(played, *REPLAY, stdout=subprocess.DEVNULL)
    assert "read " in seen
    assert "0/2" in seen
    assert "2026-01-29" not in seen, "what is piped elsewhere does not come to the terminal"
    assert seen.endswith("p95 40 min\r\n"), "the line that counts is gone, the summary stays"


def test_on_a_terminal_an_alert_has_a_line_of_its_own(played: Path) -> None:
    rows = re.split(r"\r\n|\r\x1b\[2K", on_a_terminal(played, *REPLAY, stdout=None))
    told = [row for row in rows if "after the first article" in row]
    assert len(told) == 2
    assert all(re.match(r"2026-01-29 \d\d:\d\d  exchange", row) for row in told)


@pytest.mark.parametrize("other", ["r.db", "ledger.json"])
def test_the_same_articles_give_the_same_ledger(played: Path, other: str) -> None:
    done = repwatch("replay", "a.jsonl", "--diff", other, cwd=played)
    assert done.stdout == ""


@pytest.mark.parametrize("other", ["r.db", "ledger.json"])
def test_what_came_in_after_the_end_is_left_out_and_the_difference_told(played: Path, other: str) -> None:
    words = ("replay", "a.jsonl", "--until", "2026-01-29T11:00", "--diff", other)
    out = repwatch(*words, cwd=played, code=1).stdout
    assert [line.split("  ")[2].split(":")[0] for line in out.splitlines()] == ["conflicts", "figures", "state"]
    assert "38 to russia, 1003 to ukraine -> 38 to russia, 1000 to ukraine" in out
    rows = [json.loads(line) for line in repwatch(*words, "--json", cwd=played, code=1).stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["conflicts", "figures", "state"]
    none = repwatch("replay", "a.jsonl", "--until", "2026-01-28", "--diff", other, cwd=played, code=1)
    assert "missing: 38 to russia, 1003 to ukraine -> -" in none.stdout


def test_the_last_moment_of_a_day_and_a_time_itself_still_count(played: Path) -> None:
    for until in ("2026-01-29", "2026-01-29T12:00:00Z", "2026-01-29T14:00+02:00"):
        repwatch("replay", "a.jsonl", "--until", until, "--diff", "r.db", cwd=played)
    assert end_of("2026-01-29") == datetime(2026, 1, 29, 23, 59, 59, 999999, tzinfo=UTC)
    assert "it is a day like" in repwatch("replay", "a.jsonl", "--until", "yesterday", cwd=played, code=2).stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "is no ledger", id="empty"),
        pytest.param('{"a": 1}', "is no ledger", id="an object"),
        pytest.param('[{"id": 1}]', "is no ledger", id="a list of something else"),
        pytest.param("SQLite format 3\0garbage", "cannot be used", id="a broken database"),
        pytest.param(None, "cannot be read", id="no file"),
    ],
)
def test_what_is_no_ledger_is_told_plainly_and_nothing_is_replayed(
    played: Path, tmp_path: Path, text: str | None, told: str
) -> None:
    path = tmp_path / "other"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = repwatch("replay", "a.jsonl", "--diff", str(path), cwd=played, code=2)
    assert told in done.stderr
    assert done.stdout == ""
