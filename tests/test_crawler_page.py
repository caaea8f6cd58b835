"""The HTML of an article's page in, title, text and date out."""

from datetime import UTC, datetime

import pytest
from builders_crawler import body, source

from crawler.page import parse_page
from repwatch.model import Outcome

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
        pytest.param(
            "windows-1251", '<meta http-equiv="x" content="text/html; charset=cp1251">', "", id="declared inside"
        ),
    ],
)
def test_a_charset_declared_or_not_reads_the_same(encoding, head, header):
    text = "Україна повернула тіла 61 полеглого захисника, повідомив Координаційний штаб. " * 5
    read = parse_page(page(head, text).encode(encoding), source("page", header))
    assert "тіла 61 полеглого захисника" in read.text
