"""The commands of an editor, thin like those of the front: what is asked, and what he decides."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repwatch.model import Right, Ruling, Scope
from repwatch.opening import settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption

if TYPE_CHECKING:
    from repwatch.deciding import Desk

app = typer.Typer(no_args_is_help=True, help="Decide what the machine asks, or take a decision back.")

ClaimArgument = Annotated[int, typer.Argument(help="The number of a claim, as `repwatch questions` lists it.")]
ByOption = Annotated[str, typer.Option("--by", envvar=["REPWATCH_EDITOR", "USER"], help="Who decides.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it stands beside the decision for good.")]


@app.command(epilog='Example: repwatch decide accept 1412 --by olena --reason "the quote names the day"')
def accept(
    claim: ClaimArgument, reason: ReasonOption, by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG
) -> None:
    """A doubtful figure is right as it was read: it counts from now on."""
    _desk(config, db, by, reason).claim(claim, Ruling.ACCEPT)


@app.command(epilog='Example: repwatch decide reject 1412 --by olena --reason "it counts prisoners"')
def reject(
    claim: ClaimArgument, reason: ReasonOption, by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG
) -> None:
    """A figure is no figure of an exchange: it counts for nothing from now on."""
    _desk(config, db, by, reason).claim(claim, Ruling.REJECT)


@app.command(epilog='Example: repwatch decide correct 1412 --day 2025-06-14 --by olena --reason "see the second line"')
def correct(
    claim: ClaimArgument,
    reason: ReasonOption,
    by: ByOption,
    count: Annotated[int | None, typer.Option(min=0, help="How many it says.")] = None,
    to: Annotated[str, typer.Option(help="The party that receives them, by its id.")] = "",
    day: Annotated[str, typer.Option(help="The day of the handover, like 2025-06-14.")] = "",
    scope: Annotated[Scope | None, typer.Option(help="What the figure is about.")] = None,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """A figure was misread: say what the article says."""
    if count is None and not (to or day or scope):
        stop("nothing is corrected; give --count, --to, --day or --scope", 2)
    right = Right(count, to or None, _day(day) if day else None, scope)
    _desk(config, db, by, reason).claim(claim, Ruling.CORRECT, right)


@app.command(epilog='Example: repwatch decide best ukraine-russia-2025-06-16 ukraine 1245 --by olena --reason "…"')
def best(
    exchange: Annotated[str, typer.Argument(help="The id of the exchange, as its page has it.")],
    side: Annotated[str, typer.Argument(help="The party that received them, by its id.")],
    count: Annotated[int, typer.Argument(min=0, help="Which of the stated figures stands.")],
    reason: ReasonOption,
    by: ByOption,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Say which of the figures in dispute stands, until somebody states a further one."""
    _desk(config, db, by, reason).side(exchange, side, count)


@app.command(epilog='Example: repwatch decide merge 2026-01-30 2026-01-29 --by olena --reason "one outlet\'s slip"')
def merge(
    day: Annotated[str, typer.Argument(help="The day that is wrong, like 2026-01-30.")],
    into: Annotated[str, typer.Argument(help="The day of the exchange that is meant.")],
    reason: ReasonOption,
    by: ByOption,
    conflict: Annotated[str, typer.Option(help="Of which war, where several are watched.")] = "",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Two exchanges are one: what is said of one day is about the other."""
    _desk(config, db, by, reason).days(Ruling.MERGE, _day(day), _day(into), conflict)


@app.command(epilog='Example: repwatch decide split 2025-06-13 2025-06-14 --by olena --reason "two convoys"')
def split(
    day: Annotated[str, typer.Argument(help="A day, like 2025-06-13.")],
    other: Annotated[str, typer.Argument(help="The other day.")],
    reason: ReasonOption,
    by: ByOption,
    conflict: Annotated[str, typer.Option(help="Of which war, where several are watched.")] = "",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Two days are two exchanges, however equal their figures: none is taken for a slip of the other."""
    _desk(config, db, by, reason).days(Ruling.SPLIT, _day(day), _day(other), conflict)


@app.command(epilog='Example: repwatch decide reprint courier-en courier --by olena --reason "word for word, each day"')
def reprint(
    outlet: Annotated[str, typer.Argument(help="The outlet that reprints, by its id in the configuration.")],
    of: Annotated[str, typer.Argument(help="The outlet whose stories they are.")],
    reason: ReasonOption,
    by: ByOption,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """One outlet reprints another: what it says in its own voice is no second origin."""
    _desk(config, db, by, reason).reprint(outlet, of)


@app.command(epilog="Example: repwatch decide undo 12 --by olena")
def undo(
    decision: Annotated[int, typer.Argument(help="Its number, as `repwatch decide list` lists it.")],
    by: ByOption,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Take a decision back: the ledger is what it would be without it."""
    _desk(config, db, by, "").undo(decision)


@app.command("list", epilog="Example: repwatch decide list --json > decisions.jsonl")
def list_(json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """List every decision, newest first: what, who, why, and whether it fits something. --json: for a replay."""
    typer.echo(_desk(config, db, "", "").decisions(as_json=json_), nl=False)


def questions(json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """List the open questions, newest first, each with the claim that `repwatch decide` and `explain` want."""
    typer.echo(_desk(config, db, "", "").questions(as_json=json_), nl=False)


def _desk(config: Path, db: Path | None, by: str, reason: str) -> "Desk":
    from repwatch.deciding import Desk

    return Desk(settings_or_defaults(config), db, by, reason)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        stop(f"{text} is no day; a day is like 2025-06-14", 2)
