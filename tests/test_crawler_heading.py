"""Title and day of a page are those that trafilatura finds when it is asked for all that it knows of the page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import trafilatura
from builders_archive import html_page, stories
from lxml import html
from trafilatura.settings import Document

from crawler.charset import decode
from crawler.entries import Source
from crawler.heading import heading

PAGES = sorted((Path(__file__).parent / "data").rglob("*.html"))
NOW = datetime.now(UTC)
LD = '<script type="application/ld+json">{}</script>'
ODD = {
    "headline in JSON-LD": LD.format('{"@type": "NewsArticle", "headline": "A &amp; b", "datePublished": "2025-06"}'),
    "a list in JSON-LD": LD.format('[{"@type": "NewsArticle", "headline": ["a"], "author": 5, "publisher": []}]'),
    "broken JSON-LD": LD.format('{"@type": "NewsArticle", "headline": "Broken, "'),
    "no object in JSON-LD": LD.format('"text"'),
    "og": '<meta property="og:title" content="Of the graph"><meta property="og:url" content="https://a.example/2025/06/01/x">',
    "two headlines": "</head><body><h1>One</h1><h1>Two</h1><h2>Three</h2>",
    "a title with its site": "<title>The story - The Site</title>",
    "a day in the address": '<link rel="canonical" href="/2025/06/01/story">',
    "a day in the text": "</head><body><p class='date'>June 1, 2025</p>",
    "nothing": "",
}  # fmt: skip


def same(page: str, url: str = "https://a.example/news/1") -> bool:
    whole = trafilatura.bare_extraction(trafilatura.load_html(page), url=url, fast=True, with_metadata=True)
    assert isinstance(whole, Document)
    found = heading(trafilatura.load_html(page), Source(url, NOW))
    return found == (whole.title or "", whole.date or "")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_of_the_pages_of_the_tests(file: Path) -> None:
    assert same(decode(file.read_bytes()).text)


@pytest.mark.parametrize("head", ODD.values(), ids=ODD)
def test_of_odd_pages(head: str) -> None:
    body = "<p>" + "Something that was told at some length about this. " * 8 + "</p>"
    assert same(f"<html><head>{head}{body}</html>")


def test_of_pages_with_the_stories_of_the_corpus() -> None:
    for row in stories("en", "uk", "ru")[::9]:
        assert same(html_page(row["title"], row["text"], row["published"] or "").decode(), row["url"]), row["id"]


def test_the_tree_stays_as_it_was() -> None:
    tree = trafilatura.load_html(decode(PAGES[0].read_bytes()).text)
    before = html.tostring(tree)
    heading(tree, Source("https://a.example/1", NOW))
    assert html.tostring(tree) == before
