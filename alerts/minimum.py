"""Which sides of an exchange a subscription may be told of yet, and when it wants quiet. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from repwatch.model import ExchangeStatus, Minimum, Reason, Reconciliation, Settlement, Status, Subscription, Told

DECIDED = "decided"  # among the rules of a claim that an editor accepted or corrected
TWO = 2  # origins
CORRECTIONS = (Reason.CORRECTED, Reason.RETRACTED)  # they go to whoever was sent what is corrected


def visible(settlement: Settlement, told: Sequence[Told], subscription: Subscription) -> Settlement:
    """With the sides alone that have reached the subscription's minimum, or of which it was told and which stand.

    Who was told a figure is told what becomes of it, however little vouches for it then. An exchange that is gone is
    given back as it is, and so is one of which nothing is left that he was told of: he learns what there is instead.
    """
    if subscription.minimum is Minimum.IMMEDIATELY or not settlement.received:
        return settlement
    stood = {each.to for each in told if each.to and each.status != ExchangeStatus.RETRACTED}
    sides = tuple(side for side in settlement.received if side.to in stood or reached(side, subscription.minimum))
    return replace(settlement, received=sides) if sides or not stood else settlement


def reached(side: Reconciliation, minimum: Minimum) -> bool:
    reviewed = side.status is Status.DECIDED or any(DECIDED in each.claim.rules for each in side.claims)
    if minimum is Minimum.REVIEWED or reviewed:
        return reviewed
    return minimum is Minimum.IMMEDIATELY or (side.origins >= TWO and side.status is not Status.DISPUTED)


def is_quiet(subscription: Subscription, at: datetime) -> bool:
    """By the clock on the wall, also on the days on which it is changed."""
    if not subscription.quiet:
        return False
    begin, end = (time.fromisoformat(each) for each in subscription.quiet.split("-"))
    local = at.astimezone(ZoneInfo(subscription.zone)).time()
    return begin <= local < end if begin < end else local >= begin or local < end


def as_sent(found: Iterable[tuple[Reason, str]], since_sent: Iterable[tuple[Reason, str]]) -> list[tuple[Reason, str]]:
    """Changes since it was told, with the corrections of what it was sent: pairs of reason and side, "" the whole.

    Who was sent a figure, was not told that it is in dispute, since he did not ask for that, and sees it settled
    otherwise, was sent a wrong figure. What was never sent is not corrected.
    """
    due = [one for one in since_sent if one[0] in CORRECTIONS]
    sides = {to for _, to in due}
    kept = [(reason, to) for reason, to in found if reason not in (*CORRECTIONS, Reason.SETTLED)]
    settled = [(reason, to) for reason, to in found if reason is Reason.SETTLED and to not in sides]
    return [*due, *settled, *kept]


def unsent(found: Iterable[tuple[Reason, str]]) -> list[tuple[Reason, str]]:
    """Of what is new of an exchange, for whom no message about it was made: pairs of reason and side, "" the whole.

    What is withdrawn or reviewed is none of his; what is reported again is new to him.
    """
    again, owed = (Reason.CORRECTED, ""), (*CORRECTIONS, Reason.REVIEWED)
    return [(Reason.NEW, "") if one == again else one for one in found if one == again or one[0] not in owed]
