"""What the figures of a sentence count: bodies, prisoners or civilians; by noun, segment, sentence or story. Pure."""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.draft import Draft
from matcher.frames import Candidate
from matcher.reading import Sentence
from repwatch.model import Kind


def topic_of(read: Sequence[Sentence]) -> Kind | None:
    """What the headline or the first telling sentence counts."""
    for sentence in read:
        kind = _spoken_kind(sentence)
        if kind:
            return kind
    return None


def kinds(sentence: Sentence, topic: Kind | None, near: Draft | None, done: Sequence[Draft]) -> list[Kind | None]:
    spoken = _spoken_kind(sentence)
    if done and has_part(sentence) and any(item.has("DEADPART") for item in sentence.read.items):
        spoken = Kind.BODIES  # "four of them had died in captivity"
    fallback = spoken or (near.kind if near else None) or topic
    found = []
    for candidate in sentence.found:
        kind = (
            candidate.kind
            or _segment_kind(sentence, candidate)
            or (None if _is_alive(sentence, candidate) else fallback)
        )
        dead = spoken is Kind.BODIES or (near is not None and near.kind is Kind.BODIES and has_part(sentence))
        if kind is Kind.CIVILIANS and dead:
            kind = Kind.BODIES
        if kind is Kind.PRISONERS and dead and has_part(sentence):
            kind = Kind.BODIES  # "among the bodies are 62 prisoners"
        if candidate.whole and any(one.kind is Kind.BODIES and one.number.low == candidate.whole for one in done):
            kind = Kind.BODIES
        found.append(kind)
    return found


def _spoken_kind(sentence: Sentence) -> Kind | None:
    items = sentence.read.items
    if any(item.has("BODY", "SHIELD", "BODYSWAP") for item in items):
        return Kind.BODIES
    dead = any(item.has("DEAD", "DEADPART") for item in items)
    if any(item.has("POW") for item in items) and not (dead and _all_dead(sentence.read)):
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


def has_part(sentence: Sentence) -> bool:
    terms = (item.term("PART") for item in sentence.read.items)
    return any(term is not None and term.tag != "rest" for term in terms)
