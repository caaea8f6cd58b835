"""`repwatch replay`: the files, a database, and the alerts as they would have gone out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from alerts.digest import compose
from repwatch.model import Alert, Config
from scheduler.replay import EVERYONE, ReplayRefused, arrivals, open_for_replay, replay
from scheduler.tools import Tools, make_tools


def run_replay(files: Sequence[Path], db: Path | None, config: Config, *, as_json: bool) -> int:
    """The exit code."""
    try:
        coming = arrivals(files, lambda text: typer.echo(text, err=True))
    except OSError as error:
        typer.echo(f"{error.filename} cannot be read: {error.strerror}", err=True)
        return 1
    tools = make_tools(config)
    with TemporaryDirectory() as folder:
        path = db or Path(folder) / "replay.db"
        try:
            storage = open_for_replay(path, config.database)
        except ReplayRefused as error:
            typer.echo(str(error), err=True)
            return 1
        with storage:
            for alert in replay(storage, tools, coming):
                typer.echo(_as_json(alert, tools) if as_json else _as_text(alert, tools))
            typer.echo(f"{len(coming)} articles, {len(storage.exchanges.standing())} exchanges", err=True)
    return 0


def _as_json(alert: Alert, tools: Tools) -> str:
    told = replace(EVERYONE, channel="webhook")
    payload = compose([alert], told, tools.render, tools.config.web.public_url, tools.names).payload
    return json.dumps(json.loads(payload), ensure_ascii=False)


def _as_text(alert: Alert, tools: Tools) -> str:
    message = compose([alert], EVERYONE, tools.render, tools.config.web.public_url, tools.names)
    return f"{alert.created_at:%Y-%m-%d %H:%M}  {alert.reason.value:<20} {message.subject}"
