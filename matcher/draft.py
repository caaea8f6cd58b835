"""A claim before it is one: what every later stage adds to. Pure."""

from dataclasses import dataclass

from matcher.numbers import Number
from repwatch.model import Claimant, DateBasis, Evidence, Kind, Scope

HEADLINE_ALONE = "headline.alone"  # flag: the text tells of as many, but long ago


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before it is one. sentence, at: where it was read; group: paragraph or list it stands in."""

    kind: Kind
    to: str | None
    number: Number
    scope: Scope
    evidence: Evidence
    sentence: int
    at: int
    group: int
    zone: str
    partner: int = -1
    total: bool = False
    side_rule: str = ""
    side_strength: int = 0
    lost: tuple[tuple[str, str], ...] = ()
    scope_rule: str = ""
    firm: bool = False
    day: str | None = None
    day_basis: DateBasis = DateBasis.NONE
    own_day: bool = False
    claimants: tuple[Claimant, ...] = ()
    spoken: bool = False  # the claimants stand in the figure's own sentence
    flags: tuple[str, ...] = ()
    spans: tuple[Evidence, ...] = ()
    stated: bool = True
    place: bool = False
    whole: int = 0
    again: bool = False  # "another 640": of no exchange that was told before
    answers: int = -1  # the sentence before, if it is given in return for the figure there

    @property
    def value(self) -> tuple[int, int]:
        return self.number.low, self.number.high
