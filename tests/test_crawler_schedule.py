"""How a poll ended in, when it is polled next out: every class of R-CRAWL-6, the server's wishes, the jitter."""

import pytest
from builders_crawler import NOW, answer, due_feed, moment

from crawler.answers import Ending, full_poll, poll
from crawler.entries import Parsed
from crawler.schedule import (
    DAY,
    HOUR,
    MINUTE,
    Pace,
    Wishes,
    expires,
    fitted,
    max_age,
    next_poll,
    page_retry,
    pause,
    retry_after,
    wishes,
)
from repwatch.model import Outcome, Usual

STEADY = Pace(900)
PASSING = ("dns", "connect", "tls", "timeout", "reset", "http_5xx", "memory")
DOUBLING = ("http_404", "http_4xx", "too_big", "not_feed", "parse_fatal", "parse_timeout", "parse_crash", "encoding")
REFUSED = ("http_401", "http_403", "challenge", "consent", "paywall")
DAILY = ("redirect_loop", "ssrf_blocked", "robots_denied", "http_410")


def seconds(outcome, errors=0, pace=STEADY, wished=None, chance=0.0):
    return next_poll(Outcome(outcome), errors, pace, wished or Wishes(), chance).total_seconds()


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        *[(name, [15 * MINUTE, 30 * MINUTE, 1 * HOUR, 16 * HOUR, DAY, DAY]) for name in PASSING],
        *[(name, [HOUR, 2 * HOUR, 4 * HOUR, DAY, DAY, DAY]) for name in (*DOUBLING, "http_429", "http_503")],
        *[(name, [6 * HOUR] * 6) for name in REFUSED],
        *[(name, [DAY] * 6) for name in DAILY],
        *[(name, [900] * 6) for name in ("ok", "not_modified", "same_body")],
    ],
)
def test_each_class_has_its_next_poll(outcome, expected):
    assert [seconds(outcome, errors) for errors in (0, 1, 2, 6, 7, 5000)] == expected


def test_no_class_is_forgotten():
    known = {*PASSING, *DOUBLING, *DAILY, *REFUSED, "http_429", "http_503"}
    assert known | {"not_page"} == {outcome.value for outcome in Outcome if not outcome.good}


@pytest.mark.parametrize(
    ("outcome", "pace", "wished", "chance", "expected"),
    [
        pytest.param("dns", STEADY, None, 1, 990, id="jitter of a tenth, later"),
        pytest.param("dns", STEADY, None, -1, 810, id="jitter of a tenth, sooner"),
        pytest.param("dns", Pace(6 * HOUR), None, 0, 900, id="a failure is tried again before a long interval is over"),
        pytest.param("memory", Pace(6 * MINUTE), None, 0, 360, id="what another answer took is asked for again soon"),
        pytest.param("ok", Pace(60), None, 0, 300, id="never within five minutes"),
        pytest.param("ok", Pace(310), None, -1, 300, id="never within five minutes, jitter and all"),
        pytest.param("ok", Pace(0.3, floor=0.3), None, 0, 0.3, id="a demo may hurry"),
        pytest.param("ok", STEADY, Wishes(at_least=HOUR), -1, HOUR, id="never sooner than max-age or ttl asks"),
        pytest.param("ok", STEADY, Wishes(at_least=60), 0, 900, id="a shorter max-age hurries nobody"),
        pytest.param("ok", STEADY, Wishes(at_least=30 * DAY), 0, DAY, id="at most a day"),
        pytest.param(
            "ok", STEADY, Wishes(retry_after=2 * HOUR), -1, 2 * HOUR, id="Retry-After of an answer that is fine"
        ),
        pytest.param("http_429", STEADY, Wishes(retry_after=120), 0, 300, id="a short Retry-After, but the floor"),
        pytest.param("http_429", STEADY, Wishes(retry_after=7200), -1, 7200, id="Retry-After to the second"),
        pytest.param("http_503", STEADY, Wishes(retry_after=7200), 1, 7920, id="Retry-After, jitter only later"),
        pytest.param("http_5xx", STEADY, Wishes(retry_after=HOUR), 0, HOUR, id="a robots.txt with a fault: in an hour"),
    ],
)
def test_wishes_floors_and_jitter(outcome, pace, wished, chance, expected):
    assert seconds(outcome, 0, pace, wished, chance) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("outcome", "errors", "wished", "expected"),
    [
        ("http_429", 0, Wishes(), HOUR),
        ("http_503", 2, Wishes(), 4 * HOUR),
        ("http_429", 0, Wishes(retry_after=120), 120),
        ("http_429", 5, Wishes(retry_after=0), 0),
        ("http_503", 9, Wishes(), DAY),
        ("http_5xx", 0, Wishes(retry_after=HOUR), HOUR),
        ("http_5xx", 0, Wishes(), None),
        ("ok", 0, Wishes(at_least=HOUR), None),
    ],
)
def test_how_long_a_whole_host_is_left_alone(outcome, errors, wished, expected):
    held = pause(Outcome(outcome), errors, wished)
    assert (held.total_seconds() if held is not None else None) == expected


@pytest.mark.parametrize(
    ("outcome", "attempts", "wished", "expected"),
    [
        pytest.param("timeout", 0, Wishes(), 5 * MINUTE, id="again in five minutes"),
        pytest.param("timeout", 1, Wishes(), 20 * MINUTE, id="then in twenty"),
        pytest.param("timeout", 2, Wishes(), None, id="then never"),
        pytest.param("http_429", 0, Wishes(retry_after=HOUR), HOUR, id="as the server asked"),
        pytest.param("http_404", 0, Wishes(), None, id="what is not there is not asked again"),
        pytest.param("http_403", 0, Wishes(), None, id="a refusal is an answer"),
        pytest.param("not_page", 0, Wishes(), None, id="no article in it"),
        pytest.param("robots_denied", 0, Wishes(), None, id="robots"),
    ],
)
def test_when_a_page_is_tried_again(outcome, attempts, wished, expected):
    again = page_retry(Outcome(outcome), attempts, wished)
    assert (again.total_seconds() if again else None) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("999999999999", DAY),
        ("Fri, 06 Mar 2026 12:02:00 GMT", 120),
        ("Fri, 06 Mar 2026 14:02:00 +0200", 120),
        ("Fri, 06 Mar 2026 11:00:00 GMT", 0),
        ("Fri, 06 Mar 2099 11:00:00 GMT", DAY),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        (f"Fri, {'9' * 20} Mar 2026 11:00:00 GMT", None),
    ],
)
def test_retry_after_as_seconds_or_as_a_date(value, expected):
    assert retry_after(value, NOW) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("max-age=600", 600),
        ("public, Max-Age=600, must-revalidate", 600),
        ('max-age="600"', 600),
        ("s-maxage=600", 0),
        ("max-age=-1", 0),
        ("no-cache", 0),
        ("max-age=99999999999", DAY),
        ("", 0),
    ],
)
def test_max_age(value, expected):
    assert max_age(value) == expected


def test_the_wishes_of_an_answer_are_the_largest_of_what_it_says():
    said = {"cache-control": "max-age=600", "retry-after": "30"}
    assert wishes(said, NOW, at_least=1200) == Wishes(1200, 30)
    assert wishes(said, NOW, at_least=60) == Wishes(600, 30)
    assert wishes({}, NOW) == Wishes(0, None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"expires": "Fri, 06 Mar 2026 12:10:00 GMT"}, 600),
        ({"expires": "Fri, 06 Mar 2026 12:10:00 GMT", "date": "Fri, 06 Mar 2026 12:05:00 GMT"}, 300),
        ({"expires": "Fri, 06 Mar 2026 11:00:00 GMT"}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "Fri, 06 Mar 2099 12:00:00 GMT"}, DAY),
        ({"expires": f"Fri, 06 Mar {'9' * 20} 12:00:00 GMT"}, 0),
        ({}, 0),
    ],
)
def test_expires_by_the_clock_of_the_server(said, expected):
    assert expires(said, NOW) == expected


def test_expires_counts_only_where_no_age_is_said():
    late = {"expires": "Fri, 06 Mar 2026 13:00:00 GMT"}
    assert wishes(late, NOW).at_least == HOUR
    assert wishes({**late, "cache-control": "public"}, NOW).at_least == HOUR
    assert wishes({**late, "cache-control": "max-age=60"}, NOW).at_least == 60
    assert wishes({**late, "cache-control": "max-age=0"}, NOW).at_least == 0


@pytest.mark.parametrize(
    ("interval", "usual", "expected"),
    [
        pytest.param(900, None, 900, id="nothing known"),
        pytest.param(900, Usual(500, 1, days=6), 900, id="not known for long enough"),
        pytest.param(900, Usual(50, 1, 28), 900, id="a story in two polls: as it is"),
        pytest.param(900, Usual(192, 1, 28), 450, id="two stories a poll: twice as often"),
        pytest.param(900, Usual(9000, 1, 28), 300, id="at most three times as often"),
        pytest.param(600, Usual(9000, 1, 28), 300, id="never below the floor"),
        pytest.param(900, Usual(2.1, 1, 28), 900, id="two a day: as it is"),
        pytest.param(900, Usual(1.9, 1, 28), 1800, id="fewer: half as often"),
        pytest.param(900, Usual(0.01, 9, 28), 1800, id="and never less than that"),
        pytest.param(DAY, Usual(0.01, 9, 28), DAY, id="at most a day"),
        pytest.param(200, Usual(9000, 1, 28), 200, id="an interval below the floor is the operator's own"),
    ],
)
def test_a_busy_feed_is_polled_more_often_and_a_quiet_one_less(interval, usual, expected):
    assert fitted(interval, usual, floor=300) == expected


@pytest.mark.parametrize("outcome", [Outcome.NOT_MODIFIED, Outcome.SAME_BODY])
def test_what_the_list_asked_for_holds_while_it_is_not_read_again(outcome):
    first = full_poll(due_feed(), answer(), (), Parsed(Outcome.OK, ttl=2 * HOUR), moment())
    assert first.wish == 2 * HOUR
    again = poll(due_feed(wish=first.wish), Ending(outcome), moment(chance=-1))
    assert (again.next_poll_at - NOW).total_seconds() == 2 * HOUR
    assert again.wish == 2 * HOUR


def test_a_failure_is_tried_again_in_its_own_time_whatever_the_list_once_asked_for():
    failed = poll(due_feed(wish=DAY), Ending(Outcome.TIMEOUT), moment())
    assert (failed.next_poll_at - NOW).total_seconds() == 900
