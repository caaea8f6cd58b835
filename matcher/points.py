"""A finished draft in, its points with reasons and the gates it fails out. Pure. Weights: lexicon/points.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.draft import HEADLINE_ALONE, Draft
from matcher.words import Conflict
from repwatch.model import Claim, DateBasis, Kind, Scope

_FEW = 5  # a handful of bodies is a story of its own more often than an exchange, unless the text names who got them
_LATE = 400  # characters of the text: the lead of real pages ends before (held-out pages of three years)
_NAMED = 3  # the strength of a side that the sentence names


def points(draft: Draft, weights: Mapping[str, int], both_sides: bool) -> tuple[tuple[str, int], ...]:
    """Every piece of evidence and doubt that holds, with its weight."""
    holds = {
        "destination": draft.side_rule.startswith("recipient"),
        "subject": draft.side_rule in ("giver", "receiver", "agent"),
        "official": bool(draft.claimants) and draft.claimants[0].official,
        "closes": draft.side_rule.endswith("close") or draft.side_rule.endswith("closes"),
        "dated": draft.own_day and draft.day_basis in (DateBasis.EXPLICIT, DateBasis.WEEKDAY, DateBasis.RELATIVE),
        "both": both_sides,
        "headline": "headline" in draft.flags,
        "body": draft.stated,
        "size": draft.side_rule == "size",
        "contradiction": "contradiction" in draft.flags,
        "disagreement": any(rule in ("nation", "giver", "receiver", "recipient") for rule, _ in draft.lost),
        "formula": draft.side_rule.startswith(("formula", "size")),
        "ellipsis": draft.side_rule.startswith("ellipsis"),
        "publication": draft.day_basis is DateBasis.PUBLICATION,
    }
    return tuple((name, weights[name]) for name, held in holds.items() if held and name in weights)


def gates(draft: Draft, conflict: Conflict) -> tuple[str, ...]:
    """What keeps the claim from alerting at once; none: sure."""
    failed = []
    if draft.to is None or draft.side_strength < 2:
        failed.append("side")
    if draft.day is None or len(draft.day) != 10:
        failed.append("day")
    if "contradiction" in draft.flags:
        failed.append("contradiction")
    if any(rule in ("giver", "receiver", "recipient") for rule, _ in draft.lost) and draft.side_strength < 3:
        failed.append("disagreement")
    if draft.kind is Kind.BODIES and draft.to in conflict.parties and not _plausible(draft, conflict):
        failed.append("range")
    if draft.scope is not Scope.CURRENT:
        failed.append("scope")
    if draft.kind is Kind.BODIES and told_late(draft):
        failed.append("late")
    if HEADLINE_ALONE in draft.flags:
        failed.append("headline")
    return tuple(failed)


def told_late(draft: Draft) -> bool:
    """Nobody official says it, no day of its own, not in the headline, and not near the head of the text: what an essay
    mentions is seldom the news of its day."""
    spans = draft.spans or (draft.evidence,)
    dated = draft.day_basis not in (DateBasis.PUBLICATION, DateBasis.ADDRESS)
    official = bool(draft.claimants) and draft.claimants[0].official
    in_title = "headline" in draft.flags or any(one.zone == "title" for one in spans)
    return not (dated or official or in_title) and min(one.start for one in spans) > _LATE


def reversed_sizes(claims: Sequence[Claim], conflict: Conflict) -> list[Claim]:
    """Where the side that always got fewer gets more, a person looks: outlets swap sides. Never rewritten."""
    now = [one for one in claims if one.kind is Kind.BODIES and one.scope is Scope.CURRENT]
    larger = [one.figure.low for one in now if one.to == conflict.larger]
    other = [one.figure.low for one in now if one.to == conflict.other(conflict.larger)]
    day = next((one.day for one in now if one.day), None) or conflict.larger_since
    if not larger or not other or day < conflict.larger_since or max(larger) >= max(other):
        return list(claims)
    return [replace(one, gates=(*one.gates, "size")) if one in now else one for one in claims]


def _plausible(draft: Draft, conflict: Conflict) -> bool:
    low, high = conflict.parties[draft.to or ""].plausible
    named = draft.stated and draft.side_strength >= _NAMED and draft.number.low > 1
    return low <= draft.number.low <= high and (named or not 0 < draft.number.low < _FEW)
