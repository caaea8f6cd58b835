"""Which outlet an article is read as: the one that published it, or whose post that one has forwarded. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from repwatch.model import Article, Outlet

_CHANNEL = re.compile(r"https?://t\.me/(?:s/)?([A-Za-z0-9_]{4,64})(?=[/?#]|$)")


def speaker(article: Article, outlets: Mapping[str, Outlet]) -> Outlet | None:
    """A forwarded post is its own channel's word, by address and not by name: channels that look alike are many.

    One that nobody has configured speaks for no side and is no official.
    """
    outlet = outlets.get(article.outlet)
    if article.voice is None:
        return outlet
    handle = _handle(article.voice.url)
    known = next((one for one in outlets.values() if handle and handle in _handles(one)), None)
    stranger = replace(
        outlet or Outlet(article.outlet, ""), name=article.voice.name, side="neutral", kind="independent"
    )
    return known or replace(stranger, agency="")


def _handles(outlet: Outlet) -> set[str]:
    return {_handle(feed.url) for feed in outlet.feeds if feed.kind == "telegram"}


def _handle(url: str) -> str:
    found = _CHANNEL.match(url)
    return found[1].lower() if found else ""
