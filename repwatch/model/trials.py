"""Another set of rules, tried on stored articles before it counts."""

from dataclasses import dataclass
from datetime import datetime

from repwatch.model.claims import Claim


@dataclass(frozen=True, slots=True)
class Trial:
    """file: of the lexicon, like "uk/verbs", with text in its place. most: articles to be read, the latest first.

    read, changed, failed: how many of them were read so far, say something else, could not be read by one of the sets.
    place: the revision that was read last. ended_at: all are read, somebody stopped it, or error says why not.
    """

    id: int
    file: str
    text: str
    most: int
    by: str
    asked_at: datetime
    read: int = 0
    changed: int = 0
    failed: int = 0
    place: int | None = None
    error: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Differs:
    """One article, and the figures that only the present rules, or only the others, read in it."""

    article: int
    outlet: str
    title: str
    lost: tuple[Claim, ...]
    gained: tuple[Claim, ...]
