"""The life of an exchange: what its steps are called, and the announcements that came before them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from repwatch.model import Settlement, Step, StepName, StoredClaim


def life(settlement: Settlement, steps: Sequence[Step]) -> list[Step]:
    """By time. steps: what the ledger said, oldest first. An announcement has the time of who printed it first."""
    return sorted([*_announcements(settlement.announced), *_named(steps)], key=lambda step: step.at)


def _named(steps: Sequence[Step]) -> list[Step]:
    before = (None, *steps)
    return [replace(step, name=_name(last, step)) for last, step in zip(before, steps, strict=False)]


def _name(before: Step | None, step: Step) -> StepName:
    if step.status is None:
        return StepName.ANNOUNCED
    if before is None or before.status is not step.status:
        return StepName(step.status.value)
    return StepName.EXTENDED if set(before.received) < set(step.received) else StepName.REVISED


def _announcements(announced: Iterable[StoredClaim]) -> list[Step]:
    """One an article that brings a new figure: who repeats a plan announces nothing. announced: earliest first."""
    new: dict[int, list[StoredClaim]] = {}
    seen: set[tuple[str | None, int]] = set()
    for claim in announced:
        if (planned := (claim.claim.to, claim.claim.figure.low)) not in seen:
            seen.add(planned)
            new.setdefault(claim.article, []).append(claim)
    return [Step(claims[0].said_at, None, _spans(claims), StepName.ANNOUNCED) for claims in new.values()]


def _spans(claims: Iterable[StoredClaim]) -> tuple[tuple[str, int, int | None], ...]:
    """Of the sides that are named; a plan may name none."""
    counts: dict[str, list[int]] = {}
    for claim in claims:
        if claim.claim.to:
            counts.setdefault(claim.claim.to, []).append(claim.claim.figure.low)
    return tuple((to, min(found), max(found)) for to, found in sorted(counts.items()))
