"""An editor at the terminal: what is asked, what he decides, and what the ledger says then."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from test_commands import ARTICLE, lines, repwatch

OTHER = ARTICLE | {
    "id": "2",
    "url": "https://b.example/2",
    "outlet": "B",
    "text": "Ukraine received 1,212 bodies of fallen soldiers on Jan. 29, presidential aide Vladimir Medinsky said.",
    "title": "Bodies of soldiers returned",
}
WHO = ("--by", "olena", "--reason", "I looked")
EXCHANGE = "ukraine-russia-2026-01-29"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a replayed ledger in which the side of Ukraine is disputed."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "a.jsonl").write_text(lines(ARTICLE, OTHER), encoding="utf-8")
    repwatch("replay", "a.jsonl", "--db", "x.db", cwd=folder)
    assert sides(folder)["ukraine"]["status"] == "disputed"
    return folder


@pytest.fixture
def desk(replayed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(replayed, tmp_path / "desk"))


def decide(folder: Path, *words: str, code: int = 0) -> str:
    done = repwatch("decide", *words, "--db", "x.db", cwd=folder, code=code)
    return done.stdout if code == 0 else done.stderr


def sides(folder: Path, db: str = "x.db") -> dict[str, Any]:
    (row,) = json.loads(repwatch("ledger", "--db", db, "--format", "json", cwd=folder).stdout)
    return dict(row["received"])


def claims(folder: Path) -> dict[int, int]:
    """Count -> number of the claim."""
    return {one["count"]: one["id"] for side in sides(folder).values() for one in side["claims"]}


def test_an_editor_says_which_figure_stands_and_takes_it_back(desk: Path) -> None:
    assert "decision 1 is stored; the ledger follows" in decide(desk, "best", EXCHANGE, "ukraine", "1212", *WHO)
    side = sides(desk)["ukraine"]
    assert (side["best"], side["status"], side["rule"]["id"]) == (1212, "decided", "editor")
    assert "decision 1 is taken back" in decide(desk, "undo", "1", "--by", "petro")
    assert sides(desk)["ukraine"]["best"] is None
    listed = decide(desk, "list")
    assert "olena" in listed
    assert "taken back by petro" in " ".join(listed.split())


def test_a_rejected_figure_is_gone_and_a_corrected_one_counts_as_corrected(desk: Path) -> None:
    decide(desk, "reject", str(claims(desk)[1212]), *WHO)
    assert sides(desk)["ukraine"]["best"] == 1000
    decide(desk, "correct", str(claims(desk)[38]), "--count", "83", *WHO)
    assert sides(desk)["russia"]["best"] == 83


def test_a_ledger_that_is_built_anew_takes_the_decisions_along(desk: Path) -> None:
    decide(desk, "best", EXCHANGE, "ukraine", "1000", *WHO)
    decide(desk, "reject", str(claims(desk)[38]), *WHO)
    decide(desk, "reject", str(claims(desk)[1212]), *WHO)
    decide(desk, "undo", "3", "--by", "olena")
    (desk / "d.jsonl").write_text(decide(desk, "list", "--json"), encoding="utf-8")
    repwatch("replay", "a.jsonl", "--db", "y.db", "--decisions", "d.jsonl", cwd=desk)
    compared = repwatch("replay", "a.jsonl", "--decisions", "d.jsonl", "--diff", "x.db", cwd=desk)
    assert compared.stdout == ""
    assert (sides(desk, "y.db")["ukraine"]["best"], sides(desk, "y.db").keys()) == (1000, {"ukraine"})


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("best", EXCHANGE, "ukraine", "7", *WHO), 1, "none of the figures in question", id="not stated"),
        pytest.param(("best", EXCHANGE, "russia", "38", *WHO), 1, "(none)", id="not in dispute"),
        pytest.param(("best", "nowhere", "ukraine", "7", *WHO), 1, "no exchange nowhere", id="no such exchange"),
        pytest.param(("accept", "4711", *WHO), 1, "no claim 4711", id="no such claim"),
        pytest.param(("correct", "1", *WHO), 2, "nothing is corrected", id="a correction that corrects nothing"),
        pytest.param(("correct", "1", "--to", "mars", *WHO), 2, "russia", id="a side that the war has not"),
        pytest.param(("correct", "1", "--day", "soon", *WHO), 2, "soon is no day", id="no day"),
        pytest.param(("merge", "2026-01-29", "2026-01-29", *WHO), 2, "one and the same day", id="one day twice"),
        pytest.param(("reprint", "mars", "B", *WHO), 1, "two of the outlets", id="no such outlet"),
        pytest.param(("reprint", "B", "B", *WHO), 1, "one and the same outlet", id="one outlet twice"),
        pytest.param(("undo", "1", "--by", "olena"), 1, "no decision 1", id="nothing to take back"),
    ],
)
def test_what_cannot_be_decided_is_said_plainly(desk: Path, words: tuple[str, ...], code: int, told: str) -> None:
    assert told in decide(desk, *words, code=code)
    assert sides(desk)["ukraine"]["status"] == "disputed"


def test_a_file_that_holds_no_decisions_is_refused(desk: Path) -> None:
    done = repwatch("replay", "a.jsonl", "--decisions", "a.jsonl", cwd=desk, code=1)
    assert "no decision as `repwatch decide list --json` prints it" in done.stderr


def test_questions_name_the_claim_that_is_asked_about(tmp_path: Path) -> None:
    rounded = OTHER | {"text": str(OTHER["text"]).replace("1,212", "1004")}
    exact = ARTICLE | {"text": str(ARTICLE["text"]).replace("1,000", "1000")}
    (tmp_path / "a.jsonl").write_text(lines(exact | {"title": "Bodies returned"}, rounded), encoding="utf-8")
    repwatch("replay", "a.jsonl", "--db", "x.db", cwd=tmp_path)
    asked = json.loads(repwatch("questions", "--db", "x.db", "--json", cwd=tmp_path).stdout)
    assert [one["exchange"] for one in asked] == [EXCHANGE] * len(asked)
    for one in asked:
        assert repwatch("explain", str(one["claim"]), "--db", "x.db", cwd=tmp_path).stdout
    assert "question" in repwatch("questions", "--db", "x.db", cwd=tmp_path).stdout
