"""Claims about one exchange in, the articles out that give the same figures with the sides exchanged. Pure.

Whom to believe: articles without a doubt about the sizes, then the orientation with more named origins behind it, then
with more articles. Where nothing tells them apart nobody is set aside, and the sides stay open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.intervals import fit, is_one
from matcher.stated import in_order, stated
from repwatch.model import Conflict, Figure, Kind, Scope, StoredClaim

SIZE = "size"  # the gate of a claim whose article gives more to the side that never got more

Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Swap:
    """aside: ids of the claims that do not count. open: the sides on which nothing tells who is right."""

    conflicts: tuple[Conflict, ...] = ()
    aside: frozenset[int] = frozenset()
    open: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says that both sides received, or one of them, in figures without a hedge."""

    article: int  # below zero: a claim of the known history
    figures: Figures
    claims: tuple[StoredClaim, ...]


def swapped(claims: Iterable[StoredClaim], origins: Mapping[int, tuple[str, ...]]) -> Swap:
    """claims: all that are linked to the exchange, in an order that no order of arrival changes."""
    alike: dict[tuple[tuple[str, Figure], ...], list[Account]] = {}
    for account in _accounts(claims):
        alike.setdefault(tuple(sorted(account.figures.items(), key=str)), []).append(account)
    told = [(dict(figures), accounts) for figures, accounts in alike.items()]
    pairs = [(one, two) for two in told if len(two[0]) > 1 for one in told if _exchanged(one[0], two[0])]
    if not pairs:
        return Swap()
    side = _larger_side(pairs[0][1][0])
    camps: dict[bool, dict[int, Account]] = {True: {}, False: {}}
    for one, two in pairs:
        way = _larger_side(two[0]) == side
        camps[way] |= {account.article: account for account in two[1]}
        camps[not way] |= {account.article: account for account in one[1]}
    return _decided(list(camps[True].values()), list(camps[False].values()), origins)


def _accounts(claims: Iterable[StoredClaim]) -> list[Account]:
    """Of each article; where it gives two figures for one side it says nothing clear of it."""
    by_article: dict[int, list[StoredClaim]] = {}
    for claim in claims:
        read = claim.claim
        current = read.kind is Kind.BODIES and read.scope is Scope.CURRENT and read.to
        if current and is_one(read.figure) and set(read.gates) <= {SIZE}:
            by_article.setdefault(claim.article or claim.id, []).append(claim)
    return [_account(article, said) for article, said in by_article.items()]


def _account(article: int, said: Sequence[StoredClaim]) -> Account:
    figures: dict[str, set[Figure]] = {}
    for claim in said:
        figures.setdefault(str(claim.claim.to), set()).add(claim.claim.figure)
    clear = {to: next(iter(found)) for to, found in figures.items() if len(found) == 1}
    return Account(article, clear, tuple(claim for claim in said if claim.claim.to in clear))


def _exchanged(one: Figures, two: Figures) -> bool:
    """two: of both sides. A single figure must be the other side's to the digit; two may be rounded."""
    if not one or len(two) != 2 or not set(one) <= set(two):
        return False
    other = dict(zip(two, reversed(tuple(two)), strict=True))
    if any(fit(figure, two[to]) for to, figure in one.items()):
        return False
    if len(one) == 1:
        return all(figure.low == two[other[to]].low for to, figure in one.items())
    return all(fit(figure, two[other[to]]) for to, figure in one.items())


def _larger_side(figures: Figures) -> str:
    return max(figures, key=lambda to: (figures[to].low, to))


def _decided(one: Sequence[Account], two: Sequence[Account], origins: Mapping[int, tuple[str, ...]]) -> Swap:
    weights = _weight(one, origins), _weight(two, origins)
    right, wrong = (one, two) if weights[0] >= weights[1] else (two, one)
    whole = next(account for account in (*right, *wrong) if len(account.figures) > 1)
    sides = frozenset(whole.figures)
    if weights[0] == weights[1]:
        return Swap((_conflict(min(sides), right, wrong),), open=sides)
    more = _larger_side(whole.figures)
    to = more if whole in right else next(side for side in sides if side != more)
    return Swap((_conflict(to, right, wrong),), frozenset(claim.id for account in wrong for claim in account.claims))


def _conflict(to: str, right: Sequence[Account], wrong: Sequence[Account]) -> Conflict:
    return Conflict("SIDE", to, tuple(in_order(stated(_about(camp, to)) for camp in (right, wrong))))


def _about(camp: Sequence[Account], to: str) -> list[StoredClaim]:
    """What the camp says of that side; of an article that gives only the other side, that."""
    said = [claim for account in camp for claim in account.claims]
    return [claim for claim in said if claim.claim.to == to] or said


def _weight(camp: Sequence[Account], origins: Mapping[int, tuple[str, ...]]) -> tuple[bool, int, int]:
    claims = [claim for account in camp for claim in account.claims]
    plain = not any(SIZE in claim.claim.gates for claim in claims)
    named = {origin for claim in claims if claim.claim.claimants for origin in origins.get(claim.id, ())}
    return plain, len(named), len(camp)
