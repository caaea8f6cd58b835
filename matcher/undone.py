"""Is a figure planned, refused, failed or denied: bodies that nobody received? Pure."""

from collections.abc import Iterator

from matcher.clauses import Clauses, Verb
from matcher.frames import Candidate
from matcher.held import holder
from matcher.parties import TRANSFERS, Role
from matcher.words import Item

_FUTURE = frozenset({"future", "infinitive"})
_CROSSES = frozenset({"GIVE", "RECEIVE", "RETURN", "EXCHANGE"})  # verbs after which bodies are on the other side


def undone(read: Clauses, candidate: Candidate, clause: set[int], denied: bool) -> str:
    """The rule that says so, or nothing. denied: the sentence after it denies it, or tells that nothing came of it."""
    if denied or _denied(read, candidate):
        return "denied"
    if _failed(read, candidate, clause) or _came_to_nothing(read, candidate):
        return "failed"
    if candidate.number.low and holder(read, candidate):
        return "held"
    if _planned(read, candidate, read.verb_of(candidate.at), clause):
        return "planned"
    return ""


def _denied(read: Clauses, candidate: Candidate) -> bool:
    """ "denied that 640 came", "reports that 640 came are false"; "denied this, saying 640 came" does not."""
    own = read.range_of(read.segment[candidate.at])
    if any(read.items[at].term("DENY", "that") for at in own if at < candidate.at):
        return True
    opened = any(item.term("DENY", "report") for item in read.items[: candidate.first])
    return opened and any(item.term("DENY", "false") for item in _up_to_next(read, candidate))


def _up_to_next(read: Clauses, candidate: Candidate) -> Iterator[Item]:
    """What follows the figure before another one or a statement of its own."""
    for item in read.items[candidate.last + 1 :]:
        if item.kind == "number" or item.text == ";":
            return
        yield item


def _failed(read: Clauses, candidate: Candidate, clause: set[int]) -> bool:
    return candidate.number.low > 0 and (
        _refused(read, candidate, clause) or _negated(read, read.verb_of(candidate.at))
    )


def _refused(read: Clauses, candidate: Candidate, clause: set[int]) -> bool:
    """ "brought to the place" fails only where no verb from there on says that they crossed, and no headline names the
    exchange ("bodies swapped at the border: 640 for 22")."""
    terms = [item.term("FAIL") for at, item in enumerate(read.items) if read.segment[at] in clause]
    verb = read.verb_of(candidate.at)
    done = crosses(read, candidate) or (verb is not None and verb.cls == "EXCHANGE" and verb.tense == "noun")
    return any(term is not None and (term.tag != "place" or not done) for term in terms)


def _negated(read: Clauses, verb: Verb | None) -> bool:
    return verb is not None and any(item.has("NEG") for item in read.items[max(0, verb.at - 1) : verb.at])


def _came_to_nothing(read: Clauses, candidate: Candidate) -> bool:
    """ "lorries with 640 bodies stood there, but no handover took place": the sentence itself takes it back."""
    after = [item for item in read.items[candidate.last + 1 :] if item.term("FAIL", "event")]
    return candidate.number.low > 0 and bool(after) and not crosses(read)


def _planned(read: Clauses, candidate: Candidate, verb: Verb | None, clause: set[int]) -> bool:
    if verb is not None and (verb.tense in _FUTURE or _is_irreal(read, verb)):
        return True
    if _promised(read, candidate):
        return True
    if verb is not None and verb.tense == "done" and read.segment[verb.at] == read.segment[candidate.at]:
        return _plan_governs(read, candidate, verb)
    if verb is not None and verb.tense == "done" and verb.at < candidate.at:
        return False
    if not read.verbs and any(item.has("PLAN") for item in read.items[: candidate.at]):
        return True  # "Friday (planned): 640 bodies"
    own_segment = read.segment[candidate.at]
    return any(
        item.has("PLAN") and (at < candidate.at or read.segment[at] == own_segment)
        for at, item in enumerate(read.items)
        if read.segment[at] in clause
    )


def _is_irreal(read: Clauses, verb: Verb) -> bool:
    """A particle right beside a finished verb that makes it "would have received"."""
    return any(item.has("IRREAL") for item in read.items[max(0, verb.at - 1) : verb.at + 2])


def _promised(read: Clauses, candidate: Candidate) -> bool:
    """ "757 of the 800 promised": a word for a plan right beside the number, after another one."""
    before = read.items[max(0, candidate.at - 1) : candidate.at]
    after = read.items[candidate.last + 1 : candidate.last + 2]
    other = any(item.kind == "number" for item in read.items[: candidate.at])
    return other and any(item.has("PLAN") for item in (*before, *after))


def _plan_governs(read: Clauses, candidate: Candidate, verb: Verb) -> bool:
    """A word for a plan right before the finished verb ("will be returned"), not one elsewhere in the clause."""
    near = range(max(0, verb.at - 3), verb.at)
    return any(read.items[at].has("PLAN") and read.segment[at] == read.segment[verb.at] for at in near)


def crosses(read: Clauses, candidate: Candidate | None = None) -> bool:
    """A finished verb, not taken back, says that bodies are on the other side: from the figure's clause on, if any."""
    first = read.segment[candidate.at] if candidate else 0
    return any(_crosses(read, verb) for verb in _told(read) if read.segment[verb.at] >= first)


def _told(read: Clauses) -> Iterator[Verb]:
    for verb in read.verbs:
        failed = any(read.items[at].has("FAIL") for at in read.range_of(read.segment[verb.at]))
        placed = any(read.items[at].term("FAIL", "place") for at in read.range_of(read.segment[verb.at]))
        if verb.tense == "done" and not _negated(read, verb) and (placed or not failed):
            yield verb


def _crosses(read: Clauses, verb: Verb) -> bool:
    if verb.cls in _CROSSES:
        return True
    own = read.range_of(read.segment[verb.at])
    home = any(read.items[at].has("HOME") for at in own)
    arrived = (one.at for one in read.parties if one.at in own and one.role is Role.RECIPIENT)
    return home or any(not _awaits(read, verb, at) for at in arrived)


def _awaits(read: Clauses, verb: Verb, recipient: int) -> bool:
    """ "were brought there for a handover to North": only that is still to come."""
    return any(item.has(*TRANSFERS) for item in read.items[verb.at + 1 : recipient])


def denies(read: Clauses) -> bool:
    """A sentence that denies what stands before it, and counts nothing itself."""
    denied = any(item.term("DENY", "before") for item in read.items)
    return denied and not any(item.kind == "number" for item in read.items)


def comes_to_nothing(read: Clauses) -> bool:
    """A sentence without a figure that tells of this handover of bodies that it did not take place: not of another one,
    not of prisoners."""
    items = read.items
    fails = any(item.term("FAIL", "event") for item in items)
    fails = fails or (
        any(item.term("FAIL", "put_off") for item in items) and any(item.has(*TRANSFERS, "BODY") for item in items)
    )
    if not fails:  # as nearly always
        return False
    other = any(item.has("PREV", "NOW", "NTH") or item.kind == "number" for item in items)
    living = any(item.has("POW") for item in items) and not any(item.has("BODY", "DEAD") for item in items)
    return not other and not living and not crosses(read)
