"""How a poll ended in, when it is polled next out: every class of R-CRAWL-6, the server's wishes, the jitter."""

import pytest
from builders_crawler import NOW

from crawler.schedule import DAY, HOUR, MINUTE, Pace, Wishes, max_age, next_poll, page_retry, pause, retry_after, wishes
from repwatch.model import Outcome

STEADY = Pace(900)
PASSING = ("dns", "connect", "tls", "timeout", "reset", "http_5xx", "memory")
DOUBLING = ("http_404", "http_4xx", "too_big", "not_feed", "parse_fatal", "parse_timeout", "parse_crash", "encoding")
DAILY = ("redirect_loop", "ssrf_blocked", "robots_denied", "http_410")


def seconds(outcome, errors=0, pace=STEADY, wished=None, chance=0.0):
    return next_poll(Outcome(outcome), errors, pace, wished or Wishes(), chance).total_seconds()


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        *[(name, [15 * MINUTE, 30 * MINUTE, 1 * HOUR, 16 * HOUR, DAY, DAY]) for name in PASSING],
        *[(name, [HOUR, 2 * HOUR, 4 * HOUR, DAY, DAY, DAY]) for name in (*DOUBLING, "http_429", "http_503")],
        *[(name, [6 * HOUR] * 6) for name in ("http_401", "http_403")],
        *[(name, [DAY] * 6) for name in DAILY],
        *[(name, [900] * 6) for name in ("ok", "not_modified", "same_body")],
    ],
)
def test_each_class_has_its_next_poll(outcome, expected):
    assert [seconds(outcome, errors) for errors in (0, 1, 2, 6, 7, 5000)] == expected


def test_no_class_is_forgotten():
    known = {*PASSING, *DOUBLING, *DAILY, "http_429", "http_503", "http_401", "http_403"}
    assert known | {"not_page"} == {outcome.value for outcome in Outcome if not outcome.good}


@pytest.mark.parametrize(
    ("outcome", "pace", "wished", "chance", "expected"),
    [
        pytest.param("dns", STEADY, None, 1, 990, id="jitter of a tenth, later"),
        pytest.param("dns", STEADY, None, -1, 810, id="jitter of a tenth, sooner"),
        pytest.param("dns", Pace(6 * HOUR), None, 0, 900, id="a failure is tried again before a long interval is over"),
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
