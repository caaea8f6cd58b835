"""An article and two sets of rules in, the figures that only one of them reads out. Pure."""

from dataclasses import replace

from matcher.extract import extract
from matcher.words import Lexicon
from repwatch.model import Article, Claim, Outlet


def differing(
    article: Article, outlet: Outlet | None, old: Lexicon, new: Lexicon
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """What the old rules alone read, and what the new ones alone do."""
    before, after = (extract(article, outlet, lexicon).claims for lexicon in (old, new))
    kept = {_said(claim) for claim in before} & {_said(claim) for claim in after}
    lost, gained = (tuple(one for one in claims if _said(one) not in kept) for claims in (before, after))
    return lost, gained


def _said(claim: Claim) -> Claim:
    """What a claim says, whichever rules found it. Who passed it on is not looked at, nor the words around it."""
    evidence = tuple(replace(one, sentence="") for one in claim.evidence[:1])
    return replace(
        claim, rules=(), points=(), lost=(), evidence=evidence, claimants=claim.claimants[:1], base="",
        gates=("in doubt",) if claim.gates else (),
    )  # fmt: skip
