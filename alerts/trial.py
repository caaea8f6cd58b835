"""A message that is marked as a test, to see whether a channel works. Pure."""

import json
from datetime import UTC, datetime

from alerts.digest import Renderer
from repwatch.model import Message, Subscription

TYPE = "system.test"  # R-HOOK-1


def compose_test(subscription: Subscription, render: Renderer, public_url: str, now: datetime) -> Message:
    context = {"subscription": subscription, "public_url": public_url.rstrip("/"), "now": now}
    lang = subscription.lang
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"type": TYPE, "timestamp": stamp, "data": {"subscription": subscription.id}}
    return Message(
        subject=" ".join(render("test-subject.txt.j2", context, lang).split()),
        text=render("test.txt.j2", context, lang),
        html=render("test.html.j2", context, lang),
        payload=json.dumps(body, separators=(",", ":")),
    )
