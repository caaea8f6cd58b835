"""Which statements are about one exchange? By day, then by who says it and by figures; never by a number alone.

In: the claims around some days. Out: clusters of statements, each with its day. What an article says about one day is a
statement. The answer depends on the set of claims only, not on the order in which they came, and no statement moves by
more than REACH days. Pure.

Statements that name their day gather on it. One that has its day from its publication may be a day off. Two named days
side by side are one exchange only when the figures are equal and the second day has a single outlet behind it, or is
outnumbered, far so if only one side's figures are known (a slip, a relay after midnight). A day that an official names
in a publication of his own is never a slip, and neither is one that only outlets name which name the other day too:
between two statements of one speaker there is no slack. Inside a series, days never mix.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from matcher.series import Series, same_series
from repwatch.model import Kind, Qualifier, Scope, StoredClaim

OUTVOTED = 3  # so many times the outlets on the neighbouring day, and two outlets' day is a slip too
BOTH = 2  # sides with equal figures: outside a series no two exchanges on neighbouring days ever had both
TELLING = 100  # bodies from which on a count that is no round ten recurs within two days by chance only
STEPS = (-1, 1, -2)  # days to a neighbour: announced two days later happens; two days earlier does not
REACH = max(map(abs, STEPS))  # days: what is further apart is never one exchange
FULL = len("2025-06-16")

Values = Mapping[str, frozenset[int]]
Split = Collection[tuple[date, date]]
NONE_MERGED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Statement:
    """What one article says of one day. values: side -> exact counts. named: the text itself names the day.

    official: it is a publication of an official's own.
    """

    claims: tuple[int, ...]
    outlet: str
    day: date
    named: bool
    values: Values
    official: bool = False


@dataclass(slots=True)
class Cluster:
    """Statements about one exchange while they are gathered."""

    day: date
    statements: list[Statement] = field(default_factory=list)

    @property
    def claims(self) -> tuple[int, ...]:
        return tuple(claim for each in self.statements for claim in each.claims)

    @property
    def values(self) -> Values:
        sides: dict[str, frozenset[int]] = {}
        for statement in self.statements:
            for side, counts in statement.values.items():
                sides[side] = sides.get(side, frozenset()) | counts
        return sides

    @property
    def outlets(self) -> set[str]:
        """Those that name the day."""
        return {statement.outlet for statement in self.statements if statement.named}

    @property
    def officials(self) -> set[str]:
        return {statement.outlet for statement in self.statements if statement.official}


def opens(claim: StoredClaim) -> bool:
    """Whether the claim may open an exchange: current, sure, bodies, a side, a day."""
    read = claim.claim
    return (
        read.kind is Kind.BODIES
        and read.scope is Scope.CURRENT
        and read.to is not None
        and read.sure
        and read.day is not None
        and len(read.day) == FULL
    )


def statements(
    claims: Iterable[StoredClaim], officials: Collection[str] = (), merged: Mapping[str, str] = NONE_MERGED
) -> list[Statement]:
    """In the order of day and address. officials: outlets in which an official body itself speaks.

    merged: day -> the day that what is said of it is about, as editors decided.
    """
    grouped: dict[tuple[str, str], list[StoredClaim]] = {}
    for claim in claims:
        if opens(claim):
            day = str(claim.claim.day)
            grouped.setdefault((merged.get(day, day), claim.url), []).append(claim)
    return [_statement(day, group, officials) for (day, _), group in sorted(grouped.items())]


def gather(said: Sequence[Statement], series: Series, split: Split = frozenset()) -> list[Cluster]:
    """In the order of their days. split: pairs of days, the earlier first, that an editor keeps apart."""
    clusters: dict[date, Cluster] = {}
    for statement in said:
        if statement.named:
            clusters.setdefault(statement.day, Cluster(statement.day)).statements.append(statement)
    for day in sorted(clusters):
        _fold_slip(clusters, day, series, split)
    for statement in said:
        if not statement.named:
            _place(clusters, statement, series, split)
    return sorted(clusters.values(), key=lambda one: one.day)


def is_split(split: Split, one: date, two: date) -> bool:
    return (min(one, two), max(one, two)) in split


def compare(one: Values, two: Values) -> tuple[int, int]:
    """How many sides have a value in common, and how many have values but none in common."""
    shared = [side for side in one if side in two]
    equal = sum(bool(one[side] & two[side]) for side in shared)
    return equal, len(shared) - equal


def _statement(day: str, group: Sequence[StoredClaim], officials: Collection[str]) -> Statement:
    values: dict[str, frozenset[int]] = {}
    for claim in group:
        if claim.claim.figure.qualifier is Qualifier.EXACT:
            side = str(claim.claim.to)
            values[side] = values.get(side, frozenset()) | {claim.claim.figure.low}
    named, outlet = any(claim.claim.day_basis.explicit for claim in group), group[0].outlet
    ids = tuple(sorted(one.id for one in group))
    return Statement(ids, outlet, date.fromisoformat(day), named, values, outlet in officials)


def _fold_slip(clusters: dict[date, Cluster], day: date, series: Series, split: Split) -> None:
    """A day with one outlet behind it, beside a day with as many or more and equal figures, is that exchange."""
    cluster = clusters.get(day)
    if cluster is None:
        return
    for step in STEPS:
        other = clusters.get(day + timedelta(days=step))
        kept_apart = other is not None and (same_series(series, day, other.day) or is_split(split, day, other.day))
        if other and not kept_apart and _slip(cluster, other, step):
            other.statements += cluster.statements
            del clusters[day]
            return


def _slip(cluster: Cluster, other: Cluster, step: int) -> bool:
    if cluster.officials or cluster.outlets <= other.outlets:
        return False
    equal, differ = compare(cluster.values, other.values)
    mine, theirs = len(cluster.outlets), _weight(other)
    backed = theirs > mine or (theirs == mine == 1 and step < 0)
    if mine > 1 and equal < BOTH:
        backed = theirs >= OUTVOTED * mine
    return backed and not differ and (equal > 1 if step == -2 else equal > 0)


def _weight(cluster: Cluster) -> int:
    """How many outlets name the day; an official's own word counts like so many that outvote one."""
    return len(cluster.outlets) + (OUTVOTED if cluster.officials else 0)


def _place(clusters: dict[date, Cluster], statement: Statement, series: Series, split: Split) -> None:
    """Its own day first, whatever the figures: a conflict belongs there. Then a neighbour with an equal figure."""
    own = clusters.get(statement.day)
    if own is None or (own.values and compare(statement.values, own.values)[1]):
        for step in STEPS:
            other = clusters.get(statement.day + timedelta(days=step))
            apart = other is not None and same_series(series, statement.day, other.day)
            if other and is_split(split, statement.day, other.day):
                continue
            if other and _late(statement, other, step) and (not apart or (step < 0 and _both_given(statement, other))):
                other.statements.append(statement)
                return
    clusters.setdefault(statement.day, Cluster(statement.day)).statements.append(statement)


def _both_given(statement: Statement, other: Cluster) -> bool:
    """Within a series too, the same two figures, none of them zero, told a day later are those of the day before."""
    given = {side: counts - {0} for side, counts in statement.values.items()}
    return compare(given, other.values) == (BOTH, 0)


def _late(statement: Statement, other: Cluster, step: int) -> bool:
    """Whether the statement was only published on another day. An official's second one is about a second exchange."""
    if statement.official and statement.outlet in other.officials:
        return False
    equal, differ = compare(statement.values, other.values)
    return equal >= (BOTH if step == -2 and not _tells_apart(statement, other) else 1) and not differ


def _tells_apart(statement: Statement, other: Cluster) -> bool:
    """A figure that only this exchange has ("503"), of a day that another outlet names: a page put out again."""
    telling = {
        side: frozenset(one for one in counts if one >= TELLING and one % 10)
        for side, counts in statement.values.items()
    }
    return bool(other.outlets - {statement.outlet}) and compare(telling, other.values)[0] > 0
