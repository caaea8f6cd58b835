"""The drafts of one article in, its claims' drafts out: sides completed, sums and components told, repeats merged.

Pure.

Arithmetic beats wording: a figure that equals the sum of both sides is a sum; figures that follow a total and add up
to it are its components. Nothing is ever rewritten to fit: what disagrees is flagged.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from matcher.contradictions import close, contradictions
from matcher.draft import HEADLINE_ALONE, Draft
from matcher.nothing import NEGATED
from matcher.ongoing import RULE as ONGOING
from matcher.parts import components, places, wholes_again
from matcher.said_earlier import said_earlier
from matcher.scope import TOLD_AS_PREVIOUS
from matcher.sides import (
    by_order,
    by_row,
    by_size,
    by_value,
    carried,
    equal_pairs,
    heard,
    of_prisoners,
    pairs,
    told_again,
    turned_headlines,
    turned_returns,
)
from matcher.strangers import strangers
from matcher.words import Conflict
from repwatch.model import Claimant, DateBasis, Kind, Precision, Qualifier, Scope

_COUNTED = ("total", ONGOING)  # rules of a total that is one wherever it is told again
_NAMED = 3  # the strength of a side that the headline names
_LATE = timedelta(days=7)  # nobody heads a page with an exchange of an earlier day as news
TENTATIVE = "tentative"  # the rule of a figure that counts only as a part that closes to a total


def consolidated(drafts: Sequence[Draft], conflict: Conflict, day: str | None) -> list[Draft]:
    """day: the day that the article reports, for the rule of size."""
    known = by_row(
        by_value(equal_pairs(_big_plans(wholes_again(of_prisoners(_turned(list(drafts)))), conflict), conflict))
    )
    known = told_again(by_order(pairs(known, conflict)))
    known = places(components(said_earlier(_sums(components(known)))))
    known = carried(_totals_again([one for one in known if one.scope_rule != TENTATIVE], conflict))
    known = by_size(known, conflict, day)
    known = _merged(_headlines(strangers(known)))
    return contradictions(_with_done_zeros(heard(_big_totals(known, conflict), conflict), conflict))


def _turned(drafts: list[Draft]) -> list[Draft]:
    return turned_returns(turned_headlines(drafts))


def _with_done_zeros(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """A zero that no numeral states counts only beside a figure of the other side of an exchange that is done; one
    read from a negated verb goes to the desk."""
    received = {one.to for one in drafts if one.scope is Scope.CURRENT and one.number.low and one.side_strength > 1}
    done = []
    for draft in drafts:
        if draft.number.implied:
            beside = conflict.other(draft.to or "") in received and draft.to not in received
            if not beside or (draft.kind, draft.scope) != (Kind.BODIES, Scope.CURRENT) or not draft.side_strength:
                continue
            if draft.number.implied == NEGATED:
                draft = replace(draft, side_strength=1)
        done.append(draft)
    return done


def _sums(drafts: list[Draft]) -> list[Draft]:
    """Without a side and equal to both sides together: the sum; a rounding of it too ("nearly 1K" beside 952)."""
    for scope in (Scope.PLANNED, Scope.CURRENT):
        drafts = _sums_of(drafts, scope)
    return drafts


def _sums_of(drafts: list[Draft], scope: Scope) -> list[Draft]:
    by_side: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.to and draft.kind is Kind.BODIES and draft.scope is scope:
            by_side.setdefault(draft.to, []).append(draft)
    if len(by_side) != 2:
        return drafts
    one, two = by_side.values()
    totals = {a.number.low + b.number.low for a in one for b in two if min(a.number.low, b.number.low)}
    values = {one.value for one in drafts if one.own_day and one.side_strength > 1 and one.scope is Scope.PREVIOUS}
    return [_as_sum(draft, totals, values, scope) for draft in drafts]


def _as_sum(draft: Draft, totals: set[int], values: set[tuple[int, int]], scope: Scope) -> Draft:
    total = draft.scope is Scope.CUMULATIVE and (draft.to is not None or scope is not Scope.CURRENT)
    closes = draft.kind is Kind.BODIES and draft.number.low in totals and not total
    named = draft.side_rule in ("receiver", "giver")
    if not closes or named or draft.partner >= 0 or draft.value in values:
        return draft
    return replace(draft, to=None, total=True, scope=scope, scope_rule="sum.closes", side_rule="sum.closes", flags=())


def _totals_again(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """What one sentence says has come in all since a day is that in the others too: "1,409 bodies are back"."""
    counted = [one for one in drafts if _exactly(one) and one.scope_rule in _COUNTED and one.to]
    totals = {(one.kind, one.to, one.value) for one in counted}
    managed = {(one.kind, one.to, one.value) for one in counted if one.scope_rule == ONGOING}  # of whatever dateline
    again = [
        one.scope is Scope.CURRENT
        and (not one.own_day or (one.kind, one.to, one.value) in managed)
        and not _is_large(one, conflict)
        for one in drafts
    ]
    return [
        _undated(replace(one, scope=Scope.CUMULATIVE, scope_rule="total.again"))
        if plain and (one.kind, one.to, one.value) in totals
        else one
        for one, plain in zip(drafts, again, strict=True)
    ]


def _exactly(draft: Draft) -> bool:
    return draft.number.qualifier is Qualifier.EXACT and draft.number.precision is Precision.EXACT_DIGITS


def _big_totals(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """A finished transfer larger than any single one ever was is a running total that does not say so."""
    large = [draft for draft in drafts if _is_large(draft, conflict)]
    beside = {draft.sentence for draft in large}
    after = {(one.sentence + 1, one.group) for one in drafts if one in large or one.scope is Scope.CUMULATIVE}
    twice = {one.to for one in drafts if (one.sentence, one.group) not in after and _reported(one)}
    beside |= {
        one.sentence for one in drafts if (one.sentence, one.group) in after and one.to in twice and not one.own_day
    }
    told = {one.to for one in drafts if one.scope is Scope.CURRENT and one not in large and one.kind is Kind.BODIES}
    received = {one.to for one in large if one.to}
    if received and not received & told:
        # What stands before the first total is the news, and the total its background.
        first = min(one.sentence for one in drafts if one in large or one.scope is Scope.CUMULATIVE)
        beside |= {one.sentence for one in drafts if not one.own_day and one.sentence > first}
    answered = {one.sentence for one in drafts if one in large or one.scope is Scope.CUMULATIVE}
    earlier = {(one.sentence, one.day) for one in large if one.scope is Scope.PREVIOUS}
    again = [
        draft in large
        or (draft.scope is Scope.PREVIOUS and (draft.sentence, draft.day) in earlier)  # "6,060, and got 78 in return"
        or (draft.answers in answered and draft.scope is Scope.CURRENT)
        or (draft.sentence in beside and draft.scope is Scope.CURRENT and not _stands(draft, drafts))
        for draft in drafts
    ]
    return [
        _undated(replace(draft, scope=Scope.CUMULATIVE, scope_rule="total.by_size", flags=())) if total else draft
        for draft, total in zip(drafts, again, strict=True)
    ]


def _big_plans(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """ "6,000 for 6,000": as many for each side as no single transfer came near is what was agreed."""
    values = {(one.sentence, one.at): one.value for one in drafts}
    equal = [one for one in drafts if values.get((one.sentence, one.partner)) == one.value]
    both = {(one.sentence, at) for one in equal for at in (one.at, one.partner)}
    return [
        _undated(replace(one, scope=Scope.PLANNED, scope_rule="planned.by_size"))
        if _is_large(one, conflict) and (one.side_rule == "each" or (one.sentence, one.at) in both)
        else one
        for one in drafts
    ]


def _undated(total: Draft) -> Draft:
    """The day beside a running total is that of its telling."""
    return replace(total, day=None, day_basis=DateBasis.NONE, own_day=False)


def _reported(draft: Draft) -> bool:
    return draft.scope is Scope.CURRENT and draft.kind is Kind.BODIES


def _is_large(draft: Draft, conflict: Conflict) -> bool:
    told = draft.scope in (Scope.CURRENT, Scope.PREVIOUS) and draft.kind is Kind.BODIES
    return told and draft.number.low > conflict.total_above


def _stands(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """It stands in another sentence too, as a figure of the transfer that is reported."""
    return any(
        one.value == draft.value
        and one.to == draft.to
        and one.sentence != draft.sentence
        and one.scope is Scope.CURRENT
        for one in drafts
    )


def _headlines(drafts: list[Draft]) -> list[Draft]:
    """A headline drops the words that say what a figure is: it has the scope that the text gives the same figure."""
    done = []
    now = any(one.scope is Scope.CURRENT and one.kind is Kind.BODIES and one.zone != "headline" for one in drafts)
    for draft in drafts:
        same = [one for one in drafts if one.zone != "headline" and (one.kind, one.value) == (draft.kind, draft.value)]
        same = same or [one for one in drafts if one.zone != "headline" and _rounds(draft, one)]
        plain = draft.zone == "headline" and draft.scope is Scope.CURRENT and not draft.own_day
        again = now and all(one.own_day and one.scope is Scope.PREVIOUS for one in same)  # the same number twice
        alone = plain and bool(same) and not again and all(_is_another(one, draft) for one in same)
        if alone:
            draft = replace(draft, flags=(*draft.flags, HEADLINE_ALONE))
        elif (
            plain
            and same
            and not again
            and all(one.scope is not Scope.CURRENT and one.to in (draft.to, None) for one in same)
        ):
            first = same[0]
            draft = replace(draft, scope=first.scope, scope_rule="headline", day=first.day, day_basis=first.day_basis)
        done.append(draft)
    return done


def _is_another(one: Draft, news: Draft) -> bool:
    """The text says that it is of an earlier exchange, of a day or a month long ago, and the headline says "another" or
    names who received: "last time, in October, as many were handed over". A day alone does not, for metadata errs."""
    worded = one.scope is Scope.PREVIOUS and one.scope_rule == TOLD_AS_PREVIOUS
    if not worded or not one.day or not news.day or len(news.day) < len("2026-01-29"):
        return False
    last = (date.fromisoformat(news.day) - _LATE).isoformat()
    return one.day < last[: len(one.day)] and (news.again or news.side_strength == _NAMED)


def _rounds(draft: Draft, total: Draft) -> bool:
    """ "Over 600 back home" above a text that only knows the running total of 641 of them."""
    hedged = draft.number.qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.ABOUT)
    near = draft.number.low <= total.number.low and close(draft.number.low, total.number.low)
    return hedged and near and draft.kind is total.kind and total.scope is Scope.CUMULATIVE


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Equal kind, side, value and scope with the same day (or one without) are one claim with every span."""
    done: list[Draft] = []
    for draft in drafts:
        place = next((number for number, one in enumerate(done) if _same(one, draft)), None)
        if place is None:
            done.append(replace(draft, spans=(draft.evidence,)))
        else:
            done[place] = _joined(done[place], draft)
    return done


def _same(one: Draft, two: Draft) -> bool:
    if (one.kind, one.to, one.value, one.scope) != (two.kind, two.to, two.value, two.scope):
        return False
    if one.number.qualifier is not two.number.qualifier and one.scope is not Scope.CURRENT:
        return False
    if one.scope is Scope.COMPONENT and one.sentence == two.sentence:
        return False
    return one.day == two.day or not (one.own_day and two.own_day)


def _joined(one: Draft, two: Draft) -> Draft:
    """The better reading of each slot; agreement is evidence."""
    surer = two if (two.side_strength, two.own_day) > (one.side_strength, one.own_day) else one
    dated = two if two.own_day and not one.own_day else one
    claimants = two.claimants if two.spoken and not one.spoken else one.claimants or two.claimants
    if one.claimants and two.claimants and not one.claimants[0].official and two.claimants[0].official:
        claimants = two.claimants
    elif claimants and two.claimants and _confirms(claimants, two.claimants):
        claimants = (*claimants, two.claimants[0])
    number = one.number if one.number.qualifier is Qualifier.EXACT else two.number
    if one.number.qualifier is two.number.qualifier and two.number.precision is Precision.EXACT_DIGITS:
        number = two.number
    headline = ("headline",) if one.zone == "headline" and two.zone != "headline" else ()
    return replace(
        surer,
        number=number,
        day=dated.day,
        day_basis=dated.day_basis,
        own_day=one.own_day or two.own_day,
        claimants=claimants,
        spoken=one.spoken or two.spoken,
        zone=one.zone,
        spans=(*one.spans, two.evidence),
        flags=tuple(dict.fromkeys((*surer.flags, *headline))),
    )


def _confirms(known: tuple[Claimant, ...], said: tuple[Claimant, ...]) -> bool:
    """An official of the other side states the same figure."""
    root = said[0]
    sides = {one.side for one in known if one.official}
    return root.official and known[0].official and root.side not in sides
