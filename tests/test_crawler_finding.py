"""Where a site lists its stories: what its pages and its robots.txt name is a lead, and nothing else."""

import pytest
from builders_crawler import body, source

from crawler.finding import parse_site
from crawler.leads import distinct, in_robots, preview_of
from repwatch.model import Lead, Outcome

HOME = "https://gazette.example/news/"


def leads(html: str, url: str = HOME) -> list[tuple[str, str]]:
    found = parse_site(html.encode(), source("site", url=url))
    return [(lead.form, lead.url) for lead in found.site.leads]


def page(head: str = "", text: str = "") -> str:
    return f"<!doctype html><html lang='uk-UA'><head><title>Gazette</title>{head}</head><body>{text}</body></html>"


def alternate(href: str, kind: str = "application/rss+xml", rel: str = "alternate", title: str = "") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param(page(alternate("/rss")), [("feed", "https://gazette.example/rss")], id="a feed in the head"),
        pytest.param(
            page(alternate("all.atom", "application/atom+xml; charset=utf-8", "Alternate Home")),
            [("feed", "https://gazette.example/news/all.atom")],
            id="an Atom feed, beside the page, with a charset",
        ),
        pytest.param(
            page(alternate("f.json", "application/feed+json")), [("feed", f"{HOME}f.json")], id="a JSON feed"
        ),
        pytest.param(
            page('<base href="https://cdn.example/a/">' + alternate("rss")), [("feed", "https://cdn.example/a/rss")],
            id="relative to the base that the page names",
        ),
        pytest.param(
            page('<link rel="alternate" hreflang="en" href="/en/">'), [], id="another language is no feed"
        ),
        pytest.param(page(alternate("/rss", rel="stylesheet")), [], id="a style sheet is no feed"),
        pytest.param(page(alternate("javascript:alert(1)")), [], id="no address"),
        pytest.param(page(alternate("file:///etc/passwd")), [], id="a file of ours"),
        pytest.param(
            page(alternate("/comments/feed", title="Comments") + alternate("/feed", title="News")),
            [("feed", "https://gazette.example/feed"), ("feed", "https://gazette.example/comments/feed")],
            id="comments come last",
        ),
        pytest.param(
            page(text='<a href="/feed/">News</a> <a href="/rss.xml">x</a> <a href="/export/all.rss">x</a>'),
            [("feed", f"https://gazette.example/{path}") for path in ("feed/", "rss.xml", "export/all.rss")],
            id="links to the usual places",
        ),
        pytest.param(
            page(text='<a href="https://feeds.example/gazette">RSS</a>'), [("feed", "https://feeds.example/gazette")],
            id="a link that says RSS, elsewhere too",
        ),
        pytest.param(
            page(text='<a href="https://other.example/feed">x</a> <a href="/rssell">x</a> <a href="/index">x</a>'), [],
            id="the feeds of others, and what only begins like one",
        ),
        pytest.param(
            page(text='<a href="https://t.me/gazette_ua">x</a> <a href="https://t.me/s/gazette_ua/15">x</a>'),
            [("telegram", "https://t.me/s/gazette_ua")],
            id="a channel, once, whatever links to it",
        ),
        pytest.param(
            page(text='<a href="https://t.me/share/url?url=x">x</a> <a href="https://t.me/+abc">x</a>'
                      '<a href="https://t.me/joinchat/AAA">x</a>'), [],
            id="buttons that share, and invitations",
        ),
        pytest.param(page(), [], id="nothing named is nothing found"),
    ],
)  # fmt: skip
def test_what_a_page_names(html: str, found: list[tuple[str, str]]) -> None:
    assert leads(html) == found


def test_what_a_page_says_of_its_site() -> None:
    html = page('<meta property="og:site_name" content="The Gazette\x1b[2J">')
    site = parse_site(html.encode(), source("site", url=HOME)).site
    assert (site.name, site.lang) == ("The Gazette[2J", "uk")


@pytest.mark.parametrize(
    ("file", "form"),
    [("rss-2.0.xml", "feed"), ("atom-1.0.xml", "feed"), ("json-1.1.json", "feed"), ("sitemap-news.xml", "sitemap")],
)
def test_the_address_may_be_that_of_a_list_itself(file: str, form: str) -> None:
    found = parse_site(body(file), source("site", url="https://gazette.example/x"))
    assert [(lead.form, lead.url) for lead in found.site.leads] == [(form, "https://gazette.example/x")]


def test_a_channel_without_a_preview_is_said_so() -> None:
    channel = "https://t.me/s/gazette"
    good = parse_site(body("telegram.html"), source("site", url=channel))
    assert [lead.url for lead in good.site.leads] == [channel]
    bad = parse_site(body("telegram-no-preview.html"), source("site", url="https://t.me/gazette"))
    assert (bad.outcome, bad.site.leads) == (Outcome.NOT_FEED, ())
    assert "no public preview" in bad.error


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "<", "{", "<?xml", "<html", "plain words", "<rss><channel>"])
def test_whatever_comes_is_read_without_a_fault(text: str) -> None:
    assert parse_site(text.encode(), source("site", url=HOME)).site.leads == ()


@pytest.mark.parametrize(
    ("url", "preview"),
    [
        ("https://t.me/Koord_shtab", "https://t.me/s/Koord_shtab"),
        ("https://t.me/s/Koord_shtab", "https://t.me/s/Koord_shtab"),
        ("https://t.me/Koord_shtab/1234?single", "https://t.me/s/Koord_shtab"),
        ("http://telegram.me/Koord_shtab/", "https://t.me/s/Koord_shtab"),
        ("https://t.me/", ""),
        ("https://t.me/share/url", ""),
        ("https://t.me/share", ""),
        ("https://t.me/a/b/c", ""),
        ("https://t.me.evil.example/Koord_shtab", ""),
        ("https://example.org/t.me/Koord_shtab", ""),
        ("http://[::1", ""),
    ],
)
def test_the_preview_of_a_channel(url: str, preview: str) -> None:
    assert preview_of(url) == preview


def test_what_robots_txt_names_news_first() -> None:
    text = "User-agent: *\nDisallow: /feed/\nSitemap: /sitemap.xml\nSitemap: https://gazette.example/sitemap-news.xml\n"
    text += "Sitemap: https://gazette.example/rss.xml\nSitemap: ftp://gazette.example/x.xml\nSitemap: /sitemap.xml\n"
    assert [(lead.form, lead.url) for lead in in_robots(text, HOME)] == [
        ("feed", "https://gazette.example/rss.xml"), ("sitemap", "https://gazette.example/sitemap-news.xml"),
        ("sitemap", "https://gazette.example/sitemap.xml"),
    ]  # fmt: skip
    assert in_robots("", HOME) == ()


def test_leads_are_bounded_and_the_first_name_of_an_address_stays() -> None:
    many = [Lead(f"{HOME}{number}", "feed", "why") for number in range(1000)]
    assert len(distinct(many)) == 20
    assert distinct([many[0], Lead(many[0].url, "sitemap", "other")]) == (many[0],)
