"""The commands about subscribers, thin like those of the front."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repwatch.model import Minimum
from repwatch.opening import settings_or_defaults
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption

if TYPE_CHECKING:
    from repwatch.subscribing import Book

app = typer.Typer(no_args_is_help=True, help="Who is told of what, beside the subscriptions of the configuration.")

WhichArgument = Annotated[str, typer.Argument(help="Its id, or its address.")]
CHANNELS = "smtp (mail), webhook, file (a folder), or apprise (a service like Slack, Telegram, Matrix, ntfy)."
ChannelOption = Annotated[str, typer.Option(help=CHANNELS)]
ReasonsOption = Annotated[
    list[str] | None, typer.Option("--reason", help="Like exchange.conflict; may be repeated. None: all of exchanges.")
]
PartiesOption = Annotated[
    list[str] | None, typer.Option("--party", help="Only what one of them received, by its id; may be repeated.")
]
MinimumOption = Annotated[Minimum | None, typer.Option(help="From when on a figure is told.")]
CadenceOption = Annotated[str | None, typer.Option(help="immediate, or daily.")]
AtOption = Annotated[str | None, typer.Option(help="The hour of a daily message, like 07:00.")]
ZoneOption = Annotated[str | None, typer.Option(help="The time zone of all hours, like Europe/Kyiv.")]
QuietOption = Annotated[
    str | None, typer.Option(help='Hours like 22:00-07:00 whose messages come merged at their end; "" for none.')
]
HeartbeatOption = Annotated[
    bool | None, typer.Option("--heartbeat/--no-heartbeat", help="A daily message though nothing is new.")
]
LangOption = Annotated[str | None, typer.Option(help="The language of the messages; quotes stay in theirs.")]
ByOption = Annotated[str, typer.Option("--by", envvar=["REPWATCH_OPERATOR", "USER"], help="Who adds it.")]


@app.command("list", epilog="Example: repwatch subscribers list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    json_: JsonOption = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """List every subscription, those of the configuration too: to whom, what, how often, since when."""
    typer.echo(_book(config, db).listed(ended=all_, as_json=json_), nl=False)


@app.command(epilog="Example: repwatch subscribers add reader@example.org --cadence daily")
def add(
    address: Annotated[
        str,
        typer.Argument(
            help="Where the messages go: a mail address, a URL, a folder, a service like tgram://TOKEN/CHAT; "
            "- reads it from standard input."
        ),
    ],
    by: ByOption,
    channel: ChannelOption = "smtp",
    reasons: ReasonsOption = None,
    parties: PartiesOption = None,
    minimum: MinimumOption = None,
    cadence: CadenceOption = None,
    at: AtOption = None,
    zone: ZoneOption = None,
    quiet: QuietOption = None,
    lang: LangOption = None,
    heartbeat: HeartbeatOption = None,
    second: Annotated[bool, typer.Option("--second", help="Though the address has a subscription already.")] = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Add a subscription. It is told what becomes known from now on, and nothing that is known already."""
    given = (
        _given(channel, reasons, parties, minimum)
        | _hours(cadence, at, zone, quiet)
        | {"lang": lang, "heartbeat": heartbeat}
    )
    typer.echo(_book(config, db).add({"address": _read(address), **given}, by, second=second))


@app.command(epilog="Example: repwatch subscribers show reader@example.org")
def show(
    which: WhichArgument, json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG
) -> None:
    """Everything about one subscription, and how its messages fared."""
    typer.echo(_book(config, db).shown(which, as_json=json_), nl=False)


@app.command(epilog="Example: repwatch subscribers change reader@example.org --quiet 22:00-07:00 --zone Europe/Kyiv")
def change(
    which: WhichArgument,
    address: Annotated[str | None, typer.Option(help="The new one; - reads it from standard input.")] = None,
    channel: Annotated[str | None, typer.Option(help=CHANNELS)] = None,
    reasons: ReasonsOption = None,
    parties: PartiesOption = None,
    minimum: MinimumOption = None,
    cadence: CadenceOption = None,
    at: AtOption = None,
    zone: ZoneOption = None,
    quiet: QuietOption = None,
    lang: LangOption = None,
    heartbeat: HeartbeatOption = None,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Change what is given and leave the rest. What waits to be sent goes to the new address."""
    given = _given(channel, reasons, parties, minimum) | _hours(cadence, at, zone, quiet)
    typer.echo(
        _book(config, db).change(which, {"address": _read(address), "lang": lang, "heartbeat": heartbeat, **given})
    )


@app.command(epilog="Example: repwatch subscribers pause reader@example.org")
def pause(which: WhichArgument, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Send nothing until it is resumed, also nothing of what is owed already."""
    typer.echo(_book(config, db).pause(which))


@app.command(epilog="Example: repwatch subscribers resume reader@example.org")
def resume(which: WhichArgument, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Go on. What came up meanwhile is not told; what has become of figures that were told is."""
    typer.echo(_book(config, db).resume(which))


@app.command(epilog="Example: repwatch subscribers reopen partner")
def reopen(which: WhichArgument, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Send again to a webhook or a service that was closed: it answered 410, or failed for five days."""
    typer.echo(_book(config, db).reopen(which))


@app.command(epilog="Example: repwatch subscribers rotate https://example.org/hook")
def rotate(which: WhichArgument, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Give a webhook a new secret, printed once. Messages are signed with the old one too for 24 hours."""
    typer.echo(_book(config, db).rotate(which))


@app.command(epilog="Example: repwatch subscribers remove reader@example.org --yes")
def remove(
    which: WhichArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """End it and delete everything about the person. The log of messages stays, without address, text and answers."""
    book = _book(config, db)
    if not yes:
        typer.confirm(f"Delete everything about {book.named(which)}? It cannot be undone", abort=True)
    typer.echo(book.remove(which))


def _read(address: str | None) -> str | None:
    """What stands on a command line is seen by everybody on the machine, and is kept by the shell."""
    return typer.get_text_stream("stdin").readline().strip() if address == "-" else address


def _given(
    channel: str | None, reasons: list[str] | None, parties: list[str] | None, minimum: Minimum | None
) -> dict[str, object]:
    """An empty word clears a list."""
    lists = {
        name: [one for one in given if one] if given is not None else None
        for name, given in (("reasons", reasons), ("parties", parties))
    }
    return {"channel": channel, "minimum": minimum and minimum.value, **lists}


def _hours(cadence: str | None, at: str | None, zone: str | None, quiet: str | None) -> dict[str, object]:
    return {"cadence": cadence, "at": at, "zone": zone, "quiet": quiet}


def _book(config: Path, db: Path | None) -> "Book":
    from repwatch.subscribing import Book

    return Book(settings_or_defaults(config), db)
