"""A decision in, its words out, and its line of JSON both ways. Pure."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from repwatch.model import ABOUT, Decision, OfAdded, OfDays, OfFigure, OfSide, Right, Ruling
from review import words

NAMELESS: Mapping[str, str] = MappingProxyType({})
RULINGS = {
    Ruling.ACCEPT: "{} is right as it was read",
    Ruling.REJECT: "{} is no figure of an exchange",
    Ruling.CORRECT: "{} was misread; right is",
    Ruling.MERGE: "what is said of {} is about {}",
    Ruling.SPLIT: "{} and {} are two exchanges",
}


class DecisionInvalid(ValueError):
    """The line is no decision; the message says why."""


def told(decision: Decision) -> tuple[str, str, str, str, str]:
    """What, who, when, why, and what became of it."""
    return what(decision, where=str), decision.by, words.moment(decision.made_at), decision.reason, state(decision)


def what(decision: Decision, names: Mapping[str, str] = NAMELESS, where: Callable[[str], str] = words.site) -> str:
    """names: of the parties. where: an article's address as it is shown."""
    match decision.about:
        case OfFigure() as about:
            said = f"the figure {words.span(about.low, about.high)} in {where(about.url)}"
            return f"{RULINGS[decision.ruling].format(said)}{_right(about.right, names)}"
        case OfSide() as about:
            others = ", ".join(words.number(value) for value in about.values if value != about.count)
            to = names.get(about.to, about.to)
            stands = f"of the bodies to {to} on {words.day(about.day)}, {words.number(about.count)} is what stands"
            return f"{stands}, not {others}" if others else stands
        case OfAdded() as about:
            who = f", according to {about.by.text}" if about.by else ""
            said = f"{words.number(about.count)} to {names.get(about.to, about.to)}, {words.day(about.day)}{who}"
            return f"{where(about.url)} says {said} ({about.scope.value})"
        case OfDays() as about:
            day, into = words.day(about.day), words.day(about.into)
            return RULINGS[decision.ruling].format(day, into)


def printed(decision: Decision) -> dict[str, Any]:
    return {
        "ruling": decision.ruling.value,
        "conflict": decision.conflict,
        "about": msgspec.to_builtins(decision.about),
        "by": decision.by,
        "reason": decision.reason,
        "made_at": words.stamp(decision.made_at),
        "undone_by": decision.undone_by,
    }


def decision_of(line: str) -> Decision | None:
    """As printed; None: it was taken back. Raises DecisionInvalid."""
    try:
        row = json.loads(line)
        if row["undone_by"]:
            return None
        ruling = Ruling(row["ruling"])
        about = msgspec.convert(row["about"], ABOUT[ruling])
        made_at = datetime.fromisoformat(row["made_at"])
        return Decision(0, ruling, str(row["conflict"]), about, str(row["by"]), str(row["reason"]), made_at)
    except (ValueError, TypeError, KeyError, msgspec.ValidationError) as error:
        raise DecisionInvalid(f"this is no decision as `repwatch decide list --json` prints it: {error!r}") from error


def _right(right: Right, names: Mapping[str, str]) -> str:
    parts = [
        words.number(right.count) if right.count is not None else "",
        f"to {names.get(right.to, right.to)}" if right.to else "",
        words.day(right.day) if right.day else "",
        right.scope.value if right.scope else "",
        f"according to {right.by.text}" if right.by else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f" {said}" if said else ""


def state(decision: Decision) -> str:
    if decision.undone_by:
        return f"taken back by {decision.undone_by}"
    if decision.fits is None:
        return "waits for the daemon"
    return "holds" if decision.fits else "fits nothing that stands"
