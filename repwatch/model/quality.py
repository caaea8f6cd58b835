"""How good what was read is: what editors overruled, and what they say of figures and articles drawn at random."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.decisions import Ruling


class Draw(StrEnum):
    """What is drawn: a figure that got into the ledger unasked, or an article that may have had one and has none."""

    ACCEPTED = "accepted"
    MISSED = "missed"


class Finding(StrEnum):
    """What an editor says of it. UNSURE counts for neither."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision about a figure, with the figure as it had been read. changed: of a correction, what was not right."""

    ruling: Ruling
    outlet: str
    rules: tuple[str, ...]
    gates: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One that was drawn. key: of what was printed, so that nothing is drawn twice. claim: of ACCEPTED alone.

    id: given by storage. by, said_at: of the verdict.
    """

    kind: Draw
    key: str
    outlet: str
    article: int
    revision: int
    claim: int | None
    drawn_at: datetime
    id: int = 0
    verdict: Finding | None = None
    by: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One exchange, its day as in the ledger, and the outlets with a figure of it."""

    exchange: str
    day: str
    outlets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of an outlet were drawn and got that verdict; None: nobody looked so far."""

    kind: Draw
    outlet: str
    verdict: Finding | None
    many: int
