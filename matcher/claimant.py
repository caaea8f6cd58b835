"""One sentence in, who says its figures: a chain, nearest to the fact first. Pure.

A named claimant with a word of saying, or a party with one; agencies and outlets that pass on come after those whom
they quote. A figure takes the claimant that stands nearest to it.
"""

from collections.abc import Sequence

from matcher.clauses import Clauses
from matcher.events import counts_events
from matcher.frames import Candidate
from matcher.parties import DASHES, TRANSFERS, Named, Role
from matcher.text import fold, tokens
from matcher.whose import tells_whose
from matcher.words import Conflict, Item, Lexicon, place_of, typed
from repwatch.model import Claimant

_COUNTED = ("BODY", "DEAD", "PERSON", "PEOPLE")


def chain(read: Clauses, candidate: Candidate | None, conflict: Conflict, folded: str) -> tuple[Claimant, ...]:
    """Empty: the sentence names nobody. folded: the text that the items' offsets count in."""
    named = _named(read.items, conflict, folded)
    beside = _voice_beside(read, candidate, [at for at, _ in named])
    if named and not beside:
        who = _ordered(read, named, candidate, conflict)
        relayed = conflict.claimants[who[0].id].relay
        return (*_unnamed(read.items, folded), *who) if relayed else who
    party = _speaking_party(read, candidate, folded)
    if party:
        return (party,)
    return _unnamed(read.items, folded)


def officials(read: Clauses, conflict: Conflict, folded: str) -> tuple[Claimant, ...]:
    """Every official that the sentence names, whatever it says of him."""
    named = (claimant for _, claimant in _mentioned(read.items, conflict, folded) if claimant.official)
    return tuple(dict.fromkeys(named))


def own_voice(name: str, side: str, lexicon: Lexicon, conflict: Conflict) -> Claimant | None:
    """The official channel of that name and side, speaking for itself: a claimant that the conflict knows if its name
    is one in any language, so that the channel and whoever quotes it are one origin."""
    if side not in conflict.parties:
        return None
    folded = tokens(fold(name, lexicon.alphabet).text)
    for language in lexicon.languages.values():
        for item in typed(folded, language):
            term = item.term("CLAIMANT")
            known = conflict.claimants.get(term.id.split(".", 1)[1]) if term else None
            if known is not None and known.side == side and not known.relay:
                return Claimant(name, known.id, side, True)
    return Claimant(name, "", side, True)


def passed_on(name: str) -> Claimant:
    """A channel whose post the outlet has forwarded: a name alone makes nobody official, nor one of a side."""
    return Claimant(name, "", "", False)


def _voice_beside(read: Clauses, candidate: Candidate | None, named: Sequence[int]) -> bool:
    """ "6,057 by the northern count, 6,060 in the words of Mr A": he stands in another clause than the first."""
    if candidate is None or any(read.segment[at] == read.segment[candidate.at] for at in named):
        return False
    return any(one.role is Role.VOICE for one in read.in_segment(candidate.at))


def _named(items: Sequence[Item], conflict: Conflict, folded: str) -> list[tuple[int, Claimant]]:
    said = place_of(items, "SAY", "ACCORDING", "TRAILING") >= 0 or any(item.text == ":" for item in items)
    return _mentioned(items, conflict, folded) if said or _states(items) else []


def _states(items: Sequence[Item]) -> bool:
    """ "The headquarters speaks of 640. The ministry - of 643": a dash, or a comma, in place of the word of saying."""
    if any(item.has(*TRANSFERS) for item in items):
        return False
    for at, item in enumerate(items[:-1]):
        if item.has("CLAIMANT") and (items[at + 1].text in DASHES or (at <= 1 and items[at + 1].text == ",")):
            rest = [one for one in items[at + 2 :] if not one.has("QUAL", "MORE", "PREP", *_COUNTED)]
            if rest and rest[0].kind == "number" and all(one.kind == "mark" for one in rest[1:]):
                return True
    return False


def _mentioned(items: Sequence[Item], conflict: Conflict, folded: str) -> list[tuple[int, Claimant]]:
    found = []
    for at, item in enumerate(items):
        if term := item.term("CLAIMANT"):
            known = conflict.claimants[term.id.split(".", 1)[1]]
            found.append((at, Claimant(folded[item.start : item.end], known.id, known.side, known.official)))
    return found


def _ordered(
    read: Clauses, named: list[tuple[int, Claimant]], candidate: Candidate | None, conflict: Conflict
) -> tuple[Claimant, ...]:
    voices = [one for one in named if not conflict.claimants[one[1].id].relay]
    relays = [one[1] for one in named if conflict.claimants[one[1].id].relay]
    if not voices:
        return tuple(dict.fromkeys(relays))
    nearest = _author_of(read, voices, candidate)
    same = (one for _, one in voices if one.id == nearest.id)
    return tuple(dict.fromkeys([max(same, key=lambda one: len(one.text)), *relays]))


def _author_of(read: Clauses, voices: Sequence[tuple[int, Claimant]], candidate: Candidate | None) -> Claimant:
    """Who stands in the figure's own segment, else nearest. "640 by the headquarters against 643 by Mr A", "640, the
    headquarters said, and 643, Mr A did": where figures and voices take turns, the one of the same turn."""
    if candidate is None:
        return voices[0][1]
    own = [one for one in voices if read.segment[one[0]] == read.segment[candidate.at]]
    for near, span in ((own, read.range_of(read.segment[candidate.at])), (voices, range(len(read.items)))):
        figures = [at for at in span if read.items[at].kind == "number" and not counts_events(read.items, at)]
        if candidate.at in figures and _take_turns(figures, [at for at, _ in near]):
            return near[figures.index(candidate.at)][1]
        if len({one.id for _, one in own}) == 1:
            break
    return min(own or voices, key=lambda one: abs(one[0] - candidate.at))[1]


def _take_turns(figures: Sequence[int], voices: Sequence[int]) -> bool:
    pairs = [*zip(figures, voices, strict=False)]
    places = [at for pair in pairs for at in (pair if figures[0] < voices[0] else pair[::-1])]
    return len(figures) == len(voices) and places == sorted(places)


def _speaking_party(read: Clauses, candidate: Candidate | None, folded: str) -> Claimant | None:
    belongs = tells_whose(read.items)
    says = [at for at, item in enumerate(read.items) if item.has("SAY", "ACCORDING")]
    speaking: list[Named] = []
    for named in read.parties:
        if not named.party.startswith("@") and (_speaks(read, named, says, belongs) or _leans(read, named, speaking)):
            speaking.append(named)
    if not speaking:
        return None
    named = _author(read, speaking, candidate)
    item = read.items[named.at]
    return Claimant(folded[item.start : item.end], named.party, named.party, False)


def _author(read: Clauses, speaking: Sequence[Named], candidate: Candidate | None) -> Named:
    """Who speaks in the figure's own segment, else who spoke last before it, else who speaks first."""
    if candidate is None:
        return speaking[0]
    own = [one for one in speaking if read.segment[one.at] == read.segment[candidate.at]]
    before = [one for one in speaking if one.at < candidate.at]
    return own[0] if own else before[-1] if before else speaking[0]


def _speaks(read: Clauses, named: Named, says: Sequence[int], belongs: bool) -> bool:
    """says: where the sentence has a word for saying."""
    there = named.role is Role.PLACE and any(0 < say - named.at <= 2 for say in says)  # "in North they say"
    after = read.items[named.at + 1 : named.at + 2]
    there = there or (named.role is Role.PLACE and named.at - 2 in says and all(one.kind == "mark" for one in after))
    if named.role is Role.VOICE or there:
        return True
    if belongs and any(abs(say - named.at) <= 3 for say in says):
        return False  # "which South says belong to northerners" hedges who they were, not how many
    speaks = any(
        (
            0 < say - named.at <= 5
            and not any(one.has("PRON") or one.kind == "number" for one in read.items[named.at : say])
        )
        or (read.items[say].has("ACCORDING") and 0 < named.at - say <= 3)
        for say in says
    )
    cited = any(read.items[say].has("ACCORDING") for say in says)
    owns = named.role in (Role.OWNER, Role.PLACE, Role.SOURCE, Role.AGENT)
    return speaks and (named.role is Role.SUBJECT or (cited and not owns))


def _leans(read: Clauses, named: Named, speaking: Sequence[Named]) -> bool:
    """ "North says that it got 640, South that it gave 643": the word of saying is that of the clause before."""
    after = read.items[named.at + 1 : named.at + 3]
    tells = any(item.has("THAT") for item in after) or _tells_of(read.items, named.at + 1)
    opens = named.at == 0 and bool(after) and after[0].text in DASHES  # leans on the sentence before
    return (bool(speaking) or opens) and named.role is Role.SUBJECT and tells


def _tells_of(items: Sequence[Item], at: int) -> bool:
    """ "South - of the transfer of 643": a dash or nothing, a preposition, a transfer told as a noun."""
    at += at < len(items) and items[at].text in DASHES
    about = at < len(items) and items[at].has("PREP", "PARTOF")
    return about and any(item.term(cls, "noun") for item in items[at + 1 : at + 3] for cls in TRANSFERS)


def _unnamed(items: Sequence[Item], folded: str) -> tuple[Claimant, ...]:
    for item in items:
        if item.has("SOURCE"):
            return (Claimant(folded[item.start : item.end]),)
    return ()


def is_trailing(read: Clauses) -> bool:
    """A sentence that only says who said what stands before it."""
    return any(item.has("TRAILING") for item in read.items[:2]) and not any(
        item.kind == "number" for item in read.items
    )
