"""An article in, its claims out, each with evidence, rules, points and failed gates: the stages in their order. Pure.

Never raises on any text; a text longer than matcher.text.LONGEST is read up to there.
"""

from collections.abc import Sequence
from dataclasses import replace

from matcher import claimant, scope
from matcher.consolidate import Draft, consolidated
from matcher.days import dated, reference_day, reported_day
from matcher.direction import Direction, Setting, directions
from matcher.frames import Candidate
from matcher.points import gates, points
from matcher.reading import Sentence, read_sentences
from matcher.relevance import why_relevant
from matcher.words import Conflict, Lexicon, language_of
from matcher.zones import Zone
from repwatch.model import Article, Claim, Claimant, Evidence, Figure, Kind, Outlet, Reading, Scope

_ASSUMED = 1  # the strength of a side that only the speaker or the language suggests


def extract(article: Article, outlet: Outlet | None, lexicon: Lexicon) -> Reading:
    side = outlet.side if outlet else "neutral"
    language = language_of(lexicon, article.lang or (outlet.lang if outlet else ""), f"{article.title}\n{article.text}")
    home = any(language.id in conflict.home for conflict in lexicon.conflicts.values())
    reason = why_relevant(lexicon, article.title, article.text, side="home" if home and side == "neutral" else side)
    if not reason:
        return Reading(False, "no words of a transfer of bodies between the parties")
    read = read_sentences(article, language, lexicon)
    claims: list[Claim] = []
    for conflict in lexicon.conflicts.values():
        claims += _claims(article, side, read, conflict, language.id, lexicon)
    relevant = any(claim.kind is Kind.BODIES and claim.scope is Scope.CURRENT for claim in claims)
    return Reading(relevant, reason, tuple(claims))


def _claims(
    article: Article, side: str, read: Sequence[Sentence], conflict: Conflict, lang: str, lexicon: Lexicon
) -> list[Claim]:
    reference = reference_day(article, read)
    drafts = _drafts(read, conflict, conflict.home.get(lang, ""), side if side in conflict.parties else "")
    day, basis = reported_day(drafts, read, reference, article)
    with_days = [dated(draft, read, reference, (day, basis)) for draft in drafts]
    attributed = _attributed(with_days, read, conflict)
    finished = [one for one in consolidated(attributed, conflict, day) if _is_figure(one)]
    sides = {one.to for one in finished if one.scope is Scope.CURRENT and one.kind is Kind.BODIES}
    both = set(conflict.parties) <= sides
    return [_claim(one, conflict, lexicon, both) for one in finished]


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
                ways = _ways(sentence, candidate, side, conflict)
                done += [_draft(sentence, number, candidate, way, scoping, kind, conflict) for way in ways]
    return done


def _ways(sentence: Sentence, candidate: Candidate, side: Direction, conflict: Conflict) -> list[Direction]:
    """ "160 bodies each", "6,000 a side": the same to every party. Else the one way that was read."""
    items = sentence.read.items
    near = (*items[max(0, candidate.first - 1) : candidate.first], *items[candidate.last + 1 : candidate.last + 3])
    if side.strength > _ASSUMED or candidate.partner >= 0 or not any(item.has("EACH") for item in near):
        return [side]
    return [Direction(party, "each", 2) for party in conflict.parties]


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
