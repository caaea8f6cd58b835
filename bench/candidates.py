"""Who polls the farm in bench/polling.py: repwatch, reader, rss2email. Each in a folder of its own."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from repwatch.config import load
from storage import Storage

ROOT = Path(__file__).parent.parent
NAMES = ("repwatch", "reader", "rss2email")
PEERS = ("reader==3.26", "sgmllib3k==1.0.0", "rss2email==3.14")  # reader imports sgmllib and does not ask for it
CONFIG = """state = "state"
[crawl]
interval = "5m"
spacing = 0
allow_networks = ["127.0.0.0/8"]
"""
OUTLET = """
[[outlet]]
id = "outlet-{number}"
name = "Outlet {number}"
feeds = [{{ url = "{url}" }}]
"""
READER = """
import sys
from reader import make_reader
verb, database, urls = sys.argv[1:]
with make_reader(database) as reader:
    if verb == "setup":
        for url in open(urls):
            reader.add_feed(url.strip())
    else:
        for result in reader.update_feeds_iter(scheduled=False, workers=10):
            if isinstance(result.value, Exception):
                print(result.value)
"""
R2E = """[DEFAULT]
from = a@example.invalid
to = b@example.invalid
email-protocol = maildir
maildir-path = {folder}/mail
maildir-mailbox = inbox
verbose = error
"""


class Candidate:
    """forget: as if it had never run. prepare: before every run, and not measured."""

    name = ""
    command: Sequence[str] = ()

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self.folder, self.urls = folder, urls
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or every start would compile every module, 1.5 s of it

    def forget(self) -> None:
        rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def prepare(self) -> None:
        pass


class Repwatch(Candidate):
    name = "repwatch"
    command = (sys.executable, "-m", "crawler", "--once")

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        super().__init__(folder, urls)
        self.environment["REPWATCH_CONFIG"] = str(folder / "config.toml")
        self.database = folder / "state" / "repwatch.db"

    def forget(self) -> None:
        super().forget()
        outlets = "".join(OUTLET.format(number=number, url=url) for number, url in enumerate(self.urls))
        (self.folder / "config.toml").write_text(CONFIG + outlets)
        self.database.parent.mkdir()
        with Storage(self.database, migrate=True) as storage:
            storage.outlets.sync(load(self.folder / "config.toml").outlets, datetime.now(UTC))

    def prepare(self) -> None:
        """Time has passed: every feed is due, and the daemon has brought the write-ahead log into the file."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("UPDATE feeds SET next_poll_at = '2000-01-01T00:00:00.000+00:00', errors = 0")
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class Reader(Candidate):
    name = "reader"

    def __init__(self, folder: Path, urls: Sequence[str], python: Path) -> None:
        super().__init__(folder, urls)
        self.command = (str(python), "peer.py", "poll", "reader.db", "urls")

    def forget(self) -> None:
        super().forget()
        (self.folder / "urls").write_text("\n".join(self.urls) + "\n")
        (self.folder / "peer.py").write_text(READER)
        subprocess.run([self.command[0], "peer.py", "setup", "reader.db", "urls"], cwd=self.folder, check=True)


class Rss2email(Candidate):
    name = "rss2email"

    def __init__(self, folder: Path, urls: Sequence[str], python: Path) -> None:
        super().__init__(folder, urls)
        self.command = (str(python.with_name("r2e")), "-c", "r2e.cfg", "-d", "r2e.json", "run")

    def forget(self) -> None:
        super().forget()
        (self.folder / "mail").mkdir()
        feeds = "".join(f"\n[feed.f{number}]\nurl = {url}\n" for number, url in enumerate(self.urls))
        (self.folder / "r2e.cfg").write_text(R2E.format(folder=self.folder) + feeds)


def those(names: Iterable[str], folder: Path, beside: Path, urls: Sequence[str]) -> Iterator[Candidate]:
    """The candidates asked for, as far as they can be had."""
    if "repwatch" in names:
        yield Repwatch(folder / "repwatch", urls)
    peers = [name for name in names if name != "repwatch"]
    python = _peers(beside / "peers") if peers else None
    if peers and not python:
        print(f"not compared: {' and '.join(peers)} could not be installed")
    if python and "reader" in peers:
        yield Reader(folder / "reader", urls, python)
    if python and "rss2email" in peers:
        yield Rss2email(folder / "rss2email", urls, python)


def _peers(folder: Path) -> Path | None:
    """The Python of an environment with the peers in it; None if it cannot be made."""
    python, uv = folder.resolve() / "bin" / "python", str(Path(sys.executable).with_name("uv"))
    if (folder / "ready").exists():
        return python
    steps = [
        [uv, "venv", "--quiet", "--python", sys.executable, str(folder)],
        [uv, "pip", "install", "--quiet", "--python", str(python), *PEERS],
    ]
    try:
        for step in steps:
            subprocess.run(step, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    (folder / "ready").touch()
    return python
