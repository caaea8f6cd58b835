"""`repwatch outlets add`: where a site lists its stories, what stands there, and the table for config.toml."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import typer

from crawler.robots import origin
from repwatch import probed
from repwatch.addresses import url_key
from repwatch.appending import NotAppended, append, mistakes_in
from repwatch.asking import ask
from repwatch.model import Config, Feed, Lead, Outcome, Outlet, Probe, ProbeKind, ProbeResult, Site
from repwatch.stanza import stanza
from review.naming import free, suggested

MOST = 6  # leads that are tried
SHOWN = 5  # entries of the one that is taken
NOTHING = (
    "It names no feed, no news sitemap and no Telegram channel, and none is guessed."
    " If you know the address of one, give that."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator says of the outlet; the fields that stay empty are read off its page. every: all that works."""

    outlet: Outlet
    every: bool = False
    write: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """A lead and what it lists."""

    lead: Lead
    result: ProbeResult

    @property
    def feed(self) -> Feed:
        return Feed(self.lead.url, self.lead.form)


def run_add(url: str, wish: Wish, path: Path, config: Config, matcher: probed.Matcher) -> int:
    """The exit code. The preview goes to standard error, so that the table alone can be appended by the shell."""
    url = url if "://" in url else f"https://{url}"
    known = [outlet.id for outlet in config.outlets]
    said, anywhere = wish.outlet, (Feed("https://example.org/"),)
    told = replace(said, id=said.id or free("outlet", known), name=said.name or "its name", feeds=anywhere)
    if wrong := _wrong([told], path, config):  # before anybody is asked
        return _fail(wrong)
    site, error = _find(url, path, config)
    if site is None:
        return _fail(f"{url}: {error}")
    tried = _try(_unknown(site.leads, config), wish, path, config)
    for one in tried:
        _tell(f"{_sign(one)} {one.lead.url}", f"  {one.lead.why}; {probed.brief(one.feed, one.result)}")
    working = [one for one in tried if one.result.good]
    if not working:
        return _fail(f"{url}: nothing new that works." if site.leads else f"{url}: {NOTHING}")
    taken = working if wish.every else [max(working, key=lambda one: one.result.count > 0)]
    outlet = _outlet(wish.outlet, site, taken, config)
    for listed in taken[0].result.listed[:SHOWN]:
        _tell(*probed.story(listed, outlet, matcher))
    return put([outlet], path, config, write=wish.write)


def put(outlets: Sequence[Outlet], path: Path, config: Config, *, write: bool) -> int:
    """Print the tables, or append them; refuse what is not good. The exit code."""
    if wrong := _wrong(outlets, path, config):
        return _fail(wrong)
    if not write:
        typer.echo("\n".join(map(stanza, outlets)), nl=False)
        return 0
    try:
        append(path, outlets)
    except NotAppended as error:
        return _fail(str(error))
    typer.echo(
        f"{', '.join(outlet.id for outlet in outlets)}: appended to {path}; the daemon reads it at its next start"
    )
    return 0


def _wrong(outlets: Sequence[Outlet], path: Path, config: Config) -> str:
    ids = {outlet.id for outlet in config.outlets}
    if taken := sorted(outlet.id for outlet in outlets if outlet.id in ids):
        return f"{path} has {', '.join(taken)} already; give another --id"
    return "\n".join(mistakes_in(outlets))


def _find(url: str, path: Path, config: Config) -> tuple[Site | None, str]:
    """Of the page, and if that names nothing of the site's first page."""
    result = ask([Probe(ProbeKind.FIND, url)], path, config)[0]
    if result.outcome is Outcome.SSRF_BLOCKED:  # it may not even be an address that can be taken apart
        return None, result.error
    home = f"{origin(url)}/"
    if result.site and not result.site.leads and urlsplit(url).path.strip("/"):
        again = ask([Probe(ProbeKind.FIND, home)], path, config)[0]
        result = again if again.site else result
    return result.site, result.error


def _unknown(leads: Sequence[Lead], config: Config) -> Iterator[Lead]:
    known = {url_key(feed.url): outlet.id for outlet in config.outlets for feed in outlet.feeds}
    for lead in leads:
        if reader := known.get(url_key(lead.url)):
            _tell(f"known  {lead.url}", f"  it is read already, for {reader}")
        else:
            yield lead


def _try(leads: Iterator[Lead], wish: Wish, path: Path, config: Config) -> list[Tried]:
    some = list(leads)[:MOST]
    probes = [Probe(ProbeKind.LIST, lead.url, form=lead.form) for lead in some]
    results = ask(probes, path, config) if probes else []
    return [Tried(lead, result) for lead, result in zip(some, results, strict=True)]


def _outlet(said: Outlet, site: Site, taken: Sequence[Tried], config: Config) -> Outlet:
    identity, name = suggested(taken[0].lead, site)
    return replace(
        said,
        id=said.id or identity,
        name=said.name or name,
        lang=said.lang or (site.lang if site.lang in config.languages else ""),
        feeds=tuple(one.feed for one in taken),
    )


def _sign(one: Tried) -> str:
    return "works " if one.result.good else "no    "


def _tell(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


def _fail(message: str) -> int:
    typer.echo(message, err=True)
    return 1
