"""`repwatch rules`: try a set of rules before it is used. A set is a folder like matcher/lexicon, or "shipped"."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from matcher.examples import broken, entries
from matcher.extract import extract
from matcher.words import Lexicon, build
from repwatch.jsonl import figure_of
from repwatch.lexicon import FOLDER, available_conflicts, available_languages, tables
from repwatch.model import Article, Claim, Outlet
from repwatch.opening import opened, settings_or_defaults, stop
from review.explain import headline
from scheduler.tools import party_names

SHIPPED = "shipped"

app = typer.Typer(no_args_is_help=True, help="Try a set of rules before it is used.")
ConfigOption = Annotated[Path, typer.Option("--config", "-c", envvar="REPWATCH_CONFIG", help="The configuration.")]


@app.command("test", epilog="Example: repwatch rules test ./my-lexicon")
def run_examples(rules: Annotated[str, typer.Argument(help='A folder, or "shipped".')] = SHIPPED) -> None:
    """Run the examples that every entry of a lexicon carries."""
    read, lexicon = _set(rules)
    carried = list(entries(read))
    failures = [one for language, name, entry in carried for one in broken(language, name, entry, lexicon)]
    for one in failures:
        typer.echo(f"{one.entry} {'is not' if one.expected else 'is'} found in: {one.text}", err=True)
    typer.echo(f"{len(carried)} entries, {len(failures)} broken examples")
    if failures:
        raise typer.Exit(1)


@app.command(epilog="Example: repwatch rules diff shipped ./my-lexicon")
def diff(
    old: Annotated[str, typer.Argument(help='A folder, or "shipped".')],
    new: Annotated[str, typer.Argument(help='A folder, or "shipped".')],
    db: Annotated[Path | None, typer.Option("--db", help="Another database.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    config: ConfigOption = Path("config.toml"),
) -> None:
    """Read all stored articles under two sets of rules and list the claims that change. Stores nothing."""
    before, after = _set(old)[1], _set(new)[1]
    settings = settings_or_defaults(config)
    outlets = {outlet.id: outlet for outlet in settings.outlets}
    count = changed = 0
    with opened(settings, db) as storage:
        for article in storage.articles.latest():
            count += 1
            lost, gained = _changes(article, outlets.get(article.outlet), before, after)
            if lost or gained:
                changed += 1
                typer.echo("\n".join(_lines(article, lost, gained, after, as_json=json_)))
    typer.echo(f"{count} articles read, {changed} with other claims", err=True)


def _changes(article: Article, outlet: Outlet | None, old: Lexicon, new: Lexicon) -> tuple[list[Claim], list[Claim]]:
    before, after = (extract(article, outlet, lexicon).claims for lexicon in (old, new))
    kept = {_said(claim) for claim in before} & {_said(claim) for claim in after}
    return [one for one in before if _said(one) not in kept], [one for one in after if _said(one) not in kept]


def _said(claim: Claim) -> str:
    """What a claim says, whichever rules found it."""
    return json.dumps({**figure_of(claim), "rules": None, "points": None}, sort_keys=True)


def _lines(article: Article, lost: list[Claim], gained: list[Claim], new: Lexicon, *, as_json: bool) -> Iterator[str]:
    if as_json:
        yield json.dumps(
            {
                "url": article.url,
                "lost": [figure_of(one) for one in lost],
                "gained": [figure_of(one) for one in gained],
            },
            ensure_ascii=False,
        )
        return
    names = party_names(new)
    yield f"{article.title or '(no title)'} ({article.url})"
    yield from (f"  - {headline(one, names)}, {_who(one)}" for one in lost)
    yield from (f"  + {headline(one, names)}, {_who(one)}" for one in gained)


def _who(claim: Claim) -> str:
    sure = "sure" if claim.sure else f"not sure ({', '.join(claim.gates)})"
    return f"{claim.claimants[0].text if claim.claimants else 'no claimant'}, {sure}"


def _set(name: str) -> tuple[dict[str, Any], Lexicon]:
    folder = FOLDER if name == SHIPPED else Path(name)
    try:
        read = tables(available_languages(folder), available_conflicts(folder), folder)
        return read, build(read)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        stop(f"{folder} is no set of rules: {type(error).__name__}: {error}; copy matcher/lexicon and change it", 1)
