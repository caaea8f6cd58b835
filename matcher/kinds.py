"""What the figures of a sentence count: bodies, prisoners or civilians; by noun, segment, sentence or story. Pure."""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.draft import Draft
from matcher.events import took_place
from matcher.frames import Candidate
from matcher.reading import Sentence
from matcher.words import place_of
from repwatch.model import Kind


def topic_of(read: Sequence[Sentence]) -> Kind | None:
    """What the headline or the first telling sentence counts."""
    for sentence in read:
        kind = spoken_kind(sentence)
        if kind:
            return kind
    return None


def kinds(
    sentence: Sentence,
    topic: Kind | None,
    near: Draft | None,
    done: Sequence[Draft],
    before: Sentence | None = None,
) -> list[Kind | None]:
    """near: the last figure of the paragraph. done: all so far. before: the sentence before."""
    spoken = spoken_kind(sentence)
    if spoken is None and before is not None and _swaps_captives(before, sentence):
        spoken = Kind.PRISONERS
    if done and has_part(sentence) and any(item.has("DEADPART") for item in sentence.read.items):
        spoken = Kind.BODIES  # "four of them had died in captivity"
    fallback = spoken or (near.kind if near else None) or topic
    found = []
    for candidate in sentence.found:
        living = Kind.PRISONERS if _swapped_alive(sentence, candidate, done) else None
        kind = (
            candidate.kind
            or living
            or _segment_kind(sentence, candidate)
            or (None if _is_alive(sentence, candidate) else fallback)
        )
        dead = spoken is Kind.BODIES or (near is not None and near.kind is Kind.BODIES and has_part(sentence))
        if kind is Kind.CIVILIANS and dead and not _beside_the_dead(sentence, candidate):
            kind = Kind.BODIES
        if kind is Kind.PRISONERS and dead and has_part(sentence):
            kind = Kind.BODIES  # "among the bodies are 62 prisoners"
        if candidate.whole and any(one.kind is Kind.BODIES and one.number.low == candidate.whole for one in done):
            kind = Kind.BODIES
        found.append(kind)
    return found


def _swaps_captives(before: Sentence, sentence: Sentence) -> bool:
    """ "On Friday captives were exchanged. North brought home 95 defenders": people, and no word for the dead."""
    told = before.group == sentence.group and not before.found and spoken_kind(before) is Kind.PRISONERS
    items = before.read.items
    event = took_place(items) or any(item.has("EVENTS", "EXCHANGE", "POWSWAP") for item in items)
    people = any(item.has("PERSON", "PEOPLE") for item in sentence.read.items)
    return told and event and people


def spoken_kind(sentence: Sentence) -> Kind | None:
    """What the words of a sentence are about: the living or the dead; None: neither."""
    items = sentence.read.items
    if place_of(items, "BODY", "SHIELD", "BODYSWAP") >= 0:
        return Kind.BODIES
    dead = place_of(items, "DEAD", "DEADPART") >= 0
    if place_of(items, "POW") >= 0 and not (dead and _all_dead(sentence.read)):
        return Kind.PRISONERS
    return Kind.BODIES if dead else None


def _all_dead(read: Clauses) -> bool:
    """ "62 fallen soldiers, four of whom died in captivity": the dead come first, and no clause has captives alone."""
    captive = {read.segment[at] for at, item in enumerate(read.items) if item.has("POW")}
    dead = {read.segment[at] for at, item in enumerate(read.items) if item.has("DEAD", "DEADPART")}
    return captive <= dead and min(dead) < min(captive)


def _segment_kind(sentence: Sentence, candidate: Candidate) -> Kind | None:
    """Captivity in the figure's own segment, and no dead: prisoners, whatever the rest of the sentence is about."""
    read = sentence.read
    own = [read.items[at] for at in read.range_of(read.segment[candidate.at])]
    alive = any(item.has("POW") for item in own) and not any(item.has("BODY", "DEAD", "DEADPART") for item in own)
    return Kind.PRISONERS if alive else None


def _is_alive(sentence: Sentence, candidate: Candidate) -> bool:
    """ "some 2,300 servicemen and 170 civilians came home": people counted with civilians, and no word for the dead."""
    items = sentence.read.items
    if any(item.has("BODY", "DEAD", "DEADPART", "SHIELD", "PART") for item in items):
        return False
    people = any(item.has("PERSON") for item in items[candidate.at : candidate.last + 3])
    return people and any(one.kind is Kind.CIVILIANS for one in sentence.found)


def _swapped_alive(sentence: Sentence, candidate: Candidate, done: Sequence[Draft]) -> bool:
    """ "the sides exchanged 640 soldiers each": people, no word for the dead; not where as many bodies were told."""
    read = sentence.read
    if any(item.has("BODY", "BODYSWAP", "DEAD", "DEADPART", "SHIELD") for item in read.items):
        return False
    verb = read.verb_of(candidate.at)
    phrase = read.items[candidate.first : candidate.last + 1]
    people = any(item.has("PERSON", "PEOPLE") for item in phrase)
    near = read.items[max(0, candidate.first - 2) : candidate.last + 3]
    each = any(item.has("EACH") for item in near)
    told = any(one.kind is Kind.BODIES and one.number.low == candidate.number.low for one in done)
    return verb is not None and verb.cls == "EXCHANGE" and people and each and not told


def _beside_the_dead(sentence: Sentence, candidate: Candidate) -> bool:
    """ "22 civilians and 640 bodies": every word for the dead is of a later figure, and it is no part of it."""
    items = sentence.read.items
    if has_part(sentence) or any(item.has("WITHIN") for item in items):
        return False
    later = [one for one in sentence.found if one.first > candidate.last and one.kind is Kind.BODIES]
    theirs = {at for one in later for at in range(one.first, one.last + 1)}
    dead = [at for at, item in enumerate(items) if item.has("BODY", "DEAD", "DEADPART", "SHIELD", "BODYSWAP")]
    return bool(dead) and theirs.issuperset(dead)


def has_part(sentence: Sentence) -> bool:
    terms = (item.term("PART") for item in sentence.read.items)
    return any(term is not None and term.tag != "rest" for term in terms)
