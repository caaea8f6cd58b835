"""How repwatch fares, as Prometheus reads it (docs/metrics.md). Edge: looks at the files of the database.

A gauge is read anew at each scrape, from the database where it is the same for all processes; what one process alone
counts, the daemon, is there only if it answers.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as TYPE
from prometheus_client.registry import Collector

from repwatch import __version__
from repwatch.model import Config, Levels, Vitals

HELP = {
    "articles": "Stored articles.",
    "claims": "Stored claims, of all readings.",
    "exchanges": "Exchanges in the ledger.",
    "questions": "Questions that wait for an editor.",
    "unread": "Revisions that the matcher has not read yet.",
    "pages_waiting": "Pages that wait to be fetched.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database says. failing: by part 1 or 0, as of /healthz. next_due: of all feeds the earliest.

    answered: the last answer of any. oldest_due: of the messages that are owed.
    """

    config: Config
    levels: Levels
    failing: Mapping[str, int]
    next_due: datetime | None
    answered: datetime | None
    oldest_due: datetime | None


def exposition(seen: Seen, vitals: Vitals | None) -> bytes:
    """The text format of Prometheus. vitals: of the daemon that answers; None: nobody but the pages does."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Families(seen, vitals))
    return generate_latest(registry)


class _Families(Collector):
    def __init__(self, seen: Seen, vitals: Vitals | None) -> None:
        self._seen, self._vitals = seen, vitals

    def collect(self) -> Iterator[Metric]:
        yield from _stored(self._seen)
        yield from _moments(self._seen)
        yield from _room(self._seen.config)
        if self._vitals:
            yield from _daemon(self._vitals)


def _stored(seen: Seen) -> Iterator[Metric]:
    info = {"version": __version__, "sqlite": sqlite3.sqlite_version}
    yield _labelled("build_info", "Always 1; the versions are its labels.", {tuple(info.values()): 1}, *info)
    for name, value in seen.levels.counts.items():
        yield GaugeMetricFamily(f"repwatch_{name}", HELP[name], value)
    yield _by("feeds", "Feeds, by how they fare.", "state", seen.levels.feeds)
    yield _by("deliveries", "Messages, by state.", "state", seen.levels.deliveries)
    yield _by("failing", "1: /healthz names it.", "part", seen.failing)
    yield _by("incidents_open", "Incidents that last, by kind.", "kind", seen.levels.incidents)


def _moments(seen: Seen) -> Iterator[Metric]:
    moments = {
        "feed_next_due": ("When the feed that is due first is, or was, due.", seen.next_due),
        "feed_last_answer": ("When any feed last answered.", seen.answered),
        "delivery_oldest_due": ("Since when the oldest message that is due waits; absent: none does.", seen.oldest_due),
        "backup_last": ("When the latest backup was made.", _last_backup(seen.config.backup_folder)),
    }
    for name, (text, at) in moments.items():
        if at is not None:
            yield GaugeMetricFamily(f"repwatch_{name}_timestamp_seconds", text, at.timestamp())


def _room(config: Config) -> Iterator[Metric]:
    database = config.database
    log = database.with_name(f"{database.name}-wal")
    yield GaugeMetricFamily("repwatch_database_bytes", "Size of the database.", _size(database))
    yield GaugeMetricFamily("repwatch_database_log_bytes", "Size of its write-ahead log.", _size(log))
    free = shutil.disk_usage(config.state).free
    yield GaugeMetricFamily("repwatch_disk_free_bytes", "Room on the disk of the state folder.", free)


def _daemon(vitals: Vitals) -> Iterator[Metric]:
    yield GaugeMetricFamily("repwatch_ready", "1 while the daemon works.", int(vitals.ready))
    yield _by("loop_age_seconds", "Since when no run of a loop has ended.", "loop", vitals.ages)
    yield _counted("loop_failures", "Runs of a loop that failed.", "loop", vitals.runs_failed)
    yield _counted("step_items", "Items that a step has done.", "step", vitals.done)
    yield _counted("step_failures", "Items that a step has failed at.", "step", vitals.failed)
    yield CounterMetricFamily("repwatch_crawler_replacements", "Crawlers replaced.", vitals.replaced)
    troubles = {"crawler": int(bool(vitals.crawler)), "backup": int(bool(vitals.backup))}
    yield _by("trouble", "1: it is in trouble.", "part", troubles)


def _by(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    return _labelled(name, text, {(key,): value for key, value in values.items()}, label)


def _labelled(name: str, text: str, values: dict[tuple[str, ...], float], *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"repwatch_{name}", text, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _counted(name: str, text: str, label: str, values: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"repwatch_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _last_backup(folder: Path) -> datetime | None:
    """By its file: whose name says when is made by who makes it, and a copy that was put there counts too."""
    times = [path.stat().st_mtime for path in folder.glob("repwatch-*.db")]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # there is none yet, or no more
        return 0


__all__ = ["TYPE", "Seen", "exposition"]
