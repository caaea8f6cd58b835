"""`repwatch run`: the lock, the daemon, and a few lines that say where everything is."""

import asyncio
import logging
import os
import sqlite3
from pathlib import Path

import typer

from repwatch import loading
from repwatch.model import Config
from repwatch.opening import require_owner
from scheduler import fence
from scheduler.daemon import Daemon
from scheduler.lock import AlreadyRunning, Lock
from scheduler.tools import make_tools
from scheduler.web import PortTaken
from storage import DatabaseTrouble, wal_reset_fixed

EXIT_TEMPORARY, EXIT_CONFIG = 75, 78

logger = logging.getLogger(__name__)


def run_daemon(path: Path, config: Config) -> int:
    """The exit code."""
    require_owner(config)
    try:
        with Lock(config.state / "daemon.lock"):
            asyncio.run(_serve(path, config))
    except AlreadyRunning as error:
        typer.echo(f"{error}; stop it first, or give this one another state folder", err=True)
        return EXIT_TEMPORARY
    except (PortTaken, DatabaseTrouble) as error:
        typer.echo(str(error), err=True)
        return EXIT_CONFIG
    typer.echo("repwatch: ended")
    return 0


async def _serve(path: Path, config: Config) -> None:
    if not wal_reset_fixed(sqlite3.sqlite_version_info[:3]):
        logger.warning(
            "SQLite %s has the WAL-reset bug; one connection checkpoints, which avoids it", sqlite3.sqlite_version
        )
    await asyncio.to_thread(fence.look_once, os.environ)
    loading.begin()
    await Daemon(path.resolve(), make_tools(config)).run(ready=lambda: _ready(path, config))


def _ready(path: Path, config: Config) -> None:
    loading.done()
    typer.echo(greeting(path, config))


def greeting(path: Path, config: Config) -> str:
    on = [outlet for outlet in config.outlets if outlet.enabled]
    mail = (
        f"sent through {config.mail.host}"
        if config.mail.host
        else f"written to {config.mail_directory} (no [mail] host)"
    )
    return "\n".join(
        (
            f"repwatch: the page is at http://{config.web.host}:{config.web.port}",
            f"  database   {config.database}",
            f"  mail       {mail}",
            f"  reading    {len(on)} outlets of {len(config.outlets)} in {path}",
            f"  telling    {', '.join([*(one.id for one in config.subscriptions), 'all of `repwatch subscribers`'])}",
            *([f"  feeds      {config.web.public_url}/alerts.atom and /alerts.json"] if config.web.alert_feeds else []),
            "  Ctrl-C ends it.",
        )
    )
