"""The real crawler process over a newsroom, with a configuration and a database of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo.newsroom import Paper
from repwatch.config import load
from repwatch.model import FeedHealth
from storage import Storage

CONFIG = """
state = "state"
[crawl]
contact = "https://desk.example/bot"
interval = 0.3
spacing = {spacing}
timeout = {timeout}
allow_networks = ["{networks}"]
"""


class Presshouse:
    """once: one crawl until nothing is due; start: the process as the daemon runs it. log: what it wrote last."""

    def __init__(
        self, folder: Path, *outlets: Paper | tuple[str, ...], networks: str = "127.0.0.0/8", spacing: float = 0.05,
        timeout: float = 3,
    ) -> None:  # fmt: skip
        self.folder, self.config = folder, folder / "config.toml"
        text = CONFIG.format(networks=networks, spacing=spacing, timeout=timeout)
        self.config.write_text(text + "".join(map(_outlet, outlets)), encoding="utf-8")
        self.log = ""
        self.environment = {**os.environ, "REPWATCH_CONFIG": str(self.config), "MALLOC_ARENA_MAX": "2"}
        self._open()

    def once(self, *outlets: str, code: int = 0) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "--once", *outlets], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        self.log = done.stderr
        assert done.returncode == code, self.log
        lines = done.stdout.splitlines()
        assert len(lines) == (code != 78), lines
        return json.loads(lines[0]) if lines else {}

    def override_robots(self, outlet: str, reason: str) -> None:
        text = self.config.read_text(encoding="utf-8")
        self.config.write_text(text.replace(f'id = "{outlet}"', f'id = "{outlet}"\nrobots_override = "{reason}"'))

    def start(self) -> "subprocess.Popen[str]":
        """Speaks its first heartbeat before this returns."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "crawler"], cwd=self.folder, env=self.environment, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        assert process.stdout
        assert "heartbeat" in json.loads(process.stdout.readline())
        return process

    def feeds(self) -> dict[str, FeedHealth]:
        with Storage(self.folder / "state" / "repwatch.db") as storage:
            return {health.outlet: health for health in storage.outlets.health()}

    def outcomes(self) -> dict[str, str]:
        return {name: str(health.outcome) for name, health in self.feeds().items()}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.folder}/state/repwatch.db?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()

    def change(self, sql: str, *values: object) -> None:
        """Behind the back of the program."""
        with closing(sqlite3.connect(self.folder / "state" / "repwatch.db")) as database, database:
            database.execute(sql, values)

    def articles(self) -> list[tuple[str, str, str]]:
        """Outlet, title and text of each latest reading."""
        return self.rows(
            "SELECT a.outlet, r.title, r.text FROM revisions r JOIN articles a ON a.id = r.article WHERE r.number ="
            " (SELECT max(number) FROM revisions WHERE article = r.article) ORDER BY a.outlet, r.title"
        )

    def wait(self, outlet: str) -> float:
        """Seconds between the last poll and the next."""
        health = self.feeds()[outlet]
        assert health.next_poll_at
        assert health.last_polled_at
        return (health.next_poll_at - health.last_polled_at).total_seconds()

    def _open(self) -> None:
        config = load(self.config)
        config.state.mkdir()
        with Storage(config.database, migrate=True) as storage:
            storage.outlets.sync(config.outlets, datetime.now(UTC))


def group_of(leader: int) -> list[int]:
    """Who lives in the process group of this process, itself included."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(group) == leader and state != "Z":
                found.append(int(entry.name))
    return found


def end_group(leader: int) -> None:
    """Whatever a failed test left running."""
    if group_of(leader):
        os.killpg(leader, signal.SIGKILL)


def _outlet(outlet: Paper | tuple[str, ...]) -> str:
    """A tuple: id, address, and more fields of its feed as TOML, and of the outlet."""
    name, url, *more = (outlet.name, outlet.feed_url) if isinstance(outlet, Paper) else outlet
    kind = outlet.kind if isinstance(outlet, Paper) and outlet.kind == "telegram" else "feed"
    fields, rest = (*more, *(f'kind = "{kind}"', "")[len(more) :])
    return (
        f'\n[[outlet]]\nid = "{name}"\nname = "The {name.title()}"\nlang = "en"\n{rest}\n'
        f'feeds = [{{ url = "{url}", interval = 0.3, {fields} }}]\n'
    )
