"""A trial of other rules and what they read otherwise in, the desk's page about it out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff

from repwatch.model import Claim, Differs, Trial
from review.explain import headline
from review.pages.evidence import GATES

LONGEST_DIFF = 400  # lines


@dataclass(frozen=True, slots=True)
class Changed:
    """One article. lost, gained: each figure in words."""

    article: int
    outlet: str
    title: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]


def changed(found: Iterable[Differs], names: Mapping[str, str], outlets: Mapping[str, str]) -> tuple[Changed, ...]:
    """names: of the parties; outlets: id -> name."""
    return tuple(
        Changed(
            one.article, outlets.get(one.outlet, one.outlet), one.title,
            tuple(_said(claim, names) for claim in one.lost), tuple(_said(claim, names) for claim in one.gained),
        )
        for one in found
    )  # fmt: skip


def lines(shipped: str, trial: Trial) -> list[tuple[str, str]]:
    """What the trial changes in the file: "+", "-", "@" or " ", and the line."""
    found = unified_diff(shipped.splitlines(), trial.text.splitlines(), lineterm="", n=2)
    return [(line[0], line[1:]) for line in list(found)[2 : LONGEST_DIFF + 2]]


def _said(claim: Claim, names: Mapping[str, str]) -> str:
    who = claim.claimants[0].text if claim.claimants else "the outlet itself"
    gates = "; ".join(GATES.get(gate, gate) for gate in claim.gates)
    return f"{headline(claim, names)}, {who}; {f'in doubt: {gates}' if gates else 'sure'}"
