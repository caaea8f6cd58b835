"""An operator's folder: a configuration, a database and a mail server, to run commands in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from receivers import MailServer
from test_commands import repwatch
from test_scheduler_pipeline import story

from repwatch.config import load
from scheduler.pipeline import run_steps
from scheduler.tools import make_tools
from storage import Storage

BY = ("--by", "olena")
RUSSIAN = "Vladimir Medinsky"
ANNA = "anna@example.org"


@dataclass(frozen=True, slots=True)
class Office:
    """A folder with a configuration and a database, and a mail server."""

    folder: Path
    mail: MailServer

    def run(self, *words: str, code: int = 0) -> str:
        done = repwatch(*words, cwd=self.folder, code=code)
        return done.stdout if code == 0 else done.stderr

    def add(self, address: str, *words: str) -> str:
        """Its id."""
        found = re.match(r"sub_[0-9a-f]{8}", self.run("subscribers", "add", address, *BY, *words))
        assert found
        return found[0]

    def listed(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def hears(self, count: int, by: str = "the Coordination Headquarters", outlet: str = "courier") -> None:
        """A story comes in and is settled and told; nothing is sent yet."""
        now = datetime.now(UTC)
        tools = make_tools(load(self.folder / "config.toml"))
        with Storage(tools.config.database, migrate=True) as storage:
            storage.articles.save(story(count, by, outlet, now), now)
            run_steps(storage, tools, now)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with MailServer() as mail:
        (tmp_path / "config.toml").write_text(
            f'languages = ["en"]\n[crawl]\nallow_networks = ["127.0.0.0/8"]\n'
            f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\ndomain = "example.org"\n'
            '[[subscription]]\nid = "desk"\nchannel = "file"\n'
        )
        config = load(tmp_path / "config.toml")
        config.state.mkdir()
        with Storage(config.database, migrate=True) as storage:
            began = datetime.now(UTC) - timedelta(days=1)
            storage.meta.started(began)
            run_steps(storage, make_tools(config), began)
        yield Office(tmp_path, mail)
