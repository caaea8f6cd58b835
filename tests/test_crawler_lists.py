"""Lists that are no feeds in, entries out: Telegram previews, news sitemaps, listing pages."""

import gzip
from datetime import UTC, datetime

import pytest
from builders_crawler import body, source, titles

from crawler.listing import parse_listing
from crawler.sitemap import parse_sitemap
from crawler.telegram import parse_telegram
from repwatch.model import Outcome, Voice

NOON = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
CARDS = (("item", ".card"), ("link", "a.head"), ("title", "a.head"), ("summary", ".lead"), ("date", "time, .when"))
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


def test_a_quoted_reply_without_its_link_is_not_its_text_either():
    loose = body("telegram.html").replace(b'class="tgme_widget_message_reply user-color-default"', b'class="x"')
    again = {post.guid: post.text for post in parse_telegram(loose, source("telegram")).entries}
    assert again["headquarters/3"] == "The number grew to 64."


@pytest.mark.parametrize(
    ("printed", "later"),
    [
        pytest.param(b">1.2M<", b">64.5K<", id="views"),
        pytest.param(b">36.3K<", b">1.2M<", id="views of another"),
        pytest.param(b"120K", b"121K", id="subscribers"),
        pytest.param(b'<div class="tgme_widget_message_footer">', b'<div class="tgme_widget_message_reactions">'
                     b'<span class="tgme_reaction"><i class="emoji"><b>+</b></i>64</span></div><div>', id="reactions"),
        pytest.param(b">edited\n", b">", id="the word for an edit"),
    ],
)  # fmt: skip
def test_what_is_counted_of_a_post_edits_nothing(printed, later):
    assert printed in body("telegram.html")
    counted = body("telegram.html").replace(printed, later)
    assert parse_telegram(counted, source("telegram")).entries == tuple(posts().values())


ALBUM = """<div class="tgme_channel_history"><div class="tgme_widget_message" data-post="c/1">
<div class="tgme_widget_message_forwarded_from">Forwarded from <span class="tgme_widget_message_forwarded_from_name"
 dir="auto">Hidden</span> (<span class="tgme_widget_message_forwarded_from_author">Officer 900</span>)</div>
<div class="tgme_widget_message_grouped_wrap"><a class="tgme_widget_message_photo_wrap"></a>
<a class="tgme_widget_message_video_player"><time class="message_video_duration">1:21</time></a></div>
<div class="tgme_widget_message_text js-message_text"><div class="tgme_widget_message_text js-message_text">61 home.
<blockquote>They came by <tg-spoiler>train</tg-spoiler>.</blockquote>At noon.</div></div>
<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">12 or 13?</div></div>
<a class="tgme_widget_message_document_wrap"><div class="tgme_widget_message_document_title">999.pdf</div></a>
<div class="message_media_not_supported">Open 555</div>
<span class="tgme_widget_message_from_author">Officer 7</span><a class="tgme_widget_message_date"
 href="https://t.me/c/1"><time datetime="2026-03-05T10:30:00+00:00">10:30</time></a></div></div>"""


def test_an_album_is_one_post_whose_text_is_its_caption_with_quotes_on_lines_of_their_own():
    (post,) = parse_telegram(ALBUM.encode(), source("telegram")).entries
    assert post.text == "61 home.\nThey came by train.\nAt noon."
    assert (post.voice, post.published) == (Voice("Hidden"), NOON)


def test_a_forwarded_post_has_the_voice_of_the_channel_it_comes_from():
    assert posts()["headquarters/3"].voice == Voice("Ministry 900", "https://t.me/ministry/900")
    assert posts()["headquarters/2"].voice is None


def test_one_who_hides_is_named_without_an_address():
    hidden = body("telegram.html").replace(b'href="https://t.me/ministry/900"', b"")
    (post,) = [post for post in parse_telegram(hidden, source("telegram")).entries if post.voice]
    assert post.voice == Voice("Ministry 900")


def test_a_preview_names_the_page_before_it_and_the_first_one_none():
    where = source("telegram", url="https://t.me/s/headquarters?q=1")
    assert parse_telegram(body("telegram.html"), where).older == "https://t.me/s/headquarters?before=2"
    assert parse_telegram(body("telegram.html").replace(b"data-before", b"data-after"), where).older == ""


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
    assert (second.url, second.title) == ("https://gazette.example/harbour", "")
    assert (second.published, second.published_raw) == (None, "2026-03-04"), "the last change is no publication"
    assert third.url is None


def sitemap(*urls: str, root: str = "urlset") -> bytes:
    listed = "".join(
        f"<{'url' if root == 'urlset' else 'sitemap'}>{url}</{'url' if root == 'urlset' else 'sitemap'}>"
        for url in urls
    )
    spaces = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://x.example/image"'
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {spaces}>{listed}</{root}>'.encode()


def test_addresses_and_titles_of_pictures_are_not_the_storys():
    (story,) = parse_sitemap(
        sitemap(
            "<loc>https://gazette.example/61</loc><news:news><news:title>Returned</news:title></news:news>"
            "<image:image><image:loc>https://cdn.example/1.jpg</image:loc><image:title>999</image:title></image:image>"
        ),
        source("sitemap"),
    ).entries
    assert (story.url, story.title) == ("https://gazette.example/61", "Returned")


def test_a_sitemap_that_ends_with_its_newest_gives_them_first_and_leaves_the_old_out():
    days = ("2020-01-05", "2026-03-01", "2026-03-05")
    urls = [f"<loc>https://gazette.example/{day}</loc><lastmod>{day}</lastmod>" for day in days]
    parsed = parse_sitemap(sitemap(*urls, "<loc>https://gazette.example/undated</loc>"), source("sitemap"))
    assert [entry.guid[-10:] for entry in parsed.entries] == ["2026-03-05", "2026-03-01", "le/undated"]


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        pytest.param(("2026-01-01", "2026-03-01", "2026-02-01"), "1 2 0", id="by the time of their last change"),
        pytest.param(("", "2026-03-01", ""), "1 0 2", id="those without one last"),
        pytest.param(("", "", "", "", ""), "0 4 1 3 2", id="without any: from both ends, where the newest is"),
    ],
)
def test_an_index_names_its_children_the_likeliest_to_be_new_first(dates, order):
    named = [f"<loc>/{number}.xml</loc><lastmod>{date}</lastmod>" for number, date in enumerate(dates)]
    parsed = parse_sitemap(sitemap(*named, root="sitemapindex"), source("sitemap"))
    assert (parsed.outcome, parsed.entries) == (Outcome.OK, ())
    assert parsed.children == tuple(f"https://gazette.example/{number}.xml" for number in order.split())


def test_a_sitemap_may_be_a_gzip_file():
    packed = gzip.compress(body("sitemap-news.xml"))
    assert titles(parse_sitemap(packed, source("sitemap")))[0] == "Bodies of 61 soldiers returned"


@pytest.mark.parametrize(
    ("given", "outcome", "error"),
    [
        pytest.param(b"", Outcome.NOT_FEED, "empty", id="empty"),
        pytest.param(b"<sitemapindex/>", Outcome.NOT_FEED, "names none", id="an index of nothing"),
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


def test_selectors_may_name_attributes_and_the_item_may_be_the_link_itself():
    page = (
        b'<a class="i" href="/61" data-at="2026-03-05T10:30Z" title="Returned">read</a><a class="i" href="/62">Two</a>'
    )
    selectors = (("item", "a.i"), ("title", "a::attr(title)"), ("date", "a::attr(data-at)"), ("link", "a::attr(href)"))
    first, second = parse_listing(page, source("listing", selectors=selectors)).entries
    assert (first.url, first.title, first.published) == ("https://gazette.example/61", "Returned", NOON)
    assert (second.title, second.published) == ("", None)


@pytest.mark.parametrize(
    ("selectors", "told"),
    [
        pytest.param((("item", ".gone"),), 'nothing on it fits item = ".gone"', id="no item"),
        pytest.param((("item", ".card"), ("link", "b")), '5 items, but link = "b" finds no address', id="no link"),
    ],
)
def test_a_listing_whose_page_was_rebuilt_tells_which_selector_finds_nothing(selectors, told):
    assert told in parse_listing(body("listing.html"), source("listing", selectors=selectors)).error


def test_a_listing_in_windows_1251_that_nobody_declares_is_read_right():
    page = '<article><a href="/1">Повернуто тіла полеглих захисників</a></article>' * 3
    assert titles(parse_listing(page.encode("cp1251"), source("listing"))) == ["Повернуто тіла полеглих захисників"]


@pytest.mark.parametrize("given", [*EMPTY, body("page.html")])
def test_a_page_that_lists_nothing_is_not_a_feed(given):
    parsed = parse_listing(given, source("listing", selectors=CARDS))
    assert (parsed.outcome, parsed.entries) == (Outcome.NOT_FEED, ())
