"""The daemon indexes beside its steps, and what it writes is no news to them."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from repwatch.config import load
from repwatch.model import Article
from scheduler.daemon import Daemon
from scheduler.indexing import index
from scheduler.tools import make_tools
from storage import Storage

NOW = datetime(2025, 6, 16, 12, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage(tmp_path / "repwatch.db", migrate=True, checkpoints=True) as opened:
        yield opened


async def made(folder: Path) -> Daemon:
    path = folder / "config.toml"
    path.write_text('languages = ["en"]\n')
    return Daemon(path, make_tools(load(path)))


def save(storage: Storage, name: str) -> None:
    storage.articles.save(Article(f"https://a.example/{name}", "a", name, "Fallen.", NOW, NOW), NOW)


def test_steps_that_have_seen_everything_are_not_woken_by_the_index(storage: Storage, tmp_path: Path) -> None:
    daemon = asyncio.run(made(tmp_path))
    save(storage, "first")
    daemon._rounds.seen = daemon._rounds.looked = storage.changes()
    daemon._rounds.aside(storage, index)
    assert storage.search.missing() == 0
    assert daemon._rounds.seen == daemon._rounds.looked == storage.changes()


@pytest.mark.parametrize("seen", ["all but the last", "nothing"])
def test_what_another_process_writes_still_wakes_them(storage: Storage, tmp_path: Path, seen: str) -> None:
    daemon = asyncio.run(made(tmp_path))
    save(storage, "first")
    daemon._rounds.seen = storage.changes() if seen == "all but the last" else -1
    with Storage(tmp_path / "repwatch.db") as other:
        save(other, "second")
    daemon._rounds.aside(storage, index)
    assert storage.search.missing() == 0
    assert daemon._rounds.seen != storage.changes()
