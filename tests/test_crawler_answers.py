"""What came, or did not, in; the record of a poll or page out, with its class in plain words."""

from datetime import timedelta

import pytest
from builders_crawler import NOW, PAGE_URL, answer, due_feed, due_page, entry, moment, outlet
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectionDone, ConnectionLost, DNSLookupError, NoRouteError, TCPTimedOutError
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseFailed

from crawler.answers import (
    Ending,
    failure_ending,
    feed_ending,
    full_poll,
    listed_article,
    page_ending,
    page_result,
    poll,
    read_result,
)
from crawler.entries import Page, Parsed
from crawler.intake import listed
from crawler.outcomes import Failed, of_exception, of_status, words
from crawler.schedule import Wishes
from repwatch.guard import NOT_ALLOWED
from repwatch.model import Outcome

LONG = "A text that is longer than what the feed said of it."


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "ok"), (203, "ok"), (304, "not_modified"), (300, "http_4xx"), (302, "http_4xx"), (400, "http_4xx"),
        (401, "http_401"), (402, "http_4xx"), (403, "http_403"), (404, "http_404"), (406, "http_4xx"),
        (410, "http_410"), (418, "http_4xx"), (429, "http_429"), (451, "http_4xx"), (500, "http_5xx"),
        (502, "http_5xx"), (503, "http_503"), (504, "http_5xx"), (520, "http_5xx"),
    ],
)  # fmt: skip
def test_the_class_of_a_status(status, outcome):
    assert of_status(status) == outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (CannotResolveHostError(), "dns"),
        (DNSLookupError(), "dns"),
        (DownloadConnectionRefusedError(), "connect"),
        (NoRouteError(), "connect"),
        (OSError(101, "Network is unreachable"), "connect"),
        (DownloadTimeoutError(), "timeout"),
        (TCPTimedOutError(), "timeout"),
        (TimeoutError(), "timeout"),
        (DownloadCancelledError(), "too_big"),
        (UnsupportedURLSchemeError(), "ssrf_blocked"),
        (MemoryError(), "memory"),
        (ResponseFailed([Failure(ConnectionLost())]), "reset"),
        (ResponseFailed([Failure(ConnectionDone())]), "reset"),
        (ResponseFailed([Failure(MemoryError())]), "memory"),
        (DownloadFailedError(), "reset"),
        (ValueError("a header line without a colon"), "reset"),
        (Failed(Outcome.ENCODING), "encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_the_class_of_a_failure(error, outcome):
    assert of_exception(error) == outcome


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.good])
def test_every_class_has_words_for_a_person(outcome):
    said = words(outcome)
    assert len(said.split()) >= 3
    assert "{" not in said


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome.good])
def test_success_needs_none(outcome):
    assert words(outcome, "200") == ""


def test_words_name_the_host_that_is_not_found_and_the_status():
    assert failure_ending(CannotResolveHostError(), "t.me") == Ending(Outcome.DNS, "t.me")
    assert words(Outcome.DNS, "t.me") == "the name t.me cannot be found; is this machine's network up?"
    assert words(Outcome.HTTP_404, "404") == "the server answered 404: there is nothing at this address"
    assert words(Outcome.HTTP_5XX, "502").startswith("the server answered 502:")


def test_what_is_not_allowed_says_no_address():
    assert words(Outcome.SSRF_BLOCKED, "127.0.0.1") == NOT_ALLOWED


def test_a_failed_robots_txt_hands_on_its_class_and_when_to_ask_again():
    ending = failure_ending(Failed(Outcome.HTTP_503, "503 for its robots.txt", 3600), "gazette.example")
    assert ending == Ending(Outcome.HTTP_503, "503 for its robots.txt", Wishes(retry_after=3600))
    made = poll(due_feed(), ending, moment(chance=-1))
    assert (made.next_poll_at, made.pause_host) == (NOW + timedelta(hours=1), NOW + timedelta(hours=1))
    assert made.error.startswith("the server answered 503 for its robots.txt:")


@pytest.mark.parametrize(
    ("feed", "given", "outcome"),
    [
        pytest.param(due_feed(), answer(), None, id="a body to read"),
        pytest.param(due_feed(body_hash=answer().body_hash), answer(), "same_body", id="the bytes of last time"),
        pytest.param(due_feed(body_hash="other"), answer(), None, id="other bytes"),
        pytest.param(due_feed(etag=b'"1"'), answer(304), "not_modified", id="304 to its validators"),
        pytest.param(due_feed(), answer(304), "not_feed", id="304 that nobody asked for"),
        pytest.param(due_feed(), answer(404), "http_404", id="not there"),
        pytest.param(due_feed(body_hash=answer().body_hash), answer(500), "http_5xx", id="same bytes, but a fault"),
    ],
)
def test_how_a_poll_ends_before_its_body_is_read(feed, given, outcome):
    ending = feed_ending(feed, given)
    assert (ending.outcome if ending else None) == outcome


def test_a_first_dns_failure_is_tried_again_after_a_quarter_of_an_hour():
    made = poll(due_feed(), Ending(Outcome.DNS, "t.me"), moment())
    assert made.next_poll_at == NOW + timedelta(minutes=15)
    assert made.pause_host is None


def test_a_full_poll_keeps_entries_and_validators_byte_for_byte():
    given = answer(etag=b'W/"a\xe9"', last_modified=b"yesterday", hops=(301, 308))
    stories = (listed(entry(), outlet(), lambda *_, **__: "bodies"),)
    made = full_poll(due_feed(), given, stories, Parsed(Outcome.OK, ttl=3600, marks=b"12345678"), moment())
    assert (made.etag, made.last_modified, made.body_hash) == (b'W/"a\xe9"', b"yesterday", given.body_hash)
    assert made.listed == stories
    assert made.next_poll_at == NOW + timedelta(hours=1)


def test_behind_a_passing_redirect_the_validators_are_not_kept():
    made = full_poll(due_feed(), answer(etag=b'"1"', hops=(302,)), (), Parsed(Outcome.OK), moment())
    assert (made.etag, made.last_modified) == (b"", b"")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_page_that_is_refused_or_gone_leaves_the_story_as_its_feed_told_it(status):
    result = page_result(due_page(), outlet(), page_ending(answer(status)), NOW)
    assert result.retry_at is None
    assert (result.article.title, result.article.text) == (entry().title, entry().summary)
    assert (result.article.url, result.article.lang) == (PAGE_URL, "en")


def test_a_page_that_fails_for_a_while_is_tried_three_times_and_then_kept_from_its_feed():
    tries = [page_result(due_page(attempts=n), outlet(), Ending(Outcome.TIMEOUT), NOW) for n in range(3)]
    assert [one.retry_at is None for one in tries] == [False, False, True]
    assert [one.article is None for one in tries] == [True, True, False]


def test_a_story_of_which_nothing_is_known_is_not_kept():
    assert listed_article(due_page(entry=entry(title="", summary="")), outlet(), NOW) is None


def test_a_page_is_kept_with_the_time_of_its_feed_and_its_own_title():
    read = Page(Outcome.OK, "The page's title", LONG)
    article = read_result(due_page(entry=entry(published=NOW), baseline=True), outlet(), read, NOW).article
    assert (article.title, article.text, article.published, article.baseline) == (read.title, LONG, NOW, True)


def test_a_wall_in_place_of_the_story_does_not_replace_it():
    result = read_result(due_page(), outlet(), Page(Outcome.OK, "Cookies", "Accept all?"), NOW)
    assert (result.outcome, result.article.text) == (Outcome.NOT_PAGE, entry().summary)


def test_a_page_is_never_unchanged():
    assert page_ending(answer(304)).outcome is Outcome.HTTP_4XX


@pytest.mark.parametrize(
    ("ages", "hours"),
    [
        pytest.param([1, 2, 3, 4, 5], 3, id="the middle one"),
        pytest.param([1, 2, 3, 9000], 3, id="one that is kept for ever changes little"),
        pytest.param([-5, -4, 1, 2], 0, id="dates to come are none, and two are too few"),
        pytest.param([], 0, id="an empty list says nothing"),
    ],
)
def test_from_when_on_a_first_list_is_taken_for_whole(ages, hours):
    stories = tuple(
        listed(entry(guid=str(age), published=NOW - timedelta(hours=age)), outlet(), lambda *_, **__: "")
        for age in ages
    )
    made = full_poll(due_feed(), answer(), stories, Parsed(Outcome.OK), moment())
    assert made.known_since == NOW - timedelta(hours=hours)
    assert full_poll(due_feed(first=False), answer(), stories, Parsed(Outcome.OK), moment()).known_since is None
