"""A story that stands in a list as it stood there before is not read again; everything else is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.entries import MOST_ENTRIES, Printed, Source
from crawler.feed import parse_feed
from crawler.unchanged import unread
from repwatch.model import Outcome

FIRST = Printed("1", "https://a.example/1", "One", "first words", "first words", "Mon, 02 Jun 2031 10:00:00 GMT")
SECOND = Printed("2", "https://a.example/2", "Two", "second words", "second words", "Mon, 02 Jun 2031 11:00:00 GMT")
THIRD = Printed("3", "https://a.example/3", "Three")
BEFORE = unread([FIRST, SECOND], b"")[1]


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        pytest.param([FIRST, SECOND], [], id="the same list leaves nothing to read"),
        pytest.param([SECOND, FIRST], [], id="its order is no news"),
        pytest.param([THIRD, FIRST, SECOND], [THIRD], id="a new story"),
        pytest.param([FIRST], [], id="one that has gone"),
        pytest.param([FIRST._replace(title="Uno"), SECOND], [FIRST._replace(title="Uno")], id="another title"),
        pytest.param([FIRST._replace(summary="Uno"), SECOND], [FIRST._replace(summary="Uno")], id="another summary"),
        pytest.param([FIRST._replace(full="Uno"), SECOND], [FIRST._replace(full="Uno")], id="another text"),
        pytest.param([FIRST._replace(link="https://b.example/1")], [FIRST._replace(link="https://b.example/1")],
                     id="another address"),
        pytest.param([FIRST._replace(date="today")], [FIRST._replace(date="today")], id="another date"),
        pytest.param([FIRST._replace(title="words", summary="first words One")],
                     [FIRST._replace(title="words", summary="first words One")], id="words that change their field"),
    ],
)  # fmt: skip
def test_only_what_differs_is_read(printed: list[Printed], left: list[Printed]) -> None:
    assert list(unread(printed, BEFORE)[0]) == left


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param([FIRST._replace(guid=""), SECOND], id="a story without a guid"),
        pytest.param([FIRST, SECOND._replace(guid=" 1 ")], id="two stories of one guid"),
        pytest.param([FIRST, SECOND._replace(guid="\t1\x00")], id="two guids that are one once cleaned"),
        pytest.param([FIRST, SECOND._replace(link="http://www.a.example/1?utm_source=x")], id="two of one address"),
        pytest.param(
            [
                FIRST._replace(guid=str(number), link=f"https://a.example/{number}")
                for number in range(MOST_ENTRIES + 1)
            ],
            id="more than are kept",
        ),
    ],
)
def test_where_one_story_hangs_on_the_others_all_are_read_and_none_is_marked(printed: list[Printed]) -> None:
    assert unread(printed, BEFORE) == (printed, b"")


@pytest.mark.parametrize(
    "head", [pytest.param("", id="a plain one"), pytest.param("<!DOCTYPE rss>", id="one for feedparser")]
)
def test_a_feed_is_read_so_by_each_reader(head: str) -> None:
    item = "<item><guid>{0}</guid><link>https://a.example/{0}</link><title>Story {0}</title></item>"

    def feed(*numbers: int) -> bytes:
        return f'{head}<rss version="2.0"><channel>{"".join(map(item.format, numbers))}</channel></rss>'.encode()

    source = Source("https://a.example/rss", datetime(2031, 6, 2, tzinfo=UTC))
    before = parse_feed(feed(1, 2), source).marks
    read = parse_feed(feed(3, 2, 1), replace(source, before=before))
    assert [entry.guid for entry in read.entries] == ["3"]
    again = parse_feed(feed(3, 2, 1), replace(source, before=read.marks))
    assert (again.outcome, again.entries, again.marks) == (Outcome.OK, (), read.marks)
