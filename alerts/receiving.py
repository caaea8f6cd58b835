"""What an attempt says of its receiver: it fails, or, no mailbox, it is closed until somebody opens it again. Edge."""

import logging
from datetime import datetime
from http import HTTPStatus

from alerts.channels import Refused, Unreachable
from alerts.scores import is_given_up
from repwatch.model import Delivery, Trouble, TroubleKind
from storage import Storage
from storage.endpoints import MAIL_SERVER

CLOSED_AT = ("webhook", "apprise")  # channels with one receiver a subscription
GONE = "the receiver answered 410: it wants nothing any more"
FAILED = "the receiver has failed for five days"

logger = logging.getLogger(__name__)


def succeeded(storage: Storage, delivery: Delivery) -> None:
    if delivery.channel in (*CLOSED_AT, "smtp"):
        storage.endpoints.succeeded(MAIL_SERVER if delivery.channel == "smtp" else delivery.subscription)


def failed(storage: Storage, delivery: Delivery, error: Exception, now: datetime) -> str:
    """What is to be noted if it was closed by that. Within the transaction that records the failure."""
    if delivery.channel == "smtp" and isinstance(error, Unreachable):
        storage.endpoints.failed(MAIL_SERVER, now)
    if delivery.channel not in CLOSED_AT:
        return ""
    storage.endpoints.failed(delivery.subscription, now)
    gone = isinstance(error, Refused) and error.code == HTTPStatus.GONE
    why = GONE if gone else FAILED
    if not gone and not is_given_up(storage.endpoints.of(delivery.subscription).failing_since, now):
        return ""
    if (owed := storage.endpoints.close(delivery.subscription, why, now)) is None:
        return ""
    logger.error("subscription %s is closed: %s", delivery.subscription, why)
    waited = f"; given up with it: {owed} that waited" if owed else ""
    words = f"{delivery.subscription}: {why}{waited}"
    storage.incidents.note(Trouble(TroubleKind.RECEIVER, now, outcome="gone" if gone else "failed", words=words), now)
    return f"subscription {delivery.subscription} is closed"
