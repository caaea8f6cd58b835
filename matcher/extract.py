"""An article in, its claims out, each with evidence, rules, points and failed gates: the stages in their order. Pure.

Never raises on any text; a text longer than matcher.text.LONGEST is read up to there.
"""

from collections.abc import Sequence

from matcher import claimant, scope
from matcher.agreed import agreed_on
from matcher.around import acting_before, moved
from matcher.asked import Asked, answered
from matcher.attribution import Voices, attributed, completed, passed_on
from matcher.bases import with_base
from matcher.consolidate import TENTATIVE, consolidated
from matcher.continued import continued
from matcher.days import before_war, dated, reported_day
from matcher.direction import VOICE, Direction, directions, without_figure
from matcher.draft import Draft
from matcher.each_day import each_day
from matcher.frames import Candidate
from matcher.kinds import kinds, topic_of
from matcher.mention import counts_losses, is_about_transfer
from matcher.nationality import Setting
from matcher.ongoing import ongoing
from matcher.parties import Role
from matcher.points import gates, points, reversed_sizes
from matcher.reading import Sentence, read_sentences
from matcher.relevance import why_relevant
from matcher.retold import retold
from matcher.today import reference_day
from matcher.told_late import told_late
from matcher.words import Conflict, Item, Lexicon, language_of
from matcher.zones import Zone
from repwatch.model import LONGEST_SENTENCE, Article, Claim, Evidence, Figure, Kind, Outlet, Reading, Scope

_NAMED = 3  # the strength of a side that the sentence names
_OFFICIAL = "official"  # the kind of outlet that speaks for itself
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
        claims += _claims(article, outlet, read, conflict, language.id, lexicon)
    relevant = any(claim.kind is Kind.BODIES and claim.scope is Scope.CURRENT for claim in claims)
    return Reading(relevant, reason, tuple(claims))


def _claims(
    article: Article,
    outlet: Outlet | None,
    read: Sequence[Sentence],
    conflict: Conflict,
    lang: str,
    lexicon: Lexicon,
) -> list[Claim]:
    reference = reference_day(article, read)
    if reference and conflict.war_began and reference.isoformat() < conflict.war_began:
        return []
    side = outlet.side if outlet and outlet.side in conflict.parties else ""
    own = claimant.own_voice(outlet.name, side, lexicon, conflict) if outlet and outlet.kind == _OFFICIAL else None
    drafts = _drafts(read, conflict, conflict.home.get(lang, ""), side)
    drafts, exchanged = agreed_on(drafts, read, reference)
    reported = exchanged or told_late(drafts, read, reported_day(drafts, read, reference, article), reference)
    with_days = ongoing(continued([dated(draft, read, reference, reported) for draft in drafts], read), read)
    each = [one for draft in with_days for one in each_day(draft, read, reference, reported)]
    voices = Voices(read, conflict)
    with_voices = attributed(each, read, voices, conflict, own)
    voice = claimant.passed_on(article.voice.name) if article.voice and own is None else None
    known = passed_on(completed(consolidated(with_voices, conflict, reported.day), voices), voice)
    finished = [one for one in known if _is_figure(one) and not _is_found(one, read)]
    finished = [one for one in finished if not before_war(one, read, conflict.war_began)]
    finished = retold(finished, read, reference)
    sides = {one.to for one in finished if one.scope is Scope.CURRENT and one.kind is Kind.BODIES}
    both = set(conflict.parties) <= sides
    claims = [(one, _claim(one, conflict, lexicon, both)) for one in finished]
    based = [with_base(claim, read[one.sentence], conflict, reported.day, reference) for one, claim in claims]
    return reversed_sizes(based, conflict)


def _drafts(read: Sequence[Sentence], conflict: Conflict, home: str, outlet_side: str) -> list[Draft]:
    done: list[Draft] = []
    carry = scope.Carry()
    asked = Asked()
    topic, gone = topic_of(read), _gone(read)
    for number, sentence in enumerate(read):
        if scope.rest_is_past(sentence.read):
            carry = scope.Carry(rest=True, scope=Scope.PREVIOUS)
        if not sentence.found and (about := without_figure(sentence.read, Setting(conflict, outlet_side, home))):
            asked = Asked(number, about, question=any(item.has("NEG") for item in sentence.read.items))
        if not sentence.found or _is_elsewhere(sentence):
            continue
        last = done[-1] if done else None
        near = last if last is not None and read[last.sentence].group == sentence.group else None
        speaker = _speaker(read, number, conflict) or outlet_side
        turned = any(item.has("INRETURN", "OPPOSITE") for item in sentence.read.items)
        told = asked.side if turned and asked.at >= number - 2 and (near is None or near.sentence < asked.at) else ""
        before = told or _side_before(near, done, turned)
        setting = Setting(conflict, speaker, home, before, acting_before(read, number))
        left = moved(read, number, carry, near or (last if turned and _just_before(last, number) else None), done)
        sides = directions(sentence.read, sentence.found, setting)
        if near is not None and near.sentence == number - 1 and near.scope is Scope.CURRENT and near.to:
            asked = Asked(number - 1, near.to)
        sides = answered(sentence, number, sides, asked, done)
        scoped = scope.scopes(sentence.read, sentence.found, left)
        behind = read[number - 1] if number else None
        counted = kinds(sentence, topic, near or _prisoners(_just_before(last, number)), done, behind)
        for candidate, side, scoping, kind in zip(sentence.found, sides, scoped, counted, strict=True):
            answers = _answers_for(sentence, candidate, side, done) or is_about_transfer(
                read, number, candidate, near, done
            )
            if kind is not None and answers and not _is_for_families(sentence, candidate, side, gone):
                ways = _ways(sentence, candidate, side, conflict)
                done += [_draft(sentence, number, candidate, way, scoping, kind, conflict) for way in ways]
            elif done and len(sentence.found) > 1 and kind is Kind.BODIES:
                nobody = Direction(None, TENTATIVE, 0)
                part = scope.Scoped(Scope.COMPONENT, TENTATIVE, firm=True)
                done.append(_draft(sentence, number, candidate, nobody, part, kind, conflict))
    return done


def _side_before(near: Draft | None, done: Sequence[Draft], turned: bool) -> str:
    """Of the last figure of the paragraph; "in return" reaches back to the last one that has a side at all."""
    sided = next((one.to for one in reversed(done) if one.to), None) if turned else None
    return (near.to if near is not None else None) or sided or ""


def _answers_for(sentence: Sentence, candidate: Candidate, side: Direction, done: Sequence[Draft]) -> bool:
    """Only who says it: of what was asked before, or of bodies that the sentence names: "6,057 bodies by this count,
    6,060 by that". "North has reported 40,000 soldiers killed": those that it lost."""
    lost = not sentence.read.verbs and counts_losses(sentence, candidate, done)
    heard = side.rule == VOICE and bool(done) and any(one.stated for one in sentence.found)
    return (heard and not lost) or side.rule == "asked"


def _gone(read: Sequence[Sentence]) -> set[int]:
    """Counts of those who were handed to relatives: "all five" of a later sentence are they again."""
    return {
        one.number.low
        for sentence in read
        if sentence.found and any(item.has("FAMILY") for item in sentence.read.items)
        for one in sentence.found
        if one.stated and sentence.read.verb_of(one.at)
    }


def _is_for_families(sentence: Sentence, candidate: Candidate, side: Direction, gone: set[int]) -> bool:
    """Bodies handed to relatives or experts are no exchange; nor is what only the word "home" makes one beside them."""
    read = sentence.read
    all_of_them = any(item.has("DET") for item in read.items[max(0, candidate.at - 1) : candidate.at])
    if not candidate.stated and all_of_them and candidate.number.low in gone:
        return True
    if side.rule.startswith("home") and any(item.has("FAMILY") for item in read.items):
        return True
    verb = read.verb_of(candidate.at)
    if verb is None or verb.cls == "EXCHANGE" or any(named.role is Role.RECIPIENT for named in read.parties):
        return False
    if verb.cls == "RETURN" and any(item.has("ACHIEVE") for item in read.items[: verb.at + 1]):
        return False  # "managed to return to their families": the headquarters' own words for an exchange
    return any(item.has("FAMILY") for at, item in enumerate(read.items) if read.segment[at] == read.segment[verb.at])


def _speaker(read: Sequence[Sentence], number: int, conflict: Conflict) -> str:
    """The side of who speaks in this sentence, else in those before it, else in the next."""
    for place in (number, number - 1, number - 2, number - 3, number + 1):
        if 0 <= place < len(read):
            sentence = read[place]
            who = claimant.chain(sentence.read, None, conflict, sentence.folded.text)
            after = place > number and not claimant.is_trailing(sentence.read)
            apart = sentence.group != read[number].group and bool(who) and who[0].id in conflict.parties
            if (side := next((one.side for one in who if one.side), "")) and not after and not apart:
                return side
    return ""


def _ways(sentence: Sentence, candidate: Candidate, side: Direction, conflict: Conflict) -> list[Direction]:
    """ "160 bodies each", "6,000 a side": the same to every party. Else the one way that was read."""
    items = sentence.read.items
    near = [*items[max(0, candidate.first - 1) : candidate.first], *items[candidate.last + 1 : candidate.last + 3]]
    near = [item for item in near if not item.term("EACH", "before") or item.end <= items[candidate.at].start]
    segment = sentence.read.segment[candidate.at]
    here = [item for at, item in enumerate(items) if sentence.read.segment[at] == segment]
    each = any(item.term("EACH", "sides") for item in here) or (
        any(item.has("EACH") for item in near) and _is_mutual(sentence, candidate)
    )
    if side.strength > _ASSUMED or candidate.partner >= 0 or not each:
        return [side]
    return [Direction(party, "each", 2) for party in conflict.parties]


def _is_mutual(sentence: Sentence, candidate: Candidate) -> bool:
    """ "each" of the sides, not of several days."""
    read = sentence.read
    if len({named.party for named in read.parties}) > 1 or any(item.has("SIDE") for item in read.items):
        return True
    if any(item.term("EACH", "mutual") for item in read.items):
        return True
    if any(item.kind == "date" and item.value.last for item in read.items):
        return False
    after = read.items[candidate.last + 1 : candidate.last + 3]
    verb = read.verb_of(candidate.at)
    return any(item.has("EACH") for item in after) or (verb is not None and verb.cls == "EXCHANGE")


def _just_before(last: Draft | None, number: int) -> Draft | None:
    """The last figure if it stands in the sentence before, in another paragraph too."""
    return last if last is not None and last.sentence == number - 1 else None


def _prisoners(last: Draft | None) -> Draft | None:
    """ "Home came: of the guard 59, of the navy 30", each in a paragraph of its own."""
    return last if last is not None and last.kind is Kind.PRISONERS else None


def _is_elsewhere(sentence: Sentence) -> bool:
    return any(item.has("FOREIGN") for item in sentence.read.items)


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
    evidence = _evidence(sentence, first, last)
    who = claimant.chain(sentence.read, candidate, conflict, sentence.folded.text)
    return Draft(
        kind, side.to, candidate.number, scoping.scope, evidence, number, candidate.at, sentence.group,
        str(sentence.zone), candidate.partner, side.total, side.rule, side.strength, side.lost, scoping.rule,
        scoping.firm,
        claimants=who, stated=candidate.stated, place=any(item.has("PLACE") for item in items),
        whole=candidate.whole, again=_is_again(items, candidate),
    )  # fmt: skip


def _is_again(items: Sequence[Item], candidate: Candidate) -> bool:
    return any(item.term("MORE", "again") for item in items[max(0, candidate.first - 2) : candidate.last + 1])


def _evidence(sentence: Sentence, first: int, last: int) -> Evidence:
    """first, last: the figure's place in the folded text."""
    start, end = sentence.folded.span(first, last)
    whole, stop = sentence.folded.span(sentence.read.items[0].start, sentence.read.items[-1].end)
    cut = max(whole, min(start - (LONGEST_SENTENCE - (end - start)) // 2, stop - LONGEST_SENTENCE))
    around = sentence.folded.raw_text[min(cut, start) : min(stop, max(cut + LONGEST_SENTENCE, end))]
    return Evidence(sentence.field, start, end, sentence.folded.raw_text[start:end], around)


def _is_found(draft: Draft, read: Sequence[Sentence]) -> bool:
    """In a story about a search or an exhumation, only a figure whose sentence names giver or recipient is one."""
    told = (sentence for sentence in read[:4] if sentence.zone in (Zone.HEADLINE, Zone.LEAD))
    searched = any(item.term("OTHER", "topic") for sentence in told for item in sentence.read.items)
    return searched and draft.scope is Scope.CURRENT and draft.side_strength < _NAMED


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
        draft.lost,
    )
