"""The crawler process against a newsroom on loopback: every kind of bad outlet beside good ones, and real storage."""

import gzip
import socket
from collections.abc import Iterator
from itertools import pairwise

import pytest
from presshouse import Presshouse

from demo.newsroom import Fault, Newsroom, Paper

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

HEADLINE = "Ukraine receives bodies of 61 fallen soldiers"
TEXT = "Ukraine has received the bodies of 61 fallen soldiers, the Coordination Headquarters said on Thursday."
MORE = "The bodies came by train, and experts will now begin to identify the fallen, which may take several months."


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def report(paper: Paper) -> str:
    return paper.publish(HEADLINE, TEXT, MORE)


def feed_of(paper: Paper) -> bytes:
    """What its feed says now."""
    return paper.reply("/feed", {}).body


def test_each_bad_outlet_gets_its_class_and_every_neighbour_is_stored(newsroom: Newsroom, tmp_path) -> None:
    ill = {
        "lost": Fault(404), "page": Fault(body=b"<!DOCTYPE html><h1>Please accept cookies</h1>"), "empty": Fault(),
        "broken": Fault(500), "busy": Fault(429, headers={"Retry-After": "120"}),
    }  # fmt: skip
    papers = {name: newsroom.open(name) for name in ("good", "dead", "twice", *ill)}
    papers |= {"atom": newsroom.open("atom", "atom", full=True), "json": newsroom.open("json", "json")}
    papers["channel"] = newsroom.open("channel", "telegram")
    papers["cyrillic"] = newsroom.open("cyrillic", charset="windows-1251", full=True)
    for paper in papers.values():
        report(paper)
    papers["cyrillic"].declared = False
    papers["cyrillic"].publish("Україні повернули тіла 61 захисника", "Повернуто тіла 61 полеглого. " * 30)
    papers["twice"].publish("Russia hands over 70 bodies of fallen soldiers", TEXT, guid="twice-1")
    papers["good"].publish_undated("Bodies of 80 soldiers returned to Ukraine", TEXT)
    newsroom.go_down(papers["dead"])
    for name, fault in ill.items():
        papers[name].fail("/feed", fault)

    house = Presshouse(tmp_path, *papers.values(), ("path", papers["good"].origin + "/etc/passwd"))
    summary = house.once()

    assert house.outcomes() == {
        "good": "ok", "atom": "ok", "json": "ok", "channel": "ok", "cyrillic": "ok", "twice": "ok", "dead": "connect",
        "lost": "http_404", "page": "not_feed", "empty": "not_feed", "busy": "http_429", "broken": "http_5xx",
        "path": "http_404",
    }  # fmt: skip
    assert [(outlet, title) for outlet, title, text in house.articles() if text] == [
        ("atom", HEADLINE), ("channel", HEADLINE), ("cyrillic", HEADLINE),
        ("cyrillic", "Україні повернули тіла 61 захисника"),
        ("good", "Bodies of 80 soldiers returned to Ukraine"), ("good", HEADLINE),
        ("json", HEADLINE), ("twice", "Russia hands over 70 bodies of fallen soldiers"), ("twice", HEADLINE),
    ]  # fmt: skip
    assert house.rows("SELECT count(*) FROM revisions WHERE published IS NULL") == [(1,)], "the one without a date"
    assert (summary["polls"], summary["failed"], summary["outcomes"]["http_404"]) == (13, 7, 2)
    assert_each_is_told_and_tried_again_in_time(house)
    papers["busy"].mend("/feed")
    assert house.once("busy")["polls"] == 0, "the pause holds for the next process too"
    assert len(newsroom.asked(papers["busy"], "/feed")) == 1


def assert_each_is_told_and_tried_again_in_time(house: Presshouse) -> None:
    feeds = house.feeds()
    assert feeds["page"].error == "the answer is a web page, not a feed"
    assert feeds["empty"].error == "the answer was empty"
    assert feeds["dead"].error == "no connection: the server cannot be reached"
    assert feeds["broken"].error == "the server answered 500: it has a fault of its own"
    assert feeds["good"].error == ""
    assert 118 < house.wait("busy") < 133
    assert 800 < house.wait("dead") < 1000, "a quarter of an hour"
    assert 3200 < house.wait("lost") < 4000, "an hour"
    lines = house.log.splitlines()
    assert len(lines) == 7, "one for each failed poll, and none of Scrapy's"
    (lost,) = [line for line in lines if " of lost: " in line]
    assert f"feed {feeds['lost'].url} of lost: http_404: {feeds['lost'].error}; next try 20" in lost
    assert lost.endswith("UTC")


def test_named_outlets_are_polled_due_or_not_and_no_other(newsroom: Newsroom, tmp_path) -> None:
    first, second = newsroom.open("first"), newsroom.open("second")
    house = Presshouse(tmp_path, first, second)
    first.fail("/feed", Fault(404, times=1))
    assert house.once("first")["outcomes"] == {"http_404": 1}
    assert house.once("first")["outcomes"] == {"ok": 1}, "although the next poll is an hour away"
    assert (house.log, newsroom.asked(second)) == ("", [])


def test_what_was_there_at_the_first_poll_is_the_baseline_and_a_new_text_is_a_revision(newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    url = report(paper)
    house = Presshouse(tmp_path, paper)
    house.once("paper")
    paper.revise(url, HEADLINE.replace("61", "64"), TEXT.replace("61", "64"), MORE)
    paper.publish("Bodies of 80 soldiers returned to Ukraine", TEXT.replace("61", "80"))
    assert house.once("paper")["new"] == 1
    readings = house.rows(
        "SELECT a.url, r.number, r.baseline, r.text LIKE '%64 fallen%'"
        " FROM revisions r JOIN articles a ON a.id = r.article ORDER BY a.id, r.number"
    )
    assert [reading[1:3] for reading in readings] == [(1, 1), (2, 0), (1, 0)]
    assert (readings[1][0], readings[1][3]) == (url, 1)


def test_an_unchanged_feed_is_asked_with_its_validators_byte_for_byte_and_not_read_again(newsroom, tmp_path) -> None:
    paper, plain = newsroom.open("paper"), newsroom.open("plain")
    odd = {"ETag": 'W/"a\xe9;b"', "Last-Modified": "the day before"}
    paper.fail("/feed", Fault(body=feed_of(paper), content_type="application/rss+xml", headers=odd, times=1))
    plain.validators = False
    house = Presshouse(tmp_path, paper, plain)
    house.once("paper", "plain")
    paper.fail("/feed", Fault(304, headers={"ETag": '"another"'}))
    assert house.once("paper", "plain")["outcomes"] == {"not_modified": 1, "same_body": 1}
    asked = newsroom.asked(paper, "/feed")[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == (odd["ETag"], odd["Last-Modified"])
    kept = dict(house.rows("SELECT outlet, etag FROM feeds"))
    assert kept == {"paper": odd["ETag"].encode("latin-1"), "plain": b""}, "a 304 leaves them alone"
    assert "if-none-match" not in newsroom.asked(plain, "/feed")[-1].headers


def test_robots_txt_is_obeyed_for_feeds_and_pages_and_asked_once(newsroom: Newsroom, tmp_path) -> None:
    refused, agreed, pages, failing = (newsroom.open(name) for name in ("refused", "agreed", "pages", "failing"))
    report(pages)
    refused.robots = agreed.robots = "User-agent: *\nDisallow: /feed"
    pages.robots = "User-agent: repwatch\nDisallow: /news/"
    failing.fail("/robots.txt", Fault(503))
    house = Presshouse(tmp_path, refused, agreed, pages, failing)
    house.override_robots("agreed", "agreed with the editor")
    house.once()
    assert house.outcomes() == {"refused": "robots_denied", "agreed": "ok", "pages": "ok", "failing": "http_503"}
    assert newsroom.asked(refused, "/feed") == newsroom.asked(failing, "/feed") == []
    assert sorted(asked.path for asked in newsroom.asked(pages)) == ["/feed", "/robots.txt"]
    assert house.articles() == [("pages", HEADLINE, TEXT)], "from title and summary"
    assert 77_000 < house.wait("refused") < 86_410, "a day"
    assert 3595 < house.wait("failing") < 4000, "an hour"
    assert "503 for its robots.txt" in house.feeds()["failing"].error
    house.once("refused", "pages")
    assert len(newsroom.asked(refused, "/robots.txt")) == 1


def test_a_page_that_does_not_come_leaves_its_story_with_title_and_summary(newsroom: Newsroom, tmp_path) -> None:
    statuses = (401, 403, 404, 410)
    papers = [newsroom.open(f"paper{status}") for status in statuses]
    for paper, status in zip(papers, statuses, strict=True):
        paper.fail(report(paper).removeprefix(paper.origin), Fault(status))
    house = Presshouse(tmp_path, *papers)
    house.once()
    assert house.articles() == [(paper.name, HEADLINE, TEXT) for paper in papers]
    assert house.rows("SELECT outcome, state FROM entries ORDER BY outcome") == [
        (f"http_{status}", "done") for status in statuses
    ]


def test_a_redirect_to_an_address_that_is_not_allowed_connects_to_nobody(newsroom: Newsroom, tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        port = listener.getsockname()[1]
        targets = [f"http://127.0.0.1:{port}/feed", f"http://localhost:{port}/", f"http://2130706433:{port}/",
                   f"http://[::ffff:127.0.0.1]:{port}/", "file:///etc/passwd"]  # fmt: skip
        papers = [newsroom.open(f"to{number}") for number in range(len(targets))]
        for paper, target in zip(papers, targets, strict=True):
            paper.fail("/feed", Fault(302, headers={"Location": target}))
        house = Presshouse(tmp_path, *papers, ("direct", f"http://127.0.0.1:{port}/feed"), networks="127.0.1.0/24")
        house.once()
        with pytest.raises(TimeoutError):
            listener.accept()
    assert set(house.outcomes().values()) == {"ssrf_blocked"}
    assert {health.error for health in house.feeds().values()} == {"address not allowed"}


def test_redirects_are_followed_and_validators_stay_with_the_address_they_belong_to(newsroom, tmp_path) -> None:
    moved, passing, loop = (newsroom.open(name) for name in ("moved", "passing", "loop"))
    target = newsroom.open("target")
    moved.fail("/feed", Fault(301, headers={"Location": target.feed_url}))
    passing.fail("/feed", Fault(302, headers={"Location": target.feed_url}))
    loop.fail("/feed", Fault(302, headers={"Location": "/feed"}))
    house = Presshouse(tmp_path, moved, passing, loop)
    house.once()
    assert house.outcomes() == {"moved": "ok", "passing": "ok", "loop": "redirect_loop"}
    assert len(newsroom.asked(loop, "/feed")) == 6
    known = dict(house.rows("SELECT outlet, etag != x'' FROM feeds"))
    assert (known["moved"], known["passing"]) == (1, 0)


def test_a_server_that_behaves_badly_costs_its_own_poll_alone(newsroom: Newsroom, tmp_path) -> None:
    manners = ("hang", "drip", "truncate", "reset")
    papers = {name: newsroom.open(name) for name in (*manners, "bomb", "packed", "good")}
    for paper in papers.values():
        report(paper)
    for manner in manners:
        papers[manner].fail("/feed", Fault(body=feed_of(papers[manner]), manner=manner))
    gzipped = {"Content-Encoding": "gzip"}
    papers["bomb"].fail("/feed", Fault(body=gzip.compress(bytes(50 << 20)), headers=gzipped))
    papers["packed"].fail("/feed", Fault(body=b"packed otherwise", headers={"Content-Encoding": "br"}))
    house = Presshouse(tmp_path, *papers.values(), timeout=1)
    house.once()
    assert house.outcomes() == {
        "hang": "timeout", "drip": "timeout", "truncate": "reset", "reset": "reset", "bomb": "too_big",
        "packed": "encoding", "good": "ok",
    }  # fmt: skip
    assert [outlet for outlet, *_ in house.articles()] == ["good"]


def test_one_request_at_a_time_to_a_host_and_a_pause_between_two(newsroom: Newsroom, tmp_path) -> None:
    papers = [newsroom.open(name) for name in ("first", "second")]
    for paper in papers:
        for number in range(5):
            paper.publish(HEADLINE.replace("61", str(number)), TEXT)
    house = Presshouse(tmp_path, *papers, spacing=0.2)
    assert house.once()["articles"] == 10
    for paper in papers:
        asked = newsroom.asked(paper)
        assert [one.path for one in asked[:2]] == ["/robots.txt", "/feed"]
        assert len(asked) == 7
        assert {one.beside for one in asked} == {0}
        assert min(later.at - earlier.at for earlier, later in pairwise(asked)) >= 0.2
        assert {one.headers["user-agent"] for one in asked} == {"repwatch/0.1.0 (+https://desk.example/bot)"}
        assert {one.headers["accept-encoding"] for one in asked} == {"gzip"}
