"""Whose page is this? The host of an address in, the outlets that publish there out. Pure.

An outlet is known by the hosts of its feeds and by those that its table names beside them: a feed may lie on another
domain than its stories. Editions that share a host are told apart by their languages.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from matcher.words import Lexicon, language_of
from repwatch.model import Outlet

Sites = Mapping[str, tuple[Outlet, ...]]
_FORMS = ("www.", "amp.", "m.", "mobile.", "print.", "old.", "rss.", "feeds.", "feed.")


def sites(outlets: Iterable[Outlet]) -> Sites:
    """Channels are no sites: they all share one host."""
    found: dict[str, dict[str, Outlet]] = {}
    for outlet in outlets:
        feeds = (host_in(feed.url) for feed in outlet.feeds if feed.kind != "telegram")
        for host in filter(None, (*outlet.hosts, *feeds)):
            found.setdefault(site_of(host), {})[outlet.id] = outlet
    return {host: tuple(there.values()) for host, there in found.items()}


def site_of(host: str) -> str:
    """One name for the forms of a site."""
    name = host.lower()
    for form in _FORMS:
        name = name.removeprefix(form)
    return name


def host_in(url: str) -> str:
    """Of any address, also one that cannot be read: then empty."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def edition(outlets: tuple[Outlet, ...], text: str, lexicon: Lexicon) -> Outlet | None:
    """The one in whose language the text is; None: nobody publishes there."""
    if len(outlets) < 2:
        return outlets[0] if outlets else None
    lang = language_of(lexicon, "", text).id
    return next((outlet for outlet in outlets if outlet.lang == lang), outlets[0])
