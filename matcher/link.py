"""Which exchange is each statement about? The clusters of gather.py, given to the exchanges known there.

In: all standing claims around some days, and the exchanges known there. Out: for each claim the exchange it is about.
On which days exchanges stand, and which claims each has, depends on the set of claims only; which of several ids an
exchange has depends on what it was called when it was first seen. Pure.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.gather import FULL, Cluster, Split, Statement, Values, compare, gather, is_split
from matcher.series import Series, same_series
from repwatch.model import Exchange

SLACK = {"day": 1, "reported": 3}  # days a known exchange may lie beside the day that an article gives


@dataclass(frozen=True, slots=True)
class Linked:
    """exchange: an existing id, or a new one that is made of conflict and day."""

    exchange: Exchange
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What is known around those days. history: exchange -> the values that the shipped history gives for it.

    linked: claim -> the exchange it was linked to before. retired: exchanges that nothing is left of. names: ids that
    are taken, of exchanges on whatever day. split: days that an editor keeps apart.
    """

    exchanges: Sequence[Exchange]
    history: Mapping[str, Values]
    linked: Mapping[int, str | None]
    retired: Collection[str] = ()
    names: Collection[str] = ()
    split: Split = ()


def link(conflict: str, said: Sequence[Statement], near: Near, series: Series) -> list[Linked]:
    """The shipped history first, then an exchange of that day; one keeps its id when its day moves with its claims."""
    clusters = gather(said, series, near.split)
    found: dict[date, Exchange] = {}
    for search in (_known_of_that_day, _known_beside, _of_that_day, _of_its_claims, _retired_of_that_day):
        for cluster in clusters:
            taken = {exchange.id for exchange in found.values()}
            free = [one for one in near.exchanges if one.id not in taken]
            if cluster.day not in found and (exchange := search(cluster, near, free, series)):
                found[cluster.day] = exchange
    return [
        Linked(
            _moved(found[cluster.day], cluster) if cluster.day in found else _new(conflict, cluster, near),
            cluster.claims,
        )
        for cluster in clusters
    ]


def _known_of_that_day(cluster: Cluster, near: Near, free: Sequence[Exchange], series: Series) -> Exchange | None:
    return next((one for one in _that_day(cluster, free) if one.known), None)


def _known_beside(cluster: Cluster, near: Near, free: Sequence[Exchange], series: Series) -> Exchange | None:
    """One of the shipped history within its slack that has an equal figure, the nearest first."""
    fitting = []
    for exchange in free:
        if exchange.known and len(exchange.date or "") == FULL:
            day = date.fromisoformat(str(exchange.date))
            distance = abs(day - cluster.day).days
            equal, differ = compare(cluster.values, near.history.get(exchange.id, {}))
            apart = same_series(series, day, cluster.day) or is_split(near.split, day, cluster.day)
            close = distance <= SLACK.get(exchange.precision, 0) and not apart
            if close and equal and not differ:
                fitting.append((distance, exchange.id, exchange))
    return min(fitting)[2] if fitting else None


def _of_that_day(cluster: Cluster, near: Near, free: Sequence[Exchange], series: Series) -> Exchange | None:
    standing = [one for one in _that_day(cluster, free) if one.id not in near.retired]
    before = _before(cluster, near)
    return min(standing, key=lambda one: (-before[one.id], one.id), default=None)


def _of_its_claims(cluster: Cluster, near: Near, free: Sequence[Exchange], series: Series) -> Exchange | None:
    """The exchange, on no cluster's day, that most of the cluster's claims were linked to before."""
    before = _before(cluster, near)
    own = [one for one in free if not one.known and before[one.id]]
    return min(own, key=lambda one: (-before[one.id], one.id), default=None)


def _retired_of_that_day(cluster: Cluster, near: Near, free: Sequence[Exchange], series: Series) -> Exchange | None:
    """What was withdrawn comes back under its old name."""
    return min(_that_day(cluster, free), key=lambda one: one.id, default=None)


def _that_day(cluster: Cluster, free: Sequence[Exchange]) -> list[Exchange]:
    return [one for one in free if one.date == cluster.day.isoformat()]


def _before(cluster: Cluster, near: Near) -> Counter[str]:
    return Counter(one for claim in cluster.claims if (one := near.linked.get(claim)))


def _moved(exchange: Exchange, cluster: Cluster) -> Exchange:
    """The shipped history keeps its day, whatever outlets say."""
    return exchange if exchange.known else replace(exchange, date=cluster.day.isoformat())


def _new(conflict: str, cluster: Cluster, near: Near) -> Exchange:
    """Named for its day; a day whose name an exchange took along when it moved gets a number."""
    day, used = cluster.day.isoformat(), {*near.names, *(one.id for one in near.exchanges)}
    names = [f"{conflict}-{day}", *(f"{conflict}-{day}-{number}" for number in range(2, len(used) + 3))]
    return Exchange(next(name for name in names if name not in used), conflict, day)
