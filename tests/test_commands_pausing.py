"""An outlet paused at the terminal: who, why, until when; the crawler and the list say so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_commands import repwatch

from repwatch.config import load
from repwatch.model import AddedOutlet, Feed, Outlet
from storage import Storage

CONFIG = '[[outlet]]\nid = "paper"\nname = "The Paper"\nfeeds = [{ url = "https://paper.example/rss" }]\n'
WHO = ("--by", "olena", "--reason", "it moves its site")
ADDED = Outlet("gazette", "The Gazette", lang="en", feeds=(Feed("https://gazette.example/rss"),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    config = load(tmp_path / "config.toml")
    config.state.mkdir()
    with Storage(config.database, migrate=True) as storage:
        storage.added.add(AddedOutlet(ADDED, "olena", datetime.now(UTC)))
        storage.outlets.sync(config.outlets, datetime.now(UTC))
    return tmp_path


def outlets(folder: Path, *words: str, code: int = 0) -> str:
    done = repwatch("outlets", *words, cwd=folder, code=code)
    return " ".join((done.stdout if code == 0 else done.stderr).split())


@pytest.mark.parametrize("name", ["paper", "gazette"], ids=["of the file", "added at the desk"])
def test_an_outlet_is_paused_and_taken_up_again(folder: Path, name: str) -> None:
    assert f"{name} is not asked until" in outlets(folder, "pause", name, "--for", "2d", *WHO)
    assert "paused until" in outlets(folder, "list")
    assert "paused already" in outlets(folder, "pause", name, *WHO, code=1)
    with Storage(folder / "var" / "repwatch.db") as storage:
        leased = {feed.outlet for feed in storage.outlets.lease_feeds(datetime.now(UTC) + timedelta(hours=1), 10)}
    assert leased == {"paper", "gazette"} - {name}
    assert "is asked again" in outlets(folder, "resume", name, "--by", "iryna")
    assert "is not paused" in outlets(folder, "resume", name, "--by", "iryna", code=1)
    assert "paused" not in outlets(folder, "list")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("mars", *WHO), 1, "there is no outlet mars", id="unknown"),
        pytest.param(("paper", "--for", "soon", *WHO), 2, "allowed is a time", id="no time"),
        pytest.param(("paper", "--by", "olena", "--reason", " "), 2, "say why", id="no reason"),
    ],
)
def test_what_makes_no_pause_is_told(folder: Path, words: tuple[str, ...], code: int, told: str) -> None:
    assert told in outlets(folder, "pause", *words, code=code)


def test_what_was_added_at_the_desk_is_taken_over_into_the_file(folder: Path) -> None:
    assert 'id = "gazette"' in outlets(folder, "added")
    outlets(folder, "added", "--write")
    config = load(folder / "config.toml")
    assert [one.id for one in config.outlets] == ["paper", "gazette"]
    with Storage(config.database) as storage:
        storage.outlets.sync(config.outlets, datetime.now(UTC))
        assert storage.added.all() == []
        assert {one.outlet for one in storage.outlets.health()} == {"paper", "gazette"}
    assert "none was added" in outlets(folder, "added", code=1)
