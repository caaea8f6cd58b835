"""From an article to claims: figures with everything that was read about them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a figure counts. Prisoners and civilians are the living."""

    BODIES = "bodies"
    PRISONERS = "prisoners"
    CIVILIANS = "civilians"


class Scope(StrEnum):
    """What the figure is about; only a current one may open an exchange."""

    CURRENT = "current"
    PREVIOUS = "previous"
    CUMULATIVE = "cumulative"
    PLANNED = "planned"
    COMPONENT = "component"


class Qualifier(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UP_TO = "up_to"


class Precision(StrEnum):
    """How the number was written; decides whether 1,003 against 1,000 is a rounding."""

    EXACT_DIGITS = "exact-digits"
    ROUND_DIGITS = "round-digits"
    ROUND_WORD = "round-word"
    VAGUE = "vague"


class DateBasis(StrEnum):
    """Where a date comes from, surest first."""

    EXPLICIT = "explicit"
    WEEKDAY = "weekday"
    RELATIVE = "relative"
    MONTH = "month"
    ADDRESS = "address"
    PUBLICATION = "publication"
    NONE = "none"

    @property
    def explicit(self) -> bool:
        """The text itself names the day."""
        return self in (DateBasis.EXPLICIT, DateBasis.WEEKDAY, DateBasis.RELATIVE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as written: low and high differ only for a stated range; "at least 200" is 200 with its qualifier."""

    low: int
    high: int
    qualifier: Qualifier = Qualifier.EXACT
    precision: Precision = Precision.EXACT_DIGITS


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says it. id: of a claimant or party that the conflict's lexicon knows, else empty."""

    text: str
    id: str = ""
    side: str = ""
    official: bool = False


LONGEST_SENTENCE = 600  # characters; real sentences about an exchange have some 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quote equals the stored title or text between start and end, in characters.

    sentence: the words around the quote as a reader needs them, at most LONGEST_SENTENCE characters; holds the quote.
    """

    zone: str  # title or text
    start: int
    end: int
    quote: str
    sentence: str = ""

    @property
    def shown(self) -> str:
        return self.sentence or self.quote


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of one article with everything that was read about it.

    claimants: nearest to the fact first, so the first is the root; empty: the outlet's own voice.
    base: what a cumulative figure counts from, "2025-01-01" or the id of a series, empty if not said.
    gates: what keeps it from alerting at once; none means sure.
    lost: rules that fitted too and would have given it to another side, each with that side.
    """

    conflict: str
    kind: Kind
    to: str | None
    figure: Figure
    scope: Scope
    evidence: tuple[Evidence, ...]
    day: str | None = None
    day_basis: DateBasis = DateBasis.NONE
    claimants: tuple[Claimant, ...] = ()
    base: str = ""
    rules: tuple[str, ...] = ()
    points: tuple[tuple[str, int], ...] = ()
    gates: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def sure(self) -> bool:
        return not self.gates

    @property
    def score(self) -> int:
        return sum(points for _, points in self.points)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the matcher made of one article. reason: why it was dropped, or which words let it in."""

    relevant: bool
    reason: str
    claims: tuple[Claim, ...] = ()
