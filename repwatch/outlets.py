"""The commands on outlets, thin like those of the front: list, check, test, poll, add, import, export."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repwatch.config import OUTLET_KINDS
from repwatch.model import Config, Feed, Outlet, Probe, ProbeKind, ProbeResult
from repwatch.opening import opened, settings_of, settings_with_added, stop
from repwatch.options import CONFIG, ConfigOption, JsonOption
from repwatch.pausing import pause, resume
from storage import Storage

if TYPE_CHECKING:
    from repwatch.probed import Matcher

outlets_app = typer.Typer(no_args_is_help=True, help="Look at the outlets, try them, and add others.")

NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="OUTLET", help="Ids; else all that are on.", show_default=False)
]
NameArgument = Annotated[str, typer.Argument(metavar="OUTLET", help="Its id in the configuration.")]
WriteOption = Annotated[bool, typer.Option("--write", help="Append it to the configuration instead of printing it.")]


outlets_app.command(epilog='Example: repwatch outlets pause courier --for 2d --by olena --reason "it moves its site"')(
    pause
)
outlets_app.command(epilog="Example: repwatch outlets resume courier --by olena")(resume)


@outlets_app.command("list", epilog="Example: repwatch outlets list --json")
def list_(json_: JsonOption = False, config: ConfigOption = CONFIG) -> None:
    """How each outlet fares: its state, when it was asked last and is asked next, and how much it brought."""
    from repwatch.showing import show_outlets

    settings = settings_with_added(config)
    with opened(settings) as storage:
        typer.echo(show_outlets(storage, settings, as_json=json_))


@outlets_app.command(epilog="Example: repwatch outlets check tass-en kyiv-independent")
def check(names: NamesArgument = None, json_: JsonOption = False, config: ConfigOption = CONFIG) -> None:
    """Ask all outlets once, or those named, and say which answer, as what, and what is wrong. Stores nothing.

    Exit code 1 if one does not answer as it should. Those that are switched off are asked if they are named.
    """
    from repwatch.probed import brief

    settings = settings_with_added(config)
    chosen = _named(settings, names or [], config) if names else [one for one in settings.outlets if one.enabled]
    asked = [(outlet, feed) for outlet in chosen for feed in outlet.feeds]
    results = _asked([_probe(outlet, feed) for outlet, feed in asked], config, settings)
    pairs = list(zip(asked, results, strict=True))
    width, length = (max(map(len, texts), default=0) for texts in ([o.id for o in chosen], [f.url for _, f in asked]))
    for (outlet, feed), result in pairs:
        if json_:
            typer.echo(json.dumps(_object(outlet, feed, result), ensure_ascii=False))
        else:
            sign = "well" if result.good else "ILL "
            typer.echo(f"{sign}  {outlet.id:{width}}  {feed.url:{min(length, 80)}}  {brief(feed, result)}")
    if not all(result.good for result in results):
        raise typer.Exit(1)


@outlets_app.command("test", epilog="Example: repwatch outlets test kyiv-independent")
def try_(name: NameArgument, config: ConfigOption = CONFIG) -> None:
    """Ask one outlet once and tell everything: requests, robots.txt, redirects, stories, figures. Stores nothing."""
    from repwatch.probed import brief, story, verbose

    settings = settings_with_added(config)
    (outlet,) = _named(settings, [name], config)
    results = _asked([_probe(outlet, feed) for feed in outlet.feeds], config, settings)
    matcher = _matcher(settings)
    for feed, result in zip(outlet.feeds, results, strict=True):
        typer.echo("\n".join([f"{outlet.name} ({outlet.id})  {feed.url}  {feed.kind}", *verbose(result)]))
        typer.echo(f"{'well' if result.good else 'ILL'}: {brief(feed, result)}\n")
        for listed in result.listed:
            typer.echo("\n".join(story(listed, outlet, matcher)))
    if not all(result.good for result in results):
        raise typer.Exit(1)


@outlets_app.command(epilog="Example: repwatch outlets poll kyiv-independent")
def poll(
    name: NameArgument,
    wait: Annotated[float, typer.Option(min=1, max=600, help="Seconds to wait for the answer.")] = 60,
    config: ConfigOption = CONFIG,
) -> None:
    """Have the running daemon ask this outlet now, due or not, and take in what is new as always."""
    settings = settings_with_added(config)
    (outlet,) = _named(settings, [name], config)
    _require_daemon(settings)
    with opened(settings, write=True) as storage:
        probes = [Probe(ProbeKind.POLL, feed.url, outlet.id) for feed in outlet.feeds]
        numbers = [storage.probes.request(probe, datetime.now(UTC), "command") for probe in probes]
        results = _answers(storage, numbers, wait)
    for feed, result in zip(outlet.feeds, results, strict=True):
        if result is None:
            typer.echo(f"{feed.url}: no answer within {wait:g} s")
        else:
            typer.echo(f"{feed.url}: {f'{result.new} new' if result.good else result.error}")
    if not all(result and result.good for result in results):
        raise typer.Exit(1)


@outlets_app.command(epilog="Example: repwatch outlets add https://example.org/ --side neutral --write")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any page of it, its feed, or its Telegram channel.")],
    write: WriteOption = False,
    every: Annotated[bool, typer.Option("--all", help="Take all lists of it that work, not the best alone.")] = False,
    identity: Annotated[str, typer.Option("--id", help="Else made from its host.")] = "",
    name: Annotated[str, typer.Option(help="Else as its page says.")] = "",
    lang: Annotated[str, typer.Option(help="Else as its page says.")] = "",
    side: Annotated[str, typer.Option(help="A party, or neutral.")] = "neutral",
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(OUTLET_KINDS)}.")] = "independent",
    zone: Annotated[str, typer.Option(help="Of its dates without one, like Europe/Kyiv.")] = "UTC",
    config: ConfigOption = CONFIG,
) -> None:
    """Find the feed, news sitemap or Telegram channel of a site, show what it lists, and print its table or append it.

    Only what the site itself names is tried; nothing is guessed. The preview goes to standard error.
    """
    from repwatch.adding import Wish, run_add
    from repwatch.asking import CrawlerTrouble

    settings = settings_with_added(config)
    wish = Wish(Outlet(identity, name, lang, side, kind, zone=zone), every, write)
    try:
        raise typer.Exit(run_add(url, wish, config, settings, _matcher(settings)))
    except CrawlerTrouble as error:
        stop(str(error), 1)


@outlets_app.command(epilog="Example: repwatch outlets added --write")
def added(write: WriteOption = False, config: ConfigOption = CONFIG) -> None:
    """Print the tables of the outlets that were added at the desk, or append them; then they are the file's."""
    from repwatch.adding import put

    settings = settings_of(config)
    with opened(settings) as storage:
        found = storage.added.beside(settings.outlets)[len(settings.outlets) :]
    if not found:
        stop("none was added at the desk that is not in the configuration", 1)
    if code := put(found, config, settings, write=write):
        raise typer.Exit(code)


@outlets_app.command("import", epilog="Example: repwatch outlets import feeds.opml --write")
def import_(
    file: Annotated[Path, typer.Argument(metavar="OPML", help="A list as feed readers export it.")],
    write: WriteOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Print a table for every feed of an OPML file that is not read yet, or append them. Nothing is fetched."""
    from repwatch.adding import put
    from repwatch.opml import LARGEST, NoOpml, read

    settings = settings_with_added(config)
    try:
        with file.open("rb") as opened_file:
            found = read(opened_file.read(LARGEST + 1), settings.outlets, settings.languages)
    except (OSError, NoOpml) as error:
        stop(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}", 1)
    for line in found.refused:
        typer.echo(f"refused: {line}", err=True)
    typer.echo(f"{len(found.outlets)} new, {len(found.known)} known, {len(found.refused)} refused", err=True)
    if found.outlets and (code := put(found.outlets, config, settings, write=write)):
        raise typer.Exit(code)


@outlets_app.command(epilog="Example: repwatch outlets export outlets.opml")
def export(
    file: Annotated[Path | None, typer.Argument(metavar="OPML", help="Else it is printed.")] = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Write all outlets as OPML, for a feed reader or another repwatch."""
    from repwatch.opml import write as as_opml

    text = as_opml(settings_with_added(config).outlets)
    if file is None:
        typer.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}", 1)


def _named(settings: Config, names: Sequence[str], config: Path) -> list[Outlet]:
    known = {outlet.id: outlet for outlet in settings.outlets}
    if unknown := sorted(set(names) - known.keys()):
        stop(f"not in {config}: {', '.join(unknown)}; `repwatch outlets list` has them", 2)
    return [known[name] for name in names]


def _probe(outlet: Outlet, feed: Feed) -> Probe:
    return Probe(ProbeKind.LIST, feed.url, outlet.id, feed.kind)


def _asked(probes: Sequence[Probe], config: Path, settings: Config) -> list[ProbeResult]:
    from repwatch.asking import CrawlerTrouble, ask

    try:
        return ask(probes, config, settings)
    except CrawlerTrouble as error:
        stop(str(error), 1)


def _matcher(settings: Config) -> "Matcher":
    from repwatch.probed import Matcher
    from scheduler.tools import make_tools

    tools = make_tools(settings)
    return Matcher(tools.lexicon, tools.party_names, datetime.now(UTC))


def _object(outlet: Outlet, feed: Feed, result: ProbeResult) -> dict[str, object]:
    return {
        "outlet": outlet.id, "url": feed.url, "kind": feed.kind, "well": result.good,
        "outcome": result.outcome.value if result.outcome else None, "error": result.error, "answered_from": result.url,
        "entries": result.count, "matching": result.matching,
    }  # fmt: skip


def _answers(storage: Storage, numbers: Sequence[int], wait: float) -> list[ProbeResult | None]:
    until = time.monotonic() + wait
    while True:
        results = [storage.probes.result(number) for number in numbers]
        if all(results) or time.monotonic() > until:
            return results
        time.sleep(0.2)


def _require_daemon(settings: Config) -> None:
    from scheduler.lock import AlreadyRunning, Lock

    try:
        with Lock(settings.state / "daemon.lock"):
            stop("no daemon works here that could be asked; `repwatch crawl OUTLET` polls at once", 1)
    except AlreadyRunning:
        return
