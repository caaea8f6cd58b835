"""One installation of the crash test: outlets, receivers, a daemon that is killed, and what all of them saw."""

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import sleep
from typing import Self

from crash_seen import alerts, integrity, outbox, published, states, stored
from crash_story import FIRST, HISTORY_UNTIL, PAPERS, printed
from crash_verdict import Got, Seen
from receivers import SECRET, HookReceiver, MailServer, until
from watchtower import Watchtower, alive

from demo.newsroom import Newsroom
from demo.printing import Story
from storage import Storage

VICTIMS = ("the daemon", "its crawler", "both")
KINDS = {"gazette": ("rss", True), "herald": ("atom", False), "courier": ("telegram", False), "post": ("json", False)}
FORKS = get_context("forkserver")
LOADED = (  # the program, and what is only loaded when it runs
    "repwatch.cli", "repwatch.running", "repwatch.opening",
    "pydantic.v1", "uvicorn.lifespan.on", "uvicorn.protocols.http.auto",
)  # fmt: skip
MORE = """
[[subscription]]
id = "colleague"
channel = "smtp"
address = "colleague@people.example"
[[subscription]]
id = "archive"
channel = "webhook"
address = "{hook}/archive"
secret = "{secret}"
"""
MOMENTS = {
    "starting (nothing was asked of an outlet yet)": "",
    "polling (a list or a page was being fetched)": "SELECT (SELECT count(*) FROM feeds WHERE lease_until NOT NULL)"
    " + (SELECT count(*) FROM entries WHERE lease_until NOT NULL)",
    "matching (an article or an exchange was unread)": "SELECT (SELECT count(*) FROM revisions WHERE matched_by IS"
    " NULL) + (SELECT count(*) FROM exchanges WHERE touched > settled)",
    "delivering (a message was on its way)": "SELECT count(*) FROM deliveries WHERE state = 'leased'",
    "owing (a message waited)": "SELECT count(*) FROM deliveries WHERE state = 'pending'",
}
STARTING = next(iter(MOMENTS))
OWED = "SELECT 1 FROM deliveries WHERE state IN ('pending', 'leased') LIMIT 1"
UNTOLD = (
    "SELECT 1 FROM subscribers WHERE coalesce(looked, 0) < (SELECT max(id) FROM reconciliations)"  # not looked at yet
)
AT_START, AT_POLLING = 0.2, 0.25  # of all kills: counted from the start, from its first request; the rest from OWED
SOON, LATE = 0.05, 0.6  # seconds to a kill
LONGEST = 0.12  # seconds that a receiver takes on either side of taking a message
PATIENCE = 120.0
SLOWEST = 20  # seconds; all lanes share two cores, and who was too slow is left alone for a quarter of an hour
Sabotage = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Blow:
    """moments: what was under way, of MOMENTS."""

    victim: str
    moments: tuple[str, ...]


def daemon(config: Path, log: Path, sabotage: Sabotage | None) -> None:
    """In a process of its own: what `repwatch run` does after it has been loaded."""
    from repwatch.opening import settings_of
    from repwatch.running import run_daemon

    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if sabotage:
        sabotage()
    sys.exit(run_daemon(config, settings_of(config)))


class Forked(Watchtower):
    """start() returns at once; whether it answers is not asked."""

    forked: BaseProcess | None = None
    sabotage: Sabotage | None = None
    timeout = SLOWEST

    def start(self) -> None:
        self.forked = FORKS.Process(target=daemon, args=(self.config, self.folder / "log", self.sabotage))
        self.forked.start()

    def runs(self) -> bool:
        return self.forked.is_alive()

    def kill(self) -> None:
        self.forked.kill()
        self.forked.join(10)

    def leave(self) -> None:
        """Nothing stays behind, also when the test has failed."""
        if self.forked is not None and self.forked.is_alive():
            self.kill()

    def end(self) -> None:
        self.forked.terminate()
        self.forked.join(60)
        assert self.forked.exitcode == 0, (self.forked.exitcode, self.log())

    def children(self) -> list[int]:
        """The crawler, once there is one: what it is before is not killed alone."""
        with suppress(FileNotFoundError):
            found = map(int, Path(f"/proc/{self.forked.pid}/task/{self.forked.pid}/children").read_text().split())
            return [pid for pid in found if alive(pid)]
        return []


class Lane:
    """Within it the outlets and the receivers are there. chance: of everything in it."""

    def __init__(self, folder: Path, chance: random.Random, sabotage: Sabotage | None = None) -> None:
        self.folder, self.chance, self.sabotage = folder, chance, sabotage
        self.urls: list[str] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        FORKS.set_forkserver_preload(list(LOADED))
        self.newsroom = self._stack.enter_context(Newsroom())
        self.papers = {name: self.newsroom.open(name, *_kind(name)) for name in PAPERS}
        for name in PAPERS:
            self.papers[name].full = KINDS[name][1]
        self.tower, self.mail, self.hook = self._tower("disturbed", self.sabotage)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def strike(self, kills: int) -> list[Blow]:
        """Killed so often, started again each time; afterwards it has done all there was to do, and ended."""
        self._start_first(self.tower)
        blows: list[Blow] = []
        after = ""
        for _ in range(kills):
            blows.append(self._strike(after))
            after = blows[-1].victim
        if self.tower.forked.exitcode is not None:
            self.tower.start()
        self._drain(self.tower)
        return blows

    def seen(self, kills: int) -> Seen:
        """What came of it, beside what comes of the same without kills."""
        database = self.tower.database
        days = {printed(number).day for number in range(len(self.urls))}
        return Seen(
            kills=kills, printed=frozenset(self.urls), days=frozenset(days), stored=stored(database),
            subscriptions=frozenset(("reader", "partner", "colleague", "archive")), outbox=outbox(database),
            alerts=alerts(database), got=self._got(), refused=len(self.hook.refused), published=published(database),
            integrity=integrity(database), states=states(database), undisturbed=self._undisturbed(),
        )  # fmt: skip

    def _strike(self, after: str) -> Blow:
        """One kill, and the start that it needs. A crawler is not killed twice running: the pauses would grow."""
        if self.tower.forked.exitcode is not None:
            self.tower.start()
        asked = len(self.newsroom.log)
        self._publish(self.chance.randint(0, 2))
        when = self.chance.random()
        if when > AT_START:
            until(lambda: len(self.newsroom.log) > asked, 60)
            self._publish(self.chance.randint(1, 2))
        if when > AT_START + AT_POLLING:
            self._await_a_message()
        sleep(self.chance.uniform(SOON, LATE))
        started = len(self.newsroom.log) > asked
        crawlers = self.tower.children()
        victim = self.chance.choice(VICTIMS if crawlers and after != VICTIMS[1] else (VICTIMS[0],))
        if victim != VICTIMS[1]:
            self.tower.kill()
        if victim != VICTIMS[0]:
            for pid in crawlers:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
        return Blow(victim, self._moments(started))

    def _await_a_message(self) -> None:
        """Until one is owed; or not, if all that was printed is told already."""
        with suppress(AssertionError):
            until(lambda: self.tower.query(OWED), 3)

    def _moments(self, started: bool) -> tuple[str, ...]:
        if not started:
            return (STARTING,)
        return tuple(name for name, sql in MOMENTS.items() if sql and self.tower.query(sql)[0][0])

    def _publish(self, count: int) -> None:
        for number in range(len(self.urls), len(self.urls) + count):
            one = printed(number)
            self.urls.append(self.papers[one.paper].publish(one.title, *one.paragraphs, published=one.published))

    def _tower(self, name: str, sabotage: Sabotage | None = None) -> tuple[Forked, MailServer, HookReceiver]:
        mail = self._stack.enter_context(MailServer(pause=self._pause))
        hook = self._stack.enter_context(HookReceiver(pause=self._pause))
        (self.folder / name).mkdir()
        tower = Forked(self.folder / name, self.papers.values(), mail, hook)
        self._stack.callback(tower.leave)
        text = tower.config.read_text(encoding="utf-8") + MORE.format(hook=hook.url, secret=SECRET)
        text = text.replace("[web]", "[web]\nalert_feeds = true", 1)
        tower.config.write_text(f'history_until = "{HISTORY_UNTIL}"\n{text}', encoding="utf-8")
        tower.sabotage = sabotage
        tower.database.parent.mkdir()
        with Storage(tower.database, checkpoints=True, migrate=True) as storage:
            storage.meta.started(FIRST)
        return tower, mail, hook

    def _pause(self) -> float:
        return self.chance.uniform(0, LONGEST)

    def _start_first(self, tower: Forked) -> None:
        """What stands in a list at the first poll is no news."""
        tower.start()
        until(lambda: len(tower.query("SELECT 1 FROM feeds WHERE first_ok_at NOT NULL")) == len(PAPERS), PATIENCE)

    def _drain(self, tower: Forked) -> None:
        until(lambda: set(self.urls) <= stored(tower.database), PATIENCE)
        until(lambda: tower.settled() and not tower.query(UNTOLD) and tower.settled(), PATIENCE)
        until(tower.answers, PATIENCE)  # one that was just started takes no signals yet
        tower.end()

    def _undisturbed(self) -> dict[tuple[str, str, str], str]:
        stories = {name: paper.stories for name, paper in self.papers.items()}
        self._print(dict.fromkeys(stories, ()))
        tower, _, _ = self._tower("undisturbed")
        self._start_first(tower)
        self._print(stories)
        self._drain(tower)
        return states(tower.database)

    def _print(self, stories: dict[str, tuple[Story, ...]]) -> None:
        for name, paper in self.papers.items():
            paper.stories = stories[name]

    def _got(self) -> tuple[Got, ...]:
        mails = [
            Got(str(mail["Message-ID"]).strip("<>").partition("@")[0], str(mail["To"]), mail.as_string())
            for mail in self.mail.mails
        ]
        base = self.hook.url.removesuffix("/hook")
        posts = [Got(post.id.removeprefix("msg_"), base + post.path, json.dumps(post.body)) for post in self.hook.posts]
        return (*mails, *posts)


def _kind(name: str) -> tuple[str]:
    return (KINDS[name][0],)
