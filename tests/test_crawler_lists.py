"""Lists that are no feeds in, entries out: Telegram previews, news sitemaps, listing pages."""

import gzip
from datetime import UTC, datetime

import pytest
from builders_crawler import body, source, titles

from crawler.listing import parse_listing
from crawler.sitemap import parse_sitemap
from crawler.telegram import parse_telegram
from repwatch.model import Outcome

NOON = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
CARDS = (("story", ".card"), ("link", "a.head"), ("title", "a.head"), ("summary", ".lead"), ("date", "time, .when"))
EMPTY = [b"", b" \n", b"<!-- nothing -->", b"\0"]


def posts():
    return {post.guid: post for post in parse_telegram(body("telegram.html"), source("telegram")).entries}


def test_a_preview_lists_its_posts_newest_first_without_service_messages_and_bare_pictures():
    assert list(posts()) == ["headquarters/3", "headquarters/2"]


def test_a_post_is_kept_whole_with_its_line_breaks_address_and_time():
    post = posts()["headquarters/2"]
    assert post.text == "Bodies of 61 soldiers returned\n\nThe train came at noon.\nIt left at one. Read more"
    assert (post.title, post.url) == ("Bodies of 61 soldiers returned", "https://t.me/headquarters/2")
    assert post.published == NOON


def test_a_quoted_reply_a_forward_a_link_card_and_the_views_are_not_its_text():
    post = posts()["headquarters/3"]
    assert (post.title, post.text) == ("", "The number grew to 64.")
    assert post.published == datetime(2026, 3, 5, 11, tzinfo=UTC)


def test_an_edited_post_keeps_its_guid():
    edited = body("telegram.html").replace(b"grew to 64", b"grew to 65")
    again = {post.guid: post.text for post in parse_telegram(edited, source("telegram")).entries}
    assert again["headquarters/3"] == "The number grew to 65."


@pytest.mark.parametrize("given", [*EMPTY, body("telegram-no-preview.html"), body("page.html"), body("rss-2.0.xml")])
def test_what_is_no_preview_is_not_a_feed(given):
    parsed = parse_telegram(given, source("telegram"))
    assert (parsed.outcome, parsed.entries) == (Outcome.NOT_FEED, ())


def test_a_channel_without_preview_says_so():
    assert "no public preview" in parse_telegram(body("telegram-no-preview.html"), source("telegram")).error


def test_a_news_sitemap_gives_title_and_time_and_a_plain_one_the_address():
    first, second, third = parse_sitemap(body("sitemap-news.xml"), source("sitemap")).entries
    assert (first.title, first.published) == ("Bodies of 61 soldiers returned", NOON)
    assert (second.url, second.published) == ("https://gazette.example/harbour", datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert third.url is None


def test_a_sitemap_may_be_a_gzip_file():
    packed = gzip.compress(body("sitemap-news.xml"))
    assert titles(parse_sitemap(packed, source("sitemap")))[0] == "Bodies of 61 soldiers returned"


@pytest.mark.parametrize(
    ("given", "outcome", "error"),
    [
        pytest.param(b"", Outcome.NOT_FEED, "empty", id="empty"),
        pytest.param(body("sitemap-index.xml"), Outcome.NOT_FEED, "index of sitemaps", id="index"),
        pytest.param(body("rss-2.0.xml"), Outcome.NOT_FEED, "not a sitemap", id="feed"),
        pytest.param(b"hello", Outcome.NOT_FEED, "not a sitemap", id="text"),
        pytest.param(b"<urlset", Outcome.PARSE_FATAL, "damaged", id="cut at once"),
        pytest.param(b"\x1f\x8bbroken", Outcome.ENCODING, "damaged gzip", id="damaged gzip"),
        pytest.param(gzip.compress(bytes(30 << 20)), Outcome.TOO_BIG, "unpacks to more", id="gzip bomb"),
    ],
)
def test_what_is_no_sitemap_of_stories_gets_its_class(given, outcome, error):
    parsed = parse_sitemap(given, source("sitemap"))
    assert (parsed.outcome, parsed.entries) == (outcome, ())
    assert error in parsed.error


def test_a_listing_page_is_read_by_its_selectors_each_story_once():
    first, second = parse_listing(body("listing.html"), source("listing", selectors=CARDS)).entries
    assert (first.title, first.summary) == ("Bodies of 61 soldiers returned", "The train came at noon.")
    assert (first.url, first.published) == ("https://gazette.example/61", NOON)
    assert (second.title, second.published) == ("Harbour reopens", datetime(2026, 3, 4, 9, tzinfo=UTC))


def test_without_selectors_for_them_the_first_link_is_address_and_title():
    parsed = parse_listing(body("listing.html"), source("listing", selectors=CARDS[:1]))
    assert titles(parsed) == ["Bodies of 61 soldiers returned", "Harbour reopens"]


@pytest.mark.parametrize("given", [*EMPTY, body("page.html")])
def test_a_page_that_lists_nothing_is_not_a_feed(given):
    parsed = parse_listing(given, source("listing", selectors=CARDS))
    assert (parsed.outcome, parsed.entries) == (Outcome.NOT_FEED, ())
