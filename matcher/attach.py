"""Which exchange does a claim tell of that opens none: an earlier, planned or doubtful figure, a part? Pure.

In: the claim, the exchanges that its own article opens, those that stand around its day. Out: one of them or None,
whatever came first. Such a claim never opens, moves or overwrites an exchange.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.gather import FULL, Values
from matcher.link import SLACK
from matcher.plans import fulfilled
from matcher.series import Series, series_of
from repwatch.model import Exchange, Scope, StoredClaim

WITH_ITS_ARTICLE = (Scope.CURRENT, Scope.COMPONENT)
ATTACHED = (*WITH_ITS_ARTICLE, Scope.PREVIOUS, Scope.PLANNED)
WIDEST = max(SLACK.values())  # days beside its own on which a claim may find its exchange


@dataclass(frozen=True, slots=True)
class Sight:
    """exchanges: standing ones around the claim's day, in its month, or within reach of a plan.

    values: exchange -> side -> its counts.

    own: what the sure current figures of its article are linked to, with the day that they name.
    """

    exchanges: Sequence[Exchange]
    values: Mapping[str, Values]
    own: Iterable[tuple[str, str]] = ()


def attached(claim: StoredClaim, sight: Sight, series: Series) -> Exchange | None:
    if claim.claim.scope is Scope.PLANNED:
        return fulfilled(claim, sight.exchanges, sight.values)
    if claim.claim.scope is Scope.PREVIOUS:
        return restated(claim, sight, series)
    return _with_its_article(claim, sight, series) if claim.claim.scope in WITH_ITS_ARTICLE else None


def restated(claim: StoredClaim, sight: Sight, series: Series) -> Exchange | None:
    """The exchange that a previous claim tells of: by its day, whatever the figure, for it may be misquoted.

    A neighbouring day, a month or no more than a month need the equal figure, and only one exchange that has it.
    """
    day = claim.claim.day
    if day is None:
        return None
    if len(day) == FULL and (found := _on(day, sight)):
        return found
    fitting = [one for one in sight.exchanges if _near(one, day, series) and _states(claim, sight.values.get(one.id))]
    return fitting[0] if len(fitting) == 1 else None


def _with_its_article(claim: StoredClaim, sight: Sight, series: Series) -> Exchange | None:
    """To what its article says of that day, else by its day; without a day to the article's only exchange.

    A day that the text itself names is not overruled by the article.
    """
    day, own = claim.claim.day, list(sight.own)
    same_day = {exchange for named, exchange in own if named == day}
    everything = {exchange for _, exchange in own}
    if len(same_day) == 1:
        return _by_id(same_day.pop(), sight)
    if day and len(day) == FULL and claim.claim.day_basis.explicit:
        return restated(claim, sight, series)
    if len(everything) == 1:
        return _by_id(everything.pop(), sight)
    return restated(claim, sight, series) if day and len(day) == FULL and not everything else None


def _by_id(identity: str, sight: Sight) -> Exchange | None:
    return next((one for one in sight.exchanges if one.id == identity), None)


def _on(day: str, sight: Sight) -> Exchange | None:
    return min((one for one in sight.exchanges if one.date == day), key=lambda one: one.id, default=None)


def _near(exchange: Exchange, day: str, series: Series) -> bool:
    if exchange.date is None:
        return False
    if len(day) < FULL:
        return exchange.date.startswith(day)
    if len(exchange.date) < FULL or (series_of(day, series) and series_of(exchange.date, series)):
        return False
    distance = abs(date.fromisoformat(exchange.date) - date.fromisoformat(day)).days
    return distance <= SLACK.get(exchange.precision, 0)


def _states(claim: StoredClaim, values: Values | None) -> bool:
    return claim.claim.figure.low in (values or {}).get(claim.claim.to or "", frozenset())
