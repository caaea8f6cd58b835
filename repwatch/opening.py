"""What every command opens first: the configuration and the database, or a plain word why not."""

import os
import pwd
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import typer

from repwatch.config import ConfigError, known_conflicts, known_languages, load
from repwatch.model import Config
from storage import DatabaseTrouble, Storage

EXIT_CONFIG = 78


def settings_of(path: Path) -> Config:
    try:
        return load(path)
    except ConfigError as error:
        stop(str(error), EXIT_CONFIG)


def settings_or_defaults(path: Path) -> Config:
    """For commands that need no outlets: the defaults where there is no file."""
    return settings_of(path) if path.exists() else Config(Path("var"), known_languages(), known_conflicts())


def opened(config: Config, db: Path | None = None, *, write: bool = False) -> Storage:
    """Reading needs a database that is there; `crawl` may make one."""
    path = db or config.database
    if not write and not path.exists():
        stop(f"{path} is not there yet; `repwatch run` or `repwatch crawl` makes it", 1)
    if write:
        require_owner(config)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return Storage(path, write=write, migrate=write)
    except DatabaseTrouble as error:
        stop(str(error), EXIT_CONFIG)


def require_owner(config: Config) -> None:
    """What root writes into the folder of a service, the service cannot write to any more."""
    if os.geteuid() == 0 and config.state.exists() and (owner := config.state.stat().st_uid):
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:  # of another machine, or of a container
            name = f"#{owner}"
        stop(f"{config.state} belongs to {name}: run this as that user, like `sudo -u {name} repwatch …`", 1)


def with_added(config: Config, storage: Storage) -> Config:
    """With the outlets that were added beside those of the file."""
    return replace(config, outlets=storage.added.beside(config.outlets))


def settings_with_added(path: Path) -> Config:
    """As settings_of, with what the database adds, where there is one of this version."""
    settings = settings_of(path)
    if not settings.database.exists():
        return settings
    try:
        with Storage(settings.database, write=False) as storage:
            return with_added(settings, storage)
    except DatabaseTrouble:
        return settings  # of another version or damaged: that is for others to tell


def stop(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
