"""Which exchange is each claim about? By day, then claimant and figures; never by likeness of text or a number alone.

In: all standing claims around some days, and the exchanges known there. Out: for each claim the exchange it is about.
The answer depends on the set of claims only, not on the order in which they came. Pure.

What an article says about one day is a statement. Statements that name their day gather on it. One that has its day
from its publication may be a day off. Two named days side by side are one exchange only when the figures are equal and
the second day has a single outlet behind it, or is outnumbered, far so if only one side's figures are known (a slip, a
relay after midnight); inside a series, days never mix.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from repwatch.model import Exchange, Kind, Qualifier, Scope, StoredClaim

OUTVOTED = 3  # so many times the outlets on the neighbouring day, and two outlets' day is a slip too
BOTH = 2  # sides with equal figures: outside a series no two exchanges on neighbouring days ever had both
SLACK = {"day": 1, "reported": 3}  # days a known exchange may lie beside the day that an article gives

Values = Mapping[str, frozenset[int]]
Series = Sequence[tuple[str, str]]  # first and last day of each


@dataclass(frozen=True, slots=True)
class Statement:
    """What one article says of one day. values: side -> exact counts. named: the text itself names the day."""

    claims: tuple[int, ...]
    outlet: str
    day: date
    named: bool
    values: Values


@dataclass(slots=True)
class Cluster:
    """Statements about one exchange while they are gathered."""

    day: date
    statements: list[Statement] = field(default_factory=list)

    @property
    def values(self) -> Values:
        sides: dict[str, frozenset[int]] = {}
        for statement in self.statements:
            for side, counts in statement.values.items():
                sides[side] = sides.get(side, frozenset()) | counts
        return sides

    @property
    def outlets(self) -> set[str]:
        return {statement.outlet for statement in self.statements if statement.named}


@dataclass(frozen=True, slots=True)
class Linked:
    """exchange: an existing id, or a new one that is made of conflict and day."""

    exchange: Exchange
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What is known around those days. history: exchange -> the values that the shipped history gives for it.

    linked: claim -> the exchange it was linked to before.
    """

    exchanges: Sequence[Exchange]
    history: Mapping[str, Values]
    linked: Mapping[int, str | None]


def opens(claim: StoredClaim) -> bool:
    """Whether the claim may open an exchange: current, sure, bodies, a side, a day."""
    read = claim.claim
    return (
        read.kind is Kind.BODIES
        and read.scope is Scope.CURRENT
        and read.to is not None
        and read.sure
        and read.day is not None
        and len(read.day) == 10
    )


def statements(claims: Iterable[StoredClaim]) -> list[Statement]:
    """In the order of day and address."""
    grouped: dict[tuple[str, str], list[StoredClaim]] = {}
    for claim in claims:
        if opens(claim):
            grouped.setdefault((str(claim.claim.day), claim.url), []).append(claim)
    return [_statement(day, group) for (day, _), group in sorted(grouped.items())]


def link(conflict: str, said: Sequence[Statement], near: Near, series: Series) -> list[Linked]:
    """An exchange keeps its id when its day moves: it goes where its claims go."""
    clusters = sorted(_gather(said, series), key=lambda one: one.day)
    found: dict[date, Exchange] = {}
    for search in (_of_that_day, _of_history, _of_its_claims):
        for cluster in clusters:
            taken = {exchange.id for exchange in found.values()}
            if cluster.day not in found and (exchange := search(cluster, near, taken)):
                found[cluster.day] = exchange
    return [
        Linked(
            _moved(found[cluster.day], cluster) if cluster.day in found else _new(conflict, cluster, near),
            tuple(one for each in cluster.statements for one in each.claims),
        )
        for cluster in clusters
    ]


def restated(claim: StoredClaim, exchanges: Sequence[Exchange], values: Mapping[str, Values]) -> Exchange | None:
    """The known exchange that a previous claim tells of; it never opens or moves one.

    By its day; a month or no day needs the equal figure, and only one exchange that has it.
    """
    day, to, count = claim.claim.day, claim.claim.to, claim.claim.figure.low
    if day and len(day) == 10:
        return next((one for one in exchanges if one.date == day), None)
    fitting = [
        one
        for one in exchanges
        if one.date and day and one.date.startswith(day) and count in values.get(one.id, {}).get(to or "", frozenset())
    ]
    return fitting[0] if len(fitting) == 1 else None


def _statement(day: str, group: Sequence[StoredClaim]) -> Statement:
    values: dict[str, frozenset[int]] = {}
    for claim in group:
        if claim.claim.figure.qualifier is Qualifier.EXACT:
            side = str(claim.claim.to)
            values[side] = values.get(side, frozenset()) | {claim.claim.figure.low}
    named = any(claim.claim.day_basis.explicit for claim in group)
    return Statement(tuple(one.id for one in group), group[0].outlet, date.fromisoformat(day), named, values)


def _gather(said: Sequence[Statement], series: Series) -> list[Cluster]:
    clusters: dict[date, Cluster] = {}
    for statement in said:
        if statement.named:
            clusters.setdefault(statement.day, Cluster(statement.day)).statements.append(statement)
    for day in sorted(clusters):
        _fold_slip(clusters, day, series)
    for statement in said:
        if not statement.named:
            _place(clusters, statement, series)
    return list(clusters.values())


def _fold_slip(clusters: dict[date, Cluster], day: date, series: Series) -> None:
    """A day with one outlet behind it, beside a day with as many or more and equal figures, is that exchange."""
    cluster = clusters.get(day)
    if cluster is None:
        return
    for step in (-1, 1, -2):  # announced two days later happens; two days earlier does not
        other = clusters.get(day + timedelta(days=step))
        if other and not _same_series(series, day, other.day) and _slip(cluster, other, step):
            other.statements += cluster.statements
            del clusters[day]
            return


def _slip(cluster: Cluster, other: Cluster, step: int) -> bool:
    equal, differ = _compare(cluster.values, other.values)
    mine, theirs = len(cluster.outlets), len(other.outlets)
    backed = theirs > mine or (theirs == mine == 1 and step < 0)
    if mine > 1 and equal < BOTH:
        backed = theirs >= OUTVOTED * mine
    return backed and not differ and (equal > 1 if step == -2 else equal > 0)


def _place(clusters: dict[date, Cluster], statement: Statement, series: Series) -> None:
    """Its own day first, whatever the figures: a conflict belongs there. Then a neighbour with an equal figure."""
    own = clusters.get(statement.day)
    if own is None or (own.values and _compare(statement.values, own.values)[1]):
        for step in (-1, 1, -2):
            other = clusters.get(statement.day + timedelta(days=step))
            if other and not _same_series(series, statement.day, other.day):
                equal, differ = _compare(statement.values, other.values)
                if equal >= (BOTH if step == -2 else 1) and not differ:
                    other.statements.append(statement)
                    return
    clusters.setdefault(statement.day, Cluster(statement.day)).statements.append(statement)


def _compare(one: Values, two: Values) -> tuple[int, int]:
    """How many sides have a value in common, and how many have values but none in common."""
    shared = [side for side in one if side in two]
    equal = sum(bool(one[side] & two[side]) for side in shared)
    return equal, len(shared) - equal


def _of_that_day(cluster: Cluster, near: Near, taken: set[str]) -> Exchange | None:
    fitting = [one for one in near.exchanges if one.id not in taken and one.date == cluster.day.isoformat()]
    return min(fitting, key=lambda one: (not one.known, one.id), default=None)


def _of_history(cluster: Cluster, near: Near, taken: set[str]) -> Exchange | None:
    """One of the shipped history within its slack that has an equal figure."""
    for exchange in near.exchanges:
        if exchange.id in taken or not exchange.known or len(exchange.date or "") != len("2025-06-16"):
            continue
        distance = abs(date.fromisoformat(str(exchange.date)) - cluster.day).days
        equal, differ = _compare(cluster.values, near.history.get(exchange.id, {}))
        if distance <= SLACK.get(exchange.precision, 0) and equal and not differ:
            return exchange
    return None


def _of_its_claims(cluster: Cluster, near: Near, taken: set[str]) -> Exchange | None:
    """The exchange, on no cluster's day, that most of the cluster's claims were linked to before."""
    own = {one.id: one for one in near.exchanges if not one.known and one.id not in taken}
    claims = [claim for statement in cluster.statements for claim in statement.claims]
    before = Counter(one for claim in claims if (one := near.linked.get(claim)) in own)
    return own[min(before, key=lambda one: (-before[one], str(one)))] if before else None


def _moved(exchange: Exchange, cluster: Cluster) -> Exchange:
    """The shipped history keeps its day, whatever outlets say."""
    return exchange if exchange.known else replace(exchange, date=cluster.day.isoformat())


def _new(conflict: str, cluster: Cluster, near: Near) -> Exchange:
    """Named for its day; a day whose name an exchange took along when it moved gets a number."""
    day, used = cluster.day.isoformat(), {one.id for one in near.exchanges}
    names = [f"{conflict}-{day}", *(f"{conflict}-{day}-{number}" for number in range(2, len(used) + 3))]
    return Exchange(next(name for name in names if name not in used), conflict, day)


def _same_series(series: Series, one: date, two: date) -> bool:
    return any(first <= one.isoformat() <= last and first <= two.isoformat() <= last for first, last in series)
