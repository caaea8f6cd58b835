"""`repwatch backfill`: archives of past news read on a Dask cluster, and how far that has come."""

import importlib.util
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from repwatch.config import ConfigError, outlets_in
from repwatch.model import Config, Outlet
from repwatch.opening import settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, JsonOption

if TYPE_CHECKING:
    from backfill.job import Job
    from backfill.output import Output
    from backfill.work import FileRead

NEEDED = ("dask", "distributed", "fastwarc", "fsspec", "pyarrow")
EXIT_BUSY = 75


def backfill(
    named: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|LIST...", help="WARC files, folders of them, or lists of addresses."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the output goes; a second run goes on there.")
    ],
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="A Dask scheduler; without it, processes of this machine.")
    ] = "",
    workers: Annotated[int, typer.Option(min=0, help="Processes of this machine; 0: one a core.")] = 0,
    since: Annotated[str, typer.Option(metavar="DAY-or-TIME", help="Leave out what was published before (UTC).")] = "",
    until: Annotated[str, typer.Option(metavar="DAY-or-TIME", help="Leave out what was published after (UTC).")] = "",
    outlets: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read only the outlets of this file; its tables are as in config.toml."),
    ] = None,
    base: Annotated[str, typer.Option(metavar="URL", help="What the lines of a list begin at.")] = "",
    largest: Annotated[int, typer.Option(min=1000, help="Bytes; a larger page is left out and reported.")] = 5242880,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Read archived news (WARC) of years, on this machine or a Dask cluster. Take it in with replay or import."""
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        stop(f"{', '.join(missing)} is missing; install what back-filling needs: pip install 'repwatch[backfill]'", 1)
    ways = Ways(scheduler, workers or os.cpu_count() or 1, out, as_json=json_)
    wish = Wish(_moment("--since", since), _moment("--until", until, end=True), outlets, base, largest)
    raise typer.Exit(run_backfill(named, wish, ways, settings_or_defaults(config)))


@dataclass(frozen=True, slots=True)
class Ways:
    """scheduler empty: workers on this machine."""

    scheduler: str
    workers: int
    out: Path
    as_json: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be read. outlets: a file; None: every host, with the configured outlets known by name."""

    since: datetime | None
    until: datetime | None
    outlets: Path | None
    base: str
    largest: int


def run_backfill(named: Sequence[str], wish: Wish, ways: Ways, config: Config) -> int:
    """The exit code: 1 where a file could not be read whole."""
    from backfill.cluster import ClusterUnreachable
    from backfill.inputs import InputUnreadable, archives
    from backfill.output import Output, OutputRefused
    from scheduler.lock import AlreadyRunning, Lock

    try:
        addresses, job, output = archives(named, wish.base), _job(wish, config), Output(ways.out)
        with Lock(ways.out / "lock"):
            output.begin(job)
            report = _read(addresses, job, output, ways)
    except (InputUnreadable, ClusterUnreachable, OutputRefused) as error:
        typer.echo(str(error), err=True)
        return 1
    except AlreadyRunning as error:
        typer.echo(str(error), err=True)
        return EXIT_BUSY
    except OSError as error:
        typer.echo(
            f"{error.filename or ways.out}: {error.strerror or error}. What is finished stays; run it again.", err=True
        )
        return 1
    _tell(report, ways)
    return 1 if report["failed"] or report["damaged"] else 0


def _job(wish: Wish, config: Config) -> "Job":
    from backfill.job import Job, publishers
    from matcher.words import build
    from repwatch.lexicon import tables

    known = publishers(_outlets(wish.outlets) if wish.outlets else config.outlets)
    version = build(tables(config.languages, config.conflicts)).version
    return Job(
        config.languages,
        config.conflicts,
        known,
        wish.outlets is not None,
        wish.since,
        wish.until,
        wish.largest,
        version,
    )


def _outlets(file: Path) -> tuple[Outlet, ...]:
    try:
        found = outlets_in(file.read_text(encoding="utf-8"))
    except (ConfigError, UnicodeDecodeError) as error:
        stop(f"{file}: {error}", 2)
    if not found:
        stop(f"{file} has no [[outlet]] table", 2)
    return found


def _read(addresses: Sequence[str], job: "Job", output: "Output", ways: Ways) -> Mapping[str, Any]:
    from backfill.cluster import cluster, read_all

    finished = output.finished()
    left = [address for address in addresses if address not in finished]
    failed: dict[str, str] = {}
    if left:
        with cluster(ways.scheduler, ways.workers) as client, _counted(len(addresses), len(left)) as tally:
            tally.say(_where(client.dashboard_link))
            for address, read in read_all(client, left, job):
                if isinstance(read, BaseException):
                    failed[address] = f"{type(read).__name__}: {read}"
                    tally.missed(address, failed[address])
                else:
                    output.keep(read)
                    tally.took(read)
    return output.put_together(failed)


def _where(dashboard: str) -> str:
    if importlib.util.find_spec("bokeh"):
        return f"dashboard: {dashboard}"
    return "Dask's dashboard needs bokeh: pip install 'repwatch[dashboard]'"


class Tally:
    """What came of the files so far: a line that changes on a terminal, elsewhere nothing but what went wrong."""

    def __init__(self, progress: Progress, total: int, left: int) -> None:
        self._progress, self._counts, self._errors, self._started = progress, Counter[str](), 0, monotonic()
        self._task = progress.add_task("files", total=total, completed=total - left, told="")

    def say(self, text: str) -> None:
        self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def took(self, read: "FileRead") -> None:
        self._counts.update(read.counts)
        self._errors += len(read.damages)
        for damage in read.damages:
            on = "the rest is lost" if damage.resumed is None else f"read on at {damage.resumed}"
            self.say(f"{read.address}: damaged at {damage.offset}, {on} ({damage.error})")
        self._forward()

    def missed(self, address: str, why: str) -> None:
        self._errors += 1
        self.say(f"{address}: not read: {why}")
        self._forward()

    def _forward(self) -> None:
        seen, rate = self._counts, self._counts["pages"] / max(1e-9, monotonic() - self._started)
        told = f"{rate:,.0f} pages/s, {seen['passed']:,} passed, {seen['claims']:,} claims, {self._errors} errors"
        self._progress.update(self._task, advance=1, told=told)


@contextmanager
def _counted(total: int, left: int) -> Iterator[Tally]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
        redirect_stdout=False,
    ) as progress:  # fmt: skip
        yield Tally(progress, total, left)


def _moment(name: str, text: str, *, end: bool = False) -> datetime | None:
    from repwatch.replaying import end_of

    last = end_of(text) if text else None
    if text and last is None:
        stop(f"{name} is {text}; it is a day like 2025-06-16 or a time like 2025-06-16T14:00", 2)
    if last is None or end:
        return last
    day = len(text) == len("2025-06-16")
    return last.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC) if day else last


def _tell(report: Mapping[str, Any], ways: Ways) -> None:
    import json

    if ways.as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    counts = report["counts"]
    lost = len(report["failed"]), len(report["damaged"])
    typer.echo(
        f"{report['files']} files read, {lost[0]} not, {lost[1]} damaged; {counts.get('pages', 0):,} pages in"
        f" {report['cpu_seconds']:,} CPU seconds; {report['articles']:,} articles passed"
        f" ({report['exact_duplicates']:,} exact and {report['near_duplicates']:,} near duplicates),"
        f" {counts.get('claims', 0):,} claims"
    )
    left_out = sorted(
        ((many, why) for why, many in counts.items() if why not in ("pages", "passed", "claims")), reverse=True
    )
    typer.echo("left out: " + (", ".join(f"{many:,} {why}" for many, why in left_out) or "none"))
    typer.echo(f"Look at {ways.out}; go on with `repwatch replay {ways.out}` or `repwatch import {ways.out}`")
