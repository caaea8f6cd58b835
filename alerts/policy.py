"""Is there something to tell this subscription, and why? When is a message tried again, when is a digest due? Pure.

In: the state of an exchange, what a subscription was told about it, the time. Out: reasons, keys, times.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

from alerts.minimum import CORRECTIONS, as_sent, reached, unsent
from repwatch.model import (
    Alert,
    ExchangeStatus,
    Minimum,
    Qualifier,
    Reason,
    Reconciliation,
    Settlement,
    Stated,
    Status,
    Subscription,
    Told,
)

WHOLE = ""  # the "to" of what is told about the exchange as a whole
UNTOLD = "history "  # before the status of an exchange that counts as told, and of which no message ever spoke
DISPUTES = ("HARD", "SIDE")  # what may leave a side open: exact figures that cannot both be right, sides exchanged
JITTER = 0.1  # the share of a delay that chance may add to it (P3)
CAP = timedelta(hours=24)  # the longest wait that a Retry-After may ask for (R-OUT-4)
LATE = timedelta(hours=24)  # a digest missed by less is sent late (R-SCH-2)
# What a reader must know first: that a number is wrong or in doubt, then a new number, then who vouches for it.
IMPORTANCE = (
    Reason.RETRACTED, Reason.NEW, Reason.CONFLICT, Reason.CORRECTED, Reason.SETTLED, Reason.FIGURE, Reason.CONFIRMED,
    Reason.REVIEWED, Reason.GAP, Reason.SILENT, Reason.BACK, Reason.TROUBLE,
    Reason.QUESTION, Reason.HEARTBEAT,
)  # fmt: skip
Range = tuple[int, int | None]  # high None: no upper bound


def news(
    settlement: Settlement, told: Sequence[Told], subscription: Subscription, *, sent: Sequence[Told] | None = None
) -> list[tuple[Reason, str]]:
    """What has changed since this subscription was told, most important first; side "": the exchange as a whole.

    An exchange that only known history or first polls speak of is no news: the caller records it as told. That it is
    confirmed is no news of its own beside another, nor that a side is reviewed beside another about that side: a
    message says it whatever its reason (alerts/sections.py).

    sent: as its last message said, empty: none was made; None: as told. A correction goes to whoever was sent what is
    corrected, whatever he asked for and was not told in between, and to nobody else.
    """
    gone = not settlement.received or settlement.status is ExchangeStatus.RETRACTED
    if settlement.baseline and not gone:
        return []
    if not told:
        return [] if gone else _few(_first(settlement, subscription))
    sides = (*(side.to for side in settlement.received), *(each.to for each in told))
    found = changes(settlement, told)
    if sent is not None:
        found = as_sent(found, changes(settlement, sent)) if sent else unsent(found)
    return _few([(reason, to) for reason, to in found if _wants(subscription, reason, (to,) if to else sides)])


def changes(settlement: Settlement, told: Sequence[Told]) -> list[tuple[Reason, str]]:
    """Every difference to what was told, whoever wants it. told: not empty."""
    before = {each.to: each for each in told}
    gone = not settlement.received or settlement.status is ExchangeStatus.RETRACTED
    return _withdrawn(before) if gone else _changes(settlement, before)


def together(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """What waits to be told at once, as messages: one an exchange, each oldest and most important first.

    The first alert's key is the name of its message: it never was the first of another.
    """
    ordered = sorted(alerts, key=lambda alert: (alert.created_at, importance(alert.reason)))
    groups: dict[str, list[Alert]] = {}
    for alert in ordered:
        groups.setdefault(alert.exchange, []).append(alert)
    return list(groups.values())


def importance(reason: Reason) -> int:
    """The lower, the more important."""
    return IMPORTANCE.index(reason)


def _few(found: list[tuple[Reason, str]]) -> list[tuple[Reason, str]]:
    sides = {to for reason, to in found if reason is not Reason.REVIEWED}
    news_ = [one for one in found if one[0] is not Reason.REVIEWED or one[1] not in sides]
    others = [one for one in news_ if one[0] is not Reason.CONFIRMED]
    return sorted(others or news_, key=lambda one: importance(one[0]))


def _first(settlement: Settlement, subscription: Subscription) -> list[tuple[Reason, str]]:
    """One alert for all that is known; who did not ask for new exchanges gets the other reasons that hold already."""
    sides = tuple(side.to for side in settlement.received)
    if _wants(subscription, Reason.NEW, sides):
        return [(Reason.NEW, WHOLE)]
    found = [(Reason.CONFLICT, side.to) for side in settlement.received if side.status is Status.DISPUTED]
    if settlement.status is ExchangeStatus.CONFIRMED:
        found.append((Reason.CONFIRMED, WHOLE))
    return [(reason, to) for reason, to in found if _wants(subscription, reason, (to,) if to else sides)]


def _wants(subscription: Subscription, reason: Reason, sides: Iterable[str]) -> bool:
    if not (
        (reason in CORRECTIONS or reason in subscription.reasons)
        if subscription.reasons
        else reason.value.startswith("exchange.")
    ):
        return False
    return not subscription.parties or any(side in subscription.parties for side in sides)


def _withdrawn(before: dict[str, Told]) -> list[tuple[Reason, str]]:
    whole = before.get(WHOLE)
    silent = whole and (whole.status == ExchangeStatus.RETRACTED or whole.status.startswith(UNTOLD))
    return [] if silent else [(Reason.RETRACTED, WHOLE)]  # nobody was told: nothing to take back


def _changes(settlement: Settlement, before: dict[str, Told]) -> list[tuple[Reason, str]]:
    whole = before.get(WHOLE)
    if whole and whole.status == ExchangeStatus.RETRACTED:
        return [(Reason.CORRECTED, WHOLE)]  # it stands again
    found = [(reason, side.to) for side in settlement.received if (reason := _change(side, before.get(side.to)))]
    found += [(Reason.RETRACTED, to) for to in _vanished(settlement, before)]
    found += [(Reason.REVIEWED, to) for to in newly_reviewed(settlement, before)]
    if newly_confirmed(settlement, before):
        found.append((Reason.CONFIRMED, WHOLE))
    return found


def newly_confirmed(settlement: Settlement, before: Mapping[str, Told]) -> bool:
    whole = before.get(WHOLE)
    waited = whole is not None and whole.status.removeprefix(UNTOLD) in (
        ExchangeStatus.CLAIMED,
        ExchangeStatus.DISPUTED,
    )
    return waited and settlement.status is ExchangeStatus.CONFIRMED


def newly_reviewed(settlement: Settlement, before: Mapping[str, Told]) -> list[str]:
    """Sides of which a figure was told and that an editor has looked at since."""
    stood = {to for to, told in before.items() if told.status != ExchangeStatus.RETRACTED and not told.reviewed}
    return [side.to for side in settlement.received if side.to in stood and reached(side, Minimum.REVIEWED)]


def _change(side: Reconciliation, before: Told | None) -> Reason | None:
    if before is None:
        return Reason.FIGURE
    if before.status == ExchangeStatus.RETRACTED:
        return Reason.CORRECTED
    now = told_range(side)
    if side.status is Status.DISPUTED:
        same = before.status == Status.DISPUTED and (before.low, before.high) == now
        return None if same else Reason.CONFLICT
    if before.status == Status.DISPUTED:
        return Reason.SETTLED
    return None if _value(before.low, before.high) == _value(*now) else Reason.CORRECTED


def _value(low: int, high: int | None) -> Range:
    """ "At least 200" that becomes 200 is the same value: nothing that a reader would do differently."""
    return (low, low) if high is None else (low, high)


def _vanished(settlement: Settlement, before: dict[str, Told]) -> Iterator[str]:
    standing = {side.to for side in settlement.received}
    for to, told in before.items():
        if to != WHOLE and to not in standing and told.status != ExchangeStatus.RETRACTED:
            yield to


def told_range(side: Reconciliation) -> Range:
    """The range as a message shows it: one value where one is best, low..high where two stand against each other."""
    if side.best is None:
        return side.low, side.high
    if side.high is None:
        return side.best, None
    single = side.low == side.high or side.status is Status.ROUNDED or any(_single(side))
    return (side.best, side.best) if single else (side.low, side.high)


def _single(side: Reconciliation) -> Iterator[bool]:
    for each in side.claims:
        figure = each.claim.figure
        stated = figure.low == figure.high == side.best
        yield stated and figure.qualifier in (Qualifier.EXACT, Qualifier.ABOUT)


def told_now(settlement: Settlement, told: Sequence[Told] = ()) -> tuple[Told, ...]:
    """What to record once it is told. told: as recorded until now, so that a side that is gone is recorded as gone."""
    exchange = settlement.exchange.id
    sides = tuple(
        Told(exchange, side.to, side.status, *told_range(side), reached(side, Minimum.REVIEWED))
        for side in settlement.received
    )
    known = {side.to for side in sides} | {WHOLE}
    gone = tuple(Told(exchange, each.to, ExchangeStatus.RETRACTED, 0, None) for each in told if each.to not in known)
    return (Told(exchange, WHOLE, _whole_status(settlement, told), 0, None), *sides, *gone)


def _whole_status(settlement: Settlement, told: Sequence[Told]) -> str:
    untold = all(each.status.startswith(UNTOLD) for each in told if each.to == WHOLE)
    return UNTOLD + settlement.status if settlement.baseline and untold else settlement.status


def ranges(settlement: Settlement, to: str) -> tuple[Range, ...]:
    """The sorted distinct ranges that an alert about this side tells; of all sides if to is ""."""
    found: set[Range] = set()
    for side in settlement.received:
        if to in (WHOLE, side.to):
            found |= {(value.low, value.high) for value in disputed(settlement, side)} or {told_range(side)}
    return tuple(sorted(found, key=_order))


def disputed(settlement: Settlement, side: Reconciliation) -> list[Stated]:
    """The values that stand against each other on this side; none if it is not disputed."""
    if side.status is not Status.DISPUTED:
        return []
    about = [conflict for conflict in settlement.conflicts if conflict.to == side.to]
    found = (conflict for kind in DISPUTES for conflict in about if conflict.type == kind)
    return list(next((conflict.values for conflict in found), ()))


def _order(bounds: Range) -> tuple[int, float]:
    low, high = bounds
    return low, float("inf") if high is None else high


def alert_key(
    subscription: str, exchange: str, to: str, reason: Reason, ranges: Iterable[Range], alerted: int = 0
) -> str:
    """R-DB-5: the same change has the same key for ever, whatever the rules that read it.

    alerted: how many alerts this subscription has had about this exchange. A figure that goes from A to B, back to A
    and to B again is changed three times; without it the last change would have the key of the first.
    """
    what: list[object] = [subscription, exchange, to, reason.value, sorted(set(ranges), key=_order)]
    return sha256(dumps([*what, alerted] if alerted else what).encode()).hexdigest()


def retry_at(
    attempts_made: int,
    now: datetime,
    retry_after: float | datetime | None,
    schedule: Sequence[float],
    jitter: float,
) -> datetime | None:
    """When to try again after so many attempts (R-OUT-4, P3); None: given up. jitter: chance, 0 to 1."""
    if attempts_made >= len(schedule):
        return None
    due = now + timedelta(seconds=schedule[attempts_made] * (1 + JITTER * jitter))
    return max(due, min(_asked(retry_after, now), now + CAP))


def _asked(retry_after: float | datetime | None, now: datetime) -> datetime:
    if retry_after is None:
        return now
    if isinstance(retry_after, datetime):
        return retry_after
    return now + timedelta(seconds=min(max(retry_after, 0), CAP.total_seconds()))


def parse_retry_after(header: str | None, now: datetime) -> datetime | None:
    """Seconds or an HTTP date; None if there is none or nobody could read it."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=int(text[:9]))  # nine digits are 31 years: enough, and no overflow
    try:
        asked = parsedate_to_datetime(text)
        return asked.replace(tzinfo=UTC) if asked.tzinfo is None else asked.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def digest_due(
    subscription: Subscription, last: date | None, now: datetime, since: datetime | None = None
) -> date | None:
    """The local date of the daily digest that is due, once a date; last: of the latest one made.

    since: when the subscription began; no hour before it is owed a digest.

    An hour that the clock skips is taken as before the change, one that it repeats the first time. What was missed
    by a day or more is merged into the next. Raises KeyError or ValueError for a zone that does not exist.
    """
    if subscription.cadence != "daily":
        return None
    zone = ZoneInfo(subscription.zone)
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        instant = datetime.combine(day, time.fromisoformat(subscription.at), zone).astimezone(UTC)
        if instant <= now:
            owed = now - instant < LATE and (since is None or since <= instant)
            return day if owed and (last is None or last < day) else None
    return None
