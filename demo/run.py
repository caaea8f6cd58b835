"""`repwatch demo`: nineteen days of June 2025 in a minute, the real daemon against a newsroom on this machine."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from demo import stage as staging
from demo import verdict
from demo.director import Director, Pace, TooSlow
from demo.fillers import filler, with_fillers
from demo.june import load
from demo.newsroom import Newsroom, Paper
from demo.pages import furniture
from demo.postroom import Postroom
from demo.screen import Screen
from demo.story import Event, Story
from demo.watching import DaemonEnded, Watch, settlements
from repwatch.config import load as read_config
from repwatch.model import Role
from scheduler.inviting import let_in, let_in_again
from scheduler.tools import make_tools
from storage import DatabaseTrouble, Storage

PACE = 60_000.0  # seconds of the story a second; the clock also waits at each day's end
SILENT = 12.0  # seconds without a new story, at the usual pace, that make an outlet silent
SETTLING = timedelta(seconds=0.2)  # a poll that was answered just before a story came may be written down just after
BREATH = 5.0  # seconds between two fillers of all outlets while the pages stay up
EXIT_USE = 2
VISITOR = "visitor"  # who may enter the demo's desk


@dataclass(frozen=True, slots=True)
class Options:
    """speed: times the usual pace. stay: the pages stay up when the story has ended."""

    folder: Path
    port: int
    speed: float = 1.0
    seed: int = 0
    resume: bool = False
    stay: bool = True


def run_demo(options: Options, console: Console) -> int:
    """0: what was detected is what happened; 1: it is not, or the demo broke off; 2: it could not start."""
    with _interrupts() as stopped, ExitStack() as house:
        try:
            return _play(options, console, stopped, house)
        except staging.StageTaken as error:
            console.print(str(error), style="bold")
            return EXIT_USE
        except (DatabaseTrouble, OSError) as error:
            console.print(f"the demo cannot work in {options.folder}: {error}; see --dir and --port", style="bold")
        except (DaemonEnded, TooSlow) as error:
            console.print(f"{error}. `repwatch demo --resume` goes on from here.", style="bold")
        except Interrupted:
            console.print("Ended. `repwatch demo --resume` goes on from here; without it the demo begins anew.")
        return 1


class Interrupted(Exception):
    """Ctrl-C or SIGTERM before the story's end."""


def _play(options: Options, console: Console, stopped: threading.Event, house: ExitStack) -> int:
    if options.resume:
        stage = staging.rebuild(options.folder, options.port)
        story = load(stage.seed)
    else:
        story = load(options.seed)
        stage = staging.build(options.folder, options.port, len(story.outlets), options.seed)
    return _Demo(options, story, stage, console, stopped).run(house)


class _Demo:
    def __init__(
        self, options: Options, story: Story, stage: staging.Stage, console: Console, stopped: threading.Event
    ) -> None:
        self._options, self._story, self._stage, self._stopped = options, story, stage, stopped
        self._watch = Watch(stage)
        self._silent_after = max(SILENT, SILENT / options.speed)
        names = {outlet.id: outlet.name for outlet in story.outlets}
        self._console, self._names = console, names
        self._changed = datetime.now(UTC)

    def run(self, house: ExitStack) -> int:
        postroom = house.enter_context(Postroom(self._stage.folder, staging.SECRET, self._stage.smtp, self._stage.hook))
        newsroom = house.enter_context(Newsroom())
        papers = self._open(newsroom)
        if not self._options.resume:
            staging.furnish(self._stage, self._story.outlets, list(papers.values()), self._silent_after)
        parties = make_tools(read_config(self._stage.config)).party_names
        self._screen = Screen(self._console, self._names, parties, self._silent_after)
        director = Director(self._stage, papers, self._taken_in, lambda: self._look(postroom))
        events = director.restore(with_fillers(self._story, furniture()))
        house.callback(self._watch.end)
        self._greet()
        self._tell(director, events, newsroom)
        return self._conclude(director, postroom)

    def _tell(self, director: Director, events: Sequence[Event], newsroom: Newsroom) -> None:
        """What was printed before the first start is there when the daemon comes."""
        old = [event for event in events if event.at < staging.FIRST_START]
        for event in old:
            director.carry_out(event)
        self._watch.start()
        director.catch_up("the first polls")
        day = ""
        for event in director.play(events[len(old) :], Pace(PACE * self._options.speed)):
            self._changed = datetime.now(UTC) + SETTLING
            if f"{event.at:%d %B %Y}" != day:
                day = f"{event.at:%d %B %Y}"
                self._screen.say(f"{day} ({len(newsroom.log)} requests so far)", "underline")

    def _open(self, newsroom: Newsroom) -> dict[str, Paper]:
        papers = {}
        for outlet, port in zip(self._story.outlets, self._stage.lists, strict=True):
            papers[outlet.id] = newsroom.open(outlet.id, self._story.lists[outlet.id], port=port)
            papers[outlet.id].lang = outlet.lang
        return papers

    def _greet(self) -> None:
        self._screen.say(
            f"Nineteen days of June 2025 by {len(self._names)} invented outlets on this machine."
            " The daemon that reads them, its pages and its mails are the real ones."
        )
        self._screen.say(f"The ledger:  http://127.0.0.1:{self._stage.web}")
        self._screen.say(f"The mails:   http://127.0.0.1:{self._stage.hook}")
        self._screen.say(f"Everything:  {self._stage.folder}")

    def _taken_in(self) -> bool:
        self._watch.require()
        with closing(Storage(self._stage.database, write=False)) as storage:
            since = storage.idle_since()
        return since is not None and since > self._changed

    def _look(self, postroom: Postroom) -> None:
        """Between two steps of the story: show what is new, and end when told to."""
        if self._stopped.is_set():
            raise Interrupted
        if not self._watch.started:
            return
        with closing(Storage(self._stage.database, write=False)) as storage:
            self._screen.look(storage, postroom)

    def _conclude(self, director: Director, postroom: Postroom) -> int:
        self._look(postroom)
        rows = verdict.ledger_rows(self._story.happened, settlements(self._stage))
        posts = postroom.posts()
        alerts = verdict.alert_rows(self._story.alerts, verdict.told_of(posts.values()))
        self._screen.table(rows, alerts)
        self._screen.say(f"{len(dict(postroom.mails()))} mails and {len(posts)} signed posts were received.")
        right = verdict.all_right(rows, alerts)
        self._screen.say("What was detected is what happened." if right else "What was detected differs.", "bold")
        if self._options.stay:
            self._screen.say(f"The desk, for one password of yours:  {self._invitation()}")
            self._screen.say("The pages stay up until Ctrl-C.")
            self._stay(director)
        return 0 if right else 1

    def _invitation(self) -> str:
        now = datetime.now(UTC)
        with Storage(self._stage.database) as storage:
            token = let_in(storage, VISITOR, Role.ADMIN, VISITOR, now) or let_in_again(storage, VISITOR, VISITOR, now)
        return f"http://127.0.0.1:{self._stage.web}/invite/{token}"

    def _stay(self, director: Director) -> None:
        """The weather goes on, so that only the outlet that fell silent is."""
        at, number = self._story.events[-1].at, 1000
        living = [outlet for outlet in self._story.outlets if outlet.id != self._story.silent]
        while not self._stopped.wait(BREATH):
            at, number = at + timedelta(hours=6), number + 1
            for outlet in living:
                director.carry_out(filler(outlet, furniture()[outlet.lang], number, at))


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM set an event; a second one ends the process on the spot, as everywhere."""
    stopped = threading.Event()

    def told(number: int, frame: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
