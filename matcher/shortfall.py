"""Does a stated total fit the ledger, and if not, what explains the gap? Pure.

In: a cumulative claim, the handovers to its side, what else is told of. Out: an Audit. Tried in this order: it fits;
it counts up to an earlier day; a handover that somebody tells of is missing; one of a usual size is missing; one that
the ledger has is left out; it fits another first day; two or three of usual size are missing; it is near.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf

from matcher.origins import official_sides
from matcher.reconcile import interval
from matcher.spans import Span, last_day, others, said_on, span
from matcher.words import Conflict
from repwatch.model import Audit, Book, Figure, Handover, Mention, Part, Qualifier, Range, StoredClaim, Verdict

NEAR = 0.02  # of the stated total: the press is that careless (extraction: totals audit)
EAST = timedelta(hours=4)  # late in the evening by UTC the next day has begun where the handovers are
STEP = timedelta(days=366)  # from one stated total to the next: official ones close exactly over months, not years
LOOSE = 0.1  # how far beyond "more than" or below "up to" the count was that somebody had in mind
SIZES = 200  # different sizes of handovers in one period: beyond that any gap is a sum of some


@dataclass(frozen=True, slots=True)
class Case:
    """One total: the range that its words allow, what it counts, and the ledger of its side.

    start, end: the slice of the book that it counts. before: the earlier total from which the sum starts, else 0.
    """

    claim: StoredClaim
    allowed: Range
    span: Span
    said: str
    book: Book
    conflict: Conflict
    start: int
    end: int
    before: int = 0

    @property
    def exact(self) -> bool:
        return self.allowed[0] == self.allowed[1]

    def sum(self, end: int) -> Range:
        low, high = self.book.sum(self.start, end)
        return low + self.before, high + self.before

    def at(self, span: Span) -> "Case":
        """The same total, as if it counted these days."""
        start, end = self.book.between(*span)
        return replace(self, span=span, start=start, end=end, before=0)


Mentions = Callable[[int, int], Iterable[Mention]]  # from and to how many


def audit(
    claim: StoredClaim, book: Book, conflict: Conflict, anchors: Sequence[StoredClaim], mentions: Mentions
) -> Audit:
    """anchors: earlier exact totals of the same side and first day. mentions: asked only where something is missing."""
    said = said_on(claim)
    days = span(claim.claim.base, said, conflict)
    if days is None:
        return Audit(claim, Verdict.NO_BASE)
    allowed = _allowed(claim.claim.figure)
    case = Case(claim, allowed, days, said, book, conflict, *book.between(*days))
    if book.begins and book.begins <= days[0]:
        return _judged(case, mentions)
    after = anchor(claim, anchors)
    if after is None or not book.begins or book.begins > said_on(after):
        return Audit(claim, Verdict.OUT_OF_REACH, *days)
    start, _ = book.between(_next(said_on(after)), said)
    stepped = replace(case, start=start, end=max(start, case.end), before=after.claim.figure.low)
    return replace(_judged(stepped, mentions), after=after)


def anchor(claim: StoredClaim, earlier: Iterable[StoredClaim]) -> StoredClaim | None:
    """The highest total said in the year before it that is below it, as first said: repeating it late moves nothing."""
    said, low = said_on(claim), claim.claim.figure.low
    oldest = (date.fromisoformat(said) - STEP).isoformat()
    fit = [one for one in earlier if oldest <= said_on(one) < said and one.claim.figure.low < low]
    return min(fit, key=lambda one: (-one.claim.figure.low, said_on(one), one.url, one.id), default=None)


def _judged(case: Case, mentions: Mentions) -> Audit:
    low, high = case.sum(case.end)
    plain = Audit(
        case.claim, Verdict.AGREES, *case.span, int(low), None if high == inf else int(high), case.end - case.start
    )
    gap = _gap(case.allowed, (low, high))
    if gap == (0, 0):
        return plain
    if case.exact:
        plain = replace(plain, least=int(gap[0]), most=int(gap[1]))
    found = _late(case, plain) if gap[1] < 0 else _early(case, plain)
    if not case.exact and (found is None or found.until < _last_but_one(case)):
        found = _elsewhere(case, plain) or found  # a rounded figure fits some earlier day in any case
    if found is None and case.exact:
        found = _missing(case, gap, plain, mentions) if gap[0] > 0 else _left_out(case, plain)
        found = found or _elsewhere(case, plain) or (_several(case, gap, plain) if gap[0] > 0 else None)
    if found:
        return found
    nearest = int(gap[0] if gap[0] > 0 else gap[1])
    careless = not case.exact or not official_sides(case.claim)
    near = careless and abs(nearest) <= NEAR * case.claim.claim.figure.high
    verdict = Verdict.NEAR if near else Verdict.UNEXPLAINED
    return replace(plain, verdict=verdict, gap=nearest)


def _allowed(figure: Figure) -> Range:
    """What the words allow; "more than 12,000" is said of 12,000 too."""
    low, high = interval(figure)
    return figure.low if figure.qualifier is Qualifier.MORE_THAN else low, inf if high is None else high


def _gap(allowed: Range, summed: Range) -> Range:
    """Stated less summed, least and most; 0, 0 if they overlap."""
    if allowed[0] <= summed[1] and summed[0] <= allowed[1]:
        return 0, 0
    if allowed[0] > summed[1]:
        return allowed[0] - summed[1], (allowed[0] if allowed[1] == inf else allowed[1]) - summed[0]
    return allowed[0] - (summed[0] if summed[1] == inf else summed[1]), allowed[1] - summed[0]


def _fits(case: Case, end: int) -> bool:
    return _gap(case.allowed, case.sum(end)) == (0, 0)


def _late(case: Case, plain: Audit) -> Audit | None:
    """It counts up to an earlier handover."""
    end = case.book.longest(case.start, case.end, case.allowed[1] - case.before)
    counted = end > case.start or (case.before and end == case.start)
    if not counted or not _fits(case, end):
        return None
    until = _day(case.book, end) if end else ""
    low, high = case.sum(case.end)
    nearest = int(_gap(case.allowed, (low, high))[1])
    return replace(plain, verdict=Verdict.LAG, gap=nearest, until=until)


def _last_but_one(case: Case) -> str:
    return case.book.days[max(case.start, case.end - 2)] if case.end > case.start else ""


def _early(case: Case, plain: Audit) -> Audit | None:
    """It counts a handover of the day after, which had begun where it was said, or one of an unknown day."""
    retold = case.claim.id >= 0 and case.said < case.claim.said_at.date().isoformat()
    there = case.said if retold else (case.claim.said_at + EAST).date().isoformat()
    end = case.book.between(case.span[0], there)[1] if case.span[1] == case.said and there > case.said else case.end
    if end == case.end:
        end += sum(one.vague and one.day[:7] == case.span[1][:7] for one in case.book.handovers[end : end + 1])
    if end == case.end or not _fits(case, end):
        return None
    return replace(plain, until=_day(case.book, end))


def _missing(case: Case, gap: Range, plain: Audit, mentions: Mentions) -> Audit | None:
    """One handover is missing: one that somebody tells of, else one as large as others of these days."""
    days = case.book.days[case.start - 1] if case.before and case.start else case.span[0]
    told = [one for one in mentions(int(gap[0]), int(gap[1])) if _within(one, days, case.said)]
    if told:
        one = min(told, key=lambda one: (-len(one.day or ""), one.day or "", one.count, one.source))
        part = Part(one.count, one.day or "", one.source)
        return replace(plain, verdict=Verdict.NAMED, gap=one.count, parts=(part,))
    usual = [size for size in _sizes(case) if gap[0] <= size <= gap[1]]
    if not usual:
        return None
    return replace(plain, verdict=Verdict.PART, gap=max(usual), parts=(Part(max(usual)),))


def _within(one: Mention, first: str, last: str) -> bool:
    return not one.day or (first <= last_day(one.day) and one.day <= last)


def _left_out(case: Case, plain: Audit) -> Audit | None:
    """The total is short by one handover of the ledger: it leaves it out, or the ledger has it twice."""
    low, high = case.sum(case.end)
    fitting = [
        one
        for one in case.book.handovers[case.start : case.end]
        if one.high and _gap(case.allowed, (low - one.low, high - one.high)) == (0, 0)
    ]
    if not fitting:
        return None
    parts = tuple(Part(one.low, _as_known(one)) for one in fitting)
    return replace(plain, verdict=Verdict.LEFT_OUT, gap=-fitting[0].low, parts=parts)


def _elsewhere(case: Case, plain: Audit) -> Audit | None:
    """It fits other days than it says. A rounded one fits too much: of those at most the last handover is not in it."""
    near = _meant(case.allowed)
    for days in others(case.span, case.said, case.conflict):
        other = replace(case.at(days), allowed=near)
        if not other.book.begins or other.book.begins > days[0] or other.end == other.start:
            continue
        if _fits(other, other.end):
            return _moved(other, plain, other.end)
        end = other.book.longest(other.start, other.end, other.allowed[1])
        if end > other.start and (case.exact or end == other.end - 1) and _fits(other, end):
            return _moved(other, plain, end)
    return None


def _meant(allowed: Range) -> Range:
    """The count that was in mind lies not far beyond "more than" and not far below "up to"."""
    low, high = allowed
    if high == inf:
        return low, low * (1 + LOOSE)
    return (low, high) if low else (high * (1 - LOOSE), high)


def _moved(other: Case, plain: Audit, end: int) -> Audit:
    nearest = _gap(other.allowed, (plain.low, inf if plain.high is None else plain.high))
    gap = int(nearest[0] if nearest[0] > 0 else nearest[1])
    until = _day(other.book, end)
    return replace(plain, verdict=Verdict.OTHER_BASE, gap=gap, base=other.span[0], until=until)


def _several(case: Case, gap: Range, plain: Audit) -> Audit | None:
    """Two handovers of usual size, or three of one size, are missing."""
    sizes = _sizes(case)
    if len(sizes) > SIZES:
        return None
    equal = [(one, one) for one in sizes if gap[0] <= 2 * one <= gap[1]]
    pairs = [(one, two) for one in sizes for two in _least(sizes, gap[0] - one) if two <= min(one, gap[1] - one)]
    threes = [(one, one, one) for one in sizes if gap[0] <= 3 * one <= gap[1]]
    for parts in (*equal, *pairs, *threes):
        return replace(plain, verdict=Verdict.PART, gap=sum(parts), parts=tuple(Part(size) for size in parts))
    return None


def _least(sizes: Sequence[int], low: float) -> Sequence[int]:
    """The smallest one of at least that; empty: none is."""
    at = bisect_left(sizes, low)
    return sizes[at : at + 1]


def _sizes(case: Case) -> list[int]:
    """Exact sizes of handovers of these days; those since an earlier total are few, so the year before counts too."""
    first = case.start
    if case.before:
        first, _ = case.book.between(f"{int(case.said[:4]) - 1}{case.said[4:]}", case.said)
    chosen = case.book.handovers[min(first, case.start) : case.end]
    return sorted({one.low for one in chosen if one.low == one.high and one.low})


def _day(ledger: Book, end: int) -> str:
    """Of the last handover of a slice."""
    return _as_known(ledger.handovers[end - 1])


def _as_known(one: Handover) -> str:
    return one.day[:7] if one.vague else one.day


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
