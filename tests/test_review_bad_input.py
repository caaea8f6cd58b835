"""What editors and their machines do wrong at the desk: a clear page, nothing lost, nothing decided twice."""

import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from builders_desk import Clock, configured, filled, publish, served, text_of
from builders_people import Browser, arrived
from builders_review import NAMES, NOW, stored
from newsdesk import Newsdesk, newsdesk, story

from repwatch.model import Article, Exchange, Outcome, Poll, Question, Role
from review.app import build
from storage import Storage
from storage.cards import HOLDS

COMBINING = "Bodies e" + "\u0301" * 1000 + " returned"
TOLD = "Ukraine received the bodies of 43 fallen soldiers in the exchange of bodies. "
LONG = ("The war goes on and the talks were held. " * 130_000)[:5_000_000]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    """Doubtful figures, one to decide in each test; one of them under an odd title, far down in a long text."""
    with newsdesk(tmp_path_factory.mktemp("desk"), "courier") as desk:
        talk = "The war goes on and the talks were held. " * 60
        for number, title in enumerate(("On the war", "Of the war", COMBINING)):
            text = talk + TOLD.replace("43", str(43 + number))
            desk.hears(story(number, f"essay{number}", title, text, desk.now))
        yield desk


@pytest.fixture(scope="module")
def olena(desk: Newsdesk) -> Browser:
    return desk.comes("olena")


def open_card(desk: Newsdesk, number: int) -> str:
    """The path of the card about that essay."""
    with desk.storage() as storage:
        article = storage.articles.by_url(f"https://essay{number}.example/{number}")
        assert article
        claims = {one.id for one in storage.claims.of_article(article.id)}
        (key,) = [one.key for one in storage.reviews.open_questions() if one.claim in claims]
    return f"/questions/{key}"


def form_of(browser: Browser, path: str, **fields: str) -> bytes:
    page = browser.open(path).text
    values = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("token", "seen")}
    return urlencode({name: found[1] for name, found in values.items() if found} | fields).encode()


def decisions(desk: Newsdesk) -> int:
    with desk.storage() as storage:
        return len(storage.decisions.all())


@contextmanager
def sending(desk: Newsdesk, browser: Browser, path: str, body: bytes, missing: int = 0) -> Iterator[None]:
    """A form, of which so many bytes are missing; then the connection is lost, and no answer was read."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {browser.cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body) + missing}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", desk.client.port), 10) as connection:
        connection.sendall(head.encode() + body)
        yield


def until(reached: Callable[[], bool], within: float = 10) -> bool:
    end = time.monotonic() + within
    while not reached():
        if time.monotonic() > end:
            return False
    return True


def test_a_connection_that_is_lost_within_a_form_decides_nothing(
    desk: Newsdesk, olena: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    path, before = open_card(desk, 0), decisions(desk)
    body = form_of(olena, path, action="accept", why="as it was read")
    with caplog.at_level(logging.ERROR):
        with sending(desk, olena, path, body[:-5], missing=5):
            pass
        assert olena.open(path).status == 200
    assert decisions(desk) == before
    assert caplog.records == [], "somebody who went away is no fault of ours"


def test_a_connection_that_is_lost_before_the_answer_has_decided_once(desk: Newsdesk, olena: Browser) -> None:
    path, before = open_card(desk, 0), decisions(desk)
    body = form_of(olena, path, action="accept", why="as it was read")
    with sending(desk, olena, path, body):
        assert until(lambda: decisions(desk) > before)
    again = desk.client.ask(
        path, "POST", {"Cookie": olena.cookie, "Content-Type": "application/x-www-form-urlencoded"}, body
    )
    assert again.status == 303, "sent again by somebody who saw no answer"
    assert decisions(desk) == before + 1


def test_a_double_click_decides_once(desk: Newsdesk, olena: Browser) -> None:
    path, before = open_card(desk, 1), decisions(desk)
    body = form_of(olena, path, action="reject", reason="an essay")
    headers = {"Cookie": olena.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    answers = [desk.client.ask(path, "POST", headers, body).status for _ in range(2)]
    assert answers == [303, 303]
    assert decisions(desk) == before + 1


def test_a_title_of_a_thousand_combining_characters_is_shown(desk: Newsdesk, olena: Browser) -> None:
    path = open_card(desk, 2)
    with desk.storage() as storage:
        article = storage.articles.by_url("https://essay2.example/2")
    assert article
    for place in (path, "/questions", f"/articles/{article.id}", f"/articles/{article.id}/text", "/search?q=bodies"):
        assert olena.open(place).status == 200, place
    assert COMBINING in olena.open(path).text


def test_an_article_of_five_megabytes_is_shown(desk: Newsdesk, olena: Browser) -> None:
    """As somebody may have imported it: what is fetched is cut at half a million characters."""
    with desk.storage() as storage:
        for text in (LONG, f"{LONG} The end."):
            saved = storage.articles.save(Article("https://huge.example/1", "huge", "On the war", text, NOW), NOW)
        assert saved
    page = olena.open(f"/articles/{saved.id}")
    assert (page.status, len(page.text) < 100_000) == (200, True)
    whole = olena.open(f"/articles/{saved.id}/text")
    assert (whole.status, "The end." in whole.text) == (200, True)


@pytest.mark.parametrize("path", ["/decide", "/decisions", "/subscribers", "/new-outlet", "/questions", "/account"])
def test_a_form_of_two_megabytes_is_refused_plainly(desk: Newsdesk, olena: Browser, path: str) -> None:
    before = decisions(desk)
    answer = olena.post(path, action="add", reason="x" * 2_097_152)
    assert (answer.status, "That is more than any form here holds." in text_of(answer.text)) == (413, True)
    assert decisions(desk) == before


def test_a_link_that_has_expired_says_so(tmp_path) -> None:
    config = configured(tmp_path)
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW + timedelta(days=400))) as client:
        with Storage(config.database) as storage:
            storage.people.add("olena", Role.EDITOR, "the test", NOW)
            storage.people.invite("a-link", "olena", NOW + timedelta(hours=24))
        for method in ("GET", "POST"):
            form = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
            answer = client.ask("/invite/a-link", method, form, b"password=x" if form else None)
            assert (answer.status, "link" in text_of(answer.text)) == (404, True)


def test_a_clock_that_was_a_day_ahead_leaves_no_card_to_nobody(tmp_path) -> None:
    config, clock = configured(tmp_path), Clock(datetime.now(UTC))
    filled(config)
    right, ahead = clock.now, clock.now + timedelta(days=1)
    with served(build(config.database, config, NAMES, right, clock=clock)) as client:
        iryna = arrived(config, client, "iryna")
        with Storage(config.database) as storage:
            storage.reviews.ask_one("k" * 64, Question("k" * 64, "gate.side", "Which?", None, None), right)
            (feed,) = storage.outlets.lease_feeds(ahead, 9, only=("quiet",))
            storage.outlets.record_poll(Poll(feed, Outcome.OK, ahead), ahead)  # by which it is seen afterwards
        path, clock.now = f"/questions/{'k' * 64}", ahead
        olena = arrived(config, client, "olena", now=ahead)
        assert '"mine": true' in olena.send(path, action="hold").text
        with Storage(config.database) as storage:
            clock.now = right
            assert storage.turn_back(right) > 0
            held = storage.cards.get("k" * 64, right)
        assert held
        assert held.held_until is None or held.held_until <= right + HOLDS
        assert iryna.sign_in("iryna").status == 303, "her login had lapsed by the wrong clock"
        assert iryna.open(path).status == 200
        clock.now = right + HOLDS + timedelta(seconds=1)
        assert '"mine": true' in iryna.send(path, action="hold").text


MANY = 10_000


@pytest.mark.slow
def test_ten_thousand_claims_on_one_exchange_are_shown_in_bounds(tmp_path) -> None:
    config = configured(tmp_path)
    filled(config)
    exchange, key = Exchange("north-south-2031-05-06", "north-south", "2031-05-06"), "k" * 64
    claims = [
        stored(640 + n % 7, outlet=f"o{n % 500}", url=f"https://o{n % 500}.example/{n}", claimant=f"Person {n % 50}")
        for n in range(MANY)
    ]
    publish(config, exchange, *claims)
    with Storage(config.database) as storage, storage.transaction():
        storage.reviews.ask(exchange.id, [Question(key, "conflict.hard", "Which?", exchange.id, None)], NOW)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        olena = arrived(config, client, "olena")
        for path in ("/", f"/exchanges/{exchange.id}", f"/questions/{key}", "/questions/claim-1", "/ledger.atom"):
            page = olena.open(path)
            assert (page.status, len(page.text) < 500_000) == (200, True), path
        assert "more" in text_of(olena.open(f"/exchanges/{exchange.id}").text)
        whole = olena.open("/ledger.json")
        assert whole.text.count('"quote"') >= MANY
