"""What readers asked for on the pages -> links by mail, subscriptions that begin, go on or lapse; old secrets end."""

import logging
from datetime import datetime, timedelta

from alerts.letters import HOURS, Letter, compose_letter
from repwatch.model import Asked, Purpose, Report, Standing, Subscriber, Wish
from review.requests import READER
from scheduler.owing import delivery_of, digest_of
from scheduler.subscribed import begin, resume
from scheduler.tools import Tools
from storage import Storage
from storage.tokens import draw

logger = logging.getLogger(__name__)

AT_ONCE = 50
BOTH = timedelta(hours=24)  # an old secret signs beside the new one (R-HOOK-2)
KEPT = timedelta(hours=HOURS[Wish.CONFIRM])  # a subscription that nobody confirms
PAGES = {
    Wish.CONFIRM: (Purpose.CONFIRM, "c"),
    Wish.ADDRESS: (Purpose.ADDRESS, "c"),
    Wish.MANAGE: (Purpose.MANAGE, "m"),
}


def serve(storage: Storage, tools: Tools, now: datetime) -> Report:
    """One transaction each. A letter that cannot be written is told and dropped: the reader can ask for it again.

    What he confirmed stays, for he cannot say it a second time.
    """
    report = Report("serve")
    for asked in storage.asked.waiting(AT_ONCE):
        try:
            with storage.transaction():
                _serve(storage, tools, asked, now)
                storage.asked.done(asked)
            report.done += 1
        except Exception as error:
            logger.exception("what %s asked for (%s) could not be done", asked.subscription, asked.wish)
            report.failed += 1
            report.notes.append(f"{asked.subscription}, {asked.wish}: {error!r}")
            if asked.wish not in (Wish.BEGIN, Wish.RESUME):
                storage.asked.done(asked)
    storage.subscribers.forget_secrets(now - BOTH)
    storage.tokens.lapse(now - KEPT)
    for identity in storage.subscribers.lapsed(now - KEPT, now, READER):
        with storage.transaction():
            storage.subscribers.remove(identity, now)
    return report


def _serve(storage: Storage, tools: Tools, asked: Asked, now: datetime) -> None:
    one = storage.subscribers.get(asked.subscription)
    if one is None or one.standing is Standing.ENDED:
        return
    if asked.wish is Wish.BEGIN and one.standing is Standing.PENDING:
        begin(storage, one.subscription, now)
    elif asked.wish is Wish.RESUME and one.standing is Standing.PAUSED:
        resume(storage, one.subscription, now)
    elif asked.wish not in (Wish.BEGIN, Wish.RESUME):
        _write(storage, tools, asked, one, now)


def _write(storage: Storage, tools: Tools, asked: Asked, one: Subscriber, now: datetime) -> None:
    """A letter to the address that was asked for, or that of the subscription."""
    public_url, link = tools.config.web.public_url, ""
    if asked.wish in PAGES:
        purpose, page = PAGES[asked.wish]
        token = draw()
        link = f"{public_url}/{page}/{token}"
        until = now + timedelta(hours=HOURS[asked.wish])
        address = asked.address if purpose is Purpose.ADDRESS else ""
        storage.tokens.keep(token, purpose, asked.subscription, now, until, address)
    message = compose_letter(Letter(asked.wish, link), one.subscription, tools.render, public_url)
    name = f"{asked.wish} {asked.at.isoformat()}"
    key = digest_of(asked.subscription, "letter", name)
    row = storage.subscriptions.digest(key, asked.subscription, "letter", name, now)
    if row is None:
        return
    delivery = delivery_of(key, one.subscription, message, now, asked.address)
    storage.outbox.owe(delivery, key, row)
