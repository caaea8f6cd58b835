"""What the desk keeps about its open questions: who has a card, who was not sure, what waits for a second editor."""

from dataclasses import dataclass
from datetime import datetime

from repwatch.model.decisions import About, Ruling
from repwatch.model.exchanges import Question, Settlement
from repwatch.model.messages import Reason


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision before anybody has made it."""

    ruling: Ruling
    conflict: str
    about: About


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one editor would decide, until another one agrees."""

    id: int
    question: str
    draft: Draft
    by: str
    reason: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a decision would make of one exchange. None: it is not there then. told: who, and why."""

    before: Settlement | None
    after: Settlement | None
    told: tuple[tuple[str, Reason], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open question as the line of all of them knows it. asked_at: UTC text that sorts, as it is stored."""

    key: str
    kind: str
    asked_at: str
    held_by: str = ""
    unsure: tuple[str, ...] = ()
    proposed_by: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One question of the desk. held_by: who has it, until held_until. unsure: who looked and was not sure.

    closed_at: settled, by whatever; left_by: an editor left it as it is, and left_why.
    """

    question: Question
    asked_at: datetime
    closed_at: datetime | None = None
    held_by: str = ""
    held_until: datetime | None = None
    unsure: tuple[str, ...] = ()
    proposal: Proposal | None = None
    left_by: str = ""
    left_why: str = ""
