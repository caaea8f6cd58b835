"""What is wrong with repwatch itself, for its operators: told once when it begins and once when it is over."""

from datetime import datetime, timedelta

from alerts.receiving import MAIL_SERVER
from repwatch.model import Trouble, TroubleKind
from storage import Storage

FAILING = timedelta(hours=1)  # of a receiver or the mail server, before it is trouble
WAITING = timedelta(minutes=30)  # of a message that is due (P7)
OTHERS = 1  # the rank of messages to others than operators
SHOWN = 5  # receivers named
NOTED = {TroubleKind.CRAWLER: "trouble", TroubleKind.WORK: "trouble.work"}  # by the daemon, in storage.meta


def look_at_ourselves(storage: Storage, now: datetime) -> None:
    found = {kind: (storage.meta.get(name) or "", now) for kind, name in NOTED.items()}
    found[TroubleKind.DELIVERY] = _failing(storage, now)
    found[TroubleKind.OVERDUE] = _overdue(storage, now)
    open_ = {incident.trouble.kind: incident for incident in storage.incidents.open()}
    for kind, (words, since) in found.items():
        if words and kind not in open_:
            storage.incidents.begin(Trouble(kind, since, words=words), now)
        elif kind in open_ and not words:
            storage.incidents.end(open_[kind], now)


def _failing(storage: Storage, now: datetime) -> tuple[str, datetime]:
    failing = storage.endpoints.failing(now - FAILING)
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
