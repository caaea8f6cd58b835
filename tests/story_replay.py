"""The demo's story replayed by the way of `repwatch replay`; in each chance order once, for all tests."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger_world import ledger

from demo.june import load
from demo.story import Publish, Revise, Story
from demo.verdict import counts
from repwatch.model import Alert, Config
from scheduler.pipeline import alert, reconcile
from scheduler.replay import EVERYONE, arrivals, open_for_replay, replay
from scheduler.tools import Tools, make_tools
from storage import Storage

STORY = load(0)
WAR, LATER = "ukraine-russia", datetime(2025, 8, 1, tzinfo=UTC)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Played:
    """counts: as the demo's verdict has them. ledger: the whole, to compare. left: what the steps had still to do."""

    counts: dict[str, object]
    alerts: list[Alert]
    left: int
    ledger: dict[str, object]


@cache
def story_tools() -> Tools:
    return make_tools(Config(Path(), languages=("en", "uk", "ru"), conflicts=(WAR,), outlets=STORY.outlets))


@cache
def played(order: int | None) -> Played:
    """None is the order of the story itself."""
    rows, tools = rows_of(STORY), story_tools()
    with TemporaryDirectory() as name:
        folder = Path(name)
        with open_for_replay(folder / "replay.db", folder / "live.db") as storage:
            coming = rows if order is None else shuffled(rows, random.Random(order))
            alerts = list(replayed(storage, tools, coming, folder))
            found = counted(storage)
            left = sum(step(storage, tools, LATER).done for step in (reconcile, alert))
            return Played(found, alerts, left, ledger(storage, WAR, EVERYONE.id))


def counted(storage: Storage) -> dict[str, object]:
    return {str(one.exchange.date): counts(one) for one in storage.exchanges.settlements(known=False)}


def replayed(storage: Storage, tools: Tools, rows: Sequence[Row], folder: Path) -> Iterator[Alert]:
    file = folder / "story.jsonl"
    complaints: list[str] = []
    file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    coming = arrivals([file], complaints.append)
    assert (complaints, len(coming)) == ([], len(rows))
    return replay(storage, tools, coming)


def rows_of(story: Story) -> list[Row]:
    """Lines for `repwatch replay`, each read as it was printed; a channel's post holds its first line."""
    first: dict[str, datetime] = {}
    rows = []
    for event in story.events:
        if isinstance(event, Publish | Revise):
            key = event.of if isinstance(event, Revise) else event.key
            whole = story.lists[event.outlet] == "telegram"
            rows.append({
                "id": event.key, "url": f"https://{event.outlet}.example/{key}", "outlet": event.outlet,
                "published": first.setdefault(key, event.at).isoformat(), "fetched": event.at.isoformat(),
                "title": event.title, "text": "\n\n".join((event.title, *event.text) if whole else event.text),
            })  # fmt: skip
    return rows


def shuffled(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """Fetched in a chance order, but the two readings of one address in theirs."""
    order = [row["url"] for row in rows]
    chance.shuffle(order)
    waiting: dict[str, list[Row]] = {}
    for row in rows:
        waiting.setdefault(row["url"], []).append(row)
    later = datetime(2025, 7, 1, tzinfo=UTC)
    return [
        {**waiting[url].pop(0), "fetched": (later + timedelta(minutes=number)).isoformat()}
        for number, url in enumerate(order)
    ]
