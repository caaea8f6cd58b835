"""An outlet is added at the desk: found by the crawler, looked at, read from then on, its first list told to nobody."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from builders_desk import configured, filled, served, text_of
from builders_people import arrived
from builders_review import NAMES, NOW
from presshouse import Presshouse
from test_crawler_process import HEADLINE, report
from test_outlets import alternate, home

from demo.newsroom import Newsroom
from repwatch.config import load
from repwatch.model import Action, Entry, Lead, Listed, Outcome, ProbeResult, Role, Site
from review.app import build
from scheduler.overlaid import overlaid
from scheduler.tools import make_tools
from scheduler.web import application
from storage import Storage

PAGE = "/new-outlet"
FEED = "https://gazette.example/rss"
SITE = Site("The Gazette", "en", (
    Lead("https://courier.example/feed", "feed", "the page links to it"),
    Lead(FEED, "feed", "named in the head of the page"),
    Lead("https://t.me/s/gazette_news", "telegram", "the page links to it"),
))  # fmt: skip
LISTED = (
    Listed(Entry("1", "https://gazette.example/1", "12 bodies <b>returned</b>", published=NOW), Action.FETCH, "bodies"),
    Listed(Entry("2", "javascript:alert(1)", "", "The weather"), Action.PASS, "no word of it"),
)
FIELDS = {"id": "gazette", "name": "The Gazette", "lang": "en", "side": "north", "kind": "independent", "zone": "UTC"}


@pytest.fixture
def config(tmp_path):
    config = configured(tmp_path)
    filled(config)
    return config


@pytest.fixture
def desk(config):
    reads = lambda listed, outlet, now: [f"reads {listed.entry.title}"]  # noqa: E731
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW, reads=reads)) as client:
        yield client


def answered(config, result):
    """What the crawler says to the one probe that waits."""
    with Storage(config.database) as storage:
        (probe,) = storage.probes.lease(NOW, 5)
        assert storage.probes.answer(probe, replace(result, url=result.url or probe.url), NOW)
        return probe


def looked_at(config, olena):
    """The address of the page with the preview."""
    place = olena.send(PAGE, action="find", url="gazette.example/some/page").headers["Location"]
    assert answered(config, ProbeResult(Outcome.OK, site=SITE)).url == "https://gazette.example/some/page"
    number = place.partition("find=")[2]
    place = olena.send(PAGE, action="list", find=number, lead="1").headers["Location"]
    assert answered(config, ProbeResult(Outcome.OK, listed=LISTED, count=40, matching=1)).url == FEED
    return place


def numbers(place):
    find, listed = re.search(r"find=(\d+)&list=(\d+)", place).groups()
    return {"find": find, "list": listed}


def outlets(config):
    with Storage(config.database, write=False) as storage:
        return storage.added.all(), {one.outlet for one in storage.outlets.health()}


def test_an_outlet_is_found_looked_at_and_added_once(config, desk):
    olena = arrived(config, desk, "olena")
    place = looked_at(config, olena)
    page = olena.open(place)
    shown = text_of(page.text)
    assert "it is read already, for The Courier" in shown
    assert "feed, 40 stories, newest" in shown
    assert "its page would be fetched: bodies" in shown
    assert "reads 12 bodies &lt;b&gt;returned&lt;/b&gt;" in shown
    assert 'href="javascript' not in page.text
    assert re.search('name="id" [^>]*value="gazette"', page.text)
    for _ in range(2):  # a double click
        done = olena.send(PAGE, **numbers(place), **FIELDS, action="add")
        assert (done.status, done.headers["Location"]) == (303, "/outlets/gazette")
    (added,), read = outlets(config)
    assert (added.outlet.side, added.by, added.outlet.feeds[0].url) == ("north", "olena", FEED)
    assert read == {"courier", "herald", "quiet", "gazette"}
    assert "Added by olena" in text_of(olena.open("/outlets/gazette").text)
    assert "The Gazette" in text_of(desk.ask("/outlets").text)
    with Storage(config.database) as storage:
        assert [one.action for one in storage.actions.recent(9)].count("added an outlet") == 1
        (feed,) = [one for one in storage.outlets.lease_feeds(NOW, 9) if one.outlet == "gazette"]
    assert feed.first, "what it lists first is the baseline"


def test_it_stays_when_the_configuration_is_read_again_and_is_taken_out_again(config, desk):
    olena = arrived(config, desk, "olena")
    olena.send(PAGE, **numbers(looked_at(config, olena)), **FIELDS, action="add")
    with Storage(config.database) as storage:
        storage.outlets.sync(config.outlets, NOW)
    assert "gazette" in outlets(config)[1]
    assert olena.send("/outlets/gazette", action="remove", reason="a copy of another").headers["Location"] == "/outlets"
    assert outlets(config) == ([], {"courier", "herald", "quiet"})
    assert olena.open("/outlets/gazette").status == 404


WRONG = (
    ({"id": "courier"}, "There is an outlet courier already"),
    ({"id": "Not an id"}, "lower-case letters"),
    ({"name": " "}, "Give its name"),
    ({"side": "mars"}, "mars"),
    ({"kind": "blog"}, "blog"),
    ({"zone": "Nowhere/City"}, "zone"),
    ({"list": "4711"}, "kept no longer"),
)


def test_what_cannot_be_added_is_told_and_the_form_stays_filled(config, desk):
    olena = arrived(config, desk, "olena")
    fields = {**numbers(looked_at(config, olena)), **FIELDS, "name": "Another name"}
    for changed, told in WRONG:
        answer = olena.send(PAGE, **{**fields, **changed}, action="add")
        assert (answer.status, told in text_of(answer.text)) == (422, True), changed
        assert "Another name" in answer.text or "name" in changed or "list" in changed
    assert outlets(config)[0] == []


def test_what_is_read_already_is_not_added_under_another_name(config, desk):
    olena = arrived(config, desk, "olena")
    fields = numbers(looked_at(config, olena))
    olena.send(PAGE, **fields, **FIELDS, action="add")
    answer = olena.send(PAGE, **fields, **{**FIELDS, "id": "other"}, action="add")
    assert (answer.status, "read already, for The Gazette" in text_of(answer.text)) == (422, True)


def test_only_what_answers_can_be_added(config, desk):
    olena = arrived(config, desk, "olena")
    find = olena.send(PAGE, action="find", url="https://gazette.example/").headers["Location"].partition("find=")[2]
    answered(config, ProbeResult(Outcome.OK, site=SITE))
    place = olena.send(PAGE, action="list", find=find, lead="1").headers["Location"]
    waiting = olena.open(place)
    assert (waiting.headers["Refresh"], "The crawler looks there" in text_of(waiting.text)) == ("2", True)
    assert olena.send(PAGE, **numbers(place), **FIELDS, action="add").status == 422
    answered(config, ProbeResult(Outcome.HTTP_404, "there is nothing at this address"))
    shown = olena.open(place)
    assert ("does not work" in text_of(shown.text), 'value="add"' in shown.text) == (True, False)
    assert olena.send(PAGE, **numbers(place), **FIELDS, action="add").status == 422
    assert outlets(config)[0] == []


REFUSED = (
    "http://127.0.0.1/", "file:///etc/passwd", "https://user@gazette.example/", "https://[::1]/", "http://2130706433/",
    "https://gazette.example:22/", "javascript://gazette.example/%0aalert(1)", "https://gazette.internal/",
    f"https://gazette.example/{'x' * 2100}",
)  # fmt: skip


def test_an_address_that_may_not_be_asked_is_refused_before_anybody_is(config, desk):
    olena = arrived(config, desk, "olena")
    for url in REFUSED:
        answer = olena.send(PAGE, action="find", url=url)
        assert (answer.status, "address not allowed" in text_of(answer.text)) == (422, True), url
    with Storage(config.database) as storage:
        assert storage.probes.waiting() == 0


def test_a_page_that_names_nothing_leads_to_the_first_page(config, desk):
    olena = arrived(config, desk, "olena")
    place = olena.send(PAGE, action="find", url="https://gazette.example/some/page").headers["Location"]
    answered(config, ProbeResult(Outcome.OK, site=Site("The Gazette", "en")))
    page = olena.open(place)
    assert 'name="url" value="https://gazette.example/"' in page.text
    assert "none is guessed" in text_of(page.text)


def test_who_only_reads_adds_nothing(config, desk):
    viewer = arrived(config, desk, "vera", Role.VIEWER)
    assert viewer.open(PAGE).status == 403
    assert viewer.post(PAGE, action="find", url="https://gazette.example/").status == 403


@pytest.mark.slow
def test_from_an_address_to_its_articles_by_the_real_crawler(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        paper = newsroom.open("gazette")
        report(paper)
        house = Presshouse(tmp_path, newsroom.open("other"))
        config = load(house.config)
        tools = make_tools(config)
        with served(application(tools, datetime.now(UTC))) as client:
            olena = arrived(config, client, "olena", now=datetime.now(UTC))
            place = olena.send(PAGE, action="find", url=home(paper, alternate(paper))).headers["Location"]
            house.once()
            found = place.partition("find=")[2]
            place = olena.send(PAGE, action="list", find=found, lead="0").headers["Location"]
            house.once()
            shown = text_of(olena.open(place).text)
            assert HEADLINE in shown
            assert "bodies to" in shown, "what the rules read in it"
            fields = {**FIELDS, "side": "neutral"}
            assert olena.send(PAGE, **numbers(place), **fields, action="add").status == 303
            house.once()
            assert house.outcomes()["gazette"] == "ok"
            paper.publish("Russia hands over 70 bodies of fallen soldiers", "Russia handed over 70 bodies.")
            house.change("UPDATE feeds SET next_poll_at = '2020-01-01T00:00:00.000+00:00'")
            house.once()
            assert {outlet for outlet, _, _ in house.articles()} == {"gazette"}
            baseline = dict(house.rows("SELECT r.title, r.baseline FROM revisions r"))
            assert baseline[HEADLINE] == 1, "nobody is told of what was there"
            with Storage(config.database) as storage:
                assert overlaid(storage, tools).outlets["gazette"].name == "The Gazette"
            assert quote("gazette") in olena.open("/outlets").text
