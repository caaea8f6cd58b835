"""What comes back: mails that came to us, mailboxes that get no mail any more, and pauses of all sending."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Came(StrEnum):
    """What a mail that came to us is."""

    PERMANENT = "permanent"  # a bounce: it was given up
    TEMPORARY = "temporary"  # a bounce: it is still being tried
    COMPLAINT = "complaint"  # somebody said that it is spam
    UNSUBSCRIBE = "unsubscribe"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why a mailbox gets no mail."""

    BOUNCED = "bounced"  # it is not there
    BOUNCING = "bouncing"  # it failed again and again
    COMPLAINED = "complained"
    OPERATOR = "operator"  # somebody at the terminal said so


@dataclass(frozen=True, slots=True)
class Back:
    """One thing that came back about a message, as a mail or as a server's answer while it was being sent.

    delivery: of which message, "" if that is not known. hard: the mailbox itself is the reason. words: for people,
    never text of a mail.
    """

    came: Came
    delivery: str = ""
    address: str = ""
    status: str = ""  # like 5.1.1 (RFC 3463)
    hard: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What soft bounces of a mailbox add up to. day: the last, in UTC, on which one was counted."""

    value: float
    day: date
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Suppression:
    """A mailbox that gets no mail. lifted_at None: it stands."""

    address: str
    why: Why
    words: str
    since: datetime
    by: str
    lifted_at: datetime | None = None
    lifted_by: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """All sending of mail is paused, but for what operators are told. ended_at None: it stands until then."""

    began_at: datetime
    until: datetime
    why: str
    by: str
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Experience:
    """How the latest mails fared: how many, how many of them came back for good, how many were complained about.

    complainers: different mailboxes.
    """

    mails: int
    permanent: int
    complaints: int
    complainers: int
