"""A decision in, its words out, and its line of JSON both ways. Pure."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from repwatch.model import ABOUT, Decision, OfAdded, OfDays, OfFigure, OfOutlet, OfSide, Right, Ruling
from review import words
from review.tongue import ENGLISH, N_, Tongue

NAMELESS: Mapping[str, str] = MappingProxyType({})
RULINGS = {
    Ruling.ACCEPT: N_("the figure %(figure)s in %(where)s is right as it was read"),
    Ruling.REJECT: N_("the figure %(figure)s in %(where)s is no figure of an exchange"),
    Ruling.CORRECT: N_("the figure %(figure)s in %(where)s was misread; right is %(right)s"),
    Ruling.MERGE: N_("what is said of %(day)s is about %(into)s"),
    Ruling.SPLIT: N_("%(day)s and %(into)s are two exchanges"),
}


class DecisionInvalid(ValueError):
    """The line is no decision; the message says why."""


def told(decision: Decision) -> tuple[str, str, str, str, str]:
    """What, who, when, why, and what became of it."""
    return what(decision, where=str), decision.by, words.moment(decision.made_at), decision.reason, state(decision)


def what(
    decision: Decision,
    names: Mapping[str, str] = NAMELESS,
    where: Callable[[str], str] = words.site,
    tongue: Tongue = ENGLISH,
) -> str:
    """names: of the parties, and of outlets. where: an article's address as it is shown."""
    match decision.about:
        case OfFigure() as about:
            figure, right = tongue.span(about.low, about.high), _right(about.right, names, tongue)
            said = tongue.gettext(RULINGS[decision.ruling], figure=figure, where=where(about.url), right=right)
            return said.rstrip()
        case OfSide() as about:
            return _stands(about, names, tongue)
        case OfAdded() as about:
            figure = tongue.to_side(tongue.number(about.count), names.get(about.to, about.to))
            parts = [figure, tongue.day(about.day), _by(about.by.text, tongue) if about.by else ""]
            said, scope = ", ".join(part for part in parts if part), tongue.scope(about.scope)
            return tongue.gettext("%(where)s says %(what)s (%(scope)s)", where=where(about.url), what=said, scope=scope)
        case OfOutlet(outlet=outlet, of=of):
            told = {"outlet": names.get(outlet, outlet), "of": names.get(of, of)}
            return tongue.gettext("%(outlet)s reprints %(of)s: in its own voice it is no second origin", **told)
        case OfDays() as about:
            return tongue.gettext(RULINGS[decision.ruling], day=tongue.day(about.day), into=tongue.day(about.into))


def _stands(about: OfSide, names: Mapping[str, str], tongue: Tongue) -> str:
    others = ", ".join(tongue.number(value) for value in about.values if value != about.count)
    told = {"side": names.get(about.to, about.to), "day": tongue.day(about.day), "n": tongue.number(about.count)}
    if not others:
        return tongue.gettext("of the bodies to %(side)s on %(day)s, %(n)s is what stands", **told)
    return tongue.gettext(
        "of the bodies to %(side)s on %(day)s, %(n)s is what stands, not %(others)s", others=others, **told
    )


def _by(who: str, tongue: Tongue) -> str:
    return tongue.gettext("according to %(who)s", who=who)


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


def _right(right: Right, names: Mapping[str, str], tongue: Tongue) -> str:
    parts = [
        tongue.number(right.count) if right.count is not None else "",
        tongue.gettext("to %(side)s", side=names.get(right.to, right.to)) if right.to else "",
        tongue.day(right.day) if right.day else "",
        tongue.scope(right.scope) if right.scope else "",
        _by(right.by.text, tongue) if right.by else "",
    ]
    return ", ".join(part for part in parts if part)


def state(decision: Decision) -> str:
    if decision.undone_by:
        return f"taken back by {decision.undone_by}"
    if decision.fits is None:
        return "waits for the daemon"
    return "holds" if decision.fits else "fits nothing that stands"
