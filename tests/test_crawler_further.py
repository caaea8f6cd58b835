"""The crawler process where one answer is not enough: indexes of sitemaps, older posts, listings; over real HTTP."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from presshouse import Presshouse

from demo.newsroom import Fault, Newsroom, Paper
from demo.printing import listing
from repwatch.model import Voice
from storage import Storage

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

HEADLINE = "Ukraine receives bodies of {} fallen soldiers"
TEXT = "Ukraine has received the bodies of {} fallen soldiers, the Coordination Headquarters said on Thursday."
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
SITEMAP = 'kind = "sitemap"'


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def tell(paper: Paper, number: int) -> str:
    return paper.publish(HEADLINE.format(number), TEXT.format(number))


def serve(paper: Paper, path: str, text: str | bytes, kind: str = "application/xml") -> None:
    paper.fail(path, Fault(body=text if isinstance(text, bytes) else text.encode(), content_type=kind))


def index(paper: Paper, *children: tuple[str, str]) -> str:
    named = "".join(
        f"<sitemap><loc>{paper.origin}{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in children
    )
    return f"<sitemapindex {SPACES}>{named}</sitemapindex>"


def sitemap(*stories: str) -> str:
    return f"<urlset {SPACES}>{''.join(f'<url>{story}</url>' for story in stories)}</urlset>"


def news(url: str, title: str) -> str:
    at = datetime.now(UTC).isoformat()
    name = "<news:publication><news:name>P</news:name><news:language>en</news:language></news:publication>"
    said = f"<news:publication_date>{at}</news:publication_date><news:title>{title}</news:title>"
    return f"<loc>{url}</loc><news:news>{name}{said}</news:news>"


def test_an_index_leads_to_its_newest_sitemaps_within_one_poll(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    first, second = tell(paper, 61), tell(paper, 80)
    children = [(f"/old-{number}.xml", f"2026-01-0{number}") for number in range(1, 9)]
    serve(paper, "/sitemap.xml", index(paper, *children, ("/a.xml.gz", "2026-03-02"), ("/b.xml", "2026-03-03")))
    serve(paper, "/a.xml.gz", gzip.compress(sitemap(news(first, HEADLINE.format(61))).encode()), "application/gzip")
    serve(paper, "/b.xml", sitemap(news(second, HEADLINE.format(80)), news(f"{paper.origin}/x", "Harbour reopens")))
    house = Presshouse(tmp_path, ("paper", f"{paper.origin}/sitemap.xml", SITEMAP), spacing=0.1)
    house.once()
    assert house.outcomes() == {"paper": "ok"}, "the other sitemaps of the index are not there"
    assert [title for _, title, _ in house.articles()] == [HEADLINE.format(61), HEADLINE.format(80)]
    asked = newsroom.asked(paper)
    assert [one.path for one in asked[:6]] == [
        "/robots.txt", "/sitemap.xml", "/b.xml", "/a.xml.gz", "/old-8.xml", "/old-7.xml",
    ]  # fmt: skip
    assert {one.beside for one in asked} == {0}
    assert min(later.at - earlier.at for earlier, later in pairwise(asked)) >= 0.1

    serve(paper, "/b.xml", sitemap(news(tell(paper, 90), HEADLINE.format(90))))
    assert house.once("paper")["new"] == 1, "although the index is the same"


def test_an_index_of_which_nothing_answers_is_told_in_the_class_of_the_failure(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    serve(paper, "/sitemap.xml", index(paper, ("/gone.xml", "2026-03-02")))
    house = Presshouse(tmp_path, ("paper", f"{paper.origin}/sitemap.xml", SITEMAP))
    house.once()
    assert house.outcomes() == {"paper": "http_404"}


def test_an_address_without_a_title_is_fetched_only_if_it_tells_of_an_exchange(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    telling = "/news/russia-returned-bodies-of-61-soldiers-to-ukraine"
    pages = [f"<loc>{paper.origin}{path}</loc>" for path in (telling, "/news/harbour-reopens")]
    serve(paper, "/sitemap.xml", sitemap(*pages))
    text = "".join(f"<p>{TEXT.format(61)} {more}</p>" for more in ("It came by train.", "It was the first of two."))
    body = f"<html><head><title>{HEADLINE.format(61)}</title></head><body><article>{text}</article></body></html>"
    serve(paper, telling, body, "text/html")
    house = Presshouse(tmp_path, ("paper", f"{paper.origin}/sitemap.xml", SITEMAP, 'fetch = "all"'))
    house.once()
    assert [one.path for one in newsroom.asked(paper)] == ["/robots.txt", "/sitemap.xml", telling]
    assert [title for _, title, _ in house.articles()] == [HEADLINE.format(61)]


def test_a_story_in_feed_and_sitemap_is_fetched_once(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    url = tell(paper, 61)
    serve(paper, "/sitemap.xml", sitemap(news(url + "?utm_source=sitemap", HEADLINE.format(61))))
    house = Presshouse(tmp_path, ("paper", paper.feed_url), ("second", f"{paper.origin}/sitemap.xml", SITEMAP))
    house.once()
    house.once("paper", "second")
    assert len([one for one in newsroom.asked(paper) if one.path.startswith("/news/")]) == 1
    assert house.rows("SELECT count(*), sum(article NOT NULL) FROM entries") == [(2, 1)]


def test_an_outlet_whose_pages_are_to_be_left_alone_is_read_from_its_list_alone(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper")
    tell(paper, 61)
    house = Presshouse(tmp_path, ("paper", paper.feed_url, 'kind = "feed"', 'fetch = "never"'))
    house.once()
    assert [one.path for one in newsroom.asked(paper)] == ["/robots.txt", paper.list_path]
    assert [title for _, title, _ in house.articles()] == [HEADLINE.format(61)]


def posts(paper: Paper, numbers: range, before: int | None) -> bytes:
    """A page of its preview, with the link to the one before it."""
    page = replace_stories(paper, numbers)
    more = f'<a class="tme_messages_more js-messages_more" data-before="{before}" href="?before={before}"></a>'
    return page.replace(b"</section>", b"</section>" + more.encode() if before else b"</section>")


def replace_stories(paper: Paper, numbers: range) -> bytes:
    kept = paper.stories
    paper.stories = tuple(story for story in kept if story.number in numbers)
    body, _ = listing(paper)
    paper.stories = kept
    return body


def channel_of(newsroom: Newsroom, count: int, **fields: int) -> Paper:
    """A channel whose preview shows ten posts a page."""
    channel = newsroom.open("channel", "telegram", **fields)
    start = datetime.now(UTC) - timedelta(days=1)
    for number in range(1, count + 1):
        tell(channel, number)
        channel.stories = (
            replace(channel.stories[0], published=start + timedelta(minutes=number)),
            *channel.stories[1:],
        )
    paged(channel, count)
    return channel


def paged(channel: Paper, newest: int) -> None:
    serve(channel, channel.list_path, posts(channel, range(newest - 9, newest + 1), max(newest - 9, 0)), "text/html")
    for before in range(newest - 9, 0, -10):
        older = posts(channel, range(before - 10, before), before - 10 if before > 10 else None)
        serve(channel, f"{channel.list_path}?before={before}", older, "text/html")


def test_after_an_outage_a_channel_is_read_back_to_the_last_known_post(newsroom: Newsroom, tmp_path) -> None:
    channel = channel_of(newsroom, 20)
    house = Presshouse(tmp_path, channel, spacing=0.1)
    house.once()
    assert len(newsroom.asked(channel)) == 2, "robots.txt and one page: the first poll is the baseline"
    for number in range(21, 56):
        tell(channel, number)
    paged(channel, 55)
    assert house.once("channel")["new"] == 35
    asked = newsroom.asked(channel)[2:]
    assert [one.path for one in asked] == [
        "/s/channel", "/s/channel?before=46", "/s/channel?before=36", "/s/channel?before=26",
    ]  # fmt: skip
    assert min(later.at - earlier.at for earlier, later in pairwise(asked)) >= 0.1
    assert len(house.articles()) == 45
    house.once("channel")
    assert len(newsroom.asked(channel)) == 7


def test_what_an_older_page_kept_back_is_read_with_the_next_poll(newsroom: Newsroom, tmp_path) -> None:
    channel = channel_of(newsroom, 10)
    house = Presshouse(tmp_path, channel)
    house.once()
    for number in range(11, 41):
        tell(channel, number)
    paged(channel, 40)
    kept = channel.faults["/s/channel?before=21"]
    channel.fail("/s/channel?before=21", Fault(500))
    assert house.once("channel")["new"] == 20, "what is newest waits for nothing"
    assert house.outcomes() == {"channel": "ok"}
    channel.fail("/s/channel?before=21", kept)
    assert house.once("channel")["new"] == 10
    assert len(house.articles()) == 40
    house.once("channel")
    assert newsroom.asked(channel)[-1].path == "/s/channel"


def test_a_forwarded_post_is_kept_with_the_channel_it_comes_from(newsroom: Newsroom, tmp_path) -> None:
    channel = channel_of(newsroom, 1)
    name = '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/ministry/9">Ministry 9</a>'
    text = '<div class="tgme_widget_message_text'
    whence = f'<div class="tgme_widget_message_forwarded_from">Forwarded from {name}</div>{text}'
    page = posts(channel, range(1, 2), None).decode().replace(text, whence)
    serve(channel, channel.list_path, page, "text/html")
    house = Presshouse(tmp_path, channel)
    house.once()
    assert house.rows("SELECT voice, voice_url, text LIKE '%Ministry%' FROM revisions") == [
        ("Ministry 9", "https://t.me/ministry/9", 0)
    ]
    with Storage(tmp_path / "state" / "repwatch.db") as storage:
        assert [article.voice for article in storage.articles.latest()] == [
            Voice("Ministry 9", "https://t.me/ministry/9")
        ]


def test_an_edited_post_is_a_revision_and_more_views_are_nothing(newsroom: Newsroom, tmp_path) -> None:
    channel = channel_of(newsroom, 2)
    house = Presshouse(tmp_path, channel)
    house.once()
    page = posts(channel, range(1, 3), None)
    footer = b'<div class="tgme_widget_message_footer">'
    assert footer in page
    for views in (b"36.3K", b"36.4K"):
        seen = page.replace(footer, footer + b'<span class="tgme_widget_message_views">' + views + b"</span>")
        serve(channel, channel.list_path, seen, "text/html")
        assert house.once("channel")["new"] == 0
        assert house.rows("SELECT count(*) FROM revisions") == [(2,)]

    serve(channel, channel.list_path, seen.replace(b"of 2 fallen", b"of 3 fallen"), "text/html")
    assert house.once("channel")["new"] == 0, "it is no other post"
    assert house.rows("SELECT number, title, text LIKE '%of 3 fallen%' FROM revisions ORDER BY id") == [
        (1, HEADLINE.format(2), 0), (1, HEADLINE.format(1), 0), (2, HEADLINE.format(3), 1),
    ]  # fmt: skip


def test_a_channel_without_a_preview_is_named_as_such(newsroom: Newsroom, tmp_path) -> None:
    channel = newsroom.open("channel", "telegram")
    channel.fail(channel.list_path, Fault(302, headers={"Location": f"{channel.origin}/channel"}))
    serve(channel, "/channel", "<div class='tgme_page'>View in Telegram</div>", "text/html")
    house = Presshouse(tmp_path, channel)
    house.once()
    assert house.outcomes() == {"channel": "not_feed"}
    assert "the channel has no public preview" in house.feeds()["channel"].error


def test_a_listing_page_is_read_by_the_selectors_of_its_record(newsroom: Newsroom, tmp_path) -> None:
    paper = newsroom.open("paper", "listing")
    url = tell(paper, 61)
    link = f'<b><a href="{url}">{HEADLINE.format(61)}</a></b>'
    page = f'<ul><li class="n">{link}<i data-at="2026-03-05T10:30Z"></i></li><li>More</li></ul>'
    serve(paper, "/news/", page, "text/html")
    fields = 'kind = "listing", selectors = { item = "li.n", link = "b a", date = "i::attr(data-at)", title = "b" }'
    house = Presshouse(tmp_path, ("paper", paper.feed_url, fields, 'page = { text = ".article-body" }'))
    house.once()
    assert [(title, text) for _, title, text in house.articles()] == [(HEADLINE.format(61), TEXT.format(61))]
    assert house.rows("SELECT published, dated_by FROM revisions") == [("2026-03-05T10:30:00.000+00:00", "list")]
