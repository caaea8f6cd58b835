"""Every command, thin: read the arguments, call what does the work, print what came of it.

Exit codes: 0; 1 it did not work; 2 wrong use; 74 the disk; 75 try later; 78 a wrong configuration (docs/operations.md).
`inbound` answers a mail server, with 0, 67 or 75.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from repwatch import (
    __version__,
    alerting,
    backfilling,
    backup,
    decide,
    deliveries,
    doctor,
    inbound,
    logs,
    past,
    quality,
    sending,
    serving,
    silence,
    subscribers,
    suppressions,
    users,
)
from repwatch.config import ConfigError, known_conflicts, known_languages
from repwatch.opening import EXIT_CONFIG, opened, settings_of, settings_or_defaults, stop, with_added
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from repwatch.outlets import outlets_app

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="repwatch watches the news for repatriations of fallen soldiers' bodies and keeps a ledger of every figure.",
)
config_app = typer.Typer(no_args_is_help=True, help="Look at the configuration.")
app.add_typer(config_app, name="config")
rules_app = typer.Typer(no_args_is_help=True, help="Try a set of rules before it is used.")
app.add_typer(rules_app, name="rules")
app.add_typer(decide.app, name="decide")
app.command(epilog="Example: repwatch questions")(decide.questions)
app.add_typer(outlets_app, name="outlets")
app.add_typer(subscribers.app, name="subscribers")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(silence.app, name="silence")
app.add_typer(alerting.app, name="alerts")
app.command(epilog='Example: repwatch inbound --to "$ORIGINAL_RECIPIENT" < mail.eml')(inbound.inbound)
app.add_typer(suppressions.app, name="suppressions")
app.add_typer(sending.app, name="sending")
app.add_typer(users.app, name="user")
app.command(epilog="Example: repwatch actions --limit 20")(users.actions)
app.command(epilog="Example: repwatch doctor --offline")(doctor.doctor)
app.command(epilog="Example: repwatch backup")(backup.backup)
app.command(epilog="Example: repwatch restore --check var/backup/repwatch-20261127T080000Z.db")(backup.restore)
app.command(epilog="Example: repwatch compact")(backup.compact)
app.command(epilog="Example: repwatch web --port 8081")(serving.web)
app.command(epilog="Example: repwatch quality")(quality.quality)
app.command(epilog="Example: repwatch replay articles.jsonl --db replay.db")(past.replay)
app.command(epilog="Example: repwatch backfill warc.paths.gz --since 2025-06-01 --out archive")(backfilling.backfill)
app.command("import", epilog="Example: repwatch import archive-2025.jsonl")(past.import_)
app.command(epilog="Example: repwatch revisions https://example.org/news/1")(past.revisions)
app.command(epilog="Example: repwatch search 'medinsky figure:1212 after:2025-06-01'")(past.search)

RulesArgument = Annotated[str, typer.Argument(help='A folder like matcher/lexicon, or "shipped".')]


@app.callback(invoke_without_command=True)
def front(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """repwatch watches the news for repatriations of fallen soldiers' bodies and keeps a ledger of every figure."""
    if version:
        typer.echo(f"repwatch {__version__}")
        raise typer.Exit


@app.command(epilog="Example: repwatch run --config /etc/repwatch/config.toml")
def run(config: ConfigOption = CONFIG) -> None:
    """Start the daemon: read outlets, keep the ledger, send alerts, serve the page. Ctrl-C ends it."""
    from repwatch.running import run_daemon

    settings = settings_of(config)
    logs.install(settings)
    raise typer.Exit(run_daemon(config, settings))


@app.command(epilog="Example: repwatch crawl tass-en kyiv-independent")
def crawl(
    outlets: Annotated[list[str] | None, typer.Argument(help="Poll these, due or not.", show_default=False)] = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Poll what is due once, fetch the pages that it names, and end. May run beside the daemon."""
    settings = settings_of(config)
    from repwatch.crawling import require_askable, run_crawl

    with opened(settings, write=True) as storage:
        require_askable(with_added(settings, storage), outlets or [], storage.outlet_pauses.now(datetime.now(UTC)))
        storage.outlets.sync(settings.outlets, datetime.now(UTC))
        raise typer.Exit(run_crawl(outlets or [], config, storage))


@app.command(epilog="Example: repwatch match --jsonl articles.jsonl > figures.jsonl")
def match(
    jsonl: Annotated[Path, typer.Option("--jsonl", help="One article a line, as JSON; - reads standard input.")],
    explain_: Annotated[bool, typer.Option("--explain", help="Tell in plain sentences why each was read so.")] = False,
) -> None:
    """Read articles and print the figures found, a line of JSON each, in the same order. No database, no network."""
    from matcher.extract import extract
    from matcher.words import build
    from repwatch.jsonl import LineInvalid, article_of, printed
    from repwatch.lexicon import tables
    from review.explain import explain as told
    from scheduler.tools import party_names

    lexicon = build(tables(known_languages(), known_conflicts()))
    failed = False
    for number, line in enumerate(_lines(jsonl), 1):
        if not line.strip():
            continue
        try:
            name, article = article_of(line)
        except LineInvalid as error:
            typer.echo(f"{jsonl}, line {number}: {error}", err=True)
            failed = True
            continue
        reading = extract(article, None, lexicon)
        if explain_:
            typer.echo("\n".join([f"{name}  {article.title}", *told(reading, party_names(lexicon)), ""]))
        else:
            typer.echo(json.dumps(printed(name, reading), ensure_ascii=False))
    if failed:
        raise typer.Exit(1)


@app.command(epilog="Example: repwatch ledger --format csv > ledger.csv")
def ledger(
    format_: Annotated[str, typer.Option("--format", help="table, json, csv, md or atom.")] = "table",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Print the ledger: every exchange with both directions, state and conflicts."""
    from repwatch.showing import show_ledger

    if format_ not in ("table", "json", "csv", "md", "atom"):
        stop(f"--format is {format_}; allowed is one of table, json, csv, md, atom", 2)
    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        typer.echo(show_ledger(storage, settings, format_), nl=False)


@app.command(epilog="Example: repwatch totals --format csv > totals.csv")
def totals(
    format_: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Lay every stated running total beside the ledger's sum over the same days, and say what explains the gap."""
    from repwatch.showing import show_totals

    if format_ not in ("table", "json", "csv"):
        stop(f"--format is {format_}; allowed is one of table, json, csv", 2)
    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        typer.echo(show_totals(storage, settings, format_), nl=False)


@app.command(epilog="Example: repwatch planned")
def planned(json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """List announced handovers that no exchange has become so far, and until when each may still happen."""
    from repwatch.showing import show_planned

    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        typer.echo(show_planned(storage, settings, as_json=json_), nl=False)


@app.command(epilog="Example: repwatch explain https://example.org/news/1")
def explain(
    what: Annotated[str, typer.Argument(help="The address of a stored article, or the number of a claim.")],
    db: DatabaseOption = None,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Tell in plain sentences why a figure was read so: words, rules, points, and what is doubtful."""
    from repwatch.showing import explain_stored

    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        lines = explain_stored(storage, settings, what, as_json=json_)
    if lines is None:
        stop(f"{what} is not stored; give the address of an article or the number of a claim", 1)
    typer.echo("\n".join(lines))


@app.command(epilog="Example: repwatch deliver")
def deliver(json_: JsonOption = False, config: ConfigOption = CONFIG) -> None:
    """Send what is owed and due now, wait for the answers, and end. May run beside the daemon."""
    from alerts.deliver import channels_for
    from alerts.deliver import deliver as send

    settings = settings_of(config)
    with opened(settings, write=True) as storage:
        report = send(storage, channels_for(settings), settings, datetime.now(UTC), random.random)
    if json_:
        typer.echo(json.dumps({"sent": report.done, "failed": report.failed, "notes": report.notes}))
    else:
        typer.echo("\n  ".join([f"{report.done} sent, {report.failed} failed", *report.notes]))
    if report.failed:
        raise typer.Exit(1)


@app.command(epilog="Example: repwatch demo --speed 2 --exit")
def demo(
    speed: Annotated[float, typer.Option(min=0.1, max=20, help="Times the usual pace of about a minute.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="Another order of the stories within their days.")] = 0,
    exit_: Annotated[
        bool, typer.Option("--exit", help="End with the story: 0 if all was detected as it happened, else 1.")
    ] = False,
    resume: Annotated[bool, typer.Option(help="Go on where a demo was broken off, instead of anew.")] = False,
    folder: Annotated[Path, typer.Option("--dir", help="Its configuration, database and mails.")] = Path("var/demo"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the page with the ledger.")] = 8080,
) -> None:
    """Nineteen days of June 2025 in a minute: the real daemon, against invented outlets on this machine."""
    try:
        from demo.run import Options, run_demo
    except ModuleNotFoundError as error:
        if error.name not in ("aiosmtpd", "standardwebhooks"):
            raise
        stop(f"{error.name} is missing, which receives the demo's messages; install repwatch with its extra 'demo'", 1)
    from rich.console import Console

    options = Options(folder, port, speed, seed, resume, stay=not exit_)
    raise typer.Exit(run_demo(options, Console(highlight=False)))


@config_app.command("check", epilog="Example: repwatch config check --config config.toml")
def config_check(config: ConfigOption = CONFIG) -> None:
    """Check the configuration; every mistake is listed with its place and what is allowed."""
    from repwatch.reachable import faults

    settings = settings_of(config)
    if wrong := faults(settings):
        stop(str(ConfigError(config, wrong)), EXIT_CONFIG)
    enabled = sum(outlet.enabled for outlet in settings.outlets)
    typer.echo(
        f"{config}: good; {enabled} of {len(settings.outlets)} outlets on, {len(settings.subscriptions)} subscriptions"
    )


@rules_app.command("test", epilog="Example: repwatch rules test ./my-lexicon")
def rules_test(rules: RulesArgument = "shipped") -> None:
    """Run the examples that every entry of a lexicon carries."""
    from repwatch.rules import try_examples

    if try_examples(rules):
        raise typer.Exit(1)


@rules_app.command("diff", epilog="Example: repwatch rules diff shipped ./my-lexicon")
def rules_diff(
    old: RulesArgument, new: RulesArgument, db: DatabaseOption = None, json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:  # fmt: skip
    """Read all stored articles under two sets of rules and list the claims that change. Stores nothing."""
    from repwatch.rules import show_changes

    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        show_changes(storage, settings, (old, new), as_json=json_)


def _lines(path: Path) -> Iterator[str]:
    if str(path) == "-":
        yield from sys.stdin
        return
    try:
        with path.open(encoding="utf-8") as lines:
            yield from lines
    except OSError as error:
        stop(f"{path} cannot be read: {error.strerror}", 1)


if __name__ == "__main__":
    app()
