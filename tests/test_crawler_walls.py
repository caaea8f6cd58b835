"""Pages that stand in the way: named by what they are made of, in whatever language they speak."""

import pytest
from builders_crawler import answer, due_feed

from crawler.answers import feed_ending, no_list, page_ending
from crawler.outcomes import words
from crawler.walls import instead_of_list, says_challenge
from repwatch.model import Outcome

URL = "https://gazette.example/feed"
CHALLENGE = b"<!DOCTYPE html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b/x'></script>"
CONSENT = b"<!doctype html><script src='https://cmp.example/didomi/loader.js'></script><p>Vor dem Lesen</p>"
HOME = b"<!doctype html><title>The Gazette</title>" + b"<p>An ordinary front page with its stories.</p>" * 1000


@pytest.mark.parametrize(
    ("url", "body", "found"),
    [
        pytest.param(URL, CHALLENGE, "challenge", id="a network in front of the site"),
        pytest.param(URL, b"<html><script src='//x.captcha-delivery.com/c.js'>", "challenge", id="a captcha"),
        pytest.param(URL, b"\xef\xbb\xbf \n<html><title>DDoS-Guard</title>", "challenge", id="behind a BOM"),
        pytest.param(URL, CONSENT, "consent", id="a small page that asks for consent"),
        pytest.param("https://consent.gazette.example/m?c=1", b"<html>", "consent", id="led to a host of its own"),
        pytest.param("https://gazette.example/cookie-consent?to=feed", b"<html>", "consent", id="or to its own path"),
        pytest.param(URL, HOME + CONSENT, None, id="the front page, with the same script"),
        pytest.param(URL, HOME, None, id="the front page"),
        pytest.param(URL, b"", None, id="nothing"),
        pytest.param(URL, b'{"captcha-delivery.com": 1}', None, id="no page at all"),
    ],
)
def test_what_kind_of_wall(url, body, found):
    assert instead_of_list(url, body) == found


@pytest.mark.parametrize(
    ("name", "value", "so"),
    [
        ("cf-mitigated", "challenge", True), ("x-amzn-waf-action", " CAPTCHA ", True), ("cf-mitigated", "", False),
        ("server", "challenge", False),
    ],
)  # fmt: skip
def test_a_header_may_say_it(name, value, so):
    assert says_challenge(name, value) == so


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        pytest.param(answer(403, body=CHALLENGE), "challenge", id="403 and a challenge"),
        pytest.param(answer(503, body=CHALLENGE), "challenge", id="503 and a challenge"),
        pytest.param(answer(202, challenged=True), "challenge", id="a success that its header takes back"),
        pytest.param(answer(403, body=HOME), "http_403", id="a plain refusal"),
        pytest.param(answer(404, body=CHALLENGE), "http_404", id="not there is not there"),
    ],
)
def test_a_refusal_is_named_for_feeds_and_pages(given, outcome):
    assert feed_ending(due_feed(), given).outcome == outcome
    assert page_ending(given).outcome == outcome


def test_an_answer_that_is_no_list_may_be_a_wall():
    assert no_list(answer(body=CONSENT), "the answer is a web page").outcome is Outcome.CONSENT
    plain = no_list(answer(body=HOME), "the answer is a web page")
    assert (plain.outcome, plain.detail) == (Outcome.NOT_FEED, "the answer is a web page")


def test_the_words_name_it():
    assert "a person is asking" in words(Outcome.CHALLENGE, "403")
    assert "consent" in words(Outcome.CONSENT)
