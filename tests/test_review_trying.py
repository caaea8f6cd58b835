"""What the rules read in a text or at an address, tried at the desk: nothing of it is stored."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders_desk import text_of
from newsdesk import newsdesk, stories

from repwatch.model import AddedOutlet, Outcome, Outlet, ProbeResult, Role

TEXT = "Ukraine received the bodies of 1,212 fallen soldiers, presidential aide Vladimir Medinsky said."


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with newsdesk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="module")
def olena(desk):
    return desk.comes("olena")


def stored(desk):
    with desk.storage() as storage:
        return storage.articles.counts(), storage.exchanges.standing(), len(storage.actions.recent(100))


def test_a_text_is_read_and_says_why(desk, olena):
    before = stored(desk)
    answer = olena.send("/try", action="read", text=TEXT, day="2025-06-14")
    said = text_of(answer.text)
    assert (answer.status, stored(desk)) == (200, before)
    assert "1,212 bodies to Ukraine (current, 2025-06-14)" in said
    assert "side: the side is named as the one that receives (side.receiver)" in said
    assert "sure it passed every check" in said
    assert re.search(r"<mark>[^<]*1,212", answer.text)
    assert TEXT in said  # in its field, to be changed and tried again


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        pytest.param({"text": "The weather was fine."}, 200, "No figure: no words of a transfer", id="about nothing"),
        pytest.param({}, 422, "Paste a text, or give a title.", id="empty"),
        pytest.param({"text": "x" * 200_001}, 422, "longer than 200,000 characters", id="too long"),
        pytest.param({"text": TEXT, "lang": "xx"}, 422, "one of the languages", id="no language"),
        pytest.param({"text": TEXT, "outlet": "nobody"}, 422, "one of the outlets", id="no outlet"),
        pytest.param({"text": TEXT, "day": "14 June"}, 422, "14 June is no day", id="no day"),
        pytest.param({"action": "fetch", "url": "javascript:x"}, 422, "an address that begins with", id="no address"),
    ],
)
def test_what_comes_of_odd_forms(olena, fields, status, said):
    answer = olena.send("/try", **{"action": "read", **fields})
    assert (answer.status, said in text_of(answer.text)) == (status, True)


def test_an_address_is_fetched_by_the_crawler_and_read(desk, olena):
    answer = olena.send("/try", action="fetch", url="https://courier.example/1")
    place = answer.headers["Location"]
    assert (answer.status, place) == (303, "/try?probe=1")
    waiting = olena.open(place)
    assert (waiting.headers["Refresh"], "The crawler was asked to fetch" in waiting.text) == ("2", True)
    with desk.storage() as storage:  # as the crawler does it
        (probe,) = storage.probes.lease(datetime.now(UTC), 5)
        article = replace(stories(desk.now)["courier"], title="A <b>title</b>")
        storage.probes.answer(probe, ProbeResult(Outcome.OK, article=article), datetime.now(UTC))
    page = olena.open(place)
    assert page.headers["Refresh"] is None
    assert "2 figures. Let in by: death:" in text_of(page.text)
    assert "A &lt;b&gt;title&lt;/b&gt;" in page.text
    assert ("olena", "tried the rules at an address") in desk.log()
    assert "What is read" in desk.comes("vera", Role.VIEWER).open(place).text


def test_an_address_that_cannot_be_read_says_so(desk, olena):
    place = olena.send("/try", action="fetch", url="https://courier.example/404").headers["Location"]
    with desk.storage() as storage:
        (probe,) = storage.probes.lease(datetime.now(UTC), 5)
        storage.probes.answer(probe, ProbeResult(Outcome.HTTP_4XX, "404 Not Found"), datetime.now(UTC))
    assert "Nothing could be read there: 404 Not Found." in text_of(olena.open(place).text)
    assert "kept no longer" in olena.open("/try?probe=77").text
    assert olena.open("/try?probe=x").status == 200


OURS = "The bodies of 1,212 of our fallen soldiers were returned to us today."


def test_a_text_is_read_as_that_of_an_outlet_which_was_added_at_the_desk(desk, olena):
    channel = Outlet("headquarters", "The Headquarters", "en", "ukraine", "official")
    with desk.storage() as storage:
        storage.added.add(AddedOutlet(channel, "olena", desk.now))
    assert "The Headquarters" in olena.open("/try").text
    alone, as_theirs = (
        text_of(olena.send("/try", action="read", text=OURS, outlet=outlet).text) for outlet in ("", channel.id)
    )
    assert "1,212 bodies to Ukraine" not in alone
    assert "1,212 bodies to Ukraine" in as_theirs
