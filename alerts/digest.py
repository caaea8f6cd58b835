"""Alerts of one subscription -> one Message: subject, text and HTML through templates, and the JSON of a webhook. Pure.

Alerts about one exchange are an urgent message; about several they are a digest, grouped by exchange, each in its
newest state only.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Protocol
from zoneinfo import ZoneInfo

from alerts.payload import payload
from alerts.policy import together
from alerts.sections import Names, Section, section
from repwatch.model import Alert, Message, Subscription

SUBJECT_LIMIT = 150  # R-MAIL-4
MAIL_QUOTE = 600  # characters of a quoted sentence in a mail
HOOK_QUOTE = 300  # and in the body of a webhook


class Renderer(Protocol):
    """Fills a template, a file of alerts/templates/, in a language; alerts.render makes one. Sets "lang" for it."""

    def __call__(self, template: str, context: Mapping[str, object], lang: str = "en") -> str: ...


def compose(
    alerts: Sequence[Alert],
    subscription: Subscription,
    render: Renderer,
    public_url: str,
    names: Names,
    unsubscribe: str = "",
) -> Message:
    """The mail is in the subscription's language, the JSON in that of names.

    unsubscribe: the address of the page that ends the subscription, "" if its reader cannot end it by himself.
    Message.thread is left empty: who keeps the deliveries knows the first one. Raises ValueError without alerts.
    """
    if not alerts:
        raise ValueError(f"no alert for subscription {subscription.id}")
    groups = _by_exchange(alerts)
    made_at, lang = max(alert.created_at for alert in alerts), subscription.lang
    found = sections(groups, names.in_language(lang), public_url, MAIL_QUOTE)
    context = {
        "sections": found,
        "subscription": subscription,
        "public_url": public_url.rstrip("/"),
        "page": found[0].page if len(found) == 1 else public_url.rstrip("/"),
        "unsubscribe": unsubscribe,
        "day": made_at.astimezone(ZoneInfo(subscription.zone)).date().isoformat(),
    }
    return Message(
        subject=subject_line(render("subject.txt.j2", context, lang)),
        text=render("mail.txt.j2", context, lang),
        html=render("mail.html.j2", context, lang),
        payload=payload(sections(groups, names, public_url, HOOK_QUOTE), subscription.id, made_at.astimezone(UTC)),
        unsubscribe=unsubscribe,
        whole=render("whole.txt.j2", context, lang).strip(),
    )


def _by_exchange(alerts: Sequence[Alert]) -> list[list[Alert]]:
    """The exchanges newest first, undated ones last."""
    return sorted(together(alerts), key=lambda group: group[-1].settlement.exchange.date or "", reverse=True)


def sections(groups: Sequence[Sequence[Alert]], names: Names, public_url: str, quote: int) -> list[Section]:
    return [section(group, names, public_url, quote) for group in groups]


def subject_line(rendered: str) -> str:
    subject = " ".join(rendered.split())
    return subject if len(subject) <= SUBJECT_LIMIT else f"{subject[: SUBJECT_LIMIT - 1].rstrip()}…"
