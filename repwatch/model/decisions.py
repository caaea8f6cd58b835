"""What an editor decided: about a figure as it was read, about a disputed side, about the days of exchanges,
about outlets.

A decision names what it is about by what was printed and by days, never by row numbers: it holds after new rules have
read the articles again, and in a ledger that is built anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.claims import Claimant, Scope


class Ruling(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    BEST = "best"
    MERGE = "merge"
    SPLIT = "split"
    ADD = "add"
    REPRINT = "reprint"


@dataclass(frozen=True, slots=True)
class Right:
    """What is right in place of what the rules read; None: that was right. by: who says it, at the root."""

    count: int | None = None
    to: str | None = None
    day: str | None = None
    scope: Scope | None = None
    by: Claimant | None = None


@dataclass(frozen=True, slots=True)
class OfFigure:
    """low, high: as the rules read it, in this sentence of this article."""

    url: str
    low: int
    high: int
    sentence: str
    right: Right = Right()


@dataclass(frozen=True, slots=True)
class OfSide:
    """Which of the values that stood against each other stands. A further one that comes later is a dispute again."""

    day: str
    to: str
    count: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OfDays:
    """merge: what is said of day is about into. split: the two are two exchanges, whatever their figures."""

    day: str
    into: str


@dataclass(frozen=True, slots=True)
class OfAdded:
    """A figure that an editor saw where the machine read none: what is said, by whom, and where. outlet: its name."""

    url: str
    outlet: str
    title: str
    quote: str
    day: str
    to: str
    count: int
    scope: Scope = Scope.CURRENT
    by: Claimant | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class OfOutlet:
    """What the one outlet says in its own voice is the word of the other, whose stories it reprints. Both by their ids.

    It is about no war; the decision names none.
    """

    outlet: str
    of: str


About = OfFigure | OfSide | OfDays | OfAdded | OfOutlet
ABOUT: dict[Ruling, type[About]] = {
    Ruling.ACCEPT: OfFigure,
    Ruling.REJECT: OfFigure,
    Ruling.CORRECT: OfFigure,
    Ruling.BEST: OfSide,
    Ruling.MERGE: OfDays,
    Ruling.SPLIT: OfDays,
    Ruling.ADD: OfAdded,
    Ruling.REPRINT: OfOutlet,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """fits: how many claims it changed when it was applied last; None: it waits to be applied."""

    id: int
    ruling: Ruling
    conflict: str
    about: About
    by: str
    reason: str
    made_at: datetime
    undone_by: str = ""
    fits: int | None = None
