"""The commands on stored articles, thin like those of the front: replay, import, revisions, search."""

from pathlib import Path
from typing import Annotated

import typer

from repwatch.opening import opened, settings_of, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, FilesArgument, JsonOption


def replay(
    files: FilesArgument,
    db: Annotated[Path | None, typer.Option("--db", help="Keep the database here; else it is thrown away.")] = None,
    until: Annotated[str, typer.Option(metavar="DAY-or-TIME", help="Leave out what came in after it (UTC).")] = "",
    diff: Annotated[
        Path | None,
        typer.Option(metavar="LEDGER", help="Print what differs from this ledger, as JSON or a database: 1 if so."),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What editors decided, as `repwatch decide list --json` prints it."),
    ] = None,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Take in old articles as if they had been crawled then, and print the alerts that would have gone out."""
    from repwatch.replaying import Wish, end_of, run_replay

    end = end_of(until) if until else None
    if until and end is None:
        stop(f"--until is {until}; it is a day like 2025-06-16 or a time like 2025-06-16T14:00", 2)
    wish = Wish(db, end, diff, as_json=json_, decisions=decisions)
    raise typer.Exit(run_replay(files, wish, settings_or_defaults(config)))


def import_(files: FilesArgument, json_: JsonOption = False, config: ConfigOption = CONFIG) -> None:
    """Take old articles into the live database as history: nobody is alerted. May run beside the daemon."""
    from repwatch.importing import run_import

    raise typer.Exit(run_import(files, settings_of(config), as_json=json_))


def revisions(
    url: Annotated[str, typer.Argument(help="The address of a stored article.")],
    db: DatabaseOption = None,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Print what an article said at each time it was read: the figures, and what changed between, word by word."""
    from repwatch.revisions import show_revisions

    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        lines = show_revisions(storage, settings, url, as_json=json_)
    if lines is None:
        stop(f"{url} is not stored; give the address of an article", 1)
    typer.echo("\n".join(lines))


def search(
    query: Annotated[list[str], typer.Argument(help='Words, a "phrase", -without, begin*, and filters like lang:uk.')],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    older: Annotated[int | None, typer.Option(min=1, help="Go on below this place, as --json prints it.")] = None,
    index: Annotated[bool, typer.Option("--index", help="First take in what is not searchable yet.")] = False,
    db: DatabaseOption = None,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Find stored articles, or single figures (in:figures), the newest first. All words must be there, in any form."""
    from repwatch.finding import Question, find

    settings = settings_or_defaults(config)
    asked = Question(" ".join(query), limit, older, as_json=json_)
    with opened(settings, db, write=index) as storage:
        found = find(storage, settings, asked, take_in=index)
    for line in found.notes:
        typer.echo(line, err=True)
    typer.echo("\n".join(found.lines), nl=bool(found.lines))
    raise typer.Exit(found.code)
