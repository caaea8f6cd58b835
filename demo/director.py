"""Plays the story: each event at its time, a new day only when the daemon has taken in the one before.

The clock holds rather than running ahead of a slow machine, so that what is told follows from the story alone.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo.newsroom import Fault, Paper
from demo.stage import Stage
from demo.story import Break, Event, Mend, Publish, Revise

PATIENCE = 40.0  # seconds that the daemon may take for one day of the story
PAUSE = 0.1  # seconds between two looks


class TooSlow(Exception):
    """The daemon did not take in a day in time; the message says which."""


@dataclass(frozen=True, slots=True)
class Pace:
    """speed: seconds of the story a second."""

    speed: float

    def wait(self, earlier: datetime, later: datetime) -> float:
        return max(0.0, (later - earlier).total_seconds() / self.speed)


class Director:
    """papers: by outlet. taken_in: whether the daemon has read and told everything. idle: called while waiting."""

    def __init__(
        self, stage: Stage, papers: dict[str, Paper], taken_in: Callable[[], bool], idle: Callable[[], None]
    ) -> None:
        self._stage, self._papers, self._taken_in, self._idle = stage, papers, taken_in, idle
        self._urls: dict[str, str] = {}
        self._done: list[str] = []

    def restore(self, events: Sequence[Event]) -> list[Event]:
        """Carry out again, at once, what was carried out before a break; what is left of the story."""
        before = set(self._stage.done())
        for event in events:
            if event.key in before:
                self.carry_out(event)
        return [event for event in events if event.key not in before]

    def play(self, events: Sequence[Event], pace: Pace) -> Iterator[Event]:
        """Each event once it is carried out. Raises TooSlow."""
        last = events[0].at if events else None
        for event in events:
            if last and (event.after_quiet or event.at.date() != last.date()):
                self.catch_up(f"{last:%d %B}")
            self._sleep(pace.wait(last or event.at, event.at) if last and event.at.date() == last.date() else 0)
            self.carry_out(event)
            last = event.at
            yield event
        if last:
            self.catch_up(f"{last:%d %B}")

    def catch_up(self, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self._taken_in():
            if time.monotonic() > end:
                raise TooSlow(f"the daemon did not take in {what} within {PATIENCE:.0f} s; its log tells more")
            self._sleep(PAUSE)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            self._idle()
            if (left := end - time.monotonic()) <= 0:
                return
            time.sleep(min(left, PAUSE))

    def carry_out(self, event: Event) -> None:
        """At once, and written down for a later restore()."""
        paper = self._papers[event.outlet]
        match event:
            case Publish():
                self._urls[event.key] = paper.publish(event.title, *event.text, published=event.at)
            case Revise():
                paper.revise(self._urls[event.of], event.title, *event.text)
            case Break():
                paper.fail(paper.list_path, Fault(status=event.status, headers={"Retry-After": "1"}))
            case Mend():
                paper.mend(paper.list_path)
        self._done.append(event.key)
        self._stage.note(self._done)
