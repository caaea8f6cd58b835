"""The commands as programs: what they print, and how they end."""

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from repwatch.cli import app
from repwatch.lexicon import FOLDER

ARTICLE = {
    "id": "1",
    "url": "https://a.example/1",
    "outlet": "A",
    "published": "2026-01-29T10:00:00Z",
    "lang": "en",
    "title": "Ukraine repatriates bodies of 1,000 soldiers",
    "text": "Ukraine has received the bodies of 1,000 fallen soldiers, the Coordination Headquarters said on Jan. 29.\n"
    "In return, Russia received the bodies of 38 of its soldiers.",
}
FIELDS = {
    "kind", "to", "count", "qualifier", "event_date", "scope", "attributed_to", "quote", "in", "start", "end", "rules",
    "points", "sure",
}  # fmt: skip


def program(*words: str, cwd: Path, stdin: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    """As a shell starts it."""
    done = subprocess.run(
        [sys.executable, "-m", "repwatch.start", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def on_a_terminal(folder: Path, *words: str, **streams: int | None) -> str:
    """What the terminal gets to see, of standard error at least."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "repwatch.start", *words]
    given = {name: theirs if stream is None else stream for name, stream in {"stderr": None, **streams}.items()}
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "TERM": "xterm"}, **given)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # how a terminal says that nobody is at its other end
        while part := os.read(ours, 65_536):
            seen += part
    os.close(ours)
    assert process.wait() == 0
    return seen.decode()


def repwatch(*words: str, cwd: Path, stdin: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    """The same without a process of its own: what is not caught is raised here."""
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(app, words, input=stdin, prog_name="python -m repwatch.start", catch_exceptions=False)
    assert done.exit_code == code, done.stderr
    return subprocess.CompletedProcess(words, code, done.stdout, done.stderr)


def lines(*articles: object) -> str:
    return "".join(json.dumps(one) + "\n" for one in articles)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(("replay", "a.jsonl", "--db", "r.db", "--json"), 0, id="a replay"),
        pytest.param(("rules", "diff", "--help"), 0, id="what explains a command"),
        pytest.param(("match", "--jsonl", "-"), 1, id="a line that is no article"),
        pytest.param(("ledger", "--db", "none.db"), 1, id="a database that is not there"),
        pytest.param(("crawl", "nobody"), 2, id="an outlet that is not configured"),
        pytest.param(("ledger", "--formed", "csv"), 2, id="an option that is not there"),
        pytest.param(("config", "check", "--config", "wrong.toml"), 78, id="a wrong configuration"),
    ],
)
def test_a_program_says_and_ends_as_its_command_does_here(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    """What lets the other tests do without a process for each command."""
    found = []
    for run in (program, repwatch):
        folder = tmp_path / run.__name__
        folder.mkdir()
        (folder / "config.toml").write_text("")
        (folder / "wrong.toml").write_text("a = 1\n")
        (folder / "a.jsonl").write_text(lines(ARTICLE))
        done = run(*words, cwd=folder, stdin=lines(ARTICLE) + "{\n", code=code)
        untimed = re.sub(r"\d+ articles/s", "", done.stderr)
        found.append((done.stdout, untimed, sorted(each.name for each in folder.iterdir())))
    assert found[0] == found[1]
    assert "".join(found[0][:2])


def test_match_prints_a_line_each_in_the_same_order_from_standard_input(tmp_path: Path) -> None:
    bare = {"id": 2, "text": "Nothing happened.", "unknown": [1], "title": None, "published": None}
    out = repwatch("match", "--jsonl", "-", cwd=tmp_path, stdin=lines(ARTICLE, bare)).stdout
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["id"], first["relevant"], second) == ("1", True, {"id": "2", "relevant": False, "figures": []})
    assert {frozenset(figure) for figure in first["figures"]} == {frozenset(FIELDS)}
    found = {(one["to"], one["count"], one["scope"], one["event_date"]) for one in first["figures"]}
    assert found == {("ukraine", 1000, "current", "2026-01-29"), ("russia", 38, "current", "2026-01-29")}
    for figure in first["figures"]:
        assert ARTICLE[figure["in"]][figure["start"] : figure["end"]] == figure["quote"]


def test_match_tells_which_line_is_no_article_and_reads_the_others(tmp_path: Path) -> None:
    done = repwatch("match", "--jsonl", "-", cwd=tmp_path, stdin="{\n" + lines(ARTICLE), code=1)
    assert "line 1" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_totals_are_laid_beside_the_ledger_of_a_replay(tmp_path: Path) -> None:
    total = {**ARTICLE, "id": "2", "url": "https://b.example/2", "outlet": "B", "title": "Handovers go on"}
    total["text"] = "In all, Ukraine has received 1,640 bodies since January 29, the Coordination Headquarters said."
    (tmp_path / "a.jsonl").write_text(lines(ARTICLE, total))
    repwatch("replay", "a.jsonl", "--db", "r.db", cwd=tmp_path)
    (found,) = json.loads(repwatch("totals", "--format", "json", "--db", "r.db", cwd=tmp_path).stdout)
    assert (found["count"], found["from"], found["ledger"]["low"], found["gap"], found["verdict"]) == (
        1640, "2026-01-29", 1000, 640, "unexplained",
    )  # fmt: skip
    assert "1,640" in repwatch("totals", "--db", "r.db", cwd=tmp_path).stdout
    assert "unexplained" in repwatch("totals", "--format", "csv", "--db", "r.db", cwd=tmp_path).stdout
    assert "json" in repwatch("totals", "--format", "md", "--db", "r.db", cwd=tmp_path, code=2).stderr


def test_replay_tells_the_alerts_and_keeps_a_ledger(tmp_path: Path) -> None:
    other = {**ARTICLE, "id": "2", "url": "https://b.example/2", "outlet": "B", "published": "2026-01-29T12:00:00Z"}
    other["text"] = "Ukraine received the bodies of 1,003 fallen soldiers on Jan. 29, Vladimir Medinsky said."
    other["title"] = "Ukraine receives 1,003 bodies"
    (tmp_path / "a.jsonl").write_text(lines(other, ARTICLE))
    out = repwatch("replay", "a.jsonl", "--db", "r.db", "--json", cwd=tmp_path).stdout
    assert next(json.loads(line)["type"] for line in out.splitlines()) == "exchange.new"
    (exchange,) = json.loads(repwatch("ledger", "--format", "json", "--db", "r.db", cwd=tmp_path).stdout)
    assert (exchange["date"], exchange["date_to"], exchange["articles"]) == ("2026-01-29", None, 2)
    assert exchange["received"]["russia"]["best"] == 38
    assert set(exchange) == {
        "id",
        "conflict",
        "date",
        "date_to",
        "status",
        "received",
        "conflicts",
        "articles",
        "announced",
        "history",
        "series",
    }
    table = repwatch("ledger", "--db", "r.db", cwd=tmp_path).stdout
    assert "29 January 2026" in table
    assert "38" in repwatch("ledger", "--format", "csv", "--db", "r.db", cwd=tmp_path).stdout
    assert repwatch("ledger", "--format", "md", "--db", "r.db", cwd=tmp_path).stdout.startswith("| date |")
    told = repwatch("explain", "https://a.example/1", "--db", "r.db", cwd=tmp_path).stdout
    assert "1,000 bodies to Ukraine (current, 2026-01-29)" in told
    claim = exchange["received"]["russia"]["claims"][0]["id"]
    assert "38 bodies to Russia" in repwatch("explain", str(claim), "--db", "r.db", cwd=tmp_path).stdout
    refused = repwatch("replay", "a.jsonl", "--db", "r.db", cwd=tmp_path, code=1)
    assert "already there" in refused.stderr


def test_replay_without_a_database_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(ARTICLE))
    out = repwatch("replay", "a.jsonl", cwd=tmp_path).stdout
    assert "exchange.new" in out
    assert [each.name for each in tmp_path.iterdir()] == ["a.jsonl"]


def test_replay_never_takes_the_live_database(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "a.jsonl").write_text(lines(ARTICLE))
    refused = repwatch("replay", "a.jsonl", "--db", "var/repwatch.db", cwd=tmp_path, code=1)
    assert "live database" in refused.stderr


def test_the_same_address_again_is_a_revision(tmp_path: Path) -> None:
    edited = {**ARTICLE, "fetched": "2026-01-30T10:00:00Z", "text": str(ARTICLE["text"]).replace("1,000", "1,003")}
    edited["title"] = "Ukraine repatriates bodies of 1,003 soldiers"
    (tmp_path / "a.jsonl").write_text(lines(ARTICLE, edited))
    out = repwatch("replay", "a.jsonl", "--json", "--db", "r.db", cwd=tmp_path).stdout
    assert [json.loads(line)["type"] for line in out.splitlines()] == ["exchange.new", "exchange.corrected"]
    (exchange,) = json.loads(repwatch("ledger", "--format", "json", "--db", "r.db", cwd=tmp_path).stdout)
    assert (exchange["received"]["ukraine"]["best"], exchange["articles"]) == (1003, 1)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("config", "check"), 78, "2 mistakes", id="config check"),
        pytest.param(("run",), 78, "2 mistakes", id="run"),
        pytest.param(("outlets", "list"), 78, "2 mistakes", id="outlets"),
    ],
)
def test_a_wrong_configuration_ends_with_78(tmp_path: Path, words: tuple[str, ...], code: int, told: str) -> None:
    (tmp_path / "config.toml").write_text("a = 1\nb = 2\n")
    assert told in repwatch(*words, cwd=tmp_path, code=code).stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("ledger",), "is not there yet", id="no database"),
        pytest.param(("explain", "https://a.example/none"), "is not there yet", id="nothing to explain"),
        pytest.param(("match", "--jsonl", "none.jsonl"), "cannot be read", id="no file to match"),
        pytest.param(("replay", "none.jsonl"), "cannot be read", id="no file to replay"),
    ],
)
def test_what_is_not_there_is_told_plainly(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    (tmp_path / "config.toml").write_text("")
    assert told in repwatch(*words, cwd=tmp_path, code=1).stderr


def test_an_outlet_that_is_not_configured_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    assert "no such outlet: nobody" in repwatch("crawl", "nobody", cwd=tmp_path, code=2).stderr


def changed_rules(folder: Path, old: str, new: str) -> Path:
    copied = folder / "lexicon"
    shutil.copytree(FOLDER, copied)
    nouns = copied / "en" / "nouns.toml"
    text = nouns.read_text(encoding="utf-8")
    assert old in text
    nouns.write_text(text.replace(old, new), encoding="utf-8")
    return copied


def test_rules_carry_examples_that_hold_and_a_broken_one_is_named(tmp_path: Path) -> None:
    assert ", 0 broken examples" in repwatch("rules", "test", cwd=tmp_path).stdout
    rules = changed_rules(tmp_path, '"bodies"', '"boddies"')
    done = repwatch("rules", "test", str(rules), cwd=tmp_path, code=1)
    assert "en.body." in done.stderr
    assert "no set of rules" in repwatch("rules", "test", str(tmp_path / "none"), cwd=tmp_path, code=1).stderr


def test_rules_diff_lists_the_claims_that_change(tmp_path: Path) -> None:
    told_once = {"title": "", "text": "The bodies of 1,000 fallen soldiers were received by Ukraine."}
    (tmp_path / "a.jsonl").write_text(lines(ARTICLE | told_once), encoding="utf-8")
    repwatch("replay", "a.jsonl", "--db", "x.db", cwd=tmp_path)
    same = repwatch("rules", "diff", "shipped", "shipped", "--db", "x.db", cwd=tmp_path)
    assert (same.stdout, same.stderr.strip()) == ("", "1 articles read, 0 with other claims")
    rules = changed_rules(tmp_path, '"bodies"', '"boddies"')
    done = repwatch("rules", "diff", "shipped", str(rules), "--db", "x.db", "--json", cwd=tmp_path)
    (changed,) = (json.loads(line) for line in done.stdout.splitlines())
    assert changed["url"] == ARTICLE["url"]
    assert [one["count"] for one in changed["lost"]] == [1000]
    assert "  - " in repwatch("rules", "diff", "shipped", str(rules), "--db", "x.db", cwd=tmp_path).stdout


def test_match_explains_in_plain_sentences(tmp_path: Path) -> None:
    out = repwatch("match", "--explain", "--jsonl", "-", cwd=tmp_path, stdin=lines(ARTICLE)).stdout
    assert "1,000 bodies to Ukraine (current, 2026-01-29)" in out
    assert "said by: Coordination Headquarters" in out
