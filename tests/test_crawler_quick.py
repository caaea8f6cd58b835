"""The quick reader of plain feeds: what it reads it reads as feedparser does, and what is not plain it leaves alone."""

import io
from xml.sax.saxutils import escape

import feedparser
import pytest
from builders_crawler import source
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.charset import xml
from crawler.entries import Entry, distinct, entry
from crawler.feed import _printed
from crawler.quick import read_quickly

ITEM = "<item><title>{title}</title><link>https://o.example/{n}</link>{rest}</item>"
ENTRY = '<entry><title{kind}>{title}</title><link href="https://o.example/{n}"/>{rest}</entry>'
ELSEWHERE = '<content src="https://o.example/x"/>'
FULL = (
    "<pdalink>https://m.example/1</pdalink><yandex:genre>message</yandex:genre>"
    f"<yandex:full-text>{'Bodies of 61 soldiers came home. ' * 30}</yandex:full-text>"
)
SPACES = (
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:yandex="http://news.yandex.ru" xmlns:turbo="http://turbo.yandex.ru" xmlns:rambler="http://news.rambler.ru"'
    ' xmlns:rbc_news="https://www.rbc.ru" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def rss(*items: str, head: str = "") -> bytes:
    return xml(f'<rss version="2.0"{SPACES}><channel><title>t</title>{head}{"".join(items)}</channel></rss>')


def atom(*entries: str) -> bytes:
    return xml(f'<feed xmlns="http://www.w3.org/2005/Atom"{SPACES}><title>t</title>{"".join(entries)}</feed>')


def item(title: str = "Bodies returned", rest: str = "", n: int = 1) -> str:
    return ITEM.format(title=title, rest=rest, n=n)


def quickly(body: bytes) -> tuple[Entry, ...] | None:
    found = read_quickly(body)
    return distinct(entry(printed, source()) for printed in found.stories) if found else None


def slowly(body: bytes) -> tuple[Entry, ...]:
    headers = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return distinct(entry(_printed(one), source()) for one in found.entries)


ODDITIES = st.sampled_from(
    [
        "61 bodies",
        " two  blanks ",
        "a\nb",
        "<b>61</b> &amp; more",
        "&lt;b&gt;61&lt;/b&gt;",
        "Тіла 61 захисника",
        "&#1058;",
        "&quot;61&quot;",
        "a &lt; b",
        "&amp;nbsp;61",
        "&amp;#8212;",
        "<p>one</p><p>two</p>",
        "",
        "аж\u00a061",
        "61&amp;lt;62",
    ]
)
WORDS = st.one_of(ODDITIES, st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30))
DATES = st.sampled_from(
    ("Thu, 05 Mar 2026 12:30:00 +0200", "Thu, 05 Mar 2026 12:30:00", "2026-03-05T12:30:00Z", "soon")
)


@st.composite
def printed_items(draw: st.DrawFn) -> list[str]:
    def text(wrapped: bool) -> str:
        said = draw(WORDS)
        if wrapped and "]]>" not in said:
            return f"<![CDATA[{said}]]>"
        return said if "&" in said and "<" not in said and said.count("&") == said.count(";") else escape(said)

    parts = {
        "guid": "<guid isPermaLink='false'>{}</guid>",
        "description": "<description>{}</description>",
        "full": "<content:encoded>{}</content:encoded>",
        "yandex": "<yandex:full-text>{}</yandex:full-text>",
        "turbo": "<turbo:content>{}</turbo:content>",
        "rambler": "<rambler:fulltext>{}</rambler:fulltext>",
        "bare": "<fulltext>{}</fulltext>",
        "rbc": "<rbc_news:date>{0}</rbc_news:date><rbc_news:full-text>{0}</rbc_news:full-text>",
        "creator": "<dc:creator>{}</dc:creator>",
    }
    items = []
    for number in range(draw(st.integers(1, 3))):
        rest = "".join(form.format(text(draw(st.booleans()))) for form in parts.values() if draw(st.booleans()))
        rest += f"<pubDate>{draw(DATES)}</pubDate>" if draw(st.booleans()) else ""
        items.append(item(text(draw(st.booleans())), rest, number))
    return items


@given(items=printed_items())
@example(items=[item("&lt;b&gt;61&lt;/b&gt;", "<description><![CDATA[<p>61</p>]]></description>")])
def test_it_reads_an_rss_feed_as_feedparser_does(items: list[str]) -> None:
    body = rss(*items)
    assert quickly(body) in (None, slowly(body))


@example(title="Â¡", summary="Ð¢Ñ–Ð»Ð°", kind="", date="soon")  # UTF-8 taken for Latin-1: feedparser mends it
@given(title=WORDS, summary=WORDS, kind=st.sampled_from(["", ' type="text"', ' type="html"']), date=DATES)
def test_it_reads_an_atom_feed_as_feedparser_does(title: str, summary: str, kind: str, date: str) -> None:
    rest = f"<id>urn:1</id><summary{kind}>{escape(summary)}</summary><updated>{date}</updated>"
    body = atom(ENTRY.format(title=escape(title), kind=kind, rest=rest, n=1))
    assert quickly(body) in (None, slowly(body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(item(rest="<guid>1</guid><description>More</description>")), id="a plain RSS feed"),
        pytest.param(rss(item(rest="<media:content url='https://o.example/p.jpg'/>")), id="a picture"),
        pytest.param(rss(item(rest=f"<description>Short.</description>{FULL}")), id="a text for search engines"),
        pytest.param(rss(item(rest="<fulltext>A text.</fulltext>")), id="a text and no teaser"),
        pytest.param(rss(item(), item(n=2), head="<ttl>30</ttl>"), id="two stories, and how often to ask"),
        pytest.param(atom(ENTRY.format(title="Bodies", kind="", rest="<id>1</id>", n=1)), id="a plain Atom feed"),
    ],
)
def test_what_is_plain_is_read_quickly_and_alike(body: bytes) -> None:
    assert quickly(body) == slowly(body) != ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(), id="no story"),
        pytest.param(rss(item())[:-20], id="cut off"),
        pytest.param(rss(item()).replace(b"<rss", b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss"), id="entities of its own"),
        pytest.param(rss(item()).replace(b"<item>", b"<item xml:base='https://p.example/'>"), id="a base of its own"),
        pytest.param(rss(item(rest="<title>Another</title>")), id="two titles"),
        pytest.param(
            rss(item(rest="<media:group><media:title>Another</media:title></media:group>")), id="a title within"
        ),
        pytest.param(rss(item(rest="<itunes:summary>Another</itunes:summary>")), id="another text"),
        pytest.param(rss(item(rest="<dc:date>2026-03-05</dc:date>")), id="another date"),
        pytest.param(rss(item(rest="<fulltext>A</fulltext><fulltext>B</fulltext>")), id="two full texts of a kind"),
        pytest.param(rss(item("<b>61</b> bodies")), id="markup in place of text"),
        pytest.param(rss(item()).replace(b"https://o.example/1", b"/1"), id="a relative address"),
        pytest.param(rss(item()).replace(b"link>", b"guid>"), id="no address"),
        pytest.param(atom(ENTRY.format(title="Bodies", kind=' type="xhtml"', rest="", n=1)), id="XHTML"),
        pytest.param(atom(ENTRY.format(title="B", kind="", rest=ELSEWHERE, n=1)), id="a text elsewhere"),
        pytest.param(xml("<html><body><p>No feed</p></body></html>"), id="no feed"),
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(body: bytes) -> None:
    assert read_quickly(body) is None
