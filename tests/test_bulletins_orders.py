"""In whatever order and heaps articles come, the feeds end with the same, and with what a subscriber was told last."""

import json
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from story_replay import LATER, STORY, rows_of, shuffled, story_tools
from test_bulletins import published, publishing, said_to_everybody, said_to_the_reader

from repwatch.jsonl import article_of
from repwatch.model import PUBLIC, Subscription, Told
from scheduler.pipeline import run_steps
from storage import MEMORY, Storage

READER = Subscription("reader", "file", "reader")
SOON = datetime(2025, 7, 1, 5, tzinfo=UTC)
FIGURES = re.compile(r"^To (\w+): (.+? bod(?:y|ies))", re.MULTILINE)
End = dict[str, tuple[list[Told], dict[str, list[str]]]]


def ended(order: int | None, size: int) -> End:
    """By day: what the feeds were told last, and the figures in the last entry about it. size: articles a run."""
    tools = publishing(story_tools())
    tools = replace(tools, config=replace(tools.config, subscriptions=(READER,)))
    rows = rows_of(STORY) if order is None else shuffled(rows_of(STORY), random.Random(order))
    coming = [article_of(json.dumps(row, ensure_ascii=False))[1] for row in rows]
    with Storage(MEMORY, migrate=True) as storage:
        for one in (READER, PUBLIC):
            storage.subscriptions.welcome(one.id, SOON)
        for number in range(0, len(coming), size):
            for article in coming[number : number + size]:
                storage.articles.save(article, SOON)
            run_steps(storage, tools, SOON + timedelta(minutes=20 * number))
        for hours in range(3):  # whatever waits for what belongs to it has come
            run_steps(storage, tools, LATER + timedelta(hours=2 * hours))
        assert sorted(said_to_everybody(storage)) == sorted(said_to_the_reader(storage))
        return _end(storage)


def _end(storage: Storage) -> End:
    last = {one.exchange: _figures(one.text) for one in published(storage)}
    found: End = {}
    for one in storage.exchanges.settlements(known=False):
        told = storage.subscriptions.told(PUBLIC.id, one.exchange.id)
        assert told == storage.subscriptions.told(READER.id, one.exchange.id)
        standing = [replace(each, exchange="") for each in told if each.status != "retracted"]
        found[str(one.exchange.date)] = standing, last[one.exchange.id]
    return found


def _figures(text: str) -> dict[str, list[str]]:
    """Of each side; which of two that differ stands first is as they came."""
    return {side: sorted(figure.split()) for side, figure in FIGURES.findall(text)}


@cache
def in_order() -> End:
    found = ended(None, 1)
    assert len(found) == len(STORY.happened)
    return found


@pytest.mark.parametrize(
    ("order", "size"),
    [
        pytest.param(None, 7, id="as it happened, in heaps of seven"),
        pytest.param(None, 1000, id="all at once"),
        pytest.param(11, 1, id="by chance, one by one"),
        pytest.param(12, 5, id="by chance, in heaps of five"),
    ],
)
def test_any_order_and_heaps_end_with_the_same(order: int | None, size: int) -> None:
    assert ended(order, size) == in_order()
