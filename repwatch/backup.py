"""`repwatch backup`, `restore` and `compact`: the whole database in one checked file, back, and smaller."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from repwatch.model import Config
from repwatch.opening import require_owner, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, JsonOption

EXIT_BUSY = 75
SHOWN = ("articles", "claims", "exchanges", "decisions", "subscriptions", "deliveries", "actions")


def backup(
    list_: Annotated[bool, typer.Option("--list", help="Tell which there are; make none.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Copy the database into one checked file; then remove what [backup] no longer keeps. May run beside the daemon."""
    from scheduler.backing_up import back_up
    from scheduler.lock import AlreadyRunning
    from storage import DatabaseTrouble

    settings = settings_or_defaults(config)
    if list_:
        _list(settings, as_json=json_)
        return
    require_owner(settings)
    if not settings.database.exists():
        stop(f"{settings.database} is not there yet; `repwatch run` or `repwatch crawl` makes it", 1)
    try:
        made = back_up(settings, datetime.now(UTC))
    except AlreadyRunning as error:
        stop(f"{error} on a backup; it will be there in a moment", EXIT_BUSY)
    except (DatabaseTrouble, OSError) as error:
        stop(f"no backup was made: {error}", 1)
    if json_:
        typer.echo(json.dumps({"path": str(made.path), "rows": made.rows, "removed": made.gone}))
    else:
        typer.echo(f"{made.path}: whole and checked, {_counted(made.rows)}; {made.gone} older removed")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    check_: Annotated[bool, typer.Option("--check", help="Only read all of it, and tell what it holds.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Put a backup in the place of the database, which is kept beside it. Stop the daemon first.

    With --check: 0 if the file is whole, else 1, with what is wrong.
    """
    from storage import DatabaseTrouble
    from storage.backup import check

    settings = settings_or_defaults(config)
    try:
        found = check(file)
    except DatabaseTrouble as error:
        stop(str(error), 1)
    if found.newer and not check_:
        stop(f"{file} was written by a newer repwatch; restore it with that one", 1)
    aside = None if check_ else _put_back(settings, file)
    if json_:
        told = {"rows": found.rows, "newer": found.newer, "older": found.older, "aside": str(aside) if aside else None}
        typer.echo(json.dumps(told))
        return
    what = f"{file}: whole, {_counted(found.rows)}{_schema(newer=found.newer, older=found.older)}"
    typer.echo(what if check_ else f"{settings.database} is now as in {what}")
    if aside:
        typer.echo(f"What was there is kept as {aside}; remove it when all is well.")
    if not check_:
        typer.echo("Since that backup: who unsubscribed gets mail again, and what was told may be told again.")


def compact(config: ConfigOption = CONFIG) -> None:
    """Give the room that the database no longer needs back to the disk, all at once. The daemon does it in small steps.

    May run beside the daemon, which waits for it before it writes: some seconds for each gigabyte.
    """
    from storage import DatabaseTrouble
    from storage.shrinking import compact as made_smaller

    settings = settings_or_defaults(config)
    require_owner(settings)
    if not settings.database.exists():
        stop(f"{settings.database} is not there yet; `repwatch run` or `repwatch crawl` makes it", 1)
    try:
        before, after = made_smaller(settings.database)
    except DatabaseTrouble as error:
        stop(f"{error}; try again, or stop the daemon first", 1)
    typer.echo(f"{settings.database}: {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB after the next checkpoint")


def _put_back(config: Config, file: Path) -> Path | None:
    """Where the present database is kept; None: there was none."""
    from scheduler.lock import AlreadyRunning, Lock
    from storage import DatabaseTrouble
    from storage.backup import replace

    require_owner(config)
    database = config.database
    aside = database.with_name(f"{database.name}.{datetime.now(UTC):before-restore-%Y%m%dT%H%M%SZ}")
    try:
        with Lock(config.state / "daemon.lock"):
            was_there = database.exists()
            replace(database, file, aside)
    except AlreadyRunning as error:
        stop(f"{error}; stop it first, then restore", EXIT_BUSY)
    except (DatabaseTrouble, OSError) as error:
        stop(str(error), 1)
    return aside if was_there else None


def _list(config: Config, *, as_json: bool) -> None:
    from scheduler.backing_up import backups

    found = backups(config.backup_folder)
    for made, path in found.items():
        size = path.stat().st_size
        if as_json:
            typer.echo(json.dumps({"path": str(path), "made": made.isoformat(), "bytes": size}))
        else:
            typer.echo(f"{made:%Y-%m-%d %H:%M} UTC  {size / 1e6:8.1f} MB  {path}")
    if not found and not as_json:
        typer.echo(f"No backup in {config.backup_folder} yet; `repwatch backup` makes one.")


def _counted(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{rows[name]:,} {name}" for name in SHOWN if name in rows)


def _schema(*, newer: bool, older: bool) -> str:
    if newer:
        return "; written by a newer repwatch, which this one cannot open"
    return "; of an earlier version, brought up to date at the next start" if older else ""
