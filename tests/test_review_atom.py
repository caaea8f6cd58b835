"""The Atom feed: valid, stable, both sides alike, every figure with who states it and where."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import feedparser
import pytest
from builders_review import NAMES, NOW, SAID, disputed, history, received, settled, stored

from repwatch.model import ExchangeStatus, Settlement, Step
from review.atom import Press, as_atom

PRESS = Press("https://ledger.example", NAMES, {"courier": "The Courier", "herald": "Вісник"})
HOSTILE = "<script>alert(1)</script>]]>&\x00\x0b\ud800\uffff"
ATOM = "{http://www.w3.org/2005/Atom}"
CLAIMED = Step(SAID, ExchangeStatus.CLAIMED, (("north", 640, 640),))


def feed(*settlements: Settlement, steps: tuple[Step, ...] = (CLAIMED,), press: Press = PRESS) -> str:
    return as_atom(settlements, {one.exchange.id: steps for one in settlements}, press, NOW)


def parsed(text: str) -> Any:
    found = feedparser.parse(BytesIO(text.encode()))
    assert not found.bozo, found.get("bozo_exception")
    return found


def text_of(html: str) -> str:
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = found.append  # type: ignore[method-assign]
    parser.feed(html)
    return " ".join("".join(found).split())


@pytest.mark.parametrize(
    "settlements",
    [
        pytest.param((), id="empty"),
        pytest.param((disputed(), history()), id="a dispute and the known history"),
        pytest.param((settled(received(stored(7, claimant=HOSTILE, url="javascript:alert(3)"))),), id="hostile"),
        pytest.param((settled(status=ExchangeStatus.RETRACTED),), id="withdrawn"),
        pytest.param((settled(received(stored(1)), date=None, id="odd id/<&>"),), id="an odd id and no day"),
    ],
)
def test_it_is_valid(settlements: tuple[Settlement, ...]) -> None:
    """RFC 4287, 4.1: what a feed and an entry must and may have, and how often."""
    text = feed(*settlements)
    assert len(parsed(text).entries) == len(settlements)
    root = ET.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    for one in (root, *root.findall(f"{ATOM}entry")):
        assert [len(one.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert re.fullmatch(r"tag:ledger\.example,2026:[\w/%.-]+", one.findtext(f"{ATOM}id", ""))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated", ""))
    for entry in root.findall(f"{ATOM}entry"):
        assert {each.tag.removeprefix(ATOM) for each in entry} == {
            "id", "title", "updated", "published", "link", "content",
        }  # fmt: skip
    assert "<script" not in text
    assert "javascript:" not in text


def test_an_id_and_an_address_stay_when_the_figures_change() -> None:
    before = parsed(feed(settled(received(stored(640))))).entries[0]
    later = Step(SAID + timedelta(hours=2), ExchangeStatus.DISPUTED, (("north", 1245, 1248),))
    after = parsed(feed(disputed(), steps=(CLAIMED, later))).entries[0]
    assert (before.id, before.link) == (after.id, after.link)
    assert after.id == "tag:ledger.example,2026:exchanges/north-south-2031-05-06"
    assert after.link == "https://ledger.example/exchanges/north-south-2031-05-06"
    assert (before.title, before.updated) != (after.title, after.updated)
    assert (after.published, after.updated) == ("2031-05-06T09:30:00Z", "2031-05-06T11:30:00Z")


def test_both_sides_have_one_form_each_figure_its_source_and_the_conflict_is_shown() -> None:
    (entry,) = parsed(feed(disputed())).entries
    assert entry.title == "Exchange of 6 May 2031: 1,245–1,248 to Northland, 51 to Southland (disputed)"
    told = text_of(entry.content[0].value)
    assert "To Northland: 1,245–1,248 (disputed)" in told
    assert "To Southland: 51 (one origin" in told
    assert "1,245, according to Bureau of the Fallen: The Courier, 6 May 2031, 09:30 UTC" in told
    assert "1,248, according to Southern ministry: Вісник" in told
    assert "to Northland: 1,245 (Bureau of the Fallen); 1,248 (Southern ministry). They cannot both be right." in told
    assert 'href="https://herald.example/b"' in entry.content[0].value


def test_a_side_that_nobody_states_is_not_zero_and_known_history_names_its_sources() -> None:
    (entry,) = parsed(feed(settled(received(stored(640))))).entries
    assert "not stated to Southland" in entry.title
    (entry,) = parsed(feed(history())).entries
    told = text_of(entry.content[0].value)
    assert "909, according to Bureau of the Fallen (known history: courier.example, javascript:alert(1))" not in told
    assert "(known history: courier.example" in told


def test_the_feed_is_as_new_as_its_newest_entry_which_comes_first() -> None:
    old, new = settled(received(stored(640)), id="a"), settled(received(stored(640)), id="b")
    later = Step(SAID + timedelta(days=1), ExchangeStatus.CLAIMED, CLAIMED.received)
    found = parsed(as_atom([old, new], {"a": (CLAIMED,), "b": (later,)}, PRESS, NOW))
    assert [each.link.rpartition("/")[2] for each in found.entries] == ["b", "a"]
    assert found.feed.updated == "2031-05-07T09:30:00Z"
    assert parsed(feed()).feed.updated == "2031-05-06T12:00:00Z"


def test_what_is_withdrawn_stays_as_withdrawn_and_what_was_never_listed_is_not_in_it() -> None:
    gone = settled(status=ExchangeStatus.RETRACTED)
    retracted = Step(NOW, ExchangeStatus.RETRACTED, ())
    (entry,) = parsed(feed(gone, steps=(CLAIMED, retracted))).entries
    assert entry.title == "Exchange of 6 May 2031: withdrawn"
    assert parsed(feed(gone, steps=(retracted,))).entries == []


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        pytest.param("http://127.0.0.1:8080", "tag:127.0.0.1,2026:8080/ledger", id="a port"),
        pytest.param("http://[::1]:8080/", "tag:localhost,2026:8080/ledger", id="IPv6"),
        pytest.param("https://ledger.example/", "tag:ledger.example,2026:ledger", id="a name"),
    ],
)
def test_the_id_is_of_the_host(public_url: str, expected: str) -> None:
    assert parsed(feed(press=Press(public_url, NAMES, {}))).feed.id == expected
