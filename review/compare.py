"""Two ledgers as their JSON in, what differs out, exchange by exchange. Pure.

What only the known history states is left out of both: a replay starts without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matcher.gather import REACH

DISTANCE = timedelta(days=2 * REACH)  # two readings of one exchange may each lie REACH from its day
Exchange = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: missing, additional, day, figures, state or conflicts. was: in the ledger compared with; now: in ours."""

    exchange: str
    day: str
    kind: str
    was: str
    now: str


def differences(theirs: Sequence[Exchange], ours: Sequence[Exchange]) -> list[Difference]:
    """Oldest first; empty where both say the same."""
    pairs = _paired([one for one in theirs if one["articles"]], [one for one in ours if one["articles"]])
    found = [one for was, now in pairs for one in _between(was, now)]
    return sorted(found, key=lambda one: (one.day, one.exchange, one.kind))


def _paired(theirs: list[Exchange], ours: list[Exchange]) -> Iterator[tuple[Exchange | None, Exchange | None]]:
    """By the id, then by the day, then by equal figures on a near day; None: the other ledger has none like it."""
    theirs, ours = list(theirs), list(ours)
    for alike in (_same_id, _same_day, _same_figures):
        for was in list(theirs):
            fitting = [now for now in ours if alike(was, now)]
            if len(fitting) == 1:
                theirs.remove(was)
                ours.remove(fitting[0])
                yield was, fitting[0]
    yield from ((was, None) for was in theirs)
    yield from ((None, now) for now in ours)


def _same_id(was: Exchange, now: Exchange) -> bool:
    return bool(was["id"] == now["id"])


def _same_day(was: Exchange, now: Exchange) -> bool:
    return bool((was["conflict"], _day(was)) == (now["conflict"], _day(now)) and _day(was))


def _same_figures(was: Exchange, now: Exchange) -> bool:
    near = bool(was["date"] and now["date"]) and abs(_date(was) - _date(now)) <= DISTANCE
    return near and was["conflict"] == now["conflict"] and _figures(was) == _figures(now)


def _between(was: Exchange | None, now: Exchange | None) -> Iterator[Difference]:
    if was is None or now is None:
        there = was or now or {}
        kind, told = ("missing", (_figures(there), "")) if was else ("additional", ("", _figures(there)))
        yield Difference(there["id"], _day(there), kind, *told)
        return
    for kind, look in (("day", _day), ("figures", _figures), ("state", _state), ("conflicts", _conflicts)):
        before, after = look(was), look(now)
        if before != after:
            yield Difference(now["id"], _day(now), kind, before, after)


def _date(one: Exchange) -> date:
    return date.fromisoformat(one["date"])


def _day(one: Exchange) -> str:
    return "..".join(each for each in (one["date"], one["date_to"]) if each)


def _figures(one: Exchange) -> str:
    return ", ".join(f"{_range(side)} to {to}" for to, side in sorted(one["received"].items()))


def _range(side: Mapping[str, Any]) -> str:
    low, high, best = side["low"], side["high"], side["best"]
    span = f"{low} or more" if high is None else str(low) if low == high else f"{low}..{high}"
    return span if best is None or low == high else f"{span} (best {best})"


def _state(one: Exchange) -> str:
    """Of the exchange and of each side: how many articles and origins there are is no other state."""
    sides = [f"{to} {side['status']}" for to, side in sorted(one["received"].items())]
    return ", ".join([one["status"], *sides])


def _conflicts(one: Exchange) -> str:
    return "; ".join(sorted(_conflict(each) for each in one["conflicts"]))


def _conflict(one: Mapping[str, Any]) -> str:
    counts = sorted(str(value["count"]) for value in one["values"])
    return f"{one['type']}{' to ' + one['to'] if one['to'] else ''}: {' / '.join(counts)}"
