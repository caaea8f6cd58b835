"""A conflict in, its sides out, to be shown side by side: each value, who states it, in which words and where. Pure.

No side is preferred: both are built in the same way, and stand in the order in which storage has them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from repwatch.model import Article, Conflict, Stated, StoredClaim
from review import words
from review.pages.said import Said, said
from review.passages import Passage, passage

SHOWN = 20  # further articles for one value; the lists below it and ledger.json have all of them
# What kind of disagreement it is, and what the ledger makes of it; the types are those of docs/ledger.md.
TYPES = {
    "HARD": (
        "Two origins state different exact figures",
        "They cannot both be right. Neither is preferred: what stands is the range from the lowest to the highest.",
    ),
    "ROUNDING": ("One figure is the other one rounded", "They fit together: the exact figure stands."),
    "ROUND-SUSPECT": ("One figure may be the other one rounded", "The exact figure stands until somebody has looked."),
    "INEXACT": ("A hedged figure leaves no room for another one", "Which one is right is an open question."),
    "CUMULATIVE": (
        "Two running totals do not agree",
        "They count several exchanges. They stand here because this is the last one that they count.",
    ),
    "DATE": ("The same figures are given for different days", "Whether it is one exchange is an open question."),
    "SIDE": (
        "The same figures are given with the sides exchanged",
        "Which side is meant is an open question. What does not fit the sizes, or has fewer sources, is set aside.",
    ),
    "REVISION": ("A claimant has changed the figure, or somebody misquoted it", "The figure above says which stands."),
    "RESTATEMENT-ERROR": ("A later text repeats the figure differently", "What was settled before it stands."),
    "INTERNAL": ("One article contradicts itself", "It changes nothing for the other articles."),
    "SUM-MISMATCH": ("The parts do not add up to the total", "It changes nothing for the other articles."),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One value. reading: how it lies to the other one. speaks_for: the party whose official states it.

    timing: against the other side's article. reporters, sources: of the known history. others: beyond the first.
    """

    value: str
    reading: str
    attributed_to: str
    speaks_for: str
    first: Said | None
    passage: Passage | None
    timing: str
    history: bool
    reporters: tuple[str, ...]
    sources: tuple[str, ...]
    others: tuple[Said, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """meaning: what follows from it."""

    title: str
    meaning: str
    to: str
    difference: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the pages know beside the settlement. articles: by the id of the revision, those that are quoted."""

    names: Mapping[str, str]
    outlets: Mapping[str, str]
    articles: Mapping[int, Article]


def quoted(conflicts: Iterable[Conflict]) -> list[StoredClaim]:
    """The claims whose words are shown: the earliest printed one of each value."""
    firsts = (printed(stated)[:1] for conflict in conflicts for stated in conflict.values)
    return [stored for found in firsts for stored in found]


def printed(stated: Stated) -> list[StoredClaim]:
    """Earliest first, without the known history."""
    return sorted((stored for stored in stated.claims if stored.id >= 0), key=lambda each: (each.said_at, each.id))


def dispute(conflict: Conflict, shelf: Shelf) -> Dispute:
    title, meaning = TYPES.get(conflict.type, (conflict.type, ""))
    times = {stored.said_at for stored in quoted([conflict])}
    earliest = min(times) if len(times) > 1 else None
    readings = _readings(conflict.values)
    return Dispute(
        title=title,
        meaning=meaning,
        to=shelf.names.get(conflict.to, conflict.to) if conflict.to else "",
        difference=difference(conflict.values),
        sides=tuple(
            _side(_value(conflict.type, stated), reading, stated, shelf, earliest)
            for stated, reading in zip(conflict.values, readings, strict=True)
        ),
    )


def difference(values: Iterable[Stated]) -> str:
    """How far the stated values lie apart. Empty if one has no upper end, or they are equal."""
    apart = Conflict("", None, tuple(values)).difference
    return words.number(apart) if apart and apart > 0 else ""


def _readings(values: Sequence[Stated]) -> list[str]:
    """ "3 fewer" and "3 more", where two exact figures differ."""
    exact = [stated.low for stated in values if stated.low == stated.high]
    if len(values) != 2 or len(exact) != 2 or exact[0] == exact[1]:
        return [""] * len(values)
    apart = words.number(abs(exact[0] - exact[1]))
    return [f"{apart} {'more' if mine == max(exact) else 'fewer'} than the other figure" for mine in exact]


def _value(kind: str, stated: Stated) -> str:
    claims = sorted(stated.claims, key=lambda stored: stored.said_at)
    return words.day(claims[0].claim.day) if kind == "DATE" and claims else words.span(stated.low, stated.high)


def _side(value: str, reading: str, stated: Stated, shelf: Shelf, earliest: datetime | None) -> Side:
    found = printed(stated)
    first = found[0] if found else None
    history = [stored for stored in stated.claims if stored.id < 0]
    return Side(
        value=value,
        reading=reading,
        attributed_to=stated.attributed_to,
        speaks_for=_speaks_for(stated.claims, shelf.names),
        first=said(first, shelf.outlets) if first else None,
        passage=_passage(first, shelf.articles) if first else None,
        timing=_timing(first.said_at - earliest) if first and earliest else "",
        history=bool(history),
        reporters=tuple(dict.fromkeys(stored.reporters for stored in history if stored.reporters)),
        sources=tuple(dict.fromkeys(source for stored in history for source in stored.sources)),
        others=tuple(said(stored, shelf.outlets) for stored in found[1 : SHOWN + 1]),
        more=len(found[SHOWN + 1 :]),
    )


def _speaks_for(claims: Iterable[StoredClaim], names: Mapping[str, str]) -> str:
    """The party whose official the figure goes back to; empty where that is unknown, or not one party alone."""
    roots = [stored.claim.claimants[0] for stored in claims if stored.claim.claimants]
    sides = {root.side for root in roots if root.official and root.side}
    return names.get(side, side) if len(sides) == 1 and (side := sides.pop()) else ""


def _passage(stored: StoredClaim, articles: Mapping[int, Article]) -> Passage | None:
    """From the text rather than from the title, which says less."""
    evidence = next((each for each in stored.claim.evidence if each.zone != "title"), None)
    evidence = evidence or next(iter(stored.claim.evidence), None)
    article = articles.get(stored.revision)
    whole = (article.title if evidence and evidence.zone == "title" else article.text) if article else ""
    return passage(evidence, whole) if evidence else None


def _timing(later: timedelta) -> str:
    return f"{words.duration(later)} later" if later else "the first of them"
