"""Whose dead they are and whose home: what tells the receiving side when no verb and no recipient does. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.clauses import Clauses
from matcher.frames import Candidate
from matcher.parties import OTHER_SIDE, WE, Named, Role
from matcher.words import Conflict

_COUNTED = 4  # items from whose dead they are to the number


@dataclass(frozen=True, slots=True)
class Setting:
    """What the sentence cannot tell. speaker: whose "we"; home: whose "home"; before: side of the figure before."""

    conflict: Conflict
    speaker: str = ""
    home: str = ""
    before: str = ""
    subject: str = ""  # the only party that acts in the sentence before


@dataclass(frozen=True, slots=True)
class Sides:
    setting: Setting
    before: str

    def of(self, party: str) -> str:
        if party == WE:
            return self.setting.speaker or self.setting.home
        if party == OTHER_SIDE:
            return self.setting.conflict.other(self.before) or "" if self.before else ""
        return party

    def other(self, party: str) -> str:
        return self.setting.conflict.other(self.of(party)) or ""


def nation(candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    if candidate.nation:
        yield "nation", candidate.nation, 2


def counted_nation(read: Clauses, candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    """ "of northerners there were 640": whose dead they are stands before the verb that only counts them."""
    segment = read.segment[candidate.at]
    before = [at for at in range(max(0, candidate.first - _COUNTED), candidate.first) if read.segment[at] == segment]
    being = [at for at in before if read.items[at].has("BE")]
    for at in reversed(before):
        term = read.items[at].term("PARTY", "people", "people_gen", "people_nom", "gen")
        placed = at > 0 and read.items[at - 1].has("PREP", "BODY", "SIDE", "CLAIMANT")
        if term and being and at < being[-1] == candidate.first - 1 and not placed:
            yield "nation.counted", term.party, 2
            return


def relative_nation(read: Clauses, candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    """ "1,000 bodies, which South says belong to northern servicemen": the describing clause names the dead."""
    segment = read.segment[candidate.at]
    if any(item.kind == "number" for item in read.items[max(0, candidate.at - 2) : candidate.at]):
        return  # "22 of the 640 bodies, which South gave back, are ...": who the 22 were
    for at in range(candidate.at + 1, len(read.items)):
        ahead = read.segment[at]
        if read.items[at].kind == "number" or ahead > segment + 3:
            return
        term = read.items[at].term("PARTY", "adj", "people", "people_gen")
        described = any(read.segment[place] in read.relative for place in range(candidate.at, at + 1))
        followed = at + 1 < len(read.items) and read.items[at + 1].has("PERSON", "DEAD", "PEOPLE")
        if term and described and followed:
            yield "nation.relative", term.party, 2
            return


def home(read: Clauses, candidate: Candidate, setting: Setting) -> Iterator[tuple[str, str, int]]:
    if _other_counts(read, candidate):
        setting = replace(setting, speaker="")
    segment = read.segment[candidate.at]
    near = [item for at, item in enumerate(read.items) if read.segment[at] == segment]
    if any(item.term("WE", "gen") for item in near) and setting.speaker:
        yield "ours", setting.speaker, 2
    if any(item.has("HOME") for item in near) and (setting.home or setting.speaker):
        yield "home", setting.home or setting.speaker, 2
    elif setting.speaker and _agentless_return(read, candidate):
        yield "speaker", setting.speaker, 1
    elif setting.home and read.verb_of(candidate.at) is not None:
        verb = read.verb_of(candidate.at)
        if (
            verb is not None
            and verb.cls in ("RETURN", "MOVE", "GIVE")
            and (verb.cls != "GIVE" or (verb.passive and any(item.has("EXCHANGE", "RETURN") for item in read.items)))
        ):
            yield "home.language", setting.home, 1


def _other_counts(read: Clauses, candidate: Candidate) -> bool:
    """A party of a later clause with a figure of its own does not speak for this one."""
    own = read.segment[candidate.at]
    counted = any(item.kind == "number" and read.segment[at] > own for at, item in enumerate(read.items))
    return counted and any(read.segment[one.at] > own for one in read.parties)


def _agentless_return(read: Clauses, candidate: Candidate) -> bool:
    """ "4,800 were repatriated", "250 were received": whoever says so speaks of its own."""
    verb = read.verb_of(candidate.at)
    return verb is not None and verb.passive and verb.cls in ("RETURN", "RECEIVE")


def lone_people(here: list[Named], candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    """ "North 640, South 22" without any verb: each gets its own."""
    subjects = [one for one in here if one.role is Role.SUBJECT and one.party not in (WE, OTHER_SIDE)]
    if len(subjects) == 1 and abs(subjects[0].at - candidate.at) <= 3:
        yield "beside", subjects[0].party, 1


def own_of_speaker(read: Clauses, candidate: Candidate) -> Iterator[tuple[str, str, int]]:
    """ "North said 640 bodies of its soldiers were back": its own are those of the only party that speaks."""
    speaking = {one.party for one in read.parties if one.role in (Role.SUBJECT, Role.VOICE)}
    said = any(item.has("SAY") for item in read.items[: candidate.at])
    if candidate.own and said and len(speaking) == 1 and not candidate.nation:
        yield "own.speaker", next(iter(speaking)), 2
