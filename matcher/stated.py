"""Claims in, what they state out: each value with who was first, in an order that no order of arrival changes. Pure."""

from collections.abc import Hashable, Iterable, Sequence

from repwatch.model import Conflict, Stated, StoredClaim


def order(claim: StoredClaim) -> tuple[object, ...]:
    """By time, then by what the article is and says; never by the number that storage gave."""
    read = claim.claim
    place = (read.evidence[0].zone, read.evidence[0].start) if read.evidence else ("", 0)
    who = read.claimants[0].text if read.claimants else ""
    return claim.said_at, claim.url, str(read.to), read.figure.low, read.figure.high, who, claim.reporters, *place


def stated(claims: Iterable[StoredClaim]) -> Stated:
    """claims: at least one. The figure is that of the first."""
    ordered = sorted(claims, key=order)
    figure, chain = ordered[0].claim.figure, next((one.claim.claimants for one in ordered if one.claim.claimants), ())
    return Stated(figure.low, figure.high, chain[0].text if chain else ordered[0].outlet, tuple(ordered))


def by_value(claims: Iterable[StoredClaim]) -> list[Stated]:
    """Each value once with all its claims, whoever was first in front."""
    values: dict[Hashable, list[StoredClaim]] = {}
    for claim in claims:
        values.setdefault((claim.claim.figure.low, claim.claim.figure.high), []).append(claim)
    return in_order(stated(said) for said in values.values())


def in_order(values: Iterable[Stated]) -> list[Stated]:
    return sorted(values, key=lambda one: (one.claims[0].said_at, one.low, one.high or 0))


def merged(conflicts: Sequence[Conflict]) -> list[Conflict]:
    """Of one side: one conflict a type, each value once with all its claims."""
    found = []
    for kind in sorted({conflict.type for conflict in conflicts}):
        same = [conflict for conflict in conflicts if conflict.type == kind]
        claims = {claim.id: claim for one in same for value in one.values for claim in value.claims}
        found.append(Conflict(kind, same[0].to, tuple(by_value(claims.values()))))
    return found
