"""Is it our own network that is down, rather than every outlet? Pure.

In: how the feeds fare. Out: since when we are cut off, or that we are not any more.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from repwatch.model import FeedHealth, Outcome

# What a poll ends in when no packet leaves this machine.
UNREACHED = frozenset((Outcome.DNS, Outcome.CONNECT, Outcome.TIMEOUT))
FEWEST = 3  # hosts that fell away together; of fewer than that all must
LONG = timedelta(minutes=5)  # of asking without any answer; then one in SOME is enough, for the rest is not due yet
SOME = 4


def cut_off(feeds: Iterable[FeedHealth]) -> datetime | None:
    """Since when, or None.

    Hosts that fell away after the last answer of anybody are looked at, and no host that was failing before. Most hosts
    fell away, or a quarter and nobody answered for minutes: that is us. A single host tells nothing.
    """
    watched = [feed for feed in feeds if feed.enabled and not feed.gone_at and feed.outcome]
    last = last_answer(watched)
    away = {feed for feed in watched if _fell_away(feed, last)}
    hosts = {_host(feed) for feed in away}
    possible = hosts | {_host(feed) for feed in watched if feed.outcome and feed.outcome.good}
    asked = max((feed.last_polled_at for feed in away if feed.last_polled_at), default=None)
    share = SOME if asked and last and asked - last >= LONG else 2
    if len(hosts) < max(min(FEWEST, len(possible)), 2, len(possible) / share):
        return None
    return min(feed.failing_since for feed in away if feed.failing_since)


def is_over(feeds: Iterable[FeedHealth], since: datetime) -> bool:
    """Did anybody answer since then, be it with a refusal?"""
    last = last_answer(feeds)
    return last is not None and last > since


def last_answer(feeds: Iterable[FeedHealth]) -> datetime | None:
    """Of any of them."""
    return max(filter(None, map(_answered_at, feeds)), default=None)


def _answered_at(feed: FeedHealth) -> datetime | None:
    return feed.last_ok_at if feed.outcome in UNREACHED else feed.last_polled_at


def _fell_away(feed: FeedHealth, last: datetime | None) -> bool:
    if feed.outcome not in UNREACHED or feed.failing_since is None:
        return False
    return last is None or feed.failing_since > last


def _host(feed: FeedHealth) -> str:
    return urlsplit(feed.address or feed.url).netloc
