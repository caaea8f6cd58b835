"""What came back of a mail is counted: a score, a mailbox that gets no more mail, a pause of all sending. Edge.

The decisions are in alerts.scores. All within the transaction of the caller.
"""

import logging
from datetime import datetime, timedelta

from alerts.headers import masked
from alerts.scores import is_soft, pausing, softly, suppressed_by
from repwatch.model import Back, Delivery, Hold, MailSettings, Suppression, Trouble, TroubleKind
from storage import Storage

logger = logging.getLogger(__name__)

REPWATCH = "repwatch"  # who suppresses and pauses when nobody at the terminal does


def count(storage: Storage, back: Back, delivery: Delivery, settings: MailSettings, now: datetime) -> str:
    """What came of it, for the log; "" if nothing that one would look at."""
    score = None
    if is_soft(back):
        score = softly(storage.suppressions.score(back.address), now)
        storage.suppressions.set_score(back.address, score)
    said = []
    if why := suppressed_by(back, score):
        one = Suppression(back.address, why, back.words, now, REPWATCH)
        if storage.suppressions.add(one):
            _tell(storage, one, delivery, now)
            said.append(f"{masked(back.address)} is suppressed: {why.value}")
    if back.delivery and _pause(storage, settings, now):
        said.append("all sending of mail is paused")
    return ", ".join(said)


def go_on(storage: Storage, by: str, now: datetime) -> bool:
    """False: it was not paused."""
    for incident in storage.incidents.open():
        if incident.trouble.kind is TroubleKind.SENDING:
            storage.incidents.end(incident, now)
    return storage.sending.go_on(by, now)


def is_held(storage: Storage, now: datetime) -> bool:
    """Is sending paused? A pause whose time is over ends here."""
    hold = storage.sending.held()
    if hold and hold.until <= now:
        go_on(storage, REPWATCH, now)
        return False
    return hold is not None


def _tell(storage: Storage, one: Suppression, delivery: Delivery, now: datetime) -> None:
    """Subscribers in the database come and go; one of the configuration is the operator's own word."""
    if storage.subscribers.get(delivery.subscription) is None:
        words = f"{delivery.subscription}, {masked(one.address)}: {one.words}".replace(one.address, masked(one.address))
        logger.warning("subscription %s: its mailbox %s gets no mail any more, %s", delivery.subscription,
                       masked(one.address), one.why.value)  # fmt: skip
        storage.incidents.note(Trouble(TroubleKind.MAILBOX, now, outcome=one.why.value, words=words), now)


def _pause(storage: Storage, settings: MailSettings, now: datetime) -> bool:
    if storage.sending.held():
        return False
    why = pausing(storage.sending.experience())
    if not why:
        return False
    until = now + timedelta(seconds=settings.pause)
    logger.warning("the sending of mails pauses until %s: %s", f"{until:%F %T}", why)
    storage.sending.hold(Hold(now, until, why, REPWATCH))
    words = f"{why}; it goes on at {until:%Y-%m-%d %H:%M} UTC, or with `repwatch sending resume`"
    storage.incidents.begin(Trouble(TroubleKind.SENDING, now, words=words), now)
    return True
