"""`repwatch import`: old articles into the live database, beside the daemon or without it, and alerts to nobody."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import typer

from repwatch.model import Config
from repwatch.progress import counted
from scheduler.archive import Archive, Intake
from scheduler.history import load_history
from scheduler.lock import AlreadyRunning, Lock
from scheduler.replay import arrivals
from scheduler.tools import make_tools
from storage import DatabaseTrouble, Storage

EXIT_CONFIG = 78


def run_import(files: Sequence[Path], config: Config, *, as_json: bool) -> int:
    """The exit code."""
    intake = Intake()
    try:
        coming = arrivals(files, intake.refused.append)
        with ExitStack() as stack:
            storage = stack.enter_context(_open(config, alone=_lock(config, stack)))
            tools, now = make_tools(config), datetime.now(UTC)
            archive = Archive(storage, tools)
            load_history(storage, tools, config.history_until, now)
            archive.begin(now)
            with counted("taken in", len(coming)) as line:
                for _ in line.over(archive.take(coming, now, intake)):
                    pass
    except OSError as error:
        typer.echo(f"{error.filename} cannot be read: {error.strerror}", err=True)
        return 1
    except DatabaseTrouble as error:
        typer.echo(str(error), err=True)
        return EXIT_CONFIG
    _tell(intake, as_json=as_json)
    return 1 if intake.refused else 0


def _lock(config: Config, stack: ExitStack) -> bool:
    """Whether no daemon works here; then none starts either until this is done (R-SVC-1)."""
    try:
        stack.enter_context(Lock(config.state / "daemon.lock"))
    except AlreadyRunning:
        return False
    return True


def _open(config: Config, *, alone: bool) -> Storage:
    """Who holds the lock checkpoints and migrates, nobody else."""
    return Storage(config.database, checkpoints=alone, migrate=alone)


def _tell(intake: Intake, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({
            "new": intake.new, "known": intake.known, "refused": intake.refused,
            "opened": sorted(intake.opened), "changed": sorted(intake.changed),
        }, ensure_ascii=False))  # fmt: skip
        return
    for line in intake.refused:
        typer.echo(line, err=True)
    typer.echo(
        f"{intake.new} articles new, {intake.known} known, {len(intake.refused)} refused;"
        f" {len(intake.opened)} exchanges new, {len(intake.changed)} changed; nobody is told"
    )
