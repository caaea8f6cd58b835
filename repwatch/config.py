"""config.toml -> Config, or one message that lists every mistake with its place and what is allowed."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from repwatch.checks import Table
from repwatch.model import (
    AlertSettings,
    Config,
    CrawlSettings,
    Feed,
    MailSettings,
    Outlet,
    PageRules,
    WebSettings,
)
from repwatch.subscription import secret_of, subscription_of, zone_of
from repwatch.upkeep import backup_of, keep_of, log_of

LEXICON = Path(__file__).parent.parent / "matcher" / "lexicon"
FEED_KINDS = ("feed", "telegram", "listing", "sitemap")
SELECTORS = ("item", "link", "title", "date", "summary")
TELEGRAM = re.compile(r"https://t\.me/s/[A-Za-z][A-Za-z0-9_]{3,63}")
OUTLET_KINDS = (
    "official",
    "state media",
    "agency",
    "public",
    "private",
    "independent",
    "exile",
    "fact check",
    "intermediary",
)


class ConfigError(Exception):
    """What is wrong with config.toml, a line for each mistake; the program ends with exit code 78."""

    def __init__(self, path: Path, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        plural = "mistakes" if len(mistakes) > 1 else "mistake"
        super().__init__("\n".join([f"{path}: {len(mistakes)} {plural}", *(f"  {line}" for line in mistakes)]))


def load(path: Path) -> Config:
    """Raises ConfigError, also when the file is missing or is no TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(path, [f"cannot be read: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, [f"is no TOML: {error}"]) from error
    mistakes: list[str] = []
    config = _config(Table(tables, "", mistakes), path.resolve().parent)
    if mistakes:
        raise ConfigError(path, mistakes)
    return config


def outlets_in(text: str) -> tuple[Outlet, ...]:
    """The outlets alone of a configuration, as others may have written it. Raises ConfigError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(Path("table"), [f"is no TOML: {error}"]) from error
    mistakes: list[str] = []
    config = _config(Table({"outlet": tables.get("outlet", [])}, "", mistakes), Path())
    if mistakes:
        raise ConfigError(Path("table"), mistakes)
    return config.outlets


def outlet_from(values: Mapping[str, object], sides: Sequence[str], crawl: CrawlSettings) -> Outlet:
    """One outlet, held to what config.toml may say of one. Raises ConfigError, whose mistakes name the fields alone."""
    mistakes: list[str] = []
    outlet = _outlet(Table(values, "", mistakes), tuple(sides), crawl)
    if mistakes:
        raise ConfigError(Path("outlet"), mistakes)
    return outlet


def known_languages() -> tuple[str, ...]:
    return tuple(sorted(each.name for each in LEXICON.iterdir() if each.is_dir() and len(each.name) == 2))


def known_conflicts() -> tuple[str, ...]:
    return tuple(sorted(each.stem for each in (LEXICON / "conflicts").glob("*.toml")))


def parties(conflicts: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the parties, in the order in which the conflicts' files name them."""
    files = [LEXICON / "conflicts" / f"{conflict}.toml" for conflict in conflicts]
    return tuple(party for file in files if file.is_file() for party in tomllib.loads(file.read_text("utf-8"))["party"])


def _config(top: Table, folder: Path) -> Config:
    conflicts = top.texts("conflicts", known_conflicts(), known_conflicts())
    sides = parties(conflicts)
    crawl = _crawl(top.table("crawl"))
    config = Config(
        state=folder / top.text("state", "var"),
        languages=top.texts("languages", known_languages(), known_languages()),
        conflicts=conflicts,
        history_until=top.text("history_until", "", r"(\d{4}-\d\d-\d\d)?", "a day like 2025-06-01"),
        web=_web(top.table("web")),
        crawl=crawl,
        mail=_mail(top.table("mail"), folder),
        alerts=_alerts(top.table("alerts")),
        backup=backup_of(top.table("backup")),
        log=log_of(top.table("log")),
        keep=keep_of(top.table("keep")),
        outlets=tuple(_outlet(table, sides, crawl) for table in top.tables("outlet")),
        subscriptions=tuple(
            subscription_of(table, sides, known_languages(), folder) for table in top.tables("subscription")
        ),
    )
    _unique(top, "outlet", [outlet.id for outlet in config.outlets])
    _unique(top, "outlet", [feed.url for outlet in config.outlets for feed in outlet.feeds])
    _unique(top, "subscription", [subscription.id for subscription in config.subscriptions])
    top.done()
    return config


def _web(table: Table) -> WebSettings:
    default = WebSettings()
    host = table.text("host", default.host)
    port = table.number("port", default.port, 1, 65535)
    public_url = table.address("public_url", f"http://{host}:{port}", r"https?://[^\s/]+", "an address without a path")
    refresh = table.duration("refresh", default.refresh, 0, 86400)
    proxies = table.texts("proxies", ())
    for text in proxies:
        _network(table, text, "proxies")
    subscribe, public = table.truth("subscribe", False), table.truth("public", True)
    seen_by = table.texts("metrics", tuple(str(network) for network in default.metrics))
    metrics = tuple(network for text in seen_by if (network := _network(table, text, "metrics")))
    settings = WebSettings(host, port, public_url, refresh, subscribe, proxies, public, metrics=metrics)
    settings = replace(settings, alert_feeds=table.truth("alert_feeds", public and settings.is_public))
    if settings.subscribe and not settings.is_public:
        table.wrong("subscribe", "needs a public_url that readers can open: the links in the mails lead there")
    table.done()
    return settings


def _crawl(table: Table) -> CrawlSettings:
    default = CrawlSettings()
    networks = table.texts("allow_networks", ())
    inside = bool(networks)
    settings = CrawlSettings(
        contact=table.text("contact", default.contact, r"https?://\S+|\S+@\S+", "an address of a page or a mailbox"),
        interval=table.duration("interval", default.interval, 0.1 if inside else 300, 86400),
        spacing=table.duration("spacing", default.spacing, 0 if inside else 5, 600),
        timeout=table.duration("timeout", default.timeout, 1, 60),
        silent_after=table.duration("silent_after", default.silent_after, 1 if inside else 86400, 365 * 86400),
        allow_networks=tuple(network for text in networks if (network := _network(table, text))),
    )
    table.done()
    return settings


def _network(table: Table, text: str, key: str = "allow_networks") -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text)
    except ValueError as error:
        table.wrong(key, f'has "{text}"; allowed are networks like 127.0.0.0/8 ({error})')
        return None


def _mail(table: Table, folder: Path) -> MailSettings:
    default = MailSettings()
    host = table.text("host", default.host)
    settings = MailSettings(
        host=host,
        port=table.number("port", default.port, 1, 65535),
        security=table.choice("security", default.security, ("starttls", "tls", "none")),
        user=table.text("user", default.user),
        password=secret_of(table, "password_file", folder) or os.environ.get("REPWATCH_MAIL_PASSWORD", ""),
        sender=table.text("from", default.sender, r"[^@\s<>\",;:\\]{1,64}@[A-Za-z0-9.-]{1,253}", "one mail address"),
        domain=table.text("domain", default.domain, r"[a-z0-9.-]+", "a host name"),
        per_minute=table.number("per_minute", default.per_minute, 0, 100_000),
        per_hour=table.number("per_hour", default.per_hour, 0, 1_000_000),
        domain_per_minute=table.number("domain_per_minute", default.domain_per_minute, 0, 100_000),
        domain_at_once=table.number("domain_at_once", default.domain_at_once, 1, 8),
        pause=table.duration("pause", default.pause, 60, 30 * 86400),
        dkim_selector=table.text("dkim_selector", "", r"([A-Za-z0-9._-]+)?", "a selector like mail2026"),
    )
    table.done()
    return settings


def _alerts(table: Table) -> AlertSettings:
    default = AlertSettings()
    settings = AlertSettings(
        tick=table.duration("tick", default.tick, 0.1, 60),
        group_wait=table.duration("group_wait", default.group_wait, 0, 3600),
        group_interval=table.duration("group_interval", default.group_interval, 0, 86400),
    )
    table.done()
    return settings


def _outlet(table: Table, sides: tuple[str, ...], crawl: CrawlSettings) -> Outlet:
    outlet = Outlet(
        id=table.slug("id"),
        name=table.text("name", None),
        lang=table.choice("lang", "", ("", *known_languages())),
        side=table.choice("side", "neutral", ("neutral", *sides)),
        kind=table.choice("kind", "independent", OUTLET_KINDS),
        agency=table.text("agency"),
        zone=zone_of(table),
        feeds=tuple(_feed(feed, crawl) for feed in table.tables("feeds")),
        fetch=table.choice("fetch", "matching", ("matching", "all", "never")),
        enabled=table.truth("enabled", True),
        note=table.text("note"),
        robots_override=table.text("robots_override"),
        page=_page(table.table("page")),
        silent_after=table.duration("silent_after", 0, 0, 365 * 86400),
        hosts=table.hosts("hosts"),
    )
    if not outlet.feeds:
        table.wrong("feeds", 'is missing; give at least one, like feeds = [{ url = "https://example.org/rss" }]')
    if not outlet.enabled and not outlet.note:
        table.wrong("note", "is missing; say why the outlet is switched off")
    table.done()
    return outlet


def _feed(table: Table, crawl: CrawlSettings) -> Feed:
    url = table.address("url", None, r"https?://\S+", "an address that starts with http:// or https://")
    if urlsplit(url).username:
        table.wrong("url", "holds a user name; addresses with log-in data are not allowed")
    floor = 0.1 if crawl.allow_networks else 300
    kind = table.choice("kind", "feed", FEED_KINDS)
    interval = table.duration("interval", max(900, floor), floor, 86400)
    feed = Feed(url, kind, interval, _selectors(table, kind), table.truth("enabled", True), table.text("note"))
    if not feed.enabled and not feed.note:
        table.wrong("note", "is missing; say why the feed is switched off")
    if kind == "telegram" and not TELEGRAM.fullmatch(url) and not crawl.allow_networks:
        table.wrong("url", f'is "{url}"; allowed is the preview of a channel, like https://t.me/s/channel_name')
    table.done()
    return feed


def _selectors(table: Table, kind: str) -> tuple[tuple[str, str], ...]:
    if not table.has("selectors"):
        return ()
    inner = table.table("selectors")
    found = tuple((name, css) for name in SELECTORS if (css := inner.selector(name)))
    if kind != "listing":
        table.wrong("selectors", 'is only for kind = "listing"; other kinds are read without help')
    elif "item" not in dict(found):
        inner.wrong("item", 'is missing; name what holds one story, like item = "li.news"')
    inner.done()
    return found


def _page(table: Table) -> PageRules:
    text, title, date = (table.selector(name) for name in ("text", "title", "date"))
    rules = PageRules(text=text, title=title, date=date, drop=table.selectors("drop"))
    table.done()
    return rules


def _unique(top: Table, place: str, values: list[str]) -> None:
    for value in sorted({value for value in values if values.count(value) > 1}):
        top.wrong(place, f'"{value}" stands more than once; each may stand once')
