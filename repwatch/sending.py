"""The commands about all sending of mail: whether it is paused, how the latest mails fared, what came back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from repwatch.checks import Table
from repwatch.model import Back, Experience, Hold
from repwatch.opening import opened, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from repwatch.showing import table

app = typer.Typer(no_args_is_help=True, help="All sending of mail: pause it, go on, and see what came back.")

SHORTEST, LONGEST = 60.0, 30 * 86400.0  # seconds
SHOWN = 20
ByOption = Annotated[str, typer.Option("--by", envvar=["REPWATCH_OPERATOR", "USER"], help="Who wants it.")]


@app.command(epilog="Example: repwatch sending show")
def show(json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Tell whether mails are sent, how the latest fared, and what came back last."""
    now = datetime.now(UTC)
    with opened(settings_or_defaults(config), db) as storage:
        held, seen, back = storage.sending.held(), storage.sending.experience(), storage.inbound.recent(SHOWN)
    hold = held if held and held.until > now else None
    if json_:
        typer.echo(json.dumps(_plain(hold, seen, back), ensure_ascii=False))
        return
    typer.echo(_standing(hold))
    typer.echo(
        f"Of the latest {seen.mails} mails {seen.permanent} came back for good, and {seen.complaints} were called spam."
    )
    if back:
        header = ("came", "as", "status", "hard", "message", "mailbox", "words")
        typer.echo(f"\n{table(header, [_row(*one) for one in back])}", nl=False)


@app.command(epilog='Example: repwatch sending pause --for 6h --reason "the mail server moves"')
def pause(
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    by: ByOption,
    long: Annotated[str, typer.Option("--for", help="How long, like 30m, 6h or 2d.")] = "6h",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Send no mail for a time, but for what operators are told. Nothing is lost: it goes out at the end."""
    mistakes: list[str] = []
    seconds = Table({"for": long}, "", mistakes).duration("for", 0, SHORTEST, LONGEST)
    if mistakes:
        stop(f'--for is "{long}"; allowed is a time from 1m to 30d, like 30m, 6h or 2d', 2)
    if not reason.strip():
        stop("--reason is empty; say why nothing is to be sent", 2)
    from alerts.returning import is_held

    now = datetime.now(UTC)
    until = now + timedelta(seconds=seconds)
    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        if is_held(storage, now):
            stop("it is paused already; `repwatch sending show` says until when", 1)
        storage.sending.hold(Hold(now, until, reason.strip(), by))
    typer.echo(f"No mail is sent until {until:%Y-%m-%d %H:%M} UTC; `repwatch sending resume` goes on earlier")


@app.command(epilog="Example: repwatch sending resume")
def resume(by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Go on with sending mail. How mails fare is judged anew from now on."""
    from alerts.returning import go_on

    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        if not go_on(storage, by, datetime.now(UTC)):
            stop("it is not paused", 1)
    typer.echo("Mails are sent again")


def _standing(hold: Hold | None) -> str:
    if hold is None:
        return "Mails are sent."
    by = f"{hold.why}, since {hold.began_at:%Y-%m-%d %H:%M} UTC, by {hold.by}"
    return f"No mail is sent until {hold.until:%Y-%m-%d %H:%M} UTC: {by}."


def _row(at: datetime, one: Back) -> list[str]:
    hard = "yes" if one.hard else ""
    return [f"{at:%Y-%m-%d %H:%M}", one.came.value, one.status, hard, one.delivery[:8], one.address, one.words]


def _plain(hold: Hold | None, seen: Experience, back: list[tuple[datetime, Back]]) -> dict[str, object]:
    return {
        "paused_until": hold.until.isoformat() if hold else None,
        "paused_why": hold.why if hold else None,
        "mails": seen.mails,
        "permanent": seen.permanent,
        "complaints": seen.complaints,
        "complainers": seen.complainers,
        "came": [
            {"at": at.isoformat(), "as": one.came.value, "status": one.status, "hard": one.hard,
             "message": one.delivery or None, "mailbox": one.address or None, "words": one.words}
            for at, one in back
        ],
    }  # fmt: skip
