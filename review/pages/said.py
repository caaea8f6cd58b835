"""One claim in, what its article says out: the figure, who says it, where and when, and why it was read so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.quotes import line, without_names
from repwatch.model import StoredClaim
from review import words
from review.tongue import ENGLISH, Tongue


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


def said(stored: StoredClaim, outlets: Mapping[str, str], tongue: Tongue = ENGLISH) -> Said:
    claim = stored.claim
    return Said(
        figure=tongue.figure(claim.figure),
        attributed_to=tongue.chain(claim),
        outlet=outlets.get(stored.outlet, stored.outlet),
        url=stored.url if words.linkable(stored.url) else "",
        title=without_names(line(stored.title)),
        lang=stored.lang,
        quote=without_names(line(claim.evidence[0].quote)) if claim.evidence else "",
        said_at=stored.said_at,
        about=tongue.scope(claim.scope),
        day=tongue.day(claim.day),
        basis=tongue.basis(claim.day_basis),
        rules=claim.rules,
        points=claim.points,
        score=claim.score,
        gates=claim.gates,
        claim=stored.id,
    )


chain = ENGLISH.chain
