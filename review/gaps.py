"""An audited total in, what to say of it out: words for readers, and the question for the desk. Pure."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from repwatch.model import Audit, Part, Question, StoredClaim, Verdict
from review import words
from review.tongue import ENGLISH, Tongue

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


def sentence(found: Audit, tongue: Tongue = ENGLISH) -> str:
    """What the audit says, in one plain sentence or two."""
    return _SAYINGS[found.verdict](found, tongue) + (f" {_step(found.after, tongue)}" if found.after else "")


def gap(found: Audit, tongue: Tongue = ENGLISH) -> str:
    """How far the total lies from the ledger; empty where nothing can be compared or it fits."""
    if found.verdict in (Verdict.NO_BASE, Verdict.OUT_OF_REACH) or not found.gap:
        return ""
    apart = tongue.span(*found.spread)
    return tongue.gettext("%(n)s more", n=apart) if found.gap > 0 else tongue.gettext("%(n)s fewer", n=apart)


def _step(after: StoredClaim, tongue: Tongue) -> str:
    return tongue.gettext(
        "Counted on from the earlier total of %(figure)s (%(who)s), since the ledger does not reach back to its first"
        " day.",
        figure=tongue.figure(after.claim.figure), who=said_by(after),
    )  # fmt: skip


def _agrees(found: Audit, tongue: Tongue) -> str:
    if found.until:
        return tongue.gettext("It fits, with the exchange of %(day)s counted already.", day=tongue.day(found.until))
    if found.high is None:
        return tongue.gettext("It fits what the ledger has, which is a floor.")
    return tongue.gettext("It fits the ledger.")


def _late(found: Audit, tongue: Tongue) -> str:
    if found.until:
        return tongue.gettext("It counts up to %(day)s.", day=tongue.day(found.until))
    return tongue.gettext("It repeats the earlier total.")


def _named(found: Audit, tongue: Tongue) -> str:
    (part,) = found.parts
    when = tongue.day(part.day) if part.day else tongue.gettext("on a day that is not known")
    count = tongue.number(part.count)
    return tongue.gettext("%(n)s missing: %(when)s (%(source)s).", n=count, when=when, source=part.source)


def _part(found: Audit, tongue: Tongue) -> str:
    missing = tongue.number(found.gap)
    if len(found.parts) == 1:
        return tongue.gettext("%(n)s missing: as many as one handover of these days.", n=missing)
    sizes = tongue.gettext(" and ").join(tongue.number(part.count) for part in found.parts)
    return tongue.ngettext(
        "%(missing)s missing: as many as %(n)s handover (%(sizes)s) of these days.",
        "%(missing)s missing: as many as %(n)s handovers (%(sizes)s) of these days.",
        len(found.parts), missing=missing, sizes=sizes,
    )  # fmt: skip


def _left_out(found: Audit, tongue: Tongue) -> str:
    days = [tongue.day(part.day) for part in found.parts]
    listed = tongue.gettext(" or ").join(days[:LISTED])
    if len(days) > LISTED:
        others = len(days) - LISTED
        listed += tongue.ngettext(" or on %(n)s other day", " or on %(n)s other days", others)
    more = tongue.number(found.parts[0].count)
    return tongue.gettext("The ledger has %(n)s more: as many as on %(days)s.", n=more, days=listed)


def _other(found: Audit, tongue: Tongue) -> str:
    first, last = tongue.day(found.base), tongue.day(found.until)
    return tongue.gettext("It fits a count from %(first)s to %(last)s.", first=first, last=last)


def _near(found: Audit, tongue: Tongue) -> str:
    apart = tongue.span(*found.spread)
    if found.gap > 0:
        return tongue.gettext("It is %(n)s more than the ledger has, within two in a hundred.", n=apart)
    return tongue.gettext("It is %(n)s fewer than the ledger has, within two in a hundred.", n=apart)


def _unexplained(found: Audit, tongue: Tongue) -> str:
    apart = tongue.span(*found.spread)
    if found.gap > 0:
        return tongue.gettext("It is %(n)s more than the ledger has; nothing explains it.", n=apart)
    return tongue.gettext("It is %(n)s fewer than the ledger has; nothing explains it.", n=apart)


_SAYINGS: Mapping[Verdict, Callable[[Audit, Tongue], str]] = {
    Verdict.AGREES: _agrees,
    Verdict.LAG: _late,
    Verdict.NAMED: _named,
    Verdict.PART: _part,
    Verdict.LEFT_OUT: _left_out,
    Verdict.OTHER_BASE: _other,
    Verdict.NEAR: _near,
    Verdict.UNEXPLAINED: _unexplained,
    Verdict.OUT_OF_REACH: lambda _, tongue: tongue.gettext("The ledger does not reach back that far."),
    Verdict.NO_BASE: lambda _, tongue: tongue.gettext("It does not say since when it counts."),
}


def sizes(parts: Sequence[Part]) -> list[dict[str, object]]:
    """For programs."""
    return [{"count": part.count, "date": part.day or None, "source": part.source or None} for part in parts]
