"""Which claims come from one origin? The root of the claimant chain, then whatever shows that articles copy. Pure.

In: the claims about one exchange. Out: claim id -> origins (two only where officials of two sides are named).

Whoever is named as the root is an origin; two named ones stay two, whatever they share. An outlet's own voice and an
unnamed source are origins only until something joins them to another: they state the figure that a named origin states
for that side (they are presumed to repeat it), the same figure or the same wrong day as another own voice, or their
articles share a quote, are near copies, or credit one agency.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from matcher.intervals import fit, is_one
from repwatch.model import Claimant, Figure, Precision, StoredClaim

KNOWN = "known history"

Origins = dict[int, tuple[str, ...]]
Pair = tuple[StoredClaim, StoredClaim]
Told = tuple[str | None, Figure]


@dataclass(frozen=True, slots=True)
class Ties:
    """What is known of the articles behind the claims.

    agencies: outlet -> the agency it reprints, where one is declared. relays: claimants that pass on what others say.
    credited: revision -> the agency that its text credits. copies: pairs of revisions, one a copy of the other.
    """

    agencies: Mapping[str, str] = field(default_factory=dict)
    relays: frozenset[str] = frozenset()
    credited: Mapping[int, str] = field(default_factory=dict)
    copies: frozenset[tuple[int, int]] = frozenset()


def origins(claims: Iterable[StoredClaim], agencies: Mapping[str, str]) -> Origins:
    """By the chain of claimants and the declared agency alone: for claims about no exchange that is known."""
    claims = list(claims)
    spokesmen = _spokesmen(claims)
    return {claim.id: _of(claim, Ties(agencies), spokesmen) for claim in claims}


def independent(claims: Iterable[StoredClaim], ties: Ties, day: str | None = None) -> Origins:
    """By all signs of one origin. claims: about one exchange; day: the exchange's own."""
    claims = list(claims)
    spokesmen = _spokesmen(claims)
    found = {claim.id: _of(claim, ties, spokesmen) for claim in claims}
    own = {claim.id for claim in claims if _is_own(claim, ties)}
    loose = [claim for claim in claims if claim.id in own or _is_unnamed(claim)]
    named = _told((claim for claim in claims if claim.id not in own and not _is_unnamed(claim)), found)
    repeating = {claim.id: who for claim in loose if claim.id in own and (who := _repeats(claim, named))}
    found |= repeating
    rest = [claim for claim in loose if claim.id not in repeating]
    open_ones = {claim.id for claim in rest}
    settled = _by_revision(claim for claim in claims if claim.id not in open_ones)
    beside = _beside(ties.copies)
    for group in _groups(rest, [*_alike(rest, found, own, day), *_copied(rest, beside)]):
        name = _copied_from(group, settled, beside, found) or min(found[claim.id] for claim in group)
        found |= {claim.id: name for claim in group}
    return found


def official_sides(claim: StoredClaim) -> set[str]:
    """The sides whose officials stand behind the claim."""
    return {claimant.side for claimant in _roots(claim) if claimant.official and claimant.side}


def _is_own(claim: StoredClaim, ties: Ties) -> bool:
    """The outlet's own voice, or an agency that is named in place of whoever told it."""
    chain = claim.claim.claimants
    return claim.id >= 0 and (not chain or (chain[0].id in ties.relays and not chain[0].official))


def _is_unnamed(claim: StoredClaim) -> bool:
    """ "A source": a claimant of its own that nobody can tell from another one."""
    chain = claim.claim.claimants
    return claim.id >= 0 and bool(chain) and not chain[0].id and not chain[0].official


def _repeats(claim: StoredClaim, named: Mapping[Told, tuple[str, ...]]) -> tuple[str, ...]:
    """The named origin whose figure for that side the outlet prints, or prints rounded or hedged."""
    figure = claim.claim.figure
    said = [(one, who) for (to, one), who in named.items() if to == claim.claim.to]
    same = [who for one, who in said if (one.low, one.high) == (figure.low, figure.high)]
    if not same and not (is_one(figure) and figure.precision is Precision.EXACT_DIGITS):
        same = [who for one, who in said if is_one(one) and fit(figure, one)]
    return min(same, default=())


def _told(named: Iterable[StoredClaim], found: Origins) -> dict[Told, tuple[str, ...]]:
    """What each side is said to have received -> who says so; of several the first by name."""
    told: dict[Told, tuple[str, ...]] = {}
    for claim in named:
        key, who = (claim.claim.to, claim.claim.figure), found[claim.id][:1]
        told[key] = min(told.get(key, who), who)
    return told


def _alike(rest: Sequence[StoredClaim], found: Origins, own: Set[int], day: str | None) -> Iterator[Pair]:
    """Of one name; own voices with one figure that nobody named states; one wrong day."""
    keys: dict[tuple[object, ...], list[StoredClaim]] = {}
    for claim in rest:
        read = claim.claim
        keys.setdefault(("name", *found[claim.id]), []).append(claim)
        if claim.id in own:
            keys.setdefault(("figure", read.to, read.figure.low, read.figure.high), []).append(claim)
        if read.day and read.day != day and read.day_basis.explicit:
            keys.setdefault(("day", read.to, read.day), []).append(claim)
    for same in keys.values():
        yield from pairwise(same)


def _copied(rest: Sequence[StoredClaim], beside: Mapping[int, Set[int]]) -> Iterator[Pair]:
    by_revision = _by_revision(rest)
    for claim in rest:
        for other in beside.get(claim.revision, ()):
            yield from ((claim, one) for one in by_revision.get(other, ()) if one.claim.to == claim.claim.to)


def _copied_from(
    group: Sequence[StoredClaim],
    settled: Mapping[int, Sequence[StoredClaim]],
    beside: Mapping[int, Set[int]],
    found: Origins,
) -> tuple[str, ...]:
    """A named origin of the same side whose article one of the group copies."""
    anchors = {
        found[one.id][:1]
        for claim in group
        for other in beside.get(claim.revision, ())
        for one in settled.get(other, ())
        if one.claim.to == claim.claim.to
    }
    return min(anchors, default=())


def _beside(copies: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, two in copies:
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return found


def _groups(rest: Sequence[StoredClaim], pairs: Iterable[Pair]) -> list[list[StoredClaim]]:
    """Connected components."""
    parent = {claim.id: claim.id for claim in rest}

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, two in pairs:
        parent[root(one.id)] = root(two.id)
    groups: dict[int, list[StoredClaim]] = {}
    for claim in rest:
        groups.setdefault(root(claim.id), []).append(claim)
    return list(groups.values())


def _by_revision(claims: Iterable[StoredClaim]) -> dict[int, list[StoredClaim]]:
    found: dict[int, list[StoredClaim]] = {}
    for claim in claims:
        found.setdefault(claim.revision, []).append(claim)
    return found


def _of(claim: StoredClaim, ties: Ties, spokesmen: Mapping[str, str]) -> tuple[str, ...]:
    if claim.id < 0:
        return tuple(_name(claimant, spokesmen) for claimant in claim.claim.claimants) or (KNOWN,)
    roots = _roots(claim)
    if not roots:
        agency = ties.credited.get(claim.revision, "") or ties.agencies.get(claim.outlet, "").casefold()
        return (agency or f"outlet:{claim.outlet or claim.url}",)
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
