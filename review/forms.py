"""What a reader wrote into the form of a subscription, as the values of one, and back. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from repwatch.model import Minimum, Reason, Subscription

# What a reader who wants few messages gets: that it happened, that a number is in doubt or was wrong.
KEY = (Reason.NEW, Reason.CONFIRMED, Reason.CONFLICT, Reason.SETTLED, Reason.CORRECTED, Reason.RETRACTED)
TRAP = "website"  # a field that people do not see
WHAT = {"all": (), "key": KEY}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form as it is shown. what: all, key, or "" for reasons that only the operator can choose."""

    address: str = ""
    what: str = "all"
    parties: tuple[str, ...] = ()
    minimum: str = Minimum.IMMEDIATELY.value
    cadence: str = "immediate"
    at: str = "07:00"
    zone: str = "UTC"
    quiet_from: str = ""
    quiet_to: str = ""
    lang: str = "en"


def wanted(one: Subscription) -> Wanted:
    begin, _, end = one.quiet.partition("-")
    what = next((name for name, reasons in WHAT.items() if set(reasons) == set(one.reasons)), "")
    return Wanted(
        one.address, what, one.parties, one.minimum.value, one.cadence, one.at, one.zone, begin, end, one.lang
    )


def read(fields: Mapping[str, str], parties: Collection[str], sides: Collection[str]) -> Wanted:
    """parties: those that were ticked; all of the sides are as good as none."""
    ticked = tuple(side for side in sides if side in parties)
    default = Wanted()
    return Wanted(
        address=fields.get("address", "").strip(),
        what=fields.get("what", ""),
        parties=() if len(ticked) == len(sides) else ticked,
        minimum=fields.get("minimum", default.minimum),
        cadence=fields.get("cadence", default.cadence),
        at=fields.get("at", default.at) or default.at,
        zone=fields.get("zone", default.zone).strip() or default.zone,
        quiet_from=fields.get("quiet_from", ""),
        quiet_to=fields.get("quiet_to", ""),
        lang=fields.get("lang", default.lang),
    )


def values(form: Wanted, reasons: Collection[Reason]) -> dict[str, object]:
    """For repwatch.subscription.checked. reasons: as they are now, for a form that leaves them alone."""
    chosen = WHAT.get(form.what, tuple(reasons))
    quiet = f"{form.quiet_from}-{form.quiet_to}" if form.quiet_from or form.quiet_to else ""
    return {
        "channel": "smtp",
        "address": form.address,
        "reasons": [reason.value for reason in chosen],
        "parties": list(form.parties),
        "minimum": form.minimum,
        "cadence": form.cadence,
        "at": form.at,
        "zone": form.zone,
        "quiet": quiet,
        "lang": form.lang,
    }
