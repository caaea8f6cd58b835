"""Whoever is asked again within a minute is asked on the same connection; nobody else's stays open."""

import asyncio

import pytest
from builders_crawler import rss
from hostile import XML, Hostile, Manner
from presshouse import Presshouse

from crawler.keeping import MOST, Kept
from repwatch.model import AGAIN

FEED = rss(["<title>Harvest begins</title><link>https://gazette.example/1</link>"]).encode()
ANSWER = b"HTTP/1.1 200 OK\r\n" + XML + b"Content-Length: %d\r\n\r\n" % len(FEED) + FEED


def patient(heads: list[bytes], most: int = 100, stray: bytes = b"") -> Manner:
    """Answers as many requests on a connection, the first of which is read already, and then closes it unannounced.

    heads: of the others, as they come; empty where the crawler has closed the connection. stray: what it says beyond
    each answer.
    """

    async def manner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(most - 1):
            writer.write(ANSWER + stray)
            try:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError as ended:
                heads.append(ended.partial)
                return
        writer.write(ANSWER)

    return manner


@pytest.mark.slow
@pytest.mark.parametrize(
    ("most", "connections"),
    [
        pytest.param(100, 1, id="all on one"),
        pytest.param(2, 2, id="a new one where the server has closed the old one"),
        pytest.param(1, 4, id="one each with a server that keeps none"),
    ],
)
def test_robots_and_three_feeds_of_a_host(tmp_path, most: int, connections: int) -> None:
    heads: list[bytes] = []
    with Hostile() as servers:
        url = servers.open("robots kept", patient(heads, most))
        house = Presshouse(tmp_path, *((f"outlet-{number}", f"{url}/{number}") for number in range(3)))
        assert house.once()["outcomes"] == {"ok": 3}, house.log
        assert servers.connections["robots kept"] == connections


@pytest.mark.slow
@pytest.mark.parametrize("stray", [b"\r\n", b"x" * 70_000, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"])
def test_what_a_server_says_unasked_is_no_answer_to_the_next_request(tmp_path, stray: bytes) -> None:
    with Hostile() as servers:
        url = servers.open("robots kept", patient([], stray=stray))
        house = Presshouse(tmp_path, *((f"outlet-{number}", f"{url}/{number}") for number in range(3)), spacing=0.3)
        assert house.once()["outcomes"] == {"ok": 3}, house.log
        assert "Traceback" not in house.log


@pytest.mark.slow
def test_the_last_request_says_that_it_is(tmp_path) -> None:
    heads: list[bytes] = []
    with Hostile() as servers:
        house = Presshouse(tmp_path, ("gazette", servers.open("robots kept", patient(heads))))
        assert house.once()["outcomes"] == {"ok": 1}, house.log
        assert house.once("gazette")["polls"] == 1
        assert servers.connections["robots kept"] == 2  # of the second poll nobody was asked before
    assert [b"Connection: close" in head for head in heads] == [True, False, False]
    assert heads[1:] == [b"", b""]


def test_no_more_are_kept_than_may_be_and_they_are_forgotten_in_time() -> None:
    kept = Kept()
    assert all(kept.keep(f"host-{number}", 0) for number in range(MOST))
    assert not kept.keep("another", 1)
    assert kept.keep("host-7", 2), "it is kept already"
    kept.drop("host-8")
    assert kept.keep("another", 3)
    assert [kept.keep(f"later-{number}", AGAIN) for number in range(MOST)].count(True) == MOST - 2
