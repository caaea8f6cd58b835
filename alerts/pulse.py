"""That somebody looked, where nothing is new: one line, and the message that says only that. Pure.

In: how the feeds fare and how many near misses there were. Out: a Pulse, or one Message.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from alerts.diagnose import condition
from alerts.digest import Renderer
from alerts.payload import SEVERAL
from repwatch.model import FeedHealth, Message, State, Subscription


@dataclass(frozen=True, slots=True)
class Pulse:
    """Outlets, each once. near_misses: articles that may be about an exchange, and of which no figure counts."""

    outlets_checked: int
    outlets_silent: int
    near_misses: int


def pulse(feeds: Iterable[FeedHealth], since: datetime, near_misses: int, silent_after: float) -> Pulse:
    """since: from when on an outlet counts as checked. silent_after: seconds, of config.toml."""
    watched = [feed for feed in feeds if feed.enabled]
    checked = {feed.outlet for feed in watched if feed.last_polled_at and feed.last_polled_at >= since}
    silent = {feed.outlet for feed in watched if condition(feed, silent_after).state is State.SILENT}
    return Pulse(len(checked), len(silent), near_misses)


def compose_pulse(
    found: Pulse, subscription: Subscription, render: Renderer, public_url: str, now: datetime, unsubscribe: str = ""
) -> Message:
    """unsubscribe: the address of the page that ends the subscription, "" if its reader cannot end it by himself."""
    context = {
        "pulse": found,
        "subscription": subscription,
        "public_url": public_url.rstrip("/"),
        "unsubscribe": unsubscribe,
        "day": now.astimezone(ZoneInfo(subscription.zone)).date().isoformat(),
    }
    data = {
        "subscription": subscription.id, "reviewed": False, "exchanges": [], "omitted": 0, "looked_at": asdict(found),
    }  # fmt: skip
    body = {"type": SEVERAL, "timestamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "data": data}
    return Message(
        subject=" ".join(render("pulse-subject.txt.j2", context, subscription.lang).split()),
        text=render("pulse.txt.j2", context, subscription.lang),
        html=render("pulse.html.j2", context, subscription.lang),
        payload=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        unsubscribe=unsubscribe,
    )
