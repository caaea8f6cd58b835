"""The demo's own folder: its configuration, its ports, and how far the story has come, for a later --resume."""

import json
import shutil
import socket
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo.newsroom import Paper
from repwatch.model import Outlet
from storage import Storage

MARK = "this folder belongs to repwatch demo.json"  # what carries it may be emptied
SECRET = "whsec_cmVwd2F0Y2ggZGVtbyBzZWNyZXQsIG5vdCBhIHNlY3JldCE="  # noqa: S105 of a receiver on this machine, for a minute
LEAVING = 10.0  # seconds that a daemon needs to end at most
FIRST_START = datetime(2025, 6, 2, tzinfo=UTC)
HISTORY_UNTIL = "2025-06-01"
CONFIG = """# Made by repwatch demo; it is made anew at each start.
state = "state"
history_until = "{until}"
[web]
port = {web}
refresh = 2
alert_feeds = true
[crawl]
contact = "https://repwatch.example/demo"
interval = 0.4
spacing = 0.02
timeout = 3
silent_after = "{silent}s"
allow_networks = ["127.0.0.0/8"]
[alerts]
tick = 0.2
group_wait = 0
group_interval = 0
[mail]
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "watch@repwatch.example"
domain = "repwatch.example"
[[subscription]]
id = "reader"
channel = "smtp"
address = "reader@people.example"
[[subscription]]
id = "partner"
channel = "webhook"
address = "http://127.0.0.1:{hook}/hook"
secret = "{secret}"
"""


class StageTaken(Exception):
    """The folder or a port cannot be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Stage:
    """ports: mail, hook, then one for each outlet in the story's order. seed: of the story that is played."""

    folder: Path
    web: int
    ports: tuple[int, ...]
    seed: int = 0

    @property
    def smtp(self) -> int:
        return self.ports[0]

    @property
    def hook(self) -> int:
        return self.ports[1]

    @property
    def lists(self) -> tuple[int, ...]:
        return self.ports[2:]

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "state" / "repwatch.db"

    @property
    def progress(self) -> Path:
        return self.folder / "progress.json"

    def done(self) -> list[str]:
        """Keys of the events that were carried out."""
        if not self.progress.exists():
            return []
        return [str(key) for key in json.loads(self.progress.read_text(encoding="utf-8"))]

    def note(self, keys: Sequence[str]) -> None:
        """Whole or not at all: a kill must not leave half a file."""
        fresh = self.progress.with_suffix(".new")
        fresh.write_text(json.dumps(list(keys)), encoding="utf-8")
        fresh.replace(self.progress)


def build(folder: Path, web: int, outlets: int, seed: int) -> Stage:
    """A fresh stage; what an earlier demo left in its folder is removed. Raises StageTaken."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise StageTaken(f"{folder} is not the demo's; name another folder with --dir")
    stage = _checked(Stage(folder, web, tuple(_free_ports(outlets + 2)), seed))
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(json.dumps({"ports": stage.ports, "seed": seed}), encoding="utf-8")
    except OSError as error:
        raise StageTaken(f"{folder} cannot be written ({error.strerror}); name another folder with --dir") from error
    return stage


def rebuild(folder: Path, web: int) -> Stage:
    """The stage of a demo that was broken off. Raises StageTaken."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        mark = {}
    if not mark or not (folder / "state" / "repwatch.db").exists():
        raise StageTaken(f"there is no demo to resume in {folder}; start one without --resume")
    return _checked(Stage(folder, web, tuple(mark["ports"]), mark["seed"]), LEAVING)


def furnish(stage: Stage, outlets: Sequence[Outlet], papers: Sequence[Paper], silent_after: float) -> None:
    """Write the configuration, and set the date of the first start before the daemon sets its own.

    silent_after: in seconds.
    """
    text = CONFIG.format(
        until=HISTORY_UNTIL,
        web=stage.web,
        smtp=stage.ports[0],
        hook=stage.ports[1],
        secret=SECRET,
        silent=round(silent_after),
    )
    tables = [_table(outlet, paper) for outlet, paper in zip(outlets, papers, strict=True)]
    stage.config.write_text(text + "".join(tables), encoding="utf-8")
    stage.database.parent.mkdir(exist_ok=True)
    with Storage(stage.database, checkpoints=True, migrate=True) as storage:
        storage.meta.started(FIRST_START)


def _table(outlet: Outlet, paper: Paper) -> str:
    kind = paper.kind if paper.kind in ("telegram", "listing") else "feed"
    return (
        f'\n[[outlet]]\nid = "{outlet.id}"\nname = "{outlet.name}"\nlang = "{outlet.lang}"\nside = "{outlet.side}"\n'
        f'kind = "{outlet.kind}"\nagency = "{outlet.agency}"\nzone = "{outlet.zone}"\n'
        f'feeds = [{{ url = "{paper.feed_url}", kind = "{kind}", interval = 0.4 }}]\n'
    )


def _checked(stage: Stage, patience: float = 0) -> Stage:
    """patience: seconds that a daemon which is just ending may still hold its port."""
    for port in (stage.web, stage.smtp, stage.hook):
        end = time.monotonic() + patience
        while error := _why_taken(port):
            if time.monotonic() >= end:
                raise StageTaken(f"port {port} is taken ({error.strerror}); give another one with --port") from error
            time.sleep(0.1)
    return stage


def _why_taken(port: int) -> OSError | None:
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            return error
    return None


def _free_ports(count: int) -> list[int]:
    """All held at once while they are asked for, so that none is given twice."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
