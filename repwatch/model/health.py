"""How outlets fare: in which state each feed is, and what was wrong from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Pause:
    """An outlet is not asked from began_at to until. ended_by: who ended it before its time. id: given by storage."""

    outlet: str
    author: str
    reason: str
    began_at: datetime
    until: datetime
    id: int = 0
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell an operator. over: that it has ended."""

    key: str
    subscription: str
    reason: Reason
    incident: Incident
    over: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the running daemon fares, for who watches it. ready: it works, and was not told to end.

    ages: of each loop the seconds since a run of it ended. stuck: loops that have not come to an end of a run for too
    long, failing: those that failed too often in a row. crawler, backup, disk: what is wrong with them, broken: what
    failed, in words; "" if nothing is.
    replaced: crawlers since the start. done, failed: items by step since the start. runs_failed: runs by loop.
    """

    ready: bool
    ages: Mapping[str, float] = field(default_factory=dict)
    stuck: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    crawler: str = ""
    backup: str = ""
    disk: str = ""
    broken: str = ""
    replaced: int = 0
    done: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    runs_failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Levels:
    """How much there is of everything. counts: by name. feeds, deliveries: by state. incidents: those open, by kind."""

    counts: Mapping[str, int]
    feeds: Mapping[str, int]
    deliveries: Mapping[str, int]
    incidents: Mapping[str, int]
