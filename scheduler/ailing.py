"""What is wrong with repwatch itself, for its operators: told once when it begins and once when it is over.

A message that was given up is told when it happens, several within an hour together, and has no end.
"""

from datetime import UTC, datetime, timedelta

from alerts.lost import given_up
from repwatch.model import Delivery, Trouble, TroubleKind
from review.pages.outlets import stuck
from storage import Storage
from storage.endpoints import MAIL_SERVER

FAILING = timedelta(hours=1)  # of a receiver, before it is trouble
WAITING = timedelta(minutes=30)  # of a message that is due, and of the mail server (P7)
OTHERS = 1  # the rank of messages to others than operators
SHOWN = 5  # receivers named
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
TOGETHER = timedelta(hours=1)  # from one word about messages that were given up to the next
GIVEN_UP = "trouble.given_up"  # in storage.meta: the last attempt that was looked at, and when that was told
NOTED = {TroubleKind.CRAWLER: "trouble", TroubleKind.WORK: "trouble.work"}  # by the daemon, in storage.meta


def look_at_ourselves(storage: Storage, now: datetime) -> None:
    found = {kind: (storage.meta.get(name) or "", now) for kind, name in NOTED.items()}
    if not found[TroubleKind.CRAWLER][0]:
        found[TroubleKind.CRAWLER] = _unread(storage, now)
    found[TroubleKind.DELIVERY] = _failing(storage, now)
    found[TroubleKind.OVERDUE] = _overdue(storage, now)
    open_ = {incident.trouble.kind: incident for incident in storage.incidents.open()}
    for kind, (words, since) in found.items():
        if words and kind not in open_:
            storage.incidents.begin(Trouble(kind, since, words=words), now)
        elif kind in open_ and not words:
            storage.incidents.end(open_[kind], now)
    _tell_what_was_given_up(storage, now)


def _tell_what_was_given_up(storage: Storage, now: datetime) -> None:
    known = (storage.meta.get(GIVEN_UP) or "").split()
    if not known:  # the first look of this program
        storage.meta.set(GIVEN_UP, f"{storage.deliveries.last_attempt()} {BEGINNING.isoformat()}")
        return
    told = datetime.fromisoformat(known[1])
    if told <= now < told + TOGETHER:
        return
    found = storage.deliveries.given_up(int(known[0]), OTHERS)
    lost = [one for _, one in found if not _has_gone(storage, one)]
    if found:
        with storage.transaction():
            if lost:
                storage.incidents.note(Trouble(TroubleKind.GIVEN_UP, now, words=given_up(lost)), now)
            storage.meta.set(GIVEN_UP, f"{found[-1][0]} {(now if lost else told).isoformat()}")


def _has_gone(storage: Storage, one: Delivery) -> bool:
    """A subscriber in the database whose mailbox sends mails back: such come and go, and are suppressed."""
    kept = storage.subscribers.get(one.subscription) is not None
    return kept and one.channel == "smtp" and storage.suppressions.of(one.address) is not None


def _unread(storage: Storage, now: datetime) -> tuple[str, datetime]:
    """No feed is read though it is due: the crawler gives signs of life and does nothing."""
    running, due = storage.meta.running_since, storage.outlets.next_due()
    if running is None or due is None or not stuck({"crawl": due}, running, now):
        return "", now
    return f"no feed is read; the first has been due since {due:%Y-%m-%d %H:%M} UTC", max(due, running)


def _failing(storage: Storage, now: datetime) -> tuple[str, datetime]:
    failing = {
        identity: since
        for identity, since in storage.endpoints.failing(now - WAITING).items()
        if identity == MAIL_SERVER or since < now - FAILING
    }
    named = [_line(identity, since) for identity, since in list(failing.items())[:SHOWN]]
    more = [f"{len(failing) - SHOWN} more"] if len(failing) > SHOWN else []
    return "; ".join([*named, *more]), min(failing.values(), default=now)


def _line(identity: str, since: datetime) -> str:
    who = "the mail server" if identity == MAIL_SERVER else f"the receiver of {identity}"
    return f"{who} has failed since {since:%Y-%m-%d %H:%M} UTC"


def _overdue(storage: Storage, now: datetime) -> tuple[str, datetime]:
    """What operators themselves wait for is left out: that it waits would only be one more message to them."""
    oldest = storage.outbox.oldest_due(now, OTHERS)
    if oldest is None or now - oldest < WAITING:
        return "", now
    return f"the oldest message is due since {oldest:%Y-%m-%d %H:%M} UTC", oldest
