"""`repwatch crawl`: one round of the crawler's own process, and how far it has come."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import typer

from repwatch.model import Config, Pause
from repwatch.opening import stop
from repwatch.progress import Line, counted
from storage import Storage

PATIENCE = 5.0  # seconds for the last of the log: a parser of a crawler that was killed may still hold it open
LOOK = 0.2  # seconds between two looks at how many feeds were polled


def run_crawl(outlets: Sequence[str], config: Path, storage: Storage) -> int:
    """The exit code of the crawler. Its summary goes to standard output, its log to standard error."""
    environment = {**os.environ, "REPWATCH_CONFIG": str(config.resolve())}
    command = [sys.executable, "-m", "crawler", "--once", *outlets]
    if not sys.stderr.isatty():
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode  # noqa: S603  our own command
    began = datetime.now(UTC)
    with counted("polled", storage.outlets.round(began, outlets)[1]) as line:
        process = subprocess.Popen(  # noqa: S603  our own command
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        with process:
            log = threading.Thread(target=_pass_on, args=(process.stderr, line), daemon=True)
            log.start()
            try:
                while process.poll() is None:
                    line.done(*storage.outlets.round(began, outlets))
                    time.sleep(LOOK)
            finally:  # whatever ends us ends it too
                process.terminate()
                summary = process.stdout.read() if process.stdout else ""
                log.join(PATIENCE)
    typer.echo(summary, nl=False)
    return process.returncode


def require_askable(config: Config, names: Sequence[str], paused: Mapping[str, Pause]) -> None:
    """Ends the command for an outlet that nobody knows, and says which are paused."""
    if unknown := sorted(set(names) - {outlet.id for outlet in config.outlets}):
        stop(f"no such outlet: {', '.join(unknown)}; `repwatch outlets list` has them", 2)
    for name in filter(paused.get, names):
        pause = paused[name]
        typer.echo(
            f"{name} is paused until {pause.until:%Y-%m-%d %H:%M} UTC, by {pause.author}: {pause.reason}", err=True
        )


def _pass_on(log: IO[str] | None, line: Line) -> None:
    for text in log or ():
        line.say(text.rstrip("\n"), err=True)
