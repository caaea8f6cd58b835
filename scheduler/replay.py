"""Articles of files, taken in as if they had been crawled then: the same steps, on their clock, sending nothing.

The clock of an article is when it was fetched, else when it was published, else that of the line before it. All files
are merged in that order. The same address again is a revision.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from repwatch.jsonl import EPOCH, LineInvalid, article_of
from repwatch.model import Alert, Article, Subscription
from scheduler.pipeline import alert, match, reconcile
from scheduler.tools import Tools
from storage import Storage

EVERYONE = Subscription("replay", "file", "replay")


class ReplayRefused(Exception):
    """The database that was named cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """where: file and line, for whoever must be told about it."""

    at: datetime
    article: Article
    where: str = ""


def arrivals(files: Iterable[Path], complain: Callable[[str], None]) -> list[Arrival]:
    """In order of arrival. A line that is no article is told to complain and left out. Raises OSError."""
    found: list[Arrival] = []
    for file in files:
        found += _of_file(file, complain)
    return sorted(found, key=lambda one: one.at)


def replay(storage: Storage, tools: Tools, coming: Iterable[Arrival]) -> Iterator[Alert]:
    """storage: empty, so that everything is news. Each alert as it would have gone out."""
    tools = replace(tools, config=replace(tools.config, subscriptions=(EVERYONE,)))
    seen: set[str] = set()
    storage.subscriptions.welcome(EVERYONE.id, datetime.min.replace(tzinfo=UTC))
    for one in coming:
        if storage.articles.save(one.article, one.at):
            while match(storage, tools, one.at).done:
                pass
            reconcile(storage, tools, one.at)
            if alert(storage, tools, one.at).done:
                new = [each for each in storage.subscriptions.waiting(EVERYONE.id) if each.key not in seen]
                seen.update(each.key for each in new)
                yield from new


def open_for_replay(path: Path, live: Path) -> Storage:
    """A new database. Raises ReplayRefused for the live one and for a file that is already there."""
    if path.resolve() == live.resolve():
        raise ReplayRefused(f"{path} is the live database; name another file")
    if path.exists() and path.stat().st_size:
        raise ReplayRefused(f"{path} is already there; a replay starts empty: remove it or name another file")
    return Storage(path, checkpoints=True, migrate=True)


def _of_file(file: Path, complain: Callable[[str], None]) -> Iterator[Arrival]:
    at = datetime.min.replace(tzinfo=UTC)
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                name, article = article_of(line)
            except LineInvalid as error:
                complain(f"{file}, line {number}: {error}")
                continue
            at = article.fetched if article.fetched != EPOCH else at
            kept = replace(article, url=article.url or f"jsonl:{name}", fetched=at)
            yield Arrival(at, kept, f"{file}, line {number}")
