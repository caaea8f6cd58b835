"""`repwatch search` as an editor types it, on an archive that no daemon reads, and beside a daemon."""

import json
from pathlib import Path

import pytest
from test_commands import ARTICLE, lines, repwatch

SECOND = {
    **ARTICLE, "id": "2", "url": "https://b.example/2", "outlet": "B", "lang": "uk",
    "published": "2026-01-30T10:00:00Z",
    "title": "Україна повернула тіла 1000 полеглих", "text": "Україна повернула тіла полеглих воїнів.",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("searched")
    (made / "a.jsonl").write_text(lines(ARTICLE, SECOND))
    repwatch("replay", "a.jsonl", "--db", "r.db", cwd=made)
    done = repwatch("search", "anything", "--db", "r.db", cwd=made, code=1)
    assert (done.stdout, "2 articles are not searchable yet" in done.stderr) == ("nothing is found\n", True)
    done = repwatch("search", "soldiers", "--index", "--db", "r.db", cwd=made)
    assert "articles and figures taken in" in done.stderr
    assert "not searchable yet" not in done.stderr
    return made


def test_it_prints_what_is_found_with_its_figures(folder: Path) -> None:
    out = repwatch("search", "repatriation", "figure:1,000", "--db", "r.db", cwd=folder).stdout
    assert out.splitlines()[:3] == [
        "Ukraine repatriates bodies of 1,000 soldiers", "   A, 29 January 2026, 10:00 UTC, en", "   https://a.example/1",
    ]  # fmt: skip
    assert "   1,000 to Ukraine (this exchange, 29 January 2026)" in out


def test_programs_get_a_line_of_json_each_and_can_go_on(folder: Path) -> None:
    out = repwatch("search", "1000", "--json", "--limit", "1", "--db", "r.db", cwd=folder).stdout
    (found,) = (json.loads(line) for line in out.splitlines())
    assert (found["url"], found["lang"], found["title"]) == (SECOND["url"], "uk", SECOND["title"])
    rest = repwatch("search", "1000", "--json", "--older", str(found["place"]), "--db", "r.db", cwd=folder).stdout
    (found,) = (json.loads(line) for line in rest.splitlines())
    assert found["url"] == ARTICLE["url"]
    assert {one["exchange"] for one in found["figures"]} == {"ukraine-russia-2026-01-29"}
    assert repwatch("search", "zzz", "--json", "--db", "r.db", cwd=folder, code=1).stdout == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(('"open',), 'A phrase begins with "', id="a phrase without an end"),
        pytest.param((" ",), "no word in it to search for", id="nothing"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, words: tuple[str, ...], says: str) -> None:
    assert says in repwatch("search", *words, "--db", "r.db", cwd=folder, code=2).stderr
