"""Leads: addresses under which a site may list its stories, as it names them itself. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from crawler.entries import address
from repwatch.model import Lead, Outcome, Site

MOST = 20
NOTHING = Site()
# The last part of an address under which sites keep a feed; only links are looked at, none of these is tried.
_PLACES = re.compile(
    r"(rss|feeds?|atom|rdf)\d?(\.(xml|rss|rdf|atom|json|php))?|index\.(xml|rss|rdf)|[\w-]+\.(rss|rdf|atom)"
)
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_CHANNEL = re.compile(r"/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/?(?:\d+/?)?")
_TELEGRAM = ("t.me", "telegram.me", "www.t.me")
_NO_CHANNELS = frozenset(
    ("share", "joinchat", "addstickers", "addemoji", "proxy", "socks", "login", "addlist", "invoice")
)


@dataclass(frozen=True, slots=True)
class Found:
    """error: why nothing could be looked for, for a person."""

    outcome: Outcome
    site: Site = NOTHING
    error: str = ""


def in_robots(body: str, base: str) -> tuple[Lead, ...]:
    """The lists that a robots.txt names; sitemaps of news first."""
    named = (url for text in Protego.parse(body).sitemaps if (url := address(text, base)))
    leads = [
        Lead(url, "feed" if looks_like_feed(url) else "sitemap", "named in robots.txt") for url in dict.fromkeys(named)
    ]
    return tuple(sorted(leads, key=lambda lead: (lead.form, "news" not in lead.url.lower()))[:MOST])


def preview_of(url: str) -> str:
    """Of a Telegram channel, or a post in one: the page that lists its posts. Empty: it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    match = _CHANNEL.fullmatch(parts.path)
    if parts.hostname not in _TELEGRAM or not match or match[1].lower() in _NO_CHANNELS:
        return ""
    return f"https://t.me/s/{match[1]}"


def distinct(leads: Iterable[Lead]) -> tuple[Lead, ...]:
    """Each address once, the likeliest first: feeds, then news sitemaps, channels, other sitemaps; comments last."""
    once: dict[str, Lead] = {}
    for lead in leads:
        once.setdefault(lead.url, lead)
    return tuple(sorted(once.values(), key=_rank)[:MOST])


def _rank(lead: Lead) -> tuple[bool, int]:
    order = {"feed": 0, "sitemap": 1 if "news" in lead.url.lower() else 3, "telegram": 2}
    return bool(_COMMENTS.search(f"{lead.url} {lead.title}")), order.get(lead.form, 4)


def looks_like_feed(url: str) -> bool:
    return bool(_PLACES.fullmatch(urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()))
