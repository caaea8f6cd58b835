"""Why was a figure read so? A claim in, plain sentences out."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from repwatch.model import Claim, Reading
from review import words


def explain(reading: Reading, names: Mapping[str, str]) -> Iterator[str]:
    """Line by line. names: party -> display name."""
    if not reading.claims:
        yield f"No figure was read: {reading.reason or 'nothing in it counts anything'}."
        return
    yield f"Read because of: {reading.reason}." if reading.reason else "Read."
    for number, claim in enumerate(reading.claims, 1):
        yield ""
        yield f"{number}. {headline(claim, names)}"
        yield from (f"   {line}" for line in reasons(claim, names))


def headline(claim: Claim, names: Mapping[str, str]) -> str:
    to = f"to {names.get(claim.to, claim.to)}" if claim.to else "the receiving side is not said"
    day = f", {claim.day}" if claim.day else ", no day"
    return f"{words.figure(claim.figure)} {claim.kind.value} {to} ({claim.scope.value}{day})"


def reasons(claim: Claim, names: Mapping[str, str]) -> Iterator[str]:
    for evidence in claim.evidence:
        place = f"in the {evidence.zone}, characters {evidence.start} to {evidence.end}"
        yield f"{place}: “{' '.join(evidence.quote.split())}”"
    chain = " → ".join(claimant.text for claimant in claim.claimants)
    yield f"said by: {chain or 'the outlet itself'}"
    for rule in claim.rules:
        yield f"{rule.partition('.')[0]}: {spoken(rule)} ({rule})"
    for rule, side in claim.lost:
        yield f"weaker, for {names.get(side, side)}: {spoken(f'side.{rule}')} (side.{rule})"
    yield f"points: {claim.score} ({', '.join(f'{name} {points:+d}' for name, points in claim.points) or 'none'})"
    yield f"not sure: {', '.join(claim.gates)}; it waits for a person" if claim.gates else "sure: every gate is passed"


def spoken(rule: str) -> str:
    """What a rule says; a rule of an older set that is not known any more says only its name."""
    part, _, name = rule.partition(".")
    return str(_rules().get(part, {}).get(name, "a rule that is not in use any more"))


@cache
def _rules() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
