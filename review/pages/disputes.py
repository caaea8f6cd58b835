"""A conflict in, its sides out, to be shown side by side: each value, who states it, in which words and where. Pure.

No side is preferred: both are built in the same way, and stand in the order in which storage has them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from repwatch.model import Article, Conflict, Stated, StoredClaim
from review.pages.said import Said, said
from review.passages import Passage, passage
from review.tongue import ENGLISH, N_, Tongue

SHOWN = 20  # further articles for one value; the lists below it and ledger.json have all of them
# What kind of disagreement it is, and what the ledger makes of it; the types are those of docs/ledger.md.
TYPES = {
    "HARD": (
        N_("Two origins state different exact figures"),
        N_("They cannot both be right. Neither is preferred: what stands is the range from the lowest to the highest."),
    ),
    "ROUNDING": (N_("One figure is the other one rounded"), N_("They fit together: the exact figure stands.")),
    "ROUND-SUSPECT": (
        N_("One figure may be the other one rounded"),
        N_("The exact figure stands until somebody has looked."),
    ),
    "INEXACT": (N_("A hedged figure leaves no room for another one"), N_("Which one is right is an open question.")),
    "CUMULATIVE": (
        N_("Two running totals do not agree"),
        N_("They count several exchanges. They stand here because this is the last one that they count."),
    ),
    "DATE": (
        N_("The same figures are given for different days"),
        N_("Whether it is one exchange is an open question."),
    ),
    "SIDE": (
        N_("The same figures are given with the sides exchanged"),
        N_("Which side is meant is an open question. What does not fit the sizes, or has fewer sources, is set aside."),
    ),
    "REVISION": (
        N_("A claimant has changed the figure, or somebody misquoted it"),
        N_("The figure above says which stands."),
    ),
    "RESTATEMENT-ERROR": (
        N_("A later text repeats the figure differently"),
        N_("What was settled before it stands."),
    ),
    "INTERNAL": (N_("One article contradicts itself"), N_("It changes nothing for the other articles.")),
    "SUM-MISMATCH": (
        N_("The parts do not add up to the total"),
        N_("It changes nothing for the other articles."),
    ),
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
    tongue: Tongue = ENGLISH


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
    readings = _readings(conflict.values, shelf.tongue)
    return Dispute(
        title=shelf.tongue.gettext(title),
        meaning=shelf.tongue.gettext(meaning) if meaning else "",
        to=shelf.names.get(conflict.to, conflict.to) if conflict.to else "",
        difference=difference(conflict.values, shelf.tongue),
        sides=tuple(
            _side(_value(conflict.type, stated, shelf.tongue), reading, stated, shelf, earliest)
            for stated, reading in zip(conflict.values, readings, strict=True)
        ),
    )


def difference(values: Iterable[Stated], tongue: Tongue = ENGLISH) -> str:
    """How far the stated values lie apart. Empty if one has no upper end, or they are equal."""
    apart = Conflict("", None, tuple(values)).difference
    return tongue.number(apart) if apart and apart > 0 else ""


def _readings(values: Sequence[Stated], tongue: Tongue) -> list[str]:
    """ "3 fewer" and "3 more", where two exact figures differ."""
    exact = [stated.low for stated in values if stated.low == stated.high]
    if len(values) != 2 or len(exact) != 2 or exact[0] == exact[1]:
        return [""] * len(values)
    apart = tongue.number(abs(exact[0] - exact[1]))
    more = tongue.gettext("%(n)s more than the other figure", n=apart)
    fewer = tongue.gettext("%(n)s fewer than the other figure", n=apart)
    return [more if mine == max(exact) else fewer for mine in exact]


def _value(kind: str, stated: Stated, tongue: Tongue) -> str:
    claims = sorted(stated.claims, key=lambda stored: stored.said_at)
    if kind == "DATE" and claims:
        return tongue.day(claims[0].claim.day)
    return tongue.span(stated.low, stated.high)


def _side(value: str, reading: str, stated: Stated, shelf: Shelf, earliest: datetime | None) -> Side:
    found = printed(stated)
    first = found[0] if found else None
    history = [stored for stored in stated.claims if stored.id < 0]
    return Side(
        value=value,
        reading=reading,
        attributed_to=stated.attributed_to,
        speaks_for=_speaks_for(stated.claims, shelf.names),
        first=said(first, shelf.outlets, shelf.tongue) if first else None,
        passage=_passage(first, shelf.articles) if first else None,
        timing=_timing(first.said_at - earliest, shelf.tongue) if first and earliest else "",
        history=bool(history),
        reporters=tuple(dict.fromkeys(stored.reporters for stored in history if stored.reporters)),
        sources=tuple(dict.fromkeys(source for stored in history for source in stored.sources)),
        others=tuple(said(stored, shelf.outlets, shelf.tongue) for stored in found[1 : SHOWN + 1]),
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


def _timing(later: timedelta, tongue: Tongue) -> str:
    if later:
        return tongue.gettext("%(time)s later", time=tongue.duration(later))
    return tongue.gettext("the first of them")
