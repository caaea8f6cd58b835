"""A form of the desk in, the decision that it means out, or what is wrong with it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.decided import ANSWERED, RULE
from repwatch.model import (
    Claimant,
    Draft,
    OfDays,
    OfFigure,
    OfSide,
    Right,
    Ruling,
    Scope,
    Settlement,
    Status,
    StoredClaim,
)

LARGEST = 10_000_000  # bodies: beyond any count of this war, within what a column holds
LONGEST_REASON = 1000  # characters
Form = Mapping[str, str]


class FormWrong(ValueError):
    """The form makes no decision; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a card is about. parties: ids that may receive. voices: claimants that the conflict's data knows."""

    claim: StoredClaim | None
    settlement: Settlement | None
    parties: Collection[str]
    voices: Sequence[Claimant] = ()

    @property
    def conflict(self) -> str:
        if self.claim:
            return self.claim.claim.conflict
        return self.settlement.exchange.conflict if self.settlement else ""


def draft_of(action: str, form: Form, matter: Matter) -> Draft:
    """Raises FormWrong."""
    if action in (Ruling.ACCEPT, Ruling.REJECT, Ruling.CORRECT):
        right = _right(form, matter) if action == Ruling.CORRECT else Right()
        return Draft(Ruling(action), matter.conflict, _figure(matter, right))
    if action == Ruling.BEST:
        return Draft(Ruling.BEST, matter.conflict, _best(form, matter))
    if action in (Ruling.MERGE, Ruling.SPLIT):
        day, into = day_of(form.get("day", "")), day_of(form.get("into", ""))
        if day == into:
            raise FormWrong("These are one and the same day; two are needed.")
        return Draft(Ruling(action), matter.conflict, OfDays(day, into))
    raise FormWrong("It is not clear what is decided; use one of the buttons.")


def reason_of(form: Form) -> str:
    """Raises FormWrong where none is given: it stands beside the decision for good."""
    given = " ".join((form.get("reason", "") or form.get("why", "")).split())[:LONGEST_REASON]
    if not given:
        raise FormWrong("Say why: the reason stands beside the decision for good.")
    return given


def values(settlement: Settlement, to: str) -> tuple[int, ...]:
    """All that is stated of this side, if anything of it is in question."""
    side = next((one for one in settlement.received if one.to == to), None)
    asked = any(one.type in ANSWERED and one.to == to for one in settlement.conflicts)
    if side is None or not (asked or side.status in (Status.DISPUTED, Status.DECIDED)):
        return ()
    return tuple(sorted({claim.claim.figure.low for claim in side.claims}))


def _figure(matter: Matter, right: Right) -> OfFigure:
    if matter.claim is None or matter.claim.id < 0:
        raise FormWrong("There is no figure of an article behind this question.")
    claim = matter.claim
    if RULE in claim.claim.rules:
        raise FormWrong("This figure is what an editor made of it; take that decision back first.")
    sentence = claim.claim.evidence[0].shown if claim.claim.evidence else ""
    return OfFigure(claim.url, claim.claim.figure.low, claim.claim.figure.high, sentence, right)


def _right(form: Form, matter: Matter) -> Right:
    """Only what differs from what was read."""
    read = matter.claim.claim if matter.claim else None
    count, to, scope = count_of(form.get("count", "")), form.get("to", ""), form.get("scope", "")
    if to and to not in matter.parties:
        raise FormWrong("Choose one of the sides.")
    if scope and scope not in list(Scope):
        raise FormWrong("Choose what the figure is about.")
    day = day_of(form["day"]) if form.get("day", "").strip() else ""
    right = Right(
        None if read and read.figure.low == count == read.figure.high else count,
        to if to and not (read and read.to == to) else None,
        day if day and not (read and read.day == day) else None,
        Scope(scope) if scope and not (read and read.scope == scope) else None,
        _voice(form.get("by", ""), matter),
    )
    if right == Right():
        raise FormWrong("Nothing was changed. Where it is right as it was read, accept it.")
    return right


def _voice(given: str, matter: Matter) -> Claimant | None:
    given = " ".join(given.split())[:200]
    said = matter.claim.claim.claimants[0].text if matter.claim and matter.claim.claim.claimants else ""
    if not given or given == said:
        return None
    return next((one for one in matter.voices if one.text.casefold() == given.casefold()), Claimant(given))


def _best(form: Form, matter: Matter) -> OfSide:
    to, count = form.get("side", ""), form.get("count", "")
    stated = values(matter.settlement, to) if matter.settlement else ()
    if not count or count not in {str(value) for value in stated}:
        raise FormWrong("Choose which of the stated figures stands.")
    exchange = matter.settlement.exchange if matter.settlement else None
    return OfSide((exchange.date if exchange else "") or "", to, int(count), stated)


def count_of(text: str) -> int | None:
    """None: nothing is given. Raises FormWrong."""
    given = text.replace(",", "").strip()
    if given and not (given.isascii() and given.isdigit() and len(given) < 10 and int(given) <= LARGEST):
        raise FormWrong(f"{given[:20]} is no count; write digits, like 1212.")
    return int(given) if given else None


def day_of(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise FormWrong(f"{text.strip()[:40] or 'An empty field'} is no day; a day is like 2025-06-14.") from None
