"""What the step thread does at each tick: steps, looks, index; and what it remembers from one to the next."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from repwatch.model import KeepSettings, Report
from scheduler.adding_up import tell_gaps
from scheduler.asking import ask_editors
from scheduler.beating import beat
from scheduler.history import load_history
from scheduler.indexing import index
from scheduler.overlaid import overlaid
from scheduler.pipeline import BATCH, run_steps
from scheduler.sampling import draw
from scheduler.selfservice import serve
from scheduler.tools import Tools
from scheduler.trying import try_rules
from scheduler.watching import look_after
from storage import Storage

logger = logging.getLogger(__name__)

LOOKS = (look_after, ask_editors, tell_gaps, beat, draw)
LOG_ALARM = 256 << 20  # bytes (P16)
FORGOTTEN = 200  # texts at once
TIDYING = 1.0  # seconds of giving back room, at once
UNCHANGED = 30.0  # seconds after which the steps look for work though nothing was written: a digest's hour may come


def clock() -> datetime:
    return datetime.now(UTC)


class Rounds:
    """seen, looked: storage.changes() after the last steps, and looks; -1: look again in any case.

    done, failed: items by step.
    """

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.seen = self.looked = -1
        self._ran_at = self._looked_at = 0.0
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    def begin(self, storage: Storage) -> None:
        """The baseline: known history and the present outlets, before anything can alert."""
        now = clock()
        storage.meta.started(now)
        storage.meta.runs(now)
        turn_back(storage)
        storage.outbox.reclaim()  # we hold the lock, so the daemon that had leased them is dead
        storage.outlets.sync(self.tools.config.outlets, now)
        load_history(storage, self.tools, self.tools.config.history_until, now)
        self.note([serve(storage, self.tools, now), *run_steps(storage, self.tools, now)])

    def use(self, storage: Storage, tools: Tools) -> None:
        """From now on another configuration."""
        storage.outlets.sync(tools.config.outlets, clock())
        self.tools = tools
        self.seen = self.looked = -1

    def steps_if_changed(self, storage: Storage) -> bool:
        """Whether more may wait to be read."""
        changes, steady = storage.changes(), time.monotonic()
        if changes == self.seen and steady - self._ran_at < UNCHANGED:
            return False
        now = clock()
        served, matched, *others = serve(storage, self.tools, now), *run_steps(storage, self.tools, now)
        self.note([served, matched, *others])
        more = matched.done + matched.failed >= BATCH
        self.seen, self._ran_at = -1 if more else storage.changes(), steady
        storage.checkpoint()
        return more

    def look_if_changed(self, storage: Storage) -> None:
        changes, steady = storage.changes(), time.monotonic()
        if changes == self.looked and steady - self._looked_at < UNCHANGED:
            return
        now = clock()
        tools = overlaid(storage, self.tools)
        self.note([each(storage, tools, now) for each in LOOKS])
        self.looked, self._looked_at = storage.changes(), steady

    def index_some(self, storage: Storage) -> None:
        self.aside(storage, index)

    def try_rules(self, storage: Storage) -> None:
        self.aside(storage, lambda one: try_rules(one, overlaid(one, self.tools), clock()))

    def aside(self, storage: Storage, work: Callable[[Storage], Report]) -> None:
        """What it writes is no work for the steps: they would look for some after each heap of a long archive."""
        before = storage.writes()
        if work(storage).done:
            written = storage.writes() - before
            self.seen, self.looked = (one + written if one >= 0 else one for one in (self.seen, self.looked))
            storage.checkpoint()

    def note(self, reports: Iterable[Report]) -> None:
        for report in reports:
            self.done[report.step] += report.done
            self.failed[report.step] += report.failed
            if report.done or report.failed:
                notes = "".join(f"; {note}" for note in report.notes)
                logger.info("%s: %d done, %d failed%s", report.step, report.done, report.failed, notes)


def tidy_up(storage: Storage, keep: KeepSettings) -> None:
    """What is no longer to be kept goes, and its room back to the disk; as much as a moment allows."""
    now = clock()
    if keep.texts and (gone := storage.texts.forget(now - timedelta(seconds=keep.texts), now, FORGOTTEN)):
        logger.info("%d texts that no figure was read in are kept no longer", gone)
    pages = 0
    until = time.monotonic() + TIDYING
    while time.monotonic() < until and (given := storage.shrink()):
        pages += given
    if pages:
        logger.info("%d pages of the database were given back to the disk", pages)


def overgrown(database: Path) -> str:
    """In words, that something holds the log of the database for so long that it cannot be taken in (P16)."""
    log = database.with_name(f"{database.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    return f"the database's write-ahead log has grown to {size >> 20} MiB: somebody reads for long" * (size > LOG_ALARM)


def keep_up(storage: Storage, troubles: Mapping[str, str]) -> None:
    """Write down what is wrong with the daemon, for its operators, and keep the log of the database small."""
    for name, words in troubles.items():
        if (storage.meta.get(name) or "") != words:
            storage.meta.set(name, words)
    storage.checkpoint()


def turn_back(storage: Storage) -> None:
    if seconds := storage.turn_back(clock()):
        logger.warning("the clock went back: what was planned is %.0f s earlier", seconds)
