"""One outlet at the desk: what is shown of it, a pause that the crawler obeys, and having it asked at once."""

from datetime import date, timedelta

import pytest
from builders_desk import Clock, configured, filled, served, text_of
from builders_people import arrived
from builders_review import NAMES, NOW, SAID

from repwatch.model import (
    Action,
    Entry,
    Listed,
    Outcome,
    PageResult,
    Pause,
    Poll,
    Probe,
    ProbeKind,
    ProbeResult,
    Role,
    Trouble,
    TroubleKind,
)
from review.app import build
from review.pages.volume import volume
from storage import Storage

PATH = "/outlets/courier"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def config(tmp_path):
    config = configured(tmp_path)
    filled(config)
    return config


@pytest.fixture
def desk(config, clock):
    with served(build(config.database, config, NAMES, NOW, clock=clock)) as client:
        yield client


def due(config, now):
    with Storage(config.database) as storage:
        feeds = storage.outlets.lease_feeds(now, 10)
        for feed in feeds:
            storage.outlets.release_feed(feed)
        return {feed.outlet for feed in feeds}


def log(config):
    with Storage(config.database, write=False) as storage:
        return [(one.by, one.action, one.about, one.reason) for one in storage.actions.recent(10)
                if "outlet" in one.action]  # fmt: skip


def test_a_pause_has_an_author_a_reason_and_an_end_and_the_crawler_obeys(config, desk, clock):
    olena = arrived(config, desk, "olena")
    later = NOW + timedelta(hours=2)
    assert due(config, later) == {"courier", "herald", "quiet"}
    for _ in range(2):  # a double click
        assert olena.send(PATH, action="pause", reason="it moves its site", **{"for": "1d"}).headers["Location"] == PATH
    assert due(config, later) == {"herald", "quiet"}
    shown = text_of(olena.open(PATH).text)
    assert "by olena : it moves its site" in shown
    assert log(config) == [("olena", "paused an outlet", "courier", "it moves its site")]
    public = text_of(desk.ask("/outlets").text)
    assert "paused Not asked until" in public
    assert "moves its site" not in public, "why is the desk's own affair"
    assert due(config, NOW + timedelta(hours=25)) == {"courier", "herald", "quiet"}, "it ends by itself"
    clock.now += timedelta(hours=1)
    iryna = arrived(config, desk, "iryna")
    for _ in range(2):
        iryna.send(PATH, action="resume")
    assert due(config, later) == {"courier", "herald", "quiet"}
    assert [one[1] for one in log(config)] == ["ended the pause of an outlet", "paused an outlet"]
    assert "Ended by iryna" in text_of(iryna.open(PATH).text)


WRONG = (
    ({"action": "pause", "for": "1d", "reason": " "}, "Say why"),
    ({"action": "pause", "for": "forever", "reason": "x"}, "Choose how long"),
    ({"action": "remove", "reason": "x"}, "It stands in config.toml"),
)


def test_what_cannot_be_done_is_told(config, desk):
    olena = arrived(config, desk, "olena")
    for fields, told in WRONG:
        answer = olena.send(PATH, **fields)
        assert (answer.status, told in text_of(answer.text)) == (422, True), fields
    assert log(config) == []


def test_pages_of_a_paused_outlet_wait_too(config):
    listed = Listed(Entry("1", "https://courier.example/1", "Bodies"), Action.FETCH, "death: bodies")
    with Storage(config.database) as storage:
        (feed,) = storage.outlets.lease_feeds(NOW + timedelta(hours=2), 10, only=("courier",))
        storage.outlets.record_poll(Poll(feed, Outcome.OK, NOW + timedelta(hours=3), (listed,)), NOW)
        storage.outlet_pauses.add(Pause("courier", "olena", "why", NOW, NOW + timedelta(hours=3)))
        assert storage.entries.lease_pages(NOW + timedelta(hours=2), 10) == []
        assert [page.url for page in storage.entries.lease_pages(NOW + timedelta(hours=4), 10)] == [listed.entry.url]


def test_what_is_paused_is_not_late(config):
    with Storage(config.database) as storage:
        for name in ("courier", "herald", "quiet"):
            storage.outlet_pauses.add(Pause(name, "olena", "why", NOW, NOW + timedelta(days=3)))
        assert storage.outlets.next_due() == NOW + timedelta(days=3)


def test_an_outlet_is_asked_at_once_by_the_crawler_and_the_answer_is_shown(config, desk, clock):
    olena = arrived(config, desk, "olena")
    for _ in range(2):
        olena.send(PATH, action="poll")
    page = olena.open(PATH)
    assert (page.headers["Refresh"], "waits The crawler has not answered yet" in text_of(page.text)) == ("2", True)
    assert log(config) == [("olena", "had an outlet asked at once", "courier", "")]
    clock.now += timedelta(seconds=5)
    with Storage(config.database) as storage:
        assert storage.probes.lease(clock.now, 10) == [], "the feed is due, and its poll is the answer"
        (feed,) = [one for one in storage.outlets.lease_feeds(clock.now, 10) if one.outlet == "courier"]
        listed = Listed(Entry("1", "https://courier.example/1", "Bodies"), Action.PASS, "")
        storage.outlets.record_poll(Poll(feed, Outcome.OK, NOW + timedelta(hours=3), (listed,)), clock.now)
        storage.probes.lease(clock.now, 10)
    page = olena.open(PATH)
    assert ("Refresh" in page.headers, "well 1 new story" in text_of(page.text)) == (False, True)


def test_a_paused_outlet_is_not_asked_at_once(config, desk):
    olena = arrived(config, desk, "olena")
    with Storage(config.database) as storage:
        number = storage.probes.request(Probe(ProbeKind.POLL, "https://courier.example/feed", "courier"), NOW)
    olena.send(PATH, action="pause", reason="why", **{"for": "1h"})
    assert olena.send(PATH, action="poll").status == 422
    with Storage(config.database) as storage:
        storage.probes.lease(NOW + timedelta(seconds=1), 10)
        answer = storage.probes.result(number)
    assert isinstance(answer, ProbeResult)
    assert "paused until" in answer.error


def test_a_viewer_reads_and_changes_nothing(config, desk):
    viewer = arrived(config, desk, "vera", Role.VIEWER)
    assert 'value="pause"' not in viewer.open(PATH).text
    assert viewer.send(PATH, action="pause", reason="x", **{"for": "1d"}).status == 403


def test_what_was_wrong_is_shown_with_pages_that_were_lost(config, desk):
    olena = arrived(config, desk, "olena")
    listed = Listed(Entry("1", "https://courier.example/1", "<b>Bodies</b>"), Action.FETCH, "death: bodies")
    with Storage(config.database) as storage:
        (feed,) = storage.outlets.lease_feeds(NOW + timedelta(hours=2), 10, only=("courier",))
        storage.outlets.record_poll(Poll(feed, Outcome.OK, NOW, (listed,)), NOW)
        (page,) = storage.entries.lease_pages(NOW, 10)
        storage.entries.record_page(PageResult(page, Outcome.HTTP_403, error="403 for anna@example.org"), NOW)
        storage.incidents.begin(Trouble(TroubleKind.FAILING, SAID, feed.id, "courier", feed.url, "dns", "no name"), NOW)
    answer = olena.open(PATH)
    shown = text_of(answer.text)
    assert "The Courier could not be read since" in shown
    assert "the server refuses us: 403 for a***@example.org" in shown
    assert "&lt;b&gt;Bodies&lt;/b&gt;" in answer.text


def test_an_outlet_that_nobody_knows_is_not_there(config, desk):
    assert arrived(config, desk, "olena").open("/outlets/mars").status == 404


TODAY = date(2031, 5, 28)


def test_a_day_that_nobody_counted_is_told_from_a_day_without_stories():
    made = volume({"2031-05-27": 12, "2031-05-28": 3}, date(2031, 5, 26), TODAY)
    assert made.rows[:4] == (("28 May 2031", 3), ("27 May 2031", 12), ("26 May 2031", 0), ("25 May 2031", None))
    assert made.description == "15 new stories on 3 days; most on 27 May 2031: 12."
    assert [bar.watched for bar in made.bars].count(False) == 25


@pytest.mark.parametrize("stories", [{}, {"2031-05-28": 0}, {"2031-05-28": 10**9}], ids=["none", "zero", "a flood"])
def test_every_bar_stays_in_the_chart(stories):
    for since in (None, date(2031, 1, 1)):
        made = volume(stories, since, TODAY)
        assert all(made.top <= bar.y <= made.base and 0 <= bar.x <= 100 for bar in made.bars)
