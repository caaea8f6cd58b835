"""Old articles taken in as if they had been crawled then: the same steps, on their clock, sending nothing.

They come from files, a line of JSON each, or from a folder that `repwatch backfill` wrote.

The clock of an article is when it was fetched, else when it was published, else that of the line before it. All files
are merged in that order. The same address again is a revision.
"""

import errno
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from repwatch.jsonl import EPOCH, LineInvalid, article_of
from repwatch.model import Alert, Article, Decision, Subscription
from scheduler.pipeline import alert, decide, match, reconcile
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
        found += _of_archive(file) if file.is_dir() else _of_file(file, complain)
    return sorted(found, key=lambda one: one.at)


def replay(
    storage: Storage, tools: Tools, coming: Iterable[Arrival], decisions: Iterable[Decision] = ()
) -> Iterator[Alert]:
    """storage: empty, so that everything is news. Each alert as it would have gone out.

    decisions: of editors, made again when the clock comes to them; those made after the last article at its end.
    """
    web = replace(tools.config.web, alert_feeds=False)
    tools = replace(tools, config=replace(tools.config, subscriptions=(EVERYONE,), web=web))
    seen: set[str] = set()
    storage.subscriptions.welcome(EVERYONE.id, datetime.min.replace(tzinfo=UTC))
    later = deque(sorted(decisions, key=lambda decision: decision.made_at))
    for one in coming:
        while later and later[0].made_at < one.at:
            decision = later.popleft()
            yield from _settled(storage, tools, decision.made_at, seen, decision)
        if storage.articles.save(one.article, one.at):
            yield from _settled(storage, tools, one.at, seen)
    for decision in later:
        yield from _settled(storage, tools, decision.made_at, seen, decision)


def _settled(
    storage: Storage, tools: Tools, at: datetime, seen: set[str], decision: Decision | None = None
) -> Iterator[Alert]:
    """What one article or one decision changes, and the alerts about it."""
    if decision:
        storage.decisions.add(decision)
    while match(storage, tools, at).done:
        pass
    decide(storage, tools, at)
    reconcile(storage, tools, at)
    if alert(storage, tools, at).done:
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


def _of_archive(folder: Path) -> Iterator[Arrival]:
    """What `repwatch backfill` wrote there, in the order in which the daemon would have read it.

    An archive stores pages hours or years after they were published; the daemon reads them then. So the clock of a page
    is when it was published, and of a later reading of the same page when that was stored.
    """
    try:
        from backfill.output import articles_in  # what it needs is an extra, and the daemon has none of it
        from backfill.tables import article_of
    except ImportError as error:
        raise OSError(errno.ENOSYS, f"{error}; pip install 'repwatch[backfill]'", str(folder)) from error
    seen: set[str] = set()
    for row in articles_in(folder):
        article = article_of(row)
        first = row["url_key"] not in seen
        seen.add(row["url_key"])
        at = min(article.published or article.fetched, article.fetched) if first else article.fetched
        yield Arrival(at, replace(article, fetched=at), f"{folder}, {row['url']}")


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
