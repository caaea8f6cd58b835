"""The commands about silences: what nobody is to be told of for a time."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from repwatch.checks import Table
from repwatch.model import Silence
from repwatch.opening import opened, settings_or_defaults, stop, with_added
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from repwatch.showing import table

app = typer.Typer(no_args_is_help=True, help="Have nobody told of an exchange or an outlet for a time.")

KINDS = ("exchange", "outlet")
SHORTEST, LONGEST = 60.0, 90 * 86400.0  # seconds
ByOption = Annotated[str, typer.Option("--by", envvar=["REPWATCH_OPERATOR", "USER"], help="Who wants it.")]


@app.command(epilog='Example: repwatch silence add outlet courier --for 2d --by olena --reason "it moves its site"')
def add(
    kind: Annotated[str, typer.Argument(help="exchange or outlet.")],
    target: Annotated[str, typer.Argument(help="Its id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands beside the silence for good.")],
    by: ByOption,
    long: Annotated[str, typer.Option("--for", help="How long, like 30m, 6h or 2d.")] = "6h",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Hold back all messages about it. What they would have told comes merged when the silence ends."""
    settings = settings_or_defaults(config)
    seconds = seconds_of(long)
    if kind not in KINDS:
        stop(f"{kind} cannot be silenced; give exchange or outlet", 2)
    if not reason.strip():
        stop("--reason is empty; say why nobody is to be told", 2)
    now = datetime.now(UTC)
    with opened(settings, db, write=True) as storage, storage.transaction():
        if kind == "outlet" and all(one.id != target for one in with_added(settings, storage).outlets):
            stop(f"there is no outlet {target}; `repwatch outlets list` lists them", 1)
        if kind == "exchange" and storage.exchanges.settlement(target) is None:
            stop(f"there is no exchange {target}; `repwatch ledger --format json` has the ids", 1)
        until = now + timedelta(seconds=seconds)
        number = storage.silences.add(Silence(kind, target, by, reason.strip(), until, now))
    typer.echo(f"silence {number}: nobody is told of {kind} {target} until {until:%Y-%m-%d %H:%M} UTC")


@app.command("list", epilog="Example: repwatch silence list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    json_: JsonOption = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """List what nobody is told of: until when, who said so, and why."""
    now = datetime.now(UTC)
    with opened(settings_or_defaults(config), db) as storage:
        found = [one for one in storage.silences.all() if all_ or one.until > now]
    if json_:
        typer.echo("".join(f"{json.dumps(_plain(one, now), ensure_ascii=False)}\n" for one in found), nl=False)
    elif not found:
        typer.echo("Nothing is silenced.")
    else:
        typer.echo(table(("number", "of", "until", "by", "reason"), [_row(one) for one in found]), nl=False)


@app.command(epilog="Example: repwatch silence end 3 --by olena")
def end(
    silence: Annotated[int, typer.Argument(help="Its number, as `repwatch silence list` has it.")],
    by: ByOption,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """End a silence early: what was held back is told now."""
    with opened(settings_or_defaults(config), db, write=True) as storage:
        if not storage.silences.end(silence, by, datetime.now(UTC)):
            stop(f"there is no silence {silence} that still lasts; `repwatch silence list` lists them", 1)
    typer.echo(f"silence {silence} is over")


def seconds_of(text: str) -> float:
    mistakes: list[str] = []
    found = Table({"for": text}, "", mistakes).duration("for", 0, SHORTEST, LONGEST)
    if mistakes:
        stop(f'--for is "{text}"; allowed is a time from 1m to 90d, like 30m, 6h or 2d', 2)
    return found


def _plain(one: Silence, now: datetime) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "target": one.target,
        "by": one.author,
        "reason": one.reason,
        "began_at": one.began_at.isoformat(),
        "until": one.until.isoformat(),
        "over": one.until <= now,
        "ended_by": one.ended_by,
    }


def _row(one: Silence) -> list[str]:
    until = f"{one.until:%Y-%m-%d %H:%M}" + (f", ended by {one.ended_by}" if one.ended_by else "")
    return [str(one.id), f"{one.kind} {one.target}", until, one.author, one.reason]
