"""The crawler process over months in little: feeds that move, go, wall themselves in, or shuffle their old stories."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from presshouse import Presshouse

from demo.newsroom import Fault, Newsroom, Paper
from repwatch.config import load
from storage import Storage

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

HEADLINE = "Ukraine receives bodies of {} fallen soldiers"
TEXT = "Ukraine has received the bodies of {} fallen soldiers, the Coordination Headquarters said on Thursday."
MOVED = "UPDATE feeds SET moving_since = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-25 hours') WHERE moving_polls > 0"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def report(paper: Paper, count: int = 61, **fields: object) -> str:
    return paper.publish(HEADLINE.format(count), TEXT.format(count), **fields)  # type: ignore[arg-type]


def pages_asked(newsroom: Newsroom, paper: Paper) -> int:
    return sum(one.path.startswith("/news/") for one in newsroom.asked(paper))


def change(house: Presshouse, sql: str) -> None:
    with closing(sqlite3.connect(house.folder / "state" / "repwatch.db")) as database, database:
        database.execute(sql)


def revisions(house: Presshouse) -> list[tuple[int, int]]:
    """Number and whether it is of the baseline, of every reading."""
    return [(row[0], row[1]) for row in house.rows("SELECT number, baseline FROM revisions ORDER BY id")]


HOW = ("new guids", "new dates", "new guids and dates", "no dates", "dates to come", "another order")


def shuffled(paper: Paper, how: str) -> None:
    """The same stories, listed otherwise."""
    fresh = datetime.now(UTC).replace(microsecond=0)
    changes: dict[str, dict[str, datetime | None]] = {
        "new dates": {"published": fresh}, "new guids and dates": {"published": fresh},
        "no dates": {"published": None}, "dates to come": {"published": fresh + timedelta(days=30)},
    }  # fmt: skip
    stories = [replace(story, **changes.get(how, {})) for story in paper.stories]  # type: ignore[arg-type]
    if "guids" in how:
        stories = [replace(story, guid=f"2.0:{story.guid}") for story in stories]
    paper.stories = tuple(reversed(stories) if how == "another order" else stories)


def test_old_stories_listed_otherwise_are_no_new_ones(newsroom: Newsroom, tmp_path) -> None:
    papers = {how: newsroom.open(how.replace(" ", "-")) for how in HOW}
    long_ago = datetime.now(UTC) - timedelta(days=400)
    for paper in papers.values():
        for count in (61, 62, 63):
            report(paper, count, published=long_ago)
    house = Presshouse(tmp_path, *papers.values())
    house.once()
    before = {how: pages_asked(newsroom, paper) for how, paper in papers.items()}
    for how, paper in papers.items():
        shuffled(paper, how)
    names = [paper.name for paper in papers.values()]
    for _ in range(2):
        assert house.once(*names)["new"] == 0
    assert revisions(house) == [(1, 1)] * 3 * len(HOW)
    assert {how: pages_asked(newsroom, paper) for how, paper in papers.items()} == before
    for paper in papers.values():
        report(paper, 70)
    assert house.once(*names)["new"] == len(HOW), "a new one still is"


def test_a_date_to_come_is_no_date(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper", full=True)
    paper.publish(HEADLINE.format(61), TEXT.format(61) * 20, published=datetime.now(UTC) + timedelta(days=30))
    house = Presshouse(tmp_path, paper)
    house.once()
    assert house.rows("SELECT published FROM revisions") == [(None,)]


def test_a_link_that_is_used_again_for_another_story_is_read_again(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    report(paper, 61)
    house = Presshouse(tmp_path, paper)
    house.once("paper")
    (old,) = paper.stories
    paper.stories = (replace(old, guid="another", title=HEADLINE.format(80), paragraphs=(TEXT.format(80),)),)
    assert house.once("paper")["new"] == 1
    assert revisions(house) == [(1, 1), (2, 0)]


def test_an_outlet_that_is_added_later_has_a_baseline_of_its_own_and_floods_nobody(newsroom, tmp_path) -> None:
    first, second = newsroom.open("first"), newsroom.open("second")
    for count in range(20, 30):
        report(second, count)
    house = Presshouse(tmp_path, first)
    house.once()
    addition = f'[[outlet]]\nid = "second"\nname = "Second"\nfeeds = [{{ url = "{second.feed_url}" }}]\n'
    house.config.write_text(house.config.read_text() + addition)
    with Storage(house.folder / "state" / "repwatch.db") as storage:
        storage.outlets.sync(load(house.config).outlets, datetime.now(UTC))
    house.once()
    assert revisions(house) == [(1, 1)] * 10


def test_a_feed_that_moved_for_a_day_is_read_at_its_new_address_and_stays_what_it_is(newsroom, tmp_path) -> None:
    old, new = newsroom.open("old"), newsroom.open("new")
    report(old, 61, guid="story-61")
    house = Presshouse(tmp_path, old)
    house.once("old")
    report(new, 61, guid="story-61")
    old.fail("/feed", Fault(301, headers={"Location": new.feed_url}))
    for _ in range(3):
        house.once("old")
    assert house.feeds()["old"].address == old.feed_url, "not within a day"
    change(house, MOVED)
    house.once("old")
    assert house.feeds()["old"].address == new.feed_url
    asked = len(newsroom.asked(old, "/feed"))
    report(new, 70, guid="story-70")
    assert house.once("old")["new"] == 1
    assert len(newsroom.asked(old, "/feed")) == asked, "the old address is left alone"
    assert house.rows("SELECT kind, words FROM incidents") == [("moved", new.feed_url)]


@pytest.mark.parametrize("kind", ["another list", "a passing redirect"])
def test_what_only_looks_like_a_move_is_none(newsroom: Newsroom, tmp_path, kind: str) -> None:
    old, new = newsroom.open("old"), newsroom.open("new")
    report(old, 61, guid="story-61")
    house = Presshouse(tmp_path, old)
    house.once("old")
    report(new, 61, guid="casino" if kind == "another list" else "story-61")
    status = 301 if kind == "another list" else 302
    old.fail("/feed", Fault(status, headers={"Location": new.feed_url}))
    for _ in range(2):
        new.publish("Roulette", "Play now.")  # a list that is read each time, and never known
        new.stories = tuple(replace(story, guid=f"{story.guid}-{len(new.stories)}") for story in new.stories[:1])
        house.once("old")
        change(house, MOVED)
    new.stories = (replace(new.stories[0], guid="never seen", title="Never seen"),)
    house.once("old")
    assert house.feeds()["old"].address == old.feed_url
    assert house.rows("SELECT count(*) FROM incidents") == [(0,)]


def test_a_feed_that_is_gone_is_not_asked_again_until_it_is_named(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    report(paper)
    house = Presshouse(tmp_path, paper)
    house.once("paper")
    paper.fail("/feed", Fault(410))
    house.once("paper")
    asked = len(newsroom.asked(paper))
    change(house, "UPDATE feeds SET next_poll_at = '2020-01-01T00:00:00.000+00:00'")
    assert house.once()["polls"] == 0
    assert (len(newsroom.asked(paper)), house.feeds()["paper"].gone_at is None) == (asked, False)
    paper.mend("/feed")
    assert house.once("paper")["outcomes"] in ({"ok": 1}, {"not_modified": 1})
    assert house.feeds()["paper"].gone_at is None


def test_walls_are_named_and_left_alone(newsroom: Newsroom, tmp_path) -> None:
    challenge = b"<!DOCTYPE html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>"
    walls = {
        "refusing": Fault(403, challenge), "smiling": Fault(200, challenge),
        "header": Fault(202, b"", headers={"x-amzn-waf-action": "challenge"}),
        "consent": Fault(302, headers={"Location": "/consent/?to=feed"}), "plain": Fault(403, b"<h1>Forbidden</h1>"),
    }  # fmt: skip
    papers = {name: newsroom.open(name) for name in walls}
    for name, fault in walls.items():
        papers[name].fail("/feed", fault)
    papers["consent"].fail("/consent/?to=feed", Fault(200, b"<html><body>Before you read on</body></html>"))
    house = Presshouse(tmp_path, *papers.values())
    house.once()
    assert house.outcomes() == {
        "refusing": "challenge", "smiling": "challenge", "header": "challenge", "consent": "consent",
        "plain": "http_403",
    }  # fmt: skip
    assert all(house.wait(name) > 6 * 3600 * 0.85 for name in walls), "and asked again after six hours"
    assert all(len(newsroom.asked(paper, "/feed")) == 1 for paper in papers.values()), "once, and nothing else is tried"


def test_what_a_feed_asks_for_holds_while_it_does_not_change(newsroom: Newsroom, tmp_path) -> None:
    paper, cached = newsroom.open("paper"), newsroom.open("cached")
    report(paper)
    body = paper.reply("/feed", {}).body.replace(b"<description>News", b"<ttl>90</ttl><description>News", 1)
    paper.fail("/feed", Fault(body=body, content_type="application/rss+xml", headers={"ETag": '"1"'}, times=1))
    expires = {"Date": "Fri, 06 Mar 2026 12:00:00 GMT", "Expires": "Fri, 06 Mar 2026 13:00:00 GMT"}
    cached.fail("/feed", Fault(body=body.replace(b"<ttl>90</ttl>", b""), headers=expires))
    house = Presshouse(tmp_path, paper, cached)
    house.once()
    assert 5399 < house.wait("paper") < 6000
    assert 3599 < house.wait("cached") < 4000
    paper.fail("/feed", Fault(304))
    assert house.once("paper")["outcomes"] == {"not_modified": 1}
    assert 5399 < house.wait("paper") < 6000


def test_no_cookie_is_kept_and_no_proxy_of_the_environment_is_asked(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    report(paper)
    sticky = {"Set-Cookie": "who=you; Path=/", "Location": "/elsewhere"}
    paper.fail("/feed", Fault(302, headers=sticky))
    paper.fail("/elsewhere", Fault(body=paper.reply("/feed", {}).body, headers={"Set-Cookie": "who=you; Path=/"}))
    house = Presshouse(tmp_path, paper)
    nowhere = "http://127.0.0.1:9"
    house.environment |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "ALL_PROXY"), nowhere)
    assert house.once()["outcomes"] == {"ok": 2}, "the feed and the page"
    assert [one.headers.get("cookie") for one in newsroom.asked(paper)] == [None] * 4


def test_a_busy_feed_is_asked_more_often_once_it_is_known(newsroom: Newsroom, tmp_path) -> None:
    busy, quiet = newsroom.open("busy"), newsroom.open("quiet")
    house = Presshouse(tmp_path, busy, quiet)
    house.once()
    text = house.config.read_text().replace('"feed", interval = 0.3', '"feed", interval = 3600')
    house.config.write_text(text)
    change(house, "UPDATE feeds SET interval = 3600, known_since = '2020-01-01T00:00:00.000+00:00', quiet = 1")
    change(house, "UPDATE feeds SET a_day = CASE outlet WHEN 'busy' THEN 100 ELSE 0.3 END")
    house.once("busy", "quiet")
    assert 1000 < house.wait("busy") < 1400
    assert 6400 < house.wait("quiet") < 8000
