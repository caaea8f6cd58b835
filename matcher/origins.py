"""Which claims come from one origin? The root of the claimant chain decides; outlets that repeat it are not counted.

Pure. In: the claims about one exchange. Out: claim id -> origins (two only where officials of two sides are named).
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from repwatch.model import Claimant, StoredClaim

KNOWN = "known history"


def origins(claims: Iterable[StoredClaim], agencies: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """agencies: outlet -> the agency it reprints, where one is declared."""
    claims = list(claims)
    spokesmen = _spokesmen(claims)
    return {claim.id: _of(claim, agencies, spokesmen) for claim in claims}


def official_sides(claim: StoredClaim) -> set[str]:
    """The sides whose officials stand behind the claim."""
    return {claimant.side for claimant in _roots(claim) if claimant.official and claimant.side}


def _of(claim: StoredClaim, agencies: Mapping[str, str], spokesmen: Mapping[str, str]) -> tuple[str, ...]:
    if claim.id < 0:
        return tuple(_name(claimant, spokesmen) for claimant in claim.claim.claimants) or (KNOWN,)
    roots = _roots(claim)
    if not roots:
        return (f"outlet:{agencies.get(claim.outlet) or claim.outlet or claim.url}",)
    return tuple(dict.fromkeys(_name(claimant, spokesmen) for claimant in roots))


def _roots(claim: StoredClaim) -> tuple[Claimant, ...]:
    """The first of the chain; beside it only an official of another side: he does not relay, he confirms."""
    chain = claim.claim.claimants
    beside = [other for other in chain[1:] if other.official and chain[0].official and other.side != chain[0].side]
    return (*chain[:1], *beside[:1])


def _name(claimant: Claimant, spokesmen: Mapping[str, str]) -> str:
    if claimant.id and claimant.id == claimant.side:  # only the party is named: whoever speaks for it here
        return spokesmen.get(claimant.side, claimant.id)
    return claimant.id or f"said:{claimant.text.casefold()}"


def _spokesmen(claims: Iterable[StoredClaim]) -> dict[str, str]:
    """Side -> the official body that most of the claims name for it; ties go to the first by name."""
    named = Counter(
        (claimant.side, claimant.id)
        for claim in claims
        for claimant in claim.claim.claimants
        if claimant.official and claimant.id and claimant.id != claimant.side
    )
    return {side: name for (side, name), _ in sorted(named.items(), key=lambda item: (item[1], item[0]))}
