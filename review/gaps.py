"""An audited total in, what to say of it out: words for readers, and the question for the desk. Pure."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from repwatch.model import Audit, Part, Question, StoredClaim, Verdict
from review import words

LISTED = 3  # days that one may be left out of


def key_of(conflict: str, to: str, gap: int) -> str:
    """One question a gap: every later total shows the same missing handover again."""
    return sha256(f"total\0{conflict}\0{to}\0{gap}".encode()).hexdigest()


def question(found: Audit, many: int, names: Mapping[str, str]) -> Question:
    """found: of the total said first. many: how many totals show the same gap."""
    read = found.claim.claim
    ask = "Is an exchange missing from the ledger?" if found.gap > 0 else "Does the ledger count too many?"
    more = f" {words.count(many, 'total shows', 'totals show')} the same gap." if many > 1 else ""
    text = (
        f"{ask} {said_by(found.claim)} put the bodies to {names.get(str(read.to), str(read.to))} at "
        f"{words.figure(read.figure)} from {words.day(found.first)} to {words.day(found.last)}; the ledger has "
        f"{words.span(found.low, found.high)} in {words.count(found.exchanges, 'exchange', 'exchanges')}. "
        f"{sentence(found)}{more}"
    )
    return Question(key_of(read.conflict, str(read.to), found.gap), f"total.{found.verdict.value}", text, None,
                    found.claim.id)  # fmt: skip


def said_by(claim: StoredClaim) -> str:
    """The root of the chain, else the outlet, else the reporters of the known history."""
    chain = claim.claim.claimants
    return chain[0].text if chain else claim.outlet or claim.reporters


def sentence(found: Audit) -> str:
    """What the audit says, in one plain sentence or two."""
    return _SAYINGS[found.verdict](found) + (f" {_step(found.after)}" if found.after else "")


def gap(found: Audit) -> str:
    """How far the total lies from the ledger; empty where nothing can be compared or it fits."""
    if found.verdict in (Verdict.NO_BASE, Verdict.OUT_OF_REACH) or not found.gap:
        return ""
    return f"{words.span(*found.spread)} {'more' if found.gap > 0 else 'fewer'}"


def _step(after: StoredClaim) -> str:
    stated = f"{words.figure(after.claim.figure)} ({said_by(after)})"
    return f"Counted on from the earlier total of {stated}, since the ledger does not reach back to its first day."


def _agrees(found: Audit) -> str:
    if found.until:
        return f"It fits, with the exchange of {words.day(found.until)} counted already."
    return "It fits the ledger." if found.high is not None else "It fits what the ledger has, which is a floor."


def _late(found: Audit) -> str:
    return f"It counts up to {words.day(found.until)}." if found.until else "It repeats the earlier total."


def _named(found: Audit) -> str:
    (part,) = found.parts
    when = words.day(part.day) if part.day else "on a day that is not known"
    return f"{words.number(part.count)} missing: {when} ({part.source})."


def _part(found: Audit) -> str:
    size = " and ".join(words.number(part.count) for part in found.parts)
    what = "one handover" if len(found.parts) == 1 else f"{len(found.parts)} handovers ({size})"
    return f"{words.number(found.gap)} missing: as many as {what} of these days."


def _left_out(found: Audit) -> str:
    days = [words.day(part.day) for part in found.parts]
    listed = " or ".join(days[:LISTED])
    if len(days) > LISTED:
        listed += f" or on {words.count(len(days) - LISTED, 'other day', 'other days')}"
    return f"The ledger has {words.number(found.parts[0].count)} more: as many as on {listed}."


def _other(found: Audit) -> str:
    return f"It fits a count from {words.day(found.base)} to {words.day(found.until)}."


def _apart(found: Audit) -> str:
    which = "more than" if found.gap > 0 else "fewer than"
    return f"It is {words.span(*found.spread)} {which} the ledger has"


_SAYINGS: Mapping[Verdict, Callable[[Audit], str]] = {
    Verdict.AGREES: _agrees,
    Verdict.LAG: _late,
    Verdict.NAMED: _named,
    Verdict.PART: _part,
    Verdict.LEFT_OUT: _left_out,
    Verdict.OTHER_BASE: _other,
    Verdict.NEAR: lambda found: f"{_apart(found)}, within two in a hundred.",
    Verdict.UNEXPLAINED: lambda found: f"{_apart(found)}; nothing explains it.",
    Verdict.OUT_OF_REACH: lambda _: "The ledger does not reach back that far.",
    Verdict.NO_BASE: lambda _: "It does not say since when it counts.",
}


def sizes(parts: Sequence[Part]) -> list[dict[str, object]]:
    """For programs."""
    return [{"count": part.count, "date": part.day or None, "source": part.source or None} for part in parts]
