"""In which state is a feed, is that worth telling, and what has changed since the operator was told? Pure.

In: how the feeds fare, the incidents that are open, the time. Out: states, and incidents that begin, turn or end.
The numbers are those of R-CRAWL-6 where it gives one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    """open_: the open incident of each feed; of one that is not there any more it ends."""
    there = {feed.id for feed in feeds}
    left: list[Change] = [End(incident, aloud=False) for feed, incident in open_.items() if feed not in there]
    return left + [change for feed in feeds for change in _judge(feed, open_.get(feed.id), look)]


def _judge(feed: FeedHealth, before: Incident | None, look: Look) -> Iterator[Change]:
    state = condition(feed, look.silent_after)
    kind = _ILL.get(state.state)
    if kind is None:
        if before and state.state is not State.WAITING:
            yield End(before, aloud=state.state is not State.OFF)
        return
    trouble = _trouble(feed, kind, state, look)
    if before and not _worse(kind, before):
        if (before.trouble.kind, before.trouble.outcome) != (kind, trouble.outcome):
            yield Turn(before, trouble)
    elif worth_telling(feed, kind, look.now) and not (look.cut_off and feed.outcome in UNREACHED):
        if before:
            yield End(before, aloud=False)
        yield Begin(trouble)


def worth_telling(feed: FeedHealth, kind: TroubleKind, now: datetime) -> bool:
    """A day counts as a day of failing only if it was asked in its later half: we may have been off ourselves."""
    if kind in (TroubleKind.SILENT, TroubleKind.GONE) or feed.outcome in _AT_ONCE:
        return True
    if feed.outcome in _COUNTED:
        return feed.errors >= _THIRD
    since, asked = feed.failing_since, feed.last_polled_at
    return since is not None and asked is not None and now - since >= DAY and asked - since >= DAY / 2


def _worse(kind: TroubleKind, before: Incident) -> bool:
    """Gone for good is another thing than what was told before."""
    return kind is TroubleKind.GONE and before.trouble.kind is not TroubleKind.GONE


def _trouble(feed: FeedHealth, kind: TroubleKind, state: Condition, look: Look) -> Trouble:
    outcome, words = (feed.outcome.value if feed.outcome else ""), feed.error
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
