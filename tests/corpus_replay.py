"""The whole corpus of labelled articles replayed once, for all tests that look at the ledger that comes of it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest

from repwatch.config import load
from repwatch.model import Settlement
from scheduler.replay import arrivals, open_for_replay, replay
from scheduler.tools import Tools, make_tools
from storage import Storage

CORPUS = sorted((Path(__file__).parent / "data" / "corpus").glob("*.jsonl"))


@cache
def corpus_tools() -> Tools:
    """Of an empty configuration."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text("")
        return make_tools(load(path))


@cache
def corpus_database() -> Path:
    """All three files together, as `repwatch replay` takes them in. For reading only: every test has the same."""
    path = Path(mkdtemp()) / "replay.db"  # conftest.py clears up
    with open_for_replay(path, path.with_name("live.db")) as storage:
        assert list(replay(storage, corpus_tools(), arrivals(CORPUS, pytest.fail)))
    return path


@cache
def corpus_ledger() -> list[Settlement]:
    with Storage(corpus_database(), write=False) as storage:
        return storage.exchanges.settlements()
