"""One settled exchange in, the questions that only a person can answer out. Pure.

A key is made of what is asked about and never of row numbers, so the same question is asked once, whichever
rules version or article raises it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from repwatch.model import Claim, Conflict, Exchange, Kind, Question, Rule, Scope, Settlement, Stated, StoredClaim
from review import words

# What a conflict of this type asks. The other types settle by rule or are told as they are (docs/ledger.md).
ASKS = {
    "HARD": "Which of these figures stands, if it can be said?",
    "ROUND-SUSPECT": "Is the round figure the exact one rounded, or a figure of its own?",
    "DATE": "Is this one exchange, and on which day?",
    "SIDE": "Which side received which figure?",
    "INEXACT": "Does the exact figure stand, although another one leaves no room for it?",
}
Origins = Mapping[int, tuple[str, ...]]  # claim id -> where it comes from (matcher/origins.py)
SIZE = "size"  # the gate of a claim whose article gives more to the side that never got more
ENOUGH_ORIGINS = 2  # independent origins that make a missed exchange likely (extraction: link)


def triage(
    settlement: Settlement, linked: Iterable[StoredClaim] = (), names: Mapping[str, str] | None = None
) -> list[Question]:
    """Questions about one exchange. linked: its claims that are not in the reconciliations, if there are any."""
    named = names or {}
    return [*_doubts(settlement, linked, named), *_conflicts(settlement, named)]


def missed(unlinked: Iterable[StoredClaim], origins: Origins, names: Mapping[str, str] | None = None) -> list[Question]:
    """Earlier exchanges that two independent origins mention and the ledger does not have.

    unlinked: claims that fit no exchange. They open none: a person looks for it.
    """
    groups: dict[tuple[str, str, str], list[StoredClaim]] = defaultdict(list)
    for stored in unlinked:
        claim = stored.claim
        if claim.kind == Kind.BODIES and claim.scope == Scope.PREVIOUS and claim.to and claim.day:
            groups[claim.conflict, claim.to, claim.day].append(stored)
    found = [
        (key, group, {origin for stored in group for origin in origins[stored.id]}) for key, group in groups.items()
    ]
    return [
        _missing(key, group, len(roots), names or {})
        for key, group, roots in sorted(found, key=lambda one: one[0])
        if len(roots) >= ENOUGH_ORIGINS
    ]


def stray(unlinked: Iterable[StoredClaim], names: Mapping[str, str] | None = None) -> list[Question]:
    """Current figures of bodies that failed a gate and belong to no exchange: they may be one of their own."""
    doubtful: dict[tuple[object, ...], StoredClaim] = {}
    for stored in sorted(unlinked, key=lambda stored: (stored.said_at, stored.id)):
        claim = stored.claim
        if claim.kind == Kind.BODIES and claim.scope == Scope.CURRENT and not claim.sure and not stored.baseline:
            doubtful.setdefault((claim.conflict, claim.day, *_figure(claim)), stored)
    return [
        Question(
            _key("stray", *key), f"stray.{stored.claim.gates[0]}", _about(stored.claim, names or {}), None, stored.id
        )
        for key, stored in doubtful.items()
    ]


def same_or_new(settlement: Settlement, earlier: Exchange) -> Question:
    """The exchange of the day before has equal figures, and neither day is clearly a slip."""
    days = f"{words.day(earlier.date)} and {words.day(settlement.exchange.date)}"
    figures = ", ".join(words.span(side.low, side.high) for side in settlement.received)
    key = _key("same", settlement.exchange.conflict, earlier.date, settlement.exchange.date)
    first = min((claim for side in settlement.received for claim in side.claims), key=lambda one: (one.said_at, one.id))
    text = f"One exchange or two? Both {days} are named, with equal figures: {figures}."
    return Question(key, "same", text, settlement.exchange.id, first.id)


def _about(claim: Claim, names: Mapping[str, str]) -> str:
    what = f"{words.figure(claim.figure)} {claim.kind.value} {_to(claim.to, names)}, {words.day(claim.day)}"
    return f"Is this an exchange? {what}. Failed gate: {', '.join(claim.gates)}."


def _doubts(settlement: Settlement, linked: Iterable[StoredClaim], names: Mapping[str, str]) -> list[Question]:
    """Claims that failed a gate. None where a sure claim says the same: that figure needs nobody."""
    claims = [*(stored for found in settlement.received for stored in found.claims), *linked]
    if any(conflict.type == "SIDE" for conflict in settlement.conflicts):  # one question about it is enough
        claims = [stored for stored in claims if stored.claim.gates != (SIZE,)]
    sure = {_figure(stored.claim) for stored in claims if stored.claim.sure}
    doubtful: dict[tuple[object, ...], StoredClaim] = {}
    for stored in sorted(claims, key=lambda stored: (stored.said_at, stored.id)):
        if not stored.claim.sure and not stored.baseline and _figure(stored.claim) not in sure:
            doubtful.setdefault(_figure(stored.claim), stored)
    return [_doubt(settlement, stored, names) for stored in doubtful.values()]


def _figure(claim: Claim) -> tuple[object, ...]:
    return claim.kind, claim.to, claim.figure.low, claim.figure.high


def _doubt(settlement: Settlement, stored: StoredClaim, names: Mapping[str, str]) -> Question:
    claim = stored.claim
    gate, *others = claim.gates
    also = f", also {', '.join(others)}" if others else ""
    text = (
        f"Is this right? {words.figure(claim.figure)} {claim.kind.value} {_to(claim.to, names)}, "
        f"{words.day(claim.day)}. Failed gate: {gate}{also}."
    )
    key = _key("gate", settlement.exchange.id, *_figure(claim))
    return Question(key, f"gate.{gate}", text, settlement.exchange.id, stored.id)


def _conflicts(settlement: Settlement, names: Mapping[str, str]) -> list[Question]:
    return [
        _dispute(settlement, conflict, ASKS[conflict.type], names)
        for conflict in settlement.conflicts
        if conflict.type in ASKS and not _answered(settlement, conflict)
    ]


def _answered(settlement: Settlement, conflict: Conflict) -> bool:
    """Whether an editor said which figure stands, of the side or of both."""
    decided = {side.to for side in settlement.received if side.rule is Rule.EDITOR}
    sides = {side.to for side in settlement.received} if conflict.type == "SIDE" else {conflict.to}
    return bool(sides) and sides <= decided


def _dispute(settlement: Settlement, conflict: Conflict, ask: str, names: Mapping[str, str]) -> Question:
    values = ", ".join(_stated(stated, conflict.type) for stated in conflict.values)
    ranges = sorted(f"{stated.low}-{stated.high}" for stated in conflict.values)
    about = f"About bodies {_to(conflict.to, names)}: " if conflict.to else ""
    first = next((stored.id for stated in conflict.values for stored in stated.claims), None)
    return Question(
        key=_key(conflict.type, settlement.exchange.id, conflict.to, *ranges),
        kind=f"conflict.{conflict.type.lower()}",
        text=f"{ask} {about}{values}.",
        exchange=settlement.exchange.id,
        claim=first,
    )


def _stated(stated: Stated, kind: str) -> str:
    """Who says it; of a day, the day; of exchanged sides, what speaks for and against it."""
    dated = kind == "DATE" and stated.first
    said = words.day(stated.first.claim.day) if dated and stated.first else words.span(stated.low, stated.high)
    notes = [stated.attributed_to, *(_evidence(stated) if kind == "SIDE" else ())]
    told = "; ".join(note for note in notes if note)
    return f"{said} ({told})" if told else said


def _evidence(stated: Stated) -> list[str]:
    articles = {claim.article for claim in stated.claims if claim.article}
    found = [words.count(len(articles), "article", "articles")]
    if any(SIZE in claim.claim.gates for claim in stated.claims):
        found.append("against the usual sizes")
    if any(rule.startswith("side.") and "nation" in rule for claim in stated.claims for rule in claim.claim.rules):
        found.append("names whose dead they are")
    return found


def _missing(
    key: tuple[str, str, str], group: Sequence[StoredClaim], origins: int, names: Mapping[str, str]
) -> Question:
    conflict, to, day = key
    figures = sorted({(stored.claim.figure.low, words.figure(stored.claim.figure)) for stored in group})
    text = (
        f"Is an exchange missing from the ledger? {words.day(day)}, bodies {_to(to, names)}: "
        f"{' or '.join(said for _, said in figures)}, mentioned by {origins} origins."
    )
    first = min(group, key=lambda stored: (stored.said_at, stored.id))
    return Question(_key("missed", conflict, to, day), "missed", text, None, first.id)


def _to(side: str | None, names: Mapping[str, str]) -> str:
    return f"to {names.get(side, side)}" if side else "to a side that is not clear"


def _key(*parts: object) -> str:
    return sha256("\0".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()
