"""How outlets fare: in which state each feed is, and what was wrong from when to when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.messages import Reason


class State(StrEnum):
    """Of one feed. The last four are what an incident is about."""

    OFF = "off"
    WAITING = "waiting"  # not asked yet
    OK = "ok"
    MOVED = "moved"  # well, and read at another address than config.toml names
    SILENT = "silent"  # it answers, and lists nothing new for longer than is usual for it
    FAILING = "failing"
    BLOCKED = "blocked"  # it refuses us
    GONE = "gone"  # it said 410: gone for good


class TroubleKind(StrEnum):
    """What an incident is about."""

    SILENT = "silent"
    FAILING = "failing"
    BLOCKED = "blocked"
    GONE = "gone"
    MOVED = "moved"
    NETWORK = "network"  # our own
    CRAWLER = "crawler"  # our own
    MAILBOX = "mailbox"  # of a subscription of the configuration: it gets no mail any more
    SENDING = "sending"  # of mails, which is paused
    RECEIVER = "receiver"  # of a webhook: it gets nothing any more
    DELIVERY = "delivery"  # receivers or the mail server have failed for an hour
    OVERDUE = "overdue"  # messages wait that should be on their way
    GIVEN_UP = "given_up"  # messages that were tried as often as they may, or refused for good
    WORK = "work"  # a part of the daemon keeps failing, as with a full disk


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, or happened. feed: its id; 0: it is about ourselves. url: of the feed, as config.toml has it."""

    kind: TroubleKind
    since: datetime
    feed: int = 0
    outlet: str = ""
    url: str = ""
    outcome: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """A trouble that was recorded. until None: it lasts."""

    id: int
    trouble: Trouble
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell an operator. over: that it has ended."""

    key: str
    subscription: str
    reason: Reason
    incident: Incident
    over: bool
    created_at: datetime
