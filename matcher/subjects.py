"""Who does what the verb says, and so who receives: the giver's other side, the receiver itself. Pure."""

from collections.abc import Iterator

from matcher import in_return
from matcher.clauses import Clauses, Verb
from matcher.frames import Candidate
from matcher.nationality import Sides
from matcher.parties import Named, Role

_OBJECT = 3  # items from a passive verb to the number that it gives


def by_subject(read: Clauses, candidate: Candidate, verb: Verb, sides: Sides) -> Iterator[tuple[str, str, int]]:
    subject = _subject(read, verb) or _speaking_there(read, verb)
    if subject is None:
        yield from _turned(read, verb, sides)
        yield from _as_before(read, verb, sides)
        yield from _brought_there(read, candidate, verb)
        return
    if candidate.nation and verb.cls == "GIVE" and _whom_it_was_given(read, verb, subject):
        yield "giver.nation", candidate.nation, 3
    if verb.cls == "GIVE":
        yield "giver", sides.other(subject.party), 3
    elif verb.cls == "RECEIVE":
        yield "receiver", sides.of(subject.party), 3
    elif verb.cls == "RETURN":
        more = any(item.has("MORE") for item in read.items[max(0, candidate.first - 1) : candidate.last + 2])
        if more and verb.tense in ("future", "infinitive") and sides.before and not candidate.own:
            yield "return.more", sides.before, 2  # "South will return another 640", after those that it gave
        if _of_those(read, candidate, subject, verb) or own_among(read, candidate, subject):
            yield "return.of_those", sides.other(subject.party), 2
        if candidate.nation:
            strength = 3 if candidate.nation == sides.other(subject.party) else 2  # it returns the other side's dead
            yield "return.nation", candidate.nation, strength
        elif not candidate.own and (
            _receives_too(read, verb)
            or (_told_by_other(read, subject) and not _gets_its_own(read, verb, subject))
            or _was_given(read, candidate, verb, subject)
            or (sides.before == subject.party and in_return.beside(read, candidate))
        ):
            yield "return.giver", sides.other(subject.party), 2
        yield from _by_return(read, candidate, verb, subject, sides)
    elif verb.cls == "MOVE" and not candidate.nation and not candidate.own and not _only_told(read, subject, verb):
        yield "move.giver", sides.other(subject.party), 1


def _by_return(
    read: Clauses, candidate: Candidate, verb: Verb, subject: Named, sides: Sides
) -> Iterator[tuple[str, str, int]]:
    """Nothing says whose they are or to whom they go: who tells of it decides, the other side of what it was given,
    one's own of what one got back. Where nobody does, a person looks if it is the side that mostly gives."""
    home = any(read.items[at].has("HOME") for at in read.range_of(read.segment[verb.at]))
    party = sides.of(subject.party)
    speaker = _official_there(read, sides.other(subject.party)) or sides.setting.home or sides.setting.speaker
    beside = home or candidate.own or _gets_its_own(read, verb, subject)
    if not beside and speaker and speaker == sides.other(subject.party):
        yield "return.told", speaker, 2
    else:
        sure = beside or speaker or party == sides.setting.conflict.larger
        yield "return.home" if home else "return.subject", party, 2 if sure else 1


def _official_there(read: Clauses, side: str) -> str:
    """ "North returned 22 bodies, a southern official said": the side of the only one who speaks in the sentence, in a
    clause that counts nothing of its own."""
    sides = {term.party: at for at, item in enumerate(read.items) if (term := item.term("CLAIMANT"))}
    if set(sides) != {side}:
        return ""
    said = [read.items[at] for at in read.range_of(read.segment[sides[side]])]
    speaks = any(item.has("SAY") for item in said) and not any(item.kind == "number" for item in said)
    return side if speaks else ""


def _gets_its_own(read: Clauses, verb: Verb, subject: Named) -> bool:
    """ "North returned 640 bodies, South returned 22", "South was given 22": each its own; or "handed over 22"."""
    others = {one.cls: found.party for one in read.verbs if one is not verb if (found := _subject(read, one))}
    given = others.get("GIVE", others.get("RETURN"))
    if given is not None and (given == subject.party) == ("GIVE" in others):
        return True
    own = read.segment[verb.at]
    counted = {read.segment[at] for at, item in enumerate(read.items) if item.kind == "number"} - {own}
    gets = [one for one in read.parties if read.segment[one.at] in counted and one.party != subject.party]
    return any(one.role is Role.RECIPIENT or others.get("RECEIVE") == one.party for one in gets)


def _whom_it_was_given(read: Clauses, verb: Verb, subject: Named) -> bool:
    """ "South gave 640 bodies to North, which in return gave back 22 southerners": not South does, though it acts."""
    own = read.range_of(read.segment[verb.at])
    turned = any(read.items[at].has("INRETURN") for at in own if at < verb.at)
    return turned and subject.at not in own


def _of_those(read: Clauses, candidate: Candidate, subject: Named, verb: Verb) -> bool:
    """ "Of the 640 bodies South returned, 22 ...": the clause that describes them follows without a word for it."""
    opens = read.items[0].has("PARTOF") and all(
        item.has("DET", "QUAL", "PARTOF") for item in read.items[: candidate.at]
    )
    return (
        opens and candidate.stated and candidate.last < subject.at == verb.at - 1 and subject.at - candidate.last == 1
    )


def own_among(read: Clauses, candidate: Candidate, subject: Named) -> bool:
    """ "Among the 640 bodies that South returned were 22 southerners": some of them its own, so it gave them back."""
    before = read.items[max(0, candidate.first - 2) : candidate.first]
    if not any(item.has("PARTOF", "WITHIN") or item.term("PREP", "from") for item in before):
        return False
    fewer = [
        at
        for at in range(subject.at, len(read.items))
        if read.items[at].kind == "number" and read.items[at].value.low < candidate.number.low
    ]
    terms = (item.term("PARTY") for at in fewer for item in read.items[at + 1 : at + 1 + _OBJECT])
    return any(term is not None and term.party == subject.party for term in terms)


def _subject(read: Clauses, verb: Verb) -> Named | None:
    """The nearest subject before the verb and after the transfer verb before it, else right after it, else shared."""
    number = read.verbs.index(verb)
    floor = read.verbs[number - 1].at if number else -1
    usable = [
        one
        for one in read.parties
        if one.role is Role.SUBJECT and not _joined(read, one)
        if read.segment[one.at] not in read.relative or _counts_there(read, verb, one)
    ]
    before = [one for one in usable if floor < one.at < verb.at]
    if before:
        return before[-1]
    after = [one for one in usable if verb.at < one.at <= verb.at + 3 and read.segment[one.at] == read.segment[verb.at]]
    after = [one for one in after if not read.items[one.at - 1].has("BE")]  # "22 of those returned were southerners"
    if after:
        return after[0]
    if number and not verb.agentless and not read.verbs[number - 1].passive:
        return _subject(read, read.verbs[number - 1])
    later = [one for one in usable if one.at > verb.at and read.segment[one.at] == read.segment[verb.at] + 1]
    return later[0] if later and verb.tense == "ing" and not number else None  # "after handing over 640, North said"


def _counts_there(read: Clauses, verb: Verb, one: Named) -> bool:
    """ "..., for which South got 22": the describing clause has a verb and a figure of its own."""
    own = read.range_of(read.segment[verb.at])
    return one.at in own and any(read.items[at].kind == "number" for at in own)


def is_object(read: Clauses, candidate: Candidate, verb: Verb) -> bool:
    """ "was given back 22": the number follows the passive of giving, so who stands before it receives."""
    return bool(read.items[verb.at].term("GIVE", "done")) and 0 < candidate.first - verb.at <= _OBJECT


def by_given(read: Clauses, verb: Verb, sides: Sides) -> Iterator[tuple[str, str, int]]:
    subject = _subject(read, verb)
    if subject is not None and read.segment[verb.at] - read.segment[subject.at] <= 1:
        yield "given", sides.of(subject.party), 2


def _speaking_there(read: Clauses, verb: Verb) -> Named | None:
    """ "in North they say that they got 640": a plural verb without a subject, after a place where it is said."""
    if not verb.agentless:
        return None
    for one in read.parties:
        said = any(item.has("SAY") for item in read.items[one.at + 1 : one.at + 3])
        if one.role is Role.PLACE and said and one.at < verb.at and read.segment[one.at] < read.segment[verb.at]:
            return one
    return None


def _only_told(read: Clauses, subject: Named, verb: Verb) -> bool:
    """ "North said 640 had arrived": it speaks, others moved them."""
    return any(item.has("SAY") for item in read.items[subject.at + 1 : verb.at])


def _told_by_other(read: Clauses, subject: Named) -> bool:
    """ "North says South has returned 640": it speaks of what it got."""
    return any(
        one.party != subject.party
        and not one.party.startswith("@")
        and one.role is Role.SUBJECT
        and any(item.has("SAY") for item in read.items[one.at + 1 : subject.at])
        for one in read.parties
    )


def _receives_too(read: Clauses, verb: Verb) -> bool:
    """ "returned 640 and took back 22": one side gives and receives."""
    others = [one for one in read.verbs if one.cls == "RECEIVE" and not one.passive and one.tense in ("done", "ing")]
    return any(_subject(read, one) == _subject(read, verb) for one in others)


def _was_given(read: Clauses, candidate: Candidate, verb: Verb, subject: Named) -> bool:
    """ "North gave 640, and South returned 22": other ones than those that it was just given, and no part of them."""
    if any(item.has("PART") for item in read.items[: verb.at]):
        return False
    for one in read.verbs[: read.verbs.index(verb)]:
        giver = _subject(read, one) if one.cls == "GIVE" and one.tense == "done" and not one.passive else None
        if giver is not None and subject.party != giver.party and not giver.party.startswith("@"):
            counts = {item.value.low for item in read.items[one.at : verb.at] if item.kind == "number"}
            return bool(counts) and candidate.number.low not in counts
    return False


def _as_before(read: Clauses, verb: Verb, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "On Sunday it handed over 640": the party that acted in the sentence before."""
    party = sides.setting.subject
    near = read.items[max(0, verb.at - 3) : verb.at]
    party = "" if any(item.has("SAY") for item in read.items[: verb.at]) else party  # "it" is who speaks here
    if party and verb.cls in ("GIVE", "RECEIVE") and any(item.term("PRON", "subject") for item in near):
        yield "as_before", sides.other(party) if verb.cls == "GIVE" else sides.of(party), 2


def _brought_there(read: Clauses, candidate: Candidate, verb: Verb) -> Iterator[tuple[str, str, int]]:
    """ "In North they brought back 640": a plural verb without a subject, right after the place."""
    places = {one.party for one in read.in_segment(verb.at) if one.role is Role.PLACE and one.at < verb.at}
    if verb.agentless and verb.cls == "RETURN" and len(places) == 1 and candidate.nation in ("", *places):
        yield "return.there", places.pop(), 2


def _turned(read: Clauses, verb: Verb, sides: Sides) -> Iterator[tuple[str, str, int]]:
    """ "gave North 640 and got 22": the same side gives first and receives then, though nobody names it."""
    number = read.verbs.index(verb)
    earlier = {one.cls for one in read.verbs[:number] if one.tense == "done" and not one.passive}
    if sides.before and earlier & ({"GIVE"} if verb.cls == "RECEIVE" else {"RECEIVE"} if verb.cls == "GIVE" else set()):
        yield "turned", sides.setting.conflict.other(sides.before) or "", 2


def _joined(read: Clauses, one: Named) -> bool:
    return one.role is Role.OTHER
