"""What was overruled, drawn and not heard in, the desk's page about its own quality out. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from repwatch.model import Draw, Finding, Ruled, Ruling, Sample, Settlement, Tally
from review import words
from review.pages.evidence import GATES
from review.untold import Gap, Silence
from review.wilson import bounds

Of = TypeVar("Of", Ruled, Tally)
NAMED = 5  # exchanges that an outlet did not tell
PARTS = {"to": "side", "scope": "scope", "day": "date"}  # what a correction changes -> the part of the rules
CHANGED = {"count": "the figure", "to": "the side", "scope": "what it is about", "day": "the day", "by": "who says so"}
KINDS = {
    Draw.ACCEPTED: "Figures that got into the ledger unasked",
    Draw.MISSED: "Articles that may have had a figure, and none was found",
}


@dataclass(frozen=True, slots=True)
class Share:
    """hits of all, with the bounds of the share in per cent, as words."""

    hits: int
    of: int
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """One rule, gate or outlet. text: in plain words, name: as the machine knows it."""

    name: str
    text: str
    share: Share
    rejected: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    kind: Draw
    text: str
    waiting: int
    wrong: Share
    unsure: int


@dataclass(frozen=True, slots=True)
class OutletLine:
    outlet: str
    ruled: Share
    audited: Share
    missed: Share
    restated: int


@dataclass(frozen=True, slots=True)
class SilentLine:
    """exchanges: the latest of those that it did not tell: id, day, and how many outlets told. last: that it told."""

    outlet: str
    share: Share
    exchanges: tuple[tuple[str, str, int], ...]
    last: str


@dataclass(frozen=True, slots=True)
class Looked:
    id: int
    text: str
    outlet: str
    finding: str
    by: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class QualityPage:
    """next: the sample to look at, by kind. gaps: of each war, with the day of its last exchange in words.

    heard: exchanges that were compared; read: outlets that were read by then, of one of them at least.
    """

    drawn: tuple[Drawn, ...]
    next: Mapping[Draw, int]
    looked: tuple[Looked, ...]
    all: Share
    rules: tuple[Line, ...]
    gates: tuple[Line, ...]
    changed: tuple[tuple[str, int], ...]
    outlets: tuple[OutletLine, ...]
    silences: tuple[SilentLine, ...]
    gaps: tuple[tuple[str, str, Gap], ...]
    heard: int
    read: int


def share(hits: int, of: int) -> Share:
    """Of nothing no share is said."""
    if not of:
        return Share(0, 0, "none so far")
    low, high = bounds(hits, of)
    return Share(hits, of, f"{hits / of:.0%}, {low:.0%} to {high:.0%}")


def rules(ruled: Sequence[Ruled], spoken: Callable[[str], str]) -> tuple[Line, ...]:
    """Of each rule: in how many decided figures it took part, and how often it was overruled. The worst first.

    A figure that was rejected overrules all of its rules, one that was corrected those of the part that was not right.
    """
    took, against = Counter[str](), Counter[tuple[str, Ruling]]()
    for one in ruled:
        parts = {PARTS.get(name, "") for name in one.changed}
        for rule in dict.fromkeys(one.rules):
            took[rule] += 1
            wrong = one.ruling is Ruling.REJECT or (one.ruling is Ruling.CORRECT and rule.partition(".")[0] in parts)
            against[rule, one.ruling] += wrong
    return _lines(took, against, spoken)


def gates(ruled: Iterable[Ruled]) -> tuple[Line, ...]:
    """Of each gate: how many figures that failed it were decided, and how many of them were not right indeed."""
    took, against = Counter[str](), Counter[tuple[str, Ruling]]()
    for one in ruled:
        for gate in one.gates:
            took[gate] += 1
            against[gate, one.ruling] += one.ruling is not Ruling.ACCEPT
    return _lines(took, against, lambda gate: GATES.get(gate, gate))


def overruled(ruled: Iterable[Ruled]) -> Share:
    found = [one.ruling is not Ruling.ACCEPT for one in ruled]
    return share(sum(found), len(found))


def changed(ruled: Iterable[Ruled]) -> tuple[tuple[str, int], ...]:
    """What corrections changed, the most frequent first."""
    many = Counter(name for one in ruled for name in one.changed)
    return tuple((CHANGED.get(name, name), count) for name, count in many.most_common())


def drawn(tallies: Sequence[Tally]) -> tuple[Drawn, ...]:
    return tuple(_drawn(kind, [one for one in tallies if one.kind is kind]) for kind in Draw)


def outlets(
    ruled: Sequence[Ruled], tallies: Sequence[Tally], restated: Mapping[str, int], names: Mapping[str, str]
) -> tuple[OutletLine, ...]:
    """Only those of which anything is known; the ones with most figures that were not right first."""
    decided, looked_at = _by_outlet(ruled), _by_outlet(one for one in tallies if one.verdict)
    found = [
        OutletLine(
            names.get(outlet, outlet),
            overruled(decided.get(outlet, ())),
            _wrong(looked_at.get(outlet, ()), Draw.ACCEPTED),
            _wrong(looked_at.get(outlet, ()), Draw.MISSED),
            restated.get(outlet, 0),
        )
        for outlet in sorted({*decided, *looked_at, *restated})
    ]
    return tuple(sorted(found, key=lambda one: (-one.ruled.hits - one.audited.hits - one.restated, one.outlet)))


def restatements(settled: Iterable[Settlement]) -> Counter[str]:
    """Outlet -> figures that it repeated otherwise than they had been settled."""
    return Counter(
        stored.outlet
        for one in settled
        for conflict in one.conflicts
        if conflict.type == "RESTATEMENT-ERROR"
        for value in conflict.values[1:]  # the first is what stands
        for stored in value.claims
        if stored.outlet
    )


def looked(samples: Iterable[Sample], names: Mapping[str, str]) -> tuple[Looked, ...]:
    return tuple(
        Looked(
            one.id, "a figure" if one.kind is Draw.ACCEPTED else "an article without one",
            names.get(one.outlet, one.outlet), one.verdict.value if one.verdict else "", one.by, one.said_at,
        )
        for one in samples
    )  # fmt: skip


def silent(found: Iterable[Silence], names: Mapping[str, str]) -> tuple[SilentLine, ...]:
    return tuple(
        SilentLine(
            names.get(one.outlet, one.outlet), share(len(one.silent), one.of),
            tuple((each.exchange, words.day(each.day), len(each.outlets)) for each in one.silent[:NAMED]),
            words.day(one.last) if one.last else "none of them",
        )
        for one in found
    )  # fmt: skip


def _by_outlet(found: Iterable[Of]) -> dict[str, list[Of]]:
    grouped: dict[str, list[Of]] = {}
    for one in found:
        grouped.setdefault(one.outlet, []).append(one)
    return grouped


def _lines(took: Counter[str], against: Counter[tuple[str, Ruling]], spoken: Callable[[str], str]) -> tuple[Line, ...]:
    found = [_line(name, many, against, spoken) for name, many in took.items()]
    return tuple(sorted(found, key=lambda one: (-bounds(one.share.hits, one.share.of)[0], -one.share.of, one.name)))


def _line(name: str, many: int, against: Counter[tuple[str, Ruling]], spoken: Callable[[str], str]) -> Line:
    rejected, corrected = against[name, Ruling.REJECT], against[name, Ruling.CORRECT]
    return Line(name, spoken(name), share(rejected + corrected, many), rejected, corrected)


def _drawn(kind: Draw, tallies: Sequence[Tally]) -> Drawn:
    many = {finding: sum(one.many for one in tallies if one.verdict is finding) for finding in (*Finding, None)}
    return Drawn(kind, KINDS[kind], many[None], _wrong(tallies, kind), many[Finding.UNSURE])


def _wrong(tallies: Iterable[Tally], kind: Draw) -> Share:
    """Of those that somebody looked at and was sure of."""
    many = Counter[Finding | None]()
    for one in tallies:
        many[one.verdict] += one.many * (one.kind is kind)
    return share(many[Finding.WRONG], many[Finding.WRONG] + many[Finding.RIGHT])
