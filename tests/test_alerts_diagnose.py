"""How a feed fares in, its state out; and which incidents begin, turn and end."""

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from builders_health import BUSY, NOW, WEEK, ago, feed, incident

from alerts.diagnose import Begin, End, Look, Turn, condition, judge, part_of, patience, rate, worth_telling
from repwatch.model import Outcome, State, TroubleKind, Usual

QUIET_FOR = {"last_ok_at": NOW, "first_ok_at": ago(days=90)}


@pytest.mark.parametrize(
    ("known", "state"),
    [
        pytest.param(feed(), State.OK, id="well"),
        pytest.param(feed(enabled=False, outcome="http_404"), State.OFF, id="switched off"),
        pytest.param(feed(outcome="ok", gone_at=ago(days=2)), State.GONE, id="gone stays gone"),
        pytest.param(feed(outcome="dns"), State.FAILING, id="out of reach"),
        *[
            pytest.param(feed(outcome=name), State.BLOCKED, id=f"blocked by {name}")
            for name in ("http_401", "http_403", "http_429", "challenge", "consent", "robots_denied")
        ],
        pytest.param(feed(address="https://elsewhere.example/"), State.MOVED, id="read elsewhere"),
        pytest.param(feed(last_new_at=ago(days=8), **QUIET_FOR), State.SILENT, id="silent for more than a week"),
        pytest.param(feed(last_new_at=ago(days=6), **QUIET_FOR), State.OK, id="quiet for less than a week"),
        pytest.param(feed(last_new_at=ago(days=2), usual=BUSY, **QUIET_FOR), State.SILENT, id="two days of a busy one"),
        pytest.param(
            feed(last_new_at=ago(days=9), last_ok_at=ago(days=8), first_ok_at=ago(days=90)), State.OK,
            id="nobody looked: our own absence is no silence",
        ),
        pytest.param(
            feed(last_new_at=None, last_ok_at=NOW, first_ok_at=ago(days=8)), State.SILENT, id="never said anything"
        ),
    ],
)  # fmt: skip
def test_the_state_of_a_feed(known, state):
    assert condition(known, WEEK).state == state


def test_a_feed_that_was_not_asked_yet_waits():
    assert condition(feed(outcome="ok", last_polled_at=None), WEEK).state is State.OK
    assert condition(unasked(), WEEK).state is State.WAITING


def unasked():
    return replace(feed(), outcome=None, last_polled_at=None, last_ok_at=None)


@pytest.mark.parametrize(
    ("usual", "days"),
    [
        pytest.param(None, 7, id="nothing known: as config.toml says"),
        pytest.param(Usual(60, 1, days=3), 7, id="watched too shortly"),
        pytest.param(Usual(60, 1, 28), 1.5, id="a busy one: a day and a half"),
        pytest.param(Usual(60, 0, 28), 1, id="never less than a day, for at night nobody publishes"),
        pytest.param(Usual(20, 3, 28), 4.5, id="one that rests at weekends"),
        pytest.param(Usual(1, 2, 28), 5, id="a story a day: five days"),
        pytest.param(Usual(2, 6, 28), 7, id="at most what config.toml says"),
        pytest.param(Usual(0.25, 9, 28), 20, id="a story in four days: five of its gaps, whatever config.toml says"),
    ],
)
def test_what_is_a_silence_depends_on_what_is_usual(usual, days):
    assert patience(feed(usual=usual), WEEK) == timedelta(days=days)


def test_what_the_table_of_its_outlet_says_counts_before_all_else():
    assert patience(feed(usual=BUSY, silent_after=30 * 86400.0), WEEK) == timedelta(days=30)
    assert patience(feed(usual=Usual(0.1, 9, 28), silent_after=86400.0), WEEK) == timedelta(days=1)


@pytest.mark.parametrize(
    ("a_day", "words"),
    [
        (240.4, "about 240 stories a day"), (1.2, "about 1 story a day"), (0.5, "about 4 stories a week"),
        (1 / 14, "about 2 stories in 4 weeks"),
    ],
)  # fmt: skip
def test_a_rate_in_words(a_day, words):
    assert rate(a_day) == words


@pytest.mark.parametrize(
    ("outcome", "errors", "hours", "told"),
    [
        *[pytest.param(name, 1, 0, True, id=f"{name} at once") for name in
          ("redirect_loop", "ssrf_blocked", "robots_denied", "http_410")],
        *[pytest.param(name, count, 3, count == 3, id=f"{name} at number {count}") for count in (2, 3) for name in
          ("memory", "too_big", "not_feed", "parse_fatal", "parse_timeout", "parse_crash", "encoding")],
        *[pytest.param(name, 9, hours, hours == 25, id=f"{name} after {hours} h") for hours in (23, 25) for name in
          ("dns", "connect", "tls", "timeout", "reset", "http_5xx", "http_429", "http_503", "http_401", "http_403",
           "http_404", "http_4xx", "challenge", "consent")],
    ],
)  # fmt: skip
def test_when_a_failure_is_told(outcome, errors, hours, told):
    failing = feed(outcome=outcome, errors=errors, failing_since=ago(hours=hours))
    assert worth_telling(failing, TroubleKind.FAILING, NOW) == told


def test_every_class_has_its_time_to_be_told():
    failures = [outcome for outcome in Outcome if not outcome.good]
    long = [feed(outcome=each, errors=9, failing_since=ago(days=9)) for each in failures]
    assert all(worth_telling(each, TroubleKind.FAILING, NOW) for each in long)


def test_a_failure_that_was_not_tried_again_for_a_day_is_not_told():
    failing = feed(outcome="dns", failing_since=ago(days=3), last_polled_at=ago(days=3))
    assert not worth_telling(failing, TroubleKind.FAILING, NOW)


def changes(known, open_=None, *, cut_off=False):
    return judge([known], {1: open_} if open_ else {}, Look(NOW, WEEK, cut_off))


DEAD = feed(outcome="http_404", errors=9, failing_since=ago(days=2))


@pytest.mark.parametrize(
    ("known", "open_", "kinds"),
    [
        pytest.param(feed(), None, [], id="well: nothing"),
        pytest.param(DEAD, None, [Begin], id="it fails: an incident begins"),
        pytest.param(DEAD, incident(outcome="http_404"), [], id="it fails on: nothing is said again"),
        pytest.param(DEAD, incident(outcome="dns"), [Turn], id="it fails in another way: the same incident"),
        pytest.param(feed(outcome="http_403"), incident(), [Turn], id="failing becomes blocked: the same incident"),
        pytest.param(feed(), incident(), [End], id="well again: it ends"),
        pytest.param(
            feed(last_new_at=ago(days=9), **QUIET_FOR), incident(), [Turn], id="it answers but is silent: not back yet"
        ),
        pytest.param(feed(gone_at=ago(hours=1)), incident(), [End, Begin], id="gone is told though it failed before"),
        pytest.param(feed(gone_at=ago(hours=1)), incident(kind="gone", outcome="ok"), [], id="gone is told once"),
        pytest.param(unasked(), incident(), [], id="not asked: nobody knows"),
    ],
)
def test_incidents_begin_turn_and_end(known, open_, kinds):
    assert [type(change) for change in changes(known, open_)] == kinds


def test_one_that_is_switched_off_or_taken_out_ends_without_a_word():
    assert changes(feed(enabled=False), incident()) == [End(incident(), aloud=False)]
    assert judge([], {1: incident()}, Look(NOW, WEEK)) == [End(incident(), aloud=False)]


def test_while_we_are_cut_off_nobody_is_blamed_for_being_away_but_for_other_things():
    assert changes(feed(outcome="dns", failing_since=ago(days=2)), cut_off=True) == []
    assert len(changes(DEAD, cut_off=True)) == 1


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_each_beginning_is_followed_by_its_end_and_then_only_by_another(seed):
    chance = random.Random(seed)
    open_, said, now, failing_since, errors = None, [], NOW, None, 0
    last_new, gone = NOW, None
    for _ in range(200):
        now += timedelta(hours=chance.choice((1, 6, 30)))
        outcome = Outcome(chance.choice(("ok", "ok", "not_modified", "dns", "http_403", "not_feed", "http_410")))
        failing_since, errors = (None, 0) if outcome.good else (failing_since or now, errors + 1)
        last_new = now if outcome is Outcome.OK and chance.random() < 0.3 else last_new
        gone = (gone or now) if outcome is Outcome.HTTP_410 else None
        known = feed(outcome="ok", last_ok_at=now, last_new_at=last_new)
        known = replace(known, outcome=outcome, failing_since=failing_since, errors=errors, last_polled_at=now)
        known = replace(known, gone_at=gone)
        cut_off = chance.random() < 0.2
        for change in judge([known], {1: open_} if open_ else {}, Look(now, WEEK, cut_off)):
            if isinstance(change, Turn):
                assert open_
                open_ = replace(open_, trouble=change.trouble)
            elif isinstance(change, Begin):
                assert open_ is None, "never two of one feed"
                open_ = replace(incident(), trouble=change.trouble)
                said.append(open_.trouble.kind)
            else:
                said += ["back"] if change.aloud else []
                open_ = None
        if condition(known, WEEK).state in (State.OK, State.MOVED):
            assert open_ is None, "who is well has no incident"
    assert "back" in said
    for first, then in pairwise(said):
        assert (first == "back") != (then == "back") or then is TroubleKind.GONE, said


def of_one(number=1, **fields):
    """A feed of an outlet that has several."""
    return replace(feed(number, **fields), outlet="courier")


def lost(number=1, **fields):
    return of_one(number, **{"outcome": "http_404", "errors": 9, "failing_since": ago(days=2), **fields})


def of_it(number=1, part="1 of 3 feeds", **fields):
    return incident(number, **{"outcome": "http_404", "words": f"{part}: words", **fields})


@pytest.mark.parametrize(
    ("feeds", "open_", "expected"),
    [
        pytest.param([lost(1), of_one(2), of_one(3)], {}, [(Begin, 1, "1 of 3 feeds")], id="one of three fails"),
        pytest.param([lost(1), lost(2), lost(3)], {}, [(Begin, 1, "all 3 feeds")], id="all fail at once: one incident"),
        pytest.param([lost(1), lost(2), of_one(3)], {1: of_it()}, [(Turn, 1, "2 of 3 feeds")], id="another: no word"),
        pytest.param(
            [lost(1), lost(2), lost(3)], {1: of_it(part="2 of 3 feeds")}, [End, (Begin, 1, "all 3 feeds")],
            id="the last one: that is told",
        ),
        pytest.param([lost(1), lost(2), lost(3)], {1: of_it(part="all 3 feeds")}, [], id="and told once"),
        pytest.param(
            [of_one(1), lost(2), lost(3)], {1: of_it(part="all 3 feeds")}, [(Turn, 2, "2 of 3 feeds")],
            id="one is back: not over yet",
        ),
        pytest.param([of_one(1), of_one(2), of_one(3)], {2: of_it(2)}, [End], id="all are back: it is over"),
        pytest.param(
            [of_one(1), lost(2, failing_since=ago(hours=2)), of_one(3)], {1: of_it(1)}, [End],
            id="over, though another one fails since an hour: that is told after a day",
        ),
        pytest.param(
            [lost(1), of_one(2, gone_at=ago(hours=1)), of_one(3)], {1: of_it()}, [End, (Begin, 2, "2 of 3 feeds")],
            id="one is gone for good: that is told",
        ),
        pytest.param(
            [lost(1), of_one(2, enabled=False), lost(3, enabled=False)], {}, [(Begin, 1, "")],
            id="what is switched off does not count",
        ),
        pytest.param(
            [lost(1), lost(2), of_one(3)], {1: of_it(1), 2: of_it(2)}, [End, (Turn, 1, "2 of 3 feeds")],
            id="two of the time when each feed had its own",
        ),
        pytest.param([lost(1), feed(2, "http_404", errors=9, failing_since=ago(days=2)), of_one(3)], {},
                     [(Begin, 1, "1 of 2 feeds"), (Begin, 2, "")], id="another outlet is another incident"),
    ],
)  # fmt: skip
def test_an_outlet_with_several_feeds_has_one_incident(feeds, open_, expected):
    found = [
        End if isinstance(one, End) else (type(one), one.trouble.feed, part_of(one.trouble.words)[0])
        for one in judge(feeds, open_, Look(NOW, WEEK))
    ]
    assert found == expected


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_to_three_feeds_there_is_one_incident_while_one_of_them_is_ill(seed):
    chance = random.Random(seed)
    feeds, open_, now = {number: of_one(number) for number in (1, 2, 3)}, None, NOW
    for _ in range(100):
        now += timedelta(hours=chance.choice((1, 6, 30)))
        for number in chance.sample((1, 2, 3), chance.choice((1, 2, 3))):
            outcome = Outcome(chance.choice(("ok", "ok", "dns", "http_403", "not_feed")))
            before = feeds[number]
            since, errors = (None, 0) if outcome.good else (before.failing_since or now, before.errors + 1)
            said = {"last_ok_at": now, "last_new_at": now} if outcome.good else {}
            feeds[number] = replace(
                before, outcome=outcome, failing_since=since, errors=errors, last_polled_at=now, **said
            )
        for change in judge(list(feeds.values()), {open_.trouble.feed: open_} if open_ else {}, Look(now, WEEK)):
            if isinstance(change, Turn):
                open_ = replace(open_, trouble=change.trouble)
            elif isinstance(change, Begin):
                assert open_ is None, "never two of one outlet"
                open_ = replace(incident(), trouble=change.trouble)
            else:
                open_ = None
        ill = [one for one in feeds.values() if one.failing_since]
        due = [one for one in ill if worth_telling(one, TroubleKind.FAILING, now)]
        assert bool(open_) >= bool(due)
        assert bool(open_) <= bool(ill)
        assert not open_ or open_.trouble.feed in {one.id for one in ill}


def test_what_is_told_of_a_silence_says_what_is_usual():
    (begin,) = changes(feed(last_new_at=ago(days=2), usual=BUSY, **QUIET_FOR))
    assert begin.trouble.since == ago(days=2)
    assert "about 60 stories a day" in begin.trouble.words
    assert "more than 36 hours" in begin.trouble.words


def test_what_was_not_there_for_a_month_is_dead():
    lost = feed(outcome="http_404", failing_since=ago(days=31))
    assert condition(lost, WEEK).dead
    assert not condition(DEAD, WEEK).dead
