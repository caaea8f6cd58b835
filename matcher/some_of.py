"""Is a figure a part of another one: "of these 403 from the east", "22 were southerners"? Pure."""

from matcher.clauses import Clauses
from matcher.frames import Candidate, of_them
from matcher.parties import TRANSFERS, Role

PART = "part"  # the rule of a figure beside a word like "including"
PART_EARLIER = "part.earlier"  # the same, of an earlier exchange
PART_OPENING = "part.opening"  # the rule of a figure after "of these"
PART_RULES = (PART, PART_OPENING, "part.were", "part.of_them")  # those of a figure that names no number as its whole
_SIDES = (Role.SUBJECT, Role.RECIPIENT)
_DESCRIBED = 4  # items from "eight" to who they were


def some_of(read: Clauses, candidate: Candidate, told: tuple[int, int], clause: set[int], parted: bool) -> str:
    """The rule by which the figure is a part of another one, or nothing. told: the last figure of the paragraph and the
    largest current one of the text so far; parted: another part came before."""
    bodies = told[0]
    if candidate.whole and not _came_among(read, candidate):
        return "part.of"
    if _gives_its_own(read, candidate):
        return "part.own"
    counts = candidate.number.low > 0 and not _names_whole(read, candidate)
    if bodies > candidate.number.low > 0 and _describes(read, candidate):
        return "part.were"
    sided = any(one.role in _SIDES for one in read.in_segment(candidate.at))
    if (bodies if sided else max(told)) > candidate.number.low > 0 and of_them(read.items, candidate.at):
        return "part.of_them"
    if counts and _is_copula(read, candidate):
        return "part.are"
    if counts and _opens_part(read, candidate):
        return PART_OPENING
    if _rest_follows(read, candidate):
        return "part.rest"
    if (
        not counts
        or any(item.has("CUMUL") for at, item in enumerate(read.items) if read.segment[at] in clause)
        or _came_among(read, candidate)
    ):
        return ""
    return PART if _has_part(read, clause, parted) else ""


def _gives_its_own(read: Clauses, candidate: Candidate) -> bool:
    """ "South handed over to North 20 bodies of its own soldiers": among those that it handed over as North's."""
    phrase = read.items[candidate.first : candidate.last + 1]
    verb = read.verb_of(candidate.at)
    if verb is None or (verb.cls, verb.tense, verb.passive) != ("GIVE", "done", False):
        return False
    own = any(item.term("OWN", "reflexive") for item in phrase)
    named = {one.role: one.party for one in read.parties if read.governs[one.at] == read.governs[candidate.at]}
    return own and Role.SUBJECT in named and named.get(Role.RECIPIENT) not in (None, named[Role.SUBJECT])


def _has_part(read: Clauses, clause: set[int], parted: bool) -> bool:
    """ "the rest" is a part only after another part."""
    terms = [item.term("PART") for at, item in enumerate(read.items) if read.segment[at] in clause]
    return any(term is not None and (parted or term.tag != "rest") for term in terms)


def _came_among(read: Clauses, candidate: Candidate) -> bool:
    """ "South gave back three that had come among 640": they were part of another transfer than the one told here."""
    verb = read.verb_of(candidate.at)
    told = verb is not None and verb.tense == "done" and verb.at < candidate.at
    later = [one.at for one in read.verbs if one.at > candidate.last]
    cues = [at for at, item in enumerate(read.items) if item.has("PART", "WITHIN") and at > candidate.last]
    return told and bool(later) and bool(cues) and later[0] < min(cues)


def _describes(read: Clauses, candidate: Candidate) -> bool:
    """ "Eight were civilians", after a figure: the sentence opens with some of them and only says who they were."""
    items = read.items
    opens = all(item.has("MORE", "QUAL", "DET") for item in items[: candidate.at])
    after = items[candidate.at + 1 : candidate.at + 1 + _DESCRIBED]
    being = bool(after) and (after[0].has("BE") or after[0].text == "\u2013")
    return opens and being and not read.verbs and any(item.has("CIVIL", "PERSON", "POW") for item in after[1:])


def _is_copula(read: Clauses, candidate: Candidate) -> bool:
    """ "at least 52 bodies - these are fighters of one unit": part of those returned."""
    for item in read.items[candidate.at + 1 :]:
        if item.kind == "number":
            return False
        if item.term("PART", "copula"):
            return True
    return False


def _rest_follows(read: Clauses, candidate: Candidate) -> bool:
    """ "403 from the eastern sector, the rest from morgues": the figure has a place, the rest comes from another."""
    segment = read.segment[candidate.at]
    after = [item for at, item in enumerate(read.items) if read.segment[at] > segment]
    placed = any(item.has("PLACE") for item in read.items[: candidate.at]) and any(
        item.kind == "number" for item in read.items[: candidate.at]
    )  # "403 from the eastern sector, 12 from the southern one"
    placed = placed or any(
        item.has("PLACE") for at, item in enumerate(read.items) if read.segment[at] in (segment, segment + 1)
    )
    return placed and candidate.number.low > 0 and any(item.term("PART", "rest") for item in after)


def _names_whole(read: Clauses, candidate: Candidate) -> bool:
    """ "among the 640 bodies that North received is one ...": the number after such a word is the whole, if the
    sentence tells of its transfer and counts nothing else but fewer of them after it."""
    before = read.items[max(0, candidate.first - 2) : candidate.first]
    others = [at for at, item in enumerate(read.items) if item.kind == "number" and at != candidate.at]
    alone = all(read.items[at].value.low < candidate.number.low for at in others)
    alone = alone and (all(at > candidate.at for at in others) or _is_told_of(read, candidate))
    told = any(verb.tense == "done" and not verb.passive for verb in read.verbs)
    return alone and told and any(item.term("PART", "whole") for item in before)


def _is_told_of(read: Clauses, candidate: Candidate) -> bool:
    """ "22 civilians are among the 640 bodies that North received": the verb tells of the whole, after it."""
    after = read.items[candidate.last + 1 : candidate.last + 2]
    verb = read.verb_of(candidate.at)
    return (
        any(item.has("THAT", "REL") or item.text == "," for item in after)
        and verb is not None
        and verb.at > candidate.at
    )


def _opens_part(read: Clauses, candidate: Candidate) -> bool:
    """ "Of these, 320 fell ...", "among the remains brought north, 52 ...", "of those 640, 403 ...": no transfer verb
    between cue and figure, and no number but the whole's."""
    before = read.items[: candidate.at]
    if _of_those(read, candidate):
        return True
    if before and before[0].has("PARTOF") and any(item.has("BODY", "DEAD") for item in before):
        return not any(item.kind == "number" or item.has(*TRANSFERS) for item in before)  # "Of the bodies, 9 were ..."
    for at in range(candidate.at - 1, -1, -1):
        item = read.items[at]
        if item.has("PART") and not item.term("PART", "rest", "copula"):
            return True
        whole = at > 0 and item.kind == "number" and read.items[at - 1].has("PART")
        if item.has(*TRANSFERS) or (item.kind == "number" and not (whole and item.value.low > candidate.number.low)):
            return False
    return False


def _of_those(read: Clauses, candidate: Candidate) -> bool:
    """ "Of the 640 bodies South returned last week, 22 were southerners", "among the 640 that South gave, they found
    22": some of them, and only who they were."""
    items = read.items
    whole = next((at for at, item in enumerate(items[: candidate.at]) if item.kind == "number"), 0)
    if not whole or items[whole].value.low <= candidate.number.low:
        return False
    being = candidate.last + 1 < len(items) and items[candidate.last + 1].has(
        "BE"
    )  # "of 640 bodies 22 were southerners"
    if read.segment[candidate.at] < read.segment[whole] + (not being):
        return False
    first = items[0].has("PARTOF", "WITHIN") or items[0].term("PREP", "from")
    opens = first and all(item.has("DET", "QUAL", "PARTOF") for item in items[1:whole])
    return bool(opens) and not any(read.segment[verb.at] >= read.segment[candidate.at] for verb in read.verbs)
