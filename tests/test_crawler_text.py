"""What feeds and pages print, as clean plain text; and when they say it was published."""

import random
from datetime import UTC, datetime

import pytest
from builders_crawler import NOW
from lxml import html

from crawler.dates import read_date
from crawler.paragraphs import paragraphs
from crawler.text import clean, cut, headline, plain, words


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("no markup < 5 & more", "no markup < 5 & more"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br/>two<br>three", "one\ntwo\nthree"),
        ("<ul><li>1,245</li><li>51</li></ul>", "1,245\n\n51"),
        ("<b>1</b>245 and <i>5</i>1", "1245 and 51"),
        ("line\n  broken in the   source<br>here", "line broken in the source\nhere"),
        ("AT&amp;T &lt;b&gt; &#8211; &nbsp;x", "AT&T <b> – \xa0x"),
        ("<script>alert(1)</script><style>p{}</style>text<!-- secret -->", "text"),
        ('<a href="javascript:x">link</a> <img src=x onerror=alert(1)>', "link"),
        ("<p>unclosed <b>and <i>crossed</b></i>", "unclosed and crossed"),
        ("<![CDATA[text]]>", ""),
        ("<html><head></head></html>", ""),
        ("50&#150;60 &#X2013; 61", "50–60 – 61"),
        ("&#X36;1", "61"),
        ("<p>50\x9660", "50–60"),
        ("<", "<"),
        ("a<b", "a"),
    ],
)
def test_the_words_of_a_piece_of_markup(markup, expected):
    assert clean(plain(markup), 1000) == expected


WORDS = ("word ", "слово. ", "1,245 тіл", " ", "\n", " \n", "  ", ".", "x>y", '"')
MARKS = ("<p>", "</p>", "<br>", "<br/>", "<b>", "</b>", "<em>", "</em>", '<a href="https://a.example/?b=1">', "</a>",
         '<img src="a.jpg" alt="1,245 > 51"/>', '<p class="lead">', "<a>", "<div>", "</div>", "<script>", "</script>",
         "<!-- -->", "<li>", "< p>", "&amp;", "<i", "<a href='x'>")  # fmt: skip


def test_simple_markup_is_read_as_the_parser_would():
    chance = random.Random(20260605)
    told = 0
    for _ in range(20_000):
        inner = ["".join(chance.choice(WORDS if chance.random() < 0.6 else MARKS) for _ in range(chance.randint(0, 6)))
                 for _ in range(chance.randint(1, 3))]  # fmt: skip
        markup = "".join(f"<p>{one}</p>{chance.choice(('', '', chr(10), WORDS[1]))}" for one in inner)
        pieces = paragraphs(markup)
        if pieces is not None:
            told += 1
            assert "".join(pieces) == words(html.fragment_fromstring(markup, create_parent="div"))[1:-1], markup
    assert told > 2000, "and much of it is simple"


def test_markup_deeper_than_the_stack():
    assert clean(plain("<b>" * 100_000 + "deep"), 100) in ("deep", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x07c\x81d\ufffee", "abcde"),
        pytest.param("50\x9660, \x9361\x94", "50–60, “61”", id="signs of windows-1252 are no controls, nor one figure"),
        ("e\u0301", "\u00e9"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a \t b", "a b"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  a  ", "a"),
        ("\ud800a", "a"),
        ("ї\u202eї", "ї\u202eї"),
    ],
)
def test_clean_text(text, expected):
    assert clean(text, 100) == expected


def test_a_headline_is_one_line_and_turns_no_direction():
    assert headline("a\u202eb\u2066c\n\n d", 100) == "abc d"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("1245 bodies", 100, "1245 bodies"),
        ("bodies 1245", 9, "bodies"),
        ("bodies 1245", 11, "bodies 1245"),
        ("bodies 1245", 6, "bodies"),
        ("unbroken", 4, "unbr"),
    ],
)
def test_a_cut_falls_between_words_so_that_no_figure_is_cut(text, limit, expected):
    assert cut(text, limit) == expected


AT = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Thu, 05 Mar 2026 12:30:00 +0200", "Thu, 05 Mar 2026 10:30:00 GMT", "Thu, 05 Mar 2026 10:30:00 Z",
        "Thu, 05 Mar 2026 12:30 EET", "Thu, 05 Mar 2026 13:30:00 MSK", "Thu, 05 Mar 2026 05:30:00 EST",
        "Thu, 05 Mar 2026 12:30:00", "05 Mar 2026 12:30:00", "Thu, 5 Mar 26 12:30:00 +0200",
        "Fri, 05 Mar 2026 12:30:00 +0200",  # the weekday is wrong, the date is not
        "2026-03-05T10:30:00Z", "2026-03-05T12:30:00+02:00", "2026-03-05T12:30:00+0200", "2026-03-05T12:30:00+02",
        "2026-03-05T10:30:00.123456Z", "2026-03-05 12:30", "2026-03-05 12:30:00", "2026-03-05T12:30:00 EET",
        "05.03.2026 12:30", "5.3.2026, 12:30", "05/03/2026 12:30", "  2026-03-05T10:30:00Z\n",
    ],
)  # fmt: skip
def test_a_time_in_every_dress_is_the_same_time(raw):
    moment = read_date(raw, "Europe/Kyiv", NOW)
    assert (moment.at, moment.day) == (AT, False)


@pytest.mark.parametrize("raw", ["2026-03-05", "05.03.2026", "5/3/2026"])
def test_a_day_is_its_noon_in_utc(raw):
    moment = read_date(raw, "Europe/Kyiv", NOW)
    assert (moment.at, moment.day) == (AT.replace(hour=12, minute=0), True)


@pytest.mark.parametrize("offset", ["GMT", "+0000", "-0000", "+0200", "-0330", "+1459", "+1500", "+0260"])
@pytest.mark.parametrize(
    "time", ["05 Mar 2026 10:30:00", "1 Jan 2026 00:00:00", "29 Feb 2024 23:59:60", "29 Feb 2025 12:00:00",
             "31 Dec 2025 24:00:00", "00 May 2025 10:00:00", "30 May 1994 10:00:00"],
)  # fmt: skip
def test_a_date_as_most_print_it_is_the_date_that_it_is_with_one_blank_more(time, offset):
    printed = f"Thu, {time} {offset}"
    assert read_date(printed, "Europe/Kyiv", NOW) == read_date(printed.replace(" ", "  ", 1), "Europe/Kyiv", NOW)


def test_a_time_without_a_zone_follows_the_summer_time_of_the_outlet():
    assert read_date("2025-07-05 12:30", "Europe/Kyiv", NOW).at == datetime(2025, 7, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    ["", "now", "12:30", "0000-00-00", "2026-02-30", "2026-13-01", "31.02.2026 10:00", "1994-12-31T23:59:59Z",
     "2026-03-08T12:00:01Z", "99999999999999", "Thu, 05 Mar 1826 12:30:00 GMT", "Thu, 05 Mar 2026",
     "2026-03-05T25:00:00Z", "9" * 200_000, "2026-03-05" * 20_000],
    ids=lambda raw: raw[:30],
)  # fmt: skip
def test_what_is_no_date_of_an_article(raw):
    assert read_date(raw, "UTC", NOW) is None


def test_an_offset_that_cannot_be_is_read_as_utc():
    assert read_date("Thu, 05 Mar 2026 10:30:00 +9999", "Europe/Kyiv", NOW).at == AT
