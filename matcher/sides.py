"""The drafts of one article in, the same with sides that other figures tell: formulas, equal figures, wholes. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from math import log

from matcher.direction import VOICE
from matcher.draft import Draft
from matcher.scope import ROW_LAST
from matcher.words import Conflict
from repwatch.model import Kind, Scope

_ROW = 3  # figures of one sentence that make a row
_FAR = log(4)  # figures of one direction seldom differ more than fourfold from one exchange to the next


_ALIKE = 1.05  # two counts of one handover seldom differ more: 1,245 and 1,248
_FEW = 0.01  # the same, where it stands further on
_GUESSED = 1  # the strength of a side that only language, speaker or order suggests


def by_value(drafts: list[Draft]) -> list[Draft]:
    """A figure without a side takes that of the same figure elsewhere in the article; so do formulas, both parts."""
    sides: dict[tuple[Kind, tuple[int, int]], set[str]] = {}
    named: dict[tuple[Kind, tuple[int, int]], set[str]] = {}
    for draft in drafts:
        if draft.to and draft.side_strength > 0:
            sides.setdefault((draft.kind, draft.value), set()).add(draft.to)
        if draft.to and draft.side_strength > _GUESSED:
            named.setdefault((draft.kind, draft.value), set()).add(draft.to)
    current = {(one.kind, one.value) for one in drafts if one.to and one.scope is Scope.CURRENT}
    done = []
    for draft in drafts:
        key = (draft.kind, draft.value)
        found = sides.get(key, set()) if draft.to is None else named.get(key, set()) if _is_guess(draft) else set()
        if not draft.total and len(found) == 1 and found != {draft.to}:
            strength = 2 if key in current else 1
            draft = replace(draft, to=next(iter(found)), side_rule="same.figure", side_strength=strength)
        done.append(draft)
    return done


def turned_headlines(drafts: list[Draft]) -> list[Draft]:
    """ "South returns 640 bodies": a headline's verb that may mean to get back or to give back, where the text has the
    same figure, and only for the other side."""
    told: dict[tuple[Kind, tuple[int, int]], set[str]] = {}
    for one in drafts:
        if one.to and one.zone != "headline" and one.side_strength > _GUESSED and one.scope is Scope.CURRENT:
            told.setdefault((one.kind, one.value), set()).add(one.to)
    done = []
    for draft in drafts:
        sides = told.get((draft.kind, draft.value), set())
        if draft.zone == "headline" and draft.side_rule == "return.subject" and sides and draft.to not in sides:
            draft = replace(draft, to=next(iter(sides)), side_rule="same.figure")
        done.append(draft)
    return done


def turned_returns(drafts: list[Draft]) -> list[Draft]:
    """ "Last time South returned 612", in an article that only knows that North got 640: an earlier figure whose verb
    may mean to get back or to give back goes the one way that is told, where it is near to what went there."""
    told = [
        one
        for one in drafts
        if one.to and one.kind is Kind.BODIES and one.side_strength > _GUESSED and one.side_rule != "return.subject"
    ]
    ways = {one.to for one in told if one.scope is Scope.CURRENT}
    if len(ways) != 1 or {one.to for one in told} != ways:
        return drafts
    near = [one.number.low for one in told if one.scope is Scope.CURRENT and one.number.low]
    return [
        replace(one, to=told[0].to, side_rule="one_way", side_strength=_GUESSED)
        if one.scope is Scope.PREVIOUS
        and one.side_rule == "return.subject"
        and one.kind is Kind.BODIES
        and one.to not in ways
        and any(one.number.low and abs(log(one.number.low / low)) < _FAR for low in near)
        else one
        for one in drafts
    ]


def _is_guess(draft: Draft) -> bool:
    """A formula of which only the language or the speaker suggests the order."""
    return draft.side_strength <= _GUESSED and (draft.partner >= 0 or draft.side_rule == "formula.second")


def of_prisoners(drafts: list[Draft]) -> list[Draft]:
    """A headline's number without a noun that the text says of prisoners, and nowhere of bodies, counts them too."""
    stated = {(one.kind, one.value) for one in drafts if one.stated}
    return [
        replace(one, kind=Kind.PRISONERS)
        if one.kind is Kind.BODIES
        and one.zone == "headline"
        and not one.stated
        and (Kind.PRISONERS, one.value) in stated
        and (Kind.BODIES, one.value) not in stated
        else one
        for one in drafts
    ]


def _mate(drafts: Sequence[Draft], draft: Draft) -> int | None:
    """The place of the second number of a formula."""
    if draft.partner < 0:
        return None
    return next((p for p, one in enumerate(drafts) if (one.sentence, one.at) == (draft.sentence, draft.partner)), None)


def equal_pairs(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """ "160 for 160": one each, whoever is named first."""
    done = list(drafts)
    for index, draft in enumerate(drafts):
        mate = _mate(drafts, draft)
        if mate is not None and draft.value == drafts[mate].value:
            one, two = sorted(conflict.parties)[:2]
            done[index] = replace(draft, to=one, side_rule="formula.equal", side_strength=2, total=False)
            done[mate] = replace(drafts[mate], to=two, side_rule="formula.equal", side_strength=2, total=False)
    return done


def pairs(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """A formula of which one side is known."""
    done = list(drafts)
    for index, draft in enumerate(drafts):
        mate = _mate(drafts, draft)
        if mate is None or bool(done[index].to) == bool(done[mate].to):
            continue
        lacking, known = (mate, index) if done[index].to else (index, mate)
        side = conflict.other(done[known].to or "")
        done[lacking] = replace(
            done[lacking], to=side, side_rule="formula.mate", side_strength=done[known].side_strength, total=False
        )
    return done


def by_row(drafts: list[Draft]) -> list[Draft]:
    """Three or more figures in a row without a side, of which one is known elsewhere: the others went the same
    way. Of figures of this exchange only the last of a row of transfers."""
    rows: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.kind is Kind.BODIES and not draft.total:
            rows.setdefault(draft.sentence, []).append(draft)
    sides: dict[int, str] = {}
    for sentence, row in rows.items():
        told = {one.to for one in row if one.to}
        bare = all(one.to is None or one.side_rule == "same.figure" for one in row)
        if len(row) >= _ROW and bare and len(told) == 1:
            sides[sentence] = told.pop() or ""
    return [
        replace(one, to=sides[one.sentence], side_rule="row", side_strength=1)
        if one.sentence in sides
        and one.to is None
        and not one.total
        and (one.scope is not Scope.CURRENT or one.scope_rule == ROW_LAST)
        else one
        for one in drafts
    ]


def by_order(drafts: list[Draft]) -> list[Draft]:
    """A formula whose sides nothing tells has them in the order of the article's other formulas, if that is one."""
    orders = set()
    for draft in drafts:
        mate = _mate(drafts, draft)
        if mate is not None and draft.to and drafts[mate].to and draft.value != drafts[mate].value:
            orders.add((draft.to, drafts[mate].to))
    done = list(drafts)
    for index, draft in enumerate(drafts):
        mate = _mate(drafts, draft)
        bare = mate is not None and not draft.to and not drafts[mate].to and draft.value != drafts[mate].value
        if mate is not None and bare and len(orders) == 1:
            first, second = next(iter(orders))
            done[index] = replace(draft, to=first, side_rule="formula.order", side_strength=1, total=False)
            done[mate] = replace(drafts[mate], to=second, side_rule="formula.order", side_strength=1, total=False)
    return done


def carried(drafts: list[Draft]) -> list[Draft]:
    """A figure that is not of this exchange and names no side: it goes where the one before it in the paragraph went, a
    part where its whole went, and any in an article that knows of one direction only goes that way."""
    bodies = [one for one in drafts if one.to and one.kind is Kind.BODIES]
    current = {one.to for one in bodies if one.scope is Scope.CURRENT}
    totals = {one.to for one in bodies if one.scope is Scope.CUMULATIVE and one.side_strength > 1}
    known = current if totals <= current else current | totals
    done: list[Draft] = []
    for draft in drafts:
        whole = _whole_of(done, draft)
        if whole is not None and draft.side_rule != "recipient":
            draft = replace(draft, to=whole.to, side_rule="whole", side_strength=whole.side_strength)
        elif draft.to is None and not draft.total and draft.scope is not Scope.CURRENT:
            near = next((one for one in reversed(done) if one.to and one.kind is draft.kind), None)
            here = near is not None and (near.group == draft.group or draft.zone == "list")
            side = near.to if near is not None and here else next(iter(known)) if len(known) == 1 else None
            side = _nearest(draft, bodies) or side
            draft = replace(draft, to=side, side_rule="carried" if side else draft.side_rule, side_strength=1)
        done.append(draft)
    return done


def _nearest(draft: Draft, bodies: Sequence[Draft]) -> str | None:
    """Where the article tells of both directions now: the figure of it that an earlier one or a total is nearest to."""
    current = [one for one in bodies if one.scope is Scope.CURRENT and one.number.low and one.side_strength]
    both = len({one.to for one in current}) > 1
    if draft.kind is not Kind.BODIES or draft.scope is Scope.COMPONENT or not both or not draft.number.low:
        return None
    far, side = min((abs(log(one.number.low / draft.number.low)), one.to) for one in current)
    total = draft.scope is Scope.CUMULATIVE and draft.number.low > max(one.number.low for one in current)
    return side if far < _FAR or total else None


def heard(drafts: list[Draft], conflict: Conflict) -> list[Draft]:
    """ "In June North counted 1,245, South 1,248": of the direction that the article told first; a total that no single
    transfer came near, of the side that always got more. Never for a figure of this exchange."""
    told = next((one.to for one in drafts if one.to and one.kind is Kind.BODIES), None)
    done = []
    for draft in drafts:
        if draft.to is None and draft.side_rule == VOICE and draft.scope is not Scope.CURRENT:
            large = draft.scope is Scope.CUMULATIVE and draft.number.low > conflict.total_above
            draft = replace(draft, to=told or (conflict.larger if large else "") or None, side_strength=1)
        done.append(draft)
    return done


def told_again(drafts: list[Draft]) -> list[Draft]:
    """ "North spoke of the receipt of 640, South of the transfer of 643": a figure without a side, that somebody else
    gives right after one of this exchange that it hardly differs from, is another count of the same handover."""
    done: list[Draft] = []
    for draft in drafts:
        others = [*done[-1:], *(one for one in reversed(done) if _recounts(one, draft))]
        told = next((one for one in others if _is_unsided(draft, one) and _counts_again(one, draft)), None)
        if told is not None:
            draft = replace(draft, to=told.to, side_rule="told.again", side_strength=2, total=False)
        done.append(draft)
    return done


def _is_unsided(draft: Draft, last: Draft) -> bool:
    """By more than language or speaker."""
    open_ = draft.side_rule == "unknown" or (draft.side_strength <= _GUESSED and draft.to in (None, last.to))
    return open_ and draft.partner < 0 and draft.side_rule not in (VOICE, "formula.second", "formula.equal")


def _counts_again(last: Draft, draft: Draft) -> bool:
    both = last.kind is draft.kind is Kind.BODIES and last.scope is draft.scope is Scope.CURRENT
    near = draft.sentence - last.sentence in (0, 1) or _recounts(last, draft)
    sided = last.to is not None and last.side_strength > _GUESSED and near
    both = both and draft.spoken and draft.claimants[:1] != last.claimants[:1]
    figures = min(last.number.low, draft.number.low), max(last.number.low, draft.number.low)
    return both and sided and 0 < figures[0] < figures[1] < figures[0] * _ALIKE


def _recounts(last: Draft, draft: Draft) -> bool:
    """Further on, an official's figure of the same day that differs by a few."""
    official = bool(draft.claimants) and draft.claimants[0].official and draft.spoken
    few = 0 < abs(last.number.low - draft.number.low) < _FEW * last.number.low
    same = last.scope is Scope.CURRENT and last.kind is draft.kind and bool(last.to)
    return official and few and same and (not draft.own_day or draft.day == last.day)


def _whole_of(done: Sequence[Draft], part: Draft) -> Draft | None:
    wholes = [one for one in done if one.to and one.kind is part.kind and one.scope is not Scope.COMPONENT]
    told = part.side_rule in ("nation", "return.subject", "return.nation", "ellipsis.receiver")
    astray = told and len({one.to for one in wholes}) == 1  # "among them 20 of the other side's"
    if part.scope is not Scope.COMPONENT or (part.side_strength > 1 and not part.whole and not astray):
        return None
    named = [one for one in wholes if one.number.low == part.whole]
    larger = [one for one in wholes if one.number.low > part.number.low]
    return named[-1] if named else larger[-1] if larger and not part.whole else None


def by_size(drafts: list[Draft], conflict: Conflict, day: str | None) -> list[Draft]:
    """The last resort for a formula that nothing else settles: the larger number went where it always went."""
    done = list(drafts)
    for index, draft in enumerate(drafts):
        mate = _mate(drafts, draft)
        if mate is None or draft.to or done[mate].to or draft.kind is not Kind.BODIES:
            continue
        if draft.value == drafts[mate].value:
            sides = sorted(conflict.parties)
        elif conflict.larger and (day or "9") >= conflict.larger_since:
            other = conflict.other(conflict.larger) or ""
            sides = [conflict.larger, other] if draft.number.low > drafts[mate].number.low else [other, conflict.larger]
        else:
            continue
        done[index] = replace(draft, to=sides[0], side_rule="size", side_strength=0, total=False)
        done[mate] = replace(drafts[mate], to=sides[1], side_rule="size", side_strength=0, total=False)
    return done
