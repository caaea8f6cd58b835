"""An article and what the rules read in it in, the figures with their reasons and what let it in out.

Edge: what a rule says stands in a file. The desk alone sees it: it shows whole sentences, names too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from repwatch.model import Article, Claim, Reading
from review.explain import headline, reasons
from review.pages.evidence import GATES, Context, context


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """reasons: rules, points and what is weaker, in plain words. doubts: why it would wait for a person; none: sure."""

    headline: str
    contexts: tuple[Context, ...]
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadText:
    """relevant: it has a figure of this exchange. reason: what let it in, or why it was put aside."""

    title: str
    text: str
    lang: str
    relevant: bool
    reason: str
    claims: tuple[ReadClaim, ...]


def read_text(article: Article, reading: Reading, names: Mapping[str, str]) -> ReadText:
    """names: party -> display name."""
    return ReadText(
        article.title, article.text, article.lang, reading.relevant, reading.reason,
        tuple(_claim(claim, article, names) for claim in reading.claims),
    )  # fmt: skip


def _claim(claim: Claim, article: Article, names: Mapping[str, str]) -> ReadClaim:
    return ReadClaim(
        headline(claim, names),
        tuple(context(one, article) for one in claim.evidence),
        tuple(list(reasons(claim, names))[len(claim.evidence) : -1]),  # places and doubts are shown in their own way
        tuple(GATES.get(gate, gate) for gate in claim.gates),
    )
