"""Stated running totals against what the ledger adds up to over the same days."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from repwatch.model.claims import Precision, Qualifier
from repwatch.model.exchanges import StoredClaim

OF_A_TOTAL = frozenset({"day", "range", "scope"})  # gates that every running total fails: it is no exchange


class Verdict(StrEnum):
    """How a stated total lies to the ledger's sum; the meaning of each stands in docs/ledger.md."""

    AGREES = "agrees"
    LAG = "lag"
    NAMED = "missing-named"
    PART = "missing-part"
    LEFT_OUT = "left-out"
    OTHER_BASE = "other-base"
    NEAR = "near"
    UNEXPLAINED = "unexplained"
    OUT_OF_REACH = "out-of-reach"
    NO_BASE = "no-base"

    @property
    def open(self) -> bool:
        """Neither a late count nor another first day explains it: the ledger or the total is wrong."""
        return self in (Verdict.NAMED, Verdict.PART, Verdict.LEFT_OUT, Verdict.UNEXPLAINED)


@dataclass(frozen=True, slots=True)
class Handover:
    """What one exchange adds to the sum of one side. high None: no upper bound; nobody stated a figure: 0 to None.

    day: where only the month is known, its last day, and vague.
    """

    exchange: str
    day: str
    low: int
    high: int | None
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A handover that somebody tells of and that is not in the ledger. source: outlet or reporters."""

    day: str | None
    count: int
    source: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One handover that the gap may consist of; of one that is left out, each that may be it.

    day: empty where only its size is known.
    """

    count: int
    day: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """One stated total against the ledger.

    first, last: the days that it counts; empty without a base. low..high: the sum over them, high None: a floor.
    after: the earlier total that the sum starts from, where the ledger does not reach back to the first day.
    gap: stated less summed, 0 if within; missing from the ledger above zero. least, most: the range that it may be
    where the sum is disputed. parts: what it may consist of.
    until: the last day that a late total counts. base: the first day from which it does fit.
    """

    claim: StoredClaim
    verdict: Verdict
    first: str = ""
    last: str = ""
    low: int = 0
    high: int | None = 0
    exchanges: int = 0
    gap: int = 0
    least: int = 0
    most: int = 0
    parts: tuple[Part, ...] = ()
    until: str = ""
    base: str = ""
    after: StoredClaim | None = None

    @property
    def spread(self) -> tuple[int, int]:
        """How many are missing or too many, from the least to the most; one number where something explains it."""
        low, high = sorted((abs(self.least), abs(self.most)))
        return (low, high) if self.verdict is Verdict.UNEXPLAINED and high else (abs(self.gap), abs(self.gap))

    @property
    def asks(self) -> bool:
        """A person must look: an exact figure, read without doubt, and nothing explains the gap."""
        return self.verdict.open and is_exact_total(self.claim) and not self.claim.baseline


class GapState(StrEnum):
    """Of a difference between stated totals and the ledger."""

    OPEN = "open"
    SETTLED = "settled"  # it is explained or fits, as stated or as restated
    WITHDRAWN = "withdrawn"  # nobody states such a total any more


@dataclass(frozen=True, slots=True)
class GapNews:
    """A difference that one subscription is to be told of, or what became of it.

    gap: stated less summed, as the audit has it. found: of the total said first; of one that is settled: as it is now;
    of one that is withdrawn: as it was. many: totals that show it. before: the difference that was told before, if one
    stood then. mark: what of it is told; the same mark is told once. turn: grows with every change of any difference.
    thread: id of the first message about it, "" if there was none.
    """

    conflict: str
    to: str
    gap: int
    state: GapState
    found: Audit
    many: int
    mark: str
    turn: int
    changed_at: datetime
    before: int | None = None
    thread: str = ""


def is_exact_total(stored: StoredClaim) -> bool:
    """Digits that nothing hedges or rounds, and nothing doubtful about whom they are for."""
    figure = stored.claim.figure
    exact = figure.qualifier is Qualifier.EXACT and figure.precision is Precision.EXACT_DIGITS
    return exact and OF_A_TOTAL.issuperset(stored.claim.gates)
