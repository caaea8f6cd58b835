"""The newsroom on loopback answers as real servers do, also when they are ill, and writes down what it was asked."""

import gzip
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from builders_crawler import source

from crawler.feed import parse_feed
from crawler.page import parse_page
from crawler.telegram import parse_telegram
from demo.newsroom import Fault, Newsroom, Paper

HEADLINE = "Bodies of 61 soldiers & two officers returned"
PARAGRAPHS = (
    "The train with the bodies of 61 fallen soldiers came at noon, the headquarters said. " * 3,
    "It left <at> one.",
)
NOON = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def get(paper: Paper, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection(paper.host, paper.port, timeout=5)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def feed(paper: Paper) -> bytes:
    return get(paper, paper.feed_url.removeprefix(paper.origin))[2]


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
@pytest.mark.parametrize("full", [False, True], ids=["teasers", "full texts"])
def test_a_feed_of_every_kind_lists_what_is_published(newsroom, kind, full) -> None:
    paper = newsroom.open("gazette", kind, full=full)
    url = paper.publish(HEADLINE, *PARAGRAPHS, published=NOON)
    paper.publish_undated("No date", "None.")
    undated, dated = parse_feed(feed(paper), source()).entries
    assert (dated.title, dated.url, dated.published) == (HEADLINE, url, NOON)
    assert dated.summary == PARAGRAPHS[0].strip()
    assert undated.published is None


def test_a_channel_lists_its_posts_newest_last_with_their_views(newsroom) -> None:
    paper = newsroom.open("channel", "telegram")
    paper.publish("First", "One.", published=NOON)
    url = paper.publish("Second", "Two.", published=NOON)
    body = feed(paper)
    assert body.index(b"First") < body.index(b"Second")
    assert b"36.3K" in body
    newest = parse_telegram(body, source("telegram")).entries[0]
    assert (newest.text, newest.url, newest.published) == ("Second\n\nTwo.", url, NOON)


def test_a_page_has_the_article_among_the_furniture(newsroom) -> None:
    paper = newsroom.open("gazette")
    url = paper.publish(HEADLINE, *PARAGRAPHS, published=NOON)
    body = get(paper, url.removeprefix(paper.origin))[2]
    assert b"Ten recipes" in body
    read = parse_page(body, source("page"))
    assert "It left <at> one." in read.text
    assert read.published.at == NOON


def test_a_revised_story_keeps_its_address(newsroom) -> None:
    paper = newsroom.open("gazette")
    url = paper.publish(HEADLINE, *PARAGRAPHS)
    paper.revise(url, "Corrected", "Sixty-four.")
    assert b"Sixty-four." in get(paper, url.removeprefix(paper.origin))[2]
    (one,) = parse_feed(feed(paper), source()).entries
    assert (one.url, one.title) == (url, "Corrected")


@pytest.mark.parametrize("declared", [True, False])
def test_another_charset_is_declared_everywhere_or_nowhere(newsroom, declared) -> None:
    paper = newsroom.open("gazette", charset="windows-1251")
    paper.declared = declared
    paper.publish("Тіла", "Повернуто.")
    _, headers, body = get(paper, "/feed")
    assert "Тіла".encode("cp1251") in body
    assert ("windows-1251" in headers["content-type"]) == (b"windows-1251" in body) == declared


def test_unchanged_is_304_and_a_new_story_is_not(newsroom) -> None:
    paper = newsroom.open("gazette")
    paper.publish(HEADLINE, *PARAGRAPHS)
    etag = get(paper, "/feed")[1]["etag"]
    assert get(paper, "/feed", If_None_Match=etag)[::2] == (304, b"")
    paper.publish("Another", "Story.")
    status, headers, _ = get(paper, "/feed", If_None_Match=etag)
    assert (status, headers["etag"] != etag) == (200, True)


def test_packed_for_whom_takes_it(newsroom) -> None:
    paper = newsroom.open("gazette")
    plain, (_, headers, packed) = feed(paper), get(paper, "/feed", Accept_Encoding="gzip")
    assert (headers["content-encoding"], gzip.decompress(packed)) == ("gzip", plain)


def test_robots_txt_is_there_or_not(newsroom) -> None:
    paper = newsroom.open("gazette")
    assert get(paper, "/robots.txt")[0] == 404
    paper.robots = "User-agent: *\nDisallow: /"
    assert get(paper, "/robots.txt")[::2] == (200, paper.robots.encode())


def test_a_fault_stands_in_for_the_right_answer_as_often_as_it_says(newsroom) -> None:
    paper = newsroom.open("gazette")
    paper.fail("/feed", Fault(503, b"busy", headers={"Retry-After": "9"}, times=2))
    for _ in range(2):
        status, headers, body = get(paper, "/feed")
        assert (status, headers["retry-after"], body) == (503, "9", b"busy")
    assert get(paper, "/feed")[0] == 200
    paper.fail("/feed", Fault(404))
    paper.mend("/feed")
    assert get(paper, "/feed")[0] == 200


@pytest.mark.parametrize(
    ("manner", "error"),
    [("hang", TimeoutError), ("truncate", http.client.IncompleteRead), ("reset", http.client.RemoteDisconnected)],
)
def test_a_server_that_breaks_off(newsroom, manner, error) -> None:
    paper = newsroom.open("gazette")
    paper.fail("/feed", Fault(body=b"x" * 100, manner=manner))
    with closing(http.client.HTTPConnection(paper.host, paper.port, timeout=0.3)) as connection:
        connection.request("GET", "/feed")
        with pytest.raises(error):
            connection.getresponse().read()


@pytest.mark.parametrize(("manner", "start"), [("drip", b"H"), ("heads", b"HTTP/1.1 200 OK\r\n")])
def test_a_server_that_never_comes_to_an_end(newsroom, manner, start) -> None:
    paper = newsroom.open("gazette")
    paper.fail("/feed", Fault(body=b"x" * 100, manner=manner))
    with socket.create_connection((paper.host, paper.port), timeout=5) as connection:
        connection.sendall(b"GET /feed HTTP/1.1\r\n\r\n")
        got = b"".join(connection.recv(100_000) for _ in range(3))
    assert got.startswith(start)
    assert b"\r\n\r\n" not in got


def test_one_outlet_goes_down_and_comes_back_at_its_address(newsroom) -> None:
    paper, other = newsroom.open("gazette"), newsroom.open("herald")
    port = paper.port
    newsroom.go_down(paper)
    with pytest.raises(ConnectionRefusedError):
        get(paper, "/feed")
    assert get(other, "/feed")[0] == 200
    newsroom.come_back(paper)
    assert (get(paper, "/feed")[0], paper.port) == (200, port)


def test_every_request_is_written_down(newsroom) -> None:
    paper, other = newsroom.open("gazette"), newsroom.open("herald", "json")
    get(paper, "/feed?a=1", X_Name="Value")
    get(paper, "/none")
    assert json.loads(feed(other))["items"] == []
    first, second = newsroom.asked(paper)
    assert (first.path, first.headers["x-name"], first.beside) == ("/feed?a=1", "Value", 0)
    assert newsroom.asked(paper, "/none") == [second]
    assert first.at < second.at


@pytest.mark.parametrize("request_head", [b"", b"GET", b"\r\n\r\n", b"GET\r\n\r\n", b"x" * 100_000], ids=len)
def test_what_is_no_request_ends_no_newsroom(newsroom, request_head, caplog) -> None:
    paper = newsroom.open("gazette")
    with socket.create_connection((paper.host, paper.port), timeout=5) as connection:
        connection.sendall(request_head)
    assert get(paper, "/feed")[0] == 200
    assert caplog.records == []
