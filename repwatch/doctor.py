"""`repwatch doctor`: look at everything, and say what to do."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from repwatch.model import Config, Level, Probe, ProbeKind, Remark
from repwatch.opening import settings_with_added
from repwatch.options import CONFIG, ConfigOption, JsonOption


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: only what is on this machine.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Look at configuration, database, disk, clock, names, mail, outlets, receivers and versions; say what to do.

    Sends nothing to anybody and stores nothing. Exit code 1 if something is ill.
    """
    settings = settings_with_added(config)
    ill = False
    for remark in _remarks(settings, config, offline=offline):
        ill = ill or remark.level is Level.ILL
        if json_:
            typer.echo(json.dumps(asdict(remark), ensure_ascii=False))
        else:
            typer.echo(f"{remark.level:4}  {remark.about}: {remark.words}")
            if remark.do:
                typer.echo(f"      -> {remark.do}")
    if ill:
        raise typer.Exit(1)


def _remarks(config: Config, path: Path, *, offline: bool) -> Iterator[Remark]:
    from scheduler import checkup

    now = datetime.now(UTC)
    yield from checkup.of_versions()
    yield from checkup.of_config(config)
    yield from _of_services(config)
    yield from checkup.of_files(path, config)
    yield from checkup.of_disk(config)
    yield from checkup.of_clock()
    yield from checkup.of_database(config, now)
    yield from checkup.of_backups(config, now)
    if not offline:
        yield from _asked(config, path, now)


def _of_services(config: Config) -> Iterator[Remark]:
    from repwatch.reachable import faults

    for fault in faults(config):
        yield Remark(Level.ILL, "configuration", fault, "repwatch config check; docs/services.md")


def _asked(config: Config, path: Path, now: datetime) -> Iterator[Remark]:
    from scheduler import reaching
    from scheduler.tools import make_tools
    from storage import DatabaseTrouble, Storage

    yield from reaching.of_names(config)
    yield from reaching.of_mail(config)
    if config.database.exists():
        try:
            with Storage(config.database, write=False) as storage:
                yield from reaching.of_receivers(storage, make_tools(config), now)
        except DatabaseTrouble as error:
            yield Remark(Level.NOTE, "receivers", f"not looked at: {error}")
    yield from _of_outlets(config, path)


def _of_outlets(config: Config, path: Path) -> Iterator[Remark]:
    """Asked by the real crawler, as `repwatch outlets check` does."""
    from repwatch.asking import CrawlerTrouble, ask
    from repwatch.probed import brief

    feeds = [(outlet, feed) for outlet in config.outlets if outlet.enabled for feed in outlet.feeds if feed.enabled]
    if not feeds:
        return
    try:
        results = ask([Probe(ProbeKind.LIST, feed.url, outlet.id, feed.kind) for outlet, feed in feeds], path, config)
    except CrawlerTrouble as error:
        yield Remark(Level.ILL, "outlets", str(error), "repwatch outlets check")
        return
    for (outlet, feed), result in zip(feeds, results, strict=True):
        if not result.good:
            do = f"repwatch outlets test {outlet.id}"
            yield Remark(Level.ILL, f"outlet {outlet.id}", f"{feed.url}: {brief(feed, result)}", do)
    well = sum(result.good for result in results)
    yield Remark(Level.WELL if well else Level.ILL, "outlets", f"{well} of {len(results)} feeds answer as they should")
