"""`repwatch replay`: the files, a database, the alerts as they would have gone out and how long each took."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from alerts.digest import compose
from repwatch.model import Alert, Config, Decision, Reason
from repwatch.progress import counted
from review import ledger, words
from review.compare import Difference, differences
from review.decided import DecisionInvalid, decision_of
from scheduler.replay import EVERYONE, Arrival, ReplayRefused, arrivals, open_for_replay, replay
from scheduler.tools import Tools, make_tools
from storage import DatabaseTrouble, Storage

SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a replay is asked for. until: the last moment that counts; diff: a ledger to compare with.

    decisions: of editors, as `repwatch decide list --json` prints them.
    """

    db: Path | None
    until: datetime | None
    diff: Path | None
    as_json: bool
    decisions: Path | None = None


class LedgerUnreadable(Exception):
    """The file to compare with is no ledger; the message says why."""


def run_replay(files: Sequence[Path], wish: Wish, config: Config) -> int:
    """The exit code: with a ledger to compare with, 1 where it differs, and 2 where it is none."""
    try:
        theirs = ledger_in(wish.diff) if wish.diff else None
    except LedgerUnreadable as error:
        typer.echo(str(error), err=True)
        return 2
    try:
        coming = arrivals(files, lambda text: typer.echo(text, err=True))
        decisions = _decisions(wish)
        with TemporaryDirectory() as folder:
            storage = open_for_replay(wish.db or Path(folder) / "replay.db", config.database)
            with storage:
                coming = [one for one in coming if wish.until is None or one.at <= wish.until]
                _play(storage, (coming, decisions), wish, config)
                _tell_history(storage, files, wish, config)
                ours = objects(storage)
    except OSError as error:
        typer.echo(f"{error.filename} cannot be read: {error.strerror}", err=True)
        return 1
    except (ReplayRefused, DatabaseTrouble, DecisionInvalid) as error:
        typer.echo(str(error), err=True)
        return 1
    found = differences(theirs, ours) if theirs is not None else []
    for one in found:
        typer.echo(_difference(one, as_json=wish.as_json))
    return 1 if found else 0


def end_of(text: str) -> datetime | None:
    """The last moment of a day, or the time itself (UTC where it names no zone); None: it is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment + timedelta(days=1, microseconds=-1) if len(text) == len("2025-06-16") else moment


def objects(storage: Storage) -> list[dict[str, Any]]:
    """Of what articles state."""
    settlements = storage.exchanges.settlements(known=False)
    return ledger.as_objects(settlements, {})


def ledger_in(path: Path) -> list[dict[str, Any]]:
    """A ledger as JSON, or that of a database. Raises LedgerUnreadable."""
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE))
            if start != SQLITE:
                return _checked(path, start + file.read())
        with Storage(path, write=False) as storage:
            return objects(storage)
    except OSError as error:
        raise LedgerUnreadable(f"{path} cannot be read: {error.strerror}") from error
    except DatabaseTrouble as error:
        raise LedgerUnreadable(str(error)) from error


def _checked(path: Path, text: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
        differences(found, found)  # whatever the comparison looks at is there
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LedgerUnreadable(
            f"{path} is no ledger as `repwatch ledger --format json` prints it: {error!r}"
        ) from error
    return list(found)


def _decisions(wish: Wish) -> list[Decision]:
    """Raises OSError and DecisionInvalid."""
    if wish.decisions is None:
        return []
    lines = wish.decisions.read_text(encoding="utf-8").splitlines()
    found = [decision for line in lines if line.strip() and (decision := decision_of(line))]
    return [one for one in found if wish.until is None or one.made_at <= wish.until]


def _tell_history(storage: Storage, files: Sequence[Path], wish: Wish, config: Config) -> None:
    """Of years that somebody went through an archive for: what came of them, with what is in conflict."""
    from repwatch.showing import show_ledger

    if any(file.is_dir() for file in files) and wish.diff is None and not wish.as_json:
        typer.echo(f"\n{show_ledger(storage, config, 'table')}", nl=False)


def _play(storage: Storage, past: tuple[Sequence[Arrival], Sequence[Decision]], wish: Wish, config: Config) -> None:
    """past: articles and decisions."""
    coming, decisions = past
    tools, started = make_tools(config), time.monotonic()
    told, first = 0, {}
    with counted("read", len(coming)) as line:
        for alert in replay(storage, tools, line.over(coming), decisions):
            told += 1
            delay = Delay(alert, *storage.claims.first_said(alert.exchange))
            if alert.reason is Reason.NEW:
                first[alert.exchange] = delay
            if wish.diff is None:
                line.say(_as_json(delay, tools) if wish.as_json else _as_text(delay, tools))
    rate = len(coming) / max(time.monotonic() - started, 1e-9)
    counts = f"{len(coming)} articles, {len(storage.exchanges.standing())} exchanges, {told} alerts"
    typer.echo("; ".join([counts, f"{rate:.0f} articles/s", *_quantiles(first.values())]), err=True)


@dataclass(frozen=True, slots=True)
class Delay:
    """An alert, and when the first article about its exchange came in and had been published."""

    alert: Alert
    read: datetime
    published: datetime

    @property
    def since_read(self) -> timedelta:
        return self.alert.created_at - self.read

    @property
    def since_published(self) -> timedelta:
        return self.alert.created_at - min(self.published, self.read)


def _quantiles(delays: Iterable[Delay]) -> Iterator[str]:
    delays = list(delays)
    for name, times in (
        ("first article to first alert", sorted(one.since_read for one in delays)),
        ("its publication to first alert", sorted(one.since_published for one in delays)),
    ):
        if times:
            p50, p95 = (times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.95))
            yield f"{name} p50 {_span(p50)}, p95 {_span(p95)}"


def _span(time: timedelta) -> str:
    return f"{time.total_seconds():.0f} s" if time < timedelta(minutes=1) else words.duration(time)


def _as_json(delay: Delay, tools: Tools) -> str:
    told = replace(EVERYONE, channel="webhook")
    payload = compose([delay.alert], told, tools.render, tools.config.web.public_url, tools.names).payload
    times = {
        "seconds_since_first_article": delay.since_read.total_seconds(),
        "seconds_since_first_publication": delay.since_published.total_seconds(),
    }
    return json.dumps(json.loads(payload) | {"replay": times}, ensure_ascii=False)


def _as_text(delay: Delay, tools: Tools) -> str:
    alert = delay.alert
    message = compose([alert], EVERYONE, tools.render, tools.config.web.public_url, tools.names)
    earlier = f" ({_span(delay.since_published)} after its publication)" if delay.published < delay.read else ""
    after = f"{_span(delay.since_read)} after the first article{earlier}"
    return f"{alert.created_at:%Y-%m-%d %H:%M}  {alert.reason.value:<20} {message.subject}  [{after}]"


def _difference(one: Difference, *, as_json: bool) -> str:
    if as_json:
        row = {"exchange": one.exchange, "day": one.day, "kind": one.kind, "was": one.was, "now": one.now}
        return json.dumps(row, ensure_ascii=False)
    return f"{one.day or 'no day':<10}  {one.exchange}  {one.kind}: {one.was or '-'} -> {one.now or '-'}"
