"""Announced handovers that no exchange of the ledger has become so far: stored plans in, one row a plan out. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from matcher.plans import reach
from repwatch.model import Claim, Figure, StoredClaim
from review import words
from review.tongue import ENGLISH, Tongue

EVERY_PLAN = {"scope", "day"}  # gates that no plan passes, or need not: they doubt neither its figure nor its side


@dataclass(frozen=True, slots=True)
class Plan:
    """What several articles announce alike. until: the last day on which an exchange would still be this one.

    days: all that are named for it, the earliest first. to: a party, None if none is named. attributed_to, outlet, url,
    said_at: of who said it first.
    """

    conflict: str
    days: tuple[str, ...]
    to: str | None
    figure: str
    low: int
    high: int
    attributed_to: str
    outlet: str
    url: str
    title: str
    lang: str
    said_at: datetime
    articles: int
    until: str
    written: Figure


def waiting(claims: Iterable[StoredClaim], today: date) -> list[Plan]:
    """claims: planned ones that are linked to no exchange. Those that may still happen, the latest said first."""
    alike: dict[tuple[object, ...], list[StoredClaim]] = defaultdict(list)
    for stored in sorted(claims, key=lambda one: (one.said_at, one.id)):
        if set(stored.claim.gates) <= EVERY_PLAN and reach(stored)[1] >= today.isoformat():
            alike[_what(stored.claim)].append(stored)
    return sorted((_plan(said) for said in alike.values()), key=lambda plan: plan.said_at, reverse=True)


def as_object(plan: Plan) -> dict[str, Any]:
    """For programs."""
    found = asdict(plan) | {"said_at": words.stamp(plan.said_at)}
    del found["written"]
    return found


def as_row(plan: Plan, names: Mapping[str, str]) -> tuple[str, ...]:
    """For the terminal: when, to whom, how many, who says so, where, when it was said."""
    many = words.count(plan.articles, "article", "articles")
    said = f"{plan.attributed_to or 'in its own words'}, {plan.outlet} ({many})"
    return when(plan), side(plan, names), plan.figure, said, words.moment(plan.said_at)


def when(plan: Plan, tongue: Tongue = ENGLISH) -> str:
    return tongue.gettext(" or ").join(tongue.day(day) for day in plan.days) or tongue.gettext("no day is named")


def side(plan: Plan, names: Mapping[str, str], tongue: Tongue = ENGLISH) -> str:
    return names.get(plan.to, plan.to) if plan.to else tongue.gettext("no side is named")


def figure(plan: Plan, tongue: Tongue = ENGLISH) -> str:
    return tongue.figure(plan.written)


def _what(claim: Claim) -> tuple[object, ...]:
    return claim.conflict, claim.to, claim.figure.low, claim.figure.high, claim.figure.qualifier


def _plan(said: list[StoredClaim]) -> Plan:
    first, claim = said[0], said[0].claim
    return Plan(
        conflict=claim.conflict,
        days=tuple(sorted({one.claim.day for one in said if one.claim.day})),
        to=claim.to,
        figure=words.figure(claim.figure),
        low=claim.figure.low,
        high=claim.figure.high,
        attributed_to=", ".join(one.text for one in claim.claimants[:1]),
        outlet=first.outlet,
        url=first.url,
        title=first.title,
        lang=first.lang,
        said_at=first.said_at,
        articles=len({one.article for one in said}),
        until=max(reach(one)[1] for one in said),
        written=claim.figure,
    )
