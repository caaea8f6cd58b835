"""What becomes of a listed story: kept, fetched or passed over, always with the reason."""

import pytest
from builders_crawler import entry, outlet

from crawler.intake import listed
from repwatch.model import Action


def bodies(title, summary, url):
    return "bodies" if "bodies" in f"{title} {summary} {url}".lower() else ""


@pytest.mark.parametrize(
    ("story", "fetch", "action", "reason"),
    [
        pytest.param(entry(text="All of it."), "matching", Action.STORE, "whole text", id="the feed carries it"),
        pytest.param(entry(), "matching", Action.FETCH, "bodies", id="a word of the title"),
        pytest.param(
            entry(title="A train", summary="It brought bodies."), "matching", Action.FETCH, "bodies", id="summary"
        ),
        pytest.param(
            entry(title="A", url="https://x.example/bodies-61"), "matching", Action.FETCH, "bodies", id="address"
        ),
        pytest.param(entry(title="Harbour", url="https://x.example/1"), "matching", Action.PASS, "no word", id="none"),
        pytest.param(
            entry(title="Harbour", url="https://x.example/1"), "all", Action.FETCH, "all", id="but all are wanted"
        ),
        pytest.param(entry(), "never", Action.STORE, '"never"', id="relevant, and its pages are left alone"),
        pytest.param(entry(title="Harbour", url="https://x.example/1"), "never", Action.PASS, "no word", id="nor now"),
        pytest.param(entry(url=None), "matching", Action.STORE, "no address", id="relevant and without an address"),
        pytest.param(entry(title="Harbour", url=None), "all", Action.PASS, "no word", id="neither"),
    ],
)
def test_what_becomes_of_a_story(story, fetch, action, reason):
    found = listed(story, outlet(fetch=fetch), bodies)
    assert found.action is action
    assert reason in found.reason


def test_a_story_without_an_address_is_kept_with_the_words_it_has():
    assert listed(entry(url=None), outlet(), bodies).entry.text == entry().summary
    assert listed(entry(url=None, summary=""), outlet(), bodies).entry.text == entry().title
