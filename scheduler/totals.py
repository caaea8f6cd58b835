"""Disputed running totals that stand at one exchange, from the cumulative claims of its war."""

from matcher.audit import disputed_totals, last_counted
from matcher.origins import origins
from repwatch.model import Conflict, Exchange, Scope, StoredClaim
from scheduler.tools import Tools
from storage import Storage


def totals_at(storage: Storage, tools: Tools, exchange: Exchange) -> list[Conflict]:
    claims = storage.claims.of_scope(exchange.conflict, Scope.CUMULATIVE)
    ledger = storage.exchanges.standing(exchange.conflict)
    series = tools.lexicon.conflicts[exchange.conflict].series
    return disputed_totals(claims, ledger, series, origins(claims, tools.agencies)).get(exchange.id, [])


def counted_by(storage: Storage, tools: Tools, claims: list[StoredClaim]) -> set[str]:
    """The exchanges at which these claims' totals stand: they are settled again when a total arrives."""
    found = set()
    for claim in claims:
        if claim.claim.scope is Scope.CUMULATIVE:
            ledger = storage.exchanges.standing(claim.claim.conflict)
            found.add(last_counted(claim, ledger, tools.lexicon.conflicts[claim.claim.conflict].series))
    return {one for one in found if one}
