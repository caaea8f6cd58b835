"""In which state is a feed, is that worth telling, and what has changed since the operator was told? Pure.

In: how the feeds fare, the incidents that are open, the time. Out: states, and incidents that begin, turn or end.
The numbers are those of R-CRAWL-6 where it gives one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from alerts.outage import UNREACHED
from repwatch.model import FeedHealth, Incident, Outcome, State, Trouble, TroubleKind

DAY = timedelta(days=1)
KNOWN_AFTER = 7  # days that a feed is watched before its own silence is judged by what is usual for it
GAPS = 5  # so many of the usual gaps between two stories without one are a silence (R-CRAWL-6) …
QUIETS = 1.5  # … unless its longest quiet of the last weeks, a weekend, was nearly as long …
LEAST_SILENCE = DAY  # … and never less than this: at night nobody publishes
DEAD_AFTER = timedelta(days=30)

BLOCKED = frozenset(
    (Outcome.HTTP_401, Outcome.HTTP_403, Outcome.HTTP_429, Outcome.CHALLENGE, Outcome.CONSENT, Outcome.ROBOTS_DENIED)
)
# Told at once, for waiting mends none of them; told when it happens THIRD times in a row; all others after a day.
_AT_ONCE = frozenset((Outcome.REDIRECT_LOOP, Outcome.SSRF_BLOCKED, Outcome.ROBOTS_DENIED, Outcome.HTTP_410))
_COUNTED = (
    Outcome.MEMORY, Outcome.TOO_BIG, Outcome.NOT_FEED, Outcome.PARSE_FATAL, Outcome.PARSE_TIMEOUT,
    Outcome.PARSE_CRASH, Outcome.ENCODING,
)  # fmt: skip
_THIRD = 3
_PART = re.compile(r"((?:all|\d+ of) \d+ feeds): ")
_ILL = {
    State.SILENT: TroubleKind.SILENT,
    State.FAILING: TroubleKind.FAILING,
    State.BLOCKED: TroubleKind.BLOCKED,
    State.GONE: TroubleKind.GONE,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """since: of what is wrong; of a silent feed: its last new story. dead: nothing was there for a month."""

    state: State
    since: datetime | None = None
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """silent_after: seconds, of config.toml. cut_off: our own network is down, so nobody is blamed for being away."""

    now: datetime
    silent_after: float
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Begin:
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Turn:
    """It is still ill, in another way."""

    incident: Incident
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class End:
    """aloud: it is well again. A feed that an editor switched off is no better than before."""

    incident: Incident
    aloud: bool


Change = Begin | Turn | End


def condition(feed: FeedHealth, silent_after: float) -> Condition:
    """silent_after: seconds, of config.toml."""
    if not feed.enabled:
        return Condition(State.OFF)
    if feed.gone_at:
        return Condition(State.GONE, feed.gone_at)
    if feed.outcome is None:
        return Condition(State.WAITING)
    if not feed.outcome.good:
        state = State.BLOCKED if feed.outcome in BLOCKED else State.FAILING
        return Condition(state, feed.failing_since, _dead(feed))
    if silent_since := _silent_since(feed, silent_after):
        return Condition(State.SILENT, silent_since)
    return Condition(State.MOVED if feed.address not in ("", feed.url) else State.OK)


def patience(feed: FeedHealth, silent_after: float) -> timedelta:
    """How long this feed may list nothing new before it is called silent.

    Its own outlet's word counts before all else. Otherwise sooner than silent_after for one that usually lists much,
    and later only for one whose usual gap says so (R-CRAWL-6).
    """
    if feed.silent_after:
        return timedelta(seconds=feed.silent_after)
    most = timedelta(seconds=silent_after)
    if feed.usual is None or not known(feed):
        return most
    gaps = timedelta(days=GAPS / feed.usual.a_day)
    wish = max(LEAST_SILENCE, gaps, timedelta(days=QUIETS * feed.usual.quiet))
    return wish if wish <= most else max(most, gaps)


def judge(feeds: Sequence[FeedHealth], open_: Mapping[int, Incident], look: Look) -> list[Change]:
    """An outlet has one incident at a time, however many of its feeds are ill: the first of them stands for it.

    open_: the open incidents by the feed that stands for them; of a feed that is not there any more it ends.
    """
    there = {feed.id for feed in feeds}
    changes: list[Change] = [End(incident, aloud=False) for feed, incident in open_.items() if feed not in there]
    outlets: dict[str, list[FeedHealth]] = {}
    for feed in feeds:
        outlets.setdefault(feed.outlet, []).append(feed)
    for own in outlets.values():
        known = [open_[feed.id] for feed in own if feed.id in open_]
        changes += [End(incident, aloud=False) for incident in known[1:]]  # of the time when each feed had its own
        changes += _judge(own, known[0] if known else None, look)
    return changes


def _judge(feeds: Sequence[FeedHealth], before: Incident | None, look: Look) -> Iterator[Change]:
    """feeds: of one outlet."""
    states = {feed.id: condition(feed, look.silent_after) for feed in feeds}
    told = [feed for feed in feeds if _is_told(feed, states[feed.id], look)]
    known = before.trouble.feed if before else 0
    ill = [feed for feed in feeds if feed in told or (feed.id == known and states[known].state in _ILL)]
    if not ill:
        if before and states[known].state is not State.WAITING:
            yield End(before, aloud=states[known].state is not State.OFF)
        return
    watched = [feed for feed in feeds if states[feed.id].state is not State.OFF]
    all_told = len(told) == len(watched)
    trouble = _trouble(min(ill, key=lambda feed: _rank(feed, states[feed.id], known)), states, look)
    trouble = replace(trouble, words=_part(len(ill), len(watched)) + trouble.words)
    if before is None or _worse(trouble, before, all_told=all_told):
        if before:
            yield End(before, aloud=False)
        yield Begin(trouble)
    elif _looks(before.trouble) != _looks(trouble):
        yield Turn(before, trouble)


def _is_told(feed: FeedHealth, state: Condition, look: Look) -> bool:
    kind = _ILL.get(state.state)
    return bool(kind and worth_telling(feed, kind, look.now) and not (look.cut_off and feed.outcome in UNREACHED))


def _rank(feed: FeedHealth, state: Condition, known: int) -> tuple[bool, bool, bool, datetime]:
    """The least is named: the worst, and of equals the one that was named before, or that began it."""
    since = state.since or datetime.max.replace(tzinfo=UTC)
    return state.state is not State.GONE, state.state is State.SILENT, feed.id != known, since


def _part(ill: int, feeds: int) -> str:
    """ "1 of 3 feeds: ", or nothing where there is but one."""
    return "" if feeds < 2 else f"all {feeds} feeds: " if ill == feeds else f"{ill} of {feeds} feeds: "


def part_of(words: str) -> tuple[str, str]:
    """How much of an outlet is meant, "" for all there is, and what is wrong."""
    match = _PART.match(words)
    return (match[1], words[match.end() :]) if match else ("", words)


def _looks(trouble: Trouble) -> tuple[object, ...]:
    return trouble.feed, trouble.kind, trouble.outcome, part_of(trouble.words)[0]


def worth_telling(feed: FeedHealth, kind: TroubleKind, now: datetime) -> bool:
    """A day counts as a day of failing only if it was asked in its later half: we may have been off ourselves."""
    if kind in (TroubleKind.SILENT, TroubleKind.GONE) or feed.outcome in _AT_ONCE:
        return True
    if feed.outcome in _COUNTED:
        return feed.errors >= _THIRD
    since, asked = feed.failing_since, feed.last_polled_at
    return since is not None and asked is not None and now - since >= DAY and asked - since >= DAY / 2


def _worse(now: Trouble, before: Incident, *, all_told: bool) -> bool:
    """Another thing than what was told before: gone for good, or nothing of the outlet can be read any more."""
    if now.kind is TroubleKind.GONE and before.trouble.kind is not TroubleKind.GONE:
        return True
    (part, _), (had, _) = part_of(now.words), part_of(before.trouble.words)
    return all_told and part.startswith("all") and not had.startswith("all")


def _trouble(feed: FeedHealth, states: Mapping[int, Condition], look: Look) -> Trouble:
    state = states[feed.id]
    kind, outcome, words = _ILL[state.state], (feed.outcome.value if feed.outcome else ""), feed.error
    if kind is TroubleKind.SILENT:
        outcome, words = "", f"it answers, and lists nothing new; {_usually(feed, look.silent_after)}"
    return Trouble(kind, state.since or look.now, feed.id, feed.outlet, feed.url, outcome, words)


def _usually(feed: FeedHealth, silent_after: float) -> str:
    limit = limit_in_words(feed, silent_after)
    if not known(feed):
        return f"more than {limit} without a story are taken for a silence"
    return f"usual are {rate(feed.usual.a_day if feed.usual else 0)}, and more than {limit} without one are a silence"


def limit_in_words(feed: FeedHealth, silent_after: float) -> str:
    """ "36 hours", "7 days"."""
    limit = patience(feed, silent_after)
    return f"{limit / DAY:.0f} days" if limit >= 2 * DAY else f"{limit / timedelta(hours=1):.0f} hours"


def known(feed: FeedHealth) -> bool:
    """Was it watched for long enough to say what is usual for it?"""
    return feed.usual is not None and feed.usual.days >= KNOWN_AFTER and feed.usual.a_day > 0


def rate(a_day: float) -> str:
    """ "about 24 stories a day", "about 3 stories a week"."""
    amount, span = (a_day, "day") if a_day >= 1 else (a_day * 7, "week") if a_day >= 1 / 7 else (a_day * 28, "4 weeks")
    count = max(round(amount), 1)
    return f"about {count:,} {'story' if count == 1 else 'stories'} {'in' if span == '4 weeks' else 'a'} {span}"


def _dead(feed: FeedHealth) -> bool:
    lasting = feed.outcome in (Outcome.HTTP_404, Outcome.HTTP_4XX)
    since, asked = feed.failing_since, feed.last_polled_at
    return bool(lasting and since and asked and asked - since >= DEAD_AFTER)


def _silent_since(feed: FeedHealth, silent_after: float) -> datetime | None:
    """Counted to its last answer, not to now: while nobody looked, nothing was missed."""
    last = feed.last_new_at or feed.first_ok_at
    if last is None or feed.last_ok_at is None:
        return None
    return last if feed.last_ok_at - last > patience(feed, silent_after) else None
