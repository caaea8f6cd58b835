"""What a message says about one exchange: both sides alike, each figure with who states it and where. Pure.

In: the alerts about one exchange and the names of parties and outlets. Out: a Section of plain values and no words,
for the templates (digest.py) and for the JSON of a webhook (payload.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from alerts.minimum import reached
from alerts.policy import WHOLE, changes, disputed, importance, newly_confirmed, newly_reviewed, told_range
from alerts.reports import SHOWN, Quoted, Reports, Value
from repwatch.model import (
    Alert,
    ExchangeStatus,
    Figure,
    Minimum,
    Precision,
    Qualifier,
    Reason,
    Reconciliation,
    Settlement,
    Stated,
    Status,
    StoredClaim,
    Told,
)


@dataclass(frozen=True, slots=True)
class Names:
    """parties: by conflict, the name of each party in the order of the conflict's file. outlets: by id.

    recipients: by conflict, as each party's name stands behind "handed over to", where it is written otherwise there.
    spoken: the same in other languages than these are in.
    """

    parties: Mapping[str, Mapping[str, str]]
    outlets: Mapping[str, str] = field(default_factory=dict)
    recipients: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spoken: Mapping[str, "Names"] = field(default_factory=dict)

    def in_language(self, lang: str) -> "Names":
        return self.spoken.get(lang, self)


@dataclass(frozen=True, slots=True)
class Side:
    """status "": no figure is known; "retracted": it is known no more. recipient: the name behind "handed over to".

    before: as told before, if it was another. also: what is stated beside the figure that counts. stated_by: whose
    officials state it (StatedBy). reviewed: an editor looked at a figure of it. rule: what set the figure that stands
    (Rule), if several were stated.
    """

    to: str
    name: str
    status: str
    values: tuple[Value, ...] = ()
    before: Value | None = None
    difference: int = 0
    also: tuple[Value, ...] = ()
    origins: int = 0
    articles: int = 0
    stated_by: str = ""
    rule: str = ""
    recipient: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    reason: Reason
    to: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Section:
    """more: articles about it beyond the reports. again: it was withdrawn before and stands now."""

    id: str
    conflict: str
    date: str | None
    page: str
    status: str
    whys: tuple[Why, ...]
    sides: tuple[Side, ...]
    reports: tuple[Quoted, ...]
    more: int
    again: bool


def section(alerts: Sequence[Alert], names: Names, public_url: str, limit: int) -> Section:
    """alerts: about one exchange, oldest first; the newest state is shown. limit: characters of a quote."""
    settlement = alerts[-1].settlement
    exchange = settlement.exchange
    parties = names.parties.get(exchange.conflict, {})
    before = {told.to: told for told in alerts[0].before}
    reports = Reports(names.outlets, limit)
    received = {side.to: side for side in settlement.received}
    order = (*parties, *(to for to in (*received, *before) if to not in parties and to != WHOLE))
    recipients = {**parties, **names.recipients.get(exchange.conflict, {})}
    sides = [
        replace(
            _side(to, parties.get(to, to), received.get(to), before.get(to), settlement, reports),
            recipient=recipients.get(to, to),
        )
        for to in dict.fromkeys(order)
    ]
    return Section(
        id=exchange.id,
        conflict=exchange.conflict,
        date=exchange.date,
        page=f"{public_url.rstrip('/')}/exchanges/{exchange.id}",
        status=settlement.status.value,
        whys=tuple(Why(reason, to, recipients.get(to, to)) for reason, to in standing(alerts)),
        sides=tuple(sides),
        reports=reports.all(),
        more=max(0, settlement.articles - reports.articles),
        again=WHOLE in before and before[WHOLE].status == ExchangeStatus.RETRACTED,
    )


def standing(alerts: Sequence[Alert]) -> list[tuple[Reason, str]]:
    """Why the newest state is told, most important first: what is new or withdrawn needs no reason beside it."""
    found = list(dict.fromkeys((alert.reason, alert.to) for alert in alerts))
    settlement, before = alerts[-1].settlement, {told.to: told for told in alerts[0].before}
    if (Reason.RETRACTED, WHOLE) in found and settlement.status is ExchangeStatus.RETRACTED:
        return [(Reason.RETRACTED, WHOLE)]
    if (Reason.NEW, WHOLE) in found:
        return [(Reason.NEW, WHOLE)]
    if len({alert.created_at for alert in alerts}) > 1:
        found = since_told(alerts, found) or _holding(settlement, found) or found
    if newly_confirmed(settlement, before):
        found = list(dict.fromkeys((*found, (Reason.CONFIRMED, WHOLE))))
    changed = {to for reason, to in found if reason is Reason.CORRECTED}
    found += [(Reason.REVIEWED, to) for to in newly_reviewed(settlement, before) if to in changed]
    found = list(dict.fromkeys(found))
    return sorted(found, key=lambda one: importance(one[0]))


def since_told(alerts: Sequence[Alert], found: Sequence[tuple[Reason, str]]) -> list[tuple[Reason, str]]:
    """Alerts of several looks in one message: what differs from what was told before the first of them."""
    if not alerts[0].before:
        return []
    sides = {to for _, to in found}
    return [(reason, to) for reason, to in changes(alerts[-1].settlement, alerts[0].before) if to in sides]


def _holding(settlement: Settlement, found: Sequence[tuple[Reason, str]]) -> list[tuple[Reason, str]]:
    open_sides = {side.to for side in settlement.received if side.status is Status.DISPUTED}
    over = [(Reason.SETTLED if to in open_sides else Reason.CONFLICT, to) for _, to in found]
    return [one for one in found if one not in over]


def _side(
    to: str, name: str, side: Reconciliation | None, told: Told | None, settlement: Settlement, reports: Reports
) -> Side:
    if side is None:
        return Side(to, name, ExchangeStatus.RETRACTED if told else "", (), _told(told) if told else None)
    values = tuple(_values(side, settlement, reports))
    changed = told is not None and (told.low, told.high, told.status == Status.DISPUTED) != (
        *told_range(side),
        side.status is Status.DISPUTED,
    )
    exact = [value.low for value in values if value.wording == Qualifier.EXACT]
    return Side(
        to=to,
        name=name,
        status=side.status.value,
        values=values,
        also=tuple(_also(side, values, reports)) if len(values) == 1 else (),
        before=_told(told) if told and changed else None,
        difference=max(exact) - min(exact) if len(values) > 1 and len(exact) == len(values) else 0,
        origins=side.origins,
        articles=side.articles,
        stated_by=side.stated_by.value,
        rule=side.rule.value if side.rule else "",
        reviewed=reached(side, Minimum.REVIEWED),
    )


def _values(side: Reconciliation, settlement: Settlement, reports: Reports) -> list[Value]:
    stated = disputed(settlement, side)
    if stated:
        return [_stated(value, reports) for value in stated]
    worded = _worded(side) if side.status is not Status.DISPUTED else Value(side.low, side.high, "between")
    return [reports.stated(worded, [each for each in side.claims if _states(each, worded)] or side.claims)]


def _also(side: Reconciliation, values: Sequence[Value], reports: Reports) -> list[Value]:
    """Figures beside the one that counts: rounded, hedged, or of an outlet that revised them."""
    others: dict[Figure, list[StoredClaim]] = {}
    for each in side.claims:
        if not any(_states(each, value) for value in values):
            others.setdefault(replace(each.claim.figure, precision=Precision.VAGUE), []).append(each)
    return [reports.stated(_written(figure), claims) for figure, claims in list(others.items())[:SHOWN]]


def _states(claim: StoredClaim, value: Value) -> bool:
    written = _written(claim.claim.figure)
    return (written.low, written.high, written.wording) == (value.low, value.high, value.wording)


def _stated(value: Stated, reports: Reports) -> Value:
    worded = _written(value.claims[0].claim.figure) if value.claims else _bounds(value.low, value.high)
    return reports.stated(worded, value.claims, value.attributed_to)


def _worded(side: Reconciliation) -> Value:
    """The best value in the words of a claim that states it."""
    low, high = told_range(side)
    figures = [each.claim.figure for each in side.claims]
    for qualifier in (Qualifier.EXACT, Qualifier.ABOUT):
        if any(figure.low == figure.high == low == high and figure.qualifier is qualifier for figure in figures):
            return Value(low, low, qualifier.value)
    floors = [figure for figure in figures if figure.qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN)]
    if high is None and floors:
        return _written(max(floors, key=lambda figure: figure.low))
    return _bounds(low, high)


def _written(figure: Figure) -> Value:
    if figure.low != figure.high:
        return Value(figure.low, figure.high, "between")
    return Value(figure.low, figure.high, figure.qualifier.value)


def _bounds(low: int, high: int | None) -> Value:
    if high is None:
        return Value(low, None, Qualifier.AT_LEAST.value)
    if low == high:
        return Value(low, high, Qualifier.EXACT.value)
    return Value(low, high, "between") if low else Value(high, high, Qualifier.UP_TO.value)


def _told(told: Told) -> Value | None:
    if told.status == ExchangeStatus.RETRACTED:
        return None
    if told.status == Status.DISPUTED:
        return Value(told.low, told.high, Status.DISPUTED.value)
    return _bounds(told.low, told.high)
