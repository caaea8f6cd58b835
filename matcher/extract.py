"""An article in, its claims out, each with evidence, rules, points and failed gates: the stages in their order. Pure.

Never raises on any text; a text longer than matcher.text.LONGEST is read up to there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher import claimant, scope
from matcher.clauses import Clauses, clauses
from matcher.consolidate import Draft, consolidated
from matcher.dates import When, resolve, with_dates
from matcher.direction import Direction, Setting, directions
from matcher.frames import Candidate, candidates
from matcher.numbers import with_numbers
from matcher.points import gates, points
from matcher.relevance import why_relevant
from matcher.text import MOST_TOKENS, Folded, fold, sentences, tokens
from matcher.words import Conflict, Language, Lexicon, language_of, typed
from matcher.zones import READ, Zone, lines
from repwatch.model import Article, Claim, Claimant, DateBasis, Evidence, Figure, Kind, Outlet, Reading, Scope

_RECENT = timedelta(days=3)  # a transfer older than this is not what an article reports (corpus rules)
_IN_ADDRESS = re.compile(r"(?<!\d)(20\d\d)[-/_]?([01]\d)[-/_]?([0-3]\d)(?!\d)|(?<!\d)([0-3]\d)([01]\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Read once: which field it stands in, its zone, paragraph, clauses and candidate figures."""

    field: str
    zone: Zone
    group: int
    header: bool
    read: Clauses
    found: tuple[Candidate, ...]
    folded: Folded


def extract(article: Article, outlet: Outlet | None, lexicon: Lexicon) -> Reading:
    side = outlet.side if outlet else "neutral"
    language = language_of(lexicon, article.lang or (outlet.lang if outlet else ""), f"{article.title}\n{article.text}")
    home = any(language.id in conflict.home for conflict in lexicon.conflicts.values())
    reason = why_relevant(lexicon, article.title, article.text, side="home" if home and side == "neutral" else side)
    if not reason:
        return Reading(False, "no words of a transfer of bodies between the parties")
    read = _sentences(article, language, lexicon)
    claims: list[Claim] = []
    for conflict in lexicon.conflicts.values():
        claims += _claims(article, side, read, conflict, language.id, lexicon)
    relevant = any(claim.kind is Kind.BODIES and claim.scope is Scope.CURRENT for claim in claims)
    return Reading(relevant, reason, tuple(claims))


def _sentences(article: Article, language: Language, lexicon: Lexicon) -> list[Sentence]:
    found: list[Sentence] = []
    for field, raw in (("title", article.title), ("text", article.text)):
        folded = fold(raw, lexicon.alphabet)
        for group, line in enumerate(
            lines(folded.text, language.lines, bool(article.title)) if field == "text" else [None]
        ):
            if line is None:
                found += _read(folded, 0, len(folded.text), language, (field, Zone.HEADLINE, -1, False))
            elif line.zone in READ:
                found += _read(folded, line.start, line.end, language, (field, line.zone, group, line.header))
    return found


def _read(
    folded: Folded, start: int, end: int, language: Language, where: tuple[str, Zone, int, bool]
) -> Iterator[Sentence]:
    field, zone, group, header = where
    for first, last in sentences(folded.text[start:end], language.abbreviations, start):
        found = tokens(folded.text[first:last], first)
        for piece in range(0, len(found), MOST_TOKENS):
            items = with_numbers(with_dates(typed(found[piece : piece + MOST_TOKENS], language)))
            read = clauses(items)
            yield Sentence(field, zone, group, header, read, tuple(candidates(read)), folded)


def _claims(
    article: Article, side: str, read: Sequence[Sentence], conflict: Conflict, lang: str, lexicon: Lexicon
) -> list[Claim]:
    reference = _reference(article, read)
    drafts = _drafts(read, conflict, conflict.home.get(lang, ""), side if side in conflict.parties else "")
    day, basis = _reported_day(drafts, read, reference, article)
    dated = [_dated(draft, read, reference, day, basis) for draft in drafts]
    dated = _attributed(dated, read, conflict)
    finished = [one for one in consolidated(dated, conflict, day) if _is_figure(one)]
    sides = {one.to for one in finished if one.scope is Scope.CURRENT and one.kind is Kind.BODIES}
    both = set(conflict.parties) <= sides
    return [_claim(one, conflict, lexicon, both) for one in finished]


def _reference(article: Article, read: Sequence[Sentence]) -> date | None:
    """The day that "today" means: of a dateline, else of the address if metadata is far off, else of publication."""
    published = article.published.date() if article.published else None
    address = _address_day(article.url or "")
    if address and (published is None or abs(address - published) > _RECENT):
        published = address
    for sentence in read[:6]:
        if sentence.field == "text" and not sentence.found and len(sentence.read.items) <= 9:
            for item in sentence.read.items:
                day = resolve(item.value, published) if item.kind == "date" and item.value.day else None
                if day and (published is None or abs(date.fromisoformat(day) - published) <= _RECENT):
                    return date.fromisoformat(day)
    return published


def _address_day(url: str) -> date | None:
    for found in _IN_ADDRESS.finditer(url):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _drafts(read: Sequence[Sentence], conflict: Conflict, home: str, outlet_side: str) -> list[Draft]:
    done: list[Draft] = []
    carry = scope.Carry()
    topic = _topic(read)
    for number, sentence in enumerate(read):
        if scope.rest_is_past(sentence.read):
            carry = scope.Carry(rest=True, scope=Scope.PREVIOUS)
        if not sentence.found or _is_elsewhere(sentence):
            continue
        last = done[-1] if done else None
        near = last if last is not None and read[last.sentence].group == sentence.group else None
        who = claimant.chain(sentence.read, None, conflict, sentence.folded.text)
        speaker = next((one.side for one in who if one.side), outlet_side)
        setting = Setting(conflict, speaker, home, (near.to or "") if near else "")
        moved = scope.Carry(carry.rest, near.scope if near else Scope.CURRENT)
        sides = directions(sentence.read, sentence.found, setting)
        scoped = scope.scopes(sentence.read, sentence.found, moved)
        kinds = _kinds(sentence, topic, near)
        for candidate, side, scoping, kind in zip(sentence.found, sides, scoped, kinds, strict=True):
            if kind is not None and _is_about_transfer(sentence, candidate, near, done):
                done.append(_draft(sentence, number, candidate, side, scoping, kind, conflict))
    return done


def _topic(read: Sequence[Sentence]) -> Kind | None:
    """What the headline or the first telling sentence counts."""
    for sentence in read[:8]:
        kind = _spoken_kind(sentence)
        if kind:
            return kind
    return None


def _spoken_kind(sentence: Sentence) -> Kind | None:
    items = sentence.read.items
    if any(item.has("BODY", "SHIELD") for item in items):
        return Kind.BODIES
    if any(item.has("POW") for item in items):
        return Kind.PRISONERS
    return Kind.BODIES if any(item.has("DEAD", "DEADPART") for item in items) else None


def _kinds(sentence: Sentence, topic: Kind | None, near: Draft | None) -> list[Kind | None]:
    spoken = _spoken_kind(sentence)
    fallback = spoken or (near.kind if near else None) or topic
    kinds = []
    for candidate in sentence.found:
        kind = candidate.kind or fallback
        if kind is Kind.CIVILIANS and fallback is Kind.BODIES:
            kind = Kind.BODIES
        kinds.append(kind)
    return kinds


def _is_elsewhere(sentence: Sentence) -> bool:
    return any(item.has("FOREIGN") for item in sentence.read.items)


def _is_about_transfer(sentence: Sentence, candidate: Candidate, near: Draft | None, done: Sequence[Draft]) -> bool:
    read = sentence.read
    segment = read.segment[candidate.at]
    mine = [item for at, item in enumerate(read.items) if read.segment[at] == segment]
    own = any(read.segment[verb.at] == segment for verb in read.verbs)
    if any(item.has("OTHER") for item in mine) and not own:
        return candidate.stated is False and bool(done) and any(item.has("PLACE") for item in read.items)
    if read.verbs or sentence.zone is Zone.HEADLINE:
        return True
    return bool(done) and (sentence.zone is Zone.LIST or near is not None or candidate.stated or candidate.partner >= 0)


def _draft(
    sentence: Sentence,
    number: int,
    candidate: Candidate,
    side: Direction,
    scoping: scope.Scoped,
    kind: Kind,
    conflict: Conflict,
) -> Draft:
    items = sentence.read.items
    first = min(items[candidate.first].start, items[candidate.at].start)
    last = max(items[candidate.last].end, items[candidate.at].end)
    start, end = sentence.folded.span(first, last)
    evidence = Evidence(sentence.field, start, end, sentence.folded.raw_text[start:end])
    who = claimant.chain(sentence.read, candidate, conflict, sentence.folded.text)
    return Draft(
        kind, side.to, candidate.number, scoping.scope, evidence, number, candidate.at, sentence.group,
        str(sentence.zone), candidate.partner, side.total, side.rule, side.strength, side.lost, scoping.rule,
        scoping.firm,
        claimants=who, stated=candidate.stated, place=any(item.has("PLACE") for item in items),
    )  # fmt: skip


def _own_date(draft: Draft, sentence: Sentence) -> When | None:
    """The date of the figure's segment, else the nearest one of its sentence."""
    read = sentence.read
    dates = [at for at, item in enumerate(read.items) if item.kind == "date"]
    if not dates:
        return None
    near = min(dates, key=lambda at: (read.segment[at] != read.segment[draft.at], abs(at - draft.at)))
    when: When = read.items[near].value
    return when


def _reported_day(
    drafts: Sequence[Draft], read: Sequence[Sentence], reference: date | None, article: Article
) -> tuple[str | None, DateBasis]:
    """The day of the transfer that the article reports: of its first current figure that has one, else publication."""
    for draft in drafts:
        when = _own_date(draft, read[draft.sentence])
        if draft.scope is not Scope.CURRENT or when is None or draft.kind is not Kind.BODIES:
            continue
        day = resolve(when, reference)
        if (
            day
            and len(day) == 10
            and (reference is None or -_RECENT <= date.fromisoformat(day) - reference <= timedelta(1))
        ):
            return day, when.basis
    if reference is None:
        return None, DateBasis.NONE
    published = article.published.date() if article.published else None
    return reference.isoformat(), DateBasis.PUBLICATION if reference == published else DateBasis.ADDRESS


def _dated(draft: Draft, read: Sequence[Sentence], reference: date | None, day: str | None, basis: DateBasis) -> Draft:
    when = _own_date(draft, read[draft.sentence])
    own = resolve(when, reference) if when else None
    if when is not None and when.vague and draft.scope is Scope.CURRENT and not draft.firm:
        return replace(draft, scope=Scope.PREVIOUS, scope_rule="date.vague")
    if own and when:
        draft = replace(draft, day=own, day_basis=when.basis, own_day=True)
        if draft.scope in (Scope.CURRENT, Scope.COMPONENT) and not draft.firm and day and own < day[: len(own)]:
            return replace(draft, scope=Scope.PREVIOUS, scope_rule="date.earlier")
        if draft.scope is Scope.CUMULATIVE:
            return replace(draft, day=None, day_basis=DateBasis.NONE)
        return draft
    if draft.scope in (Scope.CURRENT, Scope.COMPONENT):
        return replace(draft, day=day, day_basis=basis)
    return draft


def _attributed(drafts: Sequence[Draft], read: Sequence[Sentence], conflict: Conflict) -> list[Draft]:
    """Figures whose sentence names nobody: a trailing attribution, else who spoke before in the paragraph."""
    done = []
    for draft in drafts:
        who: tuple[Claimant, ...] = draft.claimants
        after = read[draft.sentence + 1] if draft.sentence + 1 < len(read) else None
        if not who and after is not None and claimant.is_trailing(after.read):
            who = claimant.chain(after.read, None, conflict, after.folded.text)
        for before in range(draft.sentence - 1, max(-1, draft.sentence - 4), -1):
            if not who and read[before].group == draft.group:
                who = claimant.chain(read[before].read, None, conflict, read[before].folded.text)
        done.append(replace(draft, claimants=who))
    return done


def _is_figure(draft: Draft) -> bool:
    return draft.to is not None or draft.total


def _claim(draft: Draft, conflict: Conflict, lexicon: Lexicon, both: bool) -> Claim:
    number = draft.number
    return Claim(
        conflict.id,
        draft.kind,
        draft.to,
        Figure(number.low, number.high, number.qualifier, number.precision),
        draft.scope,
        draft.spans or (draft.evidence,),
        draft.day,
        draft.day_basis,
        draft.claimants,
        "",
        (f"side.{draft.side_rule}", f"scope.{draft.scope_rule}", f"date.{draft.day_basis}"),
        points(draft, lexicon.points, both and draft.scope is Scope.CURRENT),
        gates(draft, conflict),
    )
