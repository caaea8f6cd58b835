"""The page of the outlets: every state in words, for somebody who has never seen a status code."""

from datetime import timedelta

import pytest
from builders_desk import text_of
from builders_health import BUSY, NOW, WEEK, ago, feed, incident

from repwatch.model import Feed, Moving, Outcome, Outlet
from review.desk import environment
from review.pages.outlets import SAYS, page

THERE = "https://new.example/feed"


def outlets(*numbers: int) -> list[Outlet]:
    return [
        Outlet(f"outlet{n}", f"The {n}th", feeds=(Feed(f"https://outlet{n}.example/feed"),)) for n in numbers or (1,)
    ]


def shown(*feeds, incidents=()) -> str:
    made = page(outlets(*(one.id for one in feeds)), feeds, WEEK, incidents)
    return text_of(environment().get_template("outlets.html").render(page=made, here="/outlets", now=NOW))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        pytest.param(feed(), "well Answered at 6 March 2026, 11:59 UTC . Last new story", id="well"),
        pytest.param(
            feed(usual=BUSY), "Usually about 60 stories a day; silent after 36 hours without one.", id="what is usual"
        ),
        pytest.param(
            feed(last_new_at=ago(days=9), last_ok_at=NOW),
            "silent It answers, but lists nothing new since 25 February 2026, 12:00 UTC .", id="silent",
        ),
        pytest.param(feed(outcome="dns", errors=4), "the name of the server was not found", id="failing, and why"),
        pytest.param(feed(outcome="dns", errors=4), "Tried 4 times in a row.", id="failing, how often"),
        pytest.param(feed(outcome="http_403"), "blocked since 6 March 2026, 11:00 UTC : the server refuses", id="403"),
        pytest.param(feed(outcome="challenge"), "blocked since", id="a challenge"),
        pytest.param(feed(outcome="consent"), "the site asks for consent first", id="a consent wall"),
        pytest.param(
            feed(outcome="http_404", failing_since=ago(days=40)), "Nothing was there for a month.", id="dead"
        ),
        pytest.param(
            feed(outcome="http_410", gone_at=ago(days=1)),
            "gone since 5 March 2026, 12:00 UTC : the site says that this feed is gone for good.", id="gone",
        ),
        pytest.param(feed(address=THERE), "It has moved, and is read at new.example/feed", id="moved"),
        pytest.param(
            feed(moving=Moving(THERE, NOW, 1)), "It leads on to new.example/feed , for good as it says", id="moving"
        ),
        pytest.param(
            feed(outcome="http_429", paused_until=NOW + timedelta(hours=1)),
            "Its host asked to be left alone until 6 March 2026, 13:00 UTC", id="paused",
        ),
    ],
)  # fmt: skip
def test_a_feed_in_words(known, words):
    assert words in shown(known)


def test_a_feed_that_is_gone_is_not_promised_to_be_asked():
    assert "none planned" in shown(feed(outcome="http_410", gone_at=ago(days=1)))


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (["challenge"] * 3 + ["ok"] * 2, True), (["http_403"] * 2, False), (["http_403"] * 3 + ["ok"] * 9, False),
        (["http_404"] * 20, False), ([], False),
    ],
)  # fmt: skip
def test_pages_that_refuse_us_are_told_of(pages, said):
    text = shown(feed(pages=tuple(map(Outcome, pages))))
    assert ("Its pages refuse us: 3 of the last 5 stories are known from its list alone." in text) == said


def test_a_pause_that_is_over_is_not_spoken_of():
    assert "left alone" not in shown(feed(paused_until=ago(hours=1)))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_class_has_words(outcome):
    assert len(SAYS[outcome]) > 5


def test_how_many_are_how():
    assert "Feeds: 2 well, 1 failing, 1 gone." in shown(
        feed(1), feed(2), feed(3, "timeout"), feed(4, "http_410", gone_at=NOW)
    )


def test_our_own_network_is_said_first_and_what_happened_last():
    down = incident(3, "network", feed=0, outlet="", url="", words="every outlet is out of reach", since=ago(hours=1))
    text = shown(feed(1, "dns"), incidents=[down, incident(1, "silent", until=NOW), incident(1, "moved", words=THERE)])
    assert "Our own network has been down since 6 March 2026, 11:00 UTC" in text
    assert "The 1th was silent , 5 March 2026, 12:00 UTC to 6 March 2026, 12:00 UTC : words" in text
    assert f"The 1th moved , 5 March 2026, 12:00 UTC : now read at {THERE}" in text
    ended = incident(3, "network", feed=0, outlet="", until=NOW)
    assert "has been down" not in shown(feed(1), incidents=[ended])
