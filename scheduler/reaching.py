"""What `repwatch doctor` asks of others: the name service, the mail server, its records, the receivers of alerts.

Nothing is sent to anybody: the mail server is greeted, a receiver is connected to.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from alerts.channels import Refused, Smtp, Unreachable
from alerts.records import dkim, dmarc, spf
from alerts.webhooks import Webhook
from repwatch.model import Config, Level, Remark, Subscription
from scheduler.subscribed import everybody
from scheduler.tools import Tools
from storage import Storage
from storage.endpoints import MAIL_SERVER

LIFETIME = 5.0  # seconds for one question to the name service
SHOWN = 5  # names in one line
LOCAL = ("localhost", "")

WELL, NOTE, ILL = Level.WELL, Level.NOTE, Level.ILL
Texts = Callable[[str], Sequence[str]]


class NoAnswer(Exception):
    """The name service does not say; that is no "there is none"."""


def texts_of(name: str, resolver: dns.resolver.Resolver | None = None) -> list[str]:
    """The TXT records, [] if there is none. resolver None: as this machine is set up. Raises NoAnswer."""
    try:
        answer = (resolver or dns.resolver.Resolver()).resolve(name, "TXT", lifetime=LIFETIME)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer(f"{name}: {error}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def of_names(config: Config) -> Iterator[Remark]:
    """Are the outlets' hosts found? One that is not is told by asking the outlet; all of them are the name service."""
    hosts = {urlsplit(feed.url).hostname or "" for one in config.outlets if one.enabled for feed in one.feeds}
    lost = [host for host in sorted(hosts - {""})[:SHOWN] if not _is_found(host)]
    if hosts and len(lost) == min(SHOWN, len(hosts)):
        words = f"no name is found: {', '.join(lost)}"
        yield Remark(ILL, "names", words, "look at /etc/resolv.conf, and whether the unit forbids the name server")
    elif hosts:
        yield Remark(WELL, "names", "the name service answers")


def of_mail(config: Config, texts: Texts = texts_of) -> Iterator[Remark]:
    if not config.mail.host:
        yield Remark(
            NOTE, "mail", f"no mail server is set: mails are written to {config.mail_directory}", "[mail] host"
        )
        return
    try:
        Smtp(config.mail).greet()
    except (Refused, Unreachable) as error:
        do = "look at [mail] host, port, security, user and its password; does the unit forbid its address?"
        yield Remark(ILL, "mail", str(error), do)
    else:
        yield Remark(WELL, "mail", f"{config.mail.host}:{config.mail.port} lets us in")
    yield from of_records(config, texts)


def of_records(config: Config, texts: Texts = texts_of) -> Iterator[Remark]:
    """Of the domain that the mails come from, as far as the name service says."""
    domain, selector = config.mail.sender.partition("@")[2], config.mail.dkim_selector
    if domain in LOCAL or domain.endswith(".localhost"):
        return
    try:
        yield spf(domain, texts(domain))
        yield dmarc(domain, texts(f"_dmarc.{domain}"))
        if selector:
            yield dkim(domain, selector, texts(f"{selector}._domainkey.{domain}"))
        else:
            words = "whether mails are signed is not known: no selector is set"
            yield Remark(NOTE, "DKIM", words, "[mail] dkim_selector, as your mail server signs")
    except NoAnswer as error:
        yield Remark(NOTE, "mail", f"the name service does not say: {error}", "try again; look at /etc/resolv.conf")


def of_receivers(storage: Storage, tools: Tools, now: datetime) -> Iterator[Remark]:
    failing = storage.endpoints.failing(now + timedelta(seconds=1))
    if since := failing.get(MAIL_SERVER):
        yield Remark(ILL, "mail", f"no mail could be given to the mail server since {since:%F %T} UTC", "see above")
    if hold := storage.sending.held():
        do = "repwatch sending show; repwatch sending resume"
        yield Remark(NOTE, "mail", f"mails wait until {hold.until:%F %T} UTC: {hold.why}", do)
    for one in everybody(storage, tools):
        yield from _of_receiver(storage, tools, one, failing.get(one.id))


def _of_receiver(storage: Storage, tools: Tools, one: Subscription, since: datetime | None) -> Iterator[Remark]:
    about = f"receiver {one.id}"
    state = storage.endpoints.of(one.id)
    if state.closed_at:
        do = f"ask whoever runs it; then repwatch subscribers reopen {one.id}"
        yield Remark(ILL, about, f"gets nothing since {state.closed_at:%F %T} UTC: {state.why}", do)
    elif one.channel == "webhook":
        try:
            Webhook({}, allow_networks=tools.config.crawl.allow_networks).reach(one.address)
        except (Refused, Unreachable) as error:
            yield Remark(ILL, about, str(error), "ask whoever runs it; repwatch alerts test shows every step")
        else:
            words = "can be connected to" + (f"; messages have failed since {since:%F %T} UTC" if since else "")
            yield Remark(NOTE if since else WELL, about, words, "repwatch alerts test" if since else "")
    elif since:
        yield Remark(ILL, about, f"messages have failed since {since:%F %T} UTC", "repwatch alerts test")


def _is_found(host: str) -> bool:
    try:
        socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return True
