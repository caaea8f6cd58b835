"""config.toml as a frozen value; repwatch.config reads and checks it."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from repwatch.model.articles import Outlet
from repwatch.model.messages import Subscription

THIS_MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """refresh: seconds after which the ledger and the outlets load themselves anew; 0: never.

    subscribe: whether anybody may subscribe by mail on the page. proxies: addresses whose X-Forwarded-For is believed.
    public: whether the ledger can be read without signing in. alert_feeds: whether alerts are published as feeds.
    metrics: from where /metrics can be read.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    refresh: float = 300.0
    subscribe: bool = False
    proxies: tuple[str, ...] = ()
    public: bool = True
    alert_feeds: bool = False
    metrics: tuple[IPv4Network | IPv6Network, ...] = THIS_MACHINE

    @property
    def is_public(self) -> bool:
        """Can a reader of a mail open its links?"""
        return urlsplit(self.public_url).hostname not in LOOPBACK


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Seconds everywhere. interval: the least between two polls of a feed; spacing: between two requests to a host.

    silent_after: without a new story for so long a feed is called silent.
    allow_networks: addresses that may be connected to although they are not public (a demo, tests); there http,
    other ports and the lower floors of interval and spacing are allowed too.
    """

    contact: str = "https://example.org/bot"
    interval: float = 300.0
    spacing: float = 5.0
    jitter: float = 0.1
    timeout: float = 20.0
    silent_after: float = 7 * 86400.0
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True, slots=True)
class MailSettings:
    """host "": every mail is written to directory as an .eml file instead of being sent.

    per_minute, per_hour, domain_per_minute: mails at most, 0 without limit; domain_at_once: connections for the
    mailboxes of one domain. pause: seconds for which sending pauses itself when too much comes back.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"  # starttls, tls, none
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "repwatch@localhost"
    domain: str = "localhost"
    per_minute: int = 0
    per_hour: int = 0
    domain_per_minute: int = 0
    domain_at_once: int = 4
    pause: float = 86400.0
    dkim_selector: str = ""  # as the mail server signs; for `repwatch doctor` alone


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """retry: seconds before attempt 1, 2, … (R-OUT-4); tick: seconds between two looks for work.

    group_wait: seconds that an update of an exchange waits for what belongs to it; group_interval: from the last
    message about that exchange to the next update of it.
    """

    retry: tuple[float, ...] = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    tick: float = 2.0
    group_wait: float = 30.0
    group_interval: float = 3600.0


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """folder: below the state folder, or a whole path. every: seconds; 0: none is made by itself.

    hourly, daily, monthly: of so many of the latest hours, days and months that have a backup, the last one stays
    (R-BAK-1).
    """

    folder: str = "backup"
    every: float = 3600.0
    hourly: int = 48
    daily: int = 35
    monthly: int = 12


@dataclass(frozen=True, slots=True)
class LogSettings:
    """format: text or json, a line an event. level: debug, info, warning, error."""

    format: str = "text"
    level: str = "info"


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """texts: seconds after which a text that no figure was ever read in goes (R-DB-5); 0: never."""

    texts: float = 730 * 86400.0


@dataclass(frozen=True, slots=True)
class Config:
    state: Path
    languages: tuple[str, ...]
    conflicts: tuple[str, ...]
    history_until: str = ""  # the known history is loaded up to this day; empty: all of it
    web: WebSettings = WebSettings()
    crawl: CrawlSettings = CrawlSettings()
    mail: MailSettings = MailSettings()
    alerts: AlertSettings = AlertSettings()
    backup: BackupSettings = BackupSettings()
    log: LogSettings = LogSettings()
    keep: KeepSettings = KeepSettings()
    outlets: tuple[Outlet, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()

    def may_unsubscribe(self, subscription: Subscription) -> bool:
        """Its reader ends it by a link: it is kept in the database, comes by mail, and the link can be opened."""
        declared = any(one.id == subscription.id for one in self.subscriptions)
        return subscription.channel == "smtp" and self.web.is_public and not declared

    @property
    def database(self) -> Path:
        return self.state / "repwatch.db"

    @property
    def mail_directory(self) -> Path:
        return self.state / "mail"

    @property
    def backup_folder(self) -> Path:
        return self.state / self.backup.folder
