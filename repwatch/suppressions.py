"""The commands about mailboxes that get no mail."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from repwatch.model import Suppression, Why
from repwatch.opening import opened, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from repwatch.showing import table

app = typer.Typer(no_args_is_help=True, help="Mailboxes that get no mail: they sent it back, or somebody said so.")

AddressArgument = Annotated[str, typer.Argument(help="The mail address.")]
ByOption = Annotated[str, typer.Option("--by", envvar=["REPWATCH_OPERATOR", "USER"], help="Who wants it.")]


@app.command("list", epilog="Example: repwatch suppressions list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Also those that were lifted.")] = False,
    json_: JsonOption = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """List them, the latest first: since when, why, and what the other side said."""
    with opened(settings_or_defaults(config), db) as storage:
        found = storage.suppressions.all(lifted=all_)
    if json_:
        typer.echo("".join(f"{json.dumps(_plain(one), ensure_ascii=False)}\n" for one in found), nl=False)
    elif not found:
        typer.echo("No mailbox is suppressed.")
    else:
        header = ("address", "since", "why", "by", "what was said", *(("lifted",) if all_ else ()))
        typer.echo(table(header, [_row(one, lifted=all_) for one in found]), nl=False)


@app.command(epilog='Example: repwatch suppressions add reader@example.org --reason "asked by telephone"')
def add(
    address: AddressArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands beside it for good.")],
    by: ByOption,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Send no mail there from now on; what waits is cancelled."""
    from alerts.headers import BadAddress
    from alerts.headers import address as checked

    if not reason.strip():
        stop("--reason is empty; say why nothing is to be sent there", 2)
    try:
        mailbox = checked(address)
    except BadAddress as error:
        stop(str(error), 2)
    one = Suppression(mailbox, Why.OPERATOR, reason.strip(), datetime.now(UTC), by)
    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        if not storage.suppressions.add(one):
            stop(f"{address} is suppressed already; `repwatch suppressions list` says why", 1)
    typer.echo(f"{address} gets no mail from now on")


@app.command(epilog="Example: repwatch suppressions remove reader@example.org")
def remove(address: AddressArgument, by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Lift it: what becomes known from now on is sent there again. What was cancelled is not sent by itself."""
    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        if not storage.suppressions.lift(address, by, datetime.now(UTC)):
            stop(f"{address} is not suppressed; `repwatch suppressions list` lists those that are", 1)
    typer.echo(f"{address} gets mail again")


def _plain(one: Suppression) -> dict[str, object]:
    return {
        "address": one.address,
        "why": one.why.value,
        "words": one.words,
        "since": one.since.isoformat(),
        "by": one.by,
        "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
        "lifted_by": one.lifted_by or None,
    }


def _row(one: Suppression, *, lifted: bool) -> list[str]:
    row = [one.address, f"{one.since:%Y-%m-%d %H:%M}", one.why.value, one.by, one.words]
    ended = f"{one.lifted_at:%Y-%m-%d %H:%M} by {one.lifted_by}" if one.lifted_at else ""
    return [*row, ended] if lifted else row
