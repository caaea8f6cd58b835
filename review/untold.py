"""Who told of which exchange in, who stayed silent and how long nothing was heard out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from repwatch.model import Heard

TOLD_BY = 2  # outlets: what one alone tells, another one need not have


@dataclass(frozen=True, slots=True)
class Silence:
    """of: exchanges that others told since it is read. silent: of these, those without a figure of it, latest first.

    last: the day of the latest that it told; None: none of them.
    """

    outlet: str
    of: int
    silent: tuple[Heard, ...]
    last: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days since the last exchange, beside the days between two: half of them are usual or less, none is longer."""

    last: str
    days: int
    usual: float
    longest: int

    @property
    def unusual(self) -> bool:
        return self.days > self.longest


def told(heard: Iterable[Heard]) -> list[Heard]:
    """Those that somebody could have told too."""
    return [one for one in heard if len(one.outlets) >= TOLD_BY]


def silences(told: Sequence[Heard], since: Mapping[str, str]) -> list[Silence]:
    """since: outlet -> the day since which its stories are known. The most silent first; who was not, is left out."""
    found = [_silence(outlet, [one for one in told if one.day > day]) for outlet, day in since.items()]
    missed = [one for one in found if one.silent]
    return sorted(missed, key=lambda one: (-len(one.silent) / one.of, -one.of, one.outlet))


def gap(days: Sequence[str], today: date) -> Gap | None:
    """days: of exchanges, the latest first. None: there are not two to know a usual gap by."""
    known = [date.fromisoformat(day) for day in dict.fromkeys(days)]
    between = [(later - earlier).days for later, earlier in pairwise(known)]
    if not between:
        return None
    return Gap(known[0].isoformat(), (today - known[0]).days, median(between), max(between))


def _silence(outlet: str, told: Sequence[Heard]) -> Silence:
    last = max((one.day for one in told if outlet in one.outlets), default=None)
    return Silence(outlet, len(told), tuple(one for one in told if outlet not in one.outlets), last)
