"""May we ask? Every case of R-CRAWL-8: what robots.txt says, and what is done when it does not say anything."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from builders_crawler import FEED_URL, NOW, Engine, workshop
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Response

from crawler.outcomes import Failed, Postponed
from crawler.politeness import SMALL, RobotsMiddleware
from crawler.robots import LONGEST, Verdict, body_text, origin, ruling, stand_in
from repwatch.model import Outcome, Robots

SITE = "https://gazette.example"
ASKED = f"{SITE}/robots.txt"
DENY = "User-agent: *\nDisallow: /\n"


def robots(body="", status=200, age=timedelta(0), now=NOW):
    return Robots(SITE, status, body, now - age)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        pytest.param("", Verdict.ALLOWED, id="no rules"),
        pytest.param(DENY, Verdict.DENIED, id="nobody"),
        pytest.param("User-agent: *\nDisallow: /feed", Verdict.DENIED, id="not the feed"),
        pytest.param("User-agent: *\nDisallow: /news", Verdict.ALLOWED, id="something else"),
        pytest.param("User-agent: repwatch\nDisallow: /", Verdict.DENIED, id="not us"),
        pytest.param(
            "User-agent: *\nDisallow: /\n\nUser-agent: RepWatch\nAllow: /", Verdict.ALLOWED, id="us above all"
        ),
        pytest.param("User-agent: *\nDisallow: /\nAllow: /feed", Verdict.ALLOWED, id="the longer rule"),
        pytest.param("User-agent: *\nDisallow: /f*d$", Verdict.DENIED, id="a pattern"),
        pytest.param("\0\0 nonsense : : \n" * 50, Verdict.ALLOWED, id="nonsense"),
    ],
)
def test_what_the_rules_say(body, verdict):
    assert ruling(robots(body), FEED_URL, NOW).verdict is verdict


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7), ("0.5", 0.5), ("86400", 86400),
        pytest.param("1" + "0" * 20, 86400, id="for ever: a day, or robots.txt itself could never be asked again"),
        ("-5", 0), ("inf", 0), ("nan", 0), ("soon", 0), pytest.param("9" * 5000, 0, id="no number"),
    ],
)  # fmt: skip
def test_how_long_a_site_may_ask_us_to_wait_between_two_requests(said, seconds):
    assert ruling(robots(f"User-agent: *\nCrawl-delay: {said}"), FEED_URL, NOW).delay == seconds


HUGE = 480_000  # characters


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("User-agent: *\nDisallow: /" + "*a" * (HUGE // 2), id="one pattern of stars"),
        pytest.param("User-agent: *\n" + "Disallow: /*a*b$\n" * (HUGE // 17), id="a pattern in each line"),
        pytest.param("User-agent: *\nDisallow: /" + "%zz" * (HUGE // 3), id="broken escapes"),
        pytest.param("User-agent: *\nDisallow: /x\n" * (HUGE // 27), id="groups"),
        pytest.param("".join(f"User-agent: a{n}\nDisallow: /x\n" for n in range(HUGE // 30)), id="other agents"),
        pytest.param("Sitemap: http://[\n" * (HUGE // 18), id="sitemaps without an address"),
    ],
)
def test_a_robots_txt_made_to_harm_is_read_in_a_second(body):
    """In the crawler's own process, where nobody would stop it."""
    started = time.process_time()
    assert ruling(robots(body), f"{SITE}/{'a' * 2000}", NOW).verdict is Verdict.ALLOWED
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        pytest.param(None, Verdict.ASK, id="never asked"),
        pytest.param(robots(DENY, age=timedelta(hours=23)), Verdict.DENIED, id="kept for a day"),
        pytest.param(robots(DENY, age=timedelta(hours=24)), Verdict.ASK, id="then asked again"),
        *[
            pytest.param(robots(DENY, status), Verdict.ALLOWED, id=f"{status}: there are no rules")
            for status in (401, 403, 404, 410, 451)
        ],
        *[
            pytest.param(robots(DENY, status), Verdict.UNREACHABLE, id=f"{status}: nothing may be asked")
            for status in (429, 500, 503, 599)
        ],
        pytest.param(robots("", 503, timedelta(minutes=61)), Verdict.ASK, id="and asked again after an hour"),
        pytest.param(robots("", 0), Verdict.ASK, id="no answer is not remembered"),
    ],
)
def test_how_long_an_answer_stands(known, verdict):
    assert ruling(known, FEED_URL, NOW).verdict is verdict


def test_a_failing_answer_says_how_long_it_stands():
    ruled = ruling(robots("", 500, timedelta(minutes=20)), FEED_URL, NOW)
    assert (ruled.status, ruled.wait) == (500, 2400)


@pytest.mark.parametrize(
    ("known", "stands"),
    [
        (robots(DENY, age=timedelta(days=29)), True),
        (robots("", 404, timedelta(days=29)), True),
        (robots(DENY, age=timedelta(days=30)), False),
        (robots("", 500), False),
        (robots("", 0), False),
        (None, False),
    ],
)
def test_which_older_copy_may_stand_in(known, stands):
    assert (stand_in(known, NOW) is not None) == stands


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"\xef\xbb\xbf" + DENY.encode(), DENY, id="a byte order mark"),
        pytest.param("# Café\n".encode("latin-1") + DENY.encode(), "# Café\n" + DENY, id="Latin-1"),
        pytest.param(b"<!DOCTYPE html><p>User-agent: *\nDisallow: /", "", id="a web page"),
        pytest.param(b" \n<html>", "", id="a web page behind blanks"),
        pytest.param(b"#" * LONGEST + DENY.encode(), "#" * LONGEST, id="no more than 500 KiB"),
    ],
)
def test_what_is_read_of_the_body(body, expected):
    assert body_text(body, "text/plain") == expected


def test_scheme_host_and_port_are_one_site():
    assert origin("https://gazette.example:8443/a/b?c") == "https://gazette.example:8443"


def ask(folder, answer, known=None, times=1, url=FEED_URL):
    """What becomes of requests for the feed, what was asked for, and what is stored afterwards."""

    async def asking():
        shop = workshop(folder)
        engine = Engine(shop, {ASKED: answer})
        if known:
            await shop.storage(lambda storage: storage.hosts.save_robots(known))
        middleware = RobotsMiddleware.from_crawler(engine)
        ended = []
        for _ in range(times):
            try:
                ended.append(await middleware.process_request(Request(url)))
            except (Failed, Postponed) as error:
                ended.append(error)
        stored = await shop.storage(lambda storage: storage.hosts.robots(SITE))
        shop.close()
        return ended, engine.asked, stored, shop.delays

    return asyncio.run(asking())


def said(status=200, body=b"", **headers):
    return Response(ASKED, status, headers, body)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(said(body=b""), None, id="200 without rules"),
        pytest.param(said(body=DENY.encode()), "robots_denied", id="200 with a refusal"),
        pytest.param(said(404), None, id="404"),
        pytest.param(said(403), None, id="403"),
        pytest.param(Failed(Outcome.REDIRECT_LOOP), None, id="redirects without end"),
        pytest.param(said(429), "http_429", id="429"),
        pytest.param(said(500), "http_5xx", id="500"),
        pytest.param(said(503), "http_503", id="503"),
        pytest.param(CannotResolveHostError(), "dns", id="no such name"),
        pytest.param(DownloadTimeoutError(), "timeout", id="no answer in time"),
        pytest.param(ConnectionError(), "connect", id="no connection"),
        pytest.param(ValueError("anything else"), "reset", id="broken off"),
        pytest.param(Failed(Outcome.TOO_BIG), "too_big", id="more than 5 MiB"),
        pytest.param(Failed(Outcome.SSRF_BLOCKED), "ssrf_blocked", id="an address that is not allowed"),
    ],
)
def test_the_request_ends_as_its_robots_txt_did(tmp_path, answer, outcome):
    (ended,), asked, _, _ = ask(tmp_path, answer)
    assert asked == [ASKED]
    assert (ended.outcome if ended else None) == outcome


def test_what_failed_is_told_without_a_word_about_robots(tmp_path):
    (ended,), _, stored, _ = ask(tmp_path, CannotResolveHostError())
    assert (ended.detail, ended.retry_after, stored) == ("gazette.example", None, None)


def test_no_answer_is_asked_for_again_with_the_next_request(tmp_path):
    ended, asked, _, _ = ask(tmp_path, DownloadTimeoutError(), times=2)
    assert [one.outcome for one in ended] == ["timeout", "timeout"]
    assert len(asked) == 2


def test_a_failing_answer_is_remembered_for_an_hour(tmp_path):
    ended, asked, stored, _ = ask(tmp_path, said(500), times=2)
    assert [one.outcome for one in ended] == ["http_5xx", "http_5xx"]
    assert [round(one.retry_after / 60) for one in ended] == [60, 60]
    assert (len(asked), stored.status) == (1, 500)


@pytest.mark.parametrize("answer", [said(503), CannotResolveHostError()], ids=["503", "no such name"])
@pytest.mark.parametrize(("body", "outcome"), [(DENY, "robots_denied"), ("", None)], ids=["refuses", "allows"])
def test_an_older_copy_stays_valid_and_the_new_one_is_asked_for_once_an_hour(tmp_path, answer, body, outcome):
    known = robots(body, age=timedelta(days=20), now=datetime.now(UTC))
    ended, asked, stored, _ = ask(tmp_path, answer, known, times=3)
    assert {one.outcome if one else None for one in ended} == {outcome}
    assert (len(asked), stored.body) == (1, body)


def test_a_copy_older_than_thirty_days_does_not_stand_in(tmp_path):
    known = robots("", age=timedelta(days=31), now=datetime.now(UTC))
    (ended,), _, _, _ = ask(tmp_path, DownloadTimeoutError(), known)
    assert ended.outcome is Outcome.TIMEOUT


def test_a_new_copy_replaces_the_old_one_after_a_day(tmp_path):
    known = robots(DENY, age=timedelta(days=2), now=datetime.now(UTC))
    (ended,), _, stored, _ = ask(tmp_path, said(body=b"User-agent: *\nCrawl-delay: 7"), known)
    assert (ended, stored.body) == (None, "User-agent: *\nCrawl-delay: 7")


def test_the_crawl_delay_is_kept_to(tmp_path):
    *_, delays = ask(tmp_path, said(body=b"User-agent: *\nCrawl-delay: 7"))
    assert delays == {"gazette.example": 7}


def test_a_paused_host_is_no_failure_of_its_robots_txt(tmp_path):
    (ended,), _, stored, _ = ask(tmp_path, Postponed("paused"))
    assert isinstance(ended, Postponed)
    assert stored is None


def test_robots_txt_itself_and_an_outlet_with_an_override_are_not_asked_about(tmp_path):
    async def asking():
        engine = Engine(workshop(tmp_path))
        await RobotsMiddleware.from_crawler(engine).process_request(Request(FEED_URL, meta={"robots_exempt": True}))
        engine.spider.workshop.close()
        return engine.asked

    assert asyncio.run(asking()) == []


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param(DENY, ["robots_denied"] * 2, id="a small one is kept in memory"),
        pytest.param(DENY + "#" * SMALL, ["robots_denied", None], id="a large one is looked up each time"),
    ],
)
def test_a_known_robots_txt_is_looked_up_once_if_it_is_small(tmp_path, body, after):
    async def asking():
        shop, ended = workshop(tmp_path), []
        middleware = RobotsMiddleware.from_crawler(Engine(shop))
        for kept in (body, ""):
            await shop.storage(
                lambda storage, kept=kept: storage.hosts.save_robots(robots(kept, now=datetime.now(UTC)))
            )
            try:
                ended.append(await middleware.process_request(Request(FEED_URL)))
            except Failed as error:
                ended.append(error.outcome.value)
        shop.close()
        return ended

    assert asyncio.run(asking()) == after


def test_no_more_sites_than_a_bound_are_kept_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.politeness.SITES", 2)

    async def asking():
        shop = workshop(tmp_path)
        middleware = RobotsMiddleware.from_crawler(Engine(shop))
        for number in range(4):
            site = f"https://{number}.example"
            known = Robots(site, 404, "", datetime.now(UTC))
            await shop.storage(lambda storage, known=known: storage.hosts.save_robots(known))
            await middleware.process_request(Request(f"{site}/feed"))
        shop.close()
        return list(middleware._known)

    assert asyncio.run(asking()) == ["https://2.example", "https://3.example"]
