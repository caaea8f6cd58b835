"""Alerts and deliveries in, the page of what was told to whom out, without an address in it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import Alert, Delivery, Reason
from review import words

REASONS = {
    Reason.NEW: "new exchange",
    Reason.FIGURE: "new figure for a side",
    Reason.CONFIRMED: "confirmed by both sides",
    Reason.CONFLICT: "figures in conflict",
    Reason.SETTLED: "conflict settled",
    Reason.CORRECTED: "corrected figure",
    Reason.REVIEWED: "reviewed by an editor",
    Reason.RETRACTED: "withdrawn",
    Reason.GAP: "a stated total does not add up",
    Reason.SILENT: "an outlet fell silent",
    Reason.BACK: "an outlet is back",
    Reason.TROUBLE: "trouble in repwatch itself",
}
STATES = {
    "pending": "waiting",
    "leased": "being sent",
    "sent": "sent",
    "failed": "given up",
    "cancelled": "cancelled",
}
CHANNELS = {"smtp": "mail", "webhook": "webhook", "file": "file", "apprise": "service"}


@dataclass(frozen=True, slots=True)
class AlertRow:
    at: datetime
    reason: str
    exchange: str
    day: str
    to: str
    subscription: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    at: datetime
    subject: str
    subscription: str
    channel: str
    address: str
    state: str
    failed: bool
    attempts: int
    next: datetime | None
    sent: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class AlertsPage:
    alerts: tuple[AlertRow, ...]
    deliveries: tuple[DeliveryRow, ...]


def page(alerts: Iterable[Alert], deliveries: Iterable[Delivery], names: Mapping[str, str]) -> AlertsPage:
    return AlertsPage(
        tuple(_alert(alert, names) for alert in alerts),
        tuple(_delivery(delivery) for delivery in deliveries),
    )


def _alert(alert: Alert, names: Mapping[str, str]) -> AlertRow:
    exchange = alert.settlement.exchange
    return AlertRow(
        at=alert.created_at,
        reason=REASONS[alert.reason],
        exchange=alert.exchange,
        day=words.day(exchange.date, exchange.precision),
        to=names.get(alert.to, alert.to),
        subscription=words.scrubbed(alert.subscription),
    )


def _delivery(delivery: Delivery) -> DeliveryRow:
    waiting = delivery.state in ("pending", "leased")
    return DeliveryRow(
        at=delivery.created_at,
        subject=delivery.message.subject,
        subscription=words.scrubbed(delivery.subscription),
        channel=CHANNELS.get(delivery.channel, delivery.channel),
        address=words.masked(delivery.address),
        state=STATES.get(delivery.state, delivery.state),
        failed=delivery.state == "failed" or (waiting and bool(delivery.last_error)),
        attempts=delivery.attempts,
        next=delivery.next_attempt_at if delivery.state == "pending" else None,
        sent=delivery.sent_at,
        error=words.scrubbed(delivery.last_error).replace(delivery.address, words.masked(delivery.address)),
    )
