"""A claim and its article in, what the desk shows of them out: the sentence in its text, and how it was read. Pure.

The desk sees the whole text, names too; nothing of this is shown to readers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import Article, Evidence, StoredClaim
from review import words
from review.pages.said import chain
from review.tongue import DATE_BASES, SCOPES

AROUND = 600  # characters of the text shown on each side of a figure; the whole article is below
GATES = {
    "side": "which side receives is not firmly said",
    "day": "no day is certain",
    "contradiction": "the article contradicts itself",
    "disagreement": "two rules read different sides",
    "range": "the figure is out of the usual range",
    "scope": "it is not this exchange",
    "late": "it is only mentioned far down in a text about something else",
    "headline": "only the headline tells it: in the text as many are those of an earlier exchange",
    "size": "the side that usually receives fewer is given more",
}


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence of a figure in its paragraph. zone: title or text."""

    zone: str
    before: str
    figure: str
    after: str


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """What the machine read. rules: id and words. day: as in a field; shown_day: as in a sentence."""

    claim: int
    figure: str
    kind: str
    count: str
    to: str
    to_name: str
    day: str
    shown_day: str
    basis: str
    scope: str
    about: str
    by: str
    gates: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    points: int


@dataclass(frozen=True, slots=True)
class Source:
    """The article. text: the frozen copy of what was read."""

    article: int
    outlet: str
    title: str
    url: str
    lang: str
    published: datetime
    text: str
    contexts: tuple[Context, ...]


def context(evidence: Evidence, article: Article) -> Context:
    whole = article.title if evidence.zone == "title" else article.text
    start, end = evidence.start, evidence.end
    if whole[start:end] != evidence.quote:
        return Context(evidence.zone, "", evidence.quote, "")
    return Context(evidence.zone, whole[max(0, start - AROUND) : start], evidence.quote, whole[end : end + AROUND])


def source(article: Article, claim: StoredClaim | None, outlets: Mapping[str, str]) -> Source:
    evidence = claim.claim.evidence if claim else ()
    return Source(
        article.id, outlets.get(article.outlet, article.outlet), article.title,
        article.url if words.linkable(article.url) else "", article.lang, article.published or article.fetched,
        article.text, tuple(context(one, article) for one in evidence),
    )  # fmt: skip


def read(stored: StoredClaim, names: Mapping[str, str], spoken: Callable[[str], str]) -> ReadFigure:
    claim = stored.claim
    low, high = claim.figure.low, claim.figure.high
    return ReadFigure(
        claim=stored.id,
        figure=words.figure(claim.figure),
        kind=claim.kind.value,
        count=str(low) if low == high else "",
        to=claim.to or "",
        to_name=names.get(claim.to or "", claim.to or ""),
        day=claim.day if claim.day and len(claim.day) == len("2025-06-14") else "",
        shown_day=words.day(claim.day),
        basis=DATE_BASES[claim.day_basis],
        scope=claim.scope.value,
        about=SCOPES[claim.scope],
        by=chain(claim),
        gates=tuple(GATES.get(gate, gate) for gate in claim.gates),
        rules=tuple((rule, spoken(rule)) for rule in claim.rules),
        points=claim.score,
    )
