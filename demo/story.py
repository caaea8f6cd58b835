"""What the demo plays: outlets and what they print, in order, and what must come of it. Pure.

In: the tables of story.toml and an order. Out: a Story. demo/june.py reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from repwatch.model import Outlet

Table = Mapping[str, Any]


class StoryInvalid(ValueError):
    """The tables tell no story that can be played; the message names the event."""


@dataclass(frozen=True, slots=True)
class Publish:
    """after_quiet, here as in the others: it waits until everything before it was taken in and told."""

    key: str
    at: datetime
    outlet: str
    title: str
    text: tuple[str, ...]
    after_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Revise:
    """The story with the key "of" reads like this from now on."""

    key: str
    at: datetime
    outlet: str
    of: str
    title: str
    text: tuple[str, ...]
    after_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """What the outlet is polled for answers with this status until it is mended."""

    key: str
    at: datetime
    outlet: str
    status: int
    after_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Mend:
    key: str
    at: datetime
    outlet: str
    after_quiet: bool = False


Event = Publish | Revise | Break | Mend


@dataclass(frozen=True, slots=True)
class Story:
    """lists: outlet -> rss, atom, json, telegram, listing. happened: day -> party -> a count, or low-high.

    alerts: day and reason of each that a subscriber to everything gets, whatever the order within a day.
    """

    outlets: tuple[Outlet, ...]
    lists: Mapping[str, str]
    events: tuple[Event, ...]
    happened: Mapping[str, Mapping[str, str]]
    alerts: tuple[tuple[str, str], ...]
    silent: str
    silent_since: datetime


def story_of(tables: Table, rank: Mapping[str, float]) -> Story:
    """rank: key -> its place among the events that may come in any order; those without one come as written.

    Raises StoryInvalid.
    """
    events = tuple(_played(tables["event"], rank))
    outlets = tables["outlets"]
    return Story(
        outlets=tuple(_outlet(name, table) for name, table in outlets.items()),
        lists={name: table["list"] for name, table in outlets.items()},
        events=events,
        happened=tables["happened"],
        alerts=tuple((day, reason) for day, reason in tables["alerts"]),
        silent=tables["silent"],
        silent_since=max(one.at for one in events if isinstance(one, Publish) and one.outlet == tables["silent"]),
    )


def keys(tables: Table) -> list[str]:
    """Of all events, as written."""
    return [table["key"] for table in tables["event"]]


def _outlet(name: str, table: Table) -> Outlet:
    return Outlet(name, **{field: value for field, value in table.items() if field != "list"})


def _played(tables: Sequence[Table], rank: Mapping[str, float]) -> Iterator[Event]:
    """Each stage takes the times at which it was written, in its new order."""
    for stage in _stages(tables):
        order = _order(stage, rank)
        for place, (slot, table) in enumerate(zip(stage, order, strict=True)):
            waits = place == 0 and stage[0].get("quiet", False)
            yield replace(_event(table), at=slot["at"], after_quiet=waits)


def _stages(tables: Sequence[Table]) -> Iterator[list[Table]]:
    """Runs of events that may change places: one day, and nothing in it waits for what stands before."""
    for _, day in groupby(tables, key=lambda table: table["at"].date()):
        stage: list[Table] = []
        for table in day:
            if table.get("quiet") and stage:
                yield stage
                stage = []
            stage.append(table)
        yield stage


def _order(stage: Sequence[Table], rank: Mapping[str, float]) -> list[Table]:
    """By rank, but nothing before what it names as "after"."""
    waiting = sorted(stage, key=lambda table: rank.get(table["key"], 0))
    done: list[Table] = []
    while waiting:
        held = {table["key"] for table in waiting}
        free = next((table for table in waiting if not _named(table) & held), None)
        if free is None:
            raise StoryInvalid(f"{waiting[0]['key']} waits for itself")
        done.append(free)
        waiting.remove(free)
    return done


def _named(table: Table) -> set[str]:
    return {table[field] for field in ("after", "of") if field in table}


def _event(table: Table) -> Event:
    key, at, outlet = table["key"], table["at"], table["outlet"]
    match table.get("do", "publish"):
        case "publish":
            return Publish(key, at, outlet, table["title"], tuple(table["text"]))
        case "revise":
            return Revise(key, at, outlet, table["of"], table["title"], tuple(table["text"]))
        case "break":
            return Break(key, at, outlet, table["status"])
        case "mend":
            return Mend(key, at, outlet)
        case other:
            raise StoryInvalid(f"{key}: nothing can {other!r}")
