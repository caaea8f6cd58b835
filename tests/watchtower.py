"""The real daemon as a subprocess: parent and crawler, with a configuration and a database of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from receivers import SECRET, HookReceiver, MailServer, free_port, until

from demo.newsroom import Paper

QUICK = """
state = "state"
[web]
port = {port}
[crawl]
contact = "https://desk.example/bot"
interval = 0.3
spacing = 0.05
timeout = {timeout}
allow_networks = ["127.0.0.0/8"]
[alerts]
tick = 0.2
group_wait = 0
group_interval = 0
[mail]
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "watch@desk.example"
domain = "desk.example"
[[subscription]]
id = "reader"
channel = "smtp"
address = "reader@people.example"
[[subscription]]
id = "partner"
channel = "webhook"
address = "{hook}"
secret = "{secret}"
"""


class Watchtower:
    """start, kill and start again on the same state. timeout: seconds that an outlet has to answer.

    beside: a pattern of the outlets whose pages are not waited for.
    """

    timeout, beside = 3, ""

    def __init__(self, folder: Path, papers: Iterable[Paper], mail: MailServer, hook: HookReceiver) -> None:
        self.folder, self.port = folder, free_port()
        self.config = folder / "config.toml"
        text = QUICK.format(port=self.port, smtp=mail.port, hook=hook.url, secret=SECRET, timeout=self.timeout)
        self.config.write_text(text + "".join(_outlet(paper) for paper in papers), encoding="utf-8")
        self.database = folder / "state" / "repwatch.db"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "repwatch.start", "run", "--config", str(self.config)],
                stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        until(self.answers, 20)

    def answers(self) -> bool:
        assert self.runs(), self.log()
        try:
            return self.get("/healthz")[0] in (200, 503)
        except OSError:
            return False

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def ledger(self) -> list[dict[str, object]]:
        """Without what only the known history knows."""
        found: list[dict[str, object]] = json.loads(self.get("/ledger.json")[1])
        return [one for one in found if one["articles"]]

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-6000:]

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()

    def settled(self) -> bool:
        """Everything that was published is read, told and sent."""
        awaited = f"(SELECT id FROM feeds WHERE enabled AND outlet NOT GLOB '{self.beside}')"
        (undone,) = self.query(
            f"SELECT (SELECT count(*) FROM entries WHERE state = 'pending' AND feed IN {awaited})"
            " + (SELECT count(*) FROM revisions WHERE matched_by IS NULL)"
            " + (SELECT count(*) FROM exchanges WHERE touched > settled)"
            " + (SELECT count(*) FROM alerts WHERE digest IS NULL)"
            " + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'leased'))"
            f" + (SELECT count(*) FROM feeds WHERE outcome IS NULL AND id IN {awaited})"
        )
        return undone[0] == 0

    def rounds(self, count: int = 2) -> None:
        """Wait until every feed was polled so often again, and all that followed is done."""
        for _ in range(count):
            before = self._polled()
            until(lambda before=before: all(at > before.get(url, "") for url, at in self._polled().items()))
        until(self.settled)

    def children(self) -> list[int]:
        """The crawler of this parent."""
        assert self.process
        return _children_of(self.process.pid)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def _polled(self) -> dict[str, str]:
        return {
            str(url): str(at or "") for url, at in self.query("SELECT url, last_polled_at FROM feeds WHERE enabled")
        }


def kill_all(pids: Iterable[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """A zombie that nobody has waited for yet is not alive."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == pid:
                found.append(int(entry.name))
    return found


def _outlet(paper: Paper) -> str:
    kind = "telegram" if paper.kind == "telegram" else "feed"
    return (
        f'\n[[outlet]]\nid = "{paper.name}"\nname = "The {paper.name.title()}"\nlang = "en"\n'
        f'feeds = [{{ url = "{paper.feed_url}", kind = "{kind}", interval = 0.3 }}]\n'
    )
