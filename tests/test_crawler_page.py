"""The HTML of an article's page in, title, text and date out."""

from datetime import UTC, datetime

import pytest
from builders_crawler import body, source

from crawler.page import parse_page
from repwatch.model import DatedBy, Outcome, PageRules

NOON = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
PARAGRAPH = "The bodies of 61 fallen soldiers came home on Thursday, the headquarters said in a statement. "


def page(head: str = "", text: str = PARAGRAPH * 4) -> str:
    return f"<html><head><title>Returned</title>{head}</head><body><article><p>{text}</p></article></body></html>"


def test_the_article_without_the_furniture_around_it():
    read = parse_page(body("page.html"), source("page"))
    assert (read.outcome, read.title) == (Outcome.OK, "Bodies of 61 soldiers returned")
    assert "The train with them arrived at noon" in read.text
    for furniture in ("Politics", "Ten recipes", "3:1", "rights reserved"):
        assert furniture not in read.text


def test_the_surest_of_several_dates_is_taken():
    assert parse_page(body("page.html"), source("page")).published.at == NOON


@pytest.mark.parametrize(
    ("head", "at", "day"),
    [
        pytest.param('<meta itemprop="datePublished" content="2026-03-05T10:30:00Z">', NOON, False, id="itemprop"),
        pytest.param('<meta name="pubdate" content="2026-03-05 12:30">', NOON, False, id="in the outlet's zone"),
        pytest.param(
            '<script type="application/ld+json">{"datePublished": "2026-03-05T10:30:00\\u005a"}</script>',
            NOON, False, id="JSON-LD",
        ),
        pytest.param('<meta name="date" content="2026-03-05">', NOON.replace(hour=12, minute=0), True, id="a day only"),
    ],
)  # fmt: skip
def test_where_a_date_may_stand(head, at, day):
    published = parse_page(page(head).encode(), source("page", zone="Europe/Kyiv")).published
    assert (published.at, published.day) == (at, day)


@pytest.mark.parametrize("head", ["", '<meta name="date" content="soon">', '<meta name="date" content="1826-03-05">'])
def test_a_page_without_a_date_that_can_be_is_kept_without(head):
    read = parse_page(page(head).encode(), source("page"))
    assert (read.outcome, read.published) == (Outcome.OK, None)


def test_a_flash_of_news_is_read_without_the_counters_beside_it():
    around = "<div class='share'><a>Share</a> <span>2,418 views</span> <a>36 comments</a></div>"
    body = f"<article><h1>Returned</h1><div class='article-body'><p>{PARAGRAPH}</p></div>{around}</article>"
    read = parse_page(f"<html><body>{body}<p>{around}</p></body></html>".encode(), source("page"))
    assert read.text == PARAGRAPH.strip()


def test_the_rules_of_an_outlets_record_say_where_title_text_and_date_stand_and_what_is_left_out():
    body = (
        "<div id='t'>Returned home</div><div class='w' data-day='05.03.2026 12:30'></div>"
        "<div class='b'><p>It was 61.</p><aside class='ad'>It was 999.</aside><p>So they said.</p></div>"
        f"<article><p>{PARAGRAPH * 4}</p></article>"
    )
    rules = PageRules(text="div.b", title="#t", date=".w::attr(data-day)", drop=("aside.ad", "div.none"))
    read = parse_page(f"<html><body>{body}</body></html>".encode(), source("page", zone="Europe/Kyiv", rules=rules))
    assert (read.title, read.text) == ("Returned home", "It was 61.\n\nSo they said.")
    assert (read.published.at, read.dated) == (NOON, DatedBy.PAGE)


def test_rules_that_find_nothing_leave_the_page_to_be_read_without_them():
    rules = PageRules(text="div.gone", title="#gone", date="#gone", drop=("#gone",))
    with_rules, without = (parse_page(body("page.html"), source("page", rules=one)) for one in (rules, PageRules()))
    assert (with_rules.title, with_rules.text, with_rules.published) == (
        without.title, without.text, without.published,
    )  # fmt: skip


WALL = "<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'


@pytest.mark.parametrize(
    ("given", "url", "outcome"),
    [
        pytest.param(
            WALL.format(title="One moment", head="<script>window._cf_chl_opt={}</script>", body="<p>Checking you</p>"),
            "https://gazette.example/61", Outcome.CHALLENGE, id="a test for browsers",
        ),
        pytest.param(
            WALL.format(title="x", head="", body="<form action='/collect-consent'><p>Do agree.</p></form>"),
            "https://gazette.example/61", Outcome.CONSENT, id="a form that asks for consent, and no other",
        ),
        pytest.param(
            WALL.format(title="x", head="", body="<p>Before you go on to the story, agree to all of this.</p>"),
            "https://consent.gazette.example/?from=61", Outcome.CONSENT, id="an answer from the host that asks for it",
        ),
        pytest.param(
            WALL.format(title="x", head=PAID, body=""), "https://gazette.example/61", Outcome.PAYWALL, id="paid, empty"
        ),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_of_a_story_is_named(given, url, outcome):
    read = parse_page(given.encode(), source("page", url=url))
    assert (read.outcome, read.text) == (outcome, "")


@pytest.mark.parametrize("head", [PAID, '<meta property="article:content_tier" content="locked">'])
def test_of_a_paid_page_that_shows_text_the_text_is_kept_and_the_wall_is_told(head):
    read = parse_page(page(head).encode(), source("page"))
    assert (read.outcome, read.paid) == (Outcome.OK, True)
    assert "61 fallen soldiers" in read.text


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"isAccessibleForFree": true}</script>',
        "<script>(function(){window.__CF$cv$params={}})()</script>",
        '<meta property="article:content_tier" content="free">',
    ],
)
def test_a_long_story_is_no_wall_whatever_its_scripts_are_called(head):
    read = parse_page(page(head + "<script>px-captcha</script>", PARAGRAPH * 8).encode(), source("page"))
    assert (read.outcome, read.paid) == (Outcome.OK, False)
    assert len(read.text) > 300


@pytest.mark.parametrize(
    ("given", "outcome", "error"),
    [
        pytest.param(b"", Outcome.NOT_PAGE, "empty", id="nothing"),
        pytest.param(b" \n ", Outcome.NOT_PAGE, "empty", id="blanks"),
        pytest.param(b"<html></html>", Outcome.NOT_PAGE, "no readable text", id="no text"),
        pytest.param(b"<html><script>x()</script></html>", Outcome.NOT_PAGE, "no readable text", id="script only"),
        pytest.param(b"%PDF-1.7", Outcome.NOT_PAGE, "not a web page", id="a document"),
        pytest.param(b"/etc/passwd", Outcome.NOT_PAGE, "not a web page", id="a path"),
        pytest.param(b"http://127.0.0.1:1/", Outcome.NOT_PAGE, "not a web page", id="an address"),
        pytest.param(b"\xef\xbb\xbf" + b"\xff\xfe" * 400, Outcome.ENCODING, "cannot be read as text", id="no text"),
    ],
)
def test_what_holds_no_article_gets_its_class(given, outcome, error):
    read = parse_page(given, source("page"))
    assert (read.outcome, read.text) == (outcome, "")
    assert error in read.error


@pytest.mark.parametrize(
    ("encoding", "head", "header"),
    [
        pytest.param("windows-1251", "", "", id="undeclared"),
        pytest.param("windows-1251", '<meta charset="utf-8">', "text/html; charset=utf-8", id="declared as utf-8"),
        pytest.param("utf-8", '<meta charset="windows-1251">', "", id="utf-8 declared as windows-1251"),
        pytest.param("windows-1251", "", "text/html; charset=ISO-8859-1", id="declared as latin-1, a server's default"),
        pytest.param("windows-1251", '<meta charset="windows-1252">', "", id="declared as windows-1252"),
        pytest.param(
            "windows-1251", '<meta http-equiv="x" content="text/html; charset=cp1251">', "", id="declared inside"
        ),
    ],
)
def test_a_charset_declared_or_not_reads_the_same(encoding, head, header):
    text = "Україна повернула тіла 61 полеглого захисника, повідомив Координаційний штаб. " * 5
    read = parse_page(page(head, text).encode(encoding), source("page", header))
    assert "тіла 61 полеглого захисника" in read.text
