"""Two exchanges on days side by side with equal figures, found in storage, as a question of the later one."""

from datetime import date, timedelta

from matcher.decided import split
from matcher.gather import FULL, compare
from matcher.series import same_series
from repwatch.model import Exchange, Question, Settlement
from review.triage import same_or_new
from scheduler.tools import Tools
from storage import Storage


def beside(storage: Storage, tools: Tools, settlement: Settlement) -> list[Question]:
    """None inside a series, where equal figures day after day are what is to be expected, nor where it is answered."""
    earlier = _day_before(storage, tools, settlement.exchange)
    if earlier is None or not settlement.received:
        return []
    values = storage.neighbours.figures([earlier.id, settlement.exchange.id])
    equal, differ = compare(values.get(earlier.id, {}), values.get(settlement.exchange.id, {}))
    return [same_or_new(settlement, earlier)] if equal and not differ else []


def _day_before(storage: Storage, tools: Tools, exchange: Exchange) -> Exchange | None:
    if exchange.date is None or len(exchange.date) < FULL:
        return None
    day = date.fromisoformat(exchange.date)
    before = day - timedelta(days=1)
    answered = (before, day) in split(storage.decisions.of_days(exchange.conflict))
    if answered or same_series(tools.lexicon.conflicts[exchange.conflict].series, before, day):
        return None
    near = storage.neighbours.standing(exchange.conflict, before.isoformat(), before.isoformat())
    return next((one for one in near if one.date == before.isoformat()), None)
