"""One claim in, what its article says out: the figure, who says it, where and when, and why it was read so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.quotes import line, without_names
from repwatch.model import Claim, DateBasis, Scope, StoredClaim
from review import words

SCOPES = {
    Scope.CURRENT: "this exchange",
    Scope.PREVIOUS: "an earlier exchange",
    Scope.CUMULATIVE: "a running total",
    Scope.PLANNED: "a plan",
    Scope.COMPONENT: "a part of the total",
}
DATE_BASES = {
    DateBasis.EXPLICIT: "the day is written in the text",
    DateBasis.WEEKDAY: "from the day of the week",
    DateBasis.RELATIVE: 'from a word like "today"',
    DateBasis.MONTH: "only the month is written",
    DateBasis.ADDRESS: "from the address of the page",
    DateBasis.PUBLICATION: "from the day of publication",
    DateBasis.NONE: "no day is stated",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as its article prints it. url: empty if it is no address to link to."""

    figure: str
    attributed_to: str
    outlet: str
    url: str
    title: str
    lang: str
    quote: str
    said_at: datetime
    about: str
    day: str
    basis: str
    rules: tuple[str, ...]
    points: tuple[tuple[str, int], ...]
    score: int
    gates: tuple[str, ...]
    claim: int


def said(stored: StoredClaim, outlets: Mapping[str, str]) -> Said:
    claim = stored.claim
    return Said(
        figure=words.figure(claim.figure),
        attributed_to=chain(claim),
        outlet=outlets.get(stored.outlet, stored.outlet),
        url=stored.url if words.linkable(stored.url) else "",
        title=stored.title,
        lang=stored.lang,
        quote=without_names(line(claim.evidence[0].quote)) if claim.evidence else "",
        said_at=stored.said_at,
        about=SCOPES[claim.scope],
        day=words.day(claim.day),
        basis=DATE_BASES[claim.day_basis],
        rules=claim.rules,
        points=claim.points,
        score=claim.score,
        gates=claim.gates,
        claim=stored.id,
    )


def chain(claim: Claim) -> str:
    """Nearest to the fact first, as in "Medinsky, as quoted by TASS"."""
    return ", as quoted by ".join(claimant.text for claimant in claim.claimants)
